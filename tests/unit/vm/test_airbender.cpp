// The platform airbender in the executor: oracle, end, output registers, memory up to 4 GiB. Everything is run twice,
// plain and recording, and records are replayed.

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>

#include "kit/airbender.hpp"
#include "kit/catch.hpp"
#include "kit/replay.hpp"
#include "machine/chips/memory.hpp"
#include "vm/executor.hpp"

using namespace squall;
using kit::Assembler;
using Words = std::vector<std::uint32_t>;

namespace {

constexpr unsigned kT0 = 5, kT1 = 6, kX10 = 10, kX11 = 11, kX18 = 18;

// Answers by a function of what was written since the last answer; nothing once `most` words were given.
class Asked : public Oracle {
 public:
  using Answer = std::function<std::uint32_t(const Words& written)>;
  explicit Asked(Answer answer, std::size_t most = SIZE_MAX) : answer_(std::move(answer)), most_(most) {}

  std::optional<std::uint32_t> read() override {
    if (given.size() == most_) return std::nullopt;
    given.push_back(answer_(written));
    return given.back();
  }
  void write(std::uint32_t word) override { written.push_back(word); }

  Words given, written;

 private:
  Answer answer_;
  std::size_t most_;
};

Execution run(const Image& image, const Words& input) {
  const Bytes bytes = kit::bytes_of(input);
  ExecuteOptions options;
  options.input = bytes;
  auto plain = execute(image, options);
  options.trace = true;
  auto traced = execute(image, options);
  INFO((plain.ok() ? "" : plain.error().message));
  REQUIRE(plain.ok());
  REQUIRE(traced.ok());
  REQUIRE(plain->record.instructions == traced->record.instructions);
  REQUIRE(plain->record.output == traced->record.output);
  REQUIRE(plain->counts == traced->counts);
  REQUIRE(plain->oracle_reads == traced->oracle_reads);
  REQUIRE(plain->oracle_writes == traced->oracle_writes);
  REQUIRE(traced->ends == 1);
  REQUIRE(traced->record.exit_code == 0);
  for (unsigned c = 0; c < kEventClasses; ++c) REQUIRE(traced->record.events[c].size() == traced->mix()[c]);
  REQUIRE(kit::Replay::check(image, traced->record) == "");
  return std::move(*traced);
}

Error failure(const Image& image, const Words& input = {}, std::uint64_t most = UINT64_MAX) {
  const Bytes bytes = kit::bytes_of(input);
  ExecuteOptions options;
  options.input = bytes;
  options.max_instructions = most;
  const auto plain = execute(image, options);
  options.trace = true;
  const auto traced = execute(image, options);
  REQUIRE_FALSE(plain.ok());
  REQUIRE_FALSE(traced.ok());
  REQUIRE(plain.error().code == traced.error().code);
  REQUIRE(plain.error().message == traced.error().message);
  return plain.error();
}

Words output_of(const Execution& e) {
  Words words;
  for (std::size_t i = 0; i < e.record.output.size(); i += 4) words.push_back(load_le32(e.record.output.data() + i));
  return words;
}

// A guest that asks: for k = n, ..., 1 it sends k, and then adds up k words that it reads. Output: n, the sum.
Assembler asking_guest() {
  Assembler a(0);
  a.word(kit::oracle_read(kX10));
  a.r(Opcode::kAdd, kT0, kX10, 0);
  const auto question = a.bound_label();
  a.word(kit::oracle_write(kT0));
  a.r(Opcode::kAdd, kT1, kT0, 0);
  const auto answer = a.bound_label();
  a.word(kit::oracle_read(7));
  a.r(Opcode::kAdd, kX11, kX11, 7);
  a.i(Opcode::kAddi, kT1, kT1, -1);
  a.branch(Opcode::kBne, kT1, 0, answer);
  a.i(Opcode::kAddi, kT0, kT0, -1);
  a.branch(Opcode::kBne, kT0, 0, question);
  a.word(kit::kSelfJump);
  return a;
}

}  // namespace

TEST_CASE("words in, registers out", "[airbender]") {
  Assembler a(0);
  for (unsigned r = 10; r < 18; ++r) a.word(kit::oracle_read(r));
  a.word(kit::oracle_write(0));
  a.word(kit::oracle_write(kX11));
  a.word(kit::kSelfJump);
  const Words words = {1, 0xffffffff, 0x80000000, 3, 0, 5, 0x12345678, 7};
  const Execution e = run(kit::rom_image(a), words);
  CHECK(output_of(e) == words);
  CHECK(e.record.instructions == 11);
  CHECK((e.oracle_reads == 8 && e.oracle_writes == 2));
  CHECK(e.mix()[unsigned(EventClass::kOracle)] == 8);
  CHECK(e.mix()[unsigned(EventClass::kAddImmediate)] == 2);
  CHECK(std::accumulate(e.counts.begin(), e.counts.end(), std::uint64_t(0)) == 0);
  CHECK(e.oracle_words.empty());  // they came from the input

  const Event& first = e.record.of(EventClass::kOracle)[0];
  CHECK((first.pc == 0 && first.clock == 1 && first.memory == 1 && first.old_rd == 0 && first.time_rd == 0));
  const Event& write = e.record.of(EventClass::kAddImmediate)[1];  // an addition of 0 to x0, whatever is written
  CHECK((write.pc == 36 && write.clock == 28 && write.a == 0 && write.time_a == 25 && write.time_rd == 27));
  REQUIRE(e.record.end);
  CHECK((e.record.end->pc == 40 && e.record.end->clock == 31 && e.record.end->outputs[6] == 0x12345678));
  CHECK((e.record.end->times[0] == 3 && e.record.end->times[7] == 24 && e.record.end->times[8] == 0));
  CHECK((e.record.registers[17].value == 7 && e.record.registers[17].time == 31));
  CHECK((e.record.registers[25].time == 31 && e.record.registers[26].time == 0));
}

TEST_CASE("a live oracle answers what it is asked, and its record proves the same", "[airbender]") {
  const Image image = kit::rom_image(asking_guest());
  constexpr std::uint32_t kQuestions = 12;
  const auto answer = [](const Words& written) {
    return written.empty() ? kQuestions : written.back() * written.back() + std::uint32_t(written.size());
  };
  Asked plain(answer), traced(answer);
  ExecuteOptions options;
  options.oracle = &plain;
  const auto lived = execute(image, options);
  options.oracle = &traced;
  options.trace = true;
  const auto recorded = execute(image, options);
  REQUIRE(lived.ok());
  REQUIRE(recorded.ok());
  CHECK(kit::Replay::check(image, recorded->record) == "");

  std::uint32_t sum = 0;
  Words questions;
  for (std::uint32_t k = kQuestions; k > 0; --k) {
    questions.push_back(k);
    for (std::uint32_t i = 0; i < k; ++i) sum += k * k + std::uint32_t(questions.size());
  }
  CHECK(output_of(*lived) == Words{kQuestions, sum, 0, 0, 0, 0, 0, 0});
  for (const Asked* oracle : {&plain, &traced}) CHECK(oracle->written == questions);
  CHECK(lived->oracle_words == plain.given);
  CHECK(recorded->oracle_words == plain.given);
  CHECK(plain.given.size() == 1 + kQuestions * (kQuestions + 1) / 2);

  const Execution again = run(image, lived->oracle_words);
  CHECK(again.record.output == lived->record.output);
  CHECK(again.record.instructions == lived->record.instructions);
  CHECK(again.oracle_writes == kQuestions);
  const auto& before = recorded->record.of(EventClass::kOracle);
  const auto& after = again.record.of(EventClass::kOracle);
  REQUIRE(before.size() == after.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    REQUIRE((before[i].pc == after[i].pc && before[i].clock == after[i].clock && before[i].memory == after[i].memory &&
             before[i].time_rd == after[i].time_rd));
  }
}

TEST_CASE("what the oracle does not have, and what nobody reads", "[airbender]") {
  const Image image = kit::rom_image(asking_guest());
  const Error empty = failure(image);
  CHECK(empty.code == ErrorCode::kGuestFailure);
  CHECK(empty.message ==
        "guest failed at 0x00000000: the oracle has no more words: the private input is shorter than what the guest "
        "reads; in csrrw a0, 0x7c0, zero [0x7c001573]");
  CHECK_THAT(failure(image, {2, 1}).message, Catch::StartsWith("guest failed at 0x00000010: the oracle has no more"));

  Asked short_of_words([](const Words&) { return 3; }, 4);
  ExecuteOptions options;
  options.oracle = &short_of_words;
  const auto stopped = execute(image, options);
  REQUIRE_FALSE(stopped.ok());
  CHECK(stopped.error().code == ErrorCode::kGuestFailure);
  CHECK_THAT(stopped.error().message, Catch::StartsWith("guest failed at 0x00000010: the oracle has no more words"));
  CHECK(short_of_words.given.size() == 4);

  const Error rest = failure(image, {1, 2, 3, 4});
  CHECK(rest.code == ErrorCode::kBadInput);
  CHECK(rest.message == "the guest reads 2 of the 4 words of the input");
  options = {};
  const Bytes odd = {1, 0, 0, 0, 2, 0, 0};
  options.input = odd;
  const auto refused = execute(image, options);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kBadInput);
  CHECK(refused.error().message == "the input has 7 bytes, expected whole 32-bit words");
}

TEST_CASE("the limit of instructions holds at every instruction, and before it asks", "[airbender]") {
  const Image image = kit::rom_image(asking_guest());
  Asked whole([](const Words&) { return 3; });
  ExecuteOptions options;
  options.oracle = &whole;
  const auto good = execute(image, options);
  REQUIRE(good.ok());
  const std::uint64_t all = good->record.instructions;
  for (const bool trace : {false, true}) {
    for (std::uint64_t most = 1; most <= all; ++most) {
      Asked oracle([](const Words&) { return 3; });
      options.oracle = &oracle;
      options.max_instructions = most;
      options.trace = trace;
      const auto stopped = execute(image, options);
      CAPTURE(most);
      REQUIRE(stopped.ok() == (most == all));
      if (most == all) break;
      REQUIRE(stopped.error().code == ErrorCode::kResourceLimit);
      REQUIRE_THAT(stopped.error().message, Catch::Contains("more than " + std::to_string(most) + " instructions"));
      // Jumps are where other instructions beyond the limit are noticed; nothing outside the machine happens there.
      REQUIRE(oracle.given.size() <= most);
      REQUIRE(std::equal(oracle.written.begin(), oracle.written.end(), whole.written.begin()));
    }
  }
  Assembler a(0);
  a.word(kit::oracle_read(kX10));
  a.word(kit::oracle_write(kX10));
  a.word(kit::oracle_read(kX10));
  a.word(kit::kSelfJump);
  for (const std::uint64_t most : {1, 2, 3}) {
    Asked oracle([](const Words&) { return 3; });
    options.oracle = &oracle;
    options.max_instructions = most;
    REQUIRE_FALSE(execute(kit::rom_image(a), options).ok());
    REQUIRE(oracle.given.size() + oracle.written.size() == most);
  }
}

TEST_CASE("x18 to x25 must be zero at the end", "[airbender]") {
  for (unsigned r = 1; r < 32; ++r) {
    Assembler a(0);
    a.word(kit::oracle_read(r));
    a.word(kit::kSelfJump);
    const Image image = kit::rom_image(a);
    CAPTURE(r);
    run(image, {0});
    if (r < 18 || r > 25) {
      const Execution e = run(image, {0x90000001});
      for (unsigned i = 0; i < 8; ++i) CHECK(output_of(e)[i] == (r == 10 + i ? 0x90000001 : 0));
    } else {
      const Error error = failure(image, {0x90000001});
      CHECK(error.code == ErrorCode::kGuestFailure);
      CHECK_THAT(error.message, Catch::Contains("(x" + std::to_string(r) + ") = 0x90000001; x18 to x25 must be zero"));
    }
  }
}

TEST_CASE("registers and words that were used long ago are touched before oracle and end", "[airbender]") {
  Assembler a(0);
  for (unsigned r = 10; r < 26; ++r) a.word(kit::oracle_read(r));
  a.li(kT0, kTimeWindow / 6 + 10);
  const auto loop = a.bound_label();
  a.i(Opcode::kAddi, kT0, kT0, -1);
  a.branch(Opcode::kBne, kT0, 0, loop);
  a.word(kit::oracle_read(kX10));
  a.word(kit::oracle_write(kX11));
  a.word(kit::kSelfJump);
  Words input(16);
  input[3] = 77;
  input.push_back(99);
  const Execution e = run(kit::rom_image(a), input);
  CHECK(output_of(e)[0] == 99);
  CHECK(output_of(e)[3] == 77);
  // 16 registers, x10 by its oracle instruction; x0 is read in the loop, and the dummy register has no other use.
  std::vector<std::uint32_t> touched;
  for (std::size_t i = 0; i < e.record.touches.size(); ++i) touched.push_back(e.record.touches[i].address);
  std::sort(touched.begin(), touched.end());
  Words expected(16);
  std::iota(expected.begin(), expected.end(), 10);
  expected.push_back(kDummyRegister);
  CHECK(touched == expected);
}

TEST_CASE("memory from the ROM's end to 4 GiB, with gaps that the ledger can prove", "[airbender]") {
  const auto program = [](const Words& addresses) {
    Assembler a(0);
    for (const std::uint32_t address : addresses) {
      a.li(kT0, address);
      a.store(Opcode::kSw, kT0, 0, kT0);
      a.i(Opcode::kLw, kX10, kT0, 0);
    }
    a.word(kit::kSelfJump);
    return a;
  };
  const std::vector<Words> uses = {{},           {0xfffffffc}, {kit::kRam},  {kit::kRam, 0xfffffffc},
                                   {0x80000000}, {0x7ffffffc}, {0x80000004}, {0x40000000, 0x50000000}};
  for (const std::uint32_t rom_bytes : {airbender::kRomBytes, airbender::kLargeRomBytes}) {
    for (Words addresses : uses) {
      for (std::uint32_t& address : addresses) address = address == kit::kRam ? rom_bytes : address;
      const Image image = kit::rom_image(program(addresses), rom_bytes);
      const Execution e = run(image, {});
      CHECK(output_of(e)[0] == (addresses.empty() ? 0 : addresses.back()));
      // The words that were used, and the one in the middle.
      std::vector<std::uint32_t> words;
      for (const FinalWord& w : e.record.words) words.push_back(w.address);
      Words expected = {0x80000000 / 4};
      for (const std::uint32_t address : addresses) expected.push_back(address / 4);
      std::sort(expected.begin(), expected.end());
      expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
      CHECK(words == expected);
      std::uint32_t lower = 0;
      for (const std::uint32_t word : words) {
        CHECK(word - lower < (1u << 30) - (1u << 24));  // see chips::Ledger
        lower = word + 1;
      }
    }
    // Between image and RAM there is nothing; the image cannot be written, but read.
    const auto fails = [&](std::uint32_t address, const char* text) {
      CHECK_THAT(failure(kit::rom_image(program({address}), rom_bytes)).message, Catch::Contains(text));
    };
    fails(rom_bytes - 4, "outside all segments and regions");
    fails(0x1000, "store to 0x00001000 (t0 = 0x00001000), which is outside all segments");
    fails(0, "store to 0x00000000 (t0 = 0x00000000), which is read-only program memory");
  }
  Assembler reads(0);
  reads.i(Opcode::kLw, kX10, 0, 0);
  reads.i(Opcode::kLhu, kX11, 0, 4);
  reads.word(kit::kSelfJump);
  const Execution e = run(kit::rom_image(reads), {});
  CHECK(output_of(e)[0] == reads.words()[0]);
  CHECK(output_of(e)[1] == (reads.words()[1] & 0xffff));
}

TEST_CASE("words of the platforms are told apart and described", "[airbender]") {
  struct Described {
    std::uint32_t word;
    const char *airbender, *native;
  };
  const Described list[] = {
      {kit::oracle_read(10), "csrrw a0, 0x7c0, zero", nullptr},
      {kit::oracle_write(10), "csrrw zero, 0x7c0, a0", nullptr},
      {kit::oracle_write(0), "csrrw zero, 0x7c0, zero", nullptr},
      {kit::csrrw(0x7c0, 5, 6), "CSR 0x7c0 is either read or written, not both", nullptr},
      {kit::csrrw(0x7c1, 0, 0), "unknown CSR 0x7c1 (known: 0x7c0 oracle, 0x7c7 BLAKE2s, 0x7ca 256-bit integers)",
       nullptr},
      {kit::csrrw(0x7c7, 5, 0), "a call by CSR 0x7c7 names registers, expected csrrw zero, 0x7c7, zero", nullptr},
      {kit::csrrw(0x7ca, 0, 5), "a call by CSR 0x7ca names registers, expected csrrw zero, 0x7ca, zero", nullptr},
      {0xc0001073, "the guest aborted (write to CSR 0xc00)", nullptr},
      {0x00000073, "ecall is not part of the platform airbender", "ecall"},
      {kit::kSelfJump, nullptr, "jal zero, 0x0"},
      {kit::custom0(0, 1, 2, 3), nullptr, "custom-0 instruction with unknown function 0.0"},
      {kit::custom0(127, 1, 2, 3), nullptr, "custom-0 instruction with unknown function 127.0"},
      {kit::custom0(32, 1, 2, 3), nullptr, "custom-0 instruction with unknown function 32.0"},
      {kit::custom0(5, 1, 2, 3) | 1 << 12, nullptr, "custom-0 instruction with unknown function 5.1"},
      {kit::custom0(5, 0, 2, 3), nullptr, "call of mulmod with rd = zero, which must name a pointer"},
      {kit::custom0(5, 12, 10, 11), nullptr, "mulmod a2, a0, a1"},
  };
  for (const Described& d : list) {
    CAPTURE(d.word);
    const std::string by_airbender = describe_word(Platform::kAirbender, d.word);
    const std::string by_native = describe_word(Platform::kSquall, d.word);
    if (d.airbender) CHECK(by_airbender == d.airbender);
    if (d.native) CHECK(by_native == d.native);
    // What is an instruction of one platform only is none of the other.
    const bool of_airbender =
        platform_instruction(Platform::kAirbender, d.word).kind != PlatformInstruction::Kind::kNone;
    const bool of_native = platform_instruction(Platform::kSquall, d.word).kind != PlatformInstruction::Kind::kNone;
    CHECK_FALSE((of_airbender && of_native));
  }
  CHECK(find_platform("airbender") == Platform::kAirbender);
  CHECK(find_platform("squall") == Platform::kSquall);
  CHECK_FALSE(find_platform("Squall").has_value());
  CHECK_FALSE(find_platform("").has_value());
}

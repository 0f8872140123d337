// Calls of accelerated functions in the executor: operands by pointers, what a call may not do, and its record.

#include <array>
#include <fmt/format.h>
#include <string>

#include "kit/airbender.hpp"
#include "kit/catch.hpp"
#include "kit/replay.hpp"
#include "vm/elf_loader.hpp"
#include "vm/executor.hpp"

using namespace squall;
using kit::Assembler;
using Words = std::vector<std::uint32_t>;

namespace {

// mulmod and its kin: a := a * b mod c, 256-bit numbers at three pointers, which are multiples of 32.
constexpr std::uint32_t kMultiply = number(Function::kMultiplyModulo), kAdd = number(Function::kAddModulo);
constexpr std::uint32_t kA = kit::kDataBase, kB = kA + 32, kC = kA + 64;
constexpr unsigned kRa = 10, kRb = 11, kRc = 12, kT0 = 5;

// 3, 5 and 7, as 256-bit numbers.
Bytes numbers() {
  Words words(24);
  words[0] = 3;
  words[8] = 5;
  words[16] = 7;
  return kit::bytes_of(words);
}

struct Pointers {
  std::uint32_t a = kA, b = kB, c = kC;
};

// Calls once, and exits with the low word of a's block at kA.
Assembler calling(std::uint32_t function, Pointers p = {}) {
  Assembler a;
  a.li(kRa, p.a);
  a.li(kRb, p.b);
  a.li(kRc, p.c);
  a.word(kit::custom0(function, kRc, kRa, kRb));
  a.li(kT0, kA);
  a.i(Opcode::kLw, 10, kT0, 0);
  a.li(17, 93);
  a.ecall();
  return a;
}

Image image_of(const Assembler& a, Bytes data = numbers()) {
  auto image = load_elf(a.elf(std::move(data)));
  REQUIRE(image.ok());
  return std::move(*image);
}

Execution run(const Image& image) {
  ExecuteOptions options;
  const auto plain = execute(image, options);
  options.trace = true;
  auto traced = execute(image, options);
  INFO((plain.ok() ? "" : plain.error().message));
  REQUIRE(plain.ok());
  REQUIRE(traced.ok());
  REQUIRE(plain->record.exit_code == traced->record.exit_code);
  REQUIRE(plain->record.output == traced->record.output);
  REQUIRE(plain->calls == traced->calls);
  REQUIRE(traced->record.calls.size() == traced->record.of(EventClass::kCall).size());
  REQUIRE(kit::Replay::check(image, traced->record) == "");
  return std::move(*traced);
}

std::string failure(const Image& image) {
  ExecuteOptions options;
  const auto plain = execute(image, options);
  options.trace = true;
  const auto traced = execute(image, options);
  REQUIRE_FALSE(plain.ok());
  REQUIRE_FALSE(traced.ok());
  REQUIRE(plain.error().code == ErrorCode::kGuestFailure);
  REQUIRE(plain.error().message == traced.error().message);
  return plain.error().message;
}

std::string failure(std::uint32_t function, Pointers p, Bytes data = numbers()) {
  return failure(image_of(calling(function, p), std::move(data)));
}

}  // namespace

TEST_CASE("a call reads and writes memory through its pointers", "[calls]") {
  CHECK(run(image_of(calling(kMultiply))).record.exit_code == 1);  // 3 * 5 mod 7
  const Execution e = run(image_of(calling(kAdd)));
  CHECK(e.calls[kAdd] == 1);
  CHECK(e.mix()[unsigned(EventClass::kCall)] == 1);
  const auto& records = e.record.calls.of<Family::kModular>();
  REQUIRE(records.size() == 1);
  const auto& call = records[0];
  const Event& event = e.record.of(EventClass::kCall)[0];
  CHECK((call.function == kAdd && call.clock == event.clock && call.a == kA && call.b == kB && call.c == kC));
  CHECK((call.c_after == kC && event.memory == kC && event.old_rd == kC && event.a == kA && event.b == kB));
  CHECK((call.values[0] == 3 && call.values[8] == 5 && call.values[16] == 7 && call.times[0] == 0));
}

TEST_CASE("operands may be one block, if they are read and written at different times", "[calls]") {
  CHECK(run(image_of(calling(kMultiply, {kA, kA, kC}))).record.exit_code == 2);  // 9 mod 7
  CHECK(run(image_of(calling(kAdd, {kA, kB, kB}))).record.exit_code == 3);       // 8 mod 5
  CHECK(run(image_of(calling(kAdd, {kA, kA, kA}))).record.exit_code == 0);       // 6 mod 3
  const Execution e = run(image_of(calling(kAdd, {kA, kA, kA})));
  const auto& call = e.record.calls.of<Family::kModular>()[0];
  CHECK((call.times[8] == 0 && call.times[16] == call.clock && call.times[0] == call.clock + 1));
}

TEST_CASE("registers of a call may be the same", "[calls]") {
  for (const auto& [rd, rs1, rs2] : {std::array{10u, 10u, 10u}, {12u, 12u, 10u}, {10u, 12u, 12u}}) {
    Assembler a;
    a.li(10, kA);
    a.li(12, kC);
    a.word(kit::custom0(kAdd, rd, rs1, rs2));
    a.exit(0);
    run(image_of(a));
  }
}

TEST_CASE("calls that cannot be", "[calls]") {
  using Catch::Contains;
  for (const std::uint32_t off : {1u, 2u, 4u, 16u, 31u}) {
    const auto misaligned = [&](std::uint32_t pointer) {
      return Contains(fmt::format("mulmod is called with the misaligned pointer 0x{:08x}", pointer));
    };
    CHECK_THAT(failure(kMultiply, {kA + off, kB, kC}), misaligned(kA + off));
    CHECK_THAT(failure(kMultiply, {kA, kB + off, kC}), misaligned(kB + off));
    CHECK_THAT(failure(kMultiply, {kA, kB, kC + off}), misaligned(kC + off));
  }
  const std::string place = "guest failed at 0x00010010";
  const std::string absent = failure(kMultiply, {kA, 0x20000000, kC});
  CHECK_THAT(absent, Catch::StartsWith(place) && Contains("load from 0x20000000, which is outside all segments"));
  CHECK_THAT(absent, Contains("; in mulmod a2, a0, a1 [0x"));
  CHECK_THAT(failure(kMultiply, {kA, kB, 0x20000000}), Contains("load from 0x20000000"));
  CHECK_THAT(failure(kMultiply, {0x20000000, kB, kC}), Contains("store to 0x20000000, which is outside all segments"));
  CHECK_THAT(failure(kMultiply, {kit::kTextBase, kB, kC}),
             Contains("store to 0x00010000, which is read-only program memory"));
  CHECK_THAT(failure(kMultiply, {kInputBase, kB, kC}), Contains("store to 0x40000000, which is the read-only input"));
  CHECK_THAT(failure(kMultiply, {kit::kStackTop, kB, kC}), Contains("store to 0x00300000"));
  CHECK_THAT(failure(kMultiply, {}, Bytes(96)), Contains("the call has no result: the modulus is zero"));
}

TEST_CASE("operands may be anything that can be read", "[calls]") {
  // The text as one factor, the input as modulus (its length is not zero), the output region as result.
  Assembler a;
  a.li(kRa, kOutputBase + 32);
  a.li(kRb, kit::kTextBase);
  a.li(kRc, kInputBase);
  a.word(kit::custom0(kMultiply, kRc, kRa, kRb));
  a.exit(0);
  while (a.here() < kit::kTextBase + 32) a.fence();
  const Image image = image_of(a);
  ExecuteOptions options;
  const Bytes input(100, 0xff);
  options.input = input;
  options.trace = true;
  const auto e = execute(image, options);
  REQUIRE(e.ok());
  CHECK(kit::Replay::check(image, e->record) == "");
}

TEST_CASE("the last block of memory, and the limit at a call", "[calls]") {
  // On the platform airbender memory goes up to 4 GiB; there a message may have any place, so it could wrap.
  const auto rounds = [](std::uint32_t state, std::uint32_t message, std::uint32_t control) {
    Assembler a(0);
    a.li(10, state);
    a.li(11, message);
    a.li(12, control);
    a.word(kit::csrrw(0x7c7, 0, 0));
    for (unsigned r = 10; r < 13; ++r) a.i(Opcode::kAddi, r, 0, 0);
    a.word(kit::kSelfJump);
    return kit::rom_image(a);
  };
  run(rounds(0xffffff80, 0xffffff40, 1));
  run(rounds(kit::kRam, 0xffffffc0, 2));
  run(rounds(kit::kRam, 0x0020fff0, 4));  // across a bank of the memory bus
  CHECK_THAT(failure(rounds(kit::kRam, 0xffffffc4, 1)), Catch::Contains("load from 0x00000000"));
  CHECK_THAT(failure(rounds(0, kit::kRam, 1)),
             Catch::Contains("store to 0x00000000, which is read-only program memory"));
  CHECK_THAT(failure(rounds(kit::kRam + 64, kit::kRam, 1)), Catch::Contains("misaligned pointer 0x00200040"));
  CHECK_THAT(failure(rounds(kit::kRam, kit::kRam + 2, 1)), Catch::Contains("misaligned pointer 0x00200002"));

  // Both operands of an integer are accessed at one time, so they may not be one.
  const auto sum = [](std::uint32_t x, std::uint32_t y) {
    Assembler a(0);
    a.li(10, x);
    a.li(11, y);
    a.li(12, 1);
    a.word(kit::csrrw(0x7ca, 0, 0));
    for (unsigned r = 10; r < 13; ++r) a.i(Opcode::kAddi, r, 0, 0);
    a.word(kit::kSelfJump);
    return kit::rom_image(a);
  };
  run(sum(kit::kRam, kit::kRam + 32));
  run(sum(kit::kRam + 32, kit::kRam));
  CHECK_THAT(failure(sum(kit::kRam, kit::kRam)),
             Catch::Contains("airbender-u256 is called with operands that overlap at 0x00200000"));

  const Image image = image_of(calling(kMultiply));
  ExecuteOptions options;
  for (const bool trace : {false, true}) {
    options.trace = trace;
    options.max_instructions = 5;  // kRa, kRb and kRc take five
    const auto stopped = execute(image, options);
    REQUIRE_FALSE(stopped.ok());
    CHECK(stopped.error().code == ErrorCode::kResourceLimit);
    CHECK_THAT(stopped.error().message, Catch::Contains("stopped at 0x00010014"));
  }
  // A call that cannot be is not blamed beyond the limit.
  const auto beyond = execute(image_of(calling(kMultiply, {kA + 1})), options);
  REQUIRE_FALSE(beyond.ok());
  CHECK(beyond.error().code == ErrorCode::kResourceLimit);
}

TEST_CASE("words of a call that were used long ago are touched", "[calls]") {
  Assembler a;
  a.li(kRa, kA);
  a.li(kRb, kB);
  a.li(kRc, kC);
  a.word(kit::custom0(kAdd, kRc, kRa, kRb));
  a.li(kT0, kTimeWindow / 6 + 10);
  const auto loop = a.bound_label();
  a.i(Opcode::kAddi, kT0, kT0, -1);
  a.branch(Opcode::kBne, kT0, 0, loop);
  a.word(kit::custom0(kMultiply, kRc, kRa, kRb));
  a.exit(0);
  const Execution e = run(image_of(a));
  std::size_t words = 0, registers = 0;
  for (std::size_t i = 0; i < e.record.touches.size(); ++i) {
    (e.record.touches[i].space == Space::kMemory ? words : registers) += 1;
  }
  CHECK(words == 24);
  CHECK(registers == 4);  // those of the call, and x17 of the exit is new; x10 is written once more
}

TEST_CASE("the replay notices wrong calls, oracle words and ends", "[calls]") {
  const Image image = image_of(calling(kMultiply));
  Execution e = run(image);
  ExecutionRecord& r = e.record;
  const auto broken = [&](auto& field, std::uint32_t change) {
    const auto kept = field;
    field += change;
    const bool noticed = !kit::Replay::check(image, r).empty();
    field = kept;
    return noticed;
  };
  auto& call = r.calls.Modular[0];
  CHECK(broken(call.function, 1));
  CHECK(broken(call.clock, 3));
  CHECK(broken(call.a, 32));
  CHECK(broken(call.b, 32));
  CHECK(broken(call.c, 32));
  CHECK(broken(call.c_after, 32));
  for (unsigned i = 0; i < 24; ++i) {
    CHECK(broken(call.values[i], 1));
    CHECK(broken(call.times[i], 1));
  }
  Event& event = r.of(EventClass::kCall)[0];
  CHECK(broken(event.memory, 4));
  CHECK(broken(event.old_rd, 4));
  CHECK(broken(event.time_rd, 1));
  CHECK(broken(event.a, 32));

  Assembler a(0);
  a.word(kit::oracle_read(10));
  a.word(kit::oracle_write(10));
  a.word(kit::kSelfJump);
  const Image rom = kit::rom_image(a);
  ExecuteOptions options;
  const Bytes input = {5, 0, 0, 0};
  options.input = input;
  options.trace = true;
  auto ended = execute(rom, options);
  REQUIRE(ended.ok());
  ExecutionRecord& end = ended->record;
  REQUIRE(kit::Replay::check(rom, end) == "");
  const auto wrong = [&](auto& field, std::uint32_t change) {
    const auto kept = field;
    field += change;
    const bool noticed = !kit::Replay::check(rom, end).empty();
    field = kept;
    return noticed;
  };
  CHECK(wrong(end.of(EventClass::kOracle)[0].memory, 1));
  CHECK(wrong(end.of(EventClass::kOracle)[0].time_rd, 1));
  CHECK(wrong(end.of(EventClass::kAddImmediate)[0].a, 5));
  for (std::uint32_t& word : end.end->outputs) CHECK(wrong(word, 1));
  for (std::uint32_t& time : end.end->times) CHECK(wrong(time, 1));
  CHECK(wrong(end.end->clock, 3));
  CHECK(wrong(end.end->pc, 4));
  CHECK(wrong(end.output[0], 1));
  CHECK(wrong(end.exit_code, 1));
  end.end.reset();
  CHECK(kit::Replay::check(rom, end) != "");
}

// What the executor reports: exit codes, output, text, counts, limits, and a clear message for every way to fail.
// Everything is run twice, plain and recording.

#include <string>

#include "kit/assembler.hpp"
#include "kit/catch.hpp"
#include "kit/replay.hpp"
#include "vm/elf_loader.hpp"
#include "vm/executor.hpp"

using namespace squall;
using kit::Assembler;

namespace {

constexpr unsigned kRa = 1, kSp = 2, kT0 = 5, kT1 = 6, kT2 = 7, kA0 = 10;

Image image_of(const Assembler& a, Bytes data = {1, 2, 3, 4}) {
  auto image = load_elf(a.elf(std::move(data)));
  REQUIRE(image.ok());
  return *image;
}

// Runs plain and recording; both must agree, and the record must replay. Returns the recording one.
Execution run(const Image& image, ExecuteOptions options = {}) {
  options.trace = false;
  auto plain = execute(image, options);
  options.trace = true;
  auto traced = execute(image, options);
  INFO((plain.ok() ? "" : plain.error().message));
  REQUIRE(plain.ok());
  REQUIRE(traced.ok());
  REQUIRE(plain->record.instructions == traced->record.instructions);
  REQUIRE(plain->record.exit_code == traced->record.exit_code);
  REQUIRE(plain->record.output == traced->record.output);
  REQUIRE(plain->counts == traced->counts);
  for (unsigned c = 0; c < kEventClasses; ++c) REQUIRE(traced->record.events[c].size() == traced->mix()[c]);
  REQUIRE(kit::Replay::check(image, traced->record) == "");
  return std::move(*traced);
}

Error failure(const Image& image, ExecuteOptions options = {}) {
  options.trace = false;
  const auto plain = execute(image, options);
  options.trace = true;
  const auto traced = execute(image, options);
  REQUIRE_FALSE(plain.ok());
  REQUIRE_FALSE(traced.ok());
  REQUIRE(plain.error().code == traced.error().code);
  REQUIRE(plain.error().message == traced.error().message);
  REQUIRE(plain.error().message.find('\n') == std::string::npos);
  return plain.error();
}

void expect_failure(const Assembler& a, const std::string& text) {
  const Error error = failure(image_of(a));
  REQUIRE(error.code == ErrorCode::kGuestFailure);
  REQUIRE_THAT(error.message, Catch::Contains(text));
}

}  // namespace

TEST_CASE("exit code, counts and mix", "[executor]") {
  Assembler a;
  a.li(kT0, 10);
  auto loop = a.bound_label();
  a.i(Opcode::kAddi, kT0, kT0, -1);
  a.branch(Opcode::kBne, kT0, 0, loop);
  a.fence();
  a.exit(42);
  const Execution e = run(image_of(a));
  REQUIRE(e.record.exit_code == 42);
  REQUIRE(e.record.instructions == 1 + 20 + 1 + 3);
  REQUIRE(e.counts[unsigned(Opcode::kAddi)] == 13);
  REQUIRE(e.counts[unsigned(Opcode::kBne)] == 10);
  REQUIRE(e.counts[unsigned(Opcode::kFence)] == 1);
  REQUIRE(e.counts[unsigned(Opcode::kEcall)] == 1);
  REQUIRE(e.mix()[unsigned(EventClass::kAddImmediate)] == 14);
  REQUIRE(e.record.registers[kA0].value == 42);
}

TEST_CASE("the input is read from its region", "[executor]") {
  Assembler a;
  a.li(kT0, kInputBase);
  a.i(Opcode::kLw, kT1, kT0, 0);
  a.i(Opcode::kLbu, kT2, kT0, 4 + 4);
  a.i(Opcode::kLw, kA0, kT0, 12);  // beyond the end: zero
  a.r(Opcode::kAdd, kA0, kA0, kT2);
  a.r(Opcode::kAdd, kA0, kA0, kT1);
  a.li(17, 93);
  a.ecall();
  const Bytes input = {1, 2, 3, 4, 100};
  ExecuteOptions options;
  options.input = input;
  const Execution e = run(image_of(a), options);
  REQUIRE(e.record.exit_code == 105);
  const auto& words = e.record.words;
  REQUIRE(words.size() == 4);
  REQUIRE((words[0].address == kInputBase / 4 && words[0].initial == 5 && words[0].final == 5));
  REQUIRE((words[1].address == kInputBase / 4 + 2 && words[1].initial == 100));
  REQUIRE((words[2].address == kInputBase / 4 + 3 && words[2].initial == 0));
  REQUIRE(words[3].address == kOutputBase / 4);

  const Bytes large(kInputCapacity - 3);
  options.input = large;
  const auto refused = execute(image_of(a), options);
  REQUIRE_FALSE(refused.ok());
  REQUIRE(refused.error().code == ErrorCode::kBadInput);
  const Bytes largest(kInputCapacity - 4);
  options.input = largest;
  REQUIRE(execute(image_of(a), options).ok());
}

TEST_CASE("the output is taken from its region", "[executor]") {
  auto program = [](std::uint32_t length) {
    Assembler a;
    a.li(kT0, kOutputBase);
    a.li(kT1, length);
    a.store(Opcode::kSw, kT1, 0, kT0);
    a.li(kT1, 0xddccbbaa);
    a.store(Opcode::kSw, kT1, 4, kT0);
    a.store(Opcode::kSw, kT1, 16, kT0);
    a.exit(0);
    return image_of(a);
  };
  const Execution e = run(program(6));
  REQUIRE(e.record.output == Bytes{0xaa, 0xbb, 0xcc, 0xdd, 0, 0});
  // Words 0..2 are published, word 2 without having been touched; word 4 was written beyond the length.
  REQUIRE(e.record.words.size() == 4);
  REQUIRE((e.record.words[2].address == kOutputBase / 4 + 2 && e.record.words[2].time == 0));
  REQUIRE((e.record.words[3].address == kOutputBase / 4 + 4 && e.record.words[3].time != 0));

  REQUIRE(run(program(0)).record.output.empty());
  REQUIRE(run(program(kOutputCapacity - 4)).record.output.size() == kOutputCapacity - 4);
  REQUIRE(run(program(kOutputCapacity - 4)).record.words.size() == kOutputCapacity / 4);
  const Error error = failure(program(kOutputCapacity - 3));
  REQUIRE(error.code == ErrorCode::kGuestFailure);
  REQUIRE_THAT(error.message, Catch::Contains("output length is 1048573 bytes"));
  // A claim pads with zeros: other bytes in the last word could not be claimed.
  for (std::uint32_t length = 1; length <= 3; ++length) {
    REQUIRE_THAT(failure(program(length)).message, Catch::Contains("ends within a word"));
  }
  REQUIRE(run(program(4)).record.output == Bytes{0xaa, 0xbb, 0xcc, 0xdd});
}

TEST_CASE("text goes to the callback only", "[executor]") {
  Assembler a;
  a.write_text(kit::kDataBase + 1, 5000);
  a.r(Opcode::kAdd, kA0, kA0, 0);
  a.li(17, 93);
  a.ecall();
  Bytes data(6000);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::uint8_t>(i * 7);
  Bytes text;
  ExecuteOptions options;
  options.text = [&](int fd, ByteView bytes) {
    REQUIRE(fd == 1);
    append(text, bytes);
  };
  const Image image = image_of(a, data);
  const Execution e = run(image, options);
  REQUIRE(e.record.exit_code == 5000);
  REQUIRE(text.size() == 10000);  // two runs
  REQUIRE(Bytes(text.begin(), text.begin() + 5000) == Bytes(data.begin() + 1, data.begin() + 5001));
  REQUIRE(e.record.words.size() == 1);  // reading for the host is no access

  Assembler bad;
  bad.write_text(kit::kStackTop - 2, 3);
  expect_failure(bad, "write call reads 0x00300000, which is outside all segments and regions");
}

TEST_CASE("failures say where and why", "[executor]") {
  Assembler a;
  a.li(kT0, kit::kDataBase);
  SECTION("illegal instruction") {
    a.word(0xc0001073);
    expect_failure(a, "guest failed at 0x00010004: illegal instruction 0xc0001073: CSR instruction");
  }
  SECTION("ebreak") {
    a.word(0x00100073);
    expect_failure(a, "EBREAK");
  }
  SECTION("misaligned load") {
    a.i(Opcode::kLw, kT1, kT0, 2);
    expect_failure(a, "misaligned load from 0x00100002 (t0 = 0x00100000); in lw t1, 2(t0) [0x0022a303]");
  }
  SECTION("misaligned half-word") {
    a.i(Opcode::kLhu, kT1, kT0, 1);
    expect_failure(a, "misaligned load from 0x00100001");
  }
  SECTION("misaligned store") {
    a.store(Opcode::kSh, kT1, 3, kT0);
    expect_failure(a, "misaligned store to 0x00100003");
  }
  SECTION("load from nowhere") {
    a.i(Opcode::kLw, kT1, 0, 16);
    expect_failure(a, "load from 0x00000010 (zero = 0x00000000), which is outside all segments and regions");
  }
  SECTION("load just behind the stack") {
    a.li(kSp, kit::kStackTop);
    a.i(Opcode::kLb, kT1, kSp, -1);
    a.i(Opcode::kLb, kT1, kSp, 0);
    expect_failure(a, "load from 0x00300000");
  }
  SECTION("store to text") {
    a.u(Opcode::kAuipc, kT1, 0);
    a.i(Opcode::kLw, kT2, kT1, 0);
    a.store(Opcode::kSw, kT2, 0, kT1);
    expect_failure(a, "store to 0x00010004 (t1 = 0x00010004), which is read-only program memory");
  }
  SECTION("store to the input") {
    a.li(kT1, kInputBase);
    a.store(Opcode::kSb, 0, 9, kT1);
    expect_failure(a, "which is the read-only input region");
  }
  SECTION("jump to data") {
    a.i(Opcode::kJalr, kRa, kT0, 0);
    expect_failure(a, "jump to 0x00100000, which is not an executable word; in jalr ra, 0(t0)");
  }
  SECTION("jump to a misaligned address") {
    a.i(Opcode::kJalr, kRa, kT0, 2);
    expect_failure(a, "jump to misaligned address 0x00100002");
  }
  SECTION("direct jump to a misaligned address") {
    a.word(0x006000ef);  // jal ra, +6
    expect_failure(a, "jump to misaligned address 0x0001000a");
  }
  SECTION("branch out of the text, not taken and taken") {
    a.emit({Opcode::kBne, 0, 0, 0, 2});
    a.emit({Opcode::kBeq, 0, 0, 0, -2048});
    expect_failure(a, "guest failed at 0x00010008: jump to 0x0000f808, which is not an executable word");
  }
  SECTION("running off the end") {
    expect_failure(a, "guest failed at 0x00010004: execution ran past the last executable word");
  }
  SECTION("unknown call") {
    a.li(17, 1234);
    a.ecall();
    expect_failure(a, "unknown system call 1234");
  }
}

TEST_CASE("failures name the functions on the way", "[executor]") {
  Assembler a;
  auto first = a.new_label(), second = a.new_label();
  a.jal(kRa, first);
  const std::uint32_t first_pc = a.here();
  a.bind(first);
  a.i(Opcode::kAddi, kT2, kRa, 0);
  a.jal(kRa, second);
  a.jal(kRa, second);
  a.word(0);
  const std::uint32_t second_pc = a.here();
  a.bind(second);
  a.i(Opcode::kAddi, kT0, kT0, 1);
  a.i(Opcode::kSltiu, kT1, kT0, 2);
  auto back = a.new_label();
  a.branch(Opcode::kBne, kT1, 0, back);
  a.i(Opcode::kLw, kT0, 0, 0);
  a.bind(back);
  a.i(Opcode::kJalr, 0, kRa, 0);
  const Symbols symbols({{kit::kTextBase, 4, "start"}, {first_pc, 16, "first"}, {second_pc, 0, "second"}});
  ExecuteOptions options;
  options.symbols = &symbols;
  const Error error = failure(image_of(a), options);
  REQUIRE_THAT(error.message, Catch::Contains("guest failed at 0x00010020 (second+0xc)"));
  REQUIRE_THAT(error.message, Catch::EndsWith("; called from 0x0001000c (first+0x8), 0x00010000 (start)"));
}

TEST_CASE("the instruction limit is exact", "[executor]") {
  Assembler a;
  a.li(kT0, 3);
  auto loop = a.bound_label();
  a.i(Opcode::kAddi, kT0, kT0, -1);
  a.branch(Opcode::kBne, kT0, 0, loop);
  a.exit(0);
  constexpr std::uint64_t kNeeded = 1 + 6 + 3;
  const Image image = image_of(a);
  ExecuteOptions options;
  options.max_instructions = kNeeded;
  REQUIRE(run(image, options).record.instructions == kNeeded);
  for (std::uint64_t limit = 0; limit < kNeeded; ++limit) {
    options.max_instructions = limit;
    const Error error = failure(image, options);
    REQUIRE(error.code == ErrorCode::kResourceLimit);
    REQUIRE_THAT(error.message, Catch::Contains("more than " + std::to_string(limit) + " instructions"));
  }
  Assembler forever;
  auto self = forever.bound_label();
  forever.jal(0, self);
  options.max_instructions = 1000;
  REQUIRE(failure(image_of(forever), options).code == ErrorCode::kResourceLimit);

  // A trap within the limit is the guest's failure, beyond it the limit's.
  Assembler trap;
  trap.li(kT0, 1);
  trap.word(0);
  options.max_instructions = 2;
  REQUIRE(failure(image_of(trap), options).code == ErrorCode::kGuestFailure);
  options.max_instructions = 1;
  REQUIRE(failure(image_of(trap), options).code == ErrorCode::kResourceLimit);
}

TEST_CASE("separate executable segments are one program", "[executor]") {
  Assembler first(0x10000), second(0x20000);
  first.emit({Opcode::kJal, kRa, 0, 0, 0x10000});
  first.exit(9);
  second.i(Opcode::kJalr, 0, kRa, 0);
  const Bytes x = first.code(), y = second.code();
  const auto image = load_elf(
      kit::make_elf(0x10000, {{0x10000, x, std::uint32_t(x.size()), 5}, {0x20000, y, std::uint32_t(y.size()), 5}}));
  REQUIRE(image.ok());
  REQUIRE(run(*image).record.exit_code == 9);
}

TEST_CASE("images that cannot run are refused", "[executor]") {
  Assembler a;
  a.exit(0);
  Image image = image_of(a);
  image.words[0].writable = true;
  REQUIRE(failure(image).code == ErrorCode::kBadProgram);
  image = image_of(a);
  image.xlen = 64;
  REQUIRE(failure(image).code == ErrorCode::kBadProgram);
  image = image_of(a);
  image.entry += 2;
  REQUIRE(failure(image).code == ErrorCode::kGuestFailure);
  image.entry = 0;
  REQUIRE(failure(image).code == ErrorCode::kGuestFailure);
}

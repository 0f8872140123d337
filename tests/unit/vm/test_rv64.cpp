// RV64 programs: what the executor reports, and that misaligned accesses work, count, and stop at the borders of
// memory.

#include <string>

#include "kit/assembler64.hpp"
#include "kit/catch.hpp"
#include "vm/elf_loader.hpp"
#include "vm/rv64/executor.hpp"

using namespace squall;
using kit::Assembler64;

namespace {

constexpr unsigned kRa = 1, kT0 = 5, kT1 = 6, kT2 = 7, kA0 = 10;

Image image_of(const Assembler64& a, Bytes data = {1, 2, 3, 4, 5, 6, 7, 8, 9}) {
  auto image = load_elf(a.elf(std::move(data)));
  REQUIRE(image.ok());
  return *image;
}

rv64::Execution run(const Image& image, const ExecuteOptions& options = {}) {
  auto execution = rv64::execute(image, options);
  INFO((execution.ok() ? "" : execution.error().message));
  REQUIRE(execution.ok());
  return *execution;
}

Error failure(const Image& image, const ExecuteOptions& options = {}) {
  const auto execution = rv64::execute(image, options);
  REQUIRE_FALSE(execution.ok());
  REQUIRE(execution.error().message.find('\n') == std::string::npos);
  return execution.error();
}

void expect_failure(const Assembler64& a, const std::string& text) {
  const Error error = failure(image_of(a));
  REQUIRE(error.code == ErrorCode::kGuestFailure);
  REQUIRE_THAT(error.message, Catch::Contains(text));
}

}  // namespace

TEST_CASE("RV64: exit code, counts and registers", "[rv64]") {
  Assembler64 a;
  a.li(kT0, 10);
  a.li(kT1, 0x123456789abcdef0);
  auto loop = a.bound_label();
  a.i(Opcode::kAddiw, kT0, kT0, -1);
  a.branch(Opcode::kBne, kT0, 0, loop);
  a.fence();
  a.li(kA0, 0x1fffffffe);  // its low half is the exit code
  a.li(17, 93);
  a.ecall();
  const rv64::Execution e = run(image_of(a));
  REQUIRE(e.exit_code == 0xfffffffe);
  REQUIRE(e.counts[unsigned(Opcode::kAddiw)] >= 10);
  REQUIRE(e.counts[unsigned(Opcode::kBne)] == 10);
  REQUIRE(e.counts[unsigned(Opcode::kFence)] == 1);
  REQUIRE(e.counts[unsigned(Opcode::kEcall)] == 1);
  REQUIRE(e.registers[kT1] == 0x123456789abcdef0);
  REQUIRE(e.misaligned == 0);
  std::uint64_t all = 0;
  for (const std::uint64_t count : e.counts) all += count;
  REQUIRE(all == e.instructions);
}

TEST_CASE("RV64: input and output are those of RV32", "[rv64]") {
  Assembler64 a;
  a.li(kT0, kInputBase);
  a.i(Opcode::kLd, kT1, kT0, 4);  // the first bytes of the input, at 4 modulo 8
  a.li(kT2, kOutputBase);
  a.store(Opcode::kSd, kT1, 4, kT2);
  a.i(Opcode::kLw, kT1, kT0, 0);
  a.store(Opcode::kSw, kT1, 0, kT2);
  a.exit(0);
  const Bytes input = {1, 2, 3, 4, 5, 6, 7};
  ExecuteOptions options;
  options.input = input;
  const rv64::Execution e = run(image_of(a), options);
  REQUIRE(e.output == input);
  REQUIRE(e.misaligned == 2);

  const Bytes large(kInputCapacity - 3);
  options.input = large;
  REQUIRE(failure(image_of(a), options).code == ErrorCode::kBadInput);
}

TEST_CASE("RV64: misaligned accesses work and count", "[rv64]") {
  Assembler64 a;
  a.li(kT0, kit::kDataBase);
  a.i(Opcode::kLd, kT1, kT0, 1);
  a.i(Opcode::kLh, kT2, kT0, 3);
  a.store(Opcode::kSd, kT1, 11, kT0);
  a.i(Opcode::kLw, kA0, kT0, 14);
  a.i(Opcode::kLd, 28, kT0, 8);  // aligned: not counted
  a.i(Opcode::kLbu, 29, kT0, 7);
  a.li(17, 93);
  a.ecall();
  const rv64::Execution e = run(image_of(a));
  REQUIRE(e.misaligned == 4);
  REQUIRE(e.registers[kT1] == 0x0908070605040302);
  REQUIRE(e.registers[kT2] == 0x0504);
  REQUIRE(e.exit_code == 0x08070605);
  REQUIRE(e.registers[28] == 0x0605040302000009);
}

TEST_CASE("RV64: an access is allowed as a whole or not at all", "[rv64]") {
  SECTION("a load across the end") {
    Assembler64 a;
    a.li(kT0, kit::kStackTop);
    a.i(Opcode::kLd, kT1, kT0, -8);
    a.i(Opcode::kLd, kT1, kT0, -4);
    expect_failure(a,
                   "load from 0x00300000 (t0 = 0x300000), which is outside all segments and regions; in ld t1, -4(t0)");
  }
  SECTION("an aligned load whose second half is missing") {
    const Bytes code = [] {
      Assembler64 a;
      a.li(kT0, kit::kDataBase);
      a.i(Opcode::kLd, kT1, kT0, 0);
      return a.code();
    }();
    const auto image = load_elf(kit::make_elf(
        kit::kTextBase, {{kit::kTextBase, code, std::uint32_t(code.size()), 5}, {kit::kDataBase, {1}, 4, 6}}, 64));
    REQUIRE(image.ok());
    REQUIRE_THAT(failure(*image).message, Catch::Contains("load from 0x00100004"));
  }
  SECTION("a store across the end changes nothing, not even for what reads the memory afterwards") {
    Assembler64 a;
    a.li(kT0, kit::kStackTop);
    a.store(Opcode::kSw, kT0, -2, kT0);
    expect_failure(a, "store to 0x00300000 (t0 = 0x300000), which is outside all segments and regions");
  }
  SECTION("a store into the text") {
    Assembler64 a;
    a.u(Opcode::kAuipc, kT0, 0);
    a.store(Opcode::kSd, kT0, 1, kT0);
    expect_failure(a, "store to 0x00010001 (t0 = 0x10000), which is read-only program memory");
  }
}

TEST_CASE("RV64: addresses from 2^32 on do not exist", "[rv64]") {
  Assembler64 a;
  const std::string text = "which is beyond 0xffffffff, the last address that exists";
  SECTION("load") {
    a.li(kT0, std::uint64_t(1) << 32 | kit::kDataBase);  // its low half exists
    a.i(Opcode::kLw, kT1, kT0, 0);
    expect_failure(a, "load from 0x100100000 (t0 = 0x100100000), " + text);
  }
  SECTION("store below zero") {
    a.store(Opcode::kSb, 0, -1, 0);
    expect_failure(a, "store to 0xffffffffffffffff (zero = 0x0), " + text);
  }
  SECTION("misaligned, from below to beyond") {
    a.li(kT0, 0xffffffff);
    a.i(Opcode::kLd, kT1, kT0, 0);
    const auto image = load_elf(kit::make_elf(
        kit::kTextBase, {{kit::kTextBase, a.code(), std::uint32_t(a.code().size()), 5}, {0xfffff000, {1}, 0x1000, 6}},
        64));
    REQUIRE(image.ok());
    REQUIRE_THAT(failure(*image).message, Catch::Contains("load from 0x100000000 (t0 = 0xffffffff), " + text));
  }
  SECTION("jump") {
    a.li(kT0, std::uint64_t(1) << 32 | kit::kTextBase);
    a.i(Opcode::kJalr, kRa, kT0, 0);
    expect_failure(a, "jump to 0x100010000, which is not an executable word; in jalr ra, 0(t0)");
  }
  SECTION("branch below zero") {
    a.emit({Opcode::kBeq, 0, 0, 0, -4096});
    const Bytes code = a.code();
    const auto image = load_elf(kit::make_elf(0x800, {{0x800, code, std::uint32_t(code.size()), 5}}, 64));
    REQUIRE(image.ok());
    REQUIRE_THAT(failure(*image).message, Catch::Contains("jump to 0xfffffffffffff800, which is not an executable"));
  }
  SECTION("write call") {
    a.li(10, 1), a.li(11, kit::kStackTop - 2), a.li(12, ~std::uint64_t(0)), a.li(17, 64);
    a.ecall();
    expect_failure(a, "write call reads 0x00300000, which is outside all segments and regions");
  }
}

TEST_CASE("RV64: other failures say where and why", "[rv64]") {
  Assembler64 a;
  SECTION("illegal instruction") {
    a.word(0xc0001073);
    expect_failure(a, "guest failed at 0x00010000: illegal instruction 0xc0001073: CSR instruction");
  }
  SECTION("call with a number that is known only in its low half") {
    a.li(17, std::uint64_t(1) << 32 | 93);
    a.ecall();
    expect_failure(a, "unknown system call 4294967389");
  }
  SECTION("misaligned jump") {
    a.i(Opcode::kJalr, 0, 0, 6);
    expect_failure(a, "jump to misaligned address 0x00000006");
  }
  SECTION("running off the end") {
    a.fence();
    expect_failure(a, "guest failed at 0x00010004: execution ran past the last executable word");
  }
  SECTION("functions on the way") {
    auto callee = a.new_label();
    a.jal(kRa, callee);
    const std::uint32_t at = a.here();
    a.bind(callee);
    a.i(Opcode::kLd, kT0, 0, 0);
    const Symbols symbols({{kit::kTextBase, 4, "start"}, {at, 0, "callee"}});
    ExecuteOptions options;
    options.symbols = &symbols;
    REQUIRE_THAT(failure(image_of(a), options).message,
                 Catch::StartsWith("guest failed at 0x00010004 (callee): load") &&
                     Catch::EndsWith("; called from 0x00010000 (start)"));
  }
}

TEST_CASE("RV64: the instruction limit is exact", "[rv64]") {
  Assembler64 a;
  a.li(kT0, 3);
  auto loop = a.bound_label();
  a.i(Opcode::kAddi, kT0, kT0, -1);
  a.branch(Opcode::kBne, kT0, 0, loop);
  a.exit(0);
  constexpr std::uint64_t kNeeded = 1 + 6 + 3;
  const Image image = image_of(a);
  ExecuteOptions options;
  options.max_instructions = kNeeded;
  REQUIRE(run(image, options).instructions == kNeeded);
  for (std::uint64_t limit = 0; limit < kNeeded; ++limit) {
    options.max_instructions = limit;
    const Error error = failure(image, options);
    REQUIRE(error.code == ErrorCode::kResourceLimit);
    REQUIRE_THAT(error.message, Catch::Contains("more than " + std::to_string(limit) + " instructions"));
  }
  Assembler64 forever;
  auto self = forever.bound_label();
  forever.jal(0, self);
  options.max_instructions = 1000;
  REQUIRE(failure(image_of(forever), options).code == ErrorCode::kResourceLimit);
}

TEST_CASE("RV64: what cannot be run is refused", "[rv64]") {
  Assembler64 a;
  a.exit(0);
  Image image = image_of(a);
  REQUIRE(run(image).exit_code == 0);
  ExecuteOptions options;
  options.trace = true;
  REQUIRE_THAT(failure(image, options).message, Catch::Contains("not yet proven"));
  image.xlen = 32;
  REQUIRE(failure(image).code == ErrorCode::kBadProgram);
  image.xlen = 64;
  image.words[0].writable = true;
  REQUIRE(failure(image).code == ErrorCode::kBadProgram);
}

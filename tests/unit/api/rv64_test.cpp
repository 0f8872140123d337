// RV64 programs through the public interface: they run, and every other door says why not.

#include <algorithm>
#include <memory>

#include "squall/prover.hpp"
#include "squall/squall.h"

#include "kit/assembler64.hpp"
#include "kit/catch.hpp"
#include "unit/api/fake_gpu.hpp"

namespace squall {
namespace {

Bytes wide_elf() {
  kit::Assembler64 a;
  a.li(5, kit::kDataBase);
  a.i(Opcode::kLd, 6, 5, 1);
  a.i(Opcode::kAddiw, 7, 6, 0);
  a.exit(3);
  return a.elf();
}

void expect_refused(const Error& error) {
  CHECK(error.code == ErrorCode::kBadProgram);
  CHECK(error.message == "this is an RV64 program: it can be run, but not yet proven; compile it for rv32im");
}

TEST_CASE("RV64 programs run and report it") {
  const Result<Program> program = Program::load(wide_elf());
  REQUIRE(program.ok());
  CHECK(program->xlen() == 64);
  const Result<RunReport> report = program->run({});
  REQUIRE(report.ok());
  CHECK(report->xlen == 64);
  CHECK(report->misaligned == 1);
  CHECK(report->exit_code == 3);
  CHECK(report->instructions == 6);
  const auto& opcodes = report->opcodes;
  CHECK(std::count(opcodes.begin(), opcodes.end(), std::pair<std::string, std::uint64_t>("addiw", 1)) == 1);
  CHECK(program->segments().size() == 5);

  RunOptions options;
  options.max_instructions = 5;
  CHECK(program->run({}, options).error().code == ErrorCode::kResourceLimit);
}

TEST_CASE("RV64 programs are not proven, and have no id") {
  fake::reset();
  const Result<Program> program = Program::load(wide_elf());
  REQUIRE(program.ok());
  expect_refused(program->provable().error());
  expect_refused(program->cost({}).error());
  Result<Prover> prover = Prover::create({*BackendChoice::parse("cpu"), 1, 0});
  REQUIRE(prover.ok());
  ProveOptions options;
  options.parameters = "test";
  options.expected_exit_code = 3;
  expect_refused(prover->prove(*program, {}, options).error());
  CHECK(program->id() == ProgramId{});
  CHECK(program->machine_json().empty());
}

TEST_CASE("C: an RV64 program is refused where it is loaded") {
  const Bytes elf = wide_elf();
  squall_program* program = nullptr;
  CHECK(squall_program_load(elf.data(), elf.size(), &program) == SQUALL_BAD_PROGRAM);
  CHECK(program == nullptr);
  CHECK_THAT(squall_last_error(), Catch::Contains("RV64"));
}

}  // namespace
}  // namespace squall

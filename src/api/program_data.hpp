#pragma once

// What a loaded program consists of, shared by execution and proving.

#include <mutex>

#include "squall/program.hpp"

#include "air/key.hpp"
#include "machine/rv32im.hpp"
#include "pcs/params.hpp"
#include "vm/executor.hpp"
#include "vm/symbols.hpp"

namespace squall {

struct Program::Data {
  MachineProgram machine;
  Symbols symbols;
  mutable std::once_flag id_once;
  mutable ProgramId id;

  Data(MachineProgram program, Symbols names) : machine(std::move(program)), symbols(std::move(names)) {}
};

// Runs the program; with `trace`, the record is complete.
Result<Execution> execute_program(const Program& program, ByteView input, std::uint64_t max_instructions,
                                  const std::function<void(int, std::string_view)>& on_text, bool trace,
                                  Observer* observer = nullptr);

// What proving this execution takes, with the shape that the prover would choose.
Result<CostReport> cost_of(const VerifyingKey& key, const Params& params, const MachineProgram& program,
                           const ExecutionRecord& record, std::uint64_t memory_limit);

// The report of a shape.
CostReport cost_report(const VerifyingKey& key, const Shape& shape, std::span<const std::size_t> rows);

}  // namespace squall

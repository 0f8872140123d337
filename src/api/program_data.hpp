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
  MachineProgram machine;  // of an RV64 program only the image
  Symbols symbols;
  mutable std::once_flag id_once;
  mutable ProgramId id;
  mutable std::once_flag proving_once;
  mutable Machine proving;

  // The machine that proves it, made on first use.
  const Machine& proving_machine() const {
    std::call_once(proving_once, [this] { proving = rv32im_machine(machine); });
    return proving;
  }

  Data(MachineProgram program, Symbols names) : machine(std::move(program)), symbols(std::move(names)) {}
};

// Runs an RV32 program; with `trace`, the record is complete.
Result<Execution> execute_program(const Program& program, ByteView input, std::uint64_t max_instructions,
                                  const std::function<void(int, std::string_view)>& on_text, bool trace,
                                  Observer* observer = nullptr, Oracle* oracle = nullptr, Profiler* profiler = nullptr);

// What the machine has, or what the control group of the process may use if that is less; 0 if unknown.
std::uint64_t available_memory();

// Runs a provable program (else kBadProgram) with a complete record, but no further than `memory_limit` bytes could ever prove: the record of a
// guest that runs too long would fill the memory before its shape is known. Then the guest is run once more without
// a record, and the error (kResourceLimit) tells the estimate and the limit. 0: no limit.
Result<Execution> record_program(const Program& program, ByteView input, std::uint64_t max_instructions,
                                 const std::function<void(int, std::string_view)>& on_text, std::uint64_t memory_limit,
                                 Observer* observer = nullptr);

// What proving this execution takes, with the shape that the prover would choose.
Result<CostReport> cost_of(const VerifyingKey& key, const Params& params, const MachineProgram& program,
                           const ExecutionRecord& record, std::uint64_t memory_limit);

// The report of a shape.
CostReport cost_report(const VerifyingKey& key, const Shape& shape, std::span<const std::size_t> rows);

}  // namespace squall

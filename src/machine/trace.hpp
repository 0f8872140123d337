#pragma once

// The rows of an execution.

#include <cstdint>
#include <span>
#include <vector>

#include "air/trace.hpp"
#include "machine/claim.hpp"
#include "machine/events.hpp"
#include "machine/rv32im.hpp"

namespace squall {

class RiscvTrace : public Trace {
 public:
  // Rows of a chip of calls.
  struct CallSource {
    std::size_t (*rows)(const CallRecords& calls);
    void (*fill)(const CallRecords& calls, std::size_t begin, std::size_t count, std::uint32_t* out);
  };

  // All must outlive the trace. The record belongs to an execution of this program.
  RiscvTrace(const Machine& machine, const MachineProgram& program, const ExecutionRecord& record);

  std::size_t rows(std::size_t chip) const override;
  void fill(std::size_t chip, std::size_t begin, std::size_t count, std::uint32_t* out) const override;
  // Instructions and touches have records; the few rows of other chips are made from several lists.
  PackedRows packed(std::size_t chip) const override;
  PackedContext packed_context() const override;

  Outcome claim() const { return {record_.exit_code, record_.output}; }

 private:
  using EventFiller = void (*)(const ChunkedList<Event>& events, const ProgramTable& table, std::size_t begin,
                               std::size_t count, std::uint32_t* out);
  // What makes the rows of a chip.
  enum class Kind : std::uint8_t { kEvents, kCalls, kTouch, kLedger, kRegisterFile, kImage, kEnd, kTable };
  struct Source {
    Kind kind;
    EventClass event_class;
    EventFiller filler;
    CallSource calls = {};
  };
  // A row of the ledger: a word of the record, and the region that it lies in.
  struct LedgerRow {
    std::uint32_t word, region;
  };
  static constexpr std::uint32_t kUntouched = 0xffffffff;

  void fill_touches(std::size_t begin, std::size_t count, std::uint32_t* out) const;
  void fill_ledger(std::size_t begin, std::size_t count, std::uint32_t* out) const;
  void fill_registers(std::size_t begin, std::size_t count, std::uint32_t* out) const;
  void fill_image(std::size_t begin, std::size_t count, std::uint32_t* out) const;

  const MachineProgram& program_;
  const ExecutionRecord& record_;
  std::vector<Source> sources_;             // per chip of the machine
  std::vector<LedgerRow> ledger_;           // by increasing address
  std::vector<std::uint32_t> image_words_;  // per image word its index in record.words, or kUntouched
};

}  // namespace squall

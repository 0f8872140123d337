#include "api/prepared.hpp"

#include "api/parameter_row.hpp"
#include "api/program_data.hpp"

namespace squall {

void Recorder::begin(std::string_view phase) {
  open_.push_back(phases_.size());
  phases_.push_back({std::string(phase), seconds(), 0, static_cast<unsigned>(open_.size() - 1)});
  report();
}

void Recorder::end() {
  phases_[open_.back()].end = seconds();
  open_.pop_back();
}

void Recorder::progress(double fraction) {
  fraction_ = fraction;
  report();
}

void Recorder::resume() {
  start_ += Clock::now() - paused_;
  silent_ = false;
}

void Recorder::report() {
  if (!silent_ && options_.on_progress && !open_.empty()) options_.on_progress(fraction_, phases_[open_.front()].name);
}

Result<std::unique_ptr<Prepared>> prepare(const Program& program, std::span<const std::uint8_t> input,
                                          const ProveOptions& options, std::uint64_t memory, const Text& text,
                                          bool silent) {
  const Result<const Params*> row = parameter_row(options.parameters);
  if (!row.ok()) return row.error();
  auto prepared = std::make_unique<Prepared>(Prepared{program, options, **row, Recorder(options, silent)});
  Recorder& recorder = prepared->recorder;
  {
    PhaseScope phase(recorder, "execute");
    Result<Execution> execution = record_program(program, input, options.max_instructions, text, memory, &recorder);
    if (!execution.ok()) return execution.error();
    prepared->record = std::move(execution->record);
  }
  const ExecutionRecord& record = prepared->record;
  if (!options.any_exit_code && record.exit_code != options.expected_exit_code) {
    return Error{ErrorCode::kGuestFailure, "the guest exited with code " + std::to_string(record.exit_code) +
                                               ", expected " + std::to_string(options.expected_exit_code)};
  }
  prepared->execute_seconds = recorder.seconds();
  PhaseScope phase(recorder, "sort");
  prepared->trace.emplace(program.data().proving_machine(), program.data().machine, record);
  return prepared;
}

}  // namespace squall

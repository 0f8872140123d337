#include "squall/prover.hpp"

#include <chrono>

#include "api/parameter_row.hpp"
#include "api/program_data.hpp"
#include "api/proof_file.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "base/parallel.hpp"
#include "machine/trace.hpp"
#include "stark/prover.hpp"

namespace squall {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Collects phases and passes progress on.
class Recorder : public Observer {
 public:
  Recorder(Clock::time_point start, const ProveOptions& options) : start_(start), options_(options) {}

  void begin(std::string_view phase) override {
    open_.push_back(phases_.size());
    phases_.push_back({std::string(phase), seconds_since(start_), 0, static_cast<unsigned>(open_.size() - 1)});
    report();
  }
  void end() override {
    phases_[open_.back()].end = seconds_since(start_);
    open_.pop_back();
  }
  void progress(double fraction) override {
    fraction_ = fraction;
    report();
  }
  // Executing comes before the prover's own phases, which report 0 to 1 again.
  std::vector<Phase> take_phases() { return std::move(phases_); }

 private:
  void report() {
    if (options_.on_progress && !open_.empty()) options_.on_progress(fraction_, phases_[open_.front()].name);
  }

  Clock::time_point start_;
  const ProveOptions& options_;
  std::vector<Phase> phases_;
  std::vector<std::size_t> open_;
  double fraction_ = 0;
};

}  // namespace

struct Prover::Impl {
  ThreadPool pool;
  std::uint64_t max_memory;
  CpuBackend backend;

  Impl(unsigned threads, std::uint64_t memory)
      : pool(threads), max_memory(memory != 0 ? memory : available_memory()), backend(pool) {}
};

Prover::Prover(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Prover::Prover(Prover&&) noexcept = default;
Prover& Prover::operator=(Prover&&) noexcept = default;
Prover::~Prover() = default;

Result<Prover> Prover::create(const ProverOptions& options) {
  if (!options.backend.empty() && options.backend != "cpu") {
    return Error{ErrorCode::kBadInput, "no back end is called '" + options.backend + "', expected 'cpu'"};
  }
  return Prover(std::make_unique<Impl>(options.threads, options.max_memory));
}

std::string Prover::backend() const { return std::string(impl_->backend.name()); }
unsigned Prover::threads() const { return impl_->pool.size(); }
std::vector<std::string> backends() { return {"cpu"}; }

Result<ProofResult> Prover::prove(const Program& program, std::span<const std::uint8_t> input,
                                  const ProveOptions& options) {
  const Result<const Params*> row = parameter_row(options.parameters);
  if (!row.ok()) return row.error();
  const Params* params = *row;
  const Clock::time_point start = Clock::now();
  Recorder recorder(start, options);
  ProofResult result;
  const MachineProgram& machine_program = program.data().machine;

  Result<Execution> execution = [&] {
    PhaseScope phase(recorder, "execute");
    return record_program(program, input, options.max_instructions, options.on_text, impl_->max_memory, &recorder);
  }();
  if (!execution.ok()) return execution.error();
  ExecutionRecord& record = execution->record;
  if (!options.any_exit_code && record.exit_code != options.expected_exit_code) {
    return Error{ErrorCode::kGuestFailure, "the guest exited with code " + std::to_string(record.exit_code) +
                                               ", expected " + std::to_string(options.expected_exit_code)};
  }
  result.instructions = record.instructions;
  if (options.on_executed) options.on_executed(record.instructions);
  result.execute_seconds = seconds_since(start);

  const ProvingKey key = [&] {
    PhaseScope phase(recorder, "key");
    Machine machine = rv32im_machine(machine_program);
    const auto columns = preprocessed_columns(machine, machine_program);
    return make_proving_key(impl_->backend, std::move(machine), columns);
  }();

  const RiscvTrace trace(key.verifying.machine, machine_program, record);
  const Outcome outcome = trace.claim();
  std::vector<std::size_t> rows;
  for (std::size_t c = 0; c < key.verifying.machine.chips.size(); ++c) {
    rows.push_back(key.verifying.machine.chips[c].table ? 0 : trace.rows(c));
  }
  StarkOptions stark;
  stark.plan.memory_limit = impl_->max_memory;
  stark.after_fill = [&record] {
    for (auto& list : record.events) list.clear();
    record.touches.clear();
  };
  const Result<ProofParts> parts =
      stark_prove(impl_->backend, key, *params, publics_of(outcome), trace, recorder, stark);
  if (!parts.ok()) return parts.error();

  result.cost = cost_report(key.verifying, parts->shape, rows);
  ProofFile file;
  file.program = machine_program.header;
  file.root = key.verifying.root;
  file.parameters = params->name;
  file.outcome = outcome;
  file.proof = parts->proof;
  result.proof = write_proof_file(file);
  result.claim = {ProgramId{key.verifying.digest}, outcome.exit_code, outcome.output, params->proven_bits};
  result.prove_seconds = seconds_since(start);
  result.phases = recorder.take_phases();
  return result;
}

}  // namespace squall

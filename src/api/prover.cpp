#include "squall/prover.hpp"

#include "api/ahead.hpp"
#include "api/choose_backend.hpp"
#include "api/key_cache.hpp"
#include "api/program_data.hpp"
#include "api/proof_file.hpp"
#include "stark/prover.hpp"

namespace squall {

struct Prover::Impl {
  ChosenBackend chosen;
  std::uint64_t memory;       // that proofs may use where they are made, 0 if the back end knows
  std::uint64_t host_memory;  // for records of executions
  KeyCache keys;

  Impl(ChosenBackend c, std::uint64_t max_memory)
      : chosen(std::move(c)),
        memory(chosen.on_device || max_memory != 0 ? max_memory : available_memory()),
        host_memory(chosen.on_device ? available_memory() : memory),
        keys(*chosen.backend) {}

  Result<ProofResult> prove(Prepared& prepared);

 private:
  Result<ProofResult> prove_with_key(Prepared& prepared, const ProvingKey& key);
  Result<Plan> plan(const Prepared& prepared, const ProvingKey& key);
};

namespace {

std::vector<std::size_t> rows_of(const Machine& machine, const Trace& trace) {
  std::vector<std::size_t> rows;
  for (std::size_t c = 0; c < machine.chips.size(); ++c) rows.push_back(machine.chips[c].table ? 0 : trace.rows(c));
  return rows;
}

}  // namespace

// Keys of other programs stay only if they leave room for this proof.
Result<Plan> Prover::Impl::plan(const Prepared& prepared, const ProvingKey& key) {
  const Backend& backend = *chosen.backend;
  PlanOptions options;
  options.memory_limit = memory;
  if (chosen.on_device) {
    options.work = "proving " + std::to_string(prepared.record.instructions) + " instructions";
    options.memory = "device memory";
    options.advice = "prove less at a time, use a GPU with more free memory, or the back end 'cpu'";
  }
  Result<Plan> plan = plan_proof(backend, key.verifying, prepared.params, *prepared.trace, options);
  if (!plan.ok()) return plan;
  const std::uint64_t limits[] = {memory, backend.memory_limit()};
  for (const std::uint64_t limit : limits) {
    // A device may keep a little more of a key than is reckoned.
    if (limit != 0 && plan->memory + keys.others() * 5 / 4 > limit) keys.drop_others();
  }
  return plan;
}

Result<ProofResult> Prover::Impl::prove_with_key(Prepared& prepared, const ProvingKey& key) {
  Backend& backend = *chosen.backend;
  Recorder& recorder = prepared.recorder;
  ExecutionRecord& record = prepared.record;
  Result<Plan> planned = plan(prepared, key);
  if (!planned.ok()) return planned.error();
  ProofResult result;
  result.instructions = record.instructions;
  result.execute_seconds = prepared.execute_seconds;
  result.cost = cost_report(key.verifying, planned->shape, rows_of(key.verifying.machine, *prepared.trace));
  result.cost.memory_bytes = planned->memory;

  const Outcome outcome = prepared.trace->claim();
  StarkOptions stark;
  stark.shape = std::move(planned->shape);
  stark.after_fill = [&record] {
    for (auto& list : record.events) list.clear();
    record.touches.clear();
    record.calls.clear();
  };
  backend.reset_profile();
  const Result<ProofParts> parts =
      stark_prove(backend, key, prepared.params, publics_of(prepared.program.data().machine.header.platform, outcome),
                  *prepared.trace, recorder, stark);
  if (!parts.ok()) return parts.error();
  result.kernels = backend.kernel_times();
  result.transfers = backend.transfers();

  ProofFile file;
  file.program = prepared.program.data().machine.header;
  file.root = key.verifying.root;
  file.parameters = prepared.params.name;
  file.outcome = outcome;
  file.proof = parts->proof;
  result.proof = write_proof_file(file);
  result.claim = {ProgramId{key.verifying.digest}, outcome.exit_code, outcome.output, prepared.params.proven_bits};
  result.prove_seconds = recorder.seconds();
  result.phases = recorder.take_phases();
  return result;
}

Result<ProofResult> Prover::Impl::prove(Prepared& prepared) {
  if (prepared.options.on_executed) prepared.options.on_executed(prepared.record.instructions);
  const auto attempt = [&]() -> Result<ProofResult> {
    try {
      const ProvingKey* key = nullptr;
      {
        PhaseScope phase(prepared.recorder, "key");
        key = &keys.get(prepared.program);
      }
      return prove_with_key(prepared, *key);
    } catch (const DeviceFailure& failure) {
      return Error{ErrorCode::kDeviceFailure, failure.what()};
    }
  };
  Result<ProofResult> result = attempt();
  // What a failing device still holds is not worth anything.
  if (!result.ok() && result.error().code == ErrorCode::kDeviceFailure) keys.clear();
  return result;
}

Prover::Prover(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Prover::Prover(Prover&&) noexcept = default;
Prover& Prover::operator=(Prover&&) noexcept = default;
Prover::~Prover() = default;

Result<Prover> Prover::create(const ProverOptions& options) {
  Result<ChosenBackend> chosen = choose_backend(options);
  if (!chosen.ok()) return chosen.error();
  return Prover(std::make_unique<Impl>(std::move(*chosen), options.max_memory));
}

std::string Prover::backend() const { return std::string(impl_->chosen.backend->name()); }
bool Prover::on_device() const { return impl_->chosen.on_device; }
std::string Prover::note() const { return impl_->chosen.note; }
unsigned Prover::threads() const { return impl_->chosen.pool ? impl_->chosen.pool->size() : 1; }

Result<ProofResult> Prover::prove(const Program& program, std::span<const std::uint8_t> input,
                                  const ProveOptions& options) {
  const auto prepared = prepare(program, input, options, impl_->host_memory, options.on_text);
  if (!prepared.ok()) return prepared.error();
  return impl_->prove(**prepared);
}

void Prover::prove_all(const std::function<std::optional<ProveJob>()>& next,
                       const std::function<void(Result<ProofResult>)>& done) {
  const auto start = [&]() -> std::unique_ptr<ExecutionAhead> {
    std::optional<ProveJob> job = next();
    if (!job) return nullptr;
    return std::make_unique<ExecutionAhead>(std::move(*job), impl_->host_memory);
  };
  for (auto present = start(); present;) {
    const auto prepared = present->take();
    auto following = start();
    done(prepared.ok() ? impl_->prove(**prepared) : Result<ProofResult>(prepared.error()));
    present = std::move(following);
  }
}

std::vector<Result<ProofResult>> Prover::prove_all(std::span<const ProveJob> jobs) {
  std::vector<Result<ProofResult>> results;
  std::size_t at = 0;
  prove_all([&]() -> std::optional<ProveJob> { return at < jobs.size() ? std::optional(jobs[at++]) : std::nullopt; },
            [&](Result<ProofResult> result) { results.push_back(std::move(result)); });
  return results;
}

}  // namespace squall

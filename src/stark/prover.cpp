#include "stark/prover.hpp"

#include <new>
#include <stdexcept>

#include "pcs/whir_prove.hpp"
#include "stark/prove_rounds.hpp"

namespace squall {

namespace {

// Shares of the work that are done after each phase, as measured on long programs; for progress displays only.
constexpr double kAfterFill = 0.10, kAfterMain = 0.30, kAfterHelpers = 0.38, kAfterHelper = 0.55,
                 kAfterZerocheck = 0.80, kAfterMerge = 0.87;

std::vector<std::size_t> rows_of(const Machine& machine, const Trace& trace) {
  std::vector<std::size_t> rows;
  for (std::size_t c = 0; c < machine.chips.size(); ++c) {
    rows.push_back(machine.chips[c].table ? 0 : trace.rows(c));
  }
  return rows;
}

// The protocol, once the shape is fixed.
class Run {
 public:
  Run(Backend& backend, const ProvingKey& key, const Params& params, const Shape& shape, Observer& observer,
      bool record)
      : backend_(backend),
        key_(key),
        params_(params),
        observer_(observer),
        sender_([&backend](const Digest& state, unsigned bits) { return backend.grind(state, bits); }, record),
        main_(backend.matrix(shape.log_rows, shape.main.width)),
        witness_{key.verifying, shape, main_.get(), nullptr, key.preprocessed.get()} {}

  Sender& sender() { return sender_; }

  void prove(std::span<const Fp> publics, const Trace& trace, const std::function<void()>& after_fill) {
    const Shape& shape = witness_.shape;
    absorb_statement(sender_.transcript(), key_.verifying, params_, shape.header(), publics);
    sender_.header(shape.header());
    in_phase("fill", kAfterFill, [&] { backend_.fill(witness_, trace); });
    if (after_fill) after_fill();
    in_phase("commit main", kAfterMain, [&] { main_commitment_ = commit("main", *main_); });

    grind("logup", params_.pow_logup);
    const LogupChallenges logup = draw_logup(sender_.transcript(), key_.verifying.machine);
    std::vector<K> totals;
    in_phase("helpers", kAfterHelpers, [&] {
      helper_ = backend_.matrix(shape.log_rows, shape.helper.width);
      witness_.helper = helper_.get();
      totals = backend_.helpers(witness_, logup);
    });
    in_phase("commit helper", kAfterHelper, [&] { helper_commitment_ = commit("helper", *helper_); });
    sender_.extension("totals", totals);

    ZerocheckPoint point;
    in_phase("zerocheck", kAfterZerocheck,
             [&] { point = prove_zerocheck(sender_, backend_, witness_, logup, observer_); });
    MergePoint merged;
    in_phase("merge", kAfterMerge, [&] { merged = prove_merge(sender_, backend_, params_, witness_, point); });
    in_phase("whir", 1.0, [&] { open(merged); });
  }

 private:
  template <class Work>
  void in_phase(std::string_view name, double done, Work work) {
    PhaseScope phase(observer_, name);
    work();
    observer_.progress(done);
  }

  void grind(std::string_view label, unsigned bits) {
    PhaseScope phase(observer_, "grind");
    sender_.grind(label, bits);
  }

  // A matrix without columns has no tree; its root is zero.
  std::unique_ptr<Commitment> commit(std::string_view label, const Matrix& matrix) {
    std::unique_ptr<Commitment> commitment;
    if (matrix.width() > 0) commitment = backend_.commit(matrix);
    sender_.digest(label, commitment ? commitment->root() : Digest{});
    return commitment;
  }

  void open(const MergePoint& merged) {
    const std::array<const Commitment*, kMatrices> commitments{main_commitment_.get(), helper_commitment_.get(),
                                                               key_.commitment.get()};
    const unsigned log_rows = witness_.shape.log_rows;
    const std::array<unsigned, kMatrices> heights{log_rows, log_rows, key_.verifying.log_rows()};
    std::vector<unsigned> source_heights;
    for (unsigned m = 0; m < kMatrices; ++m) {
      if (!merged.weights[m].empty()) source_heights.push_back(heights[m]);
    }
    const auto prover = backend_.whir(witness_, commitments, merged.weights, merged.z);
    whir_prove(sender_, params_, log_rows, source_heights, *prover);
  }

  Backend& backend_;
  const ProvingKey& key_;
  const Params& params_;
  Observer& observer_;
  Sender sender_;
  std::unique_ptr<Matrix> main_, helper_;
  Witness witness_;
  std::unique_ptr<Commitment> main_commitment_, helper_commitment_;
};

}  // namespace

Result<Plan> plan_proof(const Backend& backend, const VerifyingKey& key, const Params& params, const Trace& trace,
                        PlanOptions options) {
  if (!options.estimate) {
    options.estimate = [&](const Shape& shape) { return backend.estimate_memory(key, params, shape); };
  }
  const std::uint64_t own = backend.memory_limit();
  if (own != 0 && (options.memory_limit == 0 || own < options.memory_limit)) options.memory_limit = own;
  return plan_shape(key, params, rows_of(key.machine, trace), options);
}

Result<ProofParts> stark_prove(Backend& backend, const ProvingKey& key, const Params& params,
                               std::span<const std::uint32_t> publics, const Trace& trace, Observer& observer,
                               const StarkOptions& options) {
  const Machine& machine = key.verifying.machine;
  if (params.skip != key.verifying.skip) return Error{ErrorCode::kBadInput, "the parameters do not fit the key"};
  if (!machine.valid_public_count(publics.size())) return Error{ErrorCode::kBadInput, "number of public values"};
  std::vector<Fp> values;
  for (const std::uint32_t word : publics) {
    if (word >= Fp::kModulus) return Error{ErrorCode::kBadInput, "a public value is not a field element"};
    values.push_back(Fp::from_canonical(word));
  }
  Shape shape;
  if (options.shape) {
    shape = *options.shape;
  } else {
    Result<Plan> planned = plan_proof(backend, key.verifying, params, trace, options.plan);
    if (!planned) return planned.error();
    shape = std::move(planned->shape);
  }
  if (shape.main.width == 0) return Error{ErrorCode::kBadInput, "nothing to prove: no main column"};
  try {
    Run run(backend, key, params, shape, observer, options.record);
    run.prove(values, trace, options.after_fill);
    Sender& sender = run.sender();
    return ProofParts{sender.take_proof(), std::move(shape), sender.transcript().tape(), sender.spans()};
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kResourceLimit, "not enough memory to prove"};
  } catch (const DeviceFailure& e) {
    return Error{ErrorCode::kDeviceFailure, e.what()};
  } catch (const std::runtime_error& e) {
    return Error{ErrorCode::kInternal, e.what()};
  }
}

}  // namespace squall

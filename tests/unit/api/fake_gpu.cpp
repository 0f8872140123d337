#include "unit/api/fake_gpu.hpp"

#include <cstdlib>
#include <utility>

#include "backend/cpu/cpu_backend.hpp"
#include "backend/memory.hpp"

namespace squall::fake {

namespace {

std::vector<GpuInfo> two_devices() {
  return {{0, "Fake 80", 9, 0, std::uint64_t(80) << 30, std::uint64_t(79) << 30, {}},
          {1, "Fake 8", 8, 9, std::uint64_t(8) << 30, std::uint64_t(8) << 30, {}}};
}

// Fails where it is told to; counts what a real device would have to hold.
void reach(const std::string& verb) {
  if (gpus().failing_verb == verb) throw DeviceFailure("an illegal address was accessed in '" + verb + "'");
}

struct CountedMatrix : Matrix {
  std::unique_ptr<Matrix> inner;
  explicit CountedMatrix(std::unique_ptr<Matrix> m) : Matrix(m->log_rows(), m->width()), inner(std::move(m)) {
    ++gpus().matrices;
  }
  ~CountedMatrix() override { --gpus().matrices; }
};

class FailingTables : public ZerocheckTables {
 public:
  explicit FailingTables(std::unique_ptr<ZerocheckTables> inner) : inner_(std::move(inner)) {}
  std::vector<K> round() override {
    reach("zerocheck round");
    return inner_->round();
  }
  void bind(const K& z) override { inner_->bind(z); }
  std::vector<std::vector<K>> values() override { return inner_->values(); }

 private:
  std::unique_ptr<ZerocheckTables> inner_;
};

class FakeBackend : public Backend {
 public:
  explicit FakeBackend(const GpuOptions& options)
      : pool_(1), cpu_(pool_), name_("cuda:" + std::to_string(options.device) + " (fake)"), profile_(options.profile) {
    const GpuInfo& info = gpus().list.at(static_cast<std::size_t>(options.device));
    limit_ = options.memory ? options.memory : usable_gpu_memory(info.total_memory, info.free_memory);
    ++gpus().made;
    ++gpus().living;
  }
  ~FakeBackend() override { --gpus().living; }

  std::string_view name() const override { return name_; }
  std::uint64_t estimate_memory(const VerifyingKey& key, const Params& params, const Shape& shape) const override {
    return gpu_memory_needed(key, params, shape);
  }
  std::uint64_t memory_limit() const override { return limit_; }
  std::vector<KernelTime> kernel_times() override {
    if (!profile_) return {};
    return {{"fill", fills_, 0.25, 3e9, 4e9, 0.125}, {"commit rows", commits_, 0.125, 1e9, 2e9, 0.0625}};
  }
  Transfers transfers() override { return {1e6, 1e3, 42}; }
  void reset_profile() override { fills_ = commits_ = 0; }

  std::unique_ptr<Matrix> matrix(unsigned log_rows, std::size_t width) override {
    reach("matrix");
    return std::make_unique<CountedMatrix>(cpu_.matrix(log_rows, width));
  }
  void upload(Matrix& matrix, const Place& place, std::span<const Fp> column) override {
    reach("upload");
    ++gpus().uploads;
    cpu_.upload(*static_cast<CountedMatrix&>(matrix).inner, place, column);
  }
  std::vector<Fp> download(const Matrix& matrix, const Place& place, unsigned log_height) override {
    return cpu_.download(inner(matrix), place, log_height);
  }
  void fill(Witness& witness, const Trace& trace) override {
    reach("fill");
    ++fills_;
    Witness mine = own(witness);
    cpu_.fill(mine, trace);
  }
  std::vector<K> helpers(Witness& witness, const LogupChallenges& logup) override {
    reach("helpers");
    Witness mine = own(witness);
    return cpu_.helpers(mine, logup);
  }
  std::unique_ptr<Commitment> commit(const Matrix& matrix) override {
    reach("commit");
    ++commits_;
    return cpu_.commit(inner(matrix));
  }
  SkipRound skip_round(const Witness& witness, const LogupChallenges& logup,
                       const ZerocheckChallenges& challenges) override {
    reach("skip_round");
    return cpu_.skip_round(own(witness), logup, challenges);
  }
  std::unique_ptr<ZerocheckTables> zerocheck(const Witness& witness, const LogupChallenges& logup,
                                             const ZerocheckChallenges& challenges, std::span<const K> lagrange,
                                             const K& rho) override {
    reach("zerocheck");
    return std::make_unique<FailingTables>(cpu_.zerocheck(keep(witness), logup, challenges, lagrange, rho));
  }
  std::unique_ptr<MergeTables> merge(const Witness& witness, MergeInput input) override {
    reach("merge");
    return cpu_.merge(keep(witness), std::move(input));
  }
  std::unique_ptr<WhirProver> whir(const Witness& witness, std::array<const Commitment*, 3> commitments,
                                   const std::array<std::vector<K>, 3>& weights, std::span<const K> z) override {
    reach("whir");
    return cpu_.whir(keep(witness), commitments, weights, z);
  }
  std::uint64_t grind(const Digest& state, unsigned bits) override {
    reach("grind");
    return cpu_.grind(state, bits);
  }

 private:
  static const Matrix& inner(const Matrix& m) { return *static_cast<const CountedMatrix&>(m).inner; }
  static Matrix* inner(Matrix* m) { return m ? static_cast<CountedMatrix*>(m)->inner.get() : nullptr; }
  static Witness own(const Witness& w) {
    return {w.key, w.shape, inner(w.main), inner(w.helper), w.preprocessed ? &inner(*w.preprocessed) : nullptr};
  }
  // What is made from a witness may refer to it.
  const Witness& keep(const Witness& w) { return *(kept_ = std::make_unique<Witness>(own(w))); }

  ThreadPool pool_;
  CpuBackend cpu_;
  std::string name_;
  bool profile_;
  std::uint64_t limit_ = 0, fills_ = 0, commits_ = 0;
  std::unique_ptr<Witness> kept_;
};

}  // namespace

namespace {

struct Initial : Gpus {
  Initial() {
    list = two_devices();
    const char* failure = std::getenv("SQUALL_FAKE_GPU_FAILURE");
    if (!failure) return;
    failing_verb = failure;
    if (failing_verb == "device") broken = {{0, "out of memory"}, {1, "busy"}};
  }
};

}  // namespace

Gpus& gpus() {
  static Initial all;
  return all;
}

void reset() {
  Gpus& g = gpus();
  g.support = {true, {80, 90}, {}};
  g.list = two_devices();
  g.broken.clear();
  g.failing_verb.clear();
  g.need = 1;
  g.made = 0;
  g.uploads = 0;
}

}  // namespace squall::fake

namespace squall {

GpuSupport gpu_support() { return fake::gpus().support; }
std::vector<GpuInfo> list_gpus() { return fake::gpus().list; }

std::unique_ptr<Backend> make_gpu_backend(const GpuOptions& options) {
  const auto broken = fake::gpus().broken.find(options.device);
  if (broken != fake::gpus().broken.end()) throw DeviceFailure(broken->second);
  return std::make_unique<fake::FakeBackend>(options);
}

std::uint64_t gpu_memory_needed(const VerifyingKey& key, const Params&, const Shape& shape) {
  return static_cast<std::uint64_t>(fake::gpus().need * static_cast<double>(host_memory(key, shape)));
}

}  // namespace squall

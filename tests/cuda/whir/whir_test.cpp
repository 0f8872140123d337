// WHIR on the device against the CPU: whole openings byte by byte, and verbs in unusual order.

#include "cuda/whir/whir.hpp"

#include "../kit/packed_witness.hpp"
#include "cuda/commit/commit.hpp"
#include "kit/catch.hpp"

using namespace squall;
using namespace squall::cuda;

namespace {

Params params(const char* name, unsigned ood) {
  Params row = *find_params(name);
  row.ood = ood;
  return row;
}

// Both sides with the same matrices, commitments, weights and point.
struct Opening {
  Gpu gpu{0};
  ThreadPool pool{1};
  CpuBackend cpu{pool};
  PackedWitness witness;
  DeviceTwiddles twiddles;
  std::array<std::unique_ptr<CudaCommitment>, 3> device_commitments;
  std::array<std::unique_ptr<Commitment>, 3> host_commitments;
  std::vector<unsigned> source_heights;
  std::unique_ptr<WhirProver> host, device;

  Opening(const PackedHeights& heights, unsigned seed)
      : witness(gpu, cpu, heights, seed), twiddles(gpu, heights.log_rows + 1) {
    std::array<std::vector<K>, 3> weights;
    for (std::size_t m = 0; m < 3; ++m) {
      const CudaMatrix& matrix = *witness.device[m];
      weights[m] = witness.random().ks(matrix.width());
      if (matrix.width() == 0) continue;
      device_commitments[m] = commit_matrix(gpu, twiddles, matrix);
      host_commitments[m] = cpu.commit(*witness.host[m]);
      REQUIRE(device_commitments[m]->root() == host_commitments[m]->root());
      source_heights.push_back(matrix.log_rows());
    }
    const std::vector<K> z = witness.random().ks(heights.log_rows);
    Witness on_host = witness.on_host(), on_device = witness.on_device();
    if (heights.preprocessed.empty()) on_host.preprocessed = on_device.preprocessed = nullptr;
    const auto& h = host_commitments;
    const auto& d = device_commitments;
    host = cpu.whir(on_host, {h[0].get(), h[1].get(), h[2].get()}, weights, z);
    used = gpu.pool().used();
    gpu.pool().reset_peak();
    device = make_whir(gpu, twiddles, on_device, {d[0].get(), d[1].get(), d[2].get()}, weights, z);
  }
  std::size_t used = 0;  // before
};

// Returns how loose the memory bound was.
double compare(const Params& p, const PackedHeights& heights, unsigned seed) {
  Opening opening(heights, seed);
  Sender host_sender, device_sender;
  whir_prove(host_sender, p, heights.log_rows, opening.source_heights, *opening.host);
  whir_prove(device_sender, p, heights.log_rows, opening.source_heights, *opening.device);
  CHECK(host_sender.proof() == device_sender.proof());
  const std::size_t peak = opening.gpu.pool().peak() - opening.used;
  const std::size_t bound = whir_memory(opening.witness.key, opening.witness.shape, p);
  CHECK(peak <= bound);
  return static_cast<double>(bound) / static_cast<double>(peak);
}

}  // namespace

TEST_CASE("openings of every matrix, with a lifted one, empty slots, and none") {
  in_thread_orders([] {
    compare(params("toy-wide", 0),
            {.log_rows = 8,
             .preprocessed_log_rows = 6,
             .main = {8, 6, 7, 6, 8},
             .helper = {6, 6, 6, 6, 6, 8, 7},
             .preprocessed = {6, 6}},
            1);
  });
  compare(params("toy", 1), {.skip = 3, .log_rows = 5, .preprocessed_log_rows = 5, .main = {5, 4}, .preprocessed = {5}},
          2);
  compare(params("toy", 2), {.skip = 3, .log_rows = 7, .main = {3, 5, 7, 7}, .helper = {6, 3}}, 3);
  compare(params("toy", 3), {.skip = 3, .log_rows = 6, .main = {6}}, 4);
}

TEST_CASE("folds of three, many columns, and a tight memory bound") {
  std::vector<unsigned> main(20, 12);
  main.insert(main.end(), {9, 9, 13, 13, 11});
  CHECK(compare(params("test", 2),
                {.log_rows = 13,
                 .preprocessed_log_rows = 10,
                 .main = main,
                 .helper = std::vector<unsigned>(5, 13),
                 .preprocessed = {10, 8}},
                5) < 1.5);
}

TEST_CASE("the parameters and the queries of real proofs, but for the grinding") {
  Params p = params("fast", 2);
  p.pow_fold = p.pow_query = 0;
  CHECK(compare(p, {.log_rows = 14, .preprocessed_log_rows = 12, .main = {14, 14}, .preprocessed = {12}}, 8) < 1.5);
}

TEST_CASE("verbs in any order") {
  Opening opening({.log_rows = 9, .main = {9, 8}}, 6);
  Random random(7);
  const auto both = [&](const auto& verb) {
    const auto expected = verb(*opening.host);
    CHECK(verb(*opening.device) == expected);
  };
  const auto bind = [&] {
    const K x = random.k();
    opening.host->bind(x);
    opening.device->bind(x);
  };
  const auto round = [](WhirProver& prover) { return prover.round_polynomial(); };
  const auto download = [](WhirProver& prover) { return prover.download(); };
  const auto constrain = [&](std::size_t points, std::vector<std::uint64_t> positions) {
    const std::vector<K> xs = random.ks(points), cs = random.ks(points), qs = random.ks(positions.size());
    for (WhirProver* prover : {opening.host.get(), opening.device.get()}) {
      prover->add_constraints({xs, cs, 8, positions, qs});
    }
  };
  both(download);
  both(round);
  both(round);
  bind();
  bind();  // two in a row
  both(download);
  both([](WhirProver& prover) { return prover.commit(8, 2); });
  const std::vector<K> points = random.ks(3);
  both([&](WhirProver& prover) { return prover.evaluate(points); });
  bind();
  both([&](WhirProver& prover) { return prover.evaluate(points); });
  both([&](WhirProver& prover) { return prover.evaluate({}).size(); });
  constrain(0, {1, 3, 255});
  both(round);
  constrain(2, {});
  bind();
  constrain(1, {0, 7, 100});
  both(round);
  both([](WhirProver& prover) {
    const MerkleOpening leaves = prover.open_oracle(1, std::vector<std::uint64_t>{0, 5, 63});
    return std::pair(leaves.rows, leaves.siblings);
  });
  for (int i = 0; i < 4; ++i) {  // down to two elements
    bind();
    both(round);
  }
  bind();
  both(download);
}

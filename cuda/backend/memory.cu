// What a proof of a shape takes of the device: what is alive in each phase, and what the phase's own code takes on top.

#include <algorithm>

#include "backend/gpu.hpp"
#include "cuda/commit/commit.hpp"
#include "cuda/commit/grind.hpp"
#include "cuda/fill/fill.hpp"
#include "cuda/matrix/matrix.hpp"
#include "cuda/merge/merge.hpp"
#include "cuda/whir/whir.hpp"
#include "cuda/zerocheck/verbs.hpp"
#include "machine/chips/tables.hpp"
#include "machine/program.hpp"

namespace squall {
namespace {

using cuda::Pool;

std::size_t matrix_bytes(unsigned log_rows, std::size_t width) {
  return Pool::rounded((width << log_rows) * sizeof(Fp));
}

// The program that records of rows refer to (cuda/fill): one entry per row of the program's chip.
std::size_t context_bytes(const VerifyingKey& key) {
  for (const Chip& chip : key.machine.chips) {
    if (chip.name == chips::Program::kName) return sizeof(ProgramRow) << chip.limits.max_log;
  }
  return 0;
}

// What the pool loses because free memory is not in one piece.
std::size_t with_room(std::size_t bytes) { return Pool::rounded(bytes + bytes / 64 + (std::size_t(1) << 20)); }

}  // namespace

std::uint64_t gpu_memory_needed(const VerifyingKey& key, const Params& params, const Shape& shape) {
  using namespace cuda;
  const ChipKernels kernels(key.machine);
  const unsigned h = shape.log_rows;
  const std::size_t main = matrix_bytes(h, shape.main.width), helper = matrix_bytes(h, shape.helper.width);
  const std::size_t tree = tree_memory(h + 1);
  std::size_t alive = twiddle_memory(h + 1) + Pool::rounded(context_bytes(key)) + find_nonce_memory();
  if (key.preprocessed.width > 0)
    alive += matrix_bytes(key.log_rows(), key.preprocessed.width) + tree_memory(key.log_rows() + 1);
  std::size_t most = 0;
  const auto phase = [&](std::size_t takes) { most = std::max(most, alive + takes); };

  // Commits include the tree that stays.
  if (key.preprocessed.width > 0) phase(commit_memory(key.log_rows(), key.preprocessed.width));
  alive += main + closed_form_memory(key.machine, shape);
  phase(fill_memory(key.machine, shape, context_bytes(key)));
  phase(commit_memory(h, shape.main.width));
  alive += tree;
  if (shape.helper.width > 0) {
    alive += helper;
    phase(helpers_memory(key, shape, kernels));
    phase(commit_memory(h, shape.helper.width));
    alive += tree;
  }
  phase(skip_memory(key, shape, kernels));
  phase(zerocheck_memory(key, shape, kernels));
  phase(merge_memory(key, shape));
  phase(whir_memory(key, shape, params));
  return with_room(most);
}

}  // namespace squall

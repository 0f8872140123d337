// Helper columns.

#include "cuda/field/reduce.hpp"
#include "cuda/zerocheck/instances.hpp"
#include "cuda/zerocheck/verbs.hpp"

namespace squall::cuda {
namespace {

// Interpreters have words of device memory for each thread: this many blocks at a time, and no more of memory, for
// chips of calls need more than ten thousand words per row.
constexpr std::size_t kInterpretedBlocks = 1024, kScratchWords = std::size_t(1) << 27;

// Block i adds up totals first[i], ..., first[i + 1] - 1.
__global__ void __launch_bounds__(kReduceThreads) add_ranges(const K* totals, const std::uint32_t* first, K* sums) {
  SQUALL_SHARED(std::uint32_t, words);
  Wide sum;
  for (std::uint32_t i = first[blockIdx.x] + threadIdx.x; i < first[blockIdx.x + 1]; i += kReduceThreads) {
    sum = sum + wide(totals[i]);
  }
  sum = block_sum(sum, words);
  if (threadIdx.x == 0) sums[blockIdx.x] = narrow(sum);
}

struct Cut {
  std::vector<Piece> pieces;              // instances in the order of the shape
  std::vector<std::uint32_t> first;       // piece of each instance, and the end
  std::vector<std::uint32_t> chip_first;  // of each chip, and the end
};
Cut cut_all(const Machine& machine, const Shape& shape) {
  Cut result;
  result.first.push_back(0);
  result.chip_first.push_back(0);
  for (const std::vector<std::uint32_t>& instances : instances_by_chip(machine, shape)) {
    for (const std::uint32_t c : instances) {
      const std::vector<Piece> pieces = cut(shape, {&c, 1}, 0, kRowThreads);
      result.pieces.insert(result.pieces.end(), pieces.begin(), pieces.end());
      result.first.push_back(static_cast<std::uint32_t>(result.pieces.size()));
    }
    result.chip_first.push_back(static_cast<std::uint32_t>(result.pieces.size()));
  }
  return result;
}

// Blocks of one launch.
std::size_t most_blocks(const ChipRows& rows, std::size_t pieces) {
  if (rows.helper_words() == 0) return pieces;
  const std::size_t room = kScratchWords / (rows.helper_words() * kRowThreads);
  return std::min(pieces, std::clamp<std::size_t>(room, 1, kInterpretedBlocks));
}
std::size_t scratch_words(const ChipRows& rows, std::size_t pieces) {
  return rows.helper_words() * kRowThreads * most_blocks(rows, pieces);
}

}  // namespace

std::vector<K> fill_helpers(Gpu& gpu, const Witness& witness, const LogupChallenges& logup,
                            const ChipKernels& kernels) {
  const Machine& machine = witness.key.machine;
  const Shape& shape = witness.shape;
  const DeviceInstances instances(gpu, views(gpu, witness), {}, {}, {});
  const Cut plan = cut_all(machine, shape);
  const DeviceBuffer<Piece> pieces = gpu.copy(plan.pieces);
  DeviceBuffer<K> totals = gpu.zeros<K>(plan.pieces.size());
  for (std::size_t chip = 0; chip < machine.chips.size(); ++chip) {
    const std::size_t begin = plan.chip_first[chip], end = plan.chip_first[chip + 1];
    const std::size_t groups = machine.chips[chip].groups.size();
    if (begin == end || groups == 0) continue;
    const ChipRows& rows = kernels.rows(chip);
    const std::unique_ptr<RowKernels> bound = rows.bind_helpers(gpu, logup);
    DeviceBuffer<Fp> scratch = gpu.buffer<Fp>(scratch_words(rows, end - begin));
    const std::size_t most = most_blocks(rows, end - begin);
    for (std::size_t first = begin; first < end; first += most) {
      const std::size_t count = std::min(most, end - first);
      double height = 0;
      for (std::size_t i = first; i < first + count; ++i) height += plan.pieces[i].end - plan.pieces[i].begin;
      const double columns = static_cast<double>(machine.chips[chip].column_count() + 5 * groups);
      bound->helpers(gpu, static_cast<unsigned>(count), {4 * columns * height, rows.helper_slots() * height},
                     {instances.data(), pieces.data() + first, static_cast<unsigned>(groups), scratch.data(),
                      totals.data() + first});
    }
  }
  const std::size_t count = shape.instances.size();
  const DeviceBuffer<std::uint32_t> first = gpu.copy(plan.first);
  DeviceBuffer<K> sums = gpu.buffer<K>(count);
  gpu.launch({"helper totals",
              static_cast<unsigned>(count),
              kReduceThreads,
              32 * 5 * sizeof(Fp),
              {static_cast<double>(totals.bytes()), 0}},
             add_ranges, totals.data(), first.data(), sums.data());
  return gpu.download(sums.data(), count);
}

std::size_t helpers_memory(const VerifyingKey& key, const Shape& shape, const ChipKernels& kernels) {
  const Cut plan = cut_all(key.machine, shape);
  std::size_t most = 0;
  for (std::size_t chip = 0; chip < key.machine.chips.size(); ++chip) {
    const ChipRows& rows = kernels.rows(chip);
    const std::size_t pieces = plan.chip_first[chip + 1] - plan.chip_first[chip];
    if (pieces == 0) continue;
    most = std::max(most, rows.bound_memory() + Pool::rounded(scratch_words(rows, pieces) * sizeof(Fp)));
  }
  const std::size_t count = shape.instances.size();
  const std::size_t end = Pool::rounded((count + 1) * sizeof(std::uint32_t)) + Pool::rounded(count * sizeof(K));
  return DeviceInstances::memory(key.machine, shape) + Pool::rounded(plan.pieces.size() * sizeof(Piece)) +
         Pool::rounded(plan.pieces.size() * sizeof(K)) + std::max(most, end);
}

}  // namespace squall::cuda

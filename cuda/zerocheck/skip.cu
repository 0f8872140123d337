// First round of the zerocheck. For every y the 64 values of a column over s are those of a polynomial on W; a tile of
// y after the other, the columns of a chip are interpolated and evaluated on the cosets g^i W, and there the chip's
// terms are formed.

#include <algorithm>

#include "base/bits.hpp"
#include "cuda/field/eq.hpp"
#include "cuda/field/reduce.hpp"
#include "cuda/zerocheck/instances.hpp"
#include "cuda/zerocheck/row_kernels.hpp"
#include "cuda/zerocheck/skip_transform.hpp"
#include "cuda/zerocheck/verbs.hpp"

namespace squall::cuda {
namespace {

constexpr std::size_t kTileBytes = std::size_t(96) << 20;  // bounds a tile, if it has more than one piece
constexpr std::size_t kSumRows = 1024;                     // values of y that a block of helper_sums adds up

constexpr unsigned reversed(unsigned l) {
  unsigned r = 0;
  for (unsigned i = 0; i < kSkipLog; ++i) r |= (l >> i & 1) << (kSkipLog - 1 - i);
  return r;
}

template <unsigned kCoset>
SQUALL_DEVICE void write_coset(const SkipTransform& coefficients, Fp* out, std::size_t stride) {
  SkipTransform values = coefficients;
  values.forward<kCoset>();
  SQUALL_UNROLL
  for (unsigned l = 0; l < kSkipSize; ++l) out[((kCoset - 1) * kSkipSize + l) * stride] = Fp::from_raw(values.v[l]);
}

// Block (x, y): piece x, column y.
__global__ void __launch_bounds__(kTilePiece, 12) transform_kernel(SkipArguments a) {
  const Piece piece = a.pieces[blockIdx.x];
  const RowInstance& instance = a.instances[piece.instance];
  if (threadIdx.x >= piece.end - piece.begin) return;
  const Fp* column = instance.columns[blockIdx.y] + piece.begin + threadIdx.x;
  const std::size_t step = instance.step;
  SkipTransform coefficients;
  SQUALL_UNROLL
  for (unsigned l = 0; l < kSkipSize; ++l) coefficients.v[l] = column[reversed(l) * step].raw();
  coefficients.inverse();
  Fp* out = a.tile + std::size_t(blockIdx.y) * a.cosets * kSkipSize * a.stride + piece.offset + threadIdx.x;
  write_coset<1>(coefficients, out, a.stride);
  if (a.cosets > 1) write_coset<2>(coefficients, out, a.stride);
  if (a.cosets > 2) write_coset<3>(coefficients, out, a.stride);
  static_assert(kMaxConstraintDegree == 4);
}

// Block (x, y): per warp the sum of the helper columns at one s over the values of y in piece x, times nu, added to
// partial.
__global__ void __launch_bounds__(kRowThreads)
    helper_sums(const RowInstance* instances, const Piece* pieces, unsigned groups, K* partial) {
  const Piece piece = pieces[blockIdx.x];
  const RowInstance& instance = instances[piece.instance];
  const unsigned lane = threadIdx.x % 32, s = blockIdx.y * kPointsPerBlock + threadIdx.x / 32;
  std::uint64_t sums[5] = {};
  for (unsigned g = 0; g < groups; ++g) {
    for (unsigned k = 0; k < 5; ++k) {
      const Fp* column = instance.helpers[5 * g + k] + s * instance.step;
      for (std::size_t y = piece.begin + lane; y < piece.end; y += 32) sums[k] += column[y].raw();
    }
  }
  Wide sum;
  for (unsigned k = 0; k < 5; ++k) sum.c[k] = Lane::from_raw(static_cast<std::uint32_t>(sums[k] % Fp::kModulus));
  sum = warp_sum(sum);
  if (lane == 0) {
    K& total = partial[std::size_t(blockIdx.x) * kSkipSize + s];
    total = narrow(wide(total) + mul_ext(sum, wide(instance.nu)));
  }
}

// The tiles of a chip: as many pieces as fit.
struct Tiles {
  std::vector<Piece> pieces;       // all, with their places in their tiles
  std::vector<std::size_t> first;  // piece of each tile, and the end
  std::size_t stride = 0;
  std::size_t words(std::size_t row_words) const { return stride * row_words; }
  std::size_t most_pieces() const {
    std::size_t most = 0;
    for (std::size_t i = 0; i + 1 < first.size(); ++i) most = std::max(most, first[i + 1] - first[i]);
    return most;
  }
};

// Words per y.
std::size_t row_words(const Chip& chip, const ChipRows& rows, unsigned cosets) {
  return (chip.column_count() + chip.helper_columns() + rows.tile_slots()) * cosets * kSkipSize;
}

Tiles make_tiles(const Shape& shape, std::span<const std::uint32_t> instances, std::size_t words) {
  Tiles t;
  t.pieces = cut(shape, instances, kSkipLog, kTilePiece);
  const std::size_t room = std::max<std::size_t>(kTilePiece, kTileBytes / sizeof(Fp) / words);
  std::size_t offset = room;
  for (std::size_t i = 0; i < t.pieces.size(); ++i) {
    const std::size_t size = t.pieces[i].end - t.pieces[i].begin;
    if (offset + size > room) {
      t.first.push_back(i);
      offset = 0;
    }
    t.pieces[i].offset = static_cast<std::uint32_t>(offset);
    offset = std::min((offset + size + 31) / 32 * 32, room);
    t.stride = std::max(t.stride, offset);
  }
  t.first.push_back(t.pieces.size());
  return t;
}

struct Plan {
  std::vector<std::vector<std::uint32_t>> instances;  // per chip
  std::vector<Tiles> tiles;
  std::size_t most_pieces = 0, most_sums = 0;  // in a tile, and of helper_sums in a chip
};
Plan make_plan(const Machine& machine, const Shape& shape, const ChipKernels& kernels) {
  Plan plan;
  plan.instances = instances_by_chip(machine, shape);
  for (std::size_t chip = 0; chip < machine.chips.size(); ++chip) {
    const std::size_t words = row_words(machine.chips[chip], kernels.rows(chip), machine.max_degree - 1);
    plan.tiles.push_back(make_tiles(shape, plan.instances[chip], std::max<std::size_t>(words, 1)));
    plan.most_pieces = std::max(plan.most_pieces, plan.tiles.back().most_pieces());
    plan.most_sums = std::max(plan.most_sums, cut(shape, plan.instances[chip], kSkipLog, kSumRows).size());
  }
  return plan;
}

std::map<unsigned, Table> make_weights(Gpu& gpu, const Shape& shape, std::span<const K> r) {
  std::map<unsigned, Table> weights;
  for (const Instance& instance : shape.instances) {
    if (weights.contains(instance.log_rows)) continue;
    weights.emplace(instance.log_rows, eq_table(gpu, r.first(instance.log_rows - kSkipLog)));
  }
  return weights;
}

class SkipRounds {
 public:
  SkipRounds(Gpu& gpu, const Witness& witness, const LogupChallenges& logup, const ZerocheckChallenges& challenges,
             const ChipKernels& kernels)
      : gpu_(gpu),
        machine_(witness.key.machine),
        shape_(witness.shape),
        logup_(logup),
        lambdas_(challenges.lambdas),
        kernels_(kernels),
        plan_(make_plan(machine_, shape_, kernels)),
        cosets_(machine_.max_degree - 1),
        weights_(make_weights(gpu, shape_, challenges.r)),
        instances_(gpu, views(gpu, witness), challenges.mu, challenges.nu, weights_),
        partial_(gpu.zeros<K>(plan_.most_pieces * cosets_ * kSkipSize)),
        helper_partial_(gpu.zeros<K>(plan_.most_sums * kSkipSize)) {}

  void add(std::size_t chip) {
    if (plan_.instances[chip].empty()) return;
    add_points(chip);
    if (!machine_.chips[chip].groups.empty()) add_helpers(chip);
  }

  SkipRound finish() {
    const std::size_t points = cosets_ * kSkipSize;
    DeviceBuffer<K> sums = gpu_.buffer<K>(points + kSkipSize);
    add_partials(gpu_, partial_.data(), plan_.most_pieces, points, sums.data());
    add_partials(gpu_, helper_partial_.data(), plan_.most_sums, kSkipSize, sums.data() + points);
    const std::vector<K> values = gpu_.download(sums.data(), sums.size());
    SkipRound result;
    for (unsigned i = 0; i < cosets_; ++i) {
      std::vector<K>& coset = result.quotient_cosets.emplace_back(kSkipSize);
      for (unsigned l = 0; l < kSkipSize; ++l) coset[bit_reverse(l, kSkipLog)] = values[i * kSkipSize + l];
    }
    result.helper_sums.assign(values.begin() + static_cast<std::ptrdiff_t>(points), values.end());
    return result;
  }

 private:
  void add_points(std::size_t number) {
    const Chip& chip = machine_.chips[number];
    const ChipRows& rows = kernels_.rows(number);
    const Tiles& tiles = plan_.tiles[number];
    const unsigned columns = static_cast<unsigned>(chip.column_count() + chip.helper_columns());
    const std::unique_ptr<RowKernels> bound = rows.bind_points(gpu_, logup_, lambdas_);
    const DeviceBuffer<Piece> pieces = gpu_.copy(tiles.pieces);
    DeviceBuffer<Fp> tile = gpu_.buffer<Fp>(tiles.words(row_words(chip, rows, cosets_)));
    for (std::size_t t = 0; t + 1 < tiles.first.size(); ++t) {
      const unsigned count = static_cast<unsigned>(tiles.first[t + 1] - tiles.first[t]);
      const SkipArguments arguments{
          instances_.data(), pieces.data() + tiles.first[t], tile.data(), tiles.stride, columns, cosets_,
          partial_.data()};
      double height = 0;
      for (std::size_t i = tiles.first[t]; i < tiles.first[t + 1]; ++i)
        height += tiles.pieces[i].end - tiles.pieces[i].begin;
      height *= kSkipSize;  // rows of the instances that are in this tile
      const double transforms = kSlotsShoup * (kSkipLog / 2.0 * (1 + cosets_) + 0.5);
      gpu_.launch(
          {"skip transforms", {count, columns}, kTilePiece, 0, {4.0 * columns * height, transforms * columns * height}},
          transform_kernel, arguments);
      bound->points(gpu_, {count, kSkipSize / kPointsPerBlock, cosets_}, {0, rows.point_slots() * cosets_ * height},
                    arguments);
    }
  }

  void add_helpers(std::size_t number) {
    const std::vector<Piece> list = cut(shape_, plan_.instances[number], kSkipLog, kSumRows);
    const DeviceBuffer<Piece> pieces = gpu_.copy(list);
    const std::size_t groups = machine_.chips[number].groups.size();
    double height = 0;
    for (const Piece& piece : list) height += kSkipSize * (piece.end - piece.begin);
    gpu_.launch({"skip helper sums",
                 {static_cast<unsigned>(list.size()), kSkipSize / kPointsPerBlock},
                 kRowThreads,
                 0,
                 {20.0 * static_cast<double>(groups) * height, 0}},
                helper_sums, instances_.data(), pieces.data(), static_cast<unsigned>(groups), helper_partial_.data());
  }

  Gpu& gpu_;
  const Machine& machine_;
  const Shape& shape_;
  const LogupChallenges& logup_;
  const std::vector<K>& lambdas_;
  const ChipKernels& kernels_;
  const Plan plan_;
  const unsigned cosets_;
  const std::map<unsigned, Table> weights_;
  const DeviceInstances instances_;
  DeviceBuffer<K> partial_, helper_partial_;
};

}  // namespace

SkipRound skip_round(Gpu& gpu, const Witness& witness, const LogupChallenges& logup,
                     const ZerocheckChallenges& challenges, const ChipKernels& kernels) {
  check(witness.shape.skip == kSkipLog, "the kernels skip six variables");
  SkipRounds rounds(gpu, witness, logup, challenges, kernels);
  for (std::size_t chip = 0; chip < witness.key.machine.chips.size(); ++chip) rounds.add(chip);
  return rounds.finish();
}

std::size_t skip_memory(const VerifyingKey& key, const Shape& shape, const ChipKernels& kernels) {
  const Machine& machine = key.machine;
  const Plan plan = make_plan(machine, shape, kernels);
  const unsigned cosets = machine.max_degree - 1;
  std::size_t most = Pool::rounded((cosets + 1) * kSkipSize * sizeof(K)), weights = 0;
  for (std::size_t chip = 0; chip < machine.chips.size(); ++chip) {
    const Tiles& tiles = plan.tiles[chip];
    if (tiles.pieces.empty()) continue;
    const ChipRows& rows = kernels.rows(chip);
    most = std::max(most, rows.bound_memory() + Pool::rounded(tiles.pieces.size() * sizeof(Piece)) +
                              Pool::rounded(tiles.words(row_words(machine.chips[chip], rows, cosets)) * sizeof(Fp)));
  }
  std::map<unsigned, bool> seen;
  for (const Instance& instance : shape.instances) {
    if (!seen.emplace(instance.log_rows, true).second) continue;
    weights += eq_memory(instance.log_rows - kSkipLog);
  }
  return weights + DeviceInstances::memory(machine, shape) + most +
         Pool::rounded(plan.most_pieces * cosets * kSkipSize * sizeof(K)) +
         Pool::rounded(plan.most_sums * kSkipSize * sizeof(K));
}

}  // namespace squall::cuda

// The zerocheck after its first round.

#include <algorithm>

#include "backend/common/skip.hpp"
#include "backend/common/zerocheck_rounds.hpp"
#include "cuda/field/eq.hpp"
#include "cuda/zerocheck/device_program.hpp"
#include "cuda/zerocheck/instances.hpp"
#include "cuda/zerocheck/round_kernels.hpp"
#include "cuda/zerocheck/verbs.hpp"

namespace squall::cuda {
namespace {

// Blocks of one launch, and words of device memory for all their threads: chips of calls need thousands per thread.
constexpr std::size_t kRoundBlocks = 640, kScratchWords = std::size_t(1) << 27;
constexpr std::size_t kBindElements = 8 * kRowThreads;  // per block

std::size_t columns_of(const Chip& chip) { return chip.column_count() + chip.helper_columns(); }

// Sizes of everything that the tables hold, from key and shape alone.
struct Extents {
  std::size_t cells = 0, pieces = 0, bind_pieces = 0, slots = 0, row_values = 0;
  std::map<unsigned, std::size_t> rests;  // by number of variables

  Extents(const Machine& machine, const Shape& shape, const ChipKernels& kernels) {
    for (const Instance& instance : shape.instances) {
      const Chip& chip = machine.chips[instance.chip];
      const unsigned variables = instance.log_rows - kSkipLog;
      const std::size_t size = std::size_t(1) << variables, columns = columns_of(chip);
      cells += 5 * columns * size;
      row_values += columns;
      slots = std::max(slots, kernels.plan(instance.chip).code().slots());
      if (variables == 0) continue;
      pieces += (size / 2 + kRowThreads - 1) / kRowThreads;
      bind_pieces += (columns * size / 2 + kBindElements - 1) / kBindElements;
      rests[variables] = size / 2;
    }
  }
  std::size_t items(unsigned points) const { return pieces * (points + 2); }
  std::size_t most_blocks() const {
    return std::clamp<std::size_t>(kScratchWords / std::max<std::size_t>(kRowThreads * 5 * slots, 1), 1, kRoundBlocks);
  }
  std::size_t blocks(unsigned points) const { return std::min(items(points), most_blocks()); }
  std::size_t scratch_words(unsigned points) const { return blocks(points) * kRowThreads * 5 * slots; }
};

class Zerocheck : public ZerocheckTables {
 public:
  Zerocheck(Gpu& gpu, const Witness& witness, const LogupChallenges& logup, const ZerocheckChallenges& challenges,
            std::span<const K> lagrange, const K& rho, const ChipKernels& kernels)
      : gpu_(gpu),
        machine_(witness.key.machine),
        shape_(witness.shape),
        kernels_(kernels),
        points_(machine_.max_degree + 1),
        rounds_(machine_, shape_, logup, challenges, rho),
        extents_(machine_, shape_, kernels),
        cells_(gpu.buffer<Fp>(extents_.cells)) {
    for (const auto& [variables, size] : extents_.rests) {
      rests_.emplace(variables, eq_table(gpu, std::span(challenges.r).subspan(1, variables - 1)));
    }
    put_programs(logup, challenges.lambdas);
    put_instances(challenges);
    fill_tables(witness, lagrange);
    scratch_ = gpu.buffer<Fp>(extents_.scratch_words(points_));
    partial_ = gpu.buffer<K>(extents_.items(points_));
    result_ = gpu.buffer<K>(points_ + 2 + extents_.row_values);
  }

  std::vector<K> round() override {
    ZerocheckRounds::Sums sums(machine_.max_degree);
    const std::vector<K> values = fetch(evaluate());
    if (!values.empty()) {
      std::copy_n(values.begin(), points_, sums.constraints.begin());
      std::copy_n(values.begin() + points_, 2, sums.helpers);
    }
    return rounds_.round(sums);
  }

  void bind(const K& z) override {
    std::vector<Piece> pieces;
    double elements = 0;
    for (std::uint32_t c = 0; c < shape_.instances.size(); ++c) {
      const std::size_t half = rounds_.size(c) / 2, all = half * columns_of(chip_of(c));
      elements += static_cast<double>(all);
      for (std::size_t begin = 0; begin < all; begin += kBindElements) {
        pieces.push_back({c, static_cast<std::uint32_t>(begin),
                          static_cast<std::uint32_t>(std::min(all, begin + kBindElements)),
                          static_cast<std::uint32_t>(half)});
      }
    }
    const DeviceBuffer<Piece> device = gpu_.copy(pieces);
    bind_variable(gpu_, instances_.data(), device.data(), static_cast<unsigned>(pieces.size()), z,
                  {60 * elements, kSlotsMulExtension * elements});
    HalvedTables halved;
    unsigned count = 0;
    for (auto& [variables, rest] : rests_) {
      const std::size_t half = rest.size() / 2;
      if (half == 0) continue;
      halved.tables[count] = rest.planes();
      halved.halves[count++] = half;
      rest.shrink(half);
    }
    halve_tables(gpu_, halved, count);
    rounds_.bind(z);
  }

  std::vector<std::vector<K>> values() override {
    fetch(false);
    return rounds_.values();
  }

 private:
  const Chip& chip_of(std::size_t c) const { return machine_.chips[shape_.instances[c].chip]; }

  void put_programs(const LogupChallenges& logup, std::span<const K> lambdas) {
    numbers_.resize(machine_.chips.size());
    for (std::size_t chip = 0; chip < machine_.chips.size(); ++chip) {
      if (shape_.heights[chip].empty()) continue;
      const terms::ChipPlan& plan = kernels_.plan(chip);
      numbers_[chip] = programs_.add(plan.code(), plan.bind(logup, lambdas, terms::RowsOver::kBase));
    }
    programs_.upload(gpu_);
  }

  void put_instances(const ZerocheckChallenges& challenges) {
    std::vector<OpenInstance> list;
    Fp* cells = cells_.data();
    for (std::size_t c = 0; c < shape_.instances.size(); ++c) {
      const Chip& chip = chip_of(c);
      const ProgramMemory::Program program = programs_.program(numbers_[shape_.instances[c].chip]);
      const auto rest = rests_.find(shape_.instances[c].log_rows - kSkipLog);
      const std::size_t size = rounds_.size(c), columns = columns_of(chip);
      list.push_back({{program.code, program.terms, static_cast<std::uint32_t>(chip.column_count())},
                      cells,
                      size,
                      static_cast<std::uint32_t>(columns),
                      rest == rests_.end() ? ConstPlanes{nullptr, 0} : std::as_const(rest->second).planes(),
                      challenges.mu[c],
                      challenges.nu[c]});
      cells += 5 * columns * size;
    }
    instances_ = gpu_.copy(list);
  }

  void fill_tables(const Witness& witness, std::span<const K> lagrange) {
    const DeviceInstances sources(gpu_, views(gpu_, witness), {}, {}, {});
    const DeviceBuffer<K> weights = gpu_.copy(lagrange);
    const auto by_chip = instances_by_chip(machine_, shape_);
    for (std::size_t chip = 0; chip < by_chip.size(); ++chip) {
      if (by_chip[chip].empty()) continue;
      const std::vector<Piece> pieces = cut(shape_, by_chip[chip], kSkipLog, kRowThreads);
      const DeviceBuffer<Piece> device = gpu_.copy(pieces);
      const std::size_t columns = columns_of(machine_.chips[chip]);
      double outputs = 0;
      for (const Piece& piece : pieces) outputs += static_cast<double>(columns * (piece.end - piece.begin));
      bind_omega(gpu_, sources.data(), instances_.data(), device.data(), static_cast<unsigned>(pieces.size()),
                 static_cast<unsigned>(columns), weights.data(),
                 {(4 * kSkipSize + 20) * outputs, kSlotsMulMixed / 2 * kSkipSize * outputs});
    }
  }

  // Launches the sums of a round; false if no variable is open.
  bool evaluate() {
    std::vector<Piece> pieces;
    double bytes = 0, slots = 0;
    for (std::uint32_t c = 0; c < shape_.instances.size(); ++c) {
      const std::size_t half = rounds_.size(c) / 2;
      const double rows = static_cast<double>(half);
      bytes += 40 * static_cast<double>(columns_of(chip_of(c))) * rows;
      // Products in K cost about five times what products of K and F do.
      slots += 5 * kernels_.rows(shape_.instances[c].chip).point_slots() * points_ * rows;
      for (std::size_t begin = 0; begin < half; begin += kRowThreads) {
        pieces.push_back({c, static_cast<std::uint32_t>(begin),
                          static_cast<std::uint32_t>(std::min<std::size_t>(half, begin + kRowThreads)),
                          static_cast<std::uint32_t>(half)});
      }
    }
    if (pieces.empty()) return false;
    const DeviceBuffer<Piece> device = gpu_.copy(pieces);
    const std::size_t items = pieces.size() * (points_ + 2);
    round_sums(gpu_, static_cast<unsigned>(std::min(items, extents_.most_blocks())), {bytes, slots},
               {instances_.data(), device.data(), static_cast<unsigned>(pieces.size()), points_, scratch_.data(),
                partial_.data()});
    add_partials(gpu_, partial_.data(), pieces.size(), points_ + 2, result_.data());
    return true;
  }

  // The sums, if there are any, and the rows of instances that have just finished: one download. Closes them.
  std::vector<K> fetch(bool sums) {
    const std::vector<std::size_t> finished = rounds_.unclosed();
    std::vector<Piece> pieces;
    std::uint32_t end = points_ + 2;
    for (const std::size_t c : finished) {
      const std::uint32_t columns = static_cast<std::uint32_t>(columns_of(chip_of(c)));
      pieces.push_back({static_cast<std::uint32_t>(c), end, columns, 0});
      end += columns;
    }
    const std::uint32_t begin = sums ? 0 : points_ + 2;
    if (begin == end) return {};
    const DeviceBuffer<Piece> device = gpu_.copy(pieces);
    if (!pieces.empty()) {
      gather_rows(gpu_, instances_.data(), device.data(), static_cast<unsigned>(pieces.size()), end, result_.data());
    }
    std::vector<K> values = gpu_.download(result_.data() + begin, end - begin);
    for (const Piece& piece : pieces) {
      const auto row = values.begin() + (piece.begin - begin);
      rounds_.close(piece.instance, std::vector<K>(row, row + piece.end));
    }
    values.resize(sums ? points_ + 2 : 0);
    return values;
  }

  Gpu& gpu_;
  const Machine& machine_;
  const Shape shape_;
  const ChipKernels& kernels_;
  const unsigned points_;  // X = 0, ..., degree
  ZerocheckRounds rounds_;
  const Extents extents_;
  DeviceBuffer<Fp> cells_;
  std::map<unsigned, Table> rests_;   // by an instance's number of variables: eq of those after the open one
  std::vector<std::size_t> numbers_;  // of each chip's program
  ProgramMemory programs_;
  DeviceBuffer<OpenInstance> instances_;
  DeviceBuffer<Fp> scratch_;
  DeviceBuffer<K> partial_, result_;
};

}  // namespace

std::unique_ptr<ZerocheckTables> make_zerocheck(Gpu& gpu, const Witness& witness, const LogupChallenges& logup,
                                                const ZerocheckChallenges& challenges, std::span<const K> lagrange,
                                                const K& rho, const ChipKernels& kernels) {
  check(witness.shape.skip == kSkipLog, "the kernels skip six variables");
  return std::make_unique<Zerocheck>(gpu, witness, logup, challenges, lagrange, rho, kernels);
}

std::size_t zerocheck_memory(const VerifyingKey& key, const Shape& shape, const ChipKernels& kernels) {
  const Machine& machine = key.machine;
  const Extents extents(machine, shape, kernels);
  const unsigned points = machine.max_degree + 1;
  std::size_t programs = 0, rests = 0;
  for (std::size_t chip = 0; chip < machine.chips.size(); ++chip) {
    if (!shape.heights[chip].empty()) programs += program_memory(machine.chips[chip], kernels.plan(chip));
  }
  for (const auto& [variables, size] : extents.rests) rests += eq_memory(variables - 1);
  std::size_t most_pieces = 0;  // of bind_omega
  for (const auto& instances : instances_by_chip(machine, shape)) {
    most_pieces = std::max(most_pieces, cut(shape, instances, kSkipLog, kRowThreads).size());
  }
  const std::size_t lists = std::max(extents.pieces, extents.bind_pieces);
  const std::size_t filling = DeviceInstances::memory(machine, shape) + Pool::rounded(kSkipSize * sizeof(K)) +
                              Pool::rounded(most_pieces * sizeof(Piece));
  const std::size_t running =
      Pool::rounded(extents.scratch_words(points) * sizeof(Fp)) + Pool::rounded(extents.items(points) * sizeof(K)) +
      Pool::rounded((points + 2 + extents.row_values) * sizeof(K)) + Pool::rounded(lists * sizeof(Piece)) +
      Pool::rounded(shape.instances.size() * sizeof(Piece));
  return Pool::rounded(extents.cells * sizeof(Fp)) + Pool::rounded(programs) + rests +
         Pool::rounded(shape.instances.size() * sizeof(OpenInstance)) + std::max(filling, running);
}

}  // namespace squall::cuda

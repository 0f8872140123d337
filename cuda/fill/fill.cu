#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "cuda/fill/fill.hpp"
#include "cuda/fill/lookup_kernels.hpp"
#include "cuda/fill/row_kernels.hpp"

namespace squall::cuda {
namespace {

constexpr std::size_t kWhole = std::size_t(1) << 40;  // rows per range: ranges are instances

// The context's first word is where the program starts (ProgramRow::pc).
std::uint32_t first_word(const PackedContext& context) {
  std::uint32_t word = 0;
  if (context.bytes.size() >= sizeof word) std::memcpy(&word, context.bytes.data(), sizeof word);
  return word;
}

class Filler {
 public:
  Filler(Gpu& gpu, Witness& witness, const Trace& trace, FillCache& cache)
      : gpu_(gpu),
        machine_(witness.key.machine),
        instances_(witness.shape.instances),
        trace_(trace),
        views_(views(gpu, witness)),
        ranges_(trace_ranges(machine_, instances_, trace, kWhole)),
        plans_(machine_, instances_),
        tables_(gpu, plans_, views_),
        lookup_ranges_(plans_.ranges(instances_, ranges_, kWhole)),
        staging_(gpu, cache.pinned()),
        host_context_(trace.packed_context()) {
    upload_columns();
    if (uses_context()) context_ = cache.context(gpu, witness.key.digest, host_context_);
    prepare_compiled_lookups();
  }

  void run() {
    std::vector<bool> counted(instances_.size());
    for (std::size_t first = 0; first < ranges_.size();) {
      std::size_t last = first;  // the ranges of one chip follow each other
      while (last < ranges_.size() && chip_of(ranges_[last]) == chip_of(ranges_[first])) ++last;
      const std::span<const RowRange> ranges(ranges_.data() + first, last - first);
      const PackedRows packed = trace_.packed(chip_of(ranges_[first]));
      const RowKernel* kernel = find_row_kernel(machine_.chips[chip_of(ranges_[first])], packed, host_context_);
      if (kernel && kernel->record_bytes <= staging_.bytes()) {
        fill_from_records(ranges, packed, *kernel, counted);
      } else {
        for (const RowRange& range : ranges) fill_from_words(range);
      }
      first = last;
    }
    for (std::size_t i = 0; i < lookup_ranges_.size(); ++i) {
      const RowRange& range = lookup_ranges_[i];
      if (!counted[range.instance]) tables_.count(plan_of(range), columns_of(range.instance), range, i);
    }
    if (!plans_.tables.empty()) tables_.finish(plans_, views_, lookup_ranges_, instances_);
  }

 private:
  std::size_t chip_of(const RowRange& range) const { return instances_[range.instance].chip; }
  const LookupPlan& plan_of(const RowRange& range) const { return plans_.of_chip[chip_of(range)]; }
  const Fp* const* columns_of(std::size_t instance) const { return pointers_.data() + first_pointer_[instance]; }

  void upload_columns() {
    std::vector<const Fp*> pointers;
    for (const InstanceView& view : views_) {
      first_pointer_.push_back(pointers.size());
      pointers.insert(pointers.end(), view.columns.begin(), view.columns.begin() + view.helper_first());
    }
    pointers_ = gpu_.copy(pointers);
  }

  bool uses_context() const {
    return std::any_of(ranges_.begin(), ranges_.end(), [&](const RowRange& range) {
      const std::size_t chip = chip_of(range);
      const RowKernel* kernel = find_row_kernel(machine_.chips[chip], trace_.packed(chip), host_context_);
      return kernel && !kernel->context_layout.empty();
    });
  }

  void prepare_compiled_lookups() {
    compiled_.counters = tables_.counters();
    compiled_.failure = tables_.failure();
    for (std::size_t t = 0; t < plans_.tables.size(); ++t) {
      const unsigned place = compiled_table(plans_.tables[t].index->bus.number);
      if (place == kCompiledTables || tables_.entries(t).size() > kCompiledArity) continue;
      compiled_.tables[place] = tables_.rows()[t];
      std::copy(tables_.entries(t).begin(), tables_.entries(t).end(), compiled_.entries[place]);
      known_[place] = plans_.tables[t].index->bus.number;
    }
  }

  // Whether the lookups of a compiled chip are those of its plan: every message on one of the tables' buses, no other.
  bool compiled_lookups_fit(std::size_t chip) const {
    if (plans_.of_chip.empty()) return false;
    const LookupPlan& plan = plans_.of_chip[chip];
    if (plan.empty() || !plan.padding_is_silent()) return false;
    std::size_t known = 0;
    for (const Message& message : machine_.chips[chip].dag.messages) {
      const unsigned place = compiled_table(message.bus.number);
      if (place == kCompiledTables) continue;
      if (known_[place] != message.bus.number) return false;
      ++known;
    }
    return known == plan.lookups().size();
  }

  std::uint64_t sequence_of(std::size_t instance) const {
    const auto found = std::find_if(lookup_ranges_.begin(), lookup_ranges_.end(),
                                    [&](const RowRange& range) { return range.instance == instance; });
    return static_cast<std::uint64_t>(found - lookup_ranges_.begin());
  }

  void fill_from_records(std::span<const RowRange> ranges, const PackedRows& packed, const RowKernel& kernel,
                         std::vector<bool>& counted) {
    const std::size_t most = staging_.bytes() / kernel.record_bytes;
    ChunkReader reader(packed.chunks);
    CompiledLookups lookups = compiled_;
    lookups.enabled = compiled_lookups_fit(chip_of(ranges.front()));
    for (const RowRange& range : ranges) {
      lookups.sequence = sequence_of(range.instance);
      counted[range.instance] = lookups.enabled;
      for (std::size_t row = range.begin; row < range.end;) {
        const std::size_t count = std::min(most, range.end - row), bytes = count * kernel.record_bytes;
        reader.read(staging_.memory(), bytes);
        kernel.run(gpu_, {staging_.send(bytes), count, row, views_[range.instance].main, context_,
                          first_word(host_context_), &lookups});
        staging_.release();
        row += count;
      }
    }
  }

  void fill_from_words(const RowRange& range) {
    const InstanceView& view = views_[range.instance];
    const std::size_t width = view.main.size(), row_bytes = width * sizeof(std::uint32_t);
    check(row_bytes <= staging_.bytes(), "a row fits into a piece of pinned memory");
    const std::size_t most = staging_.bytes() / row_bytes;
    for (std::size_t row = range.begin; row < range.end;) {
      const std::size_t count = std::min(most, range.end - row);
      trace_.fill(view.chip_index, range.trace_row + row, count, reinterpret_cast<std::uint32_t*>(staging_.memory()));
      const auto* words = reinterpret_cast<const std::uint32_t*>(staging_.send(count * row_bytes));
      // The first columns of an instance are its main columns, which are the witness's to write.
      write_rows(gpu_, words, count, width, const_cast<Fp* const*>(columns_of(range.instance)), row);
      staging_.release();
      row += count;
    }
  }

  Gpu& gpu_;
  const Machine& machine_;
  std::span<const Instance> instances_;
  const Trace& trace_;
  std::vector<InstanceView> views_;
  std::vector<RowRange> ranges_;
  LookupPlans plans_;
  LookupTables tables_;
  std::vector<RowRange> lookup_ranges_;
  Staging staging_;
  PackedContext host_context_;
  std::span<const std::byte> context_;  // on the device
  DeviceBuffer<const Fp*> pointers_;    // of all instances, main columns first
  std::vector<std::size_t> first_pointer_;
  CompiledLookups compiled_;
  unsigned known_[kCompiledTables] = {};  // buses of the machine's tables
};

}  // namespace

PinnedPieces& FillCache::pinned() {
  if (!pinned_) pinned_ = std::make_unique<PinnedPieces>(staging_bytes_);
  return *pinned_;
}

std::span<const std::byte> FillCache::context(Gpu& gpu, const Digest& key, const PackedContext& context) {
  if (context_.size() != context.bytes.size() || context_key_ != key) {
    context_ = {};
    context_ = gpu.lasting<std::byte>(context.bytes.size());
    gpu.upload(context_.data(), context.bytes);
    context_key_ = key;
  }
  return {context_.data(), context_.size()};
}

void fill_witness(Gpu& gpu, Witness& witness, const Trace& trace, FillCache& cache) {
  Filler(gpu, witness, trace, cache).run();
}

std::size_t fill_memory(const Machine& machine, const Shape& shape, std::size_t context_bytes,
                        std::size_t staging_bytes) {
  std::size_t pointers = 0;
  for (const Instance& instance : shape.instances) pointers += machine.chips[instance.chip].column_count();
  const LookupPlans plans(machine, shape.instances);
  return Staging::device_bytes(staging_bytes) + Pool::rounded(context_bytes) +
         Pool::rounded(pointers * sizeof(const Fp*)) + LookupTables::memory(machine, plans, shape);
}

}  // namespace squall::cuda

#include <algorithm>

#include "cuda/fill/lookup_kernels.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kThreads = 128;
// Threads that interpret: each has its slots in device memory, so there are only as many as a large device keeps busy.
constexpr std::size_t kMostInterpreters = std::size_t(1) << 15;

// ---- rows of words

constexpr unsigned kTile = 32;

__global__ void __launch_bounds__(kTile * 8)
    transpose_rows(const std::uint32_t* words, std::size_t count, std::size_t width, Fp* const* columns,
                   std::size_t first_row) {
  SQUALL_SHARED(std::uint32_t, tile);  // kTile rows of kTile + 1
  const unsigned x = threadIdx.x % kTile, y = threadIdx.x / kTile;
  const std::size_t row = std::size_t(blockIdx.x) * kTile, column = std::size_t(blockIdx.y) * kTile;
  for (unsigned r = y; r < kTile; r += 8) {
    if (row + r < count && column + x < width) tile[r * (kTile + 1) + x] = words[(row + r) * width + column + x];
  }
  __syncthreads();
  for (unsigned c = y; c < kTile; c += 8) {
    if (row + x >= count || column + c >= width) continue;
    Lane::from_canonical(tile[x * (kTile + 1) + c]).store(columns[column + c] + first_row + row + x);
  }
}

// ---- tables

__global__ void __launch_bounds__(kThreads)
    find_strays(TableRows table, const TableEntry* entries, unsigned arity, std::uint32_t* strays) {
  const std::size_t row = std::size_t(blockIdx.x) * kThreads + threadIdx.x;
  if (row >= table.height) return;
  std::int64_t at = table.offset;
  for (unsigned k = 0; k < arity; ++k) {
    const TableEntry& entry = entries[k];
    const Fp value = entry.column ? entry.column[row] : entry.constant;
    at += entry.weight * std::int64_t(value.canonical());
  }
  if (at != static_cast<std::int64_t>(row)) atomicOr(strays, 1u);
}

__global__ void __launch_bounds__(kThreads) write_counts(const Counter* counters, std::size_t height, Fp* column) {
  const std::size_t row = std::size_t(blockIdx.x) * kThreads + threadIdx.x;
  if (row < height) column[row] = Fp(static_cast<std::uint64_t>(counters[row]));
}

// ---- lookups of any chip

struct LookupStep {
  std::uint32_t table, arity, first_table_entry;
  std::uint32_t multiplicity, first_value;  // numbers of outputs; the first in Interpreter::values
};

struct Interpreter {
  terms::CodeView code;  // pointers on the device
  const LookupStep* lookups;
  std::uint32_t lookup_count;
  const std::uint32_t* values;  // outputs
  const TableRows* tables;
  const TableEntry* entries;
  const Fp* const* columns;
  Fp* slots;  // slot s of thread i at s * threads + i
  std::size_t begin, end;
  std::uint64_t sequence;
  Counter *counters, *failure;
};

struct InterpretedRow {
  const Interpreter& a;
  Fp* slots;
  std::size_t threads, row;

  SQUALL_DEVICE Lane value(std::uint32_t operand) const {
    const bool column = operand & terms::Code::kColumn;
    return Lane::load(column ? a.columns[operand & ~terms::Code::kColumn] + row : slots + operand * threads);
  }
  SQUALL_DEVICE Lane output(std::uint32_t number) const { return value(a.code.outputs[number]); }
  SQUALL_DEVICE Lane step(const terms::Code& c) const {
    using terms::Code;
    if (c.op == Code::kLoad) return Lane(a.code.constants[c.b]);
    const Lane x = value(c.a);
    if (c.op == Code::kAdd) return x + value(c.b);
    if (c.op == Code::kSub) return x - value(c.b);
    if (c.op == Code::kMul) return x * value(c.b);
    const Lane constant(a.code.constants[c.b]);
    if (c.op == Code::kAddConstant) return x + constant;
    if (c.op == Code::kSubConstant) return x - constant;
    if (c.op == Code::kConstantSub) return constant - x;
    return x * constant;
  }
};

__global__ void __launch_bounds__(kThreads) interpret_lookups(Interpreter a) {
  SQUALL_SHARED(std::uint32_t, shared);
  const CounterCache cache(shared, a.counters);
  cache.clear();
  __syncthreads();
  const std::size_t threads = std::size_t(gridDim.x) * kThreads,
                    self = std::size_t(blockIdx.x) * kThreads + threadIdx.x;
  for (std::size_t row = a.begin + self; row < a.end; row += threads) {
    const InterpretedRow r{a, a.slots + self, threads, row};
    for (std::size_t i = 0; i < a.code.length; ++i) {
      const terms::Code& c = a.code.code[i];
      r.step(c).store(r.slots + c.slot * threads);
    }
    for (std::uint32_t i = 0; i < a.lookup_count; ++i) {
      const LookupStep& lookup = a.lookups[i];
      look_up<0>(
          a.tables[lookup.table],
          [&](unsigned k) -> const TableEntry& { return a.entries[lookup.first_table_entry + k]; },
          [&](unsigned k) { return r.output(a.values[lookup.first_value + k]); }, r.output(lookup.multiplicity), cache,
          Failure::key(a.sequence, row, i), a.failure, lookup.arity);
    }
  }
  __syncthreads();
  cache.flush();
}

std::size_t interpreter_threads(std::size_t rows) {
  return std::min((rows + kThreads - 1) / kThreads * kThreads, kMostInterpreters);
}

std::size_t entry_count(const LookupPlan& plan) {
  std::size_t count = 0;
  for (const LookupPlan::Lookup& lookup : plan.lookups()) count += lookup.entries.size();
  return count;
}

}  // namespace

void write_rows(Gpu& gpu, const std::uint32_t* words, std::size_t count, std::size_t width, Fp* const* columns,
                std::size_t first_row) {
  const double cells = static_cast<double>(count) * static_cast<double>(width);
  const dim3 grid(blocks_for(count, kTile), blocks_for(width, kTile));
  gpu.launch(
      {"write rows", grid, kTile * 8, kTile * (kTile + 1) * sizeof(std::uint32_t), {8 * cells, kSlotsMul * cells}},
      transpose_rows, words, count, width, columns, first_row);
}

LookupTables::LookupTables(Gpu& gpu, const LookupPlans& plans, const std::vector<InstanceView>& views) : gpu_(gpu) {
  std::size_t counters = 0;
  std::vector<TableEntry> all_entries;
  strays_ = gpu.zeros<std::uint32_t>(plans.tables.size());
  for (std::size_t t = 0; t < plans.tables.size(); ++t) {
    const LookupTableForm& form = plans.tables[t];
    const InstanceView& view = views[plans.instances[t]];
    std::vector<TableEntry>& entries = entries_.emplace_back();
    for (std::size_t k = 0; k < form.entries.size(); ++k) {
      const LookupTableForm::Entry& e = form.entries[k];
      entries.push_back({form.index->weights[k], e.constant ? nullptr : view.columns[e.column],
                         e.constant ? Fp::from_canonical(e.word) : Fp(0)});
    }
    first_entry_.push_back(static_cast<std::uint32_t>(all_entries.size()));
    all_entries.insert(all_entries.end(), entries.begin(), entries.end());
    rows_.push_back({form.index->offset, static_cast<std::uint32_t>(counters),
                     static_cast<std::uint32_t>(view.height()),
                     static_cast<std::uint32_t>(form.implied.value_or(entries.size())), strays_.data() + t});
    counters += view.height();
  }
  counters_ = gpu.zeros<Counter>(counters);
  failure_ = gpu.copy(std::vector<Counter>{Failure::kNone});
  device_rows_ = gpu.copy(rows_);
  device_entries_ = gpu.copy(all_entries);
  for (std::size_t t = 0; t < rows_.size(); ++t) {
    const double height = rows_[t].height, arity = static_cast<double>(entries_[t].size());
    gpu.launch({"check table",
                blocks_for(rows_[t].height, kThreads),
                kThreads,
                0,
                {height * arity * 4, height * arity * kSlotsMul}},
               find_strays, rows_[t], device_entries_.data() + first_entry_[t],
               static_cast<unsigned>(entries_[t].size()), strays_.data() + t);
  }
}

void LookupTables::count(const LookupPlan& plan, const Fp* const* columns, const RowRange& range,
                         std::uint64_t sequence) {
  std::vector<LookupStep> steps;
  std::vector<std::uint32_t> values;
  for (const LookupPlan::Lookup& lookup : plan.lookups()) {
    steps.push_back({static_cast<std::uint32_t>(lookup.table), static_cast<std::uint32_t>(lookup.entries.size()),
                     first_entry_[lookup.table], lookup.multiplicity, static_cast<std::uint32_t>(values.size())});
    values.insert(values.end(), lookup.entries.begin(), lookup.entries.end());
  }
  const terms::CodeView host = plan.code().view();
  const auto code = gpu_.copy(std::span(host.code, host.length));
  const auto constants = gpu_.copy(std::span(host.constants, plan.code().constants()));
  const auto outputs = gpu_.copy(std::span(host.outputs, host.output_count));
  const auto device_steps = gpu_.copy(steps);
  const auto device_values = gpu_.copy(values);
  const std::size_t threads = interpreter_threads(range.end - range.begin);
  auto slots = gpu_.buffer<Fp>(plan.code().slots() * threads);
  const Interpreter a{{code.data(), host.length, constants.data(), outputs.data(), host.output_count},
                      device_steps.data(),
                      static_cast<std::uint32_t>(steps.size()),
                      device_values.data(),
                      device_rows_.data(),
                      device_entries_.data(),
                      columns,
                      slots.data(),
                      range.begin,
                      range.end,
                      sequence,
                      counters_.data(),
                      failure_.data()};
  const double rows = static_cast<double>(range.end - range.begin);
  const Cost cost{rows * 4 * static_cast<double>(values.size()), rows * kSlotsMul * static_cast<double>(host.length)};
  gpu_.launch({"count lookups", blocks_for(threads, kThreads), kThreads, CounterCache::kWords * 4, cost},
              interpret_lookups, a);
}

void LookupTables::finish(const LookupPlans& plans, const std::vector<InstanceView>& views,
                          const std::vector<RowRange>& ranges, std::span<const Instance> instances) {
  for (std::size_t t = 0; t < rows_.size(); ++t) {
    const TableRows& rows = rows_[t];
    gpu_.launch({"write counts", blocks_for(rows.height, kThreads), kThreads, 0, {12.0 * rows.height, 0}}, write_counts,
                counters_.data() + rows.first_counter, std::size_t(rows.height), views[plans.instances[t]].main[0]);
  }
  const std::uint64_t key = gpu_.download(failure_.data(), 1)[0];
  if (key == Failure::kNone) return;
  const Failure failure(key);
  const LookupPlan& plan = plans.of_chip[instances[ranges[failure.sequence].instance].chip];
  plan.fail(failure.lookup, plans.tables[plan.lookups()[failure.lookup].table].name, failure.row);
}

std::size_t LookupTables::memory(const Machine& machine, const LookupPlans& plans, const Shape& shape) {
  std::size_t counters = 0, entries = 0, bytes = 0, most = 0;
  for (std::size_t t = 0; t < plans.tables.size(); ++t) {
    counters += std::size_t(1) << shape.instances[plans.instances[t]].log_rows;
    entries += plans.tables[t].entries.size();
  }
  bytes += Pool::rounded(counters * sizeof(Counter)) + Pool::rounded(sizeof(Counter)) +
           Pool::rounded(plans.tables.size() * sizeof(std::uint32_t)) +
           Pool::rounded(plans.tables.size() * sizeof(TableRows)) + Pool::rounded(entries * sizeof(TableEntry));
  for (const Instance& instance : shape.instances) {
    if (plans.of_chip.empty() || machine.chips[instance.chip].table) continue;
    const LookupPlan& plan = plans.of_chip[instance.chip];
    if (plan.empty()) continue;
    const terms::KernelCode& code = plan.code();
    const std::size_t threads = interpreter_threads(std::size_t(1) << instance.log_rows);
    most = std::max(most, Pool::rounded(code.view().length * sizeof(terms::Code)) +
                              Pool::rounded(code.constants() * sizeof(Fp)) +
                              Pool::rounded(code.outputs() * sizeof(std::uint32_t)) +
                              Pool::rounded(plan.lookups().size() * sizeof(LookupStep)) +
                              Pool::rounded(entry_count(plan) * sizeof(std::uint32_t)) +
                              Pool::rounded(code.slots() * threads * sizeof(Fp)));
  }
  return bytes + most;
}

}  // namespace squall::cuda

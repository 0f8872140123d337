#pragma once

// What a chip's `eval` says about lookups, on the device: constraints and other messages are not even computed.

#include <concepts>
#include <initializer_list>

#include "cuda/fill/row_kernels.hpp"
#include "machine/buses.hpp"

namespace squall::cuda {

// A value of a row, with the constructors that chips expect.
class RowValue {
 public:
  RowValue() = default;
  template <std::integral I>
  SQUALL_DEVICE constexpr RowValue(I x) : lane_(Fp(x)) {}
  SQUALL_DEVICE constexpr RowValue(Fp x) : lane_(x) {}
  SQUALL_DEVICE explicit constexpr RowValue(Lane x) : lane_(x) {}
  SQUALL_DEVICE constexpr Lane lane() const { return lane_; }
  friend SQUALL_DEVICE constexpr RowValue operator+(RowValue a, RowValue b) { return RowValue(a.lane_ + b.lane_); }
  friend SQUALL_DEVICE constexpr RowValue operator-(RowValue a, RowValue b) { return RowValue(a.lane_ - b.lane_); }
  friend SQUALL_DEVICE constexpr RowValue operator-(RowValue a) { return RowValue(-a.lane_); }
  friend SQUALL_DEVICE constexpr RowValue operator*(RowValue a, RowValue b) { return RowValue(a.lane_ * b.lane_); }
  SQUALL_DEVICE constexpr RowValue& operator+=(RowValue b) { return *this = *this + b; }

 private:
  Lane lane_;
};

// By the number of a bus; a constant where `eval` is inlined.
SQUALL_DEVICE constexpr unsigned table_of_bus(unsigned bus) {
  return bus == kProgramBus.number ? static_cast<unsigned>(CompiledTable::kProgram)
         : bus == kRangeBus.number ? static_cast<unsigned>(CompiledTable::kRange)
         : bus == kAndBus.number   ? static_cast<unsigned>(CompiledTable::kAnd)
                                   : kCompiledTables;
}

// The builder with which `eval` is run.
class RowLookups {
 public:
  using Value = RowValue;

  SQUALL_DEVICE RowLookups(const CompiledLookups& lookups, const CounterCache& cache, std::size_t row)
      : lookups_(lookups), cache_(cache), row_(row) {}

  template <class Label>
  SQUALL_DEVICE constexpr void zero(const Label&, const RowValue&) {}
  template <class Label>
  SQUALL_DEVICE constexpr void boolean(const Label&, const RowValue&) {}
  SQUALL_DEVICE constexpr RowLookups& when(const RowValue&) { return *this; }
  template <class Label>
  SQUALL_DEVICE void send(const Bus& bus, const Label&, const RowValue& multiplicity,
                          std::initializer_list<RowValue> entries, std::uint32_t = 1) {
    message(bus, multiplicity, entries);
  }
  template <class Label>
  SQUALL_DEVICE void receive(const Bus& bus, const Label&, const RowValue& multiplicity,
                             std::initializer_list<RowValue> entries, std::uint32_t = 1) {
    message(bus, -multiplicity, entries);
  }

 private:
  SQUALL_DEVICE void message(const Bus& bus, RowValue multiplicity, std::initializer_list<RowValue> entries) {
    switch (table_of_bus(bus.number)) {
      case static_cast<unsigned>(CompiledTable::kProgram):
        return message<CompiledTable::kProgram, kProgramBus.arity>(multiplicity, entries.begin());
      case static_cast<unsigned>(CompiledTable::kRange):
        return message<CompiledTable::kRange, kRangeBus.arity>(multiplicity, entries.begin());
      case static_cast<unsigned>(CompiledTable::kAnd):
        return message<CompiledTable::kAnd, kAndBus.arity>(multiplicity, entries.begin());
      default:
        return;
    }
  }
  // The arity is a constant, so that entries are in registers.
  template <CompiledTable table, unsigned arity>
  SQUALL_DEVICE void message(RowValue multiplicity, const RowValue* entries) {
// Chips' `eval` is code for host and device; atomic functions exist on the device only.
#if defined(__CUDA_ARCH__) || defined(SQUALL_CUDA_EMULATED)
    constexpr unsigned kTable = static_cast<unsigned>(table);
    Lane values[arity];
    SQUALL_UNROLL
    for (unsigned k = 0; k < arity; ++k) values[k] = entries[k].lane();
    look_up<arity>(
        lookups_.tables[kTable], [&](unsigned k) -> const TableEntry& { return lookups_.entries[kTable][k]; },
        [&](unsigned k) { return values[k]; }, multiplicity.lane(), cache_,
        Failure::key(lookups_.sequence, row_, next_), lookups_.failure);
#endif
    ++next_;
  }

  const CompiledLookups& lookups_;
  const CounterCache& cache_;
  std::size_t row_;
  unsigned next_ = 0;  // number of the lookup, as in LookupPlan
};

}  // namespace squall::cuda

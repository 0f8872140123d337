#pragma once

#include "backend/cpu/round_kernels.hpp"
#include "backend/cpu/skip_kernels.hpp"
#include "backend/cpu/table_kernels.hpp"
#include "backend/cpu/trace_kernels.hpp"

namespace squall::cpu {

template <class L>
constexpr Kernels kernel_table() {
  using Trace = TraceKernels<L>;
  using Table = TableKernels<L>;
  Kernels k{};
  k.width = L::kWidth;
  k.run = Trace::run;
  k.run_ext = Trace::run_ext;
  k.columns_of = Trace::columns_of;
  k.canonical = Trace::canonical;
  k.helpers = Trace::helpers;
  k.skip = SkipKernels<L>::skip;
  k.round = RoundKernels<L>::round;
  k.combine = Table::combine;
  k.bind_high = Table::bind_high;
  k.bind_low = Table::bind_low;
  k.product_high = Table::product_high;
  k.product_low = Table::product_low;
  k.grow_eq = Table::grow_eq;
  k.add_scaled = Table::add_scaled;
  k.dot = Table::dot;
  k.add = Table::add;
  return k;
}

}  // namespace squall::cpu

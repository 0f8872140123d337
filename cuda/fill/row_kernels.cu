#include "cuda/fill/chip_lookups.hpp"
#include "cuda/fill/row_kernels.hpp"
#include "machine/program.hpp"

namespace squall::cuda {

const RowKernel* find_row_kernel(const Chip& chip, const PackedRows& rows, const PackedContext& context) {
  if (rows.layout.empty()) return nullptr;
  for (const auto list : {alu_kernels(), shift_kernels(), control_kernels(), memory_kernels(), touch_kernels()}) {
    for (const RowKernel& kernel : list) {
      if (kernel.chip != chip.name || kernel.layout != rows.layout) continue;
      if (!kernel.context_layout.empty() &&
          (kernel.context_layout != context.layout || context.bytes.size() < sizeof(ProgramRow))) {
        return nullptr;
      }
      return kernel.width == chip.main.size() && kernel.record_bytes == rows.record_bytes ? &kernel : nullptr;
    }
  }
  return nullptr;
}

unsigned compiled_table(unsigned bus) { return table_of_bus(bus); }

}  // namespace squall::cuda

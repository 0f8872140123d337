#include "backend/cpu/context.hpp"

#include <algorithm>

#include "base/bits.hpp"

namespace squall::cpu {

const Kernels& kernels(Isa isa) {
#ifdef SQUALL_HAVE_AVX2
  if (isa == Isa::kAvx2) return kAvx2Kernels;
#endif
  (void)isa;
  return kScalarKernels;
}

K sum_lanes(const Fp* lanes, std::size_t width) {
  K sum;
  for (unsigned k = 0; k < 5; ++k) {
    for (std::size_t i = 0; i < width; ++i) sum.c[k] += lanes[k * width + i];
  }
  return sum;
}

Table eq_planes(const Context& context, std::span<const K> point, std::size_t least_size) {
  const std::size_t full = std::size_t(1) << point.size();
  Table table(context.pool.memory(), std::max(full, least_size));
  table.set(0, K(1));
  std::size_t size = 1;
  for (std::size_t k = point.size(); k-- > 0; size *= 2) {
    const Kernels& kernels = context.kernels_for(size);
    const Planes planes = table.planes();
    const auto grow = [&](std::size_t begin, std::size_t end) { kernels.grow_eq(planes, size, begin, end, point[k]); };
    if (size >= 1 << 14) {
      context.pool.for_ranges(size, 1024, grow);
    } else {
      grow(0, size);
    }
  }
  return table;
}

std::vector<K> sum_ranges(const Context& context, std::size_t size, std::size_t grain, std::size_t count,
                          const std::function<void(std::size_t, std::size_t, K*)>& run) {
  const std::size_t parts = ceil_div(size, grain);
  std::vector<K> sums(count);
  if (parts <= 1) {
    if (size > 0) run(0, size, sums.data());
    return sums;
  }
  std::vector<K> partial(parts * count);
  context.pool.for_each(
      parts, [&](std::size_t i) { run(i * grain, std::min(size, (i + 1) * grain), partial.data() + i * count); });
  for (std::size_t i = 0; i < partial.size(); ++i) sums[i % count] += partial[i];
  return sums;
}

}  // namespace squall::cpu

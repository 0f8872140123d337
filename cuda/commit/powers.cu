#include <map>

#include "base/bits.hpp"
#include "base/check.hpp"
#include "cuda/commit/ntt.hpp"
#include "cuda/commit/powers.hpp"

namespace squall::cuda {
namespace {

constexpr unsigned kThreads = 256;

struct Term {
  std::uint32_t exponent;
  K coefficient;
};

__global__ void __launch_bounds__(kThreads) scatter_kernel(const Term* terms, std::size_t count, Planes to) {
  const std::size_t i = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) to.set(terms[i].exponent, wide(terms[i].coefficient));
}

// Power j is at position bitrev(j); those of j < 2^log_count are the multiples of 2^(log_domain - log_count).
__global__ void __launch_bounds__(kThreads) add_words_kernel(const std::uint32_t* words, std::size_t stride,
                                                             unsigned log_domain, std::size_t count, Planes weights) {
  const std::size_t j = std::size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (j >= count) return;
  const std::size_t at = log_domain == 0 ? 0 : __brev(static_cast<std::uint32_t>(j)) >> (32 - log_domain);
  Wide sum = weights.get(j);
  for (int k = 0; k < 5; ++k) sum.c[k] += Lane::from_canonical(words[k * stride + at]);
  weights.set(j, sum);
}

}  // namespace

// With v the vector that has the coefficients at the exponents bitrev(position), the sums are v(w^j): one transform.
void add_powers(Gpu& gpu, const DeviceTwiddles& twiddles, const Planes& weights, unsigned log_count,
                unsigned log_domain, std::span<const std::uint64_t> positions, std::span<const K> coefficients) {
  check(log_count <= log_domain && positions.size() == coefficients.size(), "no more powers than points");
  if (positions.empty()) return;
  std::map<std::uint64_t, K> merged;
  for (std::size_t i = 0; i < positions.size(); ++i) merged[positions[i]] += coefficients[i];
  std::vector<Term> terms;
  for (const auto& [position, coefficient] : merged) {
    terms.push_back({static_cast<std::uint32_t>(bit_reverse(position, log_domain)), coefficient});
  }
  const std::size_t size = std::size_t(1) << log_domain, count = std::size_t(1) << log_count;
  DeviceBuffer<Fp> vector = gpu.zeros<Fp>(5 * size);
  const DeviceBuffer<Term> on_device = gpu.copy(terms);
  gpu.launch({"scatter queries",
              blocks_for(terms.size(), kThreads),
              kThreads,
              0,
              {44.0 * static_cast<double>(terms.size()), 0}},
             scatter_kernel, on_device.data(), terms.size(), Planes{vector.data(), size});
  auto* words = reinterpret_cast<std::uint32_t*>(vector.data());  // words of F and canonical words take turns
  encode(gpu, twiddles, {vector.data(), size, 5, log_domain, 0, words});
  gpu.launch({"add queries",
              blocks_for(count, kThreads),
              kThreads,
              0,
              {60.0 * static_cast<double>(count), 5 * kSlotsMul * static_cast<double>(count)}},
             add_words_kernel, words, size, log_domain, count, weights);
}

std::size_t add_powers_memory(unsigned log_domain, std::size_t count) {
  return Pool::rounded((std::size_t(5) << log_domain) * sizeof(Fp)) + Pool::rounded(count * sizeof(Term));
}

}  // namespace squall::cuda

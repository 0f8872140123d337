#include "poly/extension_vector.hpp"

#include "base/bits.hpp"
#include "base/check.hpp"
#include "poly/encoder.hpp"

namespace squall {
namespace {

constexpr std::size_t kWidth = 8;  // of the tile: five coordinates, three unused columns

std::array<const Fp*, 5> columns_of(const ExtensionVector& v) {
  std::array<const Fp*, 5> list;
  for (unsigned k = 0; k < 5; ++k) list[k] = v.coordinate[k].data();
  return list;
}

}  // namespace

Buffer<std::uint32_t> encode_extension(const ExtensionVector& coefficients, unsigned log_coefficients,
                                       unsigned log_domain, const Twiddles& twiddles, Isa isa, ThreadPool& pool) {
  check(log_coefficients <= log_domain && coefficients.size() >> log_coefficients != 0, "coefficients to encode");
  TileEncoder encoder(log_coefficients, log_domain - log_coefficients, kWidth, twiddles, isa, pool);
  Buffer<std::uint32_t> words(pool.memory(), std::size_t(5) << log_domain);
  encoder.encode(columns_of(coefficients), [&](std::size_t first, std::size_t count, const std::uint32_t* rows) {
    std::uint32_t* out = words.data() + 5 * first;
    for (std::size_t r = 0; r < count; ++r) {
      for (unsigned k = 0; k < 5; ++k) out[5 * r + k] = rows[kWidth * r + k];
    }
  });
  return words;
}

// With v the vector that has the coefficients at the exponents bitrev(position), w_j = v(w^j): a transform of v, read
// at the positions bitrev(j).
ExtensionVector sum_of_powers(std::span<const SparseTerm> terms, unsigned log_domain, unsigned log_count,
                              const Twiddles& twiddles, Isa isa, ThreadPool& pool) {
  check(log_count <= log_domain, "no more powers than points");
  ExtensionVector scattered(pool.memory(), std::size_t(1) << log_domain, true);
  ExtensionVector result(pool.memory(), std::size_t(1) << log_count, false);
  for (const SparseTerm& term : terms) {
    const std::size_t exponent = bit_reverse(term.position, log_domain);
    scattered.set(exponent, scattered.at(exponent) + term.coefficient);
  }
  TileEncoder encoder(log_domain, 0, kWidth, twiddles, isa, pool);
  const std::size_t stride = std::size_t(1) << (log_domain - log_count);  // positions of small j are its multiples
  encoder.encode(columns_of(scattered), [&](std::size_t first, std::size_t count, const std::uint32_t* rows) {
    const std::size_t start = (stride - first % stride) % stride;
    for (std::size_t r = start; r < count; r += stride) {
      const std::size_t j = bit_reverse((first + r) / stride, log_count);
      for (unsigned k = 0; k < 5; ++k) result.coordinate[k][j] = Fp::from_canonical(rows[kWidth * r + k]);
    }
  });
  return result;
}

}  // namespace squall

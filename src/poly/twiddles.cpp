#include "poly/twiddles.hpp"

#include "base/check.hpp"

namespace squall {

Twiddles::Twiddles(unsigned log_size)
    : log_size_(log_size), pairs_(log_size == 0 ? 1 : std::size_t(1) << (log_size - 1)) {
  check(log_size <= Fp::kTwoAdicity, "the field has no larger subgroup");
  pairs_[0] = ShoupPair(Fp(1));
  // c(b + 2^k) = c(b) w_{2^(k+2)} for b < 2^k: the new top bit of b becomes the lowest bit of the exponent.
  for (unsigned k = 0; k + 1 < log_size; ++k) {
    const Fp w = Fp::root_of_unity(k + 2);
    const std::size_t half = std::size_t(1) << k;
    for (std::size_t b = 0; b < half; ++b) {
      pairs_[half + b] = ShoupPair(Fp::from_canonical(pairs_[b].value) * w);
    }
  }
}

}  // namespace squall

#pragma once

// Constants of the number-theoretic transforms.
//
// The transform takes f mod (X^n - c^2) apart into f mod (X^(n/2) - c) and f mod (X^(n/2) + c), again and again. With
// the blocks of a level numbered from the left, block b has c = c(b), the same on every level:
//   c(0) = 1,  c(2b) = sqrt(c(b)),  c(2b + 1) = sqrt(-c(b)),  in closed form c(b) = w_{2^(k+1)}^bitrev_k(b) for b <
//   2^k.
// So position l of a transform of size n ends up with f(w_n^bitrev(l)).

#include <cstddef>
#include <cstdint>

#include "base/buffer.hpp"
#include "field/shoup.hpp"

namespace squall {

class Twiddles {
 public:
  // For transforms of up to 2^log_size points; log_size <= Fp::kTwoAdicity. Takes 4 * 2^log_size bytes.
  explicit Twiddles(unsigned log_size);

  unsigned log_size() const { return log_size_; }
  // c(b), b < 2^(log_size - 1), canonical with its quotient.
  const ShoupPair* pairs() const { return pairs_.data(); }

 private:
  unsigned log_size_;
  Buffer<ShoupPair> pairs_;
};

}  // namespace squall

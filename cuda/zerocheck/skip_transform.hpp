#pragma once

// The transforms of backend/common/skip.hpp in registers: one thread per column and y. Twiddles are constants in the
// code, with Shoup quotients.

#include <utility>

#include "backend/common/skip.hpp"
#include "cuda/field/lane.hpp"
#include "field/shoup.hpp"

namespace squall::cuda {

struct SkipTransform {
  std::uint32_t v[kSkipSize];  // Montgomery words; position l belongs to the point shift * w^bitrev(l)

  // Values on W -> coefficients.
  SQUALL_DEVICE void inverse() { inverse_levels(std::make_index_sequence<kSkipLog>()); }
  // Coefficients -> values on g^kCoset W.
  template <unsigned kCoset>
  SQUALL_DEVICE void forward() {
    forward_levels<kCoset>(std::make_index_sequence<kSkipLog>());
  }

 private:
  static SQUALL_DEVICE std::uint32_t fold(std::uint32_t x) {  // [0, 2p) -> [0, p)
    const std::uint32_t y = x - Fp::kModulus;
    return x < y ? x : y;
  }
  static SQUALL_DEVICE std::uint32_t add(std::uint32_t x, std::uint32_t y) { return fold(x + y); }
  static SQUALL_DEVICE std::uint32_t sub(std::uint32_t x, std::uint32_t y) {
    const std::uint32_t d = x - y, lifted = d + Fp::kModulus;
    return d < lifted ? d : lifted;
  }
  // Any word times a constant.
  template <std::uint32_t kValue, std::uint32_t kQuotient>
  static SQUALL_DEVICE std::uint32_t times(std::uint32_t x) {
    const std::uint32_t q = static_cast<std::uint32_t>(std::uint64_t(x) * kQuotient >> 32);
    return fold(x * kValue - q * Fp::kModulus);
  }

  static constexpr ShoupPair inverse_twiddle(unsigned level, unsigned b) {
    return ShoupPair(skip_twiddle(1, level, b).inverse());
  }
  static constexpr ShoupPair forward_twiddle(unsigned coset, unsigned level, unsigned b) {
    return ShoupPair(skip_twiddle(Fp(Fp::kGenerator).pow(coset), level, b));
  }

  template <std::size_t... I>
  SQUALL_DEVICE void inverse_levels(std::index_sequence<I...>) {
    (inverse_blocks<kSkipLog - 1 - I>(std::make_index_sequence<std::size_t(1) << (kSkipLog - 1 - I)>()), ...);
  }
  template <unsigned kLevel, std::size_t... B>
  SQUALL_DEVICE void inverse_blocks(std::index_sequence<B...>) {
    (inverse_block<kLevel, B>(), ...);
  }
  // The last level also divides by 64.
  template <unsigned kLevel, unsigned kBlock>
  SQUALL_DEVICE void inverse_block() {
    constexpr unsigned half = kSkipSize >> (kLevel + 1), first = 2 * half * kBlock;
    constexpr ShoupPair twiddle = inverse_twiddle(kLevel, kBlock), scale(Fp(kSkipSize).inverse());
    SQUALL_UNROLL
    for (unsigned j = first; j < first + half; ++j) {
      const std::uint32_t low = v[j], high = v[j + half];
      if constexpr (kLevel == 0) {
        v[j] = times<scale.value, scale.quotient>(low + high);
        v[j + half] = times<scale.value, scale.quotient>(low + Fp::kModulus - high);
      } else {
        v[j] = add(low, high);
        v[j + half] = times<twiddle.value, twiddle.quotient>(low + Fp::kModulus - high);
      }
    }
  }

  template <unsigned kCoset, std::size_t... L>
  SQUALL_DEVICE void forward_levels(std::index_sequence<L...>) {
    (forward_blocks<kCoset, L>(std::make_index_sequence<std::size_t(1) << L>()), ...);
  }
  template <unsigned kCoset, unsigned kLevel, std::size_t... B>
  SQUALL_DEVICE void forward_blocks(std::index_sequence<B...>) {
    (forward_block<kCoset, kLevel, B>(), ...);
  }
  template <unsigned kCoset, unsigned kLevel, unsigned kBlock>
  SQUALL_DEVICE void forward_block() {
    constexpr unsigned half = kSkipSize >> (kLevel + 1), first = 2 * half * kBlock;
    constexpr ShoupPair twiddle = forward_twiddle(kCoset, kLevel, kBlock);
    SQUALL_UNROLL
    for (unsigned j = first; j < first + half; ++j) {
      const std::uint32_t low = v[j], high = times<twiddle.value, twiddle.quotient>(v[j + half]);
      v[j] = add(low, high);
      v[j + half] = sub(low, high);
    }
  }
};

}  // namespace squall::cuda

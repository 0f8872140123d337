#pragma once

// Prime fields below 2^31 in Montgomery form: an element x is held as the word x * 2^32 mod p, always fully reduced.
//
// `raw` words (Montgomery form) and `canonical` words (0 <= x < p) never mix silently: construction from an integer
// takes the canonical value, and raw words go through from_raw / raw. Instantiated for KoalaBear in production and for
// tiny primes in exhaustive tests. Montgomery reduction: P. Montgomery, "Modular multiplication without trial
// division", 1985; subtractive variant.

#include <concepts>
#include <cstdint>

namespace squall {

// Parameters: kModulus (odd prime < 2^31), kGenerator of the multiplicative group, kTwoAdicity of kModulus - 1.
template <class Parameters>
class Mont31 {
 public:
  static constexpr std::uint32_t kModulus = Parameters::kModulus;
  static constexpr std::uint32_t kGenerator = Parameters::kGenerator;
  static constexpr unsigned kTwoAdicity = Parameters::kTwoAdicity;
  // p^-1 mod 2^32 (Newton iteration; each step doubles the correct bits, 3 to start with).
  static constexpr std::uint32_t kInverse = [] {
    std::uint32_t x = kModulus;
    for (int i = 0; i < 4; ++i) x *= 2 - kModulus * x;
    return x;
  }();
  // 2^64 mod p: multiplies a canonical word into Montgomery form.
  static constexpr std::uint32_t kR2 = [] {
    std::uint64_t r = (std::uint64_t(1) << 32) % kModulus;
    return static_cast<std::uint32_t>(r * r % kModulus);
  }();

  constexpr Mont31() = default;
  // The class of an integer of any size and sign.
  template <std::integral I>
  constexpr Mont31(I value)
      : raw_(reduce(std::uint64_t(kR2) * static_cast<std::uint32_t>(
                                             ((static_cast<std::int64_t>(value) % kModulus) + kModulus) % kModulus))) {}

  // On input: word < p, canonical.
  static constexpr Mont31 from_canonical(std::uint32_t word) { return from_raw(reduce(std::uint64_t(kR2) * word)); }
  // On input: word < p, in Montgomery form.
  static constexpr Mont31 from_raw(std::uint32_t word) {
    Mont31 x;
    x.raw_ = word;
    return x;
  }
  constexpr std::uint32_t raw() const { return raw_; }
  constexpr std::uint32_t canonical() const { return reduce(raw_); }

  // On input: product < p * 2^32. On output: product / 2^32 mod p, reduced.
  static constexpr std::uint32_t reduce(std::uint64_t product) {
    const std::uint32_t q = static_cast<std::uint32_t>(product) * kInverse;
    const std::uint32_t high = static_cast<std::uint32_t>(product >> 32);
    const std::uint32_t qp = static_cast<std::uint32_t>(std::uint64_t(q) * kModulus >> 32);
    const std::uint32_t difference = high - qp;
    return high < qp ? difference + kModulus : difference;
  }

  friend constexpr Mont31 operator+(Mont31 a, Mont31 b) {
    const std::uint32_t sum = a.raw_ + b.raw_;
    return from_raw(sum >= kModulus ? sum - kModulus : sum);
  }
  friend constexpr Mont31 operator-(Mont31 a, Mont31 b) {
    const std::uint32_t difference = a.raw_ - b.raw_;
    return from_raw(a.raw_ < b.raw_ ? difference + kModulus : difference);
  }
  friend constexpr Mont31 operator-(Mont31 a) { return Mont31() - a; }
  friend constexpr Mont31 operator*(Mont31 a, Mont31 b) { return from_raw(reduce(std::uint64_t(a.raw_) * b.raw_)); }
  constexpr Mont31& operator+=(Mont31 b) { return *this = *this + b; }
  constexpr Mont31& operator-=(Mont31 b) { return *this = *this - b; }
  constexpr Mont31& operator*=(Mont31 b) { return *this = *this * b; }
  friend constexpr bool operator==(Mont31 a, Mont31 b) = default;

  constexpr Mont31 pow(std::uint64_t exponent) const {
    Mont31 result = 1, base = *this;
    for (; exponent != 0; exponent >>= 1, base *= base) {
      if (exponent & 1) result *= base;
    }
    return result;
  }
  // 1/x; zero for zero.
  constexpr Mont31 inverse() const { return pow(kModulus - 2); }

  // The fixed generator g^((p-1)/2^log_order) of the subgroup of order 2^log_order; log_order <= kTwoAdicity.
  static constexpr Mont31 root_of_unity(unsigned log_order) {
    return Mont31(kGenerator).pow((kModulus - 1) >> log_order);
  }

 private:
  std::uint32_t raw_ = 0;
};

}  // namespace squall

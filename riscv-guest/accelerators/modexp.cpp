// Modular exponentiation of any length (EIP-198): Montgomery multiplication for odd moduli, division for even ones.
// Numbers are arrays of 32-bit limbs, least significant first, in one block of the heap.

#include <cstdlib>

#include "number.hpp"
#include "zkvm_accelerators.h"

namespace guest {
namespace {

// A number in big-endian bytes.
struct Digits {
  const std::uint8_t* data;
  std::size_t size;

  void skip_zeros() {
    while (size && *data == 0) data++, size--;
  }
  std::size_t limbs() const { return (size + 3) / 4; }
};

// Fills count limbs; the bytes fit.
void load(Limb* limb, std::size_t count, const Digits& bytes) {
  for (std::size_t i = 0; i < count; i++) limb[i] = 0;
  for (std::size_t i = 0; i < bytes.size; i++) limb[i / 4] |= Limb(bytes.data[bytes.size - 1 - i]) << 8 * (i % 4);
}

// sum[0..n) += factor * a[0..n): the carry out.
Limb multiply_add(Limb* sum, const Limb* a, std::size_t n, Limb factor) {
  Limb carry = 0;
#pragma GCC unroll 4
  for (std::size_t i = 0; i < n; i++) {
    const std::uint64_t t = std::uint64_t(a[i]) * factor + sum[i] + carry;
    sum[i] = Limb(t);
    carry = Limb(t >> 32);
  }
  return carry;
}

// difference[0..n) -= factor * a[0..n): the borrow out.
Limb multiply_subtract(Limb* difference, const Limb* a, std::size_t n, Limb factor) {
  Limb borrow = 0;
  for (std::size_t i = 0; i < n; i++) {
    const std::uint64_t t = std::uint64_t(a[i]) * factor + borrow;
    borrow = Limb(t >> 32) + (difference[i] < Limb(t));
    difference[i] -= Limb(t);
  }
  return borrow;
}

Limb add_limbs(Limb* sum, const Limb* a, std::size_t n) {
  Limb carry = 0;
  for (std::size_t i = 0; i < n; i++) carry = add_carry(sum[i], sum[i], a[i], carry);
  return carry;
}

Limb subtract_limbs(Limb* difference, const Limb* a, std::size_t n) {
  Limb borrow = 0;
  for (std::size_t i = 0; i < n; i++) borrow = sub_borrow(difference[i], difference[i], a[i], borrow);
  return borrow;
}

bool less(const Limb* a, const Limb* b, std::size_t n) {
  while (n-- > 0) {
    if (a[n] != b[n]) return a[n] < b[n];
  }
  return false;
}

// A modulus of n limbs, the highest not zero, shifted up until its highest bit is set: all remainders are of such
// multiples, which keeps division simple (Knuth, "The Art of Computer Programming", volume 2, section 4.3.1, algorithm
// D).
class Divisor {
 public:
  // shifted has n limbs.
  Divisor(Limb* shifted, const Limb* modulus, std::size_t n) : limb_(shifted), size_(n) {
    shift_ = __builtin_clz(modulus[n - 1]);
    for (std::size_t i = n; i-- > 0;) limb_[i] = shift_up(modulus, i);
  }

  // a[0..count) with a[count] = 0 to work in, count >= n: the remainder in a[0..n), zeros above.
  void remainder(Limb* a, std::size_t count) const {
    if (shift_) {
      a[count] = a[count - 1] >> (32 - shift_);
      for (std::size_t i = count; i-- > 0;) a[i] = shift_up(a, i);
    }
    for (std::size_t i = count - size_ + 1; i-- > 0;) step(a + i);
    if (shift_) {
      for (std::size_t i = 0; i < size_; i++) a[i] = a[i] >> shift_ | (i + 1 < size_ ? a[i + 1] << (32 - shift_) : 0);
    }
  }

 private:
  Limb shift_up(const Limb* a, std::size_t i) const {
    return shift_ ? a[i] << shift_ | (i ? a[i - 1] >> (32 - shift_) : 0) : a[i];
  }

  // One limb of the quotient: a[0..n] becomes less than the divisor.
  void step(Limb* a) const {
    const Limb top = limb_[size_ - 1];
    std::uint64_t guess = 0xffffffff;
    if (a[size_] < top) {
      const std::uint64_t high = std::uint64_t(a[size_]) << 32 | a[size_ - 1];
      guess = high / top;
      std::uint64_t rest = high % top;
      if (size_ > 1) {
        while (rest >> 32 == 0 && guess * limb_[size_ - 2] > (rest << 32 | a[size_ - 2])) guess--, rest += top;
      }
    }
    const Limb borrow = multiply_subtract(a, limb_, size_, Limb(guess));
    Limb negative = a[size_] < borrow;
    a[size_] -= borrow;
    while (negative) {
      const Limb carry = add_limbs(a, limb_, size_);
      a[size_] += carry;
      negative = !(carry && a[size_] == 0);
    }
  }

  Limb* limb_;
  std::size_t size_;
  int shift_;
};

// Numbers below the modulus. In Montgomery form (x 2^(32 n)) when it is odd, as they are otherwise.
class Ring {
 public:
  // Limbs of working space beside the modulus itself, for numbers of up to `longest` limbs.
  static std::size_t space(std::size_t n, std::size_t longest) { return n + 2 * n + 2 + longest + 2; }

  Ring(const Limb* modulus, std::size_t n, Limb* space)
      : modulus_(modulus), size_(n), divisor_(space, modulus, n), product_(space + n), odd_(modulus[0] & 1) {
    Limb x = 1;
    for (int i = 0; i < 5; i++) x *= 2 - modulus[0] * x;
    factor_ = -x;
  }

  // x = a mod the modulus, in the ring's form.
  void enter(Limb* x, const Digits& a) {
    const std::size_t low = odd_ ? size_ : 0, limbs = a.limbs() + low;
    const std::size_t count = limbs < size_ ? size_ : limbs;
    for (std::size_t i = 0; i <= count; i++) product_[i] = 0;
    load(product_ + low, a.limbs(), a);
    divisor_.remainder(product_, count);
    for (std::size_t i = 0; i < size_; i++) x[i] = product_[i];
  }

  // x = a b; x may be a or b.
  void multiply(Limb* x, const Limb* a, const Limb* b) {
    for (std::size_t i = 0; i <= 2 * size_; i++) product_[i] = 0;
    for (std::size_t i = 0; i < size_; i++) product_[i + size_] = multiply_add(product_ + i, a, size_, b[i]);
    leave_product(x);
  }

  // Out of the ring's form.
  void leave(Limb* x) {
    if (!odd_) return;
    for (std::size_t i = 0; i <= 2 * size_; i++) product_[i] = i < size_ ? x[i] : 0;
    leave_product(x);
  }

 private:
  void leave_product(Limb* x) {
    const Limb* result = product_;
    if (odd_) {
      reduce();
      result = product_ + size_;
    } else {
      divisor_.remainder(product_, 2 * size_);
    }
    for (std::size_t i = 0; i < size_; i++) x[i] = result[i];
  }

  // Montgomery's reduction: the upper half becomes product / 2^(32 n), below the modulus.
  void reduce() {
    Limb carry = 0;
    for (std::size_t i = 0; i < size_; i++) {
      const Limb out = multiply_add(product_ + i, modulus_, size_, product_[i] * factor_);
      carry = add_carry(product_[i + size_], product_[i + size_], out, carry);
    }
    Limb* result = product_ + size_;
    if (carry || !less(result, modulus_, size_)) subtract_limbs(result, modulus_, size_);
  }

  const Limb* modulus_;
  std::size_t size_;
  Divisor divisor_;
  Limb* product_;
  Limb factor_;
  bool odd_;
};

// x = base^exponent by windows of `kBits` bits. table has room for 2^kBits numbers.
template <int kBits>
void power(Ring& ring, Limb* x, std::size_t n, Limb* table, const Digits& base, const Digits& exponent) {
  const std::uint8_t one = 1;
  ring.enter(table, {&one, 1});
  ring.enter(table + n, base);
  for (std::size_t i = 2; i < 1 << kBits; i++) ring.multiply(table + i * n, table + (i - 1) * n, table + n);
  for (std::size_t i = 0; i < n; i++) x[i] = table[i];
  bool started = false;
  for (std::size_t i = 0; i < 8 / kBits * exponent.size; i++) {
    const unsigned at = 8 - kBits - i * kBits % 8, digit = exponent.data[i * kBits / 8] >> at & ((1 << kBits) - 1);
    for (int j = 0; started && j < kBits; j++) ring.multiply(x, x, x);
    if (digit) ring.multiply(x, x, table + digit * n);
    started |= digit != 0;
  }
}

}  // namespace
}  // namespace guest

zkvm_status zkvm_modexp(const uint8_t* base, size_t base_len, const uint8_t* exp, size_t exp_len,
                        const uint8_t* modulus, size_t mod_len, uint8_t* output) {
  using guest::Limb;
  guest::Digits b{base, base_len}, e{exp, exp_len}, m{modulus, mod_len};
  b.skip_zeros(), e.skip_zeros(), m.skip_zeros();
  const std::size_t n = m.limbs();
  if (n == 0) {
    if (mod_len) std::memset(output, 0, mod_len);
    return ZKVM_EOK;
  }
  // Modulus, result, table and the ring's space; what enters the ring has the base's limbs and up to n below.
  const std::size_t longest = b.limbs() + n;
  if ((n | longest) >> 25) return ZKVM_EFAIL;  // the sizes below must not overflow
  auto* limbs = static_cast<Limb*>(std::malloc((2 * n + 16 * n + guest::Ring::space(n, longest)) * sizeof(Limb)));
  if (!limbs) return ZKVM_EFAIL;
  Limb *result = limbs + n, *table = limbs + 2 * n;
  guest::load(limbs, n, m);
  guest::Ring ring(limbs, n, table + 16 * n);
  if (e.size <= 4) {  // a table would cost more than it saves
    guest::power<1>(ring, result, n, table, b, e);
  } else {
    guest::power<4>(ring, result, n, table, b, e);
  }
  ring.leave(result);
  for (std::size_t i = 0; i < mod_len; i++) {
    const std::size_t at = mod_len - 1 - i;
    output[at] = i < 4 * n ? std::uint8_t(result[i / 4] >> 8 * (i % 4)) : 0;
  }
  std::free(limbs);
  return ZKVM_EOK;
}

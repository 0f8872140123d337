#pragma once

// The address of a load or store: a + imm modulo 2^32, as bank and place of its word on the memory bus.
//
// low = a[0] + imm - byte - 2^16 carry and high = a[1] + carry - 2^16 wrap, where byte is the position in the word and
// carry and wrap are -1, 0 or 1. Memory has only words with 0 <= low < 2^16, low divisible by 4, 0 <= high < 2^16, so
// balance on the memory bus picks the one right carry and wrap, and admits no other byte: over the integers, since all
// values are far below p. high stays in [-2^16 - 1, 2^17], so that the bank, kMemoryBank + high, is never
// kRegisterBank.

#include "machine/chips/common.hpp"

namespace squall::chips {

template <class V>
struct WordAddress {
  V bank, place;
};

// byte: an expression with values 0..3. Rows of zeros satisfy this.
template <class B, class V = typename B::Value>
constexpr WordAddress<V> word_address(B& b, const V (&a)[2], const V& imm, const V& byte, const V& carry,
                                      const V& wrap) {
  b.zero("carry of the address's low limb is -1, 0 or 1", carry * (carry * carry - V(1)));
  b.zero("wrap of the address is -1, 0 or 1", wrap * (wrap * wrap - V(1)));
  return {V(kMemoryBank) + a[1] + carry - wrap * V(kLimb), a[0] + imm - byte - carry * V(kLimb)};
}

// ---- filling rows

// The signed immediate of a program row.
constexpr std::int32_t signed_immediate(const ProgramRow& p) {
  return static_cast<std::int32_t>(p.imm_lo) - (p.imm_lo > Fp::kModulus / 2 ? std::int32_t(Fp::kModulus) : 0);
}

// The byte address, and the witnesses of word_address.
constexpr std::uint32_t set_address(std::uint32_t& carry, std::uint32_t& wrap, std::uint32_t a, const ProgramRow& p) {
  const std::int32_t imm = signed_immediate(p);
  carry = word_of((static_cast<std::int32_t>(a & 0xffff) + imm) >> 16);
  wrap = word_of((std::int64_t(a) + imm) >> 32);
  return a + static_cast<std::uint32_t>(imm);
}

}  // namespace squall::chips

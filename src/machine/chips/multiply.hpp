#pragma once

// Products of two registers in byte limbs, so that nothing wraps modulo p: position k of the product collects
// P_k = sum of x_i y_(k-i), at most four products of bytes, P_k <= 4 * 255^2 < 2^18. Two positions make one 16-bit
// limb:
//   P_(2j) + 2^8 P_(2j+1) + carry in = limb + 2^16 carry out.
// The left side is below 2^18 + 2^26 + 2^11 < 2^27; with limb < 2^16 and carry out < 2^11 looked up, the right side is
// below 2^27 + 2^16. Both are integers below p, so the equation holds over the integers and limb and carry are unique.

#include "machine/chips/common.hpp"

namespace squall::chips {

inline constexpr std::uint32_t kProductCarry = 1u << 11;

// P_k of two numbers of four bytes.
template <class V>
constexpr V product_position(const V (&x)[4], const V (&y)[4], int k) {
  V sum = V(0);
  SQUALL_UNROLL
  for (int i = k < 4 ? 0 : k - 3; i < 4 && i <= k; ++i) sum += x[i] * y[k - i];
  return sum;
}

template <class B, class V = typename B::Value>
constexpr void check_bytes(B& b, const char* label, const V& real, const V (&bytes)[4]) {
  SQUALL_UNROLL
  for (const V& byte : bytes) check_range(b, label, real, 256, byte);
}

constexpr void set_bytes(std::uint32_t (&bytes)[4], std::uint32_t value) {
  for (int i = 0; i < 4; ++i) bytes[i] = value >> 8 * i & 0xff;
}

// MUL: the low word of the product.
struct Multiply : ChipDefinition {
  static constexpr std::string_view kName = "multiply";
  static constexpr std::string_view kSummary = "MUL";
  SQUALL_COLUMNS(Main, real, pc, clock, rd, rs1, rs2, a[4], b[4], c[2], carry[2], old[2], time_a, time_b, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    const V byte(256);
    const V x[2] = {r.a[0] + r.a[1] * byte, r.a[2] + r.a[3] * byte};
    const V y[2] = {r.b[0] + r.b[1] * byte, r.b[2] + r.b[3] * byte};
    const auto position = [&](int k) { return product_position(r.a, r.b, k); };
    b.zero("low limb of the product", position(0) + position(1) * byte - r.c[0] - r.carry[0] * V(kLimb));
    b.zero("high limb of the product", position(2) + position(3) * byte + r.carry[0] - r.c[1] - r.carry[1] * V(kLimb));

    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, V(number(Operation::kMultiply)), r.rd, r.rs1, r.rs2, V(0), V(0));
    read_register(b, "rs1", r.real, r.rs1, x, r.time_a, r.clock);
    read_register(b, "rs2", r.real, r.rs2, y, r.time_b, r.clock + V(1));
    write_register(b, "rd", r.real, r.rd, r.old, r.c, r.time_rd, r.clock + V(2));
    check_bytes(b, "bytes of rs1", r.real, r.a);
    check_bytes(b, "bytes of rs2", r.real, r.b);
    check_limbs(b, "result", r.real, r.c);
    SQUALL_UNROLL
    for (const V& carry : r.carry) check_range(b, "carry", r.real, kProductCarry, carry);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.real = 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    set_bytes(r.a, e.a);
    set_bytes(r.b, e.b);
    set_limbs(r.c, e.a * e.b);
    const auto position = [&](int k) { return product_position(r.a, r.b, k); };
    r.carry[0] = (position(0) + position(1) * 256) >> 16;
    r.carry[1] = (position(2) + position(3) * 256 + r.carry[0]) >> 16;
    set_limbs(r.old, e.old_rd);
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_rd = e.time_rd;
  }
};

// MULH MULHSU MULHU: the high word of the product. `sign_a` is the top bit of a where a is signed, else 0; likewise b.
// The signed product is the unsigned one minus 2^32 (sign_a b + sign_b a) modulo 2^64, so these terms leave the two
// high limbs. The carry out of the third is then in [-2, 2^11); out of the last it is -1 or 0, since the signed
// product's high word is in [-2^31, 2^32) and differs by 0 or 2^32 from what the limbs add up to. Operation numbers:
// MULH, MULHSU, MULHU are consecutive.
struct MultiplyHigh : ChipDefinition {
  static constexpr std::string_view kName = "multiply-high";
  static constexpr std::string_view kSummary = "MULH, MULHSU and MULHU";
  SQUALL_COLUMNS(Main, real, a_signed, b_signed, pc, clock, rd, rs1, rs2, a[4], b[4], sign_a, sign_b, low[2], carry[4],
                 c[2], old[2], time_a, time_b, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    static_assert(number(Operation::kMultiplyHighSignedUnsigned) == number(Operation::kMultiplyHigh) + 1 &&
                  number(Operation::kMultiplyHighUnsigned) == number(Operation::kMultiplyHigh) + 2);
    b.boolean("real is boolean", r.real);
    b.boolean("a_signed is boolean", r.a_signed);
    b.boolean("b_signed is boolean", r.b_signed);
    b.when(r.b_signed).zero("b is signed only if a is", V(1) - r.a_signed);
    b.boolean("sign of a is boolean", r.sign_a);
    b.boolean("sign of b is boolean", r.sign_b);
    b.when(r.sign_a).zero("an unsigned a has no sign", V(1) - r.a_signed);
    b.when(r.sign_b).zero("an unsigned b has no sign", V(1) - r.b_signed);

    const V byte(256), limb(kLimb);
    const V x[2] = {r.a[0] + r.a[1] * byte, r.a[2] + r.a[3] * byte};
    const V y[2] = {r.b[0] + r.b[1] * byte, r.b[2] + r.b[3] * byte};
    const auto position = [&](int k) { return product_position(r.a, r.b, k); };
    b.zero("limb 0 of the product", position(0) + position(1) * byte - r.low[0] - r.carry[0] * limb);
    b.zero("limb 1 of the product", position(2) + position(3) * byte + r.carry[0] - r.low[1] - r.carry[1] * limb);
    b.zero("limb 2 of the product", position(4) + position(5) * byte + r.carry[1] - r.sign_a * y[0] - r.sign_b * x[0] -
                                        r.c[0] - r.carry[2] * limb);
    b.zero("limb 3 of the product",
           position(6) + r.carry[2] - r.sign_a * y[1] - r.sign_b * x[1] - r.c[1] - r.carry[3] * limb);
    b.boolean("the last carry is -1 or 0", -r.carry[3]);

    const V operation = r.real * V(number(Operation::kMultiplyHighUnsigned)) - r.a_signed - r.b_signed;
    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, operation, r.rd, r.rs1, r.rs2, V(0), V(0));
    read_register(b, "rs1", r.real, r.rs1, x, r.time_a, r.clock);
    read_register(b, "rs2", r.real, r.rs2, y, r.time_b, r.clock + V(1));
    write_register(b, "rd", r.real, r.rd, r.old, r.c, r.time_rd, r.clock + V(2));
    SQUALL_UNROLL
    for (int i = 0; i < 3; ++i) check_range(b, "low bytes of rs1", r.real, 256, r.a[i]);
    SQUALL_UNROLL
    for (int i = 0; i < 3; ++i) check_range(b, "low bytes of rs2", r.real, 256, r.b[i]);
    // The top byte is below 256; if signed, it is below 128 without the sign bit.
    b.send(kRangeBus, "top byte and sign of rs1", r.real,
           {r.real * byte - r.a_signed * V(128), r.a[3] - r.sign_a * V(128)});
    b.send(kRangeBus, "top byte and sign of rs2", r.real,
           {r.real * byte - r.b_signed * V(128), r.b[3] - r.sign_b * V(128)});
    check_limbs(b, "low word of the product", r.real, r.low);
    check_limbs(b, "result", r.real, r.c);
    SQUALL_UNROLL
    for (int i = 0; i < 2; ++i) check_range(b, "carry", r.real, kProductCarry, r.carry[i]);
    check_range(b, "carry out of limb 2", r.real, kProductCarry, r.carry[2] + V(2));
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    const std::uint32_t kind = p.operation - number(Operation::kMultiplyHigh);
    r.real = 1;
    r.a_signed = kind <= 1;
    r.b_signed = kind == 0;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    set_bytes(r.a, e.a);
    set_bytes(r.b, e.b);
    r.sign_a = r.a_signed & e.a >> 31;
    r.sign_b = r.b_signed & e.b >> 31;
    const std::uint64_t product = std::uint64_t(e.a) * e.b;
    set_limbs(r.low, static_cast<std::uint32_t>(product));
    set_limbs(r.c, static_cast<std::uint32_t>(product >> 32) - r.sign_a * e.b - r.sign_b * e.a);
    const auto position = [&](int k) { return std::int64_t(product_position(r.a, r.b, k)); };
    const std::int64_t first = (position(0) + position(1) * 256) >> 16;
    const std::int64_t second = (position(2) + position(3) * 256 + first) >> 16;
    const std::int64_t third = (position(4) + position(5) * 256 + second - std::int64_t(r.sign_a) * (e.b & 0xffff) -
                                std::int64_t(r.sign_b) * (e.a & 0xffff)) >>
                               16;
    const std::int64_t fourth =
        (position(6) + third - std::int64_t(r.sign_a) * (e.b >> 16) - std::int64_t(r.sign_b) * (e.a >> 16)) >> 16;
    r.carry[0] = word_of(first);
    r.carry[1] = word_of(second);
    r.carry[2] = word_of(third);
    r.carry[3] = word_of(fourth);
    set_limbs(r.old, e.old_rd);
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips

#pragma once

#include "machine/chips/multiply.hpp"

namespace squall::chips {

// DIV DIVU REM REMU, by magnitudes: |a| = q |b| + r with 0 <= r < |b|, which determines q and r, and then signs.
//
//  - sign_a, sign_b: top bits where the operation is signed, else 0. |a| = a, or 2^32 - a with sign_a; likewise |b|.
//  - q and |b| are bytes m[], q[] (looked up), so q |b| + r = |a| is written limb by limb as in multiply.hpp. Nothing
//  may
//    be left over: the carry out of the high limb is 0, and positions 4 to 6 of the product, sums of non-negative
//    terms, are 0. |a| is no column: its limbs are (1 - 2 sign_a) a_i, plus 2^32 with sign_a, whatever its own borrow,
//    since only the whole sum counts. Low limb: q m + r -+ a lies in [-2^16, 2^26 + 2^18), the carry is in [0, 2^11).
//  - Division by zero (`by_zero`, forced by the failing check r < 0 otherwise): q is free, the equation gives r = |a|,
//    so that the remainder is a; the quotient is set to 2^32 - 1 directly.
//  - The result is the magnitude `size` (q or r) with the sign `negative`: quotient sign_a xor sign_b, remainder
//  sign_a.
//    Negation modulo 2^32: result + size is 0 or 2^32. The overflow -2^31 / -1 has q = 2^31, not negative: right.
// Operation numbers: DIV, DIVU, REM, REMU are consecutive.
struct Divide : ChipDefinition {
  static constexpr std::string_view kName = "divide";
  static constexpr std::string_view kSummary = "DIV, DIVU, REM and REMU";
  SQUALL_COLUMNS(Main, real, is_remainder, is_unsigned, pc, clock, rd, rs1, rs2, a[2], b[2], sign_a, sign_b, by_zero,
                 m[4], q[4], r[2], carry, borrow, size[2], negative, c[2], old[2], time_a, time_b, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    static_assert(number(Operation::kDivideUnsigned) == number(Operation::kDivide) + 1 &&
                  number(Operation::kRemainder) == number(Operation::kDivide) + 2 &&
                  number(Operation::kRemainderUnsigned) == number(Operation::kDivide) + 3);
    const V is_quotient = r.real - r.is_remainder;
    const V byte(256), limb(kLimb), shift(Fp(kLimb).inverse());
    b.boolean("real is boolean", r.real);
    b.boolean("is_remainder is boolean", r.is_remainder);
    b.boolean("is_unsigned is boolean", r.is_unsigned);
    b.boolean("sign of a is boolean", r.sign_a);
    b.boolean("sign of b is boolean", r.sign_b);
    b.when(r.is_unsigned).zero("an unsigned a has no sign", r.sign_a);
    b.when(r.is_unsigned).zero("an unsigned b has no sign", r.sign_b);

    // |b|
    const V m[2] = {r.m[0] + r.m[1] * byte, r.m[2] + r.m[3] * byte};
    const V m_carry = (r.b[0] + m[0]) * shift;
    b.when(V(1) - r.sign_b).zero("low limb of a divisor's magnitude", m[0] - r.b[0]);
    b.when(V(1) - r.sign_b).zero("high limb of a divisor's magnitude", m[1] - r.b[1]);
    b.when(r.sign_b).boolean("low limb of a negative divisor's magnitude", m_carry);
    b.when(r.sign_b).zero("high limb of a negative divisor's magnitude", r.b[1] + m[1] + m_carry - limb);

    // |a| = q |b| + r
    const auto position = [&](int k) { return product_position(r.q, r.m, k); };
    const V plus_minus = V(1) - r.sign_a * V(2);
    b.zero("low limb of q |b| + r = |a|",
           position(0) + position(1) * byte + r.r[0] - plus_minus * r.a[0] - r.carry * limb);
    b.zero("high limb of q |b| + r = |a|",
           position(2) + position(3) * byte + r.r[1] + r.carry - plus_minus * r.a[1] - r.sign_a * limb);
    b.zero("q |b| is below 2^32", position(4) + position(5) + position(6));

    b.boolean("by_zero is boolean", r.by_zero);
    b.when(r.by_zero).zero("division by zero only on real rows", V(1) - r.real);
    b.when(r.by_zero).zero("the divisor is zero", m[0] + m[1]);
    b.boolean("borrow is boolean", r.borrow);

    b.zero("low limb of the result's magnitude",
           r.size[0] - is_quotient * (r.q[0] + r.q[1] * byte) - r.is_remainder * r.r[0]);
    b.zero("high limb of the result's magnitude",
           r.size[1] - is_quotient * (r.q[2] + r.q[3] * byte) - r.is_remainder * r.r[1]);
    b.zero("sign of the result",
           r.negative - is_quotient * (r.sign_a + r.sign_b - r.sign_a * r.sign_b * V(2)) - r.is_remainder * r.sign_a);
    const V c_carry = (r.c[0] + r.size[0]) * shift;
    b.when(V(1) - r.negative).zero("low limb of a result", r.c[0] - r.size[0]);
    b.when(V(1) - r.negative).zero("high limb of a result", r.c[1] - r.size[1]);
    b.when(r.negative).boolean("low limb of a negative result", c_carry);
    b.when(r.negative).boolean("high limb of a negative result", (r.c[1] + r.size[1] + c_carry) * shift);
    b.when(r.by_zero * is_quotient).zero("low limb of a quotient by zero", r.c[0] - V(kLimb - 1));
    b.when(r.by_zero * is_quotient).zero("high limb of a quotient by zero", r.c[1] - V(kLimb - 1));

    const V operation = r.real * V(number(Operation::kDivide)) + r.is_remainder * V(2) + r.is_unsigned;
    step(b, r.real, r.pc, r.pc + V(1), r.clock);
    fetch(b, r.real, r.pc, operation, r.rd, r.rs1, r.rs2, V(0), V(0));
    read_register(b, "rs1", r.real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", r.real, r.rs2, r.b, r.time_b, r.clock + V(1));
    write_register(b, "rd", r.real, r.rd, r.old, r.c, r.time_rd, r.clock + V(2));
    // High limbs of signed operands are below 2^15 without the sign bit.
    const V sign_bound = (r.real + r.is_unsigned) * V(kLimb / 2);
    b.send(kRangeBus, "sign of rs1", r.real, {sign_bound, r.a[1] - r.sign_a * V(kLimb / 2)});
    b.send(kRangeBus, "sign of rs2", r.real, {sign_bound, r.b[1] - r.sign_b * V(kLimb / 2)});
    check_bytes(b, "bytes of the divisor's magnitude", r.real, r.m);
    check_bytes(b, "bytes of the quotient's magnitude", r.real, r.q);
    check_limbs(b, "remainder's magnitude", r.real, r.r);
    check_range(b, "carry", r.real, kProductCarry, r.carry);
    // |b| - r - 1 >= 0
    const V nonzero = r.real - r.by_zero;
    check_range(b, "remainder below divisor, low limb", nonzero, kLimb, m[0] - r.r[0] - V(1) + r.borrow * limb);
    check_range(b, "remainder below divisor, high limb", nonzero, kLimb, m[1] - r.r[1] - r.borrow);
    check_limbs(b, "result", r.real, r.c);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    const std::uint32_t kind = p.operation - number(Operation::kDivide);
    r.real = 1;
    r.is_remainder = kind >> 1;
    r.is_unsigned = kind & 1;
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    r.sign_a = r.is_unsigned ? 0 : e.a >> 31;
    r.sign_b = r.is_unsigned ? 0 : e.b >> 31;
    r.by_zero = e.b == 0;
    const std::uint32_t a = r.sign_a ? -e.a : e.a, m = r.sign_b ? -e.b : e.b;
    r.negative = r.is_remainder ? r.sign_a : r.sign_a ^ r.sign_b;
    const std::uint32_t quotient = m ? a / m : r.negative ? 1 : ~0u, rest = m ? a % m : a;
    const std::uint32_t size = r.is_remainder ? rest : quotient;
    set_bytes(r.m, m);
    set_bytes(r.q, quotient);
    set_limbs(r.r, rest);
    const std::int64_t low = std::int64_t(product_position(r.q, r.m, 0)) + 256 * product_position(r.q, r.m, 1) + r.r[0];
    r.carry = static_cast<std::uint32_t>((low + (r.sign_a ? 1 : -1) * std::int64_t(r.a[0])) >> 16);
    r.borrow = !r.by_zero && (m & 0xffff) < (rest & 0xffff) + 1;
    set_limbs(r.size, size);
    set_limbs(r.c, r.negative ? -size : size);
    set_limbs(r.old, e.old_rd);
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips

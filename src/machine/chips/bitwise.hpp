#pragma once

#include "machine/chips/common.hpp"

namespace squall::chips {

// The low byte `low` of a limb is a column, the high one is (limb - low) / 256, and the lookup of a & b shows that all
// are bytes: low + 256 high = limb, so the bytes are the limb's own (no wrap: the left side is below 2^16).
template <class B, class V = typename B::Value>
constexpr void check_and(B& b, const char* label, const V& real, const V& x, const V& x_low, const V& y, const V& y_low,
                         const V& and_low, const V& and_high) {
  const V shift(Fp(256).inverse());
  b.send(kAndBus, label, real, {x_low, y_low, and_low});
  b.send(kAndBus, label, real, {(x - x_low) * shift, (y - y_low) * shift, and_high});
}

// x and y, x or y, x xor y, by what is set, from `both` = x and y.
template <class R, class V>
constexpr V bitwise_result(const R& r, const V& x, const V& y, const V& both) {
  return r.is_and * both + r.is_or * (x + y - both) + r.is_xor * (x + y - both - both);
}

template <class B, class R>
constexpr auto one_bitwise(B& b, const R& r) {
  const auto real = r.is_and + r.is_or + r.is_xor;
  b.boolean("is_and is boolean", r.is_and);
  b.boolean("is_or is boolean", r.is_or);
  b.boolean("is_xor is boolean", r.is_xor);
  b.boolean("one operation", real);
  return real;
}

// The result is an expression of degree 2 inside the message that writes it, which therefore comes first and shares a
// helper column with one message only. It is in range, being made of bytes.
struct Bitwise : ChipDefinition {
  static constexpr std::string_view kName = "bitwise";
  static constexpr std::string_view kSummary = "AND, OR and XOR of two registers";
  SQUALL_COLUMNS(Main, is_and, is_or, is_xor, pc, clock, rd, rs1, rs2, a[2], b[2], old[2], a_low[2], b_low[2],
                 and_low[2], and_high[2], time_a, time_b, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V real = one_bitwise(b, r);
    V c[2];
    SQUALL_UNROLL
    for (unsigned i = 0; i < 2; ++i) c[i] = bitwise_result(r, r.a[i], r.b[i], r.and_low[i] + r.and_high[i] * V(256));

    write_register(b, "rd", real, r.rd, r.old, c, r.time_rd, r.clock + V(2));
    step(b, real, r.pc, r.pc + V(1), r.clock);
    fetch(b, real, r.pc,
          r.is_and * number(Operation::kAnd) + r.is_or * number(Operation::kOr) + r.is_xor * number(Operation::kXor),
          r.rd, r.rs1, r.rs2, V(0), V(0));
    read_register(b, "rs1", real, r.rs1, r.a, r.time_a, r.clock);
    read_register(b, "rs2", real, r.rs2, r.b, r.time_b, r.clock + V(1));
    SQUALL_UNROLL
    for (unsigned i = 0; i < 2; ++i) {
      check_and(b, "bytes", real, r.a[i], r.a_low[i], r.b[i], r.b_low[i], r.and_low[i], r.and_high[i]);
    }
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.is_and = p.operation == number(Operation::kAnd);
    r.is_or = p.operation == number(Operation::kOr);
    r.is_xor = p.operation == number(Operation::kXor);
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.rs2 = p.rs2;
    set_limbs(r.a, e.a);
    set_limbs(r.b, e.b);
    set_limbs(r.old, e.old_rd);
    for (unsigned i = 0; i < 2; ++i) {
      r.a_low[i] = r.a[i] & 0xff;
      r.b_low[i] = r.b[i] & 0xff;
      r.and_low[i] = r.a_low[i] & r.b_low[i];
      r.and_high[i] = (r.a[i] & r.b[i]) >> 8;
    }
    r.time_a = e.time_a;
    r.time_b = e.time_b;
    r.time_rd = e.time_rd;
  }
};

// The immediate is imm_low + 256 imm_high in the low limb. In the high limb all its bits are equal to s, and the result
// is u a[1] + v, with v = 0, (1 - u) 0xffff, (1 - u) / 2 0xffff for and, or, xor (see program.hpp).
struct BitwiseImmediate : ChipDefinition {
  static constexpr std::string_view kName = "bitwise-immediate";
  static constexpr std::string_view kSummary = "ANDI, ORI and XORI";
  SQUALL_COLUMNS(Main, is_and, is_or, is_xor, pc, clock, rd, rs1, imm_low, imm_high, u, a[2], old[2], a_low, and_low,
                 and_high, time_a, time_rd);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V real = one_bitwise(b, r);
    const V imm = r.imm_low + r.imm_high * V(256), both = r.and_low + r.and_high * V(256);
    const V v = (V(1) - r.u) * (r.is_or + r.is_xor * Fp(2).inverse()) * V(kLimb - 1);
    const V c[2] = {bitwise_result(r, r.a[0], imm, both), r.u * r.a[1] + v};

    write_register(b, "rd", real, r.rd, r.old, c, r.time_rd, r.clock + V(2));
    step(b, real, r.pc, r.pc + V(1), r.clock);
    fetch(b, real, r.pc,
          r.is_and * number(Operation::kAndImmediate) + r.is_or * number(Operation::kOrImmediate) +
              r.is_xor * number(Operation::kXorImmediate),
          r.rd, r.rs1, r.imm_low, r.imm_high, r.u);
    read_register(b, "rs1", real, r.rs1, r.a, r.time_a, r.clock);
    check_and(b, "bytes", real, r.a[0], r.a_low, imm, r.imm_low, r.and_low, r.and_high);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const Event& e, const ProgramRow& p) {
    r.is_and = p.operation == number(Operation::kAndImmediate);
    r.is_or = p.operation == number(Operation::kOrImmediate);
    r.is_xor = p.operation == number(Operation::kXorImmediate);
    r.pc = p.pc;
    r.clock = e.clock;
    r.rd = p.rd;
    r.rs1 = p.rs1;
    r.imm_low = p.rs2;
    r.imm_high = p.imm_lo;
    r.u = p.imm_hi;
    set_limbs(r.a, e.a);
    set_limbs(r.old, e.old_rd);
    r.a_low = e.a & 0xff;
    r.and_low = r.a_low & p.rs2;
    r.and_high = r.a[0] >> 8 & p.imm_lo;
    r.time_a = e.time_a;
    r.time_rd = e.time_rd;
  }
};

}  // namespace squall::chips

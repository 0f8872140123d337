#pragma once

// Lookup tables. The count of each row is the prover's choice; the rows are fixed.

#include "machine/chips/common.hpp"

namespace squall::chips {

struct Program : ChipDefinition {
  static constexpr std::string_view kName = "program";
  static constexpr std::string_view kSummary = "the program's instructions";
  SQUALL_COLUMNS(Main, uses);
  SQUALL_COLUMNS(Preprocessed, pc, operation, rd, rs1, rs2, imm_lo, imm_hi);

  template <class B, class V = typename B::Value>
  static constexpr void eval(B& b, const Main<V>& r, const Closed<V>&, const Preprocessed<V>& p) {
    b.table(kProgramBus, "instruction", r.uses, {p.pc, p.operation, p.rd, p.rs1, p.rs2, p.imm_lo, p.imm_hi});
  }
};

// Row 2^e + x says that x is below 2^e, for e = 0, ..., kRangeLogRows - 1; row 0 says (0, 0), and no bound is 0.
struct Range : ChipDefinition {
  static constexpr std::string_view kName = "range";
  static constexpr std::string_view kSummary = "numbers below a power of two";
  SQUALL_COLUMNS(Main, uses);
  SQUALL_COLUMNS(Closed, bound, x);

  template <class B, class V = typename B::Value>
  static constexpr void eval(B& b, const Main<V>& r, const Closed<V>& c, const Preprocessed<V>&) {
    b.table(kRangeBus, "number below a bound", r.uses, {c.bound, c.x});
  }
};

// Row a + 256 b.
struct And : ChipDefinition {
  static constexpr std::string_view kName = "and";
  static constexpr std::string_view kSummary = "bitwise and of two bytes";
  static constexpr unsigned kLogRows = 16;
  SQUALL_COLUMNS(Main, uses);
  SQUALL_COLUMNS(Closed, a, b, both);

  template <class B, class V = typename B::Value>
  static constexpr void eval(B& b, const Main<V>& r, const Closed<V>& c, const Preprocessed<V>&) {
    b.table(kAndBus, "bitwise and", r.uses, {c.a, c.b, c.both});
  }
};

// Row 2^16 kind + 256 b + a; see byte_table.hpp.
struct Bytes : ChipDefinition {
  static constexpr std::string_view kName = "bytes";
  static constexpr std::string_view kSummary = "pairs of bytes, and their XOR in one or two parts";
  SQUALL_COLUMNS(Main, uses);
  SQUALL_COLUMNS(Closed, kind, a, b, high, low);

  template <class B, class V = typename B::Value>
  static constexpr void eval(B& b, const Main<V>& r, const Closed<V>& c, const Preprocessed<V>&) {
    b.table(kByteBus, "two bytes", r.uses, {c.kind, c.a, c.b, c.high, c.low});
  }
};

}  // namespace squall::chips

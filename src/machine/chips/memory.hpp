#pragma once

// Where every register and memory word starts and ends. A word has exactly one initial tuple, at time 0, and one final
// one; between them accesses and touches lead from tuple to tuple with rising times.
//
//  - Registers: closed-form numbers, all zero at first.
//  - Words of the program image: preprocessed.
//  - Words of the regions (zero, input, output): the ledger, one row per word that is used. Regions are preprocessed
//  and
//    disjoint from the image; a chain through the ledger's rows makes addresses strictly increasing, so no address
//    occurs twice.
//
// Times are integers below 2^29: clocks by the machine's row limit (rv32im.hpp), touches by their own check. Hence
// neither the window of an access (2^17) nor the gap of a touch (2^29) can be met by a negative difference, which is
// above p - 2^29 > 2^30 modulo p.

#include "machine/chips/common.hpp"

namespace squall::chips {

inline constexpr unsigned kRegistersLog = 6;
// High limbs of a number below 2^29.
inline constexpr std::uint32_t kHighLimb = 1u << 13;

// Where the word at byte address 4 word_address is on the memory bus.
constexpr std::uint32_t bank_of(std::uint32_t word_address) { return kMemoryBank + (word_address >> 14); }
constexpr std::uint32_t place_of(std::uint32_t word_address) { return 4 * (word_address & 0x3fff); }

// Multiplicity and tuple of a word's first and last appearance.
template <class B, class V = typename B::Value>
constexpr void lifetime(B& b, const V& real, const V& bank, const V& place, const V (&first)[2], const V (&last)[2],
                        const V& time) {
  b.send(kMemoryBus, "initial value", real, {bank, place, first[0], first[1], V(0)});
  b.receive(kMemoryBus, "final value", real, {bank, place, last[0], last[1], time});
}

struct Registers : ChipDefinition {
  static constexpr std::string_view kName = "registers";
  static constexpr std::string_view kSummary = "initial and final values of the registers";
  SQUALL_COLUMNS(Main, last[2], time);
  SQUALL_COLUMNS(Closed, index);

  template <class B, class V = typename B::Value>
  static constexpr void eval(B& b, const Main<V>& r, const Closed<V>& closed, const Preprocessed<V>&) {
    const V zero[2] = {V(0), V(0)};
    lifetime(b, V(1), V(kRegisterBank), closed.index, zero, r.last, r.time);
  }
};

struct ImageWords : ChipDefinition {
  static constexpr std::string_view kName = "image";
  static constexpr std::string_view kSummary = "initial and final values of the program's words";
  SQUALL_COLUMNS(Main, last[2], time);
  SQUALL_COLUMNS(Preprocessed, real, bank, place, first[2], writable);

  template <class B, class V = typename B::Value>
  static constexpr void eval(B& b, const Main<V>& r, const Closed<V>&, const Preprocessed<V>& fixed) {
    b.boolean("real is boolean", fixed.real);
    const V read_only = fixed.real - fixed.writable;
    b.when(read_only).zero("low limb of a read-only word", r.last[0] - fixed.first[0]);
    b.when(read_only).zero("high limb of a read-only word", r.last[1] - fixed.first[1]);
    lifetime(b, fixed.real, fixed.bank, fixed.place, fixed.first, r.last, r.time);
  }
};

// The regions, as a lookup table with its row index as number. Rows without a region have no words.
struct Regions : ChipDefinition {
  static constexpr std::string_view kName = "regions";
  static constexpr std::string_view kSummary = "zero, input and output regions of memory";
  SQUALL_COLUMNS(Main, uses);
  SQUALL_COLUMNS(Preprocessed, number, first, count, is_input, is_output);

  template <class B, class V = typename B::Value>
  static constexpr void eval(B& b, const Main<V>& r, const Closed<V>&, const Preprocessed<V>& fixed) {
    b.table(kRegionBus, "region", r.uses, {fixed.number, fixed.first, fixed.count, fixed.is_input, fixed.is_output});
  }
};

// One row per used word of a region.
//
// The chain: a row takes `lower` from the chain bus, the least address it may have, and puts `next`, which is its
// address
// + 1, or kChainEnd if it is the last row. The verifier puts 0 and takes kChainEnd = 2^30. Addresses lie in [0, 2^30)
// by their region, so lower and next lie in [0, 2^30]. address - lower is checked to be in [0, 2^30 - 2^24): a negative
// difference is at least p - 2^30 = 2^30 - 2^24 + 1 modulo p and fails. So lower <= address < next on every row: no
// cycles, one path from 0 to 2^30 through all rows, addresses strictly increasing. (Two used words 2^30 - 2^24 apart
// without one between them cannot be proven; the output's first word, which is always used, lies between them.)
struct Ledger : ChipDefinition {
  static constexpr std::string_view kName = "ledger";
  static constexpr std::string_view kSummary = "initial and final values of used words of the regions";
  static constexpr std::uint32_t kChainEnd = 1u << 30;
  SQUALL_COLUMNS(Main, real, lower, next, region, first, count, is_input, is_output, is_public, offset_lo, offset_hi,
                 rest_lo, gap_lo, quarter, initial[2], last[2], time);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V limb(kLimb), shift(Fp(kLimb).inverse());
    b.boolean("real is boolean", r.real);
    b.boolean("is_input is boolean", r.is_input);
    b.boolean("is_output is boolean", r.is_output);
    b.boolean("is_public is boolean", r.is_public);
    b.when(r.is_input).zero("input only on real rows", V(1) - r.real);
    b.when(r.is_public).zero("public only on real rows", V(1) - r.real);
    b.when(r.is_public).zero("public only in the output region", V(1) - r.is_output);

    const V offset = r.offset_lo + r.offset_hi * limb;
    const V address = r.first + offset;
    b.send(kRegionBus, "region", r.real, {r.region, r.first, r.count, r.is_input, r.is_output});
    check_range(b, "low limb of the offset", r.real, kLimb, r.offset_lo);
    check_range(b, "high limb of the offset", r.real, kHighLimb, r.offset_hi);
    // count - 1 - offset >= 0
    check_range(b, "low limb of the rest of the region", r.real, kLimb, r.rest_lo);
    check_range(b, "high limb of the rest of the region", r.real, kHighLimb,
                (r.count - V(1) - offset - r.rest_lo) * shift);

    b.when(r.real).zero("the next address", (r.next - address - V(1)) * (r.next - V(kChainEnd)));
    b.receive(kChainBus, "least address", r.real, {r.lower});
    b.send(kChainBus, "next address", r.real, {r.next});
    const V gap_hi = (address - r.lower - r.gap_lo) * shift;
    check_range(b, "low limb of the gap", r.real, kLimb, r.gap_lo);
    check_range(b, "high limb of the gap is below 2^14", r.real, 1u << 14, gap_hi);
    check_range(b, "high limb of the gap is below 2^14 - 2^8", r.real, 1u << 14, gap_hi + V(1 << 8));

    for (int i = 0; i < 2; ++i) {
      b.when(V(1) - r.is_input).zero("words outside the input start as zero", r.initial[i]);
      b.when(r.is_input).zero("words of the input do not change", r.last[i] - r.initial[i]);
      check_range(b, "limb of an input word", r.is_input, kLimb, r.initial[i]);
    }
    // address = quarter + 2^14 high
    const V high = (address - r.quarter) * V(Fp(1 << 14).inverse());
    check_range(b, "low limb of the address", r.real, 1u << 14, r.quarter);
    check_range(b, "high limb of the address", r.real, kLimb, high);
    lifetime(b, r.real, V(kMemoryBank) + high, r.quarter * V(4), r.initial, r.last, r.time);
    b.send(kOutputBus, "output word", r.is_public, {offset, r.last[0], r.last[1]});
  }
};

// Re-stamps one register or word that the next access finds too far back. Changes nothing else.
struct Touch : ChipDefinition {
  static constexpr std::string_view kName = "touch";
  static constexpr std::string_view kSummary = "re-stamps words that were last accessed long ago";
  SQUALL_COLUMNS(Main, real, bank, place, value[2], before, after, after_lo, gap_lo);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V shift(Fp(kLimb).inverse());
    b.boolean("real is boolean", r.real);
    b.receive(kMemoryBus, "before", r.real, {r.bank, r.place, r.value[0], r.value[1], r.before});
    b.send(kMemoryBus, "after", r.real, {r.bank, r.place, r.value[0], r.value[1], r.after});
    check_range(b, "low limb of the time", r.real, kLimb, r.after_lo);
    check_range(b, "high limb of the time", r.real, kHighLimb, (r.after - r.after_lo) * shift);
    check_range(b, "low limb of the gap", r.real, kLimb, r.gap_lo);
    check_range(b, "high limb of the gap", r.real, kHighLimb, (r.after - r.before - V(1) - r.gap_lo) * shift);
  }

  static constexpr void fill(Main<std::uint32_t>& r, const TouchEvent& e) {
    r.real = 1;
    const bool memory = e.space == Space::kMemory;
    r.bank = memory ? bank_of(e.address) : kRegisterBank;
    r.place = memory ? place_of(e.address) : e.address;
    set_limbs(r.value, e.value);
    r.before = e.before;
    r.after = e.after;
    r.after_lo = e.after & 0xffff;
    r.gap_lo = (e.after - e.before - 1) & 0xffff;
  }
};

}  // namespace squall::chips

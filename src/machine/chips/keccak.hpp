#pragma once

// Keccak-f[1600]: a row of `Keccak` is a call, a row of `KeccakRound` one of its rounds. The state goes from row to row
// on the Keccak bus, before round 0, ..., after round 23.
//
// A state in transit is ten messages of five words. A word is too large for an entry: its bits 0..29 are an entry, its
// top bits 30 and 31 share one with the number of the message. Both sides have to know that their entries are made of
// such parts: a round makes them of bits, a call checks what it splits.

#include "air/wide_columns.hpp"
#include "machine/chips/call.hpp"
#include "machine/functions/keccak.hpp"

namespace squall::chips {

inline constexpr unsigned kKeccakWords = 50;

// A word is low + 2^30 top.
template <class V>
struct KeccakWord {
  V low, top;
};

// Sends the state before round number `round`, or takes it; word(i) for i = 0..49.
template <bool kSends, class B, class Word, class V = typename B::Value>
constexpr void pass_keccak_state(B& b, const char* label, const V& real, const V& clock, const V& round,
                                 const Word& word) {
  constexpr unsigned kPerMessage = 5, kMessages = kKeccakWords / kPerMessage;
  for (unsigned m = 0; m < kMessages; ++m) {
    V low[kPerMessage], tag = round * V(kMessages) + V(m);
    for (unsigned i = kPerMessage; i-- > 0;) {
      const KeccakWord<V> w = word(m * kPerMessage + i);
      low[i] = w.low;
      tag = tag * V(4) + w.top;
    }
    if constexpr (kSends) {
      b.send(kKeccakBus, label, real, {clock, tag, low[0], low[1], low[2], low[3], low[4]});
    } else {
      b.receive(kKeccakBus, label, real, {clock, tag, low[0], low[1], low[2], low[3], low[4]});
    }
  }
}

// One round, A to iota(chi(pi(rho(theta(A))))). Columns are the bits of theta(A) and of the column parities of A. Then
//
//   A[x, y, z] = theta(A)[x, y, z] ^ D[x, z],     D[x, z] = parity[x - 1, z] ^ parity[x + 1, z - 1],
//
// has degree 3, and so has chi: no other state needs columns. The parities are those of A because, the parity of
// theta(A) over y being that of A plus five times D,
//
//   theta(A)[x, 0, z] ^ .. ^ theta(A)[x, 4, z] = parity[x, z] ^ parity[x - 1, z] ^ parity[x + 1, z - 1].
//
// That eight bits cancel is of degree 4: four on each side. Exclusive or is the product of signs, 1 - 2 bit.
struct KeccakRound : ChipDefinition {
  static constexpr std::string_view kName = "keccak-round";
  static constexpr std::string_view kSummary = "rounds of Keccak-f[1600]";
  // is_round: the round is this one. first: bits 2^j - 1 of lane 0 after the round, since iota lifts them to degree 4.
  // parity: z + 64 x. bits: z + 64 lane.
  SQUALL_COLUMNS(Main, clock, is_round[24], first[7], parity[320], bits[1600]);

  template <class V>
  struct Signs {
    V theta[1600], difference[320], parity[320];  // of theta(A), D and the parities
  };

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    V real(0), round(0);
    for (unsigned i = 0; i < keccak::kRounds; ++i) {
      b.boolean("is_round is boolean", r.is_round[i]);
      real += r.is_round[i];
      round += r.is_round[i] * V(i);
    }
    b.boolean("one round", real);

    Signs<V> signs;
    read_bits(b, r, signs);
    check_parities(b, signs);
    check_iota(b, r, signs);
    pass_keccak_state<false>(b, "state before", real, r.clock, round, [&](unsigned w) {
      const auto sign = [&](unsigned z) {
        const unsigned i = 32 * w + z;
        return signs.theta[i] * signs.difference[i % 320];
      };
      return KeccakWord<V>{from_signs<V>(0, 30, sign), from_signs<V>(30, 2, sign)};
    });
    pass_keccak_state<true>(b, "state after", real, r.clock, round + V(1), [&](unsigned w) {
      const auto bit = [&](unsigned z) { return after(r, signs, 32 * w + z); };
      return KeccakWord<V>{from_bits<V>(0, 30, bit), from_bits<V>(30, 2, bit)};
    });
  }

  struct RowsOfCall {
    static constexpr Family kFamily = Family::kKeccak;
    static constexpr unsigned kRows = keccak::kRounds;
    explicit RowsOfCall(const FamilyEvent<kFamily>& event) : clock(event.clock) {
      before[0] = keccak::from_words(std::span(event.values));
      for (unsigned i = 0; i + 1 < kRows; ++i) before[i + 1] = keccak::round(before[i], i);
    }

    void fill(Main<std::uint32_t>& r, unsigned i) const {
      r.clock = clock;
      r.is_round[i] = 1;
      const auto parities = keccak::parities(before[i]);
      for (unsigned x = 0; x < 5; ++x) set_bits(r.parity + 64 * x, parities[x]);
      const keccak::State theta = keccak::theta(before[i]);
      for (unsigned l = 0; l < 25; ++l) set_bits(r.bits + 64 * l, theta[l]);
      const std::uint64_t lane = keccak::round(before[i], i)[0];
      for (unsigned j = 0; j < keccak::kConstantBits; ++j) r.first[j] = lane >> ((1u << j) - 1) & 1;
    }

   private:
    static void set_bits(std::uint32_t* columns, std::uint64_t word) {
      for (unsigned z = 0; z < 64; ++z) columns[z] = word >> z & 1;
    }
    std::uint32_t clock;
    keccak::State before[kRows];
  };
  using Rows = CallRows<RowsOfCall>;

 private:
  // Column of the bit that rho and pi move to (x, y, z).
  static constexpr unsigned source(unsigned x, unsigned y, unsigned z) {
    const keccak::Source s = keccak::kSources[keccak::lane(x, y)];
    return 64 * s.lane + (z + 64 - s.rotation) % 64;
  }

  // Sum of 2^i bit(first + i) for i < count.
  template <class V, class Bit>
  static constexpr V from_bits(unsigned first, unsigned count, const Bit& bit) {
    V sum = bit(first + count - 1);
    for (unsigned i = first + count - 1; i-- > first;) sum = sum * V(2) + bit(i);
    return sum;
  }
  // The same from signs: bit = (1 - sign) / 2.
  template <class V, class Sign>
  static constexpr V from_signs(unsigned first, unsigned count, const Sign& sign) {
    return (V((1u << count) - 1) - from_bits<V>(first, count, sign)) * V(Fp(2).inverse());
  }

  template <class B, class V = typename B::Value>
  static constexpr V sign_of(B& b, const char* label, const V& bit) {
    const V opposite = V(1) - bit;
    b.zero(label, bit * opposite);
    return opposite - bit;
  }

  template <class B, class V = typename B::Value>
  static constexpr void read_bits(B& b, const Main<V>& r, Signs<V>& signs) {
    for (unsigned i = 0; i < 320; ++i) signs.parity[i] = sign_of(b, "parity is boolean", r.parity[i]);
    for (unsigned x = 0; x < 5; ++x) {
      for (unsigned z = 0; z < 64; ++z) {
        signs.difference[64 * x + z] =
            signs.parity[64 * ((x + 4) % 5) + z] * signs.parity[64 * ((x + 1) % 5) + (z + 63) % 64];
      }
    }
    for (unsigned i = 0; i < 1600; ++i) signs.theta[i] = sign_of(b, "bit is boolean", r.bits[i]);
  }

  template <class B, class V = typename B::Value>
  static constexpr void check_parities(B& b, const Signs<V>& signs) {
    for (unsigned i = 0; i < 320; ++i) {
      const V* bit = signs.theta + i;  // at y = 0; 320 from y to y + 1
      b.zero("parity of a column",
             bit[0] * bit[320] * (bit[640] * bit[960]) - bit[1280] * signs.parity[i] * signs.difference[i]);
    }
  }

  // Bit i of the state after chi.
  template <class V>
  static constexpr V chi(const Main<V>& r, const Signs<V>& signs, unsigned i) {
    const unsigned x = i / 64 % 5, y = i / 320, z = i % 64;
    const unsigned s = source(x, y, z);
    return r.bits[s] + signs.theta[s] * ((V(1) - r.bits[source(x + 1, y, z)]) * r.bits[source(x + 2, y, z)]);
  }

  template <class B, class V = typename B::Value>
  static constexpr void check_iota(B& b, const Main<V>& r, const Signs<V>& signs) {
    for (unsigned j = 0; j < keccak::kConstantBits; ++j) {
      const unsigned z = (1u << j) - 1;
      V constant(0);
      for (unsigned i = 0; i < keccak::kRounds; ++i) {
        if (keccak::kRoundConstants[i] >> z & 1) constant += r.is_round[i];
      }
      const V before = chi(r, signs, z);
      b.zero("iota", r.first[j] - before - constant * (V(1) - before - before));
    }
  }

  // Bit i of the state after the round.
  template <class V>
  static constexpr V after(const Main<V>& r, const Signs<V>& signs, unsigned i) {
    for (unsigned j = 0; j < keccak::kConstantBits; ++j) {
      if (i == (1u << j) - 1) return r.first[j];
    }
    return chi(r, signs, i);
  }
};

// A call. Limbs are low limb first; top: bits 30 and 31 of a word, which with the check of what is left of its high
// limb, 14 bits, are the only ones. Limbs before the call are in range as the memory bus has them.
struct Keccak : ChipDefinition {
  static constexpr std::string_view kName = "keccak";
  static constexpr std::string_view kSummary = "calls of Keccak-f[1600]";
  SQUALL_COLUMNS(Main, real, clock, a[2], b[2], c[2], before[100], after[100], top_before[50], top_after[50], time[50]);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    receive_call(b, r.real,
                 CallRegisters<V>{V(number(Function::kKeccak)),
                                  r.clock,
                                  {r.a[0], r.a[1]},
                                  {r.b[0], r.b[1]},
                                  {r.c[0], r.c[1]},
                                  {r.c[0], r.c[1]}});
    check_aligned(b, "a is aligned", r.real, 256, r.a);
    for (unsigned i = 0; i < kKeccakWords; ++i) {
      const V before[2] = {r.before[2 * i], r.before[2 * i + 1]}, after[2] = {r.after[2 * i], r.after[2 * i + 1]};
      access_word(b, "word of the state", r.real, r.a, i, before, after, r.time[i], r.clock + V(2));
    }
    const auto split = [&](const char* label, const V& low, const V& high, const V& top) {
      b.zero("top bits of a word", top * (top - V(1)) * ((top - V(2)) * (top - V(3))));
      const V rest = high - top * V(1 << 14);
      check_range(b, label, r.real, 1 << 14, rest);
      return KeccakWord<V>{low + rest * V(kLimb), top};
    };
    KeccakWord<V> before[kKeccakWords], after[kKeccakWords];
    for (unsigned i = 0; i < kKeccakWords; ++i) {
      before[i] = split("high limb before", r.before[2 * i], r.before[2 * i + 1], r.top_before[i]);
      after[i] = split("high limb after", r.after[2 * i], r.after[2 * i + 1], r.top_after[i]);
      check_range(b, "low limb after", r.real, kLimb, r.after[2 * i]);
    }
    pass_keccak_state<true>(b, "state before", r.real, r.clock, V(0), [&](unsigned i) { return before[i]; });
    pass_keccak_state<false>(b, "state after", r.real, r.clock, V(keccak::kRounds),
                             [&](unsigned i) { return after[i]; });
  }

  struct RowsOfCall {
    static constexpr Family kFamily = Family::kKeccak;
    static constexpr unsigned kRows = 1;
    explicit RowsOfCall(const FamilyEvent<kFamily>& e) : event(e) {}

    void fill(Main<std::uint32_t>& r, unsigned) const {
      keccak::State state = keccak::from_words(std::span(event.values));
      for (unsigned i = 0; i < keccak::kRounds; ++i) state = keccak::round(state, i);
      r.real = 1;
      r.clock = event.clock;
      set_limbs(r.a, event.a);
      set_limbs(r.b, event.b);
      set_limbs(r.c, event.c);
      for (unsigned i = 0; i < kKeccakWords; ++i) {
        const std::uint32_t before = event.values[i],
                            after = static_cast<std::uint32_t>(state[i / 2] >> (32 * (i % 2)));
        r.before[2 * i] = before & 0xffff;
        r.before[2 * i + 1] = before >> 16;
        r.top_before[i] = before >> 30;
        r.after[2 * i] = after & 0xffff;
        r.after[2 * i + 1] = after >> 16;
        r.top_after[i] = after >> 30;
        r.time[i] = event.times[i];
      }
    }

   private:
    FamilyEvent<kFamily> event;
  };
  using Rows = CallRows<RowsOfCall>;
};

}  // namespace squall::chips

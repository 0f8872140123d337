#pragma once

// The compression function of SHA-256: a row of `Sha256` is a call with its message schedule, two rows of
// `Sha256Rounds` are its 64 rounds.

#include "machine/chips/sha256_words.hpp"

namespace squall::chips {

// A call. Its 64 words of schedule are bits. The state afterwards is before + S, with S from the last round; S is the
// expression after - before + 2^16 carry - carry in, which the rounds, sending limbs, put in range.
struct Sha256 : ChipDefinition {
  static constexpr std::string_view kName = "sha256";
  static constexpr std::string_view kSummary = "calls of the SHA-256 compression function, with message schedule";
  // bits: i + 32 t of W_t. carry: per word from W_16 on, for both limbs. sum_carry: likewise of the eight sums.
  SQUALL_COLUMNS(Main, real, clock, a[2], b[2], c[2], before[16], after[16], sum_carry[16], time[24], carry[96],
                 bits[2048]);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    receive_call(b, r.real,
                 CallRegisters<V>{V(number(Function::kSha256)),
                                  r.clock,
                                  {r.a[0], r.a[1]},
                                  {r.b[0], r.b[1]},
                                  {r.c[0], r.c[1]},
                                  {r.c[0], r.c[1]}});
    check_aligned(b, "a is aligned", r.real, 32, r.a);
    check_aligned(b, "b is aligned", r.real, 64, r.b);

    ShaBits<V> w[sha256::kRounds];
    for (unsigned t = 0; t < sha256::kRounds; ++t) {
      w[t] = sha_bits(b, t < 16 ? "bit of the message" : "bit of the schedule", r.bits + 32 * t);
    }
    access_state(b, r);
    for (unsigned t = 0; t < 16; ++t) {
      const ShaBits<V> bytes = w[t].swapped();
      const V value[2] = {bytes.limb(0), bytes.limb(1)};
      read_word(b, "word of the message", r.real, r.b, t, value, r.time[8 + t], r.clock);
    }
    extend(b, r, w);
    send_words(b, r, w);
    sum(b, r);
  }

  struct RowsOfCall {
    static constexpr Family kFamily = Family::kSha256;
    static constexpr unsigned kRows = 1;
    explicit RowsOfCall(const FamilyEvent<kFamily>& e)
        : event(e), w(sha256::schedule(std::span(e.values).template subspan<8>())) {}

    void fill(Main<std::uint32_t>& r, unsigned) const {
      r.real = 1;
      r.clock = event.clock;
      set_limbs(r.a, event.a);
      set_limbs(r.b, event.b);
      set_limbs(r.c, event.c);
      for (unsigned i = 0; i < 24; ++i) r.time[i] = event.times[i];
      for (unsigned i = 0; i < 32 * sha256::kRounds; ++i) r.bits[i] = w[i / 32] >> (i % 32) & 1;
      for (unsigned t = 16; t < sha256::kRounds; ++t) {
        const std::uint32_t summands[] = {sha256::kSchedule1(w[t - 2]), w[t - 7], sha256::kSchedule0(w[t - 15]),
                                          w[t - 16]};
        std::uint64_t low = 0, all = 0;
        for (const std::uint32_t x : summands) {
          low += x & 0xffff;
          all += x;
        }
        r.carry[2 * (t - 16)] = static_cast<std::uint32_t>(low >> 16);
        r.carry[2 * (t - 16) + 1] = static_cast<std::uint32_t>(all >> 32);
      }
      fill_sums(r);
    }

   private:
    void fill_sums(Main<std::uint32_t>& r) const {
      sha256::State state{};
      for (unsigned i = 0; i < 8; ++i) state[i] = event.values[i];
      for (unsigned t = 0; t < sha256::kRounds; ++t) state = sha256::round(state, w[t] + sha256::kRoundConstants[t]);
      for (unsigned i = 0; i < 8; ++i) {
        const std::uint32_t before = event.values[i], after = before + state[i];
        r.before[2 * i] = before & 0xffff;
        r.before[2 * i + 1] = before >> 16;
        r.after[2 * i] = after & 0xffff;
        r.after[2 * i + 1] = after >> 16;
        r.sum_carry[2 * i] = ((before & 0xffff) + (state[i] & 0xffff)) >> 16;
        r.sum_carry[2 * i + 1] = after < before;
      }
    }
    FamilyEvent<kFamily> event;
    std::array<std::uint32_t, sha256::kRounds> w;
  };
  using Rows = CallRows<RowsOfCall>;

 private:
  template <class B, class V = typename B::Value>
  static constexpr void access_state(B& b, const Main<V>& r) {
    for (unsigned i = 0; i < 8; ++i) {
      const V before[2] = {r.before[2 * i], r.before[2 * i + 1]}, after[2] = {r.after[2 * i], r.after[2 * i + 1]};
      access_word(b, "word of the state", r.real, r.a, i, before, after, r.time[i], r.clock + V(2));
    }
  }

  // W_t = sigma_1(W_(t-2)) + W_(t-7) + sigma_0(W_(t-15)) + W_(t-16).
  template <class B, class V = typename B::Value>
  static constexpr void extend(B& b, const Main<V>& r, const ShaBits<V> (&w)[sha256::kRounds]) {
    for (unsigned t = 16; t < sha256::kRounds; ++t) {
      const V* carry = r.carry + 2 * (t - 16);
      const ShaBits<V> s0 = sha_sigma(sha256::kSchedule0, w[t - 15]), s1 = sha_sigma(sha256::kSchedule1, w[t - 2]);
      for (unsigned i = 0; i < 2; ++i) {
        check_quarter(b, "carry of the schedule", carry[i]);
        const V summands = s1.limb(i) + w[t - 7].limb(i) + s0.limb(i) + w[t - 16].limb(i) + (i ? carry[0] : V(0));
        b.zero("word of the schedule", summands - w[t].limb(i) - carry[i] * V(kLimb));
      }
    }
  }

  template <class B, class V = typename B::Value>
  static constexpr void send_words(B& b, const Main<V>& r, const ShaBits<V> (&w)[sha256::kRounds]) {
    for (unsigned part = 0; part < kShaRows; ++part) {
      V limbs[2 * kShaRowRounds];
      for (unsigned k = 0; k < kShaRowRounds; ++k) {
        const unsigned t = part * kShaRowRounds + k;
        limbs[2 * k] = w[t].limb(0) + V(sha256::kRoundConstants[t] & 0xffff);
        limbs[2 * k + 1] = w[t].limb(1) + V(sha256::kRoundConstants[t] >> 16);
      }
      pass_sha_words<true>(b, "words of the schedule", r.real, r.clock, V(part), limbs);
    }
  }

  template <class B, class V = typename B::Value>
  static constexpr void sum(B& b, const Main<V>& r) {
    pass_sha_state<true>(b, "state before", r.real, r.clock, V(0), r.before);
    V last[16];
    for (unsigned i = 0; i < 16; ++i) {
      b.boolean("carry of the sum", r.sum_carry[i]);
      check_range(b, "limb afterwards", r.real, kLimb, r.after[i]);
      last[i] = r.after[i] - r.before[i] + r.sum_carry[i] * V(kLimb) - (i % 2 ? r.sum_carry[i - 1] : V(0));
    }
    pass_sha_state<false>(b, "state after", r.real, r.clock, V(kShaRows), last);
  }
};

// 32 rounds. Of the state (a, ..., h) a round makes a and e anew, the others move up. So the columns are the bits of a
// and e after each round and of those before, where d and h are needed as numbers only:
//   e' = d + h + Sigma_1(e) + Ch(e, f, g) + W + K,  a' = e' - d + Sigma_0(a) + Maj(a, b, c)  modulo 2^32.
struct Sha256Rounds : ChipDefinition {
  static constexpr std::string_view kName = "sha256-rounds";
  static constexpr std::string_view kSummary = "rounds of the SHA-256 compression function, 32 to a row";
  // part: the rounds are those from 32 part on. d, h: limbs at first. a, e: 32 bits each of c, b and a before the first
  // round and of a after every round; likewise g, f and e. Limb i of round t has number 2 t + i: word, W_t + K_t;
  // carry_a from -1 to 2; the carry of e, from 0 to 5, is small_e + 4 big_e.
  SQUALL_COLUMNS(Main, real, clock, part, d[2], h[2], word[64], small_e[64], big_e[64], carry_a[64], a[1120], e[1120]);

  static constexpr unsigned kWords = kShaRowRounds + 3;

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    b.boolean("part is boolean", r.part);
    ShaBits<V> a[kWords], e[kWords];
    for (unsigned k = 0; k < kWords; ++k) {
      a[k] = sha_bits(b, "bit of a", r.a + 32 * k);
      e[k] = sha_bits(b, "bit of e", r.e + 32 * k);
    }
    for (unsigned t = 0; t < kShaRowRounds; ++t) round(b, r, t, a, e);

    const auto state = [&](unsigned first, const V(&d)[2], const V(&h)[2], V(&limbs)[16]) {
      for (unsigned i = 0; i < 2; ++i) {
        for (unsigned k = 0; k < 3; ++k) {
          limbs[2 * k + i] = a[first + 2 - k].limb(i);
          limbs[8 + 2 * k + i] = e[first + 2 - k].limb(i);
        }
        limbs[6 + i] = d[i];
        limbs[14 + i] = h[i];
      }
    };
    V before[16], after[16];
    state(0, r.d, r.h, before);
    const V d[2] = {a[kShaRowRounds - 1].limb(0), a[kShaRowRounds - 1].limb(1)};
    const V h[2] = {e[kShaRowRounds - 1].limb(0), e[kShaRowRounds - 1].limb(1)};
    state(kShaRowRounds, d, h, after);
    pass_sha_words<false>(b, "words of the schedule", r.real, r.clock, r.part, r.word);
    pass_sha_state<false>(b, "state before", r.real, r.clock, r.part, before);
    pass_sha_state<true>(b, "state after", r.real, r.clock, r.part + V(1), after);
  }

  struct RowsOfCall {
    static constexpr Family kFamily = Family::kSha256;
    static constexpr unsigned kRows = kShaRows;
    explicit RowsOfCall(const FamilyEvent<kFamily>& event)
        : clock(event.clock), w(sha256::schedule(std::span(event.values).template subspan<8>())) {
      for (unsigned i = 0; i < 8; ++i) before[0][i] = event.values[i];
      for (unsigned t = 0; t < sha256::kRounds; ++t) {
        w[t] += sha256::kRoundConstants[t];
        before[t + 1] = sha256::round(before[t], w[t]);
      }
    }

    void fill(Main<std::uint32_t>& r, unsigned part) const {
      r.real = 1;
      r.clock = clock;
      r.part = part;
      const unsigned first = part * kShaRowRounds;
      set_limbs(r.d, before[first][3]);
      set_limbs(r.h, before[first][7]);
      for (unsigned k = 0; k < kWords; ++k) {
        const sha256::State& state = before[first + (k < 3 ? 0 : k - 2)];
        const unsigned number = k < 3 ? 2 - k : 0;
        for (unsigned i = 0; i < 32; ++i) {
          r.a[32 * k + i] = state[number] >> i & 1;
          r.e[32 * k + i] = state[4 + number] >> i & 1;
        }
      }
      for (unsigned t = 0; t < kShaRowRounds; ++t) fill_round(r, t, first + t);
    }

   private:
    // Round `number` of the call is round t of the row. The word's limbs are W's plus K's, so they may have 17 bits.
    void fill_round(Main<std::uint32_t>& r, unsigned t, unsigned number) const {
      const std::uint32_t constant = sha256::kRoundConstants[number];
      const sha256::State &s = before[number], &next = before[number + 1];
      const std::uint32_t sums[] = {sha256::kStateE(s[4]), sha256::choose(s[4], s[5], s[6]), sha256::kStateA(s[0]),
                                    sha256::majority(s[0], s[1], s[2])};
      std::int64_t e = 0, a = 0;
      for (unsigned i = 0; i < 2; ++i) {
        const auto limb = [&](std::uint32_t x) { return std::int64_t(x >> (16 * i) & 0xffff); };
        const std::int64_t word = limb(w[number] - constant) + limb(constant);
        e = (e + limb(s[3]) + limb(s[7]) + limb(sums[0]) + limb(sums[1]) + word) >> 16;
        a = (a + limb(next[4]) - limb(s[3]) + limb(sums[2]) + limb(sums[3])) >> 16;
        r.word[2 * t + i] = static_cast<std::uint32_t>(word);
        r.small_e[2 * t + i] = static_cast<std::uint32_t>(e & 3);
        r.big_e[2 * t + i] = static_cast<std::uint32_t>(e >> 2);
        r.carry_a[2 * t + i] = word_of(a);
      }
    }
    std::uint32_t clock;
    std::array<std::uint32_t, sha256::kRounds> w;  // W + K
    std::array<sha256::State, sha256::kRounds + 1> before;
  };
  using Rows = CallRows<RowsOfCall>;

 private:
  template <class B, class V = typename B::Value>
  static constexpr void round(B& b, const Main<V>& r, unsigned t, const ShaBits<V> (&a)[kWords],
                              const ShaBits<V> (&e)[kWords]) {
    const ShaBits<V> s0 = sha_sigma(sha256::kStateA, a[t + 2]), maj = sha_majority(a[t + 2], a[t + 1], a[t]);
    const ShaBits<V> s1 = sha_sigma(sha256::kStateE, e[t + 2]), ch = sha_choose(e[t + 2], e[t + 1], e[t]);
    V carry_e(0), carry_a(0);
    for (unsigned i = 0; i < 2; ++i) {
      const unsigned k = 2 * t + i;
      const V d = t == 0 ? r.d[i] : a[t - 1].limb(i), h = t == 0 ? r.h[i] : e[t - 1].limb(i);
      const V new_e = e[t + 3].limb(i), new_a = a[t + 3].limb(i);
      const V sum_e = d + h + s1.limb(i) + ch.limb(i) + r.word[k] + carry_e;
      const V sum_a = new_e - d + s0.limb(i) + maj.limb(i) + carry_a;
      carry_e = r.small_e[k] + r.big_e[k] * V(4);
      carry_a = r.carry_a[k];
      check_quarter(b, "low part of the carry of e", r.small_e[k]);
      b.boolean("high part of the carry of e", r.big_e[k]);
      check_quarter(b, "carry of a", carry_a + V(1));
      b.zero("e", sum_e - new_e - carry_e * V(kLimb));
      b.zero("a", sum_a - new_a - carry_a * V(kLimb));
    }
  }
};

}  // namespace squall::chips

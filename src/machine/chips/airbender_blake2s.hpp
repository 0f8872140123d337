#pragma once

// One round of BLAKE2s per call, as programs for Airbender do it: see machine/functions/blake.hpp.

#include "machine/chips/blake_rounds.hpp"
#include "machine/chips/call.hpp"

namespace squall::chips {

// A row is a call. Words are numbered as in the call: h, v, input, x13.
//
// x12 has the round, one of ten bits, in its low half, or in its high half above three flags; then its low half is zero
// and it moves on to the next round. Which of the two is chosen freely, but a round is not zero, so only one is
// possible. The input may straddle two banks: a word whose place is beyond the first one's end lies in the next, since
// only places below 2^16 have memory.
struct AirbenderBlake2s : ChipDefinition {
  static constexpr std::string_view kName = "airbender-blake2s";
  static constexpr std::string_view kSummary = "single rounds of BLAKE2s";
  // low: 2^round if it stands in the low half; flags: those in the high half. from[i] is word i of the state before the
  // round, a and c in limbs, b and d in bytes.
  SQUALL_COLUMNS(Main, clock, a[2], b[2], round[10], high, seven, last, right, compress, low, flags, x13[2], wrap[16],
                 time[41], h[16], v[32], input[32], from_limbs[16], from_bytes[32], message[32], rounds[320],
                 halves[32], base[32], sum[32], h_after[16]);
  static_assert(sizeof(Main<char>::rounds) == kRoundColumns);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    const V real = control(b, r);
    BlakeWord<V> h[8], v[16], input[16], state[16], message[16];
    for (unsigned i = 0; i < 8; ++i) h[i] = word_of_limbs(r.h + 2 * i);
    for (unsigned i = 0; i < 16; ++i) {
      v[i] = word_of_limbs(r.v + 2 * i);
      input[i] = word_of_limbs(r.input + 2 * i);
      b.boolean("wrap is boolean", r.wrap[i]);
      read_straddling(b, r, real, i);
      message[i] = word_of_limbs(r.message + 2 * i);
    }
    choose_message(b, r, h, input);
    choose_state(b, r, h, v, state);
    const blake::Order in_order = blake::kBlake2sOrders[0];  // `message` is in the order of its use
    mix_round(b, real, r.rounds, state, message, in_order);
    for (unsigned i = 0; i < 16; ++i) {
      access_word(b, "v", real, r.a, 8 + i, v[i].limb, state[i].limb, r.time[8 + i], r.clock + V(2));
    }
    finish(b, r, real, h, state);
  }

 private:
  // The registers. Returns `real`.
  template <class B, class V = typename B::Value>
  static constexpr V control(B& b, const Main<V>& r) {
    V real(0), power(0);
    for (unsigned i = 0; i < blake::kBlake2sRounds; ++i) {
      b.boolean(i < 9 ? "round is boolean" : "the last round is boolean", r.round[i]);
      real += r.round[i];
      power += r.round[i] * V(1u << i);
    }
    const V in_low = real - r.high;
    b.boolean("one round", real);
    b.boolean("high is boolean", r.high);
    b.boolean("seven is boolean", r.seven);
    b.boolean("last is boolean", r.last);
    b.boolean("right is boolean", r.right);
    b.boolean("compress is boolean", r.compress);
    b.zero("round in the low half", r.low - in_low * power);
    b.zero("flags in the high half", r.flags - r.high * (r.seven + r.right * V(2) + r.compress * V(4)));
    b.when(in_low).zero("low half of x13", r.x13[0] - r.last - r.right * V(2) - r.compress * V(4));
    b.when(in_low).zero("high half of x13", r.x13[1]);
    b.when(r.seven).zero("one of seven rounds", r.round[7] + r.round[8] + r.round[9]);
    b.when(r.high).zero("the last round is known", r.last - r.seven * r.round[6] - (V(1) - r.seven) * r.round[9]);

    const V moved = power - r.low;  // 2^round if it stands in the high half
    receive_call(b, real,
                 {V(number(Function::kAirbenderBlake2s)),
                  r.clock,
                  {r.a[0], r.a[1]},
                  {r.b[0], r.b[1]},
                  {r.low, r.flags + moved * V(8)},
                  {r.low, r.flags + moved * V(16)}});
    check_aligned(b, "a is aligned", real, 128, r.a);
    check_aligned(b, "b is aligned", r.high, 64, r.b);
    read_register(b, "x13", real, V(13), r.x13, r.time[40], r.clock + V(2));
    return real;
  }

  template <class B, class V = typename B::Value>
  static constexpr void read_straddling(B& b, const Main<V>& r, const V& real, unsigned i) {
    const V word[2] = {r.input[2 * i], r.input[2 * i + 1]};
    access(b, "input", real, V(kMemoryBank) + r.b[1] + r.wrap[i], r.b[0] + V(4 * i) - r.wrap[i] * V(kLimb), word, word,
           r.time[24 + i], r.clock);
  }

  // The message in the order in which this round uses it.
  template <class B, class V = typename B::Value>
  static constexpr void choose_message(B& b, const Main<V>& r, const BlakeWord<V> (&h)[8],
                                       const BlakeWord<V> (&input)[16]) {
    const V on_right = r.compress * r.right, on_left = r.compress - on_right;  // where the input stands
    V words[16][2];
    for (unsigned i = 0; i < 8; ++i) {
      for (unsigned k = 0; k < 2; ++k) {
        const V &x = input[i].limb[k], &y = input[8 + i].limb[k], &own = h[i].limb[k];
        words[i][k] = x + on_left * (own - x);
        words[8 + i][k] = y + on_left * (x - y) + on_right * (own - y);
      }
    }
    for (unsigned i = 0; i < 16; ++i) {
      for (unsigned k = 0; k < 2; ++k) {
        V chosen(0);
        for (unsigned n = 0; n < blake::kBlake2sRounds; ++n) {
          chosen += r.round[n] * words[blake::kBlake2sOrders[n][i]][k];
        }
        b.zero("message word", r.message[2 * i + k] - chosen);
      }
    }
  }

  // The state before the round: v, or what round 0 begins with.
  template <class B, class V = typename B::Value>
  static constexpr void choose_state(B& b, const Main<V>& r, const BlakeWord<V> (&h)[8], const BlakeWord<V> (&v)[16],
                                     BlakeWord<V> (&state)[16]) {
    const V& first = r.round[0];
    for (unsigned i = 0; i < 16; ++i) {
      // a, b, c, d: limbs for a and c, bytes for b and d.
      const unsigned row = i / 4, place = 4 * (row / 2) + i % 4;
      state[i] = row % 2 == 0 ? word_of_limbs(r.from_limbs + 2 * place) : word_of_bytes(r.from_bytes + 4 * place);
      for (unsigned k = 0; k < 2; ++k) {
        const V before = v[i].limb[k];
        const V compressing(blake::kCompressionStart[i] >> (16 * k) & 0xffff);
        const V hashing = i < 8 ? h[i].limb[k] : i == 12 || i == 14 ? before : compressing;
        b.zero("state before the round",
               state[i].limb[k] - before - first * (hashing - before) - first * r.compress * (compressing - hashing));
      }
    }
  }

  // h, to which the last round adds the state.
  template <class B, class V = typename B::Value>
  static constexpr void finish(B& b, const Main<V>& r, const V& real, const BlakeWord<V> (&h)[8],
                               const BlakeWord<V> (&state)[16]) {
    for (unsigned i = 0; i < 8; ++i) {
      const BlakeWord<V> base = word_of_bytes(r.base + 4 * i);
      const BlakeWord<V> halves = xor_words(b, "halves of the state", real, state[i], state[8 + i], r.halves + 4 * i);
      const BlakeWord<V> sum = xor_words(b, "h xor halves", real, base, halves, r.sum + 4 * i);
      const V after[2] = {r.h_after[2 * i], r.h_after[2 * i + 1]};
      for (unsigned k = 0; k < 2; ++k) {
        const V constant(blake::kParameterIv[i] >> (16 * k) & 0xffff);
        b.zero("what the state is added to", base.limb[k] - h[i].limb[k] - r.compress * (constant - h[i].limb[k]));
        b.zero("h after the round", after[k] - h[i].limb[k] - r.last * (sum.limb[k] - h[i].limb[k]));
      }
      access_word(b, "h", real, r.a, i, h[i].limb, after, r.time[i], r.clock + V(2));
    }
  }

 public:
  class Row {
   public:
    static constexpr Family kFamily = Family::kAirbenderBlake2s;
    static constexpr unsigned kRows = 1;

    explicit Row(const FamilyEvent<kFamily>& event) : e_(event) {}

    void fill(Main<std::uint32_t>& r, unsigned) const {
      const std::span<const std::uint32_t> words = e_.values, h = words.first(8), v = words.subspan(8, 16),
                                           input = words.subspan(24, 16);
      blake::RoundControl control{};
      check(blake::read_control(e_.c, words[40], control) == nullptr, "a call of a round is well-formed");
      r.clock = e_.clock;
      set_limbs(r.a, e_.a);
      set_limbs(r.b, e_.b);
      fill_control(r, control);
      put_limbs(r.x13, words[40]);
      std::copy(std::begin(e_.times), std::end(e_.times), r.time);
      const auto message = blake::round_message(control, h, input);
      const blake::Order& order = blake::kBlake2sOrders[control.round];
      blake::State state = blake::round_state(control, h, v);
      for (unsigned i = 0; i < 16; ++i) {
        r.wrap[i] = r.b[0] + 4 * i >= kLimb;
        put_limbs(r.v + 2 * i, v[i]);
        put_limbs(r.input + 2 * i, input[i]);
        put_limbs(r.message + 2 * i, message[order[i]]);
        const unsigned row = i / 4, place = 4 * (row / 2) + i % 4;
        if (row % 2 == 0) put_limbs(r.from_limbs + 2 * place, state[i]);
        if (row % 2 == 1) put_bytes(r.from_bytes + 4 * place, state[i]);
      }
      fill_round(r.rounds, state, message, order);
      for (unsigned i = 0; i < 8; ++i) {
        const std::uint32_t base = control.compress ? blake::kParameterIv[i] : h[i], halves = state[i] ^ state[8 + i];
        put_limbs(r.h + 2 * i, h[i]);
        put_bytes(r.base + 4 * i, base);
        put_bytes(r.halves + 4 * i, halves);
        put_bytes(r.sum + 4 * i, base ^ halves);
        put_limbs(r.h_after + 2 * i, control.last ? base ^ halves : h[i]);
      }
    }

   private:
    static void fill_control(Main<std::uint32_t>& r, const blake::RoundControl& control) {
      r.round[control.round] = 1;
      r.high = control.in_high_half;
      r.seven = control.seven_rounds;
      r.last = control.last;
      r.right = control.right;
      r.compress = control.compress;
      if (r.high == 0) r.low = 1u << control.round;
      if (r.high == 1) r.flags = r.seven + 2 * r.right + 4 * r.compress;
    }

    FamilyEvent<kFamily> e_;
  };
  using Rows = CallRows<Row>;
};

}  // namespace squall::chips

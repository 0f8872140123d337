#pragma once

// The compression function of BLAKE2s: a call is one row with all ten rounds.

#include "machine/chips/blake_rounds.hpp"
#include "machine/chips/call.hpp"

namespace squall::chips {

// Words are numbered as in the call: h, message, and what c points to (counter, finalisation flags).
struct Blake2s : ChipDefinition {
  static constexpr std::string_view kName = "blake2s";
  static constexpr std::string_view kSummary = "compressions of BLAKE2s";
  SQUALL_COLUMNS(Main, real, clock, a[2], b[2], c[2], time[28], h[32], message[32], last[16], start[16], rounds[3200],
                 halves[32], result[32]);
  static_assert(sizeof(Main<char>::rounds) == blake::kBlake2sRounds * kRoundColumns);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    receive_call(b, r.real,
                 {V(number(Function::kBlake2s)),
                  r.clock,
                  {r.a[0], r.a[1]},
                  {r.b[0], r.b[1]},
                  {r.c[0], r.c[1]},
                  {r.c[0], r.c[1]}});
    check_aligned(b, "a is aligned", r.real, 32, r.a);
    check_aligned(b, "b is aligned", r.real, 64, r.b);
    check_aligned(b, "c is aligned", r.real, 16, r.c);

    BlakeWord<V> v[16], h[8], message[16];
    for (unsigned i = 0; i < 8; ++i) v[i] = h[i] = word_of_bytes(r.h + 4 * i);
    for (unsigned i = 0; i < 4; ++i) {
      v[8 + i] = constant_word(r.real, blake::kIv[i]);
      const BlakeWord<V> last = word_of_bytes(r.last + 4 * i), iv = constant_word(r.real, blake::kIv[4 + i]);
      read_word(b, "word behind c", r.real, r.c, i, last.limb, r.time[24 + i], r.clock + V(1));
      v[12 + i] = xor_words(b, "constant xor counter or flag", r.real, iv, last, r.start + 4 * i);
    }
    for (unsigned i = 0; i < 16; ++i) {
      message[i] = word_of_limbs(r.message + 2 * i);
      read_word(b, "message word", r.real, r.b, i, message[i].limb, r.time[8 + i], r.clock);
    }
    for (unsigned i = 0; i < blake::kBlake2sRounds; ++i) {
      mix_round(b, r.real, r.rounds + i * kRoundColumns, v, message, blake::kBlake2sOrders[i]);
    }
    for (unsigned i = 0; i < 8; ++i) {
      const BlakeWord<V> halves = xor_words(b, "halves of the state", r.real, v[i], v[8 + i], r.halves + 4 * i);
      const BlakeWord<V> out = xor_words(b, "h xor halves", r.real, h[i], halves, r.result + 4 * i);
      access_word(b, "h", r.real, r.a, i, h[i].limb, out.limb, r.time[i], r.clock + V(2));
    }
  }

  class Row {
   public:
    static constexpr Family kFamily = Family::kBlake2s;
    static constexpr unsigned kRows = 1;

    explicit Row(const FamilyEvent<kFamily>& event) : e_(event) {}

    void fill(Main<std::uint32_t>& r, unsigned) const {
      const std::span<const std::uint32_t> words = e_.values, message = words.subspan(8, 16), last = words.subspan(24);
      r.real = 1;
      r.clock = e_.clock;
      set_limbs(r.a, e_.a);
      set_limbs(r.b, e_.b);
      set_limbs(r.c, e_.c);
      std::copy(std::begin(e_.times), std::end(e_.times), r.time);
      for (unsigned i = 0; i < 8; ++i) put_bytes(r.h + 4 * i, words[i]);
      for (unsigned i = 0; i < 4; ++i) {
        put_bytes(r.last + 4 * i, last[i]);
        put_bytes(r.start + 4 * i, last[i] ^ blake::kIv[4 + i]);
      }
      for (unsigned i = 0; i < 16; ++i) put_limbs(r.message + 2 * i, message[i]);
      blake::State v = blake::start_blake2s(words, last);
      for (unsigned i = 0; i < blake::kBlake2sRounds; ++i) {
        fill_round(r.rounds + i * kRoundColumns, v, message, blake::kBlake2sOrders[i]);
      }
      for (unsigned i = 0; i < 8; ++i) {
        put_bytes(r.halves + 4 * i, v[i] ^ v[8 + i]);
        put_bytes(r.result + 4 * i, words[i] ^ v[i] ^ v[8 + i]);
      }
    }

   private:
    FamilyEvent<kFamily> e_;
  };
  using Rows = CallRows<Row>;
};

}  // namespace squall::chips

#pragma once

// The compression function of BLAKE3: a call is one row with all seven rounds.

#include "machine/chips/blake_rounds.hpp"
#include "machine/chips/call.hpp"

namespace squall::chips {

// Words are numbered as in the call: chaining value, message, and what c points to (counter, length, flags).
struct Blake3 : ChipDefinition {
  static constexpr std::string_view kName = "blake3";
  static constexpr std::string_view kSummary = "compressions of BLAKE3";
  SQUALL_COLUMNS(Main, real, clock, a[2], b[2], c[2], time[28], h_limbs[8], h_bytes[16], message[32], last[16],
                 rounds[2240], result[32]);
  static_assert(sizeof(Main<char>::rounds) == blake::kBlake3Rounds * kRoundColumns);

  template <class B>
  static constexpr void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);
    receive_call(b, r.real,
                 {V(number(Function::kBlake3)),
                  r.clock,
                  {r.a[0], r.a[1]},
                  {r.b[0], r.b[1]},
                  {r.c[0], r.c[1]},
                  {r.c[0], r.c[1]}});
    check_aligned(b, "a is aligned", r.real, 32, r.a);
    check_aligned(b, "b is aligned", r.real, 64, r.b);
    check_aligned(b, "c is aligned", r.real, 16, r.c);

    BlakeWord<V> v[16], h[8], message[16];
    for (unsigned i = 0; i < 4; ++i) {
      v[i] = h[i] = word_of_limbs(r.h_limbs + 2 * i);
      v[4 + i] = h[4 + i] = word_of_bytes(r.h_bytes + 4 * i);
      v[8 + i] = constant_word(r.real, blake::kIv[i]);
      v[12 + i] = word_of_bytes(r.last + 4 * i);
      read_word(b, "word behind c", r.real, r.c, i, v[12 + i].limb, r.time[24 + i], r.clock + V(1));
    }
    for (unsigned i = 0; i < 16; ++i) {
      message[i] = word_of_limbs(r.message + 2 * i);
      read_word(b, "message word", r.real, r.b, i, message[i].limb, r.time[8 + i], r.clock);
    }
    for (unsigned i = 0; i < blake::kBlake3Rounds; ++i) {
      mix_round(b, r.real, r.rounds + i * kRoundColumns, v, message, blake::kBlake3Orders[i]);
    }
    for (unsigned i = 0; i < 8; ++i) {
      const BlakeWord<V> out = xor_words(b, "halves of the state", r.real, v[i], v[8 + i], r.result + 4 * i);
      access_word(b, "chaining value", r.real, r.a, i, h[i].limb, out.limb, r.time[i], r.clock + V(2));
    }
  }

  class Row {
   public:
    static constexpr Family kFamily = Family::kBlake3;
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
      for (unsigned i = 0; i < 4; ++i) {
        put_limbs(r.h_limbs + 2 * i, words[i]);
        put_bytes(r.h_bytes + 4 * i, words[4 + i]);
        put_bytes(r.last + 4 * i, last[i]);
      }
      for (unsigned i = 0; i < 16; ++i) put_limbs(r.message + 2 * i, message[i]);
      blake::State v = blake::start_blake3(words, last);
      for (unsigned i = 0; i < blake::kBlake3Rounds; ++i) {
        fill_round(r.rounds + i * kRoundColumns, v, message, blake::kBlake3Orders[i]);
      }
      for (unsigned i = 0; i < 8; ++i) put_bytes(r.result + 4 * i, v[i] ^ v[8 + i]);
    }

   private:
    FamilyEvent<kFamily> e_;
  };
  using Rows = CallRows<Row>;
};

}  // namespace squall::chips

#include "machine/functions/blake.hpp"

#include <algorithm>

namespace squall {
namespace blake {

const char* read_control(std::uint32_t x12, std::uint32_t x13, RoundControl& control) {
  constexpr std::uint32_t kRounds = (1u << kBlake2sRounds) - 1;
  const std::uint32_t high = x12 >> 16, low = x12 & 0xffff;
  control.in_high_half = low == 0;
  if (!control.in_high_half && high != 0) return "both halves of x12 are in use";
  const std::uint32_t rounds = control.in_high_half ? high >> 3 : low, flags = control.in_high_half ? high & 7 : x13;
  if (!std::has_single_bit(rounds)) return "x12 does not name one round";
  if ((rounds & kRounds) == 0) return "x12 names a round beyond the last";
  if (flags > 7) return "x13 has unknown bits";
  control.round = static_cast<unsigned>(std::countr_zero(rounds));
  control.right = flags & 2;
  control.compress = flags & 4;
  control.seven_rounds = control.in_high_half && (flags & 1);
  const unsigned last = control.seven_rounds ? 6 : 9;
  if (control.round > last) return "x12 names a round beyond the seventh";
  control.last = control.in_high_half ? control.round == last : flags & 1;
  return nullptr;
}

std::uint32_t next_control(std::uint32_t x12, const RoundControl& control) {
  return control.in_high_half ? x12 + (8u << control.round << 16) : x12;
}

std::array<std::uint32_t, 16> round_message(const RoundControl& control, std::span<const std::uint32_t> h,
                                            std::span<const std::uint32_t> input) {
  std::array<std::uint32_t, 16> m;
  std::copy_n(input.begin(), 16, m.begin());
  if (!control.compress) return m;
  std::copy_n(input.begin(), 8, m.begin() + (control.right ? 0 : 8));
  std::copy_n(h.begin(), 8, m.begin() + (control.right ? 8 : 0));
  return m;
}

State round_state(const RoundControl& control, std::span<const std::uint32_t> h, std::span<const std::uint32_t> v) {
  State state;
  std::copy_n(v.begin(), 16, state.begin());
  if (control.round != 0) return state;
  if (control.compress) return kCompressionStart;
  for (unsigned i = 0; i < 8; ++i) {
    state[i] = h[i];
    if (i != 4 && i != 6) state[8 + i] = kIv[i];
  }
  return state;
}

}  // namespace blake

namespace {

using blake::State;

// Words of Blake3 and Blake2s: h, message, and the words behind c.
constexpr unsigned kMessage = 8, kLast = 24;

const char* compress_blake3(CallWords& call) {
  State v = blake::start_blake3(call.words, call.words.subspan(kLast));
  for (const auto& order : blake::kBlake3Orders) blake::round(v, call.words.subspan(kMessage), order);
  for (unsigned i = 0; i < 8; ++i) call.words[i] = v[i] ^ v[i + 8];
  return nullptr;
}

const char* compress_blake2s(CallWords& call) {
  State v = blake::start_blake2s(call.words, call.words.subspan(kLast));
  for (const auto& order : blake::kBlake2sOrders) blake::round(v, call.words.subspan(kMessage), order);
  for (unsigned i = 0; i < 8; ++i) call.words[i] ^= v[i] ^ v[i + 8];
  return nullptr;
}

// Words: h, v, input, x13.
const char* round_of_blake2s(CallWords& call) {
  const auto h = call.words.first(8), v = call.words.subspan(8, 16);
  blake::RoundControl control;
  if (const char* reason = blake::read_control(call.c, call.words[40], control)) return reason;
  if (control.in_high_half && call.b % 64 != 0) return "x11 is not a multiple of 64";
  const auto message = blake::round_message(control, h, call.words.subspan(24, 16));
  State state = blake::round_state(control, h, v);
  blake::round(state, message, blake::kBlake2sOrders[control.round]);
  std::copy(state.begin(), state.end(), v.begin());
  for (unsigned i = 0; control.last && i < 8; ++i) {
    h[i] = (control.compress ? blake::kParameterIv[i] : h[i]) ^ state[i] ^ state[i + 8];
  }
  call.c = blake::next_control(call.c, control);
  return nullptr;
}

using Place = Operand::Place;
constexpr Operand kCompression[] = {
    {Place::kA, 0, 8, 2, true}, {Place::kB, 0, 16, 0, false}, {Place::kC, 0, 4, 1, false}};
constexpr Operand kRound[] = {
    {Place::kA, 0, 24, 2, true}, {Place::kB, 0, 16, 0, false}, {Place::kRegister, 13, 1, 2, false}};

constexpr FunctionInfo kFunctions[] = {
    {Function::kBlake3, "blake3", Family::kBlake3, kCompression, {32, 64, 16}, true, true, compress_blake3},
    {Function::kBlake2s, "blake2s", Family::kBlake2s, kCompression, {32, 64, 16}, true, true, compress_blake2s},
    {Function::kAirbenderBlake2s,
     "airbender-blake2s",
     Family::kAirbenderBlake2s,
     kRound,
     {128, 4, 0},
     true,
     true,
     round_of_blake2s},
};

}  // namespace

std::span<const FunctionInfo> blake_functions() { return kFunctions; }

}  // namespace squall

#include "machine/functions/sha256.hpp"

namespace squall {

namespace sha256 {

std::array<std::uint32_t, kRounds> schedule(std::span<const std::uint32_t, 16> message) {
  std::array<std::uint32_t, kRounds> w{};
  for (unsigned t = 0; t < 16; ++t) w[t] = swap_bytes(message[t]);
  for (unsigned t = 16; t < kRounds; ++t) {
    w[t] = kSchedule1(w[t - 2]) + w[t - 7] + kSchedule0(w[t - 15]) + w[t - 16];
  }
  return w;
}

}  // namespace sha256

namespace {

const char* compress(CallWords& call) {
  const auto w = sha256::schedule(call.words.subspan<8, 16>());
  sha256::State state{};
  for (unsigned i = 0; i < 8; ++i) state[i] = call.words[i];
  for (unsigned t = 0; t < sha256::kRounds; ++t) state = sha256::round(state, w[t] + sha256::kRoundConstants[t]);
  for (unsigned i = 0; i < 8; ++i) call.words[i] += state[i];
  return nullptr;
}

}  // namespace

std::span<const FunctionInfo> sha256_functions() {
  static constexpr Operand kOperands[] = {{Operand::Place::kA, 0, 8, 2, true}, {Operand::Place::kB, 0, 16, 0, false}};
  static constexpr FunctionInfo kFunctions[] = {
      {Function::kSha256, "sha256", Family::kSha256, kOperands, {32, 64, 0}, true, false, compress}};
  return kFunctions;
}

}  // namespace squall

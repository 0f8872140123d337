#include "machine/functions/keccak.hpp"

namespace squall {

namespace keccak {

State from_words(std::span<const std::uint32_t, 50> words) {
  State state{};
  for (unsigned i = 0; i < 25; ++i) state[i] = words[2 * i] | std::uint64_t(words[2 * i + 1]) << 32;
  return state;
}

}  // namespace keccak

namespace {

const char* permute(CallWords& call) {
  keccak::State state = keccak::from_words(call.words.first<50>());
  for (unsigned i = 0; i < keccak::kRounds; ++i) state = keccak::round(state, i);
  for (unsigned i = 0; i < 25; ++i) {
    call.words[2 * i] = static_cast<std::uint32_t>(state[i]);
    call.words[2 * i + 1] = static_cast<std::uint32_t>(state[i] >> 32);
  }
  return nullptr;
}

}  // namespace

std::span<const FunctionInfo> keccak_functions() {
  static constexpr Operand kOperands[] = {{Operand::Place::kA, 0, 50, 2, true}};
  static constexpr FunctionInfo kFunctions[] = {
      {Function::kKeccak, "keccak", Family::kKeccak, kOperands, {256, 0, 0}, false, false, permute}};
  return kFunctions;
}

}  // namespace squall

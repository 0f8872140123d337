#pragma once

#include "field/extension.hpp"
#include "field/mont31.hpp"

namespace squall {

struct KoalaBear {
  static constexpr std::uint32_t kModulus = 0x7f000001;  // 2^31 - 2^24 + 1
  static constexpr std::uint32_t kGenerator = 3;
  static constexpr unsigned kTwoAdicity = 24;
};

using Fp = Mont31<KoalaBear>;
using K = Extension<Fp, 5>;  // the challenge field, about 154.9 bits

}  // namespace squall

#include "air/key.hpp"

#include <algorithm>

#include "air/describe.hpp"

namespace squall {

std::vector<unsigned> preprocessed_heights(const Machine& machine) {
  std::vector<unsigned> heights;
  for (const Chip& chip : machine.chips) heights.insert(heights.end(), chip.preprocessed.size(), chip.limits.min_log);
  return heights;
}

void VerifyingKey::finish() {
  const std::vector<unsigned> heights = preprocessed_heights(machine);
  const unsigned tallest = heights.empty() ? skip : *std::max_element(heights.begin(), heights.end());
  preprocessed = Packing(heights, tallest);
  Bytes text;
  const std::string description = describe(machine);
  append(text, {reinterpret_cast<const std::uint8_t*>(description.data()), description.size()});
  append_le(text, skip, 1);
  append_le(text, tallest, 1);
  append(text, root);
  digest = kVerifyingKey.hash(text);
}

}  // namespace squall

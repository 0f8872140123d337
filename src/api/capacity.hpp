#pragma once

// The longest program whose proof fits into a given memory.

#include <cstdint>
#include <functional>
#include <vector>

#include "air/key.hpp"
#include "air/shape.hpp"
#include "pcs/params.hpp"

namespace squall {

// A program of common size, executed for 2^log_instructions instructions in a common mix: the average of hash
// functions, sorting and a loop of additions.
class CommonProgram {
 public:
  CommonProgram();
  // The machine with its limits; without a root, which planning does not need.
  const VerifyingKey& key() const { return key_; }
  std::vector<std::size_t> rows(unsigned log_instructions) const;  // per chip

 private:
  VerifyingKey key_;
};

using MemoryEstimate = std::function<std::uint64_t(const VerifyingKey&, const Params&, const Shape&)>;

// The largest log_instructions of a proof that takes at most so many bytes; 0 if there is none.
unsigned largest_program(const CommonProgram& program, const MemoryEstimate& estimate, std::uint64_t memory);

}  // namespace squall

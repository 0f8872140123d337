#pragma once

// What proving takes in the host's memory.

#include <cstdint>

#include "air/key.hpp"
#include "air/shape.hpp"

namespace squall {

// The peak of proving with this shape on the host: matrices, trees, and the larger one of the zerocheck's and of the
// opening's tables. An upper estimate; traces are not counted.
std::uint64_t host_memory(const VerifyingKey& key, const Shape& shape);

// Of that, what the key itself takes for as long as it exists: the preprocessed matrix and its tree.
std::uint64_t key_memory(const VerifyingKey& key);

}  // namespace squall

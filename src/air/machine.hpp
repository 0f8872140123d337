#pragma once

// A machine: buses, chips, public messages and limits, all as data. Its canonical description (describe.hpp) is hashed
// into the verifying key, so every fact below is bound to a proof.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "air/bus.hpp"
#include "air/chip.hpp"

namespace squall {

// An entry of a public message: a constant, a public value, or the repetition counter of a repeated message.
struct PublicEntry {
  enum class Kind : std::uint8_t { kConstant, kPublic, kCounter } kind;
  std::uint32_t value;  // constant: canonical word; public: index (repeated: offset within the repetition)

  static PublicEntry constant(std::uint32_t word) { return {Kind::kConstant, word}; }
  static PublicEntry public_value(std::uint32_t index) { return {Kind::kPublic, index}; }
  static PublicEntry counter() { return {Kind::kCounter, 0}; }
};

// A message that the verifier adds by itself. A repeated one stands once per `stride` public values from `first` to the
// end.
struct PublicMessage {
  Bus bus;
  bool send;  // multiplicity +1, else -1
  std::vector<PublicEntry> entries;
  bool repeated = false;
};

// A public message with its values filled in.
struct PublicTuple {
  Bus bus;
  Fp multiplicity;
  std::vector<Fp> entries;
};

struct Machine {
  std::string name;
  unsigned max_degree = 4;  // of constraints, including those of helper columns
  unsigned group_size = 3;  // most messages per helper column
  std::vector<Bus> buses;
  std::vector<Chip> chips;
  std::vector<PublicMessage> public_messages;
  std::uint32_t fixed_publics = 0;  // public values before the repeated part
  std::uint32_t public_stride = 0;  // public values per repetition; 0: no repeated part
  std::uint32_t max_publics = 0;    // most public values
  std::uint64_t row_limit = 0;      // most rows of all instances together: bounds clocks and fractions

  unsigned max_arity() const;
  bool valid_public_count(std::size_t count) const;
  // On input: a valid count. The messages that the verifier adds for these public values.
  std::vector<PublicTuple> public_tuples(std::span<const Fp> publics) const;
};

// Checks buses and chips against each other and groups messages; throws std::logic_error. Call once all chips are in.
void finish_machine(Machine& machine);

// The challenges of the LogUp argument: phi(bus, e_1..e_k) = alpha + bus + beta e_1 + ... + beta^k e_k.
struct LogupChallenges {
  K alpha;
  std::vector<K> beta_powers;  // beta, beta^2, ..., one per entry of the longest tuple

  template <class V>
  K fingerprint(const Bus& bus, std::span<const V> entries) const {
    K phi = alpha + K(bus.number);
    for (std::size_t i = 0; i < entries.size(); ++i) phi += beta_powers[i] * entries[i];
    return phi;
  }
};

// sum_j lambdas[j] * C_j at a row over K: the chip's own constraints, then one per helper column. `helpers` holds the
// value of every coordinate column, K::kDegree per helper.
K combined_constraints(const Chip& chip, std::span<const K> row, std::span<const K> helpers,
                       const LogupChallenges& logup, std::span<const K> lambdas);

// The sum of an instance's helper columns, given the values of their coordinates.
K helper_sum(std::span<const K> helpers);

}  // namespace squall

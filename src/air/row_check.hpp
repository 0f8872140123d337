#pragma once

// Debug reader of chips: which constraints a row breaks, by label, and which tuples of all rows do not cancel. Slow and
// complete, for tests and tools; a proof says only that something is wrong.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "air/machine.hpp"

namespace squall {

struct Violation {
  std::string chip, label;
  std::size_t row;
  Fp value;  // of the expression that should be zero
  std::string file;
  unsigned line;

  std::string text() const;
};

// All violations of rows with chip.column_count() columns each (main, closed, preprocessed), row after row.
std::vector<Violation> check_rows(const Chip& chip, std::span<const Fp> rows, std::size_t first_row = 0);

// Counts tuples exactly, modulo p per tuple.
class BusBalance {
 public:
  struct Source {
    std::string chip, label;  // chip empty: a public message
    std::size_t row;
    Fp multiplicity;
  };
  struct Unbalanced {
    Bus bus;
    std::vector<std::uint32_t> tuple;  // canonical words
    Fp total;
    std::vector<Source> sources;

    std::string text() const;
  };

  void add(const Chip& chip, std::span<const Fp> rows, std::size_t first_row = 0);
  void add(const PublicTuple& tuple, std::string label = "public");
  // Whatever does not cancel, ordered by bus and tuple; empty means balanced.
  std::vector<Unbalanced> unbalanced() const;

 private:
  struct Entry {
    Bus bus;
    Fp total = 0;
    std::vector<Source> sources;
  };
  void add(const Bus& bus, std::span<const Fp> entries, Source source);
  std::map<std::vector<std::uint32_t>, Entry> entries_;  // key: bus number, then the tuple
};

}  // namespace squall

#pragma once

// Attacks a chip with rows that lie, and shows that every constraint and every message is needed.
//
// A row is examined like this: which constraints are not zero; which lookups miss their table; and what a judge, who
// knows what the chip should do but nothing of its columns, says about the other messages. Starting from honest rows
// (and the padding row), the suite changes cells, and repairs what a change broke by solving for another cell. Then
//   - an accepted row that the judge calls forged is a failure;
//   - an accepted row with the same messages as the honest one is a survivor: its columns must be on the list of those
//     that are free, each with a reason, and every listed column must survive;
//   - a forged row that exactly one constraint or lookup rejects shows that this item is needed. An item that no such
//     row shows must be on the list of implied ones, with a reason. A message that is no lookup is needed if the judge
//     does not accept an honest row without it.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "air/chip.hpp"

namespace squall::kit {

using Row = std::vector<Fp>;  // main, closed-form and preprocessed columns

struct Sent {
  const Message* message;
  Fp multiplicity;  // negative for a receive
  std::vector<Fp> entries;

  bool live() const { return multiplicity != Fp(0); }
};

enum class Verdict {
  kHonest,      // the messages say what the chip should say
  kForged,      // they do not
  kImpossible,  // what the row received cannot have been sent: other chips' invariants exclude it
};

class ChipSuite {
 public:
  // Gets all messages of a row in declared order, also those with multiplicity 0, except that one may be left out.
  using Judge = std::function<Verdict(const std::vector<Sent>&)>;
  using Lookup = std::function<bool(const std::vector<Fp>&)>;  // is the tuple in the table?

  // Lookups on the buses `range` and `and` are known; others by `lookup`.
  ChipSuite(Chip chip, Judge judge, unsigned max_degree = 4, unsigned group_size = 3);

  void lookup(const Bus& bus, Lookup contains) { lookups_[bus.number] = std::move(contains); }
  // Values worth trying for one entry of a lookup (for instance operation numbers) when a lookup misses.
  void lookup_targets(const Bus& bus, unsigned entry, std::vector<Fp> values) {
    targets_[{bus.number, entry}] = std::move(values);
  }
  void honest(const Row& row) { honest_.push_back(row); }
  // A forgery by hand: must be rejected.
  void forged(const Row& row) { forged_.push_back(row); }
  // This column may be changed without consequence in some rows.
  void free(const std::string& column, const std::string& reason);
  // Dropping the constraint or lookup with this label lets nothing in.
  void implied(const std::string& label, const std::string& reason);

  const Chip& chip() const { return chip_; }
  // The index of a main column.
  std::size_t column(const std::string& name) const;

  // What is wrong; empty if nothing is. bases: honest rows to attack, spread over all; all are checked.
  std::vector<std::string> run(std::size_t bases = 8);

  std::size_t examined() const { return examined_; }

 private:
  struct Examined {
    std::vector<unsigned> broken;  // constraints, then messages
  };
  using Equations = std::vector<std::pair<NodeId, Fp>>;  // node = value

  void evaluate(const Row& row, NodeId end);
  const Examined& examine(const Row& row);
  std::vector<Sent> messages(int without = -1) const;  // of the row examined last
  bool same_messages(const Row& base);
  std::string label(unsigned item) const;
  void check_honest(std::vector<std::string>& problems);
  void attack(const Row& base, unsigned depth);
  void combine_booleans(const Row& base, unsigned depth);
  void consider(const Row& base, const Row& row, std::vector<std::size_t> changed, unsigned depth);
  void solve(const Row& row, NodeId node, Fp value, std::size_t cell, std::vector<Fp>& solutions);
  Equations equations(const Row& base, unsigned item);
  std::vector<Fp> changes(const Row& base, std::size_t cell, bool few) const;
  bool is_complete() const;

  Chip chip_;
  Judge judge_;
  std::map<unsigned, Lookup> lookups_;
  std::map<std::pair<unsigned, unsigned>, std::vector<Fp>> targets_;
  std::vector<Row> honest_, forged_;
  std::map<std::string, std::string> free_, implied_;

  std::vector<std::vector<bool>> depends_;  // per node and column
  std::vector<Fp> values_;                  // of all nodes, for the row examined last
  Examined result_;
  std::vector<std::size_t> booleans_;  // columns that are 0 or 1 in all honest rows
  std::vector<bool> needed_;
  std::map<std::string, std::string> forgeries_, survivors_;  // columns -> an example
  std::size_t examined_ = 0;
};

}  // namespace squall::kit

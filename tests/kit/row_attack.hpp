#pragma once

// What ChipSuite does, for chips with thousands of columns: a change of a cell is followed only to the nodes that
// depend on it, and what cannot be tried completely is sampled, always the same way.
//
// Mutations: a change of one cell of an honest row must break a constraint or a lookup, or change a live message that
// is no lookup. Removals: for a constraint or lookup, a row that nothing else rejects and that should be rejected. On
// the way, no row that the judge calls forged may be accepted: so a constraint that is missing altogether is noticed
// too.

#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "kit/chip_suite.hpp"
#include "kit/lookup_tables.hpp"

namespace squall::kit {

// One row of a chip, with the values of all nodes. Items are constraints, then messages.
class RowState {
 public:
  RowState(const Chip& chip, const LookupTables& tables);

  void load(const Row& row);
  void set(std::size_t cell, Fp value);
  Fp cell(std::size_t cell) const { return row_[cell]; }
  Fp node(NodeId node) const { return values_[node]; }

  // Constraints that are not zero and live lookups that miss.
  const std::set<unsigned>& broken() const { return broken_; }
  // A live message, before or now, that is no lookup differs from the row loaded; looks at messages of this cell.
  bool says_something_else(std::size_t cell) const;
  std::vector<Sent> messages() const;
  std::vector<Fp> tuple(unsigned item) const;

  bool is_lookup(unsigned item) const;
  const std::vector<unsigned>& items_of(std::size_t cell) const { return cell_items_[cell]; }
  const std::vector<std::uint32_t>& cells_of(NodeId node) const { return node_cells_[node]; }
  std::vector<std::uint32_t> cells_of_item(unsigned item) const;

 private:
  Fp compute(NodeId node) const;
  void judge(unsigned item);

  const Chip& chip_;
  const LookupTables& tables_;
  std::vector<std::vector<std::uint32_t>> node_cells_;  // per node: the main columns below it
  std::vector<std::vector<NodeId>> cell_nodes_;         // per column: the nodes above it, operands first
  std::vector<std::vector<unsigned>> cell_items_;
  Row row_;
  std::vector<Fp> values_, loaded_;
  std::set<unsigned> broken_;
};

struct Effort {
  std::size_t bases = 8;      // honest rows
  std::size_t per_label = 2;  // removals: items of one label
  std::size_t tries = 20000;  // removals: changes of a cell, per item
  unsigned depth = 2;         // removals: repairs after the first change
};

class RowAttack {
 public:
  using Judge = std::function<Verdict(const std::vector<Sent>&)>;

  // The chip must outlive it.
  RowAttack(const Chip& chip, std::vector<Row> honest, const LookupTables& tables);
  RowAttack(const RowAttack&) = delete;

  // This column (or all of name[...]) may be changed without consequence in some rows; every listed name must be.
  void free(const std::string& column, const std::string& reason);
  // Dropping the constraints or lookups with this label lets nothing in.
  void implied(const std::string& label, const std::string& reason);
  // Whether the messages of a row are true. Without it every row that exactly one item rejects counts as forged, except
  // where only free columns were changed.
  void judge(Judge judge) { judge_ = std::move(judge); }
  // A row to begin with in the search for removals, next to the honest ones.
  void forged(Row row) { forged_.push_back(std::move(row)); }

  // What is wrong; empty if nothing is.
  std::vector<std::string> mutations(const Effort& effort = {});
  std::vector<std::string> removals(const Effort& effort = {});
  // Rows that the graph and the chip's own code read differently.
  std::vector<std::string> disagreements() const;

 private:
  std::vector<Row> sample(std::size_t count) const;
  std::vector<Fp> changes(std::size_t cell) const;
  std::string label(unsigned item) const;
  bool is_free(std::size_t cell) const;
  void complain_about_rows(std::vector<std::string>& problems);
  void look_for_hole(const std::string& how);
  void complain_about_holes(std::vector<std::string>& problems);

  bool shown_needed(unsigned item, const Effort& effort);
  bool forged_only_by(unsigned item);
  bool repair(unsigned item, unsigned depth);
  bool change_and_repair(unsigned item, std::size_t cell, Fp value, unsigned depth);
  std::vector<std::pair<NodeId, Fp>> wishes(unsigned item) const;
  std::optional<Fp> solve(NodeId node, Fp value, std::size_t cell);

  const Chip& chip_;
  std::vector<Row> honest_, forged_;
  LookupTables tables_;
  RowState state_;
  Judge judge_;
  std::map<std::string, std::string> free_, implied_;
  std::mt19937 random_{1};
  const Row* base_ = nullptr;
  std::vector<std::size_t> changed_;  // cells that differ from the base
  std::size_t tries_ = 0;
  std::set<std::string> holes_;
};

}  // namespace squall::kit

#pragma once

// Calls of accelerated functions without an executor: honest events, the rows of the chips that prove them, and what is
// wrong with such rows when everything else in the machine is added from the function's description alone.
//
//   CallSuite<chips::Modular> suite;
//   suite.call(Function::kAddModulo, 0x1000, 0x2000, 0x3000, words);  // an honest call
//   REQUIRE(suite.problems() == std::vector<std::string>{});
//   RowAttack attack = suite.attack(0);                                // see row_attack.hpp

#include <random>
#include <span>
#include <string>
#include <vector>

#include "air/row_check.hpp"
#include "base/check.hpp"
#include "kit/chip_suite.hpp"
#include "kit/row_attack.hpp"
#include "machine/chips/call.hpp"
#include "machine/functions.hpp"

namespace squall::kit {

// The description of a known function; throws for others.
const FunctionInfo& function_info(Function function);

// Null, or why there is no such call: alignment, overlap within a phase, or what the function says. `words`, in the
// order of the operands, and `c` become those after the call.
const char* run_function(Function function, std::uint32_t a, std::uint32_t b, std::uint32_t& c,
                         std::vector<std::uint32_t>& words);

// A call as it happened. Values, times and `after` are in the order of the operands.
struct HonestCall {
  Function function;
  std::uint32_t clock, a, b, c, c_after;
  std::vector<std::uint32_t> values, times, after;

  template <Family family>
  FamilyEvent<family> event() const {
    FamilyEvent<family> e{number(function), clock, a, b, c, c_after, {}, {}};
    check(values.size() == std::size(e.values) && times.size() == values.size(), "words of the family");
    std::copy(values.begin(), values.end(), e.values);
    std::copy(times.begin(), times.end(), e.times);
    return e;
  }
};

// At a random clock, with random previous accesses (also the nearest and the farthest). Where operands of different
// phases overlap, the value is that of the first phase. Throws std::invalid_argument if run_function refuses.
HonestCall make_call(Function function, std::uint32_t a, std::uint32_t b, std::uint32_t c,
                     std::vector<std::uint32_t> words, std::mt19937& random);

template <Family family>
struct MadeEvent {
  FamilyEvent<family> event;
  std::vector<std::uint32_t> after;
};
template <Family family>
MadeEvent<family> make_call_event(Function function, std::uint32_t a, std::uint32_t b, std::uint32_t c,
                                  std::vector<std::uint32_t> words, std::mt19937& random) {
  const HonestCall call = make_call(function, a, b, c, std::move(words), random);
  return {call.template event<family>(), call.after};
}

// What all messages of one row say, for chips whose row is a whole call: is it what the description says?
Verdict judge_call(const std::vector<Sent>& sent);

// Rows of chips, open to forgery, and the calls that they should prove.
class CallWitness {
 public:
  explicit CallWitness(std::vector<Chip> chips, unsigned max_degree = 4, unsigned group_size = 3);

  // Other tables than machine_tables().
  void lookup(const Bus& bus, LookupTable table) { tables_[bus.number] = std::move(table); }

  // Everything that is wrong, as text: broken constraints; lookups that miss; tuples of other buses that do not cancel
  // against the calls' messages and memory before and after; rows read differently by the graph and by the chip.
  std::vector<std::string> problems() const;

  // An attack on the honest rows that this chip has.
  RowAttack attack(std::size_t chip = 0) const { return {chips_[chip], rows[chip], tables_}; }

  // Cells that a row costs: columns, and those of helper columns.
  std::size_t cells(std::size_t chip = 0) const { return chips_[chip].main.size() + chips_[chip].helper_columns(); }
  const Chip& chip(std::size_t i = 0) const { return chips_[i]; }
  // The number of a column.
  std::size_t column(const std::string& name, std::size_t chip = 0) const;

  std::vector<std::vector<Row>> rows;  // per chip
  std::vector<HonestCall> calls;

 protected:
  void add_row(std::size_t chip, std::span<const std::uint32_t> words);

  std::mt19937 random_{1};

 private:
  void add_outside(BusBalance& balance, const HonestCall& call) const;

  std::vector<Chip> chips_;
  LookupTables tables_;
};

// Chips without fixed columns that declare Rows.
template <class... Chips>
class CallSuite : public CallWitness {
 public:
  CallSuite() : CallWitness({make_chip<Chips>(ChipLimits{})...}) {}

  // Adds an honest call and the chips' rows for it.
  const HonestCall& call(Function function, std::uint32_t a, std::uint32_t b, std::uint32_t c,
                         std::vector<std::uint32_t> words) {
    return call(make_call(function, a, b, c, std::move(words), random_));
  }
  const HonestCall& call(const HonestCall& honest) {
    calls.push_back(honest);
    std::size_t chip = 0;
    (add_rows<Chips>(chip++, honest, typename Chips::Rows{}), ...);
    return calls.back();
  }
  std::uint32_t random() { return static_cast<std::uint32_t>(random_()); }
  std::mt19937& generator() { return random_; }

 private:
  template <class C, class... R>
  void add_rows(std::size_t chip, const HonestCall& call, chips::CallRows<R...>) {
    (add_rows_of<C, R>(chip, call), ...);
  }
  template <class C, class R>
  void add_rows_of(std::size_t chip, const HonestCall& call) {
    if (function_info(call.function).family != R::kFamily) return;
    const auto event = call.template event<R::kFamily>();
    const R source(event);
    for (unsigned i = 0; i < R::kRows; ++i) {
      typename C::template Main<std::uint32_t> row{};
      source.fill(row, i);
      add_row(chip, {reinterpret_cast<const std::uint32_t*>(&row), sizeof row / sizeof(std::uint32_t)});
    }
  }
};

}  // namespace squall::kit

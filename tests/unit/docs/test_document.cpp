// The pages about chips leave nothing out, and their formulas, read again by a parser of their own, have the values of
// what is proven.

#include <cctype>
#include <random>
#include <sstream>
#include <stdexcept>

#include "air/document.hpp"
#include "kit/catch.hpp"
#include "machine/rv32im.hpp"

using namespace squall;

namespace {

// sum := ['-'] product (('+' | '-') product)*;  product := atom (' ' atom)*;  atom := number ['/' number] | name |
// (sum)
class Formula {
 public:
  Formula(std::string_view text, const Chip& chip, const std::vector<Fp>& row) : text_(text), chip_(chip), row_(row) {}
  Fp value() {
    const Fp result = sum();
    if (at_ != text_.size()) throw std::runtime_error("trailing text");
    return result;
  }

 private:
  bool take(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  Fp sum() {
    Fp total = take("-") ? -product() : product();
    for (;;) {
      if (take(" + ")) {
        total += product();
      } else if (take(" - ")) {
        total -= product();
      } else {
        return total;
      }
    }
  }
  Fp product() {
    Fp result = atom();
    while (at_ + 1 < text_.size() && text_[at_] == ' ' && text_[at_ + 1] != '+' && text_[at_ + 1] != '-') {
      ++at_;
      result *= atom();
    }
    return result;
  }
  Fp atom() {
    if (take("(")) {
      const Fp result = sum();
      if (!take(")")) throw std::runtime_error("no closing parenthesis");
      return result;
    }
    if (std::isdigit(static_cast<unsigned char>(text_.at(at_)))) {
      const Fp numerator = number();
      return take("/") ? numerator * number().inverse() : numerator;
    }
    std::size_t end = text_.find_first_of(" )", at_);
    if (end == std::string_view::npos) end = text_.size();
    const std::string_view name = text_.substr(at_, end - at_);
    at_ = end;
    std::size_t index = 0;
    for (const auto* names : {&chip_.main, &chip_.closed, &chip_.preprocessed}) {
      for (const std::string& column : *names) {
        if (column == name) return row_.at(index);
        ++index;
      }
    }
    throw std::runtime_error("no column " + std::string(name));
  }
  Fp number() {
    std::uint64_t value = 0;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])))
      value = 10 * value + (text_[at_++] - '0');
    return Fp(value);
  }

  std::string_view text_;
  const Chip& chip_;
  const std::vector<Fp>& row_;
  std::size_t at_ = 0;
};

Machine machine() {
  return rv32im_machine(ProgramHeader{Platform::kSquall, 0, kMinLogRows, kMinLogRows, kMinLogRows, kAllFamilies});
}

std::size_t table_rows(const std::string& text, const std::string& title) {
  std::istringstream in(text.substr(text.find(title)));
  std::size_t rows = 0;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("|")) {
      inside = true;
      ++rows;
    } else if (inside) {
      break;
    }
  }
  return inside ? rows - 2 : 0;
}

// Bars would end a cell.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

TEST_CASE("formulas mean what is proven", "[docs]") {
  std::mt19937 random(1);
  for (const Chip& chip : machine().chips) {
    CAPTURE(chip.name);
    std::vector<Fp> row;
    for (std::size_t i = 0; i < chip.column_count(); ++i) row.push_back(Fp(random()));
    const Evaluation<Fp> values = chip.evaluate_row(row);
    const auto read = [&](NodeId node) { return Formula(formula(chip, node), chip, row).value(); };
    for (std::size_t i = 0; i < values.constraints.size(); ++i) {
      CAPTURE(chip.dag.constraints[i].label);
      REQUIRE(read(chip.dag.constraints[i].node) == values.constraints[i]);
    }
    for (std::size_t i = 0; i < values.messages.size(); ++i) {
      const Message& m = chip.dag.messages[i];
      CAPTURE(m.label);
      REQUIRE(read(m.multiplicity) == values.messages[i].multiplicity);
      for (std::size_t k = 0; k < m.entries.size(); ++k) REQUIRE(read(m.entries[k]) == values.messages[i].entries[k]);
    }
  }
}

TEST_CASE("pages cover every column, constraint and message", "[docs]") {
  const Machine m = machine();
  const std::string overview = document(m);
  REQUIRE(table_rows(overview, "## Chips") == m.chips.size());
  REQUIRE(table_rows(overview, "## Buses") == m.buses.size());
  REQUIRE(table_rows(overview, "## Messages") == m.public_messages.size());
  for (const Chip& chip : m.chips) {
    CAPTURE(chip.name);
    REQUIRE(overview.find("](" + chip.name + ".md)") != std::string::npos);
    REQUIRE_FALSE(chip.summary.empty());
    const std::string page = document(chip);
    REQUIRE((chip.dag.constraints.empty() ? 0 : table_rows(page, "## Constraints")) == chip.dag.constraints.size());
    REQUIRE(table_rows(page, "## Messages") == chip.dag.messages.size());
    for (const auto* names : {&chip.main, &chip.closed, &chip.preprocessed}) {
      for (const std::string& name : *names) REQUIRE(page.find("`" + name + "`") != std::string::npos);
    }
    for (const Constraint& c : chip.dag.constraints)
      REQUIRE(page.find("| " + escaped(c.label) + " |") != std::string::npos);
    for (const Message& message : chip.dag.messages) {
      REQUIRE(page.find("| " + escaped(message.label) + " |") != std::string::npos);
      REQUIRE(page.find(formula(chip, message.multiplicity)) != std::string::npos);
    }
    REQUIRE(page.find("|  |") == std::string::npos);   // no empty cell
    REQUIRE(page.find("/src/") == std::string::npos);  // no path of the machine that built it
  }
}

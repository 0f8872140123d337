#pragma once

// All rows of an execution on the RISC-V machine, open to forgery, and what an omniscient checker says about them. Link
// with squall_machine and squall_vm.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "air/row_check.hpp"
#include "kit/assembler.hpp"
#include "kit/chip_suite.hpp"
#include "machine/rv32im.hpp"
#include "machine/trace.hpp"
#include "vm/elf_loader.hpp"
#include "vm/executor.hpp"

namespace squall::kit {

// The value, or an exception that tells the error: for tests.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

inline Execution run_traced(const Image& image, ByteView input = {}) {
  ExecuteOptions options;
  options.input = input;
  options.trace = true;
  return must(execute(image, options));
}

struct MachineWitness {
  explicit MachineWitness(Image image, ByteView input = {})
      : program(must(MachineProgram::make(std::move(image)))),
        machine(rv32im_machine(program)),
        execution(run_traced(program.image, input)) {
    const RiscvTrace trace(machine, program, execution.record);
    publics = publics_of(program.header.platform, trace.claim());
    const std::vector<std::vector<Fp>> columns = preprocessed_columns(machine, program);
    std::size_t first = 0;
    for (std::size_t c = 0; c < machine.chips.size(); ++c) {
      const Chip& chip = machine.chips[c];
      fixed.emplace_back(columns.begin() + static_cast<std::ptrdiff_t>(first),
                         columns.begin() + static_cast<std::ptrdiff_t>(first + chip.preprocessed.size()));
      first += chip.preprocessed.size();
      const std::size_t count = trace.rows(c), width = chip.main.size();
      std::vector<std::uint32_t> words(count * width);
      // In two pieces, because rows are independent.
      if (count) trace.fill(c, count / 2, count - count / 2, words.data() + count / 2 * width);
      if (count / 2) trace.fill(c, 0, count / 2, words.data());
      rows.emplace_back();
      for (std::size_t i = 0; i < count; ++i) {
        std::vector<Fp> main;
        for (std::size_t k = 0; k < width; ++k) {
          check(words[i * width + k] < Fp::kModulus, "canonical words");
          main.push_back(Fp::from_canonical(words[i * width + k]));
        }
        rows.back().push_back(whole_row(c, i, main));
      }
    }
  }
  MachineWitness(const Assembler& a, ByteView input = {}, Bytes data = {1, 2, 3, 4})
      : MachineWitness(must(load_elf(a.elf(std::move(data)))), input) {}

  std::size_t chip(const std::string& name) const {
    for (std::size_t c = 0; c < machine.chips.size(); ++c) {
      if (machine.chips[c].name == name) return c;
    }
    throw std::runtime_error("no chip " + name);
  }
  std::vector<Row>& of(const std::string& name) { return rows[chip(name)]; }
  // A cell by names.
  Fp& at(const std::string& chip_name, std::size_t row, const std::string& column) {
    const Chip& c = machine.chips[chip(chip_name)];
    std::size_t index = 0;
    for (const auto* names : {&c.main, &c.closed, &c.preprocessed}) {
      for (const std::string& name : *names) {
        if (name == column) return of(chip_name).at(row).at(index);
        ++index;
      }
    }
    throw std::runtime_error("no column " + column);
  }
  // The row of a chip whose column has this value.
  std::size_t find(const std::string& chip_name, const std::string& column, Fp value) {
    for (std::size_t i = 0; i < of(chip_name).size(); ++i) {
      if (at(chip_name, i, column) == value) return i;
    }
    throw std::runtime_error("no such row");
  }

  // Everything that is wrong, as text; empty if a proof of these rows would verify. Lookup tables count by themselves:
  // as well as a forger could do it.
  std::vector<std::string> problems() const {
    std::vector<std::string> result;
    BusBalance balance;
    for (std::size_t c = 0; c < machine.chips.size(); ++c) {
      for (std::size_t i = 0; i < rows[c].size(); ++i) {
        for (const Violation& v : check_rows(machine.chips[c], rows[c][i], i)) result.push_back(v.text());
        balance.add(machine.chips[c], rows[c][i], i);
      }
    }
    std::vector<Fp> values;
    for (const std::uint32_t word : publics) values.push_back(Fp::from_canonical(word));
    check(machine.valid_public_count(values.size()), "number of public values");
    for (const PublicTuple& tuple : machine.public_tuples(values)) balance.add(tuple);
    for (const auto& open : balance.unbalanced()) {
      for (std::size_t c = 0; c < machine.chips.size(); ++c) {
        const Chip& chip = machine.chips[c];
        if (!chip.table || chip.table->bus.number != open.bus.number) continue;
        std::int64_t index = chip.table->offset;
        for (std::size_t k = 0; k < open.tuple.size(); ++k) index += chip.table->weights[k] * open.tuple[k];
        if (index < 0 || index >= std::int64_t(1) << chip.limits.min_log) continue;
        const Row row = whole_row(c, static_cast<std::size_t>(index), {open.total});
        const Evaluation<Fp> said = chip.evaluate_row(row);
        std::vector<std::uint32_t> tuple;
        for (const Fp entry : said.messages[0].entries) tuple.push_back(entry.canonical());
        if (tuple == open.tuple) balance.add(chip, row, static_cast<std::size_t>(index));
      }
    }
    for (const auto& open : balance.unbalanced()) result.push_back(open.text());
    return result;
  }
  bool accepted() const { return problems().empty(); }

  Row whole_row(std::size_t c, std::size_t index, const std::vector<Fp>& main) const {
    Row row = main;
    for (const ClosedForm& form : machine.chips[c].closed_forms) row.push_back(form.at_row(index));
    for (const auto& column : fixed[c]) row.push_back(column.at(index));
    return row;
  }

  MachineProgram program;
  Machine machine;
  Execution execution;
  std::vector<std::vector<std::vector<Fp>>> fixed;  // per chip: preprocessed columns
  std::vector<std::vector<Row>> rows;               // per chip; tables have none
  std::vector<std::uint32_t> publics;
};

inline std::string joined(const std::vector<std::string>& lines, std::size_t most = 8) {
  std::string out;
  for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) out += lines[i] + "\n";
  return out;
}

}  // namespace squall::kit

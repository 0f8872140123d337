#pragma once

// Honest rows and the judge for chips that prove one instruction per row, from the instruction set's second description
// (reference_machine.hpp). Relies on the labels "rs1", "rs2", "rd" and "word" of accesses.

#include <random>

#include "kit/chip_suite.hpp"
#include "machine/buses.hpp"
#include "machine/decode.hpp"
#include "machine/program.hpp"

namespace squall::kit {

// Every instruction that the test's program may hold: what the lookup of an instruction accepts.
class Universe {
 public:
  // `d` at pc, and every other instruction with the same operands there.
  void add(const Decoded& d, std::uint32_t pc);
  const Decoded* find(const std::vector<Fp>& tuple) const;  // of the program bus

 private:
  void add_one(Decoded d, std::uint32_t pc);
  std::map<std::vector<std::uint32_t>, Decoded> rows_;
};

// What a row with these messages should be, if all its lookups succeed.
Verdict judge_instruction(const Universe& universe, const std::vector<Sent>& sent);

// One execution of one instruction, with the bookkeeping that aliased registers ask for. `word`: the aligned memory
// word it accesses, if it does.
Event make_event(const Decoded& d, std::uint32_t pc, std::uint32_t a, std::uint32_t b, std::uint32_t word,
                 std::mt19937& random);

// 0, 1, 2, ... around every limb and sign boundary.
inline constexpr std::uint32_t kCorners[] = {0,       1,          2,          0x7fff,     0x8000,    0xffff,
                                             0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

template <class Definition>
class InstructionSuite : public ChipSuite {
 public:
  InstructionSuite()
      : ChipSuite(make_chip<Definition>(ChipLimits{}),
                  [this](const std::vector<Sent>& sent) { return judge_instruction(universe_, sent); }) {
    lookup(kProgramBus, [this](const std::vector<Fp>& tuple) { return universe_.find(tuple) != nullptr; });
    std::vector<Fp> operations;
    for (std::uint32_t n = 1; n <= number(Operation::kSystem); ++n) operations.push_back(n);
    lookup_targets(kProgramBus, 1, operations);
  }
  InstructionSuite(const InstructionSuite&) = delete;

  // An honest row. Registers come from `d`.
  void add(const Decoded& d, std::uint32_t a, std::uint32_t b = 0, std::uint32_t word = 0) {
    add_at(d, 4 * (random_() >> 4), a, b, word);
  }
  void add_at(const Decoded& d, std::uint32_t pc, std::uint32_t a, std::uint32_t b = 0, std::uint32_t word = 0) {
    allow(d, pc);
    honest(row(d, pc, event(d, pc, a, b, word)));
  }
  // The program may hold `d` at pc, or another instruction with its operands.
  void allow(const Decoded& d, std::uint32_t pc) { universe_.add(d, pc); }
  Event event(const Decoded& d, std::uint32_t pc, std::uint32_t a, std::uint32_t b, std::uint32_t word = 0) {
    return make_event(d, pc, a, b, word, random_);
  }
  // The chip's own row for an event.
  Row row(const Decoded& d, std::uint32_t pc, const Event& event) const {
    typename Definition::template Main<std::uint32_t> words{};
    Definition::fill(words, event, lower(d, pc));
    const auto* first = reinterpret_cast<const std::uint32_t*>(&words);
    Row result;
    for (std::size_t i = 0; i < chip().main.size(); ++i) {
      check(first[i] < Fp::kModulus, "canonical words");
      result.push_back(Fp::from_canonical(first[i]));
    }
    return result;
  }
  // Three registers in every combination of aliases, x0 included.
  void add_aliases(Decoded d, std::uint32_t a, std::uint32_t b) {
    for (const auto& [rd, rs1, rs2] : {std::array{1, 2, 3},
                                       {1, 1, 2},
                                       {1, 2, 1},
                                       {2, 1, 1},
                                       {1, 1, 1},
                                       {0, 1, 2},
                                       {1, 0, 2},
                                       {1, 2, 0},
                                       {0, 0, 0},
                                       {31, 30, 29}}) {
      const Format format = instruction(d.op).format;
      if (has_rd(format)) d.rd = static_cast<std::uint8_t>(rd);
      if (has_rs1(format)) d.rs1 = static_cast<std::uint8_t>(rs1);
      if (has_rs2(format)) d.rs2 = static_cast<std::uint8_t>(rs2);
      add(d, a, b);
    }
  }
  // All pairs of corner values, then random ones.
  void add_values(const Decoded& d, unsigned random_count = 50) {
    for (const std::uint32_t a : kCorners) {
      for (const std::uint32_t b : kCorners) add(d, a, b);
    }
    for (unsigned i = 0; i < random_count; ++i) add(d, random(), i % 4 ? random() : random() % 64);
  }
  std::uint32_t random() { return static_cast<std::uint32_t>(random_()); }

 private:
  Universe universe_;
  std::mt19937 random_{1};
};

}  // namespace squall::kit

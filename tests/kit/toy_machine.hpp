#pragma once

// A toy accumulator machine whose chips exercise every feature of the protocol: several chips and instances, closed
// forms, preprocessed program and image, a chain, memory with times. The state is (pc, clk, acc); memory words and acc
// have Bits bits. ADD a: acc += mem[a], wrapping. AND a: acc &= mem[a]. STORE a: mem[a] = acc. JNZ pc: jump unless acc
// = 0. Running off the program's end stops the machine. Public values: steps, last acc, largest touched address.

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "air/machine.hpp"
#include "air/trace.hpp"
#include "base/bits.hpp"

namespace squall::toy {

enum Operation : std::uint32_t { kAdd = 1, kAnd = 2, kStore = 3, kJnz = 4 };
struct Instruction {
  std::uint32_t operation, argument;
};

inline constexpr Bus kState{"state", 1, 3}, kProgram{"program", 2, 3}, kMemory{"memory", 3, 3}, kRange{"range", 4, 1},
    kBitwise{"and", 5, 3}, kChain{"chain", 6, 1}, kImage{"image", 7, 2};

// What every instruction does on the state and program buses.
template <class B, class V>
void step(B& b, const V& real, const V& pc, const V& clk, const V& acc, const V& next_pc, const V& next_acc,
          Operation operation, const V& argument) {
  b.receive(kState, "before", real, {pc, clk, acc});
  b.send(kState, "after", real, {next_pc, clk + V(1), next_acc});
  b.send(kProgram, "fetch", real, {pc, V(std::uint32_t(operation)), argument});
}

// A memory access at time clk + 1; the previous one is older.
template <class B, class V>
void access(B& b, const V& real, const V& clk, const V& a, const V& before, const V& old, const V& value) {
  b.receive(kMemory, "previous access", real, {a, old, before});
  b.send(kMemory, "access", real, {a, value, clk + V(1)});
  b.send(kRange, "previous access is older", real, {clk - before});
}

template <unsigned Bits>
struct Add : ChipDefinition {
  static constexpr std::string_view kName = "add";
  SQUALL_COLUMNS(Main, real, pc, clk, acc, a, before, value, sum, carry);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real", r.real);
    b.boolean("carry", r.carry);
    b.zero("sum", r.acc + r.value - r.sum - r.carry * V(1u << Bits));
    step(b, r.real, r.pc, r.clk, r.acc, r.pc + V(1), r.sum, toy::kAdd, r.a);
    access(b, r.real, r.clk, r.a, r.before, r.value, r.value);
    b.send(kBitwise, "sum is in range", r.real, {r.sum, r.sum, r.sum});
  }
};

struct And : ChipDefinition {
  static constexpr std::string_view kName = "bit_and";
  SQUALL_COLUMNS(Main, real, pc, clk, acc, a, before, value, result);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real", r.real);
    step(b, r.real, r.pc, r.clk, r.acc, r.pc + V(1), r.result, toy::kAnd, r.a);
    access(b, r.real, r.clk, r.a, r.before, r.value, r.value);
    b.send(kBitwise, "result", r.real, {r.acc, r.value, r.result});
  }
};

struct Store : ChipDefinition {
  static constexpr std::string_view kName = "store";
  SQUALL_COLUMNS(Main, real, pc, clk, acc, a, before, old);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real", r.real);
    step(b, r.real, r.pc, r.clk, r.acc, r.pc + V(1), r.acc, toy::kStore, r.a);
    access(b, r.real, r.clk, r.a, r.before, r.old, r.acc);
  }
};

struct Jnz : ChipDefinition {
  static constexpr std::string_view kName = "jnz";
  SQUALL_COLUMNS(Main, real, pc, clk, acc, target, inverse, next);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real", r.real);
    b.zero("inverse", r.acc * (V(1) - r.acc * r.inverse));
    b.zero("next", r.next - r.pc - r.real - r.acc * r.inverse * (r.target - r.pc - V(1)));
    step(b, r.real, r.pc, r.clk, r.acc, r.next, r.acc, toy::kJnz, r.target);
  }
};

// One row per touched address, ascending.
template <unsigned ImageSize>
struct Ledger : ChipDefinition {
  static constexpr std::string_view kName = "ledger";
  SQUALL_COLUMNS(Main, real, previous, address, first, last, time, in_image);
  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real", r.real);
    b.boolean("in_image", r.in_image);
    b.zero("padding is outside", r.in_image * (V(1) - r.real));
    b.zero("zero outside the image", (V(1) - r.in_image) * r.first);
    b.receive(kChain, "previous", r.real, {r.previous});
    b.send(kChain, "address", r.real, {r.address});
    b.send(kRange, "address does not wrap", r.real, {r.address});
    b.send(kRange, "addresses ascend", r.real, {r.address - r.previous - V(1)});
    b.send(kMemory, "first", r.real, {r.address, r.first, V(0)});
    b.receive(kMemory, "last", r.real, {r.address, r.last, r.time});
    b.send(kImage, "first value", r.in_image, {r.address, r.first});
    b.send(kRange, "outside the image", r.real - r.in_image, {r.address - V(ImageSize)});
  }
};

struct Program : ChipDefinition {
  static constexpr std::string_view kName = "program";
  SQUALL_COLUMNS(Main, count);
  SQUALL_COLUMNS(Preprocessed, pc, operation, argument);
  template <class B, class V = typename B::Value>
  static void eval(B& b, const Main<V>& r, const NoColumns<V>&, const Preprocessed<V>& p) {
    b.table(kProgram, "instruction", r.count, {p.pc, p.operation, p.argument});
  }
};

struct Image : ChipDefinition {
  static constexpr std::string_view kName = "image";
  SQUALL_COLUMNS(Main, count);
  SQUALL_COLUMNS(Preprocessed, address, value);
  template <class B, class V = typename B::Value>
  static void eval(B& b, const Main<V>& r, const NoColumns<V>&, const Preprocessed<V>& p) {
    b.table(kImage, "word", r.count, {p.address, p.value});
  }
};

struct Range : ChipDefinition {
  static constexpr std::string_view kName = "range";
  SQUALL_COLUMNS(Main, count);
  SQUALL_COLUMNS(Closed, index);
  template <class B, class V = typename B::Value>
  static void eval(B& b, const Main<V>& r, const Closed<V>& c, const NoColumns<V>&) {
    b.table(kRange, "number", r.count, {c.index});
  }
};

struct Bitwise : ChipDefinition {
  static constexpr std::string_view kName = "and";
  SQUALL_COLUMNS(Main, count);
  SQUALL_COLUMNS(Closed, x, y, z);
  template <class B, class V = typename B::Value>
  static void eval(B& b, const Main<V>& r, const Closed<V>& c, const NoColumns<V>&) {
    b.table(kBitwise, "and", r.count, {c.x, c.y, c.z});
  }
};

inline constexpr unsigned kBits = 3, kImageSize = 5;
enum ChipIndex : std::size_t {
  kAddChip,
  kAndChip,
  kStoreChip,
  kJnzChip,
  kLedgerChip,
  kProgramChip,
  kImageChip,
  kRangeChip,
  kBitwiseChip
};

struct Options {
  unsigned max_degree = 3, group_size = 2;
  unsigned range_bits = 8, image_log = 6;
  unsigned rounds = 26;        // repetitions of a part of the program; 26 give the add chip more than 64 rows
  unsigned max_instances = 4;  // of the instruction chips
  bool optional_and = false;   // the table of ands may be left out
};

// Program, machine, run and trace in one. Rows may be edited before proving.
class Toy : public Trace {
 public:
  Options options;
  std::vector<Instruction> program;
  std::vector<std::uint32_t> image;
  Machine machine;
  std::vector<std::vector<Fp>> preprocessed;
  std::vector<std::uint32_t> publics;
  std::vector<std::vector<std::vector<std::uint32_t>>> table;  // [chip][row][column]

  explicit Toy(const Options& o = {}) : Toy(example_program(o.rounds), example_image(), o) {}
  Toy(std::vector<Instruction> p, std::vector<std::uint32_t> i, const Options& o = {})
      : options(o), program(std::move(p)), image(std::move(i)) {
    check(image.size() == kImageSize, "size of the image");
    build();
    run();
  }

  std::size_t rows(std::size_t chip) const override { return table[chip].size(); }
  void fill(std::size_t chip, std::size_t begin, std::size_t count, std::uint32_t* out) const override {
    for (std::size_t r = begin; r < begin + count; ++r)
      out = std::copy(table[chip][r].begin(), table[chip][r].end(), out);
  }
  std::vector<std::size_t> row_counts() const {
    std::vector<std::size_t> counts;
    for (const auto& rows : table) counts.push_back(rows.size());
    return counts;
  }

  std::size_t column(std::size_t chip, std::string_view name) const {
    const auto& names = machine.chips[chip].main;
    const auto found = std::find(names.begin(), names.end(), name);
    check(found != names.end(), "a column of the toy machine");
    return static_cast<std::size_t>(found - names.begin());
  }
  std::uint32_t& cell(std::size_t chip, std::size_t row, std::string_view name) {
    return table[chip][row][column(chip, name)];
  }

  // The least heights that hold the rows, one instance per chip.
  std::vector<std::vector<unsigned>> heights() const {
    std::vector<std::vector<unsigned>> result;
    for (std::size_t c = 0; c < machine.chips.size(); ++c) {
      const ChipLimits& limits = machine.chips[c].limits;
      result.emplace_back();
      if (table[c].empty() && limits.min_instances == 0) continue;
      result.back().push_back(std::max(limits.min_log, log2_ceil(std::max<std::size_t>(table[c].size(), 1))));
    }
    return result;
  }
  // The same, with the rows of the add chip cut into two instances.
  std::vector<std::vector<unsigned>> cut_heights() const {
    auto result = heights();
    result[kAddChip] = {6, 6};
    return result;
  }

  // A loop that uses every instruction, image addresses and zero addresses.
  static std::vector<Instruction> example_program(unsigned rounds) {
    std::vector<Instruction> p{{kAdd, 0}, {kStore, 5}, {kAnd, 1}, {kStore, 9}};
    for (unsigned i = 0; i < rounds; ++i) p.insert(p.end(), {{kAdd, 2}, {kStore, 6}, {kAdd, 5}});
    p.insert(p.end(), {{kAnd, 6}, {kAdd, 3}, {kStore, 7}});
    const auto loop = static_cast<std::uint32_t>(p.size());  // counts address 1 down by adding all ones
    p.insert(p.end(), {{kAnd, 9}, {kAnd, 20}, {kAdd, 1}, {kAdd, 4}, {kStore, 1}, {kJnz, loop}, {kAdd, 6}});
    return p;
  }
  static std::vector<std::uint32_t> example_image() { return {3, 7, 2, 1, 7}; }

 private:
  void build() {
    const ChipLimits free{kMinLogRows, kMaxLogRows, 0, options.max_instances};
    const unsigned program_log = std::max(kMinLogRows, log2_ceil(program.size()));
    machine.name = "toy";
    machine.max_degree = options.max_degree;
    machine.group_size = options.group_size;
    machine.buses = {kState, kProgram, kMemory, kRange, kBitwise, kChain, kImage};
    machine.chips.push_back(make_chip<Add<kBits>>(free));
    machine.chips.push_back(make_chip<And>(free));
    machine.chips.push_back(make_chip<Store>(free));
    machine.chips.push_back(make_chip<Jnz>(free));
    machine.chips.push_back(make_chip<Ledger<kImageSize>>({kMinLogRows, options.range_bits, 1, 1}));
    machine.chips.push_back(make_chip<Program>(ChipLimits::fixed(program_log), {}, TableIndex{kProgram, {1, 0, 0}}));
    machine.chips.push_back(make_chip<Image>(ChipLimits::fixed(options.image_log), {}, TableIndex{kImage, {1, 0}}));
    machine.chips.push_back(make_chip<Range>(ChipLimits::fixed(options.range_bits),
                                             {ClosedForm::index(options.range_bits)}, TableIndex{kRange, {1}}));
    machine.chips.push_back(make_chip<Bitwise>(
        options.optional_and ? ChipLimits::optional(2 * kBits) : ChipLimits::fixed(2 * kBits),
        {ClosedForm::index(kBits), ClosedForm::index(2 * kBits, kBits), ClosedForm::bitwise_and(kBits)},
        TableIndex{kBitwise, {1, 1 << kBits, 0}}));
    using E = PublicEntry;
    machine.public_messages = {
        {kState, true, {E::constant(0), E::constant(0), E::constant(0)}},
        {kState,
         false,
         {E::constant(static_cast<std::uint32_t>(program.size())), E::public_value(0), E::public_value(1)}},
        {kChain, true, {E::constant(Fp::kModulus - 1)}},
        {kChain, false, {E::public_value(2)}}};
    machine.fixed_publics = machine.max_publics = 3;
    machine.row_limit = std::uint64_t(1) << 28;
    finish_machine(machine);

    preprocessed.assign(5, {});
    for (std::size_t i = 0; i < std::size_t(1) << program_log; ++i) {  // padding: zero, an instruction that no chip has
      const bool real = i < program.size();
      preprocessed[0].push_back(real ? Fp(i) : Fp(0));
      preprocessed[1].push_back(real ? Fp(program[i].operation) : Fp(0));
      preprocessed[2].push_back(real ? Fp(program[i].argument) : Fp(0));
    }
    for (std::size_t i = 0; i < std::size_t(1) << options.image_log; ++i) {  // padding repeats the last row
      const std::size_t a = std::min(i, image.size() - 1);
      preprocessed[3].push_back(Fp(a));
      preprocessed[4].push_back(Fp(image[a]));
    }
  }

  std::uint32_t initial(std::uint32_t address) const { return address < image.size() ? image[address] : 0; }

  void run() {
    table.assign(machine.chips.size(), {});
    std::map<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>> memory;  // address -> value, time
    std::uint32_t pc = 0, clk = 0, acc = 0;
    while (pc < program.size()) {
      const auto [operation, argument] = program[pc];
      std::uint32_t next = pc + 1, result = acc;
      if (operation == kJnz) {
        const std::uint32_t inverse = Fp(acc).inverse().canonical();
        if (acc != 0) next = argument;
        table[kJnzChip].push_back({1, pc, clk, acc, argument, inverse, next});
      } else {
        const auto [value, before] = memory.try_emplace(argument, initial(argument), 0).first->second;
        std::uint32_t written = value;
        if (operation == kAdd) {
          result = (acc + value) % (1u << kBits);
          table[kAddChip].push_back({1, pc, clk, acc, argument, before, value, result, (acc + value) >> kBits});
        } else if (operation == kAnd) {
          result = acc & value;
          table[kAndChip].push_back({1, pc, clk, acc, argument, before, value, result});
        } else {
          written = acc;
          table[kStoreChip].push_back({1, pc, clk, acc, argument, before, value});
        }
        memory[argument] = {written, clk + 1};
      }
      pc = next;
      ++clk;
      acc = result;
    }
    std::uint32_t previous = Fp::kModulus - 1;
    for (const auto& [address, entry] : memory) {
      table[kLedgerChip].push_back(
          {1, previous, address, initial(address), entry.first, entry.second, address < image.size()});
      previous = address;
    }
    publics = {clk, acc, previous};
  }
};

}  // namespace squall::toy

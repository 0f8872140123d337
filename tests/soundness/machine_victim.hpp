#pragma once

// A small execution to be forged, and the tools of its forgers.

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "kit/catch.hpp"
#include "kit/machine_witness.hpp"
#include "machine/chips/memory.hpp"
#include "machine/chips/system.hpp"

namespace squall::attacks {

using kit::Assembler;
using kit::MachineWitness;
using kit::Row;

inline constexpr std::uint32_t kLowBase = 0x1000, kHighBase = 0xfc001004, kTopWord = 0x3ffffff0;

// Reads and writes image, zero, input and output words, with regions at both ends of memory.
inline Image victim_image() {
  Assembler a;
  a.li(5, kit::kDataBase);
  a.i(Opcode::kLw, 6, 5, 0);       // an image word
  a.i(Opcode::kLw, 16, 5, 16);     // a zero word, before ...
  a.store(Opcode::kSw, 6, 16, 5);  // ... and after it is written
  a.i(Opcode::kLw, 7, 5, 16);
  a.li(13, 4);
  a.li(14, 0x10000);
  a.store(Opcode::kSw, 13, 4, 5);  // two more image words
  a.store(Opcode::kSw, 14, 8, 5);
  a.li(8, kInputBase);
  a.i(Opcode::kLw, 9, 8, 4);
  a.li(18, kOutputBase);
  a.store(Opcode::kSw, 13, 0, 18);
  a.store(Opcode::kSw, 6, 4, 18);
  a.li(19, kHighBase);
  a.i(Opcode::kLw, 20, 19, 0);
  a.li(21, kLowBase);
  a.i(Opcode::kLw, 22, 21, 8);
  a.store(Opcode::kSw, 13, 12, 21);
  a.store(Opcode::kSw, 14, 16, 21);
  a.li(23, kTopWord * 4);
  a.i(Opcode::kLw, 24, 23, 0);
  a.r(Opcode::kAdd, 25, 5, 5);
  a.i(Opcode::kAddi, 0, 5, 1);
  a.write_text(kit::kDataBase, 4);
  a.ecall();
  a.exit(0);
  Image image = kit::must(load_elf(a.elf({1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0})));
  for (const std::uint32_t first : {kLowBase / 4, kHighBase / 4, kTopWord}) {
    image.regions.push_back({first, 16, RegionKind::kZero});
  }
  std::ranges::sort(image.regions, {}, &Region::first);
  return image;
}

inline const Bytes kVictimInput{0x11, 0x22, 0x33, 0x44};

// The ledger's rows again in order, with all that follows from their addresses.
inline void relink(MachineWitness& w) {
  const std::size_t count = w.of("ledger").size();
  const auto word = [&](std::size_t i) {
    return (w.at("ledger", i, "first") + w.at("ledger", i, "offset_lo") + w.at("ledger", i, "offset_hi") * Fp(kLimb))
        .canonical();
  };
  std::uint32_t lower = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t address = word(i), gap = (Fp(address) - Fp(lower)).canonical();
    w.at("ledger", i, "lower") = lower;
    w.at("ledger", i, "gap_lo") = gap & 0xffff;
    w.at("ledger", i, "next") = i + 1 == count ? chips::Ledger::kChainEnd : address + 1;
    w.at("ledger", i, "quarter") = address & 0x3fff;
    lower = address + 1;
  }
}

// The ledger's row of the word at a byte address, by region and offset.
inline std::size_t ledger_row(MachineWitness& w, std::uint32_t address) {
  for (std::size_t i = 0; i < w.of("ledger").size(); ++i) {
    const Fp word =
        w.at("ledger", i, "first") + w.at("ledger", i, "offset_lo") + w.at("ledger", i, "offset_hi") * Fp(kLimb);
    if (word == Fp(address / 4)) return i;
  }
  throw std::runtime_error("the word is not used");
}

inline std::size_t image_row(MachineWitness& w, std::uint32_t address) {
  for (std::size_t i = 0; i < w.of("image").size(); ++i) {
    if (w.program.image.words[i].address == address / 4) return i;
  }
  throw std::runtime_error("no such word");
}

// The load or store with this register as destination or source, and as base.
inline std::size_t load_row(MachineWitness& w, unsigned rd) { return w.find("load-word", "rd", rd); }

inline void set_value(MachineWitness& w, const char* chip, std::size_t row, const std::string& column,
                      std::uint32_t value) {
  w.at(chip, row, column + "[0]") = value & 0xffff;
  w.at(chip, row, column + "[1]") = value >> 16;
}

// Lets a load return another value; its register is not used again.
inline void load_returns(MachineWitness& w, unsigned rd, std::uint32_t value) {
  set_value(w, "load-word", load_row(w, rd), "value", value);
  set_value(w, "registers", rd, "last", value);
}

// This zero word is read (x16) at T0, written (sw) at T1, read (x7) at T2.
inline constexpr std::uint32_t kCell = kit::kDataBase + 16;
inline std::size_t cell_store(MachineWitness& w) { return w.find("store-word", "imm", 16); }
inline Fp access_time(MachineWitness& w, const char* chip, std::size_t row) { return w.at(chip, row, "clock") + Fp(2); }

// x16 reads what is written later: its access comes after the store's. Returns the row of the load.
inline std::size_t read_from_future(MachineWitness& w) {
  const std::size_t load = load_row(w, 16), store = cell_store(w), after = load_row(w, 7), row = ledger_row(w, kCell);
  const std::uint32_t value =
      w.at("store-word", store, "b[0]").canonical() | w.at("store-word", store, "b[1]").canonical() << 16;
  load_returns(w, 16, value);
  w.at("store-word", store, "time_memory") = 0;
  w.at("load-word", after, "time_memory") = access_time(w, "store-word", store);
  w.at("load-word", load, "time_memory") = access_time(w, "load-word", after);
  w.at("ledger", row, "time") = access_time(w, "load-word", load);
  return load;
}

// A touch between an access and the one before it.
inline Row touch_row(MachineWitness& w, std::uint32_t address, std::uint32_t value, Fp before, Fp after) {
  chips::Touch::Main<std::uint32_t> row{};
  chips::Touch::fill(row, {Space::kMemory, address / 4, value, before.canonical(), after.canonical()});
  const auto* words = reinterpret_cast<const std::uint32_t*>(&row);
  std::vector<Fp> main;
  for (std::size_t i = 0; i < w.machine.chips[w.chip("touch")].main.size(); ++i) {
    main.push_back(Fp::from_canonical(words[i]));
  }
  return main;
}
inline void touch(MachineWitness& w, Fp before, Fp after) {
  w.of("touch").push_back(touch_row(w, kCell, 0, before, after));
}

// A copy of the cell's ledger row, with which x7 reads zero after the store: placed by the caller.
inline Row second_birth(MachineWitness& w) {
  const std::size_t row = ledger_row(w, kCell), after = load_row(w, 7), store = cell_store(w);
  Row again = w.of("ledger")[row];
  load_returns(w, 7, 0);
  w.at("load-word", after, "time_memory") = 0;
  w.at("ledger", row, "time") = access_time(w, "store-word", store);
  w.of("ledger").push_back(again);
  const std::size_t last = w.of("ledger").size() - 1;
  set_value(w, "ledger", last, "last", 0);
  w.at("ledger", last, "time") = access_time(w, "load-word", after);
  return w.of("ledger")[last];
}

using chips::kArgument0, chips::kArgument2, chips::kCallNumber;

// The program's two write calls access a register at clock + step, one after the other, then something else does:
// another instruction, or the end. Lets the second call come first.
inline void exchange(MachineWitness& w, const char* column, const char* next, unsigned index, unsigned step) {
  const Fp first = w.at("system", 0, "clock") + Fp(step), second = w.at("system", 1, "clock") + Fp(step);
  w.at("system", 1, column) = w.at("system", 0, column);
  w.at("system", 0, column) = second;
  if (next == std::string("registers")) {
    w.at("registers", index, "time") = first;
  } else {
    w.at(next, w.find(next, "time_rd", second), "time_rd") = first;
  }
}

struct Attack {
  const char* name;
  std::function<void(MachineWitness&)> forge;
  const char* rule;  // all that is wrong contains this text; empty: anything may be wrong
};

// On memory: initial values, places, times. On everything else: states, calls, registers, output.
std::vector<Attack> memory_attacks();
std::vector<Attack> flow_attacks();

}  // namespace squall::attacks

// Executions that did not happen, told as well as a forger can: everything else is made to fit, so that exactly one rule
// of the machine stands in the way. What instruction chips must refuse on their own is in tests/unit/machine.

#include <algorithm>
#include <functional>
#include <set>

#include "kit/catch.hpp"
#include "kit/machine_witness.hpp"
#include "machine/chips/memory.hpp"
#include "machine/chips/system.hpp"

using namespace squall;
using kit::Assembler;
using kit::MachineWitness;
using kit::Row;

namespace {

constexpr std::uint32_t kLowBase = 0x1000, kHighBase = 0xfc001004, kTopWord = 0x3ffffff0;

// Reads and writes image, zero, input and output words, with regions at both ends of memory.
Image victim_image() {
  Assembler a;
  a.li(5, kit::kDataBase);
  a.i(Opcode::kLw, 6, 5, 0);           // an image word
  a.i(Opcode::kLw, 16, 5, 16);         // a zero word, before ...
  a.store(Opcode::kSw, 6, 16, 5);      // ... and after it is written
  a.i(Opcode::kLw, 7, 5, 16);
  a.li(13, 4);
  a.li(14, 0x10000);
  a.store(Opcode::kSw, 13, 4, 5);      // two more image words
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

const Bytes kVictimInput{0x11, 0x22, 0x33, 0x44};

// The ledger's rows again in order, with all that follows from their addresses.
void relink(MachineWitness& w) {
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
std::size_t ledger_row(MachineWitness& w, std::uint32_t address) {
  for (std::size_t i = 0; i < w.of("ledger").size(); ++i) {
    const Fp word = w.at("ledger", i, "first") + w.at("ledger", i, "offset_lo") +
                    w.at("ledger", i, "offset_hi") * Fp(kLimb);
    if (word == Fp(address / 4)) return i;
  }
  throw std::runtime_error("the word is not used");
}

std::size_t image_row(MachineWitness& w, std::uint32_t address) {
  for (std::size_t i = 0; i < w.of("image").size(); ++i) {
    if (w.program.image.words[i].address == address / 4) return i;
  }
  throw std::runtime_error("no such word");
}

// The load or store with this register as destination or source, and as base.
std::size_t load_row(MachineWitness& w, unsigned rd) { return w.find("load-word", "rd", rd); }

void set_value(MachineWitness& w, const char* chip, std::size_t row, const std::string& column, std::uint32_t value) {
  w.at(chip, row, column + "[0]") = value & 0xffff;
  w.at(chip, row, column + "[1]") = value >> 16;
}

// Lets a load return another value; its register is not used again.
void load_returns(MachineWitness& w, unsigned rd, std::uint32_t value) {
  set_value(w, "load-word", load_row(w, rd), "value", value);
  set_value(w, "registers", rd, "last", value);
}

// This zero word is read (x16) at T0, written (sw) at T1, read (x7) at T2.
constexpr std::uint32_t kCell = kit::kDataBase + 16;
std::size_t cell_store(MachineWitness& w) {
  return w.find("store-word", "imm", 16);
}
Fp access_time(MachineWitness& w, const char* chip, std::size_t row) { return w.at(chip, row, "clock") + Fp(2); }

// x16 reads what is written later: its access comes after the store's. Returns the row of the load.
std::size_t read_from_future(MachineWitness& w) {
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
Row touch_row(MachineWitness& w, std::uint32_t address, std::uint32_t value, Fp before, Fp after) {
  chips::Touch::Main<std::uint32_t> row{};
  chips::Touch::fill(row, {Space::kMemory, address / 4, value, before.canonical(), after.canonical()});
  const auto* words = reinterpret_cast<const std::uint32_t*>(&row);
  std::vector<Fp> main;
  for (std::size_t i = 0; i < w.machine.chips[w.chip("touch")].main.size(); ++i) {
    main.push_back(Fp::from_canonical(words[i]));
  }
  return main;
}
void touch(MachineWitness& w, Fp before, Fp after) { w.of("touch").push_back(touch_row(w, kCell, 0, before, after)); }

// A copy of the cell's ledger row, with which x7 reads zero after the store: placed by the caller.
Row second_birth(MachineWitness& w) {
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
void exchange(MachineWitness& w, const char* column, const char* next, unsigned index, unsigned step) {
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

const std::vector<Attack>& attacks() {
  static const std::vector<Attack> list = {
      // ---- initial values
      {"double initialisation: addresses not increasing",
       [](MachineWitness& w) {
         second_birth(w);
         const std::size_t last = w.of("ledger").size() - 1;  // behind the first row, by a gap of -1
         std::swap(w.of("ledger")[last], w.of("ledger").at(ledger_row(w, kCell) + 1));
         std::rotate(w.of("ledger").begin() + std::ptrdiff_t(ledger_row(w, kCell) + 2), w.of("ledger").end() - 1,
                     w.of("ledger").end());
         relink(w);
         w.at("ledger", ledger_row(w, kCell) + 1, "gap_lo") = -1;
       },
       ": low limb of the gap"},
      {"double initialisation: a gap of -1 by its high limb",
       [](MachineWitness& w) {
         second_birth(w);
         std::rotate(w.of("ledger").begin() + std::ptrdiff_t(ledger_row(w, kCell) + 1), w.of("ledger").end() - 1,
                     w.of("ledger").end());
         relink(w);
         w.at("ledger", ledger_row(w, kCell) + 1, "gap_lo") = 0xffff;
       },
       "high limb of the gap is below 2^14]"},
      {"double initialisation: the gap wraps modulo p",
       [](MachineWitness& w) {  // x22's word is born again behind the last row
         const std::size_t row = ledger_row(w, kLowBase + 8);
         Row again = w.of("ledger")[row];
         w.of("ledger").push_back(again);
         relink(w);
         const std::size_t last = w.of("ledger").size() - 1;
         w.at("ledger", last, "time") = 0;
       },
       "high limb of the gap is below 2^14 - 2^8"},
      {"double initialisation: a row linked to itself",
       [](MachineWitness& w) {
         second_birth(w);
         const std::size_t last = w.of("ledger").size() - 1;
         w.at("ledger", last, "next") = w.at("ledger", last, "lower");
       },
       "the next address"},
      {"double initialisation: a row outside the chain", [](MachineWitness& w) { second_birth(w); }, "chain ("},
      {"the chain ends early", [](MachineWitness& w) { w.of("ledger").pop_back(); }, ""},
      {"a second row for an image word",
       [](MachineWitness& w) {  // x6 reads zero: the word lies one before the region
         const std::size_t cell = ledger_row(w, kCell), load = load_row(w, 6);
         Row row = w.of("ledger")[cell];
         w.of("ledger").insert(w.of("ledger").begin() + std::ptrdiff_t(cell), row);
         w.at("ledger", cell, "offset_lo") = -1;
         w.at("ledger", cell, "rest_lo") = w.at("ledger", cell, "rest_lo") + Fp(2);
         set_value(w, "ledger", cell, "last", 0);
         w.at("ledger", cell, "time") = access_time(w, "load-word", load);
         relink(w);
       },
       ""},
      {"a word below its region: low limb",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 8);
         w.of("ledger").insert(w.of("ledger").begin() + std::ptrdiff_t(row), w.of("ledger")[row]);
         w.at("ledger", row, "offset_lo") = -1;
         w.at("ledger", row, "rest_lo") = 16;
         w.at("ledger", row, "time") = 0;
         relink(w);
       },
       "low limb of the offset"},
      {"a word below its region: high limb",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 8);
         w.of("ledger").insert(w.of("ledger").begin() + std::ptrdiff_t(row), w.of("ledger")[row]);
         w.at("ledger", row, "offset_lo") = 0xffff;
         w.at("ledger", row, "offset_hi") = -1;
         w.at("ledger", row, "rest_lo") = 16;
         w.at("ledger", row, "time") = 0;
         relink(w);
       },
       "high limb of the offset"},
      {"a word behind its region: low limb",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 16) + 1;  // behind the last one there
         const Row like = w.of("ledger")[ledger_row(w, kLowBase + 8)];
         w.of("ledger").insert(w.of("ledger").begin() + std::ptrdiff_t(row), like);
         w.at("ledger", row, "offset_lo") = 16;
         w.at("ledger", row, "rest_lo") = -1;
         w.at("ledger", row, "time") = 0;
         relink(w);
       },
       "low limb of the rest of the region"},
      {"a word behind its region: high limb",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 16) + 1;  // behind the last one there
         const Row like = w.of("ledger")[ledger_row(w, kLowBase + 8)];
         w.of("ledger").insert(w.of("ledger").begin() + std::ptrdiff_t(row), like);
         w.at("ledger", row, "offset_lo") = 16;
         w.at("ledger", row, "rest_lo") = 0xffff;
         w.at("ledger", row, "time") = 0;
         relink(w);
       },
       "high limb of the rest of the region"},
      {"a region that does not exist",
       [](MachineWitness& w) { w.at("ledger", ledger_row(w, kLowBase + 8), "count") += Fp(1 << 16); }, "region ("},
      {"a zero word that starts otherwise",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kCell);
         w.at("ledger", row, "initial[0]") = 5;
         load_returns(w, 16, 5);
         w.at("store-word", cell_store(w), "old[0]") = 5;
       },
       "words outside the input start as zero"},
      {"a zero word of the prover's choice, by a wrong kind of region",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 8);
         w.at("ledger", row, "is_input") = 1;
         set_value(w, "ledger", row, "initial", 7);
         set_value(w, "ledger", row, "last", 7);
         load_returns(w, 22, 7);
       },
       "region ("},
      {"an input word that is no pair of limbs",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kInputBase + 4);
         w.at("ledger", row, "initial[0]") = w.at("ledger", row, "last[0]") = 70000;
         load_returns(w, 9, 0x44330000);
         w.at("load-word", load_row(w, 9), "value[0]") = 70000;
         w.at("registers", 9, "last[0]") = 70000;
       },
       "limb of an input word"},
      {"an input word that changes",
       [](MachineWitness& w) { set_value(w, "ledger", ledger_row(w, kInputBase + 4), "last", 1); }, ""},
      {"a register that starts otherwise",
       [](MachineWitness& w) { w.at("registers", 25, "last[0]") += Fp(1); }, "memory ("},
      {"a store into a read-only word of the image: low limb",
       [](MachineWitness& w) { w.at("image", image_row(w, kit::kDataBase + 4), "writable") = 0; },
       "low limb of a read-only word"},
      {"a store into a read-only word of the image: high limb",
       [](MachineWitness& w) { w.at("image", image_row(w, kit::kDataBase + 8), "writable") = 0; },
       "high limb of a read-only word"},
      {"stores into the input",
       [](MachineWitness& w) {  // the low region becomes an input region
         const std::size_t region = w.at("ledger", ledger_row(w, kLowBase + 8), "region").canonical();
         w.fixed[w.chip("regions")][3].at(region) = 1;
         for (const std::uint32_t offset : {8, 12, 16}) {
           w.at("ledger", ledger_row(w, kLowBase + offset), "is_input") = 1;
         }
       },
       "words of the input do not change"},

      // ---- places
      {"two names of one word: low limb of its address",
       [](MachineWitness& w) {
         w.at("ledger", ledger_row(w, kCell), "quarter") += Fp(1 << 14);
         for (const unsigned rd : {7, 16}) w.at("load-word", load_row(w, rd), "carry") = -1;
         w.at("store-word", cell_store(w), "carry") = -1;
       },
       "low limb of the address"},
      {"two names of one word: high limb of its address",
       [](MachineWitness& w) {  // x20 reads the word at kLowBase instead of kHighBase: 2^14 * 130048 = -1
         const std::size_t high = ledger_row(w, kHighBase), low = ledger_row(w, kLowBase + 8);
         Row row = w.of("ledger")[low];
         const Fp time = w.at("ledger", high, "time");
         w.of("ledger").erase(w.of("ledger").begin() + std::ptrdiff_t(high));
         w.of("ledger").insert(w.of("ledger").begin() + std::ptrdiff_t(low), row);
         w.at("ledger", low, "offset_lo") = 0;
         w.at("ledger", low, "rest_lo") = 15;
         w.at("ledger", low, "time") = time;
         relink(w);
         w.at("ledger", low, "quarter") = kLowBase / 4 + 1;
         w.at("load-word", load_row(w, 20), "wrap") = -1;
       },
       "high limb of the address"},
      {"an access outside memory",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 8);
         w.of("ledger").erase(w.of("ledger").begin() + std::ptrdiff_t(row));
         relink(w);
       },
       "memory ("},

      // ---- time
      {"a read from the future", [](MachineWitness& w) { read_from_future(w); }, "load-word row 1: word"},
      {"a read from the future by a touch: low limb of the gap",
       [](MachineWitness& w) {
         const std::size_t load = read_from_future(w);
         const Fp before = w.at("load-word", load, "time_memory"), after = access_time(w, "load-word", load) - Fp(1);
         const std::uint32_t value = w.at("load-word", load, "value[0]").canonical() |
                                     w.at("load-word", load, "value[1]").canonical() << 16;
         w.of("touch").push_back(touch_row(w, kCell, value, before, after));
         w.at("load-word", load, "time_memory") = after;
         w.at("touch", 0, "gap_lo") = after - before - Fp(1);
       },
       "touch row 0: low limb of the gap"},
      {"a read from the future by a touch: high limb of the gap",
       [](MachineWitness& w) {
         const std::size_t load = read_from_future(w);
         const Fp before = w.at("load-word", load, "time_memory"), after = access_time(w, "load-word", load) - Fp(1);
         const std::uint32_t value = w.at("load-word", load, "value[0]").canonical() |
                                     w.at("load-word", load, "value[1]").canonical() << 16;
         w.of("touch").push_back(touch_row(w, kCell, value, before, after));
         w.at("load-word", load, "time_memory") = after;
         w.at("touch", 0, "gap_lo") = (after - before - Fp(1) + Fp(kLimb)).canonical();
       },
       "touch row 0: high limb of the gap"},
      {"a touch beyond all times: high limb",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 8);
         const Fp before = w.at("ledger", row, "time"), after = Fp(1u << 29);
         w.of("touch").push_back(touch_row(w, kLowBase + 8, 0, before, after));
         w.at("ledger", row, "time") = after;
       },
       "touch row 0: high limb of the time"},
      {"a touch beyond all times: low limb",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 8);
         const Fp before = w.at("ledger", row, "time"), after = Fp(1u << 29);
         w.of("touch").push_back(touch_row(w, kLowBase + 8, 0, before, after));
         w.at("touch", 0, "after_lo") = kLimb;
         w.at("ledger", row, "time") = after;
       },
       "touch row 0: low limb of the time"},
      {"a touch that changes the value",
       [](MachineWitness& w) {
         touch(w, w.at("ledger", ledger_row(w, kCell), "time"), Fp(1000));
         w.at("ledger", ledger_row(w, kCell), "time") = 1000;
       },
       "memory ("},
      {"half a touch, twice",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 8);
         const Fp before = w.at("ledger", row, "time");
         Row half = touch_row(w, kLowBase + 8, 0, before, Fp(1000));
         half[0] = Fp(2).inverse();
         w.of("touch").insert(w.of("touch").end(), {half, half});
         w.at("ledger", row, "time") = 1000;
       },
       "real is boolean"},

      // ---- states, calls, registers
      {"another exit code", [](MachineWitness& w) { w.publics[0] = 1; }, "exit ("},
      {"a second exit",
       [](MachineWitness& w) { w.of("system").push_back(w.of("system").back()); }, ""},
      {"half a word, twice",
       [](MachineWitness& w) {
         const std::size_t row = ledger_row(w, kLowBase + 8);
         w.at("ledger", row, "real") = Fp(2).inverse();
         w.of("ledger").push_back(Row(w.of("ledger")[row]));
       },
       "real is boolean"},
      {"an exit without a call",
       [](MachineWitness& w) {  // right after a0 is set: the row takes that state, and x10 back to what it says
         const std::size_t exit = w.find("system", "is_exit", 1);
         const Fp pc = w.at("system", exit, "pc"), clock = w.at("system", exit, "clock");
         const std::size_t skipped = w.find("add-immediate", "pc", pc - Fp(1));  // a7 := 93
         w.at("registers", 17, "last[0]") = w.at("add-immediate", skipped, "old[0]");
         w.at("registers", 17, "time") = w.at("add-immediate", skipped, "time_rd");
         w.at("registers", 0, "time") = w.at("add-immediate", skipped, "time_a");
         w.of("add-immediate").erase(w.of("add-immediate").begin() + std::ptrdiff_t(skipped));
         w.at("system", exit, "is_write") = -1;
         w.at("system", exit, "pc") = pc - Fp(2);
         w.at("system", exit, "clock") = clock - Fp(2 * kClockStep);
         w.at("system", exit, "old[0]") = 1234;
         w.at("registers", 10, "last[0]") = 1234;
         w.at("registers", 10, "time") = 1;
         w.at("system", exit, "time_rd") = 1;
       },
       "is_write is boolean"},
      {"a state out of nothing, with another exit code that takes itself back",
       [](MachineWitness& w) {
         const std::size_t exit = w.find("system", "is_exit", 1);
         const Row again = w.of("system")[exit];
         w.of("system").insert(w.of("system").end(), {again, again});
         const std::size_t start = w.of("system").size() - 2, end = start + 1;
         const Fp clock = w.at("system", exit, "clock") + Fp(30);
         w.at("system", end, "clock") = clock;
         w.at("system", end, "b[0]") = w.at("system", start, "b[0]") = 99;
         w.at("system", end, "time_a") = w.at("registers", 17, "time");
         w.at("system", end, "time_b") = clock - Fp(1);
         w.at("system", start, "is_write") = 1;
         w.at("system", start, "is_exit") = -1;
         w.at("system", start, "pc") = w.at("system", exit, "pc") - Fp(1);
         w.at("system", start, "clock") = clock - Fp(kClockStep);
         w.at("system", start, "time_rd") = w.at("registers", 10, "time");
         w.at("registers", 10, "last[0]") = 99;
         w.at("registers", 10, "time") = clock + Fp(1);
         w.at("registers", 17, "time") = clock;
       },
       "is_exit is boolean"},
      {"calls that read a7 in the wrong order",
       [](MachineWitness& w) { exchange(w, "time_a", "add-immediate", kCallNumber, 0); }, ": a7"},
      {"calls that read a2 in the wrong order",
       [](MachineWitness& w) { exchange(w, "time_b", "registers", kArgument2, 1); }, ": a0 or a2"},
      {"calls that write a0 in the wrong order",
       [](MachineWitness& w) {
         std::swap(w.at("system", 0, "old[0]"), w.at("system", 1, "old[0]"));
         exchange(w, "time_rd", "add-immediate", kArgument0, 2);
       },
       ": a0"},
      {"no exit", [](MachineWitness& w) { w.of("system").pop_back(); }, ""},
      {"an exit that is a write too",
       [](MachineWitness& w) { w.at("system", w.find("system", "is_exit", 1), "is_write") = 1; }, ""},
      {"an exit that goes on", [](MachineWitness& w) {
         const std::size_t row = w.find("system", "is_exit", 1);
         w.at("system", row, "is_exit") = 0;
         w.at("system", row, "is_write") = 1;
       }, ""},
      {"a skipped instruction", [](MachineWitness& w) { w.of("add").pop_back(); }, ""},
      {"a start elsewhere",
       [](MachineWitness& w) { w.machine.public_messages[0].entries[0] = PublicEntry::constant(kit::kTextBase / 4 + 1); },
       "state ("},
      {"x0 written",
       [](MachineWitness& w) {
         const std::size_t row = w.find("add-immediate", "rd", kDummyRegister);
         w.at("add-immediate", row, "rd") = 0;
       },
       ""},
      {"rs1 = rs2 with two values", [](MachineWitness& w) {
         w.at("add", 0, "b[0]") += Fp(1);
         w.at("add", 0, "c[0]") += Fp(1);
         w.at("registers", 25, "last[0]") += Fp(1);
       }, "memory ("},
      {"an instruction that the program does not have",
       [](MachineWitness& w) { w.at("load-word", load_row(w, 22), "imm") = 4; }, ""},
      {"a constant that the program does not have",
       [](MachineWitness& w) { w.at("add-immediate", 0, "rd") += Fp(1); }, ""},

      // ---- output
      {"other output", [](MachineWitness& w) { w.publics[4] ^= 1; }, "output ("},
      {"an output word kept back",
       [](MachineWitness& w) { w.at("ledger", ledger_row(w, kOutputBase + 4), "is_public") = 0; }, "output ("},
      {"an output word left out", [](MachineWitness& w) { w.publics.resize(w.publics.size() - 2); }, "output ("},
      {"an output word made up", [](MachineWitness& w) { w.publics.insert(w.publics.end(), {0, 0}); }, "output ("},
      {"an output word published twice",
       [](MachineWitness& w) {
         w.at("ledger", ledger_row(w, kOutputBase + 4), "is_public") = 2;
       },
       ""},
      {"output taken from other memory",
       [](MachineWitness& w) {  // word 1 of the data's zero region
         w.at("ledger", ledger_row(w, kOutputBase + 4), "is_public") = 0;
         const std::size_t row = ledger_row(w, kCell);
         REQUIRE(w.at("ledger", row, "offset_lo") == Fp(1));
         w.at("ledger", row, "is_public") = 1;
         w.publics[4] = w.at("ledger", row, "last[0]").canonical();
         w.publics[5] = w.at("ledger", row, "last[1]").canonical();
       },
       "public only in the output region"},
      {"output from a row that is not there",
       [](MachineWitness& w) {
         Row row(w.machine.chips[w.chip("ledger")].main.size());
         w.of("ledger").push_back(row);
         const std::size_t last = w.of("ledger").size() - 1;
         w.at("ledger", last, "is_public") = w.at("ledger", last, "is_output") = 1;
         w.at("ledger", last, "offset_lo") = 2;
         w.at("ledger", last, "last[0]") = 77;
         w.publics.insert(w.publics.end(), {77, 0});
       },
       "public only on real rows"},
  };
  return list;
}

}  // namespace

TEST_CASE("named attacks on an execution", "[soundness]") {
  MachineWitness w(victim_image(), kVictimInput);
  REQUIRE(kit::joined(w.problems()) == "");
  const auto rows = w.rows;
  const auto publics = w.publics;
  const auto messages = w.machine.public_messages;
  const auto fixed = w.fixed;
  std::vector<std::vector<std::string>> obstacles;  // per attack
  for (const Attack& attack : attacks()) {
    CAPTURE(attack.name);
    w.rows = rows;
    w.publics = publics;
    w.machine.public_messages = messages;
    w.fixed = fixed;
    attack.forge(w);
    const std::vector<std::string> problems = w.problems();
    INFO(kit::joined(problems));
    CHECK_FALSE(problems.empty());
    for (const std::string& problem : problems) CHECK_THAT(problem, Catch::Contains(attack.rule));
    obstacles.push_back(problems);
  }

  // Every constraint and lookup of the bookkeeping chips is the only obstacle of some attack, or stands here. Messages
  // on other buses cannot be left out: honest executions would not balance.
  const std::set<std::string> implied = {
      // The lookup of the region, or the balance of the output, says it for real rows; here they bound multiplicities.
      "ledger: is_input is boolean", "ledger: is_public is boolean", "ledger: is_output is boolean", "ledger: input only on real rows",
      // Rows of the key, which whoever makes it has from the program: bounds a multiplicity.
      "image: real is boolean",
      // Nothing puts a state twice. Bounds a multiplicity.
      "system: one call"};
  for (const char* name : {"touch", "ledger", "image", "registers", "system"}) {
    const Chip& chip = w.machine.chips[w.chip(name)];
    const auto covered = [&](const std::string& label) {
      const std::string item = chip.name + ": " + label;
      CAPTURE(item);
      const bool found = std::ranges::any_of(obstacles, [&](const std::vector<std::string>& problems) {
        return std::ranges::all_of(problems, [&](const std::string& problem) {
          return problem.find(chip.name + " row") != std::string::npos && problem.find(": " + label) != std::string::npos;
        });
      });
      CHECK(found != implied.contains(item));
    };
    for (const Constraint& c : chip.dag.constraints) covered(c.label);
    for (const Message& m : chip.dag.messages) {
      if (m.bus.number == kRangeBus.number || m.bus.number == kRegionBus.number) covered(m.label);
    }
  }
}

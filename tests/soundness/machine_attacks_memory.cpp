// Words that are born twice or with a wrong value, have two names, or are read before they are written.

#include "machine_victim.hpp"

namespace squall::attacks {

std::vector<Attack> memory_attacks() {
  return {
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
      {"a register that starts otherwise", [](MachineWitness& w) { w.at("registers", 25, "last[0]") += Fp(1); },
       "memory ("},
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
         const std::uint32_t value =
             w.at("load-word", load, "value[0]").canonical() | w.at("load-word", load, "value[1]").canonical() << 16;
         w.of("touch").push_back(touch_row(w, kCell, value, before, after));
         w.at("load-word", load, "time_memory") = after;
         w.at("touch", 0, "gap_lo") = after - before - Fp(1);
       },
       "touch row 0: low limb of the gap"},
      {"a read from the future by a touch: high limb of the gap",
       [](MachineWitness& w) {
         const std::size_t load = read_from_future(w);
         const Fp before = w.at("load-word", load, "time_memory"), after = access_time(w, "load-word", load) - Fp(1);
         const std::uint32_t value =
             w.at("load-word", load, "value[0]").canonical() | w.at("load-word", load, "value[1]").canonical() << 16;
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
  };
}

}  // namespace squall::attacks

// States and calls that did not happen, and public values that are not the execution's.

#include "machine_victim.hpp"

namespace squall::attacks {

std::vector<Attack> flow_attacks() {
  return {
      // ---- states, calls, registers
      {"another exit code", [](MachineWitness& w) { w.publics[0] = 1; }, "exit ("},
      {"a second exit", [](MachineWitness& w) { w.of("system").push_back(w.of("system").back()); }, ""},
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
      {"an exit that goes on",
       [](MachineWitness& w) {
         const std::size_t row = w.find("system", "is_exit", 1);
         w.at("system", row, "is_exit") = 0;
         w.at("system", row, "is_write") = 1;
       },
       ""},
      {"a skipped instruction", [](MachineWitness& w) { w.of("add").pop_back(); }, ""},
      {"a start elsewhere",
       [](MachineWitness& w) {
         w.machine.public_messages[0].entries[0] = PublicEntry::constant(kit::kTextBase / 4 + 1);
       },
       "state ("},
      {"x0 written",
       [](MachineWitness& w) {
         const std::size_t row = w.find("add-immediate", "rd", kDummyRegister);
         w.at("add-immediate", row, "rd") = 0;
       },
       ""},
      {"rs1 = rs2 with two values",
       [](MachineWitness& w) {
         w.at("add", 0, "b[0]") += Fp(1);
         w.at("add", 0, "c[0]") += Fp(1);
         w.at("registers", 25, "last[0]") += Fp(1);
       },
       "memory ("},
      {"an instruction that the program does not have",
       [](MachineWitness& w) { w.at("load-word", load_row(w, 22), "imm") = 4; }, ""},
      {"a constant that the program does not have", [](MachineWitness& w) { w.at("add-immediate", 0, "rd") += Fp(1); },
       ""},

      // ---- output
      {"other output", [](MachineWitness& w) { w.publics[4] ^= 1; }, "output ("},
      {"an output word kept back",
       [](MachineWitness& w) { w.at("ledger", ledger_row(w, kOutputBase + 4), "is_public") = 0; }, "output ("},
      {"an output word left out", [](MachineWitness& w) { w.publics.resize(w.publics.size() - 2); }, "output ("},
      {"an output word made up",
       [](MachineWitness& w) {
         w.publics.insert(w.publics.end(), {0, 0});
       },
       "output ("},
      {"an output word published twice",
       [](MachineWitness& w) { w.at("ledger", ledger_row(w, kOutputBase + 4), "is_public") = 2; }, ""},
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
}

}  // namespace squall::attacks

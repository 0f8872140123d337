// Executions that did not happen on the platform airbender, and calls of functions that did not.

#include "kit/airbender.hpp"
#include "kit/catch.hpp"
#include "kit/machine_witness.hpp"
#include "machine/chips/system.hpp"

using namespace squall;
using kit::Assembler, kit::MachineWitness, kit::Row;

namespace {

struct Attack {
  const char* name;
  std::function<void(MachineWitness&)> forge;
  const char* rule;  // all that is wrong contains this text; empty: anything may be wrong
};

void require_rejected(MachineWitness& w, const std::vector<Attack>& attacks) {
  REQUIRE(kit::joined(w.problems()) == "");
  const auto rows = w.rows;
  const auto publics = w.publics;
  for (const Attack& attack : attacks) {
    CAPTURE(attack.name);
    w.rows = rows;
    w.publics = publics;
    attack.forge(w);
    const std::vector<std::string> problems = w.problems();
    INFO(kit::joined(problems));
    CHECK_FALSE(problems.empty());
    for (const std::string& problem : problems) CHECK_THAT(problem, Catch::Contains(attack.rule));
  }
  w.rows = rows;
  w.publics = publics;
}

// Reads x10, x17 and x18 (which gets 0); keeps x10 in memory; ends. Behind the end there is an ECALL.
Image victim() {
  Assembler a(0);
  a.word(kit::oracle_read(10));
  a.word(kit::oracle_read(17));
  a.word(kit::oracle_read(18));
  a.li(5, kit::kRam);
  a.store(Opcode::kSw, 10, 0, 5);
  a.i(Opcode::kLw, 11, 5, 0);
  a.word(kit::oracle_write(11));
  a.word(kit::kSelfJump);
  a.ecall();
  return kit::rom_image(a);
}
const Bytes kWords = kit::bytes_of({0x70007, 0x50005, 0});

// The oracle's row for a register, and another word in it. The register is not used before the end.
std::size_t oracle_row(MachineWitness& w, unsigned rd) { return w.find("oracle", "rd", rd); }
void gives(MachineWitness& w, unsigned rd, std::uint32_t low) {
  w.at("oracle", oracle_row(w, rd), "word[0]") = low;
  w.at("registers", rd, "last[0]") = low;
}
void set_output(MachineWitness& w, unsigned i, std::uint32_t low) {
  w.at("end", 0, "output[" + std::to_string(2 * i) + "]") = low;
  w.publics[2 + 2 * i] = low;
}

}  // namespace

TEST_CASE("the prover chooses what the oracle says", "[soundness]") {
  MachineWitness w(victim(), kWords);
  gives(w, 17, 0x1234);
  set_output(w, 7, 0x1234);
  CHECK(kit::joined(w.problems()) == "");
}

TEST_CASE("attacks on programs of the platform airbender", "[soundness]") {
  MachineWitness witness(victim(), kWords);
  REQUIRE(witness.publics.size() == 18);
  REQUIRE((witness.publics[2] == 7 && witness.publics[3] == 7 && witness.publics[16] == 5));
  require_rejected(
      witness,
      {
          {"another output register", [](MachineWitness& w) { w.publics[2] ^= 1; }, "output ("},
          {"an output register fewer", [](MachineWitness& w) { w.publics.resize(16); }, "output ("},
          {"an output register more",
           [](MachineWitness& w) {
             w.publics.insert(w.publics.end(), {0, 0});
           },
           "output ("},
          {"two output registers exchanged",
           [](MachineWitness& w) {
             std::swap_ranges(w.publics.begin() + 2, w.publics.begin() + 4, w.publics.end() - 2);
           },
           "output ("},
          {"another exit code", [](MachineWitness& w) { w.publics[0] = 1; }, "exit ("},
          {"an output that the register does not have", [](MachineWitness& w) { set_output(w, 7, 0x1234); },
           "memory ("},
          {"a word of more than 32 bits",
           [](MachineWitness& w) {
             gives(w, 17, kLimb);
             set_output(w, 7, kLimb);
           },
           "oracle row 1: word"},
          {"x18 is not zero", [](MachineWitness& w) { gives(w, 18, 5); }, "memory ("},
          {"an end that reads another register than x18",
           [](MachineWitness& w) {
             gives(w, 18, 5);
             w.at("registers", 18, "time") = w.at("end", 0, "time[8]");
           },
           "memory ("},
          {"two ends", [](MachineWitness& w) { w.of("end").push_back(Row(w.of("end")[0])); }, ""},
          {"half an end, twice",
           [](MachineWitness& w) {
             w.at("end", 0, "real") = Fp(2).inverse();
             w.of("end").push_back(Row(w.of("end")[0]));
           },
           "end row"},
          {"no end", [](MachineWitness& w) { w.of("end").clear(); }, ""},
          {"an end one instruction earlier",
           [](MachineWitness& w) {  // takes the state before the write to the oracle, which loses its row
             const std::size_t row = w.find("add-immediate", "pc", w.at("end", 0, "pc") - Fp(1));
             w.at("registers", kDummyRegister, "last[0]") = w.at("add-immediate", row, "old[0]");
             w.at("registers", kDummyRegister, "time") = w.at("add-immediate", row, "time_rd");
             w.at("registers", 0, "time") = w.at("add-immediate", row, "time_a");
             w.of("add-immediate").erase(w.of("add-immediate").begin() + std::ptrdiff_t(row));
             const Fp clock = w.at("end", 0, "clock");
             w.at("end", 0, "pc") -= Fp(1);
             w.at("end", 0, "clock") -= Fp(kClockStep);
             for (unsigned r = 10; r < 26; ++r) {
               if (w.at("registers", r, "time") == clock) w.at("registers", r, "time") = clock - Fp(kClockStep);
             }
           },
           "program ("},
          {"an exit by ECALL instead of the end",
           [](MachineWitness& w) {
             Row row(w.machine.chips[w.chip("system")].main.size());
             w.of("system").push_back(row);
             w.at("system", 0, "is_exit") = 1;
             w.at("system", 0, "pc") = w.at("end", 0, "pc") + Fp(1);  // the ECALL behind it
             w.at("system", 0, "clock") = w.at("end", 0, "clock");
             w.of("end").clear();
           },
           ""},
          {"a word that the oracle does not give to this register",
           [](MachineWitness& w) { w.at("oracle", 0, "rd") = 12; }, ""},
          {"a word before its time", [](MachineWitness& w) { w.at("oracle", 1, "clock") -= Fp(kClockStep); }, ""},
      });

  const std::uint32_t ecall = witness.at("end", 0, "pc").canonical() + 1;
  // The ECALL is no instruction: whoever takes a state there meets the program table.
  CHECK(witness.program.table.at(4 * ecall).operation == number(Operation::kNone));
  witness.of("system").push_back(Row(witness.machine.chips[witness.chip("system")].main.size()));
  witness.at("system", 0, "is_exit") = 1;
  witness.at("system", 0, "pc") = Fp(ecall);
  bool missing = false;
  for (const std::string& problem : witness.problems())
    missing |= problem.find("program (" + std::to_string(ecall) + ", ") == 0;
  CHECK(missing);
}

TEST_CASE("attacks on calls", "[soundness]") {
  constexpr std::uint32_t kData = kit::kDataBase;
  Assembler a;
  a.li(10, kData);
  a.li(11, kData + 32);
  a.li(12, kData + 64);
  a.word(kit::custom0(number(Function::kMultiplyModulo), 12, 10, 11));
  a.word(kit::custom0(number(Function::kAddModulo), 12, 10, 11));
  a.exit(0);
  std::vector<std::uint32_t> numbers(24);
  numbers[0] = 3;
  numbers[8] = 5;
  numbers[16] = 7;
  MachineWitness witness(a, {}, kit::bytes_of(numbers));
  REQUIRE(witness.of("call").size() == 2);
  require_rejected(
      witness,
      {
          {"a call without its function", [](MachineWitness& w) { w.of("modular").pop_back(); }, ""},
          {"a function without its call", [](MachineWitness& w) { w.of("call").pop_back(); }, ""},
          {"a function's row twice", [](MachineWitness& w) { w.of("modular").push_back(Row(w.of("modular")[0])); }, ""},
          {"c afterwards is not what the function says",
           [](MachineWitness& w) {  // and everybody behind believes it
             w.at("call", 1, "c_after[0]") += Fp(32);
             w.at("registers", 12, "last[0]") += Fp(32);
           },
           "call ("},
          {"c afterwards, with the next call on the wrong pointer",
           [](MachineWitness& w) {
             w.at("call", 0, "c_after[0]") += Fp(32);
             w.at("call", 1, "c[0]") += Fp(32);
             w.at("call", 1, "c_after[0]") += Fp(32);
             w.at("registers", 12, "last[0]") += Fp(32);
           },
           "call ("},
          {"another pointer than the register's", [](MachineWitness& w) { w.at("call", 0, "a[0]") += Fp(32); }, ""},
          {"another function", [](MachineWitness& w) { w.at("call", 0, "function") += Fp(1); }, ""},
          {"results of two calls exchanged",
           [](MachineWitness& w) {
             std::swap(w.of("modular")[0], w.of("modular")[1]);
             w.at("modular", 0, "clock") = w.at("call", 0, "clock");
           },
           ""},
          {"a call that stays where it is", [](MachineWitness& w) { w.at("call", 1, "pc") -= Fp(1); }, ""},
      });
}

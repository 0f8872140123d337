// Executions that did not happen, told as well as a forger can: everything else is made to fit, so that exactly one
// rule of the machine stands in the way. What instruction chips must refuse on their own is in tests/unit/machine.

#include <set>

#include "machine_victim.hpp"

using namespace squall;

TEST_CASE("named attacks on an execution", "[soundness]") {
  kit::MachineWitness w(attacks::victim_image(), attacks::kVictimInput);
  REQUIRE(kit::joined(w.problems()) == "");
  const auto rows = w.rows;
  const auto publics = w.publics;
  const auto messages = w.machine.public_messages;
  const auto fixed = w.fixed;
  std::vector<std::vector<std::string>> obstacles;  // per attack
  std::vector<attacks::Attack> list = attacks::memory_attacks();
  for (const attacks::Attack& attack : attacks::flow_attacks()) list.push_back(attack);
  for (const attacks::Attack& attack : list) {
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
      "ledger: is_input is boolean", "ledger: is_public is boolean", "ledger: is_output is boolean",
      "ledger: input only on real rows",
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
          return problem.find(chip.name + " row") != std::string::npos &&
                 problem.find(": " + label) != std::string::npos;
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

// What a recording execution leaves for the prover: events word by word, touches at the edge of the window, and the
// balance of all accesses on a long program.

#include "kit/assembler.hpp"
#include "kit/catch.hpp"
#include "kit/random_program.hpp"
#include "kit/replay.hpp"
#include "vm/elf_loader.hpp"
#include "vm/executor.hpp"

using namespace squall;
using kit::Assembler;

namespace {

struct Recorded {
  Image image;
  Execution execution;
};

Recorded record(const Assembler& a, Bytes data = {1, 2, 3, 4}) {
  auto image = load_elf(a.elf(std::move(data)));
  REQUIRE(image.ok());
  ExecuteOptions options;
  options.trace = true;
  auto execution = execute(*image, options);
  INFO((execution.ok() ? "" : execution.error().message));
  REQUIRE(execution.ok());
  return {std::move(*image), std::move(*execution)};
}

}  // namespace

TEST_CASE("events hold values and times before the instruction", "[record]") {
  Assembler a;
  a.u(Opcode::kLui, 5, kit::kDataBase);  // clock 1
  a.i(Opcode::kLw, 6, 5, 0);             // clock 4
  a.r(Opcode::kAdd, 6, 6, 6);            // clock 7
  a.store(Opcode::kSb, 6, 1, 5);         // clock 10
  a.r(Opcode::kSub, 0, 5, 6);            // clock 13
  a.exit(0);                             // clocks 16, 19, 22
  const auto [image, execution] = record(a, {0x11, 0x22, 0x33, 0x44});
  const ExecutionRecord& r = execution.record;

  const Event& lui = r.of(EventClass::kAddImmediate)[0];
  REQUIRE(
      (lui.pc == 0x10000 && lui.clock == 1 && lui.a == 0 && lui.old_rd == 0 && lui.time_a == 0 && lui.time_rd == 0));
  const Event& lw = r.of(EventClass::kLoadWord)[0];
  REQUIRE((lw.pc == 0x10004 && lw.clock == 4 && lw.a == kit::kDataBase && lw.time_a == 3));
  REQUIRE((lw.memory == 0x44332211 && lw.time_memory == 0 && lw.old_rd == 0 && lw.time_rd == 0));
  const Event& add = r.of(EventClass::kAdd)[0];
  REQUIRE((add.a == 0x44332211 && add.b == 0x44332211 && add.old_rd == 0x44332211));
  REQUIRE((add.time_a == 6 && add.time_b == 7 && add.time_rd == 8));
  const Event& sb = r.of(EventClass::kStorePart)[0];
  REQUIRE((sb.a == kit::kDataBase && sb.b == 0x88664422 && sb.memory == 0x44332211));
  REQUIRE((sb.time_a == 4 && sb.time_b == 9 && sb.time_memory == 6));
  const Event& sub = r.of(EventClass::kAdd)[1];
  REQUIRE((sub.time_a == 10 && sub.time_b == 11 && sub.time_rd == 0 && sub.old_rd == 0));
  const Event& ecall = r.of(EventClass::kSystem)[0];
  REQUIRE((ecall.clock == 22 && ecall.a == 93 && ecall.b == 0 && ecall.time_a == 21 && ecall.time_b == 18));

  REQUIRE(r.registers[kDummyRegister].value == kit::kDataBase - 0x88664422u);
  REQUIRE(r.registers[kDummyRegister].time == 15);
  REQUIRE((r.registers[17].value == 93 && r.registers[17].time == 22));
  REQUIRE((r.registers[0].value == 0 && r.registers[0].time == 19));
  REQUIRE(r.words.size() == 2);
  REQUIRE((r.words[0].address == kit::kDataBase / 4 && r.words[0].initial == 0x44332211 &&
           r.words[0].final == 0x44332211 - 0x2200 + 0x2200));
  REQUIRE(r.words[0].time == 12);
}

TEST_CASE("accesses beyond the window are touched first, and only those", "[record]") {
  // Register 7 is written at time 9; then one instruction that uses it follows `before` others. Its accesses are at
  // times 1, 2, 3 + 3 before, so rs2 and rd can be exactly kTimeWindow and kTimeWindow + 1 later.
  constexpr std::uint32_t kBefore = (kTimeWindow + 7) / 3;
  static_assert(3 * kBefore + 2 - 9 == kTimeWindow);
  auto touches = [](std::uint32_t before, const Decoded& user) {
    constexpr std::uint32_t kRounds = 20000;
    Assembler a;
    a.li(8, 0x12345);
    a.li(7, 77);  // the third instruction
    a.li(9, kRounds);
    for (std::uint32_t n = 5 + 2 * kRounds; n < before; ++n) a.r(Opcode::kAnd, 9, 9, 9);
    auto loop = a.bound_label();
    a.i(Opcode::kAddi, 9, 9, -1);
    a.branch(Opcode::kBne, 9, 0, loop);
    a.emit(user);
    a.exit(0);
    auto recorded = record(a);
    REQUIRE(kit::Replay::check(recorded.image, recorded.execution.record) == "");
    std::vector<TouchEvent> found;
    const auto& list = recorded.execution.record.touches;
    for (std::size_t i = 0; i < list.size(); ++i)
      if (list[i].space == Space::kRegister && list[i].address == 7) found.push_back(list[i]);
    return found;
  };
  const Decoded reads{Opcode::kAdd, 10, 0, 7, 0}, writes{Opcode::kAddi, 7, 0, 0, 5};
  REQUIRE(touches(kBefore, reads).empty());
  REQUIRE(touches(kBefore - 1, writes).empty());
  for (const auto& found : {touches(kBefore, writes), touches(kBefore + 1, reads)}) {
    REQUIRE(found.size() == 1);
    REQUIRE((found[0].value == 77 && found[0].before == 9));
  }
  REQUIRE(touches(kBefore, writes)[0].after == 3 + 3 * kBefore - 1);
}

TEST_CASE("a long random program balances, touches of memory included", "[record]") {
  kit::RandomProgram random(99);
  Assembler a;
  for (unsigned i = 0; i < 20; ++i) random.append_to(a, 60);
  // Then a long pause, and everything once more: all registers and words have left the window.
  a.li(5, 70000);
  auto loop = a.bound_label();
  a.i(Opcode::kAddi, 5, 5, -1);
  a.branch(Opcode::kBne, 5, 0, loop);
  for (unsigned i = 0; i < 20; ++i) random.append_to(a, 60);
  a.exit(3);
  const auto recorded = record(a);
  const auto& touches = recorded.execution.record.touches;
  bool registers = false, memory = false;
  for (std::size_t i = 0; i < touches.size(); ++i) (touches[i].space == Space::kRegister ? registers : memory) = true;
  REQUIRE((registers && memory));
  REQUIRE(kit::Replay::check(recorded.image, recorded.execution.record) == "");
}

TEST_CASE("the replay notices what is wrong", "[record]") {
  Assembler a;
  a.li(5, kit::kDataBase);
  a.i(Opcode::kLw, 6, 5, 0);
  a.r(Opcode::kAdd, 7, 6, 5);
  a.store(Opcode::kSw, 7, 4, 5);
  a.exit(0);
  auto recorded = record(a);
  ExecutionRecord& r = recorded.execution.record;
  const auto broken = [&](auto& field, std::uint32_t change) {
    const auto kept = field;
    field += change;
    const bool noticed = !kit::Replay::check(recorded.image, r).empty();
    field = kept;
    return noticed;
  };
  REQUIRE(kit::Replay::check(recorded.image, r).empty());
  Event& add = r.of(EventClass::kAdd)[0];
  REQUIRE(broken(add.a, 1));
  REQUIRE(broken(add.b, 1));
  REQUIRE(broken(add.old_rd, 1));
  REQUIRE(broken(add.time_a, 1));
  REQUIRE(broken(add.time_b, 1));
  REQUIRE(broken(add.time_rd, 1));
  REQUIRE(broken(add.clock, 1));
  REQUIRE(broken(add.pc, 4));
  REQUIRE(broken(r.of(EventClass::kStoreWord)[0].memory, 1));
  REQUIRE(broken(r.of(EventClass::kLoadWord)[0].time_memory, 1));
  REQUIRE(broken(r.words[0].final, 1));
  REQUIRE(broken(r.words[1].time, 1));
  REQUIRE(broken(r.registers[7].value, 1));
  REQUIRE(broken(r.registers[40].time, 1));
  REQUIRE(broken(r.exit_code, 1));
}

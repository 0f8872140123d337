// Where instructions go: every one is counted once, by word and by path of calls, however strange the calls are.

#include <numeric>

#include "kit/assembler.hpp"
#include "kit/catch.hpp"
#include "vm/elf_loader.hpp"
#include "vm/executor.hpp"
#include "vm/profiler.hpp"

using namespace squall;
using kit::Assembler;

namespace {

constexpr unsigned kRa = 1, kT0 = 5, kT1 = 6, kS0 = 8;

struct Profiled {
  Image image;
  Profiler profiler;
  Execution execution;

  explicit Profiled(const Assembler& a) : image(load(a)), profiler(image) {
    ExecuteOptions options;
    options.profiler = &profiler;
    auto done = execute(image, options);
    REQUIRE(done.ok());
    execution = std::move(*done);
    const auto plain = execute(image, ExecuteOptions{});
    REQUIRE(plain.ok());
    REQUIRE(plain->record.instructions == execution.record.instructions);
    REQUIRE(plain->counts == execution.counts);
    const auto& hits = profiler.hits();
    REQUIRE(std::accumulate(hits.begin(), hits.end(), std::uint64_t(0)) == execution.record.instructions);
    std::uint64_t total = 0;
    for (const CallNode& node : profiler.nodes()) total += instructions(node);
    REQUIRE(total == execution.record.instructions);
  }
  static Image load(const Assembler& a) {
    auto image = load_elf(a.elf());
    REQUIRE(image.ok());
    return *image;
  }
  static std::uint64_t instructions(const CallNode& node) {
    std::uint64_t sum = 0;
    for (unsigned i = 0; i < kActions; ++i) {
      const auto action = static_cast<Action>(i);
      if (action != Action::kUntranslated && action != Action::kEndOfRun) sum += node.actions[i];
    }
    return sum;
  }
};

}  // namespace

TEST_CASE("calls make a tree, and every instruction belongs to one node", "[profiler]") {
  Assembler a;
  const auto outer = a.new_label(), inner = a.new_label();
  a.jal(kRa, outer);  // root: 1
  a.jal(kRa, outer);  // 2
  a.jal(kRa, inner);  // 3
  a.exit(0);          // 6
  const std::uint32_t outer_at = a.here();
  a.bind(outer);
  a.i(Opcode::kAddi, kS0, kRa, 0);  // 1
  a.jal(kRa, inner);                // 2
  a.i(Opcode::kAddi, kRa, kS0, 0);  // 3
  a.i(Opcode::kJalr, 0, kRa, 0);    // 4
  const std::uint32_t inner_at = a.here();
  a.bind(inner);
  a.i(Opcode::kAddi, kT0, kT0, 1);  // 1
  a.i(Opcode::kJalr, 0, kRa, 0);    // 2
  const Profiled run(a);

  const auto& nodes = run.profiler.nodes();
  REQUIRE(nodes.size() == 4);
  CHECK(nodes[0].target == kit::kTextBase);
  CHECK(Profiled::instructions(nodes[0]) == 6);
  CHECK((nodes[1].target == outer_at && nodes[1].parent == 0 && nodes[1].calls == 2));
  CHECK(Profiled::instructions(nodes[1]) == 8);
  CHECK((nodes[2].target == inner_at && nodes[2].parent == 1 && nodes[2].calls == 2));
  CHECK(Profiled::instructions(nodes[2]) == 4);
  CHECK((nodes[3].target == inner_at && nodes[3].parent == 0 && nodes[3].calls == 1));
  CHECK(Profiled::instructions(nodes[3]) == 2);
}

TEST_CASE("calls through a register have the register's value as target", "[profiler]") {
  Assembler a;
  const auto start = a.new_label();
  a.jal(0, start);
  const std::uint32_t target = a.here();
  a.i(Opcode::kJalr, 0, kRa, 0);
  a.bind(start);
  a.li(kT1, target - 8);
  a.i(Opcode::kJalr, kRa, kT1, 8);
  a.exit(0);
  const Profiled run(a);
  REQUIRE(run.profiler.nodes().size() == 2);
  CHECK(run.profiler.nodes()[1].target == target);
}

TEST_CASE("a jump through ra that is no return leaves the open calls alone; skipped frames are closed", "[profiler]") {
  Assembler a;
  const auto first = a.new_label(), second = a.new_label(), after = a.new_label();
  a.jal(kRa, first);
  a.bind(after);
  const std::uint32_t after_at = a.here();
  a.exit(0);
  a.bind(first);
  a.jal(kRa, second);
  a.exit(1);  // never reached: second returns past first
  a.bind(second);
  a.u(Opcode::kAuipc, kRa, 0);
  a.i(Opcode::kAddi, kRa, kRa, 12);
  a.i(Opcode::kJalr, 0, kRa, 0);  // to the next word: a jump
  a.i(Opcode::kAddi, kT0, 0, 7);
  a.li(kRa, after_at);
  a.i(Opcode::kJalr, 0, kRa, 0);
  const Profiled run(a);
  const auto& nodes = run.profiler.nodes();
  REQUIRE(nodes.size() == 3);
  CHECK(Profiled::instructions(nodes[0]) == 4);  // jal, and the exit behind it
  CHECK(Profiled::instructions(nodes[1]) == 1);
}

TEST_CASE("deep recursion is counted within bounds", "[profiler]") {
  Assembler a;
  const auto down = a.new_label(), up = a.new_label();
  a.li(kT0, 5000);
  a.jal(kRa, down);
  a.exit(0);
  a.bind(down);  // does not come back one by one: ra of the first call is kept
  a.branch(Opcode::kBeq, kT0, 0, up);
  a.i(Opcode::kAddi, kT0, kT0, -1);
  a.jal(kRa, down);
  a.bind(up);
  a.exit(0);
  const Profiled run(a);
  CHECK(run.profiler.nodes().size() == Profiler::kMostDepth);
}

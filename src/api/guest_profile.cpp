#include "squall/guest_profile.hpp"

#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <numeric>
#include <set>

#include "api/program_data.hpp"
#include "machine/cost.hpp"
#include "vm/profiler.hpp"

namespace squall {

namespace {

std::string demangled(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status),
                                                         std::free);
  return status == 0 && text ? std::string(text.get()) : name;
}

// Builds a profile of one execution.
class ProfileMaker {
 public:
  ProfileMaker(const Program::Data& data, const Profiler& profiler)
      : image_(data.machine.image),
        symbols_(data.symbols),
        profiler_(profiler),
        costs_(cell_costs(data.proving_machine())) {}

  GuestProfile make() {
    for (const CallNode& node : profiler_.nodes()) called_.insert(node.target);
    add_words();
    add_nodes();
    order();
    return std::move(profile_);
  }

 private:
  // The number of the function that covers an address. Without a symbol, functions begin where something calls.
  std::uint32_t function_at(std::uint32_t address) {
    const GuestSymbol* symbol = symbols_.find(address);
    const auto after = called_.upper_bound(address);
    const std::uint32_t start = symbol ? symbol->address : after == called_.begin() ? address : *std::prev(after);
    const auto [known, fresh] = numbers_.try_emplace(start, static_cast<std::uint32_t>(profile_.functions.size()));
    if (fresh) {
      profile_.functions.push_back({symbol ? demangled(symbol->name) : fmt::format("[0x{:08x}]", start), start});
    }
    return known->second;
  }

  std::uint64_t cells_of(std::uint32_t word) const {
    using Kind = PlatformInstruction::Kind;
    const PlatformInstruction p = platform_instruction(image_.platform, word);
    switch (p.kind) {
      case Kind::kNone:
        break;
      case Kind::kCall:
        return costs_.of(EventClass::kCall) + costs_.of(p.function->family);
      case Kind::kOracleRead:
        return costs_.of(EventClass::kOracle);
      case Kind::kOracleWrite:
        return costs_.of(EventClass::kAddImmediate);
      case Kind::kEnd:
        return 0;
    }
    const Decoded d = decode<32>(word);
    return d.legal() ? costs_.of(event_class(d.op)) : 0;
  }

  std::uint64_t cells_of(const CallNode& node) const {
    std::uint64_t cells = 0;
    for (unsigned i = 0; i < kActions; ++i) {
      const Action action = static_cast<Action>(i);
      const Opcode op = opcode_of(action);
      const EventClass c = action == Action::kFunction      ? EventClass::kCall
                           : action == Action::kOracleRead  ? EventClass::kOracle
                           : action == Action::kOracleWrite ? EventClass::kAddImmediate
                           : op != Opcode::kIllegal         ? event_class(op)
                                                            : EventClass::kAdd;
      const bool executes = op != Opcode::kIllegal || c != EventClass::kAdd;
      if (executes) cells += node.actions[i] * costs_.of(c);
    }
    for (const FunctionInfo& f : functions()) cells += node.functions[number(f.function)] * costs_.of(f.family);
    return cells;
  }

  static std::uint64_t instructions_of(const CallNode& node) {
    const auto skipped = node.actions[static_cast<unsigned>(Action::kUntranslated)] +
                         node.actions[static_cast<unsigned>(Action::kEndOfRun)];
    return std::accumulate(node.actions.begin(), node.actions.end(), std::uint64_t(0)) - skipped;
  }

  void add_words() {
    const auto& hits = profiler_.hits();
    for (std::size_t i = 0; i < hits.size(); ++i) {
      if (hits[i] == 0) continue;
      GuestProfile::Function& f = profile_.functions[function_at(4 * image_.words[i].address)];
      f.self_instructions += hits[i];
      f.self_cells += hits[i] * cells_of(image_.words[i].value);
    }
  }

  void add_nodes() {
    const auto& nodes = profiler_.nodes();
    std::vector<std::uint64_t> instructions(nodes.size()), cells(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      GuestProfile::Stack stack{i == 0 ? std::vector<std::uint32_t>() : profile_.stacks[nodes[i].parent].functions,
                                instructions_of(nodes[i]), cells_of(nodes[i])};
      stack.functions.push_back(function_at(nodes[i].target));
      instructions[i] = stack.instructions;
      cells[i] = stack.cells;
      profile_.stacks.push_back(std::move(stack));
    }
    profile_.functions[profile_.stacks[0].functions[0]].calls += 1;
    for (std::size_t i = nodes.size(); i-- > 1;) {
      instructions[nodes[i].parent] += instructions[i];
      cells[nodes[i].parent] += cells[i];
      profile_.functions[profile_.stacks[i].functions.back()].calls += nodes[i].calls;
    }
    // Of a function that calls itself only the outermost call counts.
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::vector<std::uint32_t>& path = profile_.stacks[i].functions;
      if (std::count(path.begin(), path.end(), path.back()) != 1) continue;
      profile_.functions[path.back()].total_instructions += instructions[i];
      profile_.functions[path.back()].total_cells += cells[i];
    }
    profile_.instructions = instructions[0];
    profile_.cells = cells[0];
  }

  // The most expensive first.
  void order() {
    std::vector<std::uint32_t> by_cost(profile_.functions.size()), place(profile_.functions.size());
    std::iota(by_cost.begin(), by_cost.end(), 0u);
    std::stable_sort(by_cost.begin(), by_cost.end(), [&](std::uint32_t a, std::uint32_t b) {
      return profile_.functions[a].self_cells > profile_.functions[b].self_cells;
    });
    std::vector<GuestProfile::Function> sorted;
    for (std::uint32_t i = 0; i < by_cost.size(); ++i) {
      place[by_cost[i]] = i;
      sorted.push_back(std::move(profile_.functions[by_cost[i]]));
    }
    profile_.functions = std::move(sorted);
    for (GuestProfile::Stack& stack : profile_.stacks) {
      for (std::uint32_t& f : stack.functions) f = place[f];
    }
  }

  const Image& image_;
  const Symbols& symbols_;
  const Profiler& profiler_;
  CellCosts costs_;
  std::set<std::uint32_t> called_;
  std::map<std::uint32_t, std::uint32_t> numbers_;  // first byte -> number
  GuestProfile profile_;
};

}  // namespace

Result<GuestProfile> Program::profile(std::span<const std::uint8_t> input, const RunOptions& options) const {
  if (data_->machine.image.xlen != 32)
    return Error{ErrorCode::kBadProgram, "only RV32 programs can be profiled so far"};
  Profiler profiler(data_->machine.image);
  const Result<Execution> execution = execute_program(*this, input, options.max_instructions, options.on_text, false,
                                                      nullptr, options.oracle, &profiler);
  if (!execution.ok()) return execution.error();
  GuestProfile profile = ProfileMaker(*data_, profiler).make();
  profile.memory_bytes = execution->touched_bytes;
  profile.exit_code = execution->record.exit_code;
  const CellCosts costs = cell_costs(data_->proving_machine());
  for (const FunctionInfo& f : functions()) {
    const std::uint64_t count = execution->calls[number(f.function)];
    if (count != 0) {
      profile.calls.push_back({std::string(f.name), count, count * (costs.of(EventClass::kCall) + costs.of(f.family))});
    }
  }
  return profile;
}

}  // namespace squall

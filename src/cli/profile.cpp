#include <fmt/format.h>
#include <memory>

#include "squall/guest_profile.hpp"

#include "cli/commands.hpp"
#include "cli/files.hpp"

namespace squall::cli {

namespace {

struct Options {
  Common common;
  GuestOptions guest;
  std::string folded, svg, unit = "cells";
  unsigned top = 20;
};

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void write_text(const std::string& path, const std::string& text) {
  if (!path.empty()) write_file(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

nlohmann::ordered_json to_json(const GuestProfile& profile) {
  nlohmann::ordered_json functions = nlohmann::ordered_json::array(), calls = nlohmann::ordered_json::array();
  for (const auto& f : profile.functions) {
    functions.push_back({{"function", f.name},
                         {"address", f.address},
                         {"calls", f.calls},
                         {"self_instructions", f.self_instructions},
                         {"total_instructions", f.total_instructions},
                         {"self_cells", f.self_cells},
                         {"total_cells", f.total_cells}});
  }
  for (const auto& c : profile.calls) calls.push_back({{"function", c.name}, {"count", c.count}, {"cells", c.cells}});
  return {{"instructions", profile.instructions}, {"cells", profile.cells},
          {"memory_bytes", profile.memory_bytes}, {"exit_code", profile.exit_code},
          {"functions", std::move(functions)},    {"accelerated_calls", std::move(calls)}};
}

void print(const GuestProfile& profile, unsigned top) {
  fmt::print("executed  {} instructions  {} cells of their own  {:.1f} per instruction  memory {}\n",
             grouped(profile.instructions), grouped(profile.cells),
             static_cast<double>(profile.cells) / static_cast<double>(std::max<std::uint64_t>(profile.instructions, 1)),
             size(static_cast<double>(profile.memory_bytes)));
  for (const auto& c : profile.calls) {
    fmt::print("calls     {}  {}  {:.1f} % of the cells\n", c.name, grouped(c.count), percent(c.cells, profile.cells));
  }
  fmt::print("\n{:>7} {:>7} {:>15} {:>7} {:>11}  function\n", "cells", "total", "instructions", "total", "calls");
  for (std::size_t i = 0; i < std::min<std::size_t>(top, profile.functions.size()); ++i) {
    const auto& f = profile.functions[i];
    fmt::print("{:5.1f} % {:5.1f} % {:>15} {:5.1f} % {:>11}  {}\n", percent(f.self_cells, profile.cells),
               percent(f.total_cells, profile.cells), grouped(f.self_instructions),
               percent(f.total_instructions, profile.instructions), grouped(f.calls), f.name);
  }
  if (profile.functions.size() > top) fmt::print("and {} more functions (--top)\n", profile.functions.size() - top);
}

int profile(const Options& o) {
  memory_limit(o.common);
  for (const std::string& path : {o.folded, o.svg}) {
    if (!path.empty()) check_writable(path);
  }
  const auto input = read_input(o.guest);
  const Program program = load_program(o.guest);
  RunOptions options;
  options.max_instructions = o.guest.max_instructions;
  const GuestProfile profile = unwrap(program.profile(input, options));
  const auto unit = o.unit == "cells" ? GuestProfile::Unit::kCells : GuestProfile::Unit::kInstructions;
  write_text(o.folded, profile.folded(unit));
  const std::string name = o.guest.program.substr(o.guest.program.rfind('/') + 1);
  write_text(o.svg,
             profile.flame_graph(
                 unit, fmt::format("{}: {} {}", name,
                                   grouped(unit == GuestProfile::Unit::kCells ? profile.cells : profile.instructions),
                                   o.unit)));
  if (o.common.json) {
    fmt::print("{}\n", to_json(profile).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    print(profile, o.top);
  }
  return profile.exit_code == 0 ? kOk : kGuestFailed;
}

}  // namespace

Command add_profile(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("profile", "Show where a program's instructions and proving cost go");
  auto o = std::make_shared<Options>();
  add_guest(app, o->guest);
  app.add_option("--svg", o->svg, "Write a flame graph");
  app.add_option("--folded", o->folded, "Write call stacks as text for other viewers");
  app.add_option("--unit", o->unit, "What --svg and --folded show: cells (default) or instructions")
      ->check(CLI::IsMember({"cells", "instructions"}));
  app.add_option("--top", o->top, "Functions in the table (default: 20)");
  add_threads(app, o->common, false);
  add_json(app, o->common);
  return [o] { return profile(*o); };
}

}  // namespace squall::cli

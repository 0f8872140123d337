#include "squall/devices.hpp"

#include <fmt/format.h>
#include <memory>

#include "cli/commands.hpp"

namespace squall::cli {

namespace {

nlohmann::ordered_json to_json(const DeviceList& list) {
  nlohmann::ordered_json table = nlohmann::ordered_json::array();
  for (const Device& d : list.devices) {
    table.push_back({{"number", d.number},
                     {"name", d.name},
                     {"architecture", d.architecture},
                     {"total_memory_bytes", d.total_memory},
                     {"free_memory_bytes", d.free_memory},
                     {"usable", d.problem.empty()},
                     {"log_instructions", d.log_instructions},
                     {"problem", d.problem}});
  }
  return {{"built", list.built},
          {"architectures", list.architectures},
          {"problem", list.problem},
          {"devices", std::move(table)}};
}

int show_devices(const Common& common) {
  memory_limit(common);
  const DeviceList list = devices();
  if (common.json) {
    fmt::print("{}\n", to_json(list).dump(2));
    return kOk;
  }
  for (const Device& d : list.devices) {
    fmt::print("cuda:{}  {}  compute capability {}  {}, {} free  ", d.number, d.name, d.architecture,
               size(static_cast<double>(d.total_memory)), size(static_cast<double>(d.free_memory)));
    if (!d.problem.empty()) {
      fmt::print("cannot be used: {}\n", d.problem);
    } else if (d.log_instructions == 0) {
      fmt::print("too little free memory to prove anything\n");
    } else {
      fmt::print("proves 2^{} instructions in one go\n", d.log_instructions);
    }
  }
  if (!list.problem.empty() && list.devices.empty()) fmt::print("no GPU can be used: {}\n", list.problem);
  return kOk;
}

}  // namespace

Command add_devices(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("devices", "List the GPUs, and the longest program that each can prove");
  auto common = std::make_shared<Common>();
  add_threads(app, *common, false);
  add_json(app, *common);
  return [common] { return show_devices(*common); };
}

}  // namespace squall::cli

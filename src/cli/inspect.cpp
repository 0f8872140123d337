#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <string_view>

#include "squall/proof.hpp"

#include "cli/commands.hpp"
#include "cli/files.hpp"

namespace squall::cli {

namespace {

struct Options {
  Common common;
  GuestOptions guest;
  bool no_run = false, machine = false;
};

int inspect_proof_file(const Options& o, std::span<const std::uint8_t> bytes) {
  const ProofInfo info = unwrap(inspect_proof(bytes));
  if (o.common.json) {
    const nlohmann::ordered_json json = {{"kind", "proof"},
                                         {"format_version", info.format_version},
                                         {"platform", info.platform},
                                         {"parameters", info.parameters},
                                         {"program_id", info.program.hex()},
                                         {"entry", info.entry},
                                         {"exit_code", info.exit_code},
                                         {"output_hex", hex(info.output)},
                                         {"proof_bytes", info.bytes}};
    fmt::print("{}\n", json.dump(2));
    return kOk;
  }
  fmt::print("proof     format {}  {}  {} (nothing below is verified)\n", info.format_version, info.platform,
             size(info.bytes));
  fmt::print("program   id {}  entry {:#010x}\n", info.program.hex(), info.entry);
  fmt::print("row       {}\n", info.parameters);
  fmt::print("claim     exit code {}  output {} bytes {}\n", info.exit_code, info.output.size(),
             short_hex(hex(info.output)));
  return kOk;
}

int inspect_program(const Options& o) {
  const Program program = load_program(o.guest);
  unwrap(program.provable());
  if (o.machine) {
    fmt::print("{}", program.machine_json());
    return kOk;
  }
  nlohmann::ordered_json json = {{"kind", "program"},
                                 {"platform", program.platform()},
                                 {"program_id", program.id().hex()},
                                 {"entry", program.entry()}};
  if (!o.common.json) {
    fmt::print("program   id {}  entry {:#010x}  platform {}\n", program.id().hex(), program.entry(),
               program.platform());
  }
  for (const SegmentInfo& s : program.segments()) {
    if (o.common.json) {
      json["segments"].push_back({{"address", s.address},
                                  {"size_bytes", s.size},
                                  {"kind", s.kind},
                                  {"writable", s.writable},
                                  {"executable", s.executable}});
    } else {
      fmt::print("memory    {:#010x}  {:>9}  r{}{}  {}\n", s.address, size(s.size), s.writable ? 'w' : '-',
                 s.executable ? 'x' : '-', s.kind);
    }
  }
  if (!o.no_run) {
    const auto input = read_input(o.guest);
    const RunOptions options{o.guest.max_instructions, {}};
    const RunReport report = unwrap(program.run(input, options));
    const CostReport cost = unwrap(program.cost(input, options));
    if (o.common.json) {
      json["instructions"] = report.instructions;
      for (const auto& [name, count] : report.opcodes) json["opcodes"][name] = count;
      json["cost"] = to_json(cost);
    } else {
      fmt::print("executed  {} instructions\n", grouped(report.instructions));
      for (const auto& [name, count] : report.opcodes) {
        fmt::print("  {:<8} {:>14}  {:5.1f} %\n", name, grouped(count), 100.0 * count / report.instructions);
      }
      fmt::print("proving   {} rows per matrix column (2^{}), {} cells, about {}\n",
                 grouped(std::uint64_t(1) << cost.log_rows), cost.log_rows, grouped(cost.cells),
                 size(cost.memory_bytes));
      for (const ChipCost& chip : cost.chips) {
        std::string heights;
        for (const unsigned t : chip.log_heights) heights += fmt::format(" 2^{}", t);
        fmt::print("  {:<20} {:>12} rows  {:>3}+{:<3} columns  {:>13} cells {}\n", chip.chip, grouped(chip.rows),
                   chip.main_columns, chip.helper_columns, grouped(chip.cells), heights);
      }
    }
  }
  if (o.common.json) fmt::print("{}\n", json.dump(2));
  return kOk;
}

int inspect(const Options& o) {
  memory_limit(o.common);
  const auto bytes = read_file(o.guest.program);
  const auto starts_with = [&](std::string_view magic) {
    return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
  };
  // A flat image has no magic number: it is one if the platform has such images and the file is no proof.
  const bool flat = o.guest.platform != "squall" && !starts_with("SQUALLPF");
  return flat || starts_with("\177ELF") ? inspect_program(o) : inspect_proof_file(o, bytes);
}

}  // namespace

Command add_inspect(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("inspect", "Describe a program and what proving it costs, or a proof file");
  auto o = std::make_shared<Options>();
  add_guest(app, o->guest);
  app.get_option("program")->description("RISC-V ELF file, image of the platform, or proof file");
  app.add_flag("--no-run", o->no_run, "Do not execute the program: describe only its memory");
  app.add_flag("--machine", o->machine, "Print only the machine that proves the program, as canonical JSON");
  add_threads(app, o->common, false);
  add_json(app, o->common);
  return [o] { return inspect(*o); };
}

}  // namespace squall::cli

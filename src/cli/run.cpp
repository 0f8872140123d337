#include <fmt/format.h>
#include <memory>

#include "cli/commands.hpp"
#include "cli/files.hpp"

namespace squall::cli {

namespace {

struct Options {
  Common common;
  GuestOptions guest;
  std::string record;
};

int run(const Options& o) {
  memory_limit(o.common);
  if (!o.record.empty() && o.guest.platform != "airbender") {
    throw Failure{{ErrorCode::kBadInput, "--record: only guests of the platform airbender are given words"}};
  }
  if (!o.record.empty()) check_writable(o.record);
  const auto input = read_input(o.guest);
  const Program program = load_program(o.guest);
  RunOptions options{o.guest.max_instructions, {}};
  std::string text;
  bool line_open = false;  // the guest's text ended in the middle of a line
  options.on_text = [&](int fd, std::string_view part) {
    if (o.common.json) {
      text += part;
    } else {
      std::fwrite(part.data(), 1, part.size(), fd == 2 ? stderr : stdout);
      if (fd != 2 && !part.empty()) line_open = part.back() != '\n';
    }
  };
  const RunReport report = unwrap(program.run(input, options));
  if (!o.record.empty()) {
    const std::string words = words_text(report.oracle_words);
    write_file(o.record, {reinterpret_cast<const std::uint8_t*>(words.data()), words.size()});
  }
  if (o.common.json) {
    nlohmann::ordered_json opcodes = nlohmann::ordered_json::object();
    for (const auto& [name, count] : report.opcodes) opcodes[name] = count;
    nlohmann::ordered_json id;  // null if there is none
    if (program.provable()) id = program.id().hex();
    const nlohmann::ordered_json json = {{"platform", program.platform()},
                                         {"program_id", std::move(id)},
                                         {"xlen", report.xlen},
                                         {"instructions", report.instructions},
                                         {"misaligned_accesses", report.misaligned},
                                         {"run_seconds", report.seconds},
                                         {"instructions_per_second", report.instructions / report.seconds},
                                         {"exit_code", report.exit_code},
                                         {"output_hex", hex(report.output)},
                                         {"text", text},
                                         {"opcodes", std::move(opcodes)}};
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    if (line_open) fmt::print("\n");
    fmt::print("executed  {} instructions  {:.3f} s  {}\n", grouped(report.instructions), report.seconds,
               rate(report.instructions / report.seconds));
    std::string mix;
    for (std::size_t i = 0; i < std::min<std::size_t>(8, report.opcodes.size()); ++i) {
      const auto& [name, count] = report.opcodes[i];
      mix += fmt::format("{}{} {:.1f} %", i ? ", " : "", name, 100.0 * count / report.instructions);
    }
    fmt::print("mix       {}\n", mix);
    if (report.xlen == 64) {
      fmt::print("base      RV64, which cannot be proven yet  {} misaligned loads and stores\n",
                 grouped(report.misaligned));
    }
    fmt::print("result    exit code {}  output {}\n", report.exit_code,
               report.output.empty() ? "(none)" : short_hex(hex(report.output)));
  }
  return report.exit_code == 0 ? kOk : kGuestFailed;
}

}  // namespace

Command add_run(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("run", "Execute a program without proving it");
  auto o = std::make_shared<Options>();
  add_guest(app, o->guest);
  app.add_option("--record", o->record, "Platform airbender: write the words that the guest was given to this file");
  add_threads(app, o->common, false);
  add_json(app, o->common);
  return [o] { return run(*o); };
}

}  // namespace squall::cli

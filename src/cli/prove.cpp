#include <fmt/format.h>
#include <memory>

#include "squall/params.hpp"
#include "squall/prover.hpp"

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/terminal.hpp"

namespace squall::cli {

namespace {

struct Options {
  Common common;
  GuestOptions guest;
  std::string output, parameters, profile, backend;
  std::uint32_t exit_code = 0;
  bool progress = false;
};

// The phases as complete events of the Chrome trace format (load it in a trace viewer).
void write_profile(const std::string& path, const std::vector<Phase>& phases) {
  nlohmann::ordered_json events = nlohmann::ordered_json::array();
  for (const Phase& phase : phases) {
    events.push_back({{"name", phase.name},
                      {"ph", "X"},
                      {"pid", 1},
                      {"tid", 1},
                      {"ts", phase.begin * 1e6},
                      {"dur", (phase.end - phase.begin) * 1e6}});
  }
  const std::string text =
      nlohmann::ordered_json{{"traceEvents", std::move(events)}, {"displayTimeUnit", "ms"}}.dump(1);
  write_file(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

const ParameterRow& row_named(const std::vector<ParameterRow>& rows, const std::string& name) {
  for (const ParameterRow& row : rows) {
    if (row.name == name) return row;
  }
  std::string expected;
  for (const ParameterRow& row : rows) expected += (expected.empty() ? "'" : ", '") + row.name + "'";
  throw Failure{{ErrorCode::kBadInput, "no parameter row is called '" + name + "', expected one of " + expected}};
}

// "205 MiB", or "205 MiB here, 3.1 GiB on the GPU" (by the planner's estimate).
std::string memory_text(const Prover& prover, const ProofResult& result) {
  if (!prover.on_device()) return size(peak_memory());
  return fmt::format("{} here, {} on the GPU", size(peak_memory()), size(result.cost.memory_bytes));
}

int prove(const Options& o) {
  const auto rows = parameter_rows();
  const std::string parameters = o.parameters.empty() ? default_parameters() : o.parameters;
  const ParameterRow& row = row_named(rows, parameters);
  const ProverOptions where = prover_options(o.common, o.backend);
  check_writable(o.output);
  if (!o.profile.empty()) check_writable(o.profile);
  const auto input = read_input(o.guest);
  const Program program = load_program(o.guest);
  unwrap(program.provable());
  Prover prover = make_prover(where);

  ProgressLine progress(o.common.json ? ProgressLine::Mode::kQuiet
                        : o.progress  ? ProgressLine::Mode::kLines
                                      : ProgressLine::default_mode());
  ProveOptions options;
  options.parameters = parameters;
  options.max_instructions = o.guest.max_instructions;
  options.expected_exit_code = o.exit_code;
  options.on_executed = [&](std::uint64_t instructions) { progress.set_total(static_cast<double>(instructions)); };
  options.on_progress = [&](double fraction, std::string_view phase) { progress.update(fraction, phase); };
  const ProofResult result = unwrap(prover.prove(program, input, options));
  progress.clear();
  write_file(o.output, result.proof);
  if (!o.profile.empty()) write_profile(o.profile, result.phases);

  const double per_second = result.instructions / result.prove_seconds;
  const double cells = static_cast<double>(result.cost.cells) / result.instructions;
  if (o.common.json) {
    nlohmann::ordered_json phases = nlohmann::ordered_json::array();
    for (const Phase& p : result.phases) {
      phases.push_back({{"phase", p.name}, {"depth", p.depth}, {"seconds", p.end - p.begin}});
    }
    const nlohmann::ordered_json json = {{"platform", program.platform()},
                                         {"program_id", program.id().hex()},
                                         {"instructions", result.instructions},
                                         {"execute_seconds", result.execute_seconds},
                                         {"prove_seconds", result.prove_seconds},
                                         {"instructions_per_second", per_second},
                                         {"backend", prover.backend()},
                                         {"backend_note", prover.note()},
                                         {"threads", prover.threads()},
                                         {"peak_memory_bytes", peak_memory()},
                                         {"cells", result.cost.cells},
                                         {"cells_per_instruction", cells},
                                         {"proof_bytes", result.proof.size()},
                                         {"parameters", row.name},
                                         {"proven_bits", row.proven_bits},
                                         {"exit_code", result.claim.exit_code},
                                         {"output_hex", hex(result.claim.output)},
                                         {"cost", to_json(result.cost)},
                                         {"phases", std::move(phases)}};
    fmt::print("{}\n", json.dump(2));
    return kOk;
  }
  fmt::print("program   {}  {}  id {}  executed {} instructions\n",
             o.guest.program.substr(o.guest.program.rfind('/') + 1),
             program.platform() == "squall" ? "rv32im" : program.platform() + " rv32im", short_hex(program.id().hex()),
             grouped(result.instructions));
  fmt::print("proved    {:.2f} s  {} by {}  {:.1f} cells/instruction  peak {}  proof {}\n", result.prove_seconds,
             rate(per_second), worker_text(prover.backend(), prover.on_device(), prover.threads()), cells,
             memory_text(prover, result), size(result.proof.size()));
  fmt::print("security  {} bits proven, row \"{}\" ({})\n", row.proven_bits, row.name, row.description);
  fmt::print("claim     exit code {}  output {}\n", result.claim.exit_code,
             result.claim.output.empty() ? "(none)" : short_hex(hex(result.claim.output)));
  fmt::print("written   {}\n", o.output);
  return kOk;
}

}  // namespace

Command add_prove(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("prove", "Execute a program and prove its result");
  auto o = std::make_shared<Options>();
  add_guest(app, o->guest);
  app.add_option("--output", o->output, "Where to write the proof")->required();
  app.add_option("--parameters", o->parameters, "Row of the parameter table (default: fast)");
  app.add_option("--exit-code", o->exit_code, "The exit code to expect (default: 0)");
  add_backend(app, o->backend);
  app.add_option("--profile", o->profile, "Write a timeline of the phases in the Chrome trace format");
  app.add_flag("--progress", o->progress, "Report phases line by line, also without a terminal");
  add_threads(app, o->common, true);
  add_json(app, o->common);
  return [o] { return prove(*o); };
}

}  // namespace squall::cli

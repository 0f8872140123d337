#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <memory>

#include "squall/prover.hpp"
#include "squall/verifier.hpp"

#include "cli/commands.hpp"
#include "cli/files.hpp"

namespace squall::cli {

namespace {

struct Options {
  Common common;
  GuestOptions guest;
  std::string parameters, backend;
  unsigned runs = 3;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int bench(const Options& o) {
  const auto input = read_file(o.guest.input);
  const Program program = unwrap(Program::load_file(o.guest.program));
  Prover prover = unwrap(Prover::create({o.backend, o.common.threads, memory_limit(o.common)}));
  ProveOptions options;
  options.parameters = o.parameters;
  options.max_instructions = o.guest.max_instructions;
  options.any_exit_code = true;
  std::vector<double> prove_seconds, verify_seconds;
  std::vector<std::pair<std::string, std::vector<double>>> phases;
  std::uint64_t instructions = 0, cells = 0;
  std::size_t proof_bytes = 0;
  unsigned proven_bits = 0;
  for (unsigned run = 0; run < o.runs; ++run) {
    const ProofResult result = unwrap(prover.prove(program, input, options));
    prove_seconds.push_back(result.prove_seconds);
    instructions = result.instructions;
    cells = result.cost.cells;
    proof_bytes = result.proof.size();
    proven_bits = result.claim.proven_bits;
    for (const Phase& p : result.phases) {
      if (p.depth != 0) continue;
      auto known = std::find_if(phases.begin(), phases.end(), [&](const auto& entry) { return entry.first == p.name; });
      if (known == phases.end()) known = phases.insert(phases.end(), {p.name, {}});
      known->second.resize(run + 1);
      known->second[run] += p.end - p.begin;
    }
    const auto start = std::chrono::steady_clock::now();
    unwrap(verify(result.proof, program.id(), {o.parameters, std::nullopt}));
    verify_seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  const double seconds = median(prove_seconds);
  if (o.common.json) {
    nlohmann::ordered_json table = nlohmann::ordered_json::array();
    for (const auto& [name, values] : phases) {
      table.push_back({{"phase", name}, {"seconds", median(values)}, {"share", median(values) / seconds}});
    }
    const nlohmann::ordered_json json = {{"program_id", program.id().hex()},
                                         {"backend", prover.backend()},
                                         {"threads", prover.threads()},
                                         {"runs", o.runs},
                                         {"instructions", instructions},
                                         {"prove_seconds", seconds},
                                         {"prove_seconds_all", prove_seconds},
                                         {"instructions_per_second", instructions / seconds},
                                         {"peak_memory_bytes", peak_memory()},
                                         {"cells", cells},
                                         {"cells_per_instruction", static_cast<double>(cells) / instructions},
                                         {"proof_bytes", proof_bytes},
                                         {"proven_bits", proven_bits},
                                         {"verify_seconds", median(verify_seconds)},
                                         {"phases", std::move(table)}};
    fmt::print("{}\n", json.dump(2));
    return kOk;
  }
  fmt::print("{} instructions, median of {} runs on {} threads ({})\n", grouped(instructions), o.runs, prover.threads(),
             prover.backend());
  for (const auto& [name, values] : phases) {
    const double s = median(values);
    fmt::print("  {:<22} {:8.3f} s  {:5.1f} %\n", name, s, 100 * s / seconds);
  }
  fmt::print("  {:<22} {:8.3f} s  {}\n", "all", seconds, rate(instructions / seconds));
  fmt::print("verify {:.1f} ms  proof {}  {:.1f} cells/instruction  {} bits proven\n", 1e3 * median(verify_seconds),
             size(proof_bytes), static_cast<double>(cells) / instructions, proven_bits);
  return kOk;
}

}  // namespace

Command add_bench(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("bench", "Measure proving and verifying a program, phase by phase");
  auto o = std::make_shared<Options>();
  add_guest(app, o->guest);
  app.add_option("--runs", o->runs, "Runs; the median is reported")->check(CLI::Range(1u, 1000u));
  app.add_option("--parameters", o->parameters, "Row of the parameter table (default: fast)");
  app.add_option("--backend", o->backend, "Where to compute (default: the best one here)");
  add_threads(app, o->common, true);
  add_json(app, o->common);
  return [o] { return bench(*o); };
}

}  // namespace squall::cli

#include <chrono>
#include <fmt/format.h>
#include <memory>

#include "squall/prover.hpp"
#include "squall/verifier.hpp"

#include "cli/bench_report.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"

namespace squall::cli {

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  Common common;
  GuestOptions guest;
  std::string parameters, backend;
  unsigned runs = 3, series = 0;
  double dollars_per_hour = 0;
};

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Proofs of the same thing in a row, the next one executed while the present one is proven; they must be `expected`.
Series prove_series(Prover& prover, const ProveJob& job, std::size_t count, std::span<const std::uint8_t> expected) {
  Series series{count, 0};
  std::size_t started = 0;
  const auto start = Clock::now();
  prover.prove_all([&]() -> std::optional<ProveJob> { return started++ < count ? std::optional(job) : std::nullopt; },
                   [&](Result<ProofResult> result) {
                     if (!std::ranges::equal(unwrap(std::move(result)).proof, expected)) {
                       throw Failure{{ErrorCode::kInternal, "two proofs of the same execution differ"}};
                     }
                   });
  series.seconds = seconds_since(start);
  return series;
}

int bench(const Options& o) {
  ProverOptions where = prover_options(o.common, o.backend);
  ProveOptions options;
  options.parameters = o.parameters;
  options.max_instructions = o.guest.max_instructions;
  options.any_exit_code = true;
  const auto input = read_input(o.guest);
  const Program program = load_program(o.guest);
  unwrap(program.provable());

  BenchReport report;
  std::vector<std::uint8_t> proof;
  {
    Prover prover = make_prover(where);
    report.on_device = prover.on_device();
    report.program_id = program.id().hex();
    report.backend = prover.backend();
    report.threads = prover.threads();
    for (unsigned run = 0; run < o.runs; ++run) {
      ProofResult result = unwrap(prover.prove(program, input, options));
      const auto start = Clock::now();
      unwrap(verify(result.proof, program.id(), {o.parameters, std::nullopt}));
      report.add(result, seconds_since(start));
      proof = std::move(result.proof);
    }
    if (o.series > 0) report.series = prove_series(prover, {program, input, options}, o.series, proof);
  }
  if (o.dollars_per_hour > 0) report.dollars_per_hour = o.dollars_per_hour;
  if (report.on_device) {  // by a prover of its own: measuring takes time, and only one of them fits on the device
    where.profile = true;
    Prover prover = make_prover(where);
    ProofResult result = unwrap(prover.prove(program, input, options));
    report.kernels = std::move(result.kernels);
    report.transfers = result.transfers;
  }
  print(report, o.common.json);
  return kOk;
}

}  // namespace

Command add_bench(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("bench", "Measure proving and verifying a program, phase by phase");
  auto o = std::make_shared<Options>();
  add_guest(app, o->guest);
  app.add_option("--runs", o->runs, "Runs; the median is reported")->check(CLI::Range(1u, 1000u));
  app.add_option("--pipeline", o->series, "Also prove so many times in a row, executing ahead")
      ->check(CLI::Range(1u, 100000u));
  app.add_option("--price-per-hour", o->dollars_per_hour,
                 "What the machine costs, for dollars per billion instructions")
      ->check(CLI::PositiveNumber);
  app.add_option("--parameters", o->parameters, "Row of the parameter table (default: fast)");
  add_backend(app, o->backend);
  add_threads(app, o->common, true);
  add_json(app, o->common);
  return [o] { return bench(*o); };
}

}  // namespace squall::cli

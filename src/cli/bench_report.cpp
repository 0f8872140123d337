#include "cli/bench_report.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/commands.hpp"

namespace squall::cli {

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Of a machine that is paid by the hour.
double dollars_per_billion(double dollars_per_hour, double instructions, double seconds) {
  return dollars_per_hour / 3600 * seconds / instructions * 1e9;
}

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

nlohmann::ordered_json kernels_json(const std::vector<KernelTime>& kernels) {
  nlohmann::ordered_json table = nlohmann::ordered_json::array();
  for (const KernelTime& k : kernels) {
    table.push_back({{"kernel", k.name},
                     {"launches", k.launches},
                     {"seconds", k.seconds},
                     {"bytes", k.bytes},
                     {"slots", k.slots},
                     {"floor_seconds", k.floor_seconds},
                     {"share_of_floor", share(k.floor_seconds, k.seconds)}});
  }
  return table;
}

nlohmann::ordered_json to_json(const BenchReport& r) {
  const double seconds = median(r.prove_seconds), instructions = static_cast<double>(r.instructions);
  nlohmann::ordered_json table = nlohmann::ordered_json::array();
  for (const auto& [name, values] : r.phases) {
    table.push_back({{"phase", name}, {"seconds", median(values)}, {"share", median(values) / seconds}});
  }
  nlohmann::ordered_json json = {{"program_id", r.program_id},
                                 {"backend", r.backend},
                                 {"threads", r.threads},
                                 {"runs", r.prove_seconds.size()},
                                 {"instructions", r.instructions},
                                 {"prove_seconds", seconds},
                                 {"prove_seconds_all", r.prove_seconds},
                                 {"instructions_per_second", instructions / seconds},
                                 {"peak_memory_bytes", peak_memory()},
                                 {"cells", r.cells},
                                 {"cells_per_instruction", static_cast<double>(r.cells) / instructions},
                                 {"proof_bytes", r.proof_bytes},
                                 {"proven_bits", r.proven_bits},
                                 {"verify_seconds", median(r.verify_seconds)},
                                 {"phases", std::move(table)}};
  if (r.dollars_per_hour) {
    json["dollars_per_billion_instructions"] = dollars_per_billion(*r.dollars_per_hour, instructions, seconds);
  }
  if (r.series) {
    const double all = instructions * static_cast<double>(r.series->proofs);
    json["series"] = {{"proofs", r.series->proofs},
                      {"seconds", r.series->seconds},
                      {"instructions_per_second", all / r.series->seconds}};
    if (r.dollars_per_hour) {
      json["series"]["dollars_per_billion_instructions"] =
          dollars_per_billion(*r.dollars_per_hour, all, r.series->seconds);
    }
  }
  if (!r.kernels.empty()) {
    json["kernels"] = kernels_json(r.kernels);
    json["uploaded_bytes"] = r.transfers.uploaded;
    json["downloaded_bytes"] = r.transfers.downloaded;
    json["round_trips"] = r.transfers.round_trips;
  }
  return json;
}

void print_kernels(const BenchReport& r) {
  double all = 0, floor = 0;
  for (const KernelTime& k : r.kernels) {
    all += k.seconds;
    floor += k.floor_seconds;
  }
  fmt::print("kernels of one more proof{:16}launches       time            GB   of floor\n", "");
  for (const KernelTime& k : r.kernels) {
    fmt::print("  {:<36} {:>10} {:>8.3f} ms {:>5.1f} % {:>8.3f} {:>8.0f} %\n", k.name, grouped(k.launches),
               1e3 * k.seconds, 100 * share(k.seconds, all), k.bytes / 1e9, 100 * share(k.floor_seconds, k.seconds));
  }
  fmt::print("  {:<36} {:>10} {:>8.3f} ms {:>27.0f} %\n", "all", "", 1e3 * all, 100 * share(floor, all));
  fmt::print("moved     {} to the GPU, {} back, {} round trips\n", size(r.transfers.uploaded),
             size(r.transfers.downloaded), grouped(r.transfers.round_trips));
}

void print_text(const BenchReport& r) {
  const double seconds = median(r.prove_seconds), instructions = static_cast<double>(r.instructions);
  fmt::print("{} instructions, median of {} run{} by {}\n", grouped(r.instructions), r.prove_seconds.size(),
             r.prove_seconds.size() == 1 ? "" : "s", worker_text(r.backend, r.on_device, r.threads));
  for (const auto& [name, values] : r.phases) {
    const double s = median(values);
    fmt::print("  {:<22} {:8.3f} s  {:5.1f} %\n", name, s, 100 * s / seconds);
  }
  fmt::print("  {:<22} {:8.3f} s  {}\n", "all", seconds, rate(instructions / seconds));
  fmt::print("verify {:.1f} ms  proof {}  {:.1f} cells/instruction  {} bits proven\n", 1e3 * median(r.verify_seconds),
             size(static_cast<double>(r.proof_bytes)), static_cast<double>(r.cells) / instructions, r.proven_bits);
  const auto price = [&](double count, double time) {
    if (!r.dollars_per_hour) return std::string();
    return fmt::format("  {:.4g} $ per billion instructions", dollars_per_billion(*r.dollars_per_hour, count, time));
  };
  if (r.dollars_per_hour) fmt::print("price   {}\n", price(instructions, seconds));
  if (r.series) {
    const double all = instructions * static_cast<double>(r.series->proofs);
    fmt::print("series    {} proofs in a row  {:.3f} s  {}{}\n", r.series->proofs, r.series->seconds,
               rate(all / r.series->seconds), price(all, r.series->seconds));
  }
  if (!r.kernels.empty()) print_kernels(r);
}

}  // namespace

void BenchReport::add(const ProofResult& result, double seconds_to_verify) {
  const std::size_t run = prove_seconds.size();
  prove_seconds.push_back(result.prove_seconds);
  verify_seconds.push_back(seconds_to_verify);
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
}

void print(const BenchReport& report, bool json) {
  if (json) {
    fmt::print("{}\n", to_json(report).dump(2));
  } else {
    print_text(report);
  }
}

}  // namespace squall::cli

#include "cli/commands.hpp"

#include <array>
#include <cctype>
#include <fmt/format.h>
#include <sys/resource.h>

namespace squall::cli {

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kBadProgram:
    case ErrorCode::kBadInput:
      return kUsage;
    case ErrorCode::kGuestFailure:
      return kGuestFailed;
    case ErrorCode::kProofRejected:
      return kRejected;
    case ErrorCode::kResourceLimit:
      return kLimit;
    case ErrorCode::kDeviceFailure:
      return kDeviceFailed;
    case ErrorCode::kInternal:
      break;
  }
  return kInternalError;
}

void add_json(CLI::App& app, Common& common) {
  app.add_flag("--json", common.json, "Print one JSON object instead of text");
}

void add_threads(CLI::App& app, Common& common, bool proves) {
  const std::string note = proves ? "" : "; only proving uses it";
  app.add_option("--threads", common.threads, "Threads to use (0: one per processor" + note + ")")
      ->check(CLI::Range(0u, 1024u));
  app.add_option("--max-memory", common.max_memory,
                 "Memory that proving may take, for instance 8G (default: all" + note + ")");
}

std::uint64_t memory_limit(const Common& common) {
  if (common.max_memory.empty()) return 0;
  std::size_t end = 0;
  double value = -1;
  try {
    value = std::stod(common.max_memory, &end);
  } catch (const std::exception&) {
  }
  std::string unit = common.max_memory.substr(end);
  for (char& c : unit) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  double scale = 0;
  if (unit.empty() || unit == "B") scale = 1;
  if (unit == "K" || unit == "KIB") scale = 1024.0;
  if (unit == "M" || unit == "MIB") scale = 1024.0 * 1024;
  if (unit == "G" || unit == "GIB") scale = 1024.0 * 1024 * 1024;
  if (!(value > 0 && value * scale < 9e18) || scale == 0) {
    throw Failure{{ErrorCode::kBadInput, "--max-memory: '" + common.max_memory + "' is not a size such as 8G or 512M"}};
  }
  return static_cast<std::uint64_t>(value * scale);
}

void add_backend(CLI::App& app, std::string& backend) {
  app.add_option("--backend", backend,
                 "Where to compute: auto, cpu, cuda or cuda:N (default: auto, a GPU if there is one)");
}

ProverOptions prover_options(const Common& common, const std::string& backend) {
  ProverOptions options;
  options.backend = unwrap(BackendChoice::parse(backend));
  options.threads = common.threads;
  options.max_memory = memory_limit(common);
  return options;
}

Prover make_prover(const ProverOptions& options) {
  Prover prover = unwrap(Prover::create(options));
  if (!prover.note().empty()) fmt::print(stderr, "squall: note: proving on the CPU, since {}\n", prover.note());
  return prover;
}

nlohmann::ordered_json to_json(const CostReport& cost) {
  nlohmann::ordered_json chips = nlohmann::ordered_json::array();
  for (const ChipCost& chip : cost.chips) {
    chips.push_back({{"chip", chip.chip},
                     {"rows", chip.rows},
                     {"log_heights", chip.log_heights},
                     {"main_columns", chip.main_columns},
                     {"helper_columns", chip.helper_columns},
                     {"cells", chip.cells}});
  }
  return {{"log_rows", cost.log_rows},
          {"cells", cost.cells},
          {"estimated_memory_bytes", cost.memory_bytes},
          {"chips", std::move(chips)}};
}

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

std::string short_hex(const std::string& digits) { return digits.size() <= 16 ? digits : digits.substr(0, 16) + "..."; }

std::string worker_text(const std::string& backend, bool on_device, unsigned threads) {
  if (on_device) return backend;
  return fmt::format("{} on {} thread{}", backend, threads, threads == 1 ? "" : "s");
}

std::string rate(double per_second) {
  return per_second >= 1e6 ? fmt::format("{:.2f} MHz", per_second / 1e6) : fmt::format("{:.0f} kHz", per_second / 1e3);
}

std::string size(double bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < units.size()) {
    bytes /= 1024;
    ++unit;
  }
  return bytes >= 100 || unit == 0 ? fmt::format("{:.0f} {}", bytes, units[unit])
                                   : fmt::format("{:.1f} {}", bytes, units[unit]);
}

std::string grouped(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

}  // namespace squall::cli

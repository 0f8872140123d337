#pragma once

// What `squall bench` found out, as text or as JSON.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "squall/prover.hpp"

namespace squall::cli {

struct Series {
  std::size_t proofs = 0;
  double seconds = 0;  // from the first execution to the last proof
};

struct BenchReport {
  std::string program_id, backend;
  bool on_device = false;
  unsigned threads = 0, proven_bits = 0;
  std::uint64_t instructions = 0, cells = 0;
  std::size_t proof_bytes = 0;
  std::vector<double> prove_seconds, verify_seconds;                // per run
  std::vector<std::pair<std::string, std::vector<double>>> phases;  // seconds per run
  std::optional<Series> series;
  std::optional<double> dollars_per_hour;
  std::vector<KernelTime> kernels;  // of one more proof
  Transfers transfers;

  // Phases, sizes and times of one more run.
  void add(const ProofResult& result, double seconds_to_verify);
};

void print(const BenchReport& report, bool json);

}  // namespace squall::cli

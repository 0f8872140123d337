#pragma once

// Results of the device benchmarks: one JSON object per line on standard output.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cuda/runtime/gpu.hpp"

namespace squall::bench {

using Fields = std::vector<std::pair<std::string, double>>;

class Report {
 public:
  // The Gpu was made with `profile`. Measures the device's copy bandwidth first: what shares are of.
  explicit Report(cuda::Gpu& gpu);

  // {"name": ..., field: value, ...}
  void add(const std::string& name, const Fields& fields);

  // Runs `work` once to warm up, then `repetitions` times, and adds a line for every kernel, with means per repetition:
  // seconds, bytes, multiply slots, and the shares of copy bandwidth and of the floor (cuda/runtime/cost_model.hpp).
  void measure(const std::string& name, const Fields& parameters, unsigned repetitions,
               const std::function<void()>& work);

  // Least seconds of all kernels of one run.
  double seconds(unsigned repetitions, const std::function<void()>& work);

  cuda::Gpu& gpu() { return gpu_; }

 private:
  cuda::Gpu& gpu_;
  double copy_bandwidth_ = 0;  // bytes per second, read and written ones together
};

void bench_copy(Report& report);    // bandwidths, launch and round-trip latency
void bench_rates(Report& report);   // instruction rates that the cost model assumes
void bench_commit(Report& report);  // transforms, hashing, commitments, openings, proof of work

}  // namespace squall::bench

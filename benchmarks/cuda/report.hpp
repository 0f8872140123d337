#pragma once

// Results of the device benchmarks: one JSON object per line on standard output.

#include <string>
#include <utility>
#include <vector>

#include "cuda/runtime/gpu.hpp"

namespace squall::bench {

class Report {
 public:
  using Fields = std::vector<std::pair<std::string, double>>;
  // {"name": ..., field: value, ...}
  void add(const std::string& name, const Fields& fields);
};

// Times what `work` launches, `repetitions` times after one run to warm up: least seconds of one repetition, summed
// over its kernels, and the work that they report. The Gpu was made with `profile`.
struct Timed {
  double seconds = 0;
  cuda::Cost cost;
};
template <class Work>
Timed time_kernels(cuda::Gpu& gpu, int repetitions, const Work& work) {
  work();
  Timed best;
  for (int i = 0; i < repetitions; ++i) {
    gpu.reset_profile();
    work();
    Timed now;
    for (const cuda::KernelProfile& k : gpu.profile().kernels()) {
      now.seconds += k.seconds;
      now.cost.bytes += k.cost.bytes;
      now.cost.slots += k.cost.slots;
    }
    if (i == 0 || now.seconds < best.seconds) best = now;
  }
  return best;
}

// seconds, GB/s and share of the least time that the device could take (cuda/runtime/cost_model.hpp).
Report::Fields fields_of(const cuda::Gpu& gpu, const Timed& timed, const Report::Fields& parameters);

void bench_copy(cuda::Gpu& gpu, Report& report);    // bandwidths, launch and round-trip latency
void bench_rates(cuda::Gpu& gpu, Report& report);   // instruction rates that the cost model assumes
void bench_commit(cuda::Gpu& gpu, Report& report);  // transforms and hashing over sizes and widths

}  // namespace squall::bench

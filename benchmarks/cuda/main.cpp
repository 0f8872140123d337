// bench_gpu [copy] [rates] [commit]: measures the first device; all parts by default.

#include <cstdio>
#include <cstring>

#include "backend/backend.hpp"
#include "report.hpp"

int main(int argc, char** argv) {
  using namespace squall;
  const struct {
    const char* name;
    void (*run)(bench::Report&);
  } parts[] = {{"copy", bench::bench_copy}, {"rates", bench::bench_rates}, {"commit", bench::bench_commit}};
  try {
    cuda::Gpu gpu(0, {0, true});
    bench::Report report(gpu);
    for (const auto& part : parts) {
      bool asked = argc == 1;
      for (int i = 1; i < argc; ++i) asked = asked || std::strcmp(argv[i], part.name) == 0;
      if (asked) part.run(report);
    }
  } catch (const DeviceFailure& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}

// bench_gpu [copy] [rates] [commit]: measures the device; all parts by default.

#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "backend/backend.hpp"
#include "report.hpp"

namespace squall::bench {

void Report::add(const std::string& name, const Fields& fields) {
  nlohmann::ordered_json line;
  line["name"] = name;
  for (const auto& [field, value] : fields) line[field] = value;
  std::puts(line.dump().c_str());
  std::fflush(stdout);
}

Report::Fields fields_of(const cuda::Gpu& gpu, const Timed& timed, const Report::Fields& parameters) {
  Report::Fields fields = parameters;
  fields.emplace_back("seconds", timed.seconds);
  fields.emplace_back("gigabytes_per_second", timed.cost.bytes / timed.seconds / 1e9);
  fields.emplace_back("floor_share", gpu.rates().floor_seconds(timed.cost) / timed.seconds);
  return fields;
}

}  // namespace squall::bench

int main(int argc, char** argv) {
  using namespace squall;
  const struct {
    const char* name;
    void (*run)(cuda::Gpu&, bench::Report&);
  } parts[] = {{"copy", bench::bench_copy}, {"rates", bench::bench_rates}, {"commit", bench::bench_commit}};
  try {
    cuda::Gpu gpu(0, {0, true});
    bench::Report report;
    for (const auto& part : parts) {
      bool asked = argc == 1;
      for (int i = 1; i < argc; ++i) asked = asked || std::strcmp(argv[i], part.name) == 0;
      if (asked) part.run(gpu, report);
    }
  } catch (const DeviceFailure& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}

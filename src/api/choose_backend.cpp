#include "api/choose_backend.hpp"

#include <charconv>

#include "backend/cpu/cpu_backend.hpp"
#include "backend/gpu.hpp"

namespace squall {

namespace {

using Kind = BackendChoice::Kind;

ChosenBackend cpu_backend(unsigned threads, std::string note) {
  ChosenBackend chosen;
  chosen.pool = std::make_unique<ThreadPool>(threads);
  chosen.backend = std::make_unique<CpuBackend>(*chosen.pool);
  chosen.note = std::move(note);
  return chosen;
}

std::string title(const GpuInfo& gpu) { return "GPU " + std::to_string(gpu.number) + " (" + gpu.name + ")"; }

// The GPU's back end, or null and one more reason why not.
std::unique_ptr<Backend> try_gpu(const GpuInfo& gpu, const ProverOptions& options, std::string& reasons) {
  std::string reason = gpu.problem;
  if (reason.empty()) {
    try {
      return make_gpu_backend({gpu.number, options.max_memory, options.profile, options.threads});
    } catch (const DeviceFailure& failure) {
      reason = failure.what();
    }
  }
  reasons += (reasons.empty() ? "" : "; ") + title(gpu) + " cannot be used: " + reason;
  return nullptr;
}

std::string no_such_device(int number, const std::vector<GpuInfo>& gpus) {
  std::string text = "there is no GPU " + std::to_string(number) + "; there are ";
  for (std::size_t i = 0; i < gpus.size(); ++i) text += (i ? ", " : "") + title(gpus[i]);
  return text;
}

}  // namespace

Result<BackendChoice> BackendChoice::parse(std::string_view text) {
  if (text.empty() || text == "auto") return BackendChoice{};
  if (text == "cpu") return BackendChoice{Kind::kCpu, kAnyDevice};
  if (text == "cuda") return BackendChoice{Kind::kCuda, kAnyDevice};
  constexpr std::string_view kPrefix = "cuda:";
  if (text.starts_with(kPrefix)) {
    const std::string_view digits = text.substr(kPrefix.size());
    BackendChoice choice{Kind::kCuda, 0};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), choice.device);
    if (error == std::errc() && end == digits.data() + digits.size() && choice.device >= 0) return choice;
  }
  return Error{ErrorCode::kBadInput,
               "no back end is called '" + std::string(text) + "', expected 'auto', 'cpu', 'cuda' or 'cuda:NUMBER'"};
}

Result<ChosenBackend> choose_backend(const ProverOptions& options) {
  const BackendChoice& choice = options.backend;
  if (choice.kind == Kind::kCpu) return cpu_backend(options.threads, {});
  const bool required = choice.kind == Kind::kCuda;
  const auto failed = [&](std::string reasons) -> Result<ChosenBackend> {
    if (required) return Error{ErrorCode::kDeviceFailure, std::move(reasons)};
    return cpu_backend(options.threads, std::move(reasons));
  };
  const GpuSupport support = gpu_support();
  const std::vector<GpuInfo> gpus = support.built ? list_gpus() : std::vector<GpuInfo>{};
  // That there is no GPU explains itself.
  if (gpus.empty() && !required) return failed({});
  if (!support.problem.empty()) return failed(support.problem);
  if (gpus.empty()) return failed("no GPU found: the CUDA driver shows none");
  std::string reasons;
  bool found = false;
  for (const GpuInfo& gpu : gpus) {
    if (choice.device != BackendChoice::kAnyDevice && choice.device != gpu.number) continue;
    found = true;
    ChosenBackend chosen;
    chosen.backend = try_gpu(gpu, options, reasons);
    if (!chosen.backend) continue;
    chosen.on_device = true;
    return chosen;
  }
  return failed(found ? reasons : no_such_device(choice.device, gpus));
}

std::vector<std::string> backends() {
  std::vector<std::string> names;
  for (const Device& device : devices().devices) {
    if (device.problem.empty()) names.push_back("cuda:" + std::to_string(device.number));
  }
  names.push_back("cpu");
  return names;
}

}  // namespace squall

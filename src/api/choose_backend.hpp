#pragma once

// From a BackendChoice to a back end.

#include <memory>
#include <string>

#include "squall/devices.hpp"
#include "squall/prover.hpp"

#include "backend/backend.hpp"
#include "base/parallel.hpp"

namespace squall {

struct ChosenBackend {
  std::unique_ptr<ThreadPool> pool;  // what the CPU back end works with; outlives it
  std::unique_ptr<Backend> backend;
  bool on_device = false;
  std::string note;  // why it is not a GPU although there is one
};

// Errors: kDeviceFailure, only if a GPU is asked for.
Result<ChosenBackend> choose_backend(const ProverOptions& options);

}  // namespace squall

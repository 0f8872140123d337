#include <string>

#include "backend/backend.hpp"
#include "cuda/runtime/error.hpp"

namespace squall::cuda {

const char* advice(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation:
      return "close other programs on the device, or prove a shorter program";
    case cudaErrorNoDevice:
      return "no NVIDIA device is visible (see CUDA_VISIBLE_DEVICES); use --backend cpu";
    case cudaErrorInsufficientDriver:
      return "the driver is missing or older than CUDA 13; update it, or use --backend cpu";
    case cudaErrorDevicesUnavailable:
      return "another program has the device to itself; wait for it, or use --backend cpu";
    case cudaErrorInvalidDevice:
      return "there is no device of this number; squall devices lists them";
    case cudaErrorNoKernelImageForDevice:
      return "this build has no kernels for the device's architecture; squall devices says which it has";
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchFailure:
      return "this is a fault of Squall or of the device; the process has to be restarted before the device can be "
             "used again";
    default:
      return "";
  }
}

void fail(cudaError_t error, const char* doing) {
  std::string message =
      std::string("CUDA: ") + doing + ": " + cudaGetErrorName(error) + " (" + cudaGetErrorString(error) + ")";
  if (const char* what = advice(error); *what) message += std::string("; ") + what;
  throw DeviceFailure(message);
}

}  // namespace squall::cuda

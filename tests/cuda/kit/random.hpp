#pragma once

// Random values, and running something under every order of threads.

#include <random>
#include <vector>

#include "cuda/field/planes.hpp"
#include "field/koalabear.hpp"

namespace squall::cuda {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(engine_() % n); }
  Fp fp() { return Fp::from_raw(below(Fp::kModulus)); }
  K k() {
    K x;
    for (Fp& c : x.c) c = fp();
    return x;
  }
  std::vector<Fp> fps(std::size_t count) {
    std::vector<Fp> values(count);
    for (Fp& x : values) x = fp();
    return values;
  }
  std::vector<K> ks(std::size_t count) {
    std::vector<K> values(count);
    for (K& x : values) x = k();
    return values;
  }

 private:
  std::mt19937_64 engine_;
};

// The device has its own order.
template <class Work>
void in_thread_orders(const Work& work) {
#ifdef SQUALL_CUDA_EMULATED
  for (const auto order :
       {emulation::ThreadOrder::kForward, emulation::ThreadOrder::kBackward, emulation::ThreadOrder::kRandom}) {
    emulation::machine().order = order;
    work();
  }
  emulation::machine().order = emulation::ThreadOrder::kForward;
#else
  work();
#endif
}

}  // namespace squall::cuda

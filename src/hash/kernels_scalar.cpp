#include "hash/kernels_impl.hpp"

namespace squall::blake3 {
namespace {

// Eight words in plain C++.
struct Words8 {
  std::uint32_t w[8];
  Words8() = default;
  explicit Words8(std::uint32_t value) {
    for (auto& x : w) x = value;
  }
  static Words8 load(const std::uint32_t* p) {
    return map([&](int i) { return p[i]; });
  }
  void store(std::uint32_t* p) const {
    for (int i = 0; i < 8; ++i) p[i] = w[i];
  }
  static Words8 counting(std::uint32_t first) {
    return map([&](int i) { return first + static_cast<std::uint32_t>(i); });
  }
  friend Words8 operator+(const Words8& a, const Words8& b) {
    return map([&](int i) { return a.w[i] + b.w[i]; });
  }
  friend Words8 operator^(const Words8& a, const Words8& b) {
    return map([&](int i) { return a.w[i] ^ b.w[i]; });
  }
  friend Words8 operator&(const Words8& a, const Words8& b) {
    return map([&](int i) { return a.w[i] & b.w[i]; });
  }
  friend Words8 operator|(const Words8& a, const Words8& b) {
    return map([&](int i) { return a.w[i] | b.w[i]; });
  }
  template <int N>
  Words8 rotate_right() const {
    return map([&](int i) { return std::rotr(w[i], N); });
  }
  static void transpose(Words8 (&rows)[8]) {
    for (int i = 0; i < 8; ++i) {
      for (int j = 0; j < i; ++j) std::swap(rows[i].w[j], rows[j].w[i]);
    }
  }

 private:
  template <class Function>
  static SQUALL_INLINE Words8 map(Function f) {
    Words8 r;
    for (int i = 0; i < 8; ++i) r.w[i] = f(i);
    return r;
  }
};

}  // namespace

#ifdef SQUALL_HAVE_AVX2
extern const Kernels kAvx2Kernels;  // kernels_avx2.cpp
#endif

const Kernels& kernels(Isa isa) {
  static constexpr Kernels kScalarKernels = KernelsImpl<Words8, 1>::table();
#ifdef SQUALL_HAVE_AVX2
  if (isa == Isa::kAvx2) return kAvx2Kernels;
#endif
  (void)isa;
  return kScalarKernels;
}

}  // namespace squall::blake3

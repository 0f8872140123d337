#pragma once

// What the verbs of the CPU back end share: threads, kernels, scratch memory, and tables over K.

#include <functional>
#include <span>
#include <vector>

#include "backend/cpu/kernels.hpp"
#include "base/buffer.hpp"
#include "base/parallel.hpp"

namespace squall::cpu {

struct Context {
  ThreadPool& pool;
  Isa isa;

  // The fast kernels if `length` is a multiple of their width, else the scalar ones.
  const Kernels& kernels_for(std::size_t length) const {
    const Kernels& fast = kernels(isa);
    return length % fast.width == 0 ? fast : kScalarKernels;
  }
};

// Memory of one worker, grown when needed; contents do not survive.
class Scratch {
 public:
  Fp* words(std::size_t count) {
    if (buffer_.size() < count) buffer_ = Buffer<Fp>(count);
    return buffer_.data();
  }
  const Fp** pointers(std::size_t count) {
    if (pointers_.size() < count) pointers_.resize(count);
    return pointers_.data();
  }

 private:
  Buffer<Fp> buffer_;
  std::vector<const Fp*> pointers_;
};

// `size` elements of K as five planes. Planes are one cache line farther apart than `size`, so that equal places of
// different planes do not displace each other from the cache.
class Table {
 public:
  Table() = default;
  // Zeros.
  Table(Arena& memory, std::size_t size) : size_(size), stride_(size + 16), cells_(memory, 5 * stride_, true) {}
  Table(Arena& memory, std::span<const K> values) : Table(memory, values.size()) {
    for (std::size_t i = 0; i < size_; ++i) set(i, values[i]);
  }

  std::size_t size() const { return size_; }
  // Forgets the upper part.
  void shrink(std::size_t size) { size_ = size; }
  Planes planes() { return {cells_.data(), stride_}; }
  ConstPlanes planes() const { return {cells_.data(), stride_}; }
  K get(std::size_t i) const {
    K x;
    for (unsigned k = 0; k < 5; ++k) x.c[k] = cells_[k * stride_ + i];
    return x;
  }
  void set(std::size_t i, const K& x) {
    for (unsigned k = 0; k < 5; ++k) cells_[k * stride_ + i] = x.c[k];
  }

 private:
  std::size_t size_ = 0, stride_ = 0;
  Buffer<Fp> cells_;
};

inline Planes operator+(const Planes& p, std::size_t offset) { return {p.data + offset, p.stride}; }
inline ConstPlanes operator+(const ConstPlanes& p, std::size_t offset) { return {p.data + offset, p.stride}; }

// The sum of `width` lanes of an element, planes `width` apart.
K sum_lanes(const Fp* lanes, std::size_t width);

// eq(point, i), point[0] for the most significant bit; zero from 2^n to `least_size`.
Table eq_planes(const Context& context, std::span<const K> point, std::size_t least_size = 0);

// Sum over ranges of [0, size): run(begin, end, sums) adds to its own `count` sums; they are added in order.
std::vector<K> sum_ranges(const Context& context, std::size_t size, std::size_t grain, std::size_t count,
                          const std::function<void(std::size_t begin, std::size_t end, K* sums)>& run);

}  // namespace squall::cpu

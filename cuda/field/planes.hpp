#pragma once

// Arrays of K on the device: five planes of Fp, coordinate k of element i at data[k * stride + i].

#include "cuda/field/lane.hpp"
#include "cuda/runtime/gpu.hpp"

namespace squall::cuda {

struct ConstPlanes {
  const Fp* data;
  std::size_t stride;
  SQUALL_DEVICE Wide get(std::size_t i) const {
    Wide x;
    for (int k = 0; k < 5; ++k) x.c[k] = Lane::load(data + k * stride + i);
    return x;
  }
  SQUALL_DEVICE ConstPlanes from(std::size_t i) const { return {data + i, stride}; }
};
struct Planes {
  Fp* data;
  std::size_t stride;
  SQUALL_DEVICE operator ConstPlanes() const { return {data, stride}; }
  SQUALL_DEVICE Wide get(std::size_t i) const { return ConstPlanes(*this).get(i); }
  SQUALL_DEVICE void set(std::size_t i, const Wide& x) const {
    for (int k = 0; k < 5; ++k) x.c[k].store(data + k * stride + i);
  }
  SQUALL_DEVICE Planes from(std::size_t i) const { return {data + i, stride}; }
};

// `size` elements of K that own their memory. Contents are arbitrary at first.
class Table {
 public:
  Table() = default;
  Table(Gpu& gpu, std::size_t size) : size_(size), stride_(size), cells_(gpu.buffer<Fp>(5 * size)) {}
  static constexpr std::size_t bytes(std::size_t size) { return 5 * size * sizeof(Fp); }

  std::size_t size() const { return size_; }
  // Forgets the upper part.
  void shrink(std::size_t size) { size_ = size; }
  Planes planes() { return {cells_.data(), stride_}; }
  ConstPlanes planes() const { return {cells_.data(), stride_}; }

 private:
  std::size_t size_ = 0, stride_ = 0;
  DeviceBuffer<Fp> cells_;
};

// Copies of a table's elements on the host, and back.
Table upload_table(Gpu& gpu, std::span<const K> values);
std::vector<K> download_table(Gpu& gpu, const ConstPlanes& planes, std::size_t size);

}  // namespace squall::cuda

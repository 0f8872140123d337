#pragma once

// The instances of a witness as kernels see them, and how their rows are cut into pieces.

#include <map>

#include "cuda/matrix/matrix.hpp"
#include "cuda/zerocheck/arguments.hpp"

namespace squall::cuda {

class DeviceInstances {
 public:
  // Of all instances, in the shape's order. mu, nu: may be empty. weights: by an instance's log rows; may be empty.
  DeviceInstances(Gpu& gpu, const std::vector<InstanceView>& views, std::span<const K> mu, std::span<const K> nu,
                  const std::map<unsigned, Table>& weights);
  const RowInstance* data() const { return instances_.data(); }
  // Pointers to the columns of an instance.
  const Fp* const* columns(std::size_t instance) const { return pointers_.data() + first_[instance]; }
  static std::size_t memory(const Machine& machine, const Shape& shape);

 private:
  std::vector<std::size_t> first_;
  DeviceBuffer<const Fp*> pointers_;
  DeviceBuffer<RowInstance> instances_;
};

// Instances of every chip, by numbers of the shape.
std::vector<std::vector<std::uint32_t>> instances_by_chip(const Machine& machine, const Shape& shape);

// Cuts the rows (shifted right by `drop`) of these instances into pieces of `most` or fewer.
std::vector<Piece> cut(const Shape& shape, std::span<const std::uint32_t> instances, unsigned drop, std::size_t most);

}  // namespace squall::cuda

#pragma once

// Points and field elements as the structures of zkvm_accelerators.h hold them: big-endian coordinates one after the
// other, all zeros for the point at infinity.

#include "curve.hpp"
#include "tower.hpp"

namespace guest {

template <class Parameters>
bool read(PrimeField<Parameters>& value, const std::uint8_t* bytes) {
  const auto number = from_big_endian<PrimeField<Parameters>::kLimbs>(bytes);
  if (number >= PrimeField<Parameters>::kModulus) return false;
  value = PrimeField<Parameters>(number);
  return true;
}
template <class Parameters>
void write(std::uint8_t* bytes, const PrimeField<Parameters>& value) {
  to_big_endian(bytes, value.canonical());
}

// Which half of an element of Fp2 comes first is the parameters' choice.
template <class Parameters>
constexpr std::size_t imaginary_place() {
  return Parameters::kImaginaryFirst ? 0 : sizeof(PrimeField<Parameters>);
}
template <class Parameters>
bool read(Fp2<Parameters>& value, const std::uint8_t* bytes) {
  constexpr std::size_t at = imaginary_place<Parameters>();
  return read(value.imaginary, bytes + at) && read(value.real, bytes + sizeof(value.real) - at);
}
template <class Parameters>
void write(std::uint8_t* bytes, const Fp2<Parameters>& value) {
  constexpr std::size_t at = imaginary_place<Parameters>();
  write(bytes + at, value.imaginary);
  write(bytes + sizeof(value.real) - at, value.real);
}

// A point anywhere on the curve.
template <class Curve>
bool read(Point<Curve>& point, const std::uint8_t* bytes) {
  using Field = typename Curve::Field;
  Affine<Field> affine;
  if (!read(affine.x, bytes) || !read(affine.y, bytes + sizeof(Field))) return false;
  if (affine.x.is_zero() && affine.y.is_zero()) {
    point = Point<Curve>();
    return true;
  }
  point = affine;
  return on_curve<Curve>(affine);
}
template <class Curve>
void write(std::uint8_t* bytes, const Point<Curve>& point) {
  const auto affine = point.affine();  // zeros for the neutral element
  write(bytes, affine.x);
  write(bytes + sizeof(affine.x), affine.y);
}

}  // namespace guest

// Calls the functions of zkvm_accelerators.h as the input says. The input is a sequence of calls: number of the
// function, number of bytes of its arguments (two little-endian words), the arguments one after the other, zeros up to
// a multiple of four. With 256 k added to its number, k > 0, a function gets a copy of its arguments that begins k
// bytes after a word boundary and ends where its block of the heap ends: no function may ask for alignment, and under a
// sanitizer none may read too far. The output has for each call the status (a word; 0 or 0xffffffff) and, with status
// 0, the result.
//
// Exit codes: 1 the input does not have this form, 2 no function has this number, 3 arguments of the wrong size.

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "squall_guest.hpp"
#include "zkvm_accelerators.h"

namespace {

class Arguments {
 public:
  explicit Arguments(guest::Bytes bytes) : bytes_(bytes) {}

  template <class T>
  T take() {
    T value;
    if (bytes_.size() < sizeof value) guest::fail(3, "arguments of the wrong size");
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_ = bytes_.subspan(sizeof value);
    return value;
  }
  // All that is left.
  template <class T>
  std::vector<T> rest() {
    std::vector<T> values;
    while (!bytes_.empty()) values.push_back(take<T>());
    return values;
  }
  guest::Bytes take_bytes(std::size_t size) {
    if (bytes_.size() < size) guest::fail(3, "arguments of the wrong size");
    const guest::Bytes taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return taken;
  }
  guest::Bytes rest() const { return bytes_; }

 private:
  guest::Bytes bytes_;
};

template <class T>
void answer(zkvm_status status, const T& result) {
  guest::output_word(std::uint32_t(status));
  if (status == ZKVM_EOK) guest::output({reinterpret_cast<const std::uint8_t*>(&result), sizeof result});
}

template <class Output, class Hash>
void hash(Hash function, Arguments arguments) {
  Output output;
  const guest::Bytes data = arguments.rest();
  answer(function(data.data(), data.size(), &output), output);
}

template <class Verify>
void verify(Verify function, Arguments arguments) {
  bool verified = false;
  const auto msg = arguments.take<zkvm_bytes_32>();
  const auto sig = arguments.take<zkvm_bytes_64>(), key = arguments.take<zkvm_bytes_64>();
  answer(function(&msg, &sig, &key, &verified), verified);
}

void recover(Arguments arguments) {
  zkvm_secp256k1_pubkey key;
  const auto msg = arguments.take<zkvm_bytes_32>();
  const auto sig = arguments.take<zkvm_bytes_64>();
  const auto recid = arguments.take<std::uint32_t>();
  answer(zkvm_secp256k1_ecrecover(&msg, &sig, std::uint8_t(recid), &key), key);
}

void modexp(Arguments arguments) {
  const auto size = arguments.take<std::array<std::uint32_t, 3>>();
  const guest::Bytes base = arguments.take_bytes(size[0]), exponent = arguments.take_bytes(size[1]),
                     modulus = arguments.take_bytes(size[2]);
  std::vector<std::uint8_t> output(size[2]);
  const zkvm_status status = zkvm_modexp(base.data(), base.size(), exponent.data(), exponent.size(), modulus.data(),
                                         modulus.size(), output.data());
  guest::output_word(std::uint32_t(status));
  guest::output(output);
}

void blake2f(Arguments arguments) {
  const auto rounds = arguments.take<std::uint32_t>();
  auto h = arguments.take<zkvm_blake2f_state>();
  const auto m = arguments.take<zkvm_blake2f_message>();
  const auto t = arguments.take<zkvm_blake2f_offset>();
  const auto f = arguments.take<std::uint32_t>();
  const zkvm_status status = zkvm_blake2f(rounds, &h, &m, &t, std::uint8_t(f));
  answer(status, h);
}

template <class A, class B, class Result, class Function>
void two(Function function, Arguments arguments) {
  Result result;
  const auto a = arguments.take<A>();
  const auto b = arguments.take<B>();
  answer(function(&a, &b, &result), result);
}

template <class A, class Result, class Function>
void one(Function function, Arguments arguments) {
  Result result;
  const auto a = arguments.take<A>();
  answer(function(&a, &result), result);
}

template <class Item, class Result, class Function>
void many(Function function, Arguments arguments) {
  Result result{};
  const std::vector<Item> items = arguments.rest<Item>();
  answer(function(items.data(), items.size(), &result), result);
}

void kzg(Arguments arguments) {
  bool verified = false;
  const auto commitment = arguments.take<zkvm_kzg_commitment>();
  const auto z = arguments.take<zkvm_bytes_32>(), y = arguments.take<zkvm_bytes_32>();
  const auto proof = arguments.take<zkvm_kzg_proof>();
  answer(zkvm_kzg_point_eval(&commitment, &z, &y, &proof, &verified), verified);
}

void call(std::uint32_t function, Arguments arguments) {
  using G1 = zkvm_bls12_381_g1_point;
  using G2 = zkvm_bls12_381_g2_point;
  using Bn = zkvm_bn254_g1_point;
  switch (function) {
    case 0:
      return hash<zkvm_keccak256_hash>(zkvm_keccak256, arguments);
    case 1:
      return hash<zkvm_sha256_hash>(zkvm_sha256, arguments);
    case 2:
      return hash<zkvm_ripemd160_hash>(zkvm_ripemd160, arguments);
    case 3:
      return verify(zkvm_secp256k1_verify, arguments);
    case 4:
      return recover(arguments);
    case 5:
      return verify(zkvm_secp256r1_verify, arguments);
    case 6:
      return modexp(arguments);
    case 7:
      return two<Bn, Bn, Bn>(zkvm_bn254_g1_add, arguments);
    case 8:
      return two<Bn, zkvm_bn254_scalar, Bn>(zkvm_bn254_g1_mul, arguments);
    case 9:
      return many<zkvm_bn254_pairing_pair, bool>(zkvm_bn254_pairing, arguments);
    case 10:
      return blake2f(arguments);
    case 11:
      return kzg(arguments);
    case 12:
      return two<G1, G1, G1>(zkvm_bls12_g1_add, arguments);
    case 13:
      return many<zkvm_bls12_381_g1_msm_pair, G1>(zkvm_bls12_g1_msm, arguments);
    case 14:
      return two<G2, G2, G2>(zkvm_bls12_g2_add, arguments);
    case 15:
      return many<zkvm_bls12_381_g2_msm_pair, G2>(zkvm_bls12_g2_msm, arguments);
    case 16:
      return many<zkvm_bls12_381_pairing_pair, bool>(zkvm_bls12_pairing, arguments);
    case 17:
      return one<zkvm_bls12_381_fp, G1>(zkvm_bls12_map_fp_to_g1, arguments);
    case 18:
      return one<zkvm_bls12_381_fp2, G2>(zkvm_bls12_map_fp2_to_g2, arguments);
    case 19:  // nothing: what a call costs besides its function
      return answer(ZKVM_EOK, true);
  }
  guest::fail(2, "no such function");
}

}  // namespace

int main() {
  guest::Bytes input = guest::input();
  while (!input.empty()) {
    if (input.size() < 8) guest::fail(1, "input too short");
    const std::uint32_t function = guest::load_word(input.data()), size = guest::load_word(input.data() + 4);
    const std::size_t padded = (std::size_t(size) + 3) / 4 * 4;
    if (padded > input.size() - 8) guest::fail(1, "input too short");
    const guest::Bytes arguments = input.subspan(8, size);
    if (const std::size_t offset = function / 256) {
      const auto copy = std::make_unique_for_overwrite<std::uint8_t[]>(offset + size);
      std::copy(arguments.begin(), arguments.end(), copy.get() + offset);
      call(function % 256, Arguments({copy.get() + offset, size}));
    } else {
      call(function, Arguments(arguments));
    }
    input = input.subspan(8 + padded);
  }
  return 0;
}

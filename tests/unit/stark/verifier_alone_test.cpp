// Linked with the verifier's library and nothing that proves.

#include "kit/catch.hpp"
#include "kit/toy_machine.hpp"
#include "stark/verifier.hpp"

namespace squall {
namespace {

TEST_CASE("a verifier needs no prover") {
  const toy::Toy toy;
  VerifyingKey key;
  key.machine = toy.machine;
  key.skip = 3;
  key.finish();
  const Params& params = *find_params("toy");
  CHECK(stark_verify(key, params, toy.publics, Bytes{}).reason == "the proof is too short");
  CHECK(stark_verify(key, *find_params("fast"), toy.publics, Bytes{}).reason == "the parameters do not fit the key");
  CHECK(stark_verify(key, params, std::vector<std::uint32_t>(2), Bytes{}).reason == "number of public values");
  // Any bytes: no exception, a reason.
  std::uint32_t state = 1;
  for (unsigned i = 0; i < 2000; ++i) {
    Bytes bytes(i % 97);
    for (auto& b : bytes) b = static_cast<std::uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
    if (!bytes.empty()) bytes[0] = static_cast<std::uint8_t>(6 + i % 17);
    CHECK(!stark_verify(key, params, toy.publics, bytes).ok());
  }
}

}  // namespace
}  // namespace squall

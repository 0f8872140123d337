// Deterministic mutations of an honest proof file through the same checks as the fuzzer: always built, always run.

#include <random>

#include "kit/catch.hpp"
#include "proof_target.hpp"

using namespace squall;

namespace {

const fuzz::ProofTarget& target() {
  static const fuzz::ProofTarget t;
  return t;
}

Bytes random_bytes(std::mt19937& random, std::size_t size) {
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

}  // namespace

TEST_CASE("the honest proof file", "[fuzz]") {
  CHECK(target().check_file(target().honest()) == "");
  CHECK(target().edited({}) == target().honest());
}

TEST_CASE("files of random bytes, with and without a good beginning", "[fuzz]") {
  std::mt19937 random(1);
  const Bytes& honest = target().honest();
  for (unsigned i = 0; i < 500; ++i) {
    const std::size_t kept = i % 4 == 0 ? 0 : random() % (target().header() + 64);
    Bytes file(honest.begin(), honest.begin() + static_cast<std::ptrdiff_t>(kept));
    append(file, random_bytes(random, random() % 300));
    CAPTURE(i);
    REQUIRE(target().check_file(file) == "");
  }
}

TEST_CASE("every header byte set to telling values", "[fuzz]") {
  for (std::size_t at = 0; at < target().header(); ++at)
    for (const int value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      Bytes file = target().honest();
      file[at] = static_cast<std::uint8_t>(value);
      CAPTURE(at, value);
      REQUIRE(target().check_file(file) == "");
    }
}

TEST_CASE("the first bytes of the proof proper set to every value", "[fuzz]") {
  for (std::size_t at = 0; at < 24; ++at)  // the shape: heights and numbers of instances
    for (int value = 0; value < 256; value += at < 4 ? 1 : 17) {
      Bytes file = target().honest();
      file[target().header() + at] = static_cast<std::uint8_t>(value);
      CAPTURE(at, value);
      REQUIRE(target().check_file(file) == "");
    }
}

TEST_CASE("random edits of a proof file", "[fuzz]") {
  std::mt19937 random(2);
  for (unsigned i = 0; i < 1000; ++i) {
    const Bytes edits = random_bytes(random, 5 * (1 + random() % 3));
    CAPTURE(i);
    REQUIRE(target().check_file(target().edited(edits)) == "");
  }
}

// Arithmetic modulo 256-bit numbers: the functions against arithmetic bit by bit, the chip by honest and forged rows.

#include "kit/call_kit.hpp"
#include "kit/catch.hpp"
#include "machine/chips/modular.hpp"
#include "slow_wide.hpp"

using namespace squall;
using kit::SlowNumber;

namespace {

using Words = std::vector<std::uint32_t>;
constexpr Function kAll[] = {Function::kMultiplyModulo, Function::kAddModulo, Function::kSubtractModulo};

const SlowNumber kOne({1}), kTwo256 = SlowNumber::power_of_two(256);

std::vector<SlowNumber> moduli() {
  return {kOne, SlowNumber({2}), SlowNumber({3}), SlowNumber::power_of_two(128), SlowNumber::power_of_two(128) - kOne,
          SlowNumber::power_of_two(255), kTwo256 - kOne,
          // secp256k1: the field and the group; bn254: the same.
          SlowNumber::hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"),
          SlowNumber::hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
          SlowNumber::hex("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47"),
          SlowNumber::hex("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001")};
}

// Null, or the result.
std::optional<SlowNumber> expected(Function function, const SlowNumber& x, const SlowNumber& y, const SlowNumber& m) {
  if (m == SlowNumber()) return std::nullopt;
  SlowNumber remainder;
  if (function == Function::kSubtractModulo) {
    if (!(x < y + m)) return std::nullopt;
    // A multiple of m that is large enough.
    (x + m * kTwo256 - y).divided_by(m, remainder);
    return remainder;
  }
  const SlowNumber quotient = (function == Function::kMultiplyModulo ? x * y : x + y).divided_by(m, remainder);
  if (quotient.bit_count() > 256) return std::nullopt;
  return remainder;
}

Words operands(const SlowNumber& x, const SlowNumber& y, const SlowNumber& m) {
  Words words;
  for (const SlowNumber* n : {&x, &y, &m}) {
    const Words more = n->words();
    words.insert(words.end(), more.begin(), more.end());
  }
  return words;
}

void require_right(Function function, const SlowNumber& x, const SlowNumber& y, const SlowNumber& m) {
  const auto right = expected(function, x, y, m);
  Words words = operands(x, y, m);
  std::uint32_t c = 0x300;
  const char* reason = kit::run_function(function, 0x100, 0x200, c, words);
  REQUIRE((reason == nullptr) == right.has_value());
  REQUIRE(c == 0x300);
  REQUIRE(words == operands(right ? *right : x, y, m));
}

std::vector<SlowNumber> corners(const SlowNumber& m, std::mt19937& random) {
  SlowNumber below;
  kit::random_number(random).divided_by(m, below);
  return {SlowNumber(), kOne, m - kOne, m, below, kit::random_number(random), kTwo256 - kOne};
}

using Suite = kit::CallSuite<chips::Modular>;

// Honest calls for all functions and moduli, operands drawn from the corners.
void add_calls(Suite& suite, unsigned per_modulus) {
  for (const SlowNumber& m : moduli()) {
    const std::vector<SlowNumber> values = corners(m, suite.generator());
    for (unsigned i = 0; i < per_modulus; ++i) {
      const Function function = kAll[i % 3];
      const SlowNumber &x = values[suite.random() % values.size()], &y = values[suite.random() % values.size()];
      if (!expected(function, x, y, m)) continue;
      const std::uint32_t page = suite.random() & 0xffff0000;
      suite.call(function, page + 0xffe0, page + 0x20, suite.random() & ~31u, operands(x, y, m));
    }
  }
}

}  // namespace

TEST_CASE("modular functions agree with arithmetic bit by bit") {
  std::mt19937 random(7);
  for (const SlowNumber& m : moduli()) {
    for (const SlowNumber& x : corners(m, random)) {
      for (const SlowNumber& y : corners(m, random)) {
        for (const Function function : kAll) require_right(function, x, y, m);
      }
    }
  }
  for (unsigned i = 0; i < 300; ++i) {
    const SlowNumber m = kit::random_number(random, 1 + random() % 256);
    for (const Function function : kAll) {
      require_right(function, kit::random_number(random), kit::random_number(random), m);
      require_right(function, kit::random_number(random, 1 + random() % 256),
                    kit::random_number(random, 1 + random() % 256), m);
    }
  }
}

TEST_CASE("modular functions say why they refuse") {
  std::uint32_t c = 0x300;
  Words words = operands(kOne, kOne, SlowNumber());
  for (const Function function : kAll) {
    CHECK(kit::run_function(function, 0x100, 0x200, c, words) == std::string("the modulus is zero"));
  }
  words = operands(kTwo256 - kOne, kOne, kOne);
  CHECK(kit::run_function(Function::kAddModulo, 0x100, 0x200, c, words) ==
        std::string("the quotient by the modulus has more than 256 bits"));
  words = operands(kOne, SlowNumber(), kOne);
  CHECK(kit::run_function(Function::kSubtractModulo, 0x100, 0x200, c, words) ==
        std::string("the difference is not below the modulus"));
  CHECK(kit::run_function(Function::kAddModulo, 0x110, 0x200, c, words) == std::string("a pointer is not aligned"));
}

// Digits of quotients that are one or two too large at first are rare: at most two in 2^32 divisions.
TEST_CASE("long division corrects its estimates") {
  const Words top{0, 0, 0, 0x80000000};
  for (const Words& divisor : {Words{0xffffffff, 0, 0x80000000}, Words{1, 0, 0x80000000}, Words{0xffffffff, 0x80000000},
                               Words{0xffffffff, 0xffffffff, 0xffffffff}}) {
    for (const Words& dividend : {Words{0, 0, 0, 0x7fffffff}, Words{0, 0xffffffff, 0xffffffff, 0x7fffffff}, top,
                                  Words{3, 0, 0x80000000}, Words{0xfffffffe, 0xffffffff, 0xffffffff, 0xfffffffe}}) {
      const SlowNumber x(dividend), m(divisor);
      require_right(Function::kMultiplyModulo, x, kOne, m);
      require_right(Function::kMultiplyModulo, x, SlowNumber::power_of_two(96), m);
    }
  }
}

TEST_CASE("modular: honest rows") {
  Suite suite;
  add_calls(suite, 30);
  REQUIRE(suite.calls.size() > 200);
  // Operands that are one.
  const SlowNumber m = moduli()[7];
  suite.call(Function::kMultiplyModulo, 0x1000, 0x1000, 0x2000, operands(m - kOne, kOne, m));
  suite.call(Function::kSubtractModulo, 0x1000, 0x1000, 0x2000, operands(m - kOne, kOne, m));
  suite.call(Function::kAddModulo, 0x1000, 0x2000, 0x2000, operands(kOne, m, m));
  for (const kit::HonestCall& call : suite.calls) {
    const auto number = [&](std::size_t first) {
      return SlowNumber(Words(call.values.begin() + first, call.values.begin() + first + 8));
    };
    const auto right = expected(call.function, number(0), number(8), number(16));
    REQUIRE(right);
    REQUIRE(right->words() == Words(call.after.begin(), call.after.begin() + 8));
  }
  const std::vector<std::string> problems = suite.problems();
  CHECK(problems == std::vector<std::string>{});
  CHECK(suite.cells() == 530);
}

TEST_CASE("modular: every cell of a row matters") {
  Suite suite;
  add_calls(suite, 12);
  kit::RowAttack attack = suite.attack();
  attack.judge(kit::judge_call);
  CHECK(attack.mutations({.bases = 40}) == std::vector<std::string>{});
}

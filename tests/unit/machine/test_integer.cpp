// Operations on 256-bit integers: the function against arithmetic bit by bit, the chip by honest and forged rows.

#include "kit/call_kit.hpp"
#include "kit/catch.hpp"
#include "machine/chips/integer.hpp"
#include "slow_wide.hpp"

using namespace squall;
using kit::SlowNumber;

namespace {

namespace control = integer_control;
using Words = std::vector<std::uint32_t>;
using Suite = kit::CallSuite<chips::Integer>;

constexpr std::uint32_t kOperations[] = {control::kAdd,         control::kSubtract,     control::kReverseSubtract,
                                         control::kMultiplyLow, control::kMultiplyHigh, control::kEqual,
                                         control::kCopy};
const SlowNumber kOne({1}), kTwo256 = SlowNumber::power_of_two(256);

bool takes_carry(std::uint32_t operation) {
  return operation != control::kMultiplyLow && operation != control::kMultiplyHigh && operation != control::kEqual;
}

struct Expected {
  SlowNumber value;
  std::uint32_t flag;
};
Expected expected(std::uint32_t operation, bool carry, const SlowNumber& x, const SlowNumber& y) {
  const SlowNumber c(Words{carry});
  const auto halves = [](const SlowNumber& n) {
    Expected result{{}, 0};
    result.flag = n.divided_by(kTwo256, result.value) != SlowNumber();
    return result;
  };
  const auto difference = [](const SlowNumber& from, const SlowNumber& what) {
    if (!(from < what)) return Expected{from - what, 0};
    return Expected{from + kTwo256 - what, 1};
  };
  SlowNumber rest;
  switch (operation) {
    case control::kAdd:
      return halves(x + y + c);
    case control::kSubtract:
      return difference(x, y + c);
    case control::kReverseSubtract:
      return difference(y, x + c);
    case control::kMultiplyLow:
      return halves(x * y);
    case control::kMultiplyHigh:
      return {(x * y).divided_by(kTwo256, rest), 0};
    case control::kEqual:
      return {x, x == y};
    default:
      return halves(y + c);
  }
}

Words operands(const SlowNumber& x, const SlowNumber& y) {
  Words words = x.words();
  const Words more = y.words();
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<SlowNumber> numbers(std::mt19937& random) {
  std::vector<SlowNumber> list{SlowNumber(),
                               kOne,
                               kTwo256 - kOne,
                               SlowNumber::power_of_two(255),
                               SlowNumber::power_of_two(128),
                               SlowNumber::power_of_two(128) - kOne,
                               SlowNumber::power_of_two(16)};
  for (const unsigned bits : {256u, 256u, 130u, 60u}) list.push_back(kit::random_number(random, bits));
  return list;
}

// Calls visit(control word, x, y) for all operations, with and without carry, and all pairs of numbers.
template <class Visit>
void for_each_case(std::mt19937& random, Visit visit) {
  const std::vector<SlowNumber> list = numbers(random);
  for (const std::uint32_t operation : kOperations) {
    for (const SlowNumber& x : list) {
      for (const SlowNumber& y : list) {
        visit(operation, x, y);
        if (takes_carry(operation)) visit(operation | control::kCarryIn, x, y);
      }
    }
  }
}

// Honest calls: every `step`th case.
void add_calls(Suite& suite, unsigned step) {
  unsigned i = 0;
  for_each_case(suite.generator(), [&](std::uint32_t word, const SlowNumber& x, const SlowNumber& y) {
    if (i++ % step != 0) return;
    const std::uint32_t page = suite.random() & 0xffff0000;
    suite.call(Function::kAirbenderInteger, page + 0xffe0, page + 0x20, word, operands(x, y));
  });
}

}  // namespace

TEST_CASE("operations on integers agree with arithmetic bit by bit") {
  std::mt19937 random(3);
  for_each_case(random, [](std::uint32_t word, const SlowNumber& x, const SlowNumber& y) {
    const Expected right = expected(word & ~control::kCarryIn, word & control::kCarryIn, x, y);
    Words words = operands(x, y);
    std::uint32_t c = word;
    REQUIRE(kit::run_function(Function::kAirbenderInteger, 0x100, 0x200, c, words) == nullptr);
    REQUIRE(words == operands(right.value, y));
    REQUIRE(c == right.flag);
  });
}

TEST_CASE("operations on integers refuse other control words and overlap") {
  const auto refused = [](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    Words words(16);
    return kit::run_function(Function::kAirbenderInteger, a, b, c, words) != nullptr;
  };
  for (std::uint32_t word = 0; word < 1024; ++word) {
    const std::uint32_t operation = word & ~control::kCarryIn;
    const bool one = std::ranges::find(kOperations, operation) != std::end(kOperations);
    CHECK(refused(0x100, 0x200, word) == !(one && (word == operation || takes_carry(operation))));
  }
  CHECK(refused(0x100, 0x200, 0x80000001));
  CHECK(refused(0x100, 0x100, control::kAdd));
  CHECK(refused(0x104, 0x200, control::kAdd));
  CHECK(refused(0x100, 0x210, control::kAdd));
}

TEST_CASE("integer: honest rows") {
  Suite suite;
  add_calls(suite, 3);
  CHECK(suite.problems() == std::vector<std::string>{});
  CHECK(suite.cells() == 403);
}

namespace {

void list_free(kit::RowAttack& attack) {
  attack.free("low", "only the high half of a product needs the low one");
  attack.free("inverse", "only products and equality need it; where their sum is zero, it may be anything");
  for (unsigned k = 16; k < 31; ++k) {
    attack.free("carry[" + std::to_string(k) + "]", "only for the high half of a product");
  }
}

}  // namespace

TEST_CASE("integer: every cell of a row matters") {
  Suite suite;
  add_calls(suite, 29);
  kit::RowAttack attack = suite.attack();
  attack.judge(kit::judge_call);
  list_free(attack);
  CHECK(attack.mutations({.bases = 50}) == std::vector<std::string>{});
}

namespace {

// Rows that lie: honest ones with other cells.
class Lies {
 public:
  Lies(Suite& suite, kit::RowAttack& attack) : suite_(suite), attack_(attack) {}

  void begin(std::uint32_t word, const SlowNumber& x, const SlowNumber& y) {
    const auto event = kit::make_call_event<Family::kAirbenderInteger>(Function::kAirbenderInteger, 0x1000, 0x2000,
                                                                       word, operands(x, y), suite_.generator());
    chips::Integer::Main<std::uint32_t> r{};
    chips::RowOfInteger(event.event).fill(r, 0);
    row_.clear();
    const auto* words = reinterpret_cast<const std::uint32_t*>(&r);
    for (std::size_t n = 0; n < sizeof r / 4; ++n) row_.push_back(Fp::from_canonical(words[n]));
  }
  Fp& operator()(const std::string& name) { return row_[suite_.column(name)]; }
  Fp& operator()(const std::string& name, unsigned index) { return (*this)(name + "[" + std::to_string(index) + "]"); }
  void end() { attack_.forged(row_); }

 private:
  Suite& suite_;
  kit::RowAttack& attack_;
  kit::Row row_;
};

// The high half of 2^256 - 1 is said to be 1: by limb 15 of the low half, or by limb 0 and all carries.
void add_low_halves(Lies& lie) {
  lie.begin(control::kMultiplyHigh, kTwo256 - kOne, kOne);
  lie("low", 15) -= Fp(kLimb);
  lie("carry", 15) += Fp(1);
  lie("r", 0) += Fp(1);
  lie.end();
  lie.begin(control::kMultiplyHigh, kTwo256 - kOne, kOne);
  for (unsigned k = 0; k < 16; ++k) {
    lie("low", k) = k == 0 ? Fp(-1) : Fp(0);
    lie("carry", k) += Fp(1);
  }
  lie("r", 0) += Fp(1);
  lie.end();
}

// Equations that hold modulo p only: what is there is p 2^(16 k) less. p = 1 + 2^16 0x7f00.
void add_wrapping_lies(Lies& lie) {
  const auto take = [&](unsigned k) {
    lie("r", k % 16) -= Fp(1);
    lie("r", k % 16 + 1) -= Fp(0x7f00);
    lie("carry", k) = -Fp(0x7f00);
  };
  lie.begin(control::kAdd, SlowNumber({0xffffffff}), SlowNumber());
  lie("r", 0) -= Fp(1);
  lie("r", 1) -= Fp(0x7f00);
  lie("carry", 0) = -Fp(0x7f00);
  lie.end();
  // (2^256 - 1)^2 = ... fffffffe in the high half.
  for (const unsigned k : {16u, 30u}) {
    lie.begin(control::kMultiplyHigh, kTwo256 - kOne, kTwo256 - kOne);
    const Fp carry = lie("carry", k);
    take(k);
    lie("carry", k) += carry;
    lie.end();
  }
}

// A product by 256, whose other factor is no bytes in limb j.
void add_split_limbs(Lies& lie) {
  const Fp delta = Fp(256).inverse();
  for (const bool in_x : {true, false}) {
    const char* changed = in_x ? "x" : "y";
    for (const unsigned j : {0u, 15u}) {
      const SlowNumber number({0x01020304, 0, 0, 0, 0, 0, 0, 0x05060708}), factor({256});
      lie.begin(control::kMultiplyLow, in_x ? number : factor, in_x ? factor : number);
      lie(changed, 2 * j) += delta;
      lie(changed, 2 * j + 1) -= delta * delta;
      lie("r", j) += Fp(1);
      if (j == 0) lie("r", 1) += Fp(0x7f00);
      if (j == 15) lie("inverse") = (lie(changed, 31) + lie("carry", 15)).inverse();
      lie.end();
    }
  }
}

}  // namespace

TEST_CASE("integer: every constraint and lookup matters") {
  Suite suite;
  add_calls(suite, 29);
  kit::RowAttack attack = suite.attack();
  attack.judge(kit::judge_call);
  Lies lie(suite, attack);
  add_low_halves(lie);
  add_wrapping_lies(lie);
  add_split_limbs(lie);
  // Two operations without a third: control word 24.
  lie.begin(control::kEqual, SlowNumber(), kOne);
  lie("is_low") = 1;
  lie("is_high") = -1;
  lie.end();
  attack.implied("is_copy is boolean", "-1 makes the control word negative");
  CHECK(attack.removals({.bases = 50}) == std::vector<std::string>{});
}

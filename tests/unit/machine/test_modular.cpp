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
  for (unsigned i = 0; i < 60; ++i) {
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

namespace {

const SlowNumber kModulus({Fp::kModulus});

SlowNumber limb_power(unsigned limb) { return SlowNumber::power_of_two(16 * limb); }

struct Quotient {
  SlowNumber quotient, remainder;
};
Quotient quotient(const SlowNumber& x, const SlowNumber& m) {
  Quotient result;
  result.quotient = x.divided_by(m, result.remainder);
  return result;
}

// Rows that lie about a product: x y - q m - r is not 0 but `amount` 2^(16 position).
class Lies {
 public:
  using Change = void (*)(chips::Modular::Main<std::uint32_t>&);
  explicit Lies(Suite& suite) : suite_(suite) {}

  // The chip's row for other values of q and r. The equation is off by `amount` at `position`, where the carry is made
  // for it. Other cells may be changed before carries are computed.
  kit::Row row(Function function, const SlowNumber& x, const SlowNumber& y, const SlowNumber& m, const Quotient& said,
               unsigned position = 0, std::int64_t amount = 0, Change change = nullptr) {
    chips::Modular::Main<std::uint32_t> r{};
    const auto event = kit::make_call_event<Family::kModular>(function, 0x1000, 0x2000, 0x3000, operands(kOne, kOne, m),
                                                              suite_.generator());
    chips::RowOfModular(event.event).fill(r, 0);
    chips::set_wide_bytes(r.x, wide(x));
    chips::set_wide_bytes(r.y, wide(y));
    chips::set_wide_bytes(r.q, wide(said.quotient));
    chips::set_wide_limbs(r.r, wide(said.remainder));
    if (change) change(r);
    mark(r);
    std::vector<std::int64_t> sums = equation(r);
    sums[position] -= amount;
    std::int64_t carry = 0;
    for (unsigned k = 0; k < 31; ++k) {
      carry = (carry + sums[k]) >> 16;
      r.carry[k] = Fp(static_cast<int>(carry)).canonical();
    }
    return as_row(r);
  }

  // E_k.
  static std::vector<std::int64_t> equation(const chips::Modular::Main<std::uint32_t>& r) {
    const auto small = [](std::uint32_t word) {
      return word > Fp::kModulus / 2 ? std::int64_t(word) - Fp::kModulus : std::int64_t(word);
    };
    const std::int64_t multiply = small(r.is_multiply), add = small(r.is_add), subtract = small(r.is_subtract);
    std::vector<std::int64_t> sums;
    for (unsigned k = 0; k < 32; ++k) {
      sums.push_back(multiply * chips::wide_position(r.x, r.y, k) -
                     (multiply + add - subtract) * chips::wide_position(r.q, r.m, k));
      if (k >= 16) continue;
      sums[k] += (add + subtract) * chips::wide_limb(r.x, k) + (add - subtract) * chips::wide_limb(r.y, k);
      sums[k] -= small(r.r[k]);
    }
    return sums;
  }

  // The product of `changed`, one of the operands, and a factor with one odd byte, number 2 i + 1: limb j of `changed`
  // falls into parts that are no bytes, so that positions i + j and i + j + 1 hold modulo p but are off by
  // sign p 2^(16 (i + j)) together.
  kit::Row split(kit::Row row, const std::string& changed, const std::string& factor, unsigned i, unsigned j,
                 int sign) {
    const unsigned k = i + j;
    const auto cell = [&](const std::string& name, unsigned index) -> Fp& {
      return row[suite_.column(name + "[" + std::to_string(index) + "]")];
    };
    chips::Modular::Main<std::uint32_t> r;
    auto* words = reinterpret_cast<std::uint32_t*>(&r);
    for (std::size_t n = 0; n < row.size(); ++n) words[n] = row[n].canonical();
    const std::vector<std::int64_t> sums = equation(r);
    std::int64_t before = 0;
    for (unsigned n = 0; n < k; ++n) before = (before + sums[n]) >> 16;
    std::int64_t carry = before + sums[k] + sums[k + 1] * 65536 - sign * std::int64_t(Fp::kModulus);
    REQUIRE(carry % (std::int64_t(1) << 32) == 0);
    carry >>= 32;
    cell("carry", k) = 0;
    for (unsigned n = k + 1; n < 31; ++n) {
      cell("carry", n) = static_cast<int>(carry);
      carry = (carry + (n < 31 ? sums[n + 1] : 0)) >> 16;
    }
    const Fp shift = -(Fp(static_cast<int>(sums[k])) + Fp(static_cast<int>(before))) * Fp(256).inverse();
    const bool negative = changed == "q" || changed == "m";
    const Fp delta = (negative ? -shift : shift) * cell(factor, 2 * i + 1).inverse();
    cell(changed, 2 * j) += delta;
    cell(changed, 2 * j + 1) -= delta * Fp(256).inverse();
    return row;
  }

 private:
  static Wide wide(const SlowNumber& n) {
    REQUIRE(n.bit_count() <= 256);
    Wide words;
    std::ranges::copy(n.words(), words.begin());
    return words;
  }
  // As the chip does for r < m.
  static void mark(chips::Modular::Main<std::uint32_t>& r) {
    int top = 15;
    while (top > 0 && chips::wide_limb(r.m, top) == r.r[top]) --top;
    for (int i = 0; i < 3; ++i) r.quarter[i] = top / 4 == i + 1;
    r.bit[0] = top % 2;
    r.bit[1] = top / 2 % 2;
    r.gap = (Fp(chips::wide_limb(r.m, top)) - Fp(r.r[top]) - Fp(1)).canonical();
  }
  static kit::Row as_row(const chips::Modular::Main<std::uint32_t>& r) {
    kit::Row row;
    const auto* words = reinterpret_cast<const std::uint32_t*>(&r);
    for (std::size_t n = 0; n < sizeof r / 4; ++n) row.push_back(Fp::from_canonical(words[n]));
    return row;
  }

  Suite& suite_;
};

constexpr Function kTimes = Function::kMultiplyModulo;

// Even bytes at random, and one odd byte: number 1.
SlowNumber one_odd_byte(std::mt19937& random) {
  Words words(8);
  for (std::uint32_t& word : words) word = static_cast<std::uint32_t>(random()) & 0x00ff00ff;
  words[0] |= 0x100;
  words[7] |= 0x00800000;
  return SlowNumber(words);
}

// What is off modulo p only: carries out of range, operands that are no bytes, the last position.
void add_wrapping_lies(kit::RowAttack& attack, Suite& suite) {
  Lies lies(suite);
  const SlowNumber full = kTwo256 - kOne, product = full * full, odd = one_odd_byte(suite.generator());
  for (const unsigned k : {0u, 30u}) {
    const Quotient said = quotient(product - kModulus * limb_power(k), full);
    attack.forged(lies.row(kTimes, full, full, full, said, k, Fp::kModulus));
  }
  attack.forged(lies.row(kTimes, full, full, full, quotient(product - limb_power(31), full), 31, 1));
  for (const unsigned j : {0u, 15u}) {
    const SlowNumber off = kModulus * limb_power(j);
    const Quotient said = quotient(odd * full - off, full);
    attack.forged(lies.split(lies.row(kTimes, odd, full, full, said), "y", "x", 0, j, 1));
    attack.forged(lies.split(lies.row(kTimes, full, odd, full, said), "x", "y", 0, j, 1));
    const SlowNumber large = quotient(off, full).quotient + SlowNumber::power_of_two(200);
    attack.forged(lies.split(lies.row(kTimes, large, full, odd, quotient(large * full - off, odd)), "q", "m", 0, j, 1));
    // q = 256: m and x are chosen for it.
    const SlowNumber y({3, 0, 0, 0, 0, 0, j}), x = quotient(off, y).quotient + SlowNumber({0, 1});
    const Quotient rest = quotient(x * y - off, SlowNumber({256}));
    attack.forged(
        lies.split(lies.row(kTimes, x, y, rest.quotient, {SlowNumber({256}), rest.remainder}), "m", "q", 0, j, 1));
  }
}

// Results that are not below the modulus: x + y = m + r is said to be the remainder.
void add_large_results(kit::RowAttack& attack, Suite& suite) {
  Lies lies(suite);
  const SlowNumber m = SlowNumber::power_of_two(254) + kOne;
  const auto set = [&](kit::Row& row, const char* name, Fp value) { row[suite.column(name)] = value; };
  SlowNumber more({0, 0, 7});
  kit::Row row = lies.row(Function::kAddModulo, m, more, m, {SlowNumber(), m + more});
  attack.forged(row);  // the gap is negative
  // A quarter that is a fraction: limb 4 is too large by 7.
  for (const bool first : {true, false}) {
    kit::Row lie = row;
    const Fp t = -Fp(7).inverse();
    set(lie, "quarter[0]", t);
    set(lie, first ? "quarter[1]" : "quarter[2]", Fp(1) - t);
    set(lie, "gap", 0);
    attack.forged(lie);
  }
  // Two quarters: limb 8 is too large by 5, limb 0 by 10.
  more = SlowNumber({10, 0, 0, 0, 5});
  row = lies.row(Function::kAddModulo, m, more, m, {SlowNumber(), m + more});
  for (const char* name : {"quarter[0]", "quarter[1]"}) set(row, name, 1);
  set(row, "quarter[2]", 0);
  set(row, "gap", 4);
  attack.forged(row);
  // x + y = m + (5 - m): the highest limb is negative.
  SlowNumber wrapped = kTwo256 + SlowNumber({5}) - m;
  attack.forged(lies.row(Function::kAddModulo, SlowNumber({3}), SlowNumber({2}), m, {kOne, wrapped}, 0, 0,
                         [](chips::Modular::Main<std::uint32_t>& r) { r.r[15] += Fp::kModulus - kLimb; }));
}

// Two operations at once, and the opposite of the third.
void add_several_operations(kit::RowAttack& attack, Suite& suite) {
  Lies lies(suite);
  const SlowNumber zero, m = moduli()[7];
  // A sum: x y - 2 y = r - q m.
  attack.forged(
      lies.row(kTimes, zero, kOne, m, {kOne, m - SlowNumber({2})}, 0, 0, [](chips::Modular::Main<std::uint32_t>& r) {
        r.is_add = Fp::kModulus - 1;
        r.is_subtract = 1;
      }));
  // Number 4, a function with other operands.
  attack.forged(lies.row(kTimes, zero, zero, m, {zero, zero}, 0, 0, [](chips::Modular::Main<std::uint32_t>& r) {
    r.is_add = 1;
    r.is_subtract = Fp::kModulus - 1;
  }));
  if (!find_function(4)) attack.implied("is_subtract is boolean", "there is no function 4");
  attack.implied("is_multiply is boolean", "-1 makes the number 8, which is no function");
}

}  // namespace

TEST_CASE("modular: every constraint and lookup matters") {
  Suite suite;
  add_calls(suite, 12);
  kit::RowAttack attack = suite.attack();
  attack.judge(kit::judge_call);
  add_wrapping_lies(attack, suite);
  add_large_results(attack, suite);
  add_several_operations(attack, suite);
  CHECK(attack.removals() == std::vector<std::string>{});
}

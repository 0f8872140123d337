// Products, quotients and remainders: honest rows for all pairs of corner values, and the attacks of the suite.

#include "kit/catch.hpp"
#include "kit/chip_instruction.hpp"
#include "machine/chips/divide.hpp"
#include "machine/chips/multiply.hpp"

using namespace squall;
using kit::InstructionSuite;

namespace {

template <class Suite>
void require_sound(Suite& suite) {
  const auto problems = suite.run(24);
  INFO(suite.chip().name << ": " << suite.examined() << " rows examined");
  for (const std::string& problem : problems) UNSCOPED_INFO(problem);
  REQUIRE(problems.empty());
}

template <class Suite>
void add_registers(Suite& suite, std::initializer_list<Opcode> ops) {
  for (const Opcode op : ops) {
    suite.add_values({op, 3, 1, 2, 0});
    suite.add_aliases({op, 3, 1, 2, 0}, 0x80010000, 0x8000ffff);
  }
}

// An honest row, and forgeries made from it by adding to its columns.
template <class Definition>
class Forger {
 public:
  Forger(InstructionSuite<Definition>& suite, Opcode op, std::uint32_t a, std::uint32_t b)
      : suite_(suite), d_{op, 3, 1, 2, 0} {
    suite_.allow(d_, kPc);
    row_ = suite_.row(d_, kPc, suite_.event(d_, kPc, a, b));
  }
  Fp& operator[](const char* column) { return row_[suite_.column(column)]; }
  std::uint32_t word(const char* column) { return (*this)[column].canonical(); }
  Forger& add(std::initializer_list<std::pair<const char*, Fp>> changes) {
    for (const auto& [column, change] : changes) (*this)[column] += change;
    return *this;
  }
  void done() { suite_.forged(row_); }

 private:
  static constexpr std::uint32_t kPc = 0x1000;
  InstructionSuite<Definition>& suite_;
  Decoded d_;
  kit::Row row_;
};

// 2^16 * 32512 = -1 and 2^-8 = -127 * 2^16 modulo p: what a wrong limb can be made up for with.
constexpr int kWrap = 32512;

// Wrong high words, each of which breaks exactly one rule.
void forge_products(InstructionSuite<chips::MultiplyHigh>& suite) {
  using F = Forger<chips::MultiplyHigh>;
  // An unsigned b taken as negative.
  F(suite, Opcode::kMulh, 0x12345678, 0x87654321).add({{"a_signed", Fp(-1)}, {"b_signed", Fp(-1)}}).done();

  const auto random_row = [&](auto accept) {
    for (;;) {
      F f(suite, Opcode::kMulhu, suite.random(), suite.random());
      if (f.word("c[0]") > 1000 && f.word("c[0]") < 60000 && f.word("carry[1]") > 0 && accept(f)) return f;
    }
  };
  // Carries out of range.
  random_row([](F& f) { return f.word("low[1]") >= kLimb - kWrap && f.word("low[0]") < kLimb - 1; })
      .add({{"low[0]", 1}, {"carry[0]", kWrap}, {"low[1]", kWrap - int(kLimb)}, {"carry[1]", 1}, {"c[0]", 1}})
      .done();
  random_row([](F& f) { return f.word("low[1]") < kLimb - 1 && f.word("c[0]") < kLimb - kWrap; })
      .add({{"low[1]", 1}, {"carry[1]", kWrap}, {"c[0]", kWrap}})
      .done();
  random_row([](F& f) {
    return f.word("carry[2]") < 2000;
  }).add({{"c[0]", -1}, {"carry[2]", -kWrap}, {"c[1]", -kWrap}});
  // Limbs of the low word out of range, and a wrong carry without the first equation.
  F f = random_row([](F& r) { return r.word("low[1]") < r.word("carry[0]"); });
  const int m = static_cast<int>(f.word("low[1]")) + 1;
  f.add({{"carry[0]", -m}, {"low[1]", int(kLimb) - m}, {"carry[1]", -1}, {"c[0]", -1}}).done();
  f.add({{"low[0]", m * int(kLimb)}}).done();
  random_row([](F&) { return true; }).add({{"low[1]", -int(kLimb)}, {"carry[1]", 1}, {"c[0]", 1}}).done();

  // Bytes out of range that keep the limb. x, y: the changed operand and the other one; y has top byte 0.
  for (const bool swap : {false, true}) {
    const auto row = [&](std::uint32_t x, std::uint32_t y) {
      return swap ? F(suite, Opcode::kMulhu, y, x) : F(suite, Opcode::kMulhu, x, y);
    };
    const auto x = [&](int i) { return std::array{"a[0]", "a[1]", "a[2]", "b[0]", "b[1]", "b[2]"}[i + 3 * swap]; };
    const char* top = swap ? "b[3]" : "a[3]";
    // Byte 0: 254 * 128 = 32512, so the low limb's equation loses 1, and the next one 32512.
    for (;;) {
      F r = row(suite.random() | 0xff00, (suite.random() & 0xff00ff) | 0x8000);
      if (r.word("low[0]") == 0 || r.word("low[1]") >= kWrap || r.word("carry[1]") == 0 || r.word("c[0]") == 0)
        continue;
      r.add({{x(0), 256 * 254},
             {x(1), -254},
             {"low[0]", -1},
             {"low[1]", int(kLimb) - kWrap},
             {"carry[1]", -1},
             {"c[0]", -1}})
          .done();
      break;
    }
    // Byte 1: a fraction.
    for (;;) {
      F r = row(suite.random(), (suite.random() & 0xff00ff) | 0x100);
      if (r.word(x(0)) == 255 || r.word("low[0]") > 65000 || r.word("c[0]") > 65000) continue;
      r.add({{x(0), 1}, {x(1), -Fp(256).inverse()}, {"low[0]", 256}, {"carry[1]", 127}, {"c[0]", 127}}).done();
      break;
    }
    // Byte 2: like byte 0.
    for (;;) {
      F r = row(suite.random() | 0xff000000, (suite.random() & 0xff00ff) | 0x8000);
      if (r.word("low[1]") == 0 || r.word("c[0]") < kWrap) continue;
      r.add({{x(2), 256 * 254}, {top, -254}, {"low[1]", -1}, {"c[0]", -kWrap}}).done();
      break;
    }
  }
}

// Wrong quotients and remainders, each of which breaks exactly one rule.
void forge_quotients(InstructionSuite<chips::Divide>& suite) {
  using F = Forger<chips::Divide>;
  const Fp fraction = Fp(256).inverse();
  const auto set = [](F& f, const char* name, std::uint32_t value) {
    const std::string column(name);
    f[(column + "[0]").c_str()] = value & 0xffff;
    f[(column + "[1]").c_str()] = value >> 16;
  };
  // The row of DIVU a / b made to say quotient and remainder; equations are kept by what the caller adds.
  const auto division = [&](std::uint32_t a, std::uint32_t b, std::uint32_t quotient, std::uint32_t rest) {
    F f(suite, Opcode::kDivu, a, b);
    const char* names[] = {"q[0]", "q[1]", "q[2]", "q[3]"};
    for (int i = 0; i < 4; ++i) f[names[i]] = quotient >> 8 * i & 0xff;
    set(f, "r", rest);
    set(f, "size", quotient);
    set(f, "c", quotient);
    f["borrow"] = (b & 0xffff) < (rest & 0xffff) + 1;
    return f;
  };
  // 7 / 2 = 2, rest 3: a borrow of -2 * 32512 adds 2 to the low limb of the comparison.
  division(7, 2, 2, 3).add({{"borrow", -2 * kWrap - 1}}).done();
  // 7 mod 2 = 7: the divisor is said to be zero.
  F(suite, Opcode::kRemu, 7, 2).add({{"q[0]", -3}, {"r[0]", 6}, {"size[0]", 6}, {"c[0]", 6}, {"by_zero", 1}}).done();
  // -2^30 / 1 = 0: with sign 3/2, |a| = 0.
  F f(suite, Opcode::kDiv, 0xc0000000, 1);
  set(f, "size", 0);
  set(f, "c", 0);
  for (const char* column : {"q[0]", "q[1]", "q[2]", "q[3]", "carry"}) f[column] = 0;
  f["sign_a"] = f["negative"] = Fp(3) * Fp(2).inverse();
  f.done();
  // Bytes of the divisor out of range that keep its limbs. 0xb6 * 179 = 32512 + 66.
  F first = division(612u << 16, 0xb600, 0xb600, 1).add({{"m[0]", 256 * 179}, {"m[1]", -179}});
  first["carry"] = 66;
  first.done();
  F second = division(25034752, 0xfe01, 0x800100, 0);
  second["carry"] = 0;
  const Fp low = Fp(256) * (second["q[0]"] * second["m[1]"] + second["q[1]"] * second["m[0]"]) - second["a[0]"];
  second.add({{"carry", (low - Fp(256)) * Fp(kLimb).inverse()}, {"m[0]", -1}, {"m[1]", fraction}}).done();
  division(5, 254u << 24, 0x8000, 5 + kLimb).add({{"m[2]", 256 * 254}, {"m[3]", -254}}).done();
  F last = division(4291271680, 100, 0x1ff00, 0);
  last["carry"] = (Fp(256) * last["q[1]"] * last["m[0]"] - last["a[0]"]) * Fp(kLimb).inverse();
  last.add({{"m[2]", 1}, {"m[3]", -fraction}}).done();

  suite.free("borrow", "nothing reads it where the divisor is zero");
  suite.implied("by_zero is boolean", "if it is not 0 the divisor is, and r < |b| fails unless real - by_zero = 0");
  suite.implied(
      "division by zero only on real rows",
      "bounds the multiplicity of two lookups; the suite takes a wrong tuple received for a miss like one sent");
  suite.implied("sign of b is boolean", "otherwise |b| = b = 2^32 - b, and the results do not depend on the sign");
}

}  // namespace

TEST_CASE("multiply") {
  InstructionSuite<chips::Multiply> suite;
  add_registers(suite, {Opcode::kMul});
  require_sound(suite);
}

TEST_CASE("multiply-high") {
  InstructionSuite<chips::MultiplyHigh> suite;
  add_registers(suite, {Opcode::kMulh, Opcode::kMulhsu, Opcode::kMulhu});
  forge_products(suite);
  suite.implied("real is boolean",
                "a fraction would have to read as another operation and keep 256 real - 128 a_signed a power of two");
  require_sound(suite);
}

TEST_CASE("divide") {
  InstructionSuite<chips::Divide> suite;
  add_registers(suite, {Opcode::kDiv, Opcode::kDivu, Opcode::kRem, Opcode::kRemu});
  for (const Opcode op : {Opcode::kDiv, Opcode::kDivu, Opcode::kRem, Opcode::kRemu}) {
    for (const std::int32_t b : {1, 2, 3, 7, 255, 256, 65535, 65536, 65537, 1 << 24}) {
      for (const std::int32_t a : {6, 7, 8, 65535, 65536, 1000000007}) {
        for (const int signs : {0, 1, 2, 3}) {
          suite.add({op, 3, 1, 2, 0}, static_cast<std::uint32_t>(signs & 1 ? -a : a),
                    static_cast<std::uint32_t>(signs & 2 ? -b : b));
        }
      }
    }
  }
  forge_quotients(suite);
  require_sound(suite);
}

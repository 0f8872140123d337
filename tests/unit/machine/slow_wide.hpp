#pragma once

// Numbers of any length for tests, bit by bit.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace squall::kit {

class SlowNumber {
 public:
  SlowNumber() = default;
  explicit SlowNumber(const std::vector<std::uint32_t>& words) {
    for (const std::uint32_t word : words) {
      for (unsigned i = 0; i < 32; ++i) bits_.push_back(word >> i & 1);
    }
    trim();
  }
  // Hexadecimal digits, most significant first.
  static SlowNumber hex(const std::string& digits) {
    SlowNumber n;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
      const int value = *digit <= '9' ? *digit - '0' : *digit - 'a' + 10;
      for (int i = 0; i < 4; ++i) n.bits_.push_back(value >> i & 1);
    }
    n.trim();
    return n;
  }
  static SlowNumber power_of_two(unsigned exponent) {
    SlowNumber n;
    n.bits_.assign(exponent + 1, false);
    n.bits_[exponent] = true;
    return n;
  }

  std::vector<std::uint32_t> words(std::size_t count = 8) const {
    std::vector<std::uint32_t> result(count);
    for (std::size_t i = 0; i < bits_.size() && i < 32 * count; ++i)
      result[i / 32] |= std::uint32_t(bits_[i]) << i % 32;
    return result;
  }
  std::size_t bit_count() const { return bits_.size(); }
  bool bit(std::size_t i) const { return i < bits_.size() && bits_[i]; }

  friend bool operator==(const SlowNumber&, const SlowNumber&) = default;
  friend bool operator<(const SlowNumber& a, const SlowNumber& b) {
    if (a.bits_.size() != b.bits_.size()) return a.bits_.size() < b.bits_.size();
    for (std::size_t i = a.bits_.size(); i-- > 0;) {
      if (a.bits_[i] != b.bits_[i]) return b.bits_[i];
    }
    return false;
  }
  friend SlowNumber operator+(const SlowNumber& a, const SlowNumber& b) {
    SlowNumber sum;
    bool carry = false;
    for (std::size_t i = 0; i < a.bits_.size() || i < b.bits_.size() || carry; ++i) {
      const int total = a.bit(i) + b.bit(i) + carry;
      sum.bits_.push_back(total & 1);
      carry = total > 1;
    }
    return sum;
  }
  // a >= b.
  friend SlowNumber operator-(const SlowNumber& a, const SlowNumber& b) {
    SlowNumber difference;
    int borrow = 0;
    for (std::size_t i = 0; i < a.bits_.size(); ++i) {
      const int d = a.bit(i) - b.bit(i) - borrow;
      difference.bits_.push_back(d & 1);
      borrow = d < 0;
    }
    difference.trim();
    return difference;
  }
  friend SlowNumber operator*(const SlowNumber& a, const SlowNumber& b) {
    SlowNumber result;
    for (std::size_t i = a.bits_.size(); i-- > 0;) {
      result = result + result;
      if (a.bits_[i]) result = result + b;
    }
    return result;
  }
  // The quotient by b > 0; `remainder` becomes the remainder.
  SlowNumber divided_by(const SlowNumber& b, SlowNumber& remainder) const {
    SlowNumber quotient;
    quotient.bits_.assign(bits_.size(), false);
    remainder = SlowNumber();
    for (std::size_t i = bits_.size(); i-- > 0;) {
      remainder = remainder + remainder;
      if (bits_[i]) remainder = remainder + SlowNumber({1});
      if (remainder < b) continue;
      remainder = remainder - b;
      quotient.bits_[i] = true;
    }
    quotient.trim();
    return quotient;
  }

 private:
  void trim() {
    while (!bits_.empty() && !bits_.back()) bits_.pop_back();
  }
  std::vector<bool> bits_;  // least significant first, the last is set
};

inline SlowNumber random_number(std::mt19937& random, unsigned bits = 256) {
  std::vector<std::uint32_t> words((bits + 31) / 32);
  for (std::uint32_t& word : words) word = static_cast<std::uint32_t>(random());
  if (bits % 32) words.back() &= (1u << bits % 32) - 1;
  return SlowNumber(words);
}

}  // namespace squall::kit

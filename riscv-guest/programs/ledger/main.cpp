// Reads a ledger without showing it: proves that a file with this SHA-256 is a well-formed ledger whose amounts add up
// to this sum. Output: the hash (32 bytes), the sum in cents (64-bit two's complement, little-endian), the number of
// entries (32-bit, little-endian), 44 bytes.
//
// The file is CSV (RFC 4180; lines end in LF or CRLF) with the header line
//   date,account,description,amount
// date         YYYY-MM-DD, a day that exists
// account      letters, digits, '-', ':' and '.', at least one
// description  anything; in double quotes when it holds a comma, a quote (doubled) or a line end
// amount       decimal, two digits after the point, at most 15 before, '-' in front when negative
//
// Exit codes: 2 wrong header, 3 wrong number of fields, 4 quotes, 5 date, 6 account, 7 amount, 8 the sum overflows.

#include <cstdint>
#include <string_view>

#include "squall_guest.hpp"
#include "zkvm_accelerators.h"

namespace {

enum Exit { kHeader = 2, kFields, kQuotes, kDate, kAccount, kAmount, kOverflow };

constexpr std::string_view kHeaderLine = "date,account,description,amount";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Ledger {
 public:
  explicit Ledger(std::string_view text) : rest_(text) {}

  void read() {
    if (!rest_.starts_with(kHeaderLine)) fail(kHeader, "expected the header date,account,description,amount");
    rest_.remove_prefix(kHeaderLine.size());
    if (!end_of_line()) fail(kHeader, "expected the header date,account,description,amount");
    while (!rest_.empty()) entry();
  }

  std::int64_t sum() const { return sum_; }
  std::uint32_t entries() const { return entries_; }

 private:
  void entry() {
    line_++;
    check_date(field());
    comma();
    check_account(field());
    comma();
    skip_description();
    comma();
    const std::int64_t amount = parse_amount(field());
    if (!end_of_line()) fail(kFields, "expected the end of the line after the amount");
    if (__builtin_add_overflow(sum_, amount, &sum_)) fail(kOverflow, "the sum does not fit in 64 bits");
    entries_++;
  }

  // Up to the next comma or line end, which stays.
  std::string_view field() {
    std::size_t size = 0;
    while (size < rest_.size() && rest_[size] != ',' && rest_[size] != '\n' && rest_[size] != '\r') {
      if (rest_[size++] == '"') fail(kQuotes, "quotes are only for descriptions");
    }
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

  void skip_description() {
    if (rest_.empty() || rest_[0] != '"') {
      field();
      return;
    }
    std::size_t i = 1;
    for (;; i++) {
      if (i >= rest_.size()) fail(kQuotes, "a quoted description does not end");
      if (rest_[i] != '"') continue;
      if (i + 1 >= rest_.size() || rest_[i + 1] != '"') break;
      i++;
    }
    rest_.remove_prefix(i + 1);
  }

  void comma() {
    if (rest_.empty() || rest_[0] != ',') fail(kFields, "expected four fields");
    rest_.remove_prefix(1);
  }

  // The end of the text also ends its last line.
  bool end_of_line() {
    if (rest_.empty()) return true;
    const std::size_t size = rest_.starts_with("\r\n") ? 2 : rest_[0] == '\n';
    rest_.remove_prefix(size);
    return size > 0;
  }

  void check_date(std::string_view text) const {
    auto number = [&](std::size_t first, std::size_t count) {
      unsigned value = 0;
      for (char c : text.substr(first, count)) {
        if (!is_digit(c)) fail(kDate, "expected a date YYYY-MM-DD");
        value = value * 10 + unsigned(c - '0');
      }
      return value;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') fail(kDate, "expected a date YYYY-MM-DD");
    const unsigned year = number(0, 4), month = number(5, 2), day = number(8, 2);
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    constexpr std::uint8_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1 || day > kDays[month - 1] + unsigned(month == 2 && leap)) {
      fail(kDate, "no such day");
    }
  }

  void check_account(std::string_view text) const {
    if (text.empty()) fail(kAccount, "the account is empty");
    for (char c : text) {
      const char lower = char(c | 0x20);
      if (!(is_digit(c) || (lower >= 'a' && lower <= 'z') || c == '-' || c == ':' || c == '.')) {
        fail(kAccount, "accounts have letters, digits, '-', ':' and '.'");
      }
    }
  }

  std::int64_t parse_amount(std::string_view text) const {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t whole = text.size() < 3 ? 0 : text.size() - 3;
    if (whole < 1 || whole > 15 || text[whole] != '.') fail(kAmount, "expected an amount like -1234.56");
    std::int64_t cents = 0;
    for (std::size_t i = 0; i < text.size(); i++) {
      if (i == whole) continue;
      if (!is_digit(text[i])) fail(kAmount, "expected an amount like -1234.56");
      cents = cents * 10 + (text[i] - '0');
    }
    return negative ? -cents : cents;
  }

  [[noreturn]] void fail(Exit code, const char* why) const {
    char number[12] = {};
    char* digit = number + 10;
    std::uint32_t line = line_;
    do *--digit = char('0' + line % 10);
    while (line /= 10);
    squall_print("ledger: entry ");  // the header is entry 0
    squall_print(digit);
    squall_print(": ");
    guest::fail(code, why);
  }

  std::string_view rest_;
  std::int64_t sum_ = 0;
  std::uint32_t entries_ = 0, line_ = 0;
};

}  // namespace

int main() {
  const guest::Bytes input = guest::input();
  Ledger ledger({reinterpret_cast<const char*>(input.data()), input.size()});
  ledger.read();
  zkvm_sha256_hash hash;
  zkvm_sha256(input.data(), input.size(), &hash);
  guest::output(hash.data);
  guest::output_word(std::uint32_t(ledger.sum()));
  guest::output_word(std::uint32_t(std::uint64_t(ledger.sum()) >> 32));
  guest::output_word(ledger.entries());
  return 0;
}

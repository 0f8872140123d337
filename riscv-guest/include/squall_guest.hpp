#pragma once

// C++ face of squall_guest.h, and the few byte helpers that programs share.

#include <array>
#include <cstdint>
#include <span>

#include "squall_guest.h"

namespace guest {

using Bytes = std::span<const std::uint8_t>;

inline Bytes input() {
  const std::uint8_t* data;
  std::size_t size;
  read_input(&data, &size);
  return {data, size};
}

inline void output(Bytes bytes) { write_output(bytes.data(), bytes.size()); }

// Little-endian words, whatever the host.
inline void output_word(std::uint32_t word) {
  const std::uint8_t bytes[4] = {std::uint8_t(word), std::uint8_t(word >> 8), std::uint8_t(word >> 16),
                                 std::uint8_t(word >> 24)};
  write_output(bytes, 4);
}

using AliasedWord [[gnu::may_alias]] = std::uint32_t;

// The little-endian word at a 4-byte boundary: one load, where memcpy would be four under -mstrict-align.
inline std::uint32_t load_word(const std::uint8_t* p) { return *reinterpret_cast<const AliasedWord*>(p); }

constexpr std::uint32_t load_big_endian(const std::uint8_t* p) {
  return std::uint32_t(p[0]) << 24 | std::uint32_t(p[1]) << 16 | std::uint32_t(p[2]) << 8 | p[3];
}

inline void store_big_endian(std::uint8_t* p, std::uint32_t word) {
  p[0] = std::uint8_t(word >> 24), p[1] = std::uint8_t(word >> 16), p[2] = std::uint8_t(word >> 8),
  p[3] = std::uint8_t(word);
}

// Says why on standard error and ends the program.
[[noreturn]] inline void fail(int code, const char* why) {
  squall_print(why);
  squall_print("\n");
  squall_exit(code);
}

// Reads the input front to back as little-endian words. Running out ends the program with exit code 1.
class WordReader {
 public:
  WordReader() : bytes_(input()) {}

  std::uint32_t next() {
    if (bytes_.size() < 4) fail(1, "input too short: expected another 4-byte word");
    const std::uint32_t word = load_word(bytes_.data());
    bytes_ = bytes_.subspan(4);
    return word;
  }
  std::size_t bytes_left() const { return bytes_.size(); }
  void expect_end() const {
    if (!bytes_.empty()) fail(1, "input too long: unexpected bytes after the last word");
  }

 private:
  Bytes bytes_;
};

}  // namespace guest

#pragma once

// Little-endian byte strings. The reader is the only way in which untrusted bytes are taken apart: every read is
// bounded.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

namespace squall {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline std::uint32_t load_le32(const std::uint8_t* p) {
  return std::uint32_t(p[0]) | std::uint32_t(p[1]) << 8 | std::uint32_t(p[2]) << 16 | std::uint32_t(p[3]) << 24;
}
inline void store_le32(std::uint8_t* p, std::uint32_t v) {
  for (int i = 0; i < 4; ++i) p[i] = static_cast<std::uint8_t>(v >> 8 * i);
}
inline void store_le64(std::uint8_t* p, std::uint64_t v) {
  for (int i = 0; i < 8; ++i) p[i] = static_cast<std::uint8_t>(v >> 8 * i);
}

inline void append(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
inline void append_le(Bytes& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  std::size_t position() const { return at_; }
  std::size_t remaining() const { return bytes_.size() - at_; }

  // The next `count` bytes, or nothing if fewer are left (then the position does not move).
  std::optional<ByteView> take(std::size_t count) {
    if (count > remaining()) return std::nullopt;
    ByteView part = bytes_.subspan(at_, count);
    at_ += count;
    return part;
  }

  // An unsigned little-endian number of 1 to 8 bytes.
  std::optional<std::uint64_t> number(unsigned width) {
    auto part = take(width);
    if (!part) return std::nullopt;
    std::uint64_t value = 0;
    for (unsigned i = 0; i < width; ++i) value |= std::uint64_t((*part)[i]) << 8 * i;
    return value;
  }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
};

}  // namespace squall

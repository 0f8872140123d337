#pragma once

// What the fuzzers call: untrusted bytes go in, and nothing may crash, hang, or break the promises of the result.

#include <string>

#include "base/bytes.hpp"
#include "machine/decode.hpp"
#include "vm/elf_loader.hpp"
#include "vm/executor.hpp"
#include "vm/rv64/executor.hpp"
#include "vm/symbols.hpp"

namespace squall::fuzz {

// The first broken promise, or an empty string. An accepted image is well-formed, and runs (briefly) or fails cleanly.
inline std::string load_and_run(ByteView file) {
  const Symbols symbols = load_symbols(file);
  const auto image = load_elf(file);
  if (!image) {
    const bool clear = image.error().code == ErrorCode::kBadProgram && image.error().message.starts_with("ELF: ");
    return clear ? "" : "unclear error";
  }
  std::uint64_t previous = 0;
  for (const ImageWord& w : image->words) {
    if (w.address < previous || w.address >= 1u << 30) return "image words are not increasing";
    if (w.writable && w.executable) return "image word is writable and executable";
    previous = w.address + std::uint64_t(1);
  }
  previous = 0;
  std::size_t word = 0;
  unsigned reserved = 0;
  for (const Region& r : image->regions) {
    const std::uint64_t end = std::uint64_t(r.first) + r.count;
    if (r.count == 0 || r.first < previous || end > 1u << 30) return "regions are not increasing";
    while (word < image->words.size() && image->words[word].address < r.first) ++word;
    if (word < image->words.size() && image->words[word].address < end) return "image word inside a region";
    previous = end;
    reserved += r.kind != RegionKind::kZero;
  }
  if (reserved != 2) return "input and output regions are not there";
  ExecuteOptions options;
  options.max_instructions = 2000;
  options.symbols = &symbols;
  if (image->xlen == 64) {
    const auto execution = rv64::execute(*image, options);
    return execution || !execution.error().message.empty() ? "" : "failure without a message";
  }
  for (const bool trace : {false, true}) {
    options.trace = trace;
    const auto execution = execute(*image, options);
    if (!execution && execution.error().message.empty()) return "failure without a message";
  }
  return {};
}

template <unsigned XLEN>
std::string decode_words_as(ByteView bytes) {
  for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) {
    const std::uint32_t word = load_le32(bytes.data() + i);
    const Decoded d = decode<XLEN>(word);
    if (describe_word<XLEN>(word).empty() || disassemble<XLEN>(word, static_cast<std::uint32_t>(i)).empty())
      return "no description";
    if (d.legal() && decode<XLEN>(encode(d)) != d) return "encode is not the inverse of decode";
  }
  return {};
}
inline std::string decode_words(ByteView bytes) {
  const std::string wrong = decode_words_as<32>(bytes);
  return wrong.empty() ? decode_words_as<64>(bytes) : wrong;
}

}  // namespace squall::fuzz

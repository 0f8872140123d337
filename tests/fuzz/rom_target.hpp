#pragma once

// Untrusted images of the platform airbender, and untrusted words from their oracle.

#include <algorithm>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "kit/replay.hpp"
#include "vm/executor.hpp"
#include "vm/rom_loader.hpp"
#include "vm/symbols.hpp"

namespace squall::fuzz {

// Gives the words of a list, each changed by what the guest has sent.
class StubbornOracle : public Oracle {
 public:
  explicit StubbornOracle(ByteView words) : words_(words) {}
  std::optional<std::uint32_t> read() override {
    if (at_ + 4 > words_.size()) return std::nullopt;
    at_ += 4;
    return load_le32(words_.data() + at_ - 4) ^ sent_;
  }
  void write(std::uint32_t word) override { sent_ = 31 * sent_ + word; }

 private:
  ByteView words_;
  std::size_t at_ = 0;
  std::uint32_t sent_ = 0;
};

// The first broken promise of the loader, or an empty string.
inline std::string rom_is_well_formed(const Image& image, std::uint32_t rom_bytes) {
  if (image.platform != Platform::kAirbender || image.xlen != 32 || image.entry != 0) return "not of the platform";
  std::uint64_t previous = 0;
  for (const ImageWord& w : image.words) {
    if (w.address < previous || w.address >= rom_bytes / 4) return "image words are not increasing within the ROM";
    if (w.writable || !w.executable) return "image word with other rights";
    previous = w.address + std::uint64_t(1);
  }
  if (image.words.empty() || image.words[0].address != 0) return "no word to start at";
  std::uint64_t next = rom_bytes / 4;
  for (const Region& r : image.regions) {
    if (r.kind != RegionKind::kZero || r.first != next) return "regions do not follow each other";
    next += r.count;
  }
  return next == 1u << 30 ? "" : "memory does not end at 4 GiB";
}

// Runs the image with these oracle words: plain and recording, live and from the recording. All must agree.
inline std::string run_rom(const Image& image, ByteView oracle_words, const Symbols* symbols = nullptr) {
  std::string failed[2];
  std::optional<Execution> lived;
  for (const bool trace : {false, true}) {
    StubbornOracle oracle(oracle_words);
    ExecuteOptions options;
    options.max_instructions = 2000;
    options.trace = trace;
    options.symbols = symbols;
    options.oracle = &oracle;
    auto execution = execute(image, options);
    if (!execution && execution.error().message.empty()) return "failure without a message";
    if (!execution) failed[trace] = execution.error().message;
    if (!execution) continue;
    if (trace) {
      const std::string wrong = kit::Replay::check(image, execution->record);
      if (!wrong.empty()) return "the record is wrong: " + wrong;
    }
    if (trace && lived && lived->record.output != execution->record.output) return "the record has another output";
    lived = std::move(*execution);
  }
  if (failed[0] != failed[1]) return "plain and recording runs differ: " + failed[0] + " / " + failed[1];
  if (!lived) return {};
  Bytes words;
  for (const std::uint32_t word : lived->oracle_words) append_le(words, word, 4);
  ExecuteOptions options;
  options.max_instructions = 2000;
  options.input = words;
  const auto again = execute(image, options);
  if (!again) return "the recorded words fail: " + again.error().message;
  return again->record.output == lived->record.output ? "" : "the recorded words give another output";
}

// bytes: bit 0 of the first asks for the large ROM; the second is the number of oracle words, which follow; then the
// file.
inline std::string load_rom_and_run(ByteView bytes) {
  if (bytes.size() < 2) return {};
  const std::uint32_t rom_bytes = bytes[0] & 1 ? airbender::kLargeRomBytes : airbender::kRomBytes;
  const std::size_t oracle_bytes = std::min<std::size_t>(4u * bytes[1], (bytes.size() - 2) / 4 * 4);
  const ByteView words = bytes.subspan(2, oracle_bytes), file = bytes.subspan(2 + oracle_bytes);
  const Symbols symbols = load_symbols(file);
  const auto image = load_rom(file, rom_bytes);
  if (!image) {
    const std::string& message = image.error().message;
    const bool clear = image.error().code == ErrorCode::kBadProgram &&
                       (message.starts_with("ELF: ") || message.starts_with("airbender image: "));
    return clear ? "" : "unclear error";
  }
  const std::string wrong = rom_is_well_formed(*image, rom_bytes);
  return wrong.empty() ? run_rom(*image, words, &symbols) : wrong;
}

}  // namespace squall::fuzz

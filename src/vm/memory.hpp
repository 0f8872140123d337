#pragma once

// The guest's memory: sparse pages, filled from the image, the input and the zero regions when they are first touched.
// Every word carries its rights and the time of its last access, so that one look decides whether an access is allowed.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/buffer.hpp"
#include "base/bytes.hpp"
#include "machine/events.hpp"
#include "machine/image.hpp"

namespace squall {

struct MemoryWord {
  static constexpr std::uint32_t kAbsent = 1u << 31;    // belongs neither to the image nor to a region
  static constexpr std::uint32_t kReadOnly = 1u << 30;  // absent words have it too
  static constexpr std::uint32_t kTimeMask = kReadOnly - 1;

  std::uint32_t value;
  std::uint32_t meta;  // rights, and the time of the last access (0: none)

  std::uint32_t time() const { return meta & kTimeMask; }
};

class Memory {
 public:
  static constexpr unsigned kLogPageWords = 12;
  static constexpr std::uint32_t kPageWords = 1u << kLogPageWords;

  // Both must outlive the memory. The input must fit its region.
  Memory(const Image& image, ByteView input);

  // The word at a byte address; absent words share one place that nobody may write.
  MemoryWord& at(std::uint32_t address) { return at(pages_.data(), address); }
  // The same for a caller that keeps table() at hand.
  MemoryWord& at(MemoryWord* const* table, std::uint32_t address) {
    MemoryWord* page = table[address >> (kLogPageWords + 2)];
    if (!page) [[unlikely]]
      page = materialise(address >> (kLogPageWords + 2));
    return page[address >> 2 & (kPageWords - 1)];
  }
  // The page of each page number, null before its first use. Valid as long as the memory.
  MemoryWord* const* table() const { return pages_.data(); }

  // Every word that has been accessed (time > 0), and the `published` first words of the output region: with its
  // initial value, by increasing address. A machine without output region gets the word in the middle of its address
  // space, so that no gap between two words is too long for the ledger (machine/chips/memory.hpp).
  std::vector<FinalWord> collect(std::uint32_t published);

  // Bytes in pages that have been accessed.
  std::uint64_t touched_bytes() const { return owned_.size() * std::uint64_t(kPageWords) * 4; }

  // What is at an address, for messages: "read-only word of the image", "input region", ...
  std::string describe(std::uint32_t address);

 private:
  using Page = std::unique_ptr<MemoryWord[]>;

  [[gnu::noinline, gnu::cold]] MemoryWord* materialise(std::uint32_t page);
  // The initial words of a page with their rights.
  void fill_initial(std::uint32_t page, MemoryWord* words) const;
  std::uint32_t input_word(std::uint32_t index) const;

  const Image& image_;
  ByteView input_;
  Buffer<MemoryWord*> pages_;  // by page number; null: not yet touched
  std::vector<std::pair<std::uint32_t, Page>> owned_;
  Page absent_;
};

}  // namespace squall

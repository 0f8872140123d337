#include "vm/memory.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace squall {

namespace {

constexpr std::uint32_t kMiddle = 1u << 31;

}  // namespace

Memory::Memory(const Image& image, ByteView input)
    : image_(image),
      input_(input),
      pages_(std::size_t(1) << (30 - kLogPageWords)),
      absent_(std::make_unique_for_overwrite<MemoryWord[]>(kPageWords)) {
  check(input.size() <= kInputCapacity - 4, "input must fit its region");
  std::fill_n(absent_.get(), kPageWords, MemoryWord{0, MemoryWord::kAbsent | MemoryWord::kReadOnly});
}

std::uint32_t Memory::input_word(std::uint32_t index) const {
  if (index == 0) return static_cast<std::uint32_t>(input_.size());
  const std::size_t at = std::size_t(index - 1) * 4;
  std::uint32_t word = 0;
  for (std::size_t i = at; i < std::min(at + 4, input_.size()); ++i) word |= std::uint32_t(input_[i]) << 8 * (i - at);
  return word;
}

void Memory::fill_initial(std::uint32_t page, MemoryWord* words) const {
  const std::uint32_t first = page << kLogPageWords, last = first + (kPageWords - 1);
  std::fill_n(words, kPageWords, MemoryWord{0, MemoryWord::kAbsent | MemoryWord::kReadOnly});
  auto word = std::lower_bound(image_.words.begin(), image_.words.end(), first,
                               [](const ImageWord& w, std::uint32_t address) { return w.address < address; });
  for (; word != image_.words.end() && word->address <= last; ++word)
    words[word->address - first] = {word->value, word->writable ? 0 : MemoryWord::kReadOnly};
  auto region = std::partition_point(image_.regions.begin(), image_.regions.end(),
                                     [first](const Region& r) { return std::uint64_t(r.first) + r.count <= first; });
  for (; region != image_.regions.end() && region->first <= last; ++region) {
    const bool input = region->kind == RegionKind::kInput;
    const std::uint64_t end =
        std::min<std::uint64_t>(std::uint64_t(region->first) + region->count, last + std::uint64_t(1));
    for (std::uint64_t w = std::max(region->first, first); w < end; ++w)
      words[w - first] = {input ? input_word(static_cast<std::uint32_t>(w) - region->first) : 0,
                          input ? MemoryWord::kReadOnly : 0};
  }
}

MemoryWord* Memory::materialise(std::uint32_t page) {
  Page words = std::make_unique_for_overwrite<MemoryWord[]>(kPageWords);
  fill_initial(page, words.get());
  const bool exists = std::any_of(words.get(), words.get() + kPageWords,
                                  [](const MemoryWord& w) { return !(w.meta & MemoryWord::kAbsent); });
  if (!exists) return pages_[page] = absent_.get();
  pages_[page] = words.get();
  owned_.emplace_back(page, std::move(words));
  return pages_[page];
}

std::vector<FinalWord> Memory::collect(std::uint32_t published) {
  const std::uint32_t base = published ? kOutputBase : kMiddle, always = published ? published : 1;
  for (std::uint64_t i = 0; i < always; i += kPageWords) at(base + static_cast<std::uint32_t>(4 * i));
  at(base + 4 * (always - 1));
  std::sort(owned_.begin(), owned_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<FinalWord> words;
  const Page initial = std::make_unique_for_overwrite<MemoryWord[]>(kPageWords);
  for (const auto& [page, final] : owned_) {
    fill_initial(page, initial.get());
    const std::uint32_t first = page << kLogPageWords;
    for (std::uint32_t i = 0; i < kPageWords; ++i) {
      const std::uint32_t address = first + i;
      const bool kept = address - base / 4 < always && !(final[i].meta & MemoryWord::kAbsent);
      if (final[i].time() != 0 || kept) words.push_back({address, initial[i].value, final[i].value, final[i].time()});
    }
  }
  return words;
}

std::string Memory::describe(std::uint32_t address) {
  const std::uint32_t word = address / 4;
  for (const Region& r : image_.regions) {
    if (word - r.first >= r.count) continue;
    switch (r.kind) {
      case RegionKind::kZero:
        return "zero-initialised memory";
      case RegionKind::kInput:
        return "the read-only input region";
      case RegionKind::kOutput:
        return "the output region";
    }
  }
  const MemoryWord& w = at(address);
  if (w.meta & MemoryWord::kAbsent) return "outside all segments and regions";
  return w.meta & MemoryWord::kReadOnly ? "read-only program memory" : "program data";
}

}  // namespace squall

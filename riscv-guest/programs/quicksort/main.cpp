// Sorts 32-bit words. Input, little-endian words: either 0 and the words to sort, or 1, n, seed: n words from a
// generator. Output: the number of words, the least, the greatest, and a digest of the sorted sequence, four words.
//
// Exit codes: 1 the input does not have this form, 2 the result is not in order (never happens).

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "squall_guest.hpp"

namespace {

using Words = std::span<std::uint32_t>;

constexpr std::size_t kSmall = 12;  // below this, insertion takes fewer instructions than partitioning

void insertion_sort(Words words) {
  for (std::size_t i = 1; i < words.size(); i++) {
    const std::uint32_t word = words[i];
    std::size_t hole = i;
    for (; hole > 0 && words[hole - 1] > word; hole--) words[hole] = words[hole - 1];
    words[hole] = word;
  }
}

std::uint32_t median(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

// Hoare's partition: afterwards everything before the result is <= pivot, everything from it on is >= pivot, and both
// parts are smaller than the whole.
std::size_t partition(Words words, std::uint32_t pivot) {
  std::uint32_t* left = words.data();
  std::uint32_t* right = left + words.size() - 1;
  for (;; left++, right--) {
    while (*left < pivot) left++;
    while (*right > pivot) right--;
    if (left >= right) return std::size_t(left - words.data());
    std::swap(*left, *right);
  }
}

// Recurses into the smaller part only, so the depth is at most 32.
void quicksort(Words words) {
  while (words.size() > kSmall) {
    const std::size_t cut = partition(words, median(words.front(), words[words.size() / 2], words.back()));
    Words low = words.first(cut), high = words.subspan(cut);
    if (low.size() > high.size()) std::swap(low, high);
    quicksort(low);
    words = high;
  }
  insertion_sort(words);
}

std::vector<std::uint32_t> words_of_input() {
  guest::WordReader reader;
  std::vector<std::uint32_t> words;
  switch (reader.next()) {
    case 0:
      words.resize(reader.bytes_left() / 4);
      for (auto& word : words) word = reader.next();
      break;
    case 1: {
      const std::uint32_t count = reader.next();
      std::uint32_t state = reader.next();
      if (count > 1u << 22) guest::fail(1, "quicksort: more than 2^22 words asked for");
      words.resize(count);
      for (auto& word : words) {  // Numerical Recipes' generator, its high half mixed into the weak low bits
        state = state * 1664525 + 1013904223;
        word = state ^ state >> 16;
      }
      break;
    }
    default:
      guest::fail(1, "quicksort: the first word of the input must be 0 (words follow) or 1 (n and seed follow)");
  }
  reader.expect_end();
  return words;
}

}  // namespace

int main() {
  std::vector<std::uint32_t> words = words_of_input();
  quicksort(words);
  if (!std::is_sorted(words.begin(), words.end())) guest::fail(2, "quicksort: not in order");
  std::uint32_t digest = 0;
  for (const std::uint32_t word : words) digest = digest * 31 + word;
  guest::output_word(std::uint32_t(words.size()));
  guest::output_word(words.empty() ? 0 : words.front());
  guest::output_word(words.empty() ? 0 : words.back());
  guest::output_word(digest);
  return 0;
}

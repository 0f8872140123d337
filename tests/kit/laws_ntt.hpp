#pragma once

// What an encoder has to do, whatever it is made of. Returns the first failing law, or an empty string.

#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "poly/encoder.hpp"
#include "poly/reference.hpp"

namespace squall::laws {

inline std::vector<std::vector<Fp>> random_columns(std::size_t count, unsigned log_rows, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::vector<Fp>> columns(count, std::vector<Fp>(std::size_t(1) << log_rows));
  for (auto& column : columns) {
    for (auto& x : column) {
      const auto r = static_cast<std::uint32_t>(random());
      x = Fp::from_raw(r % 8 == 0 ? Fp::kModulus - 1 : (r >> 1) % Fp::kModulus);
    }
  }
  return columns;
}

inline std::vector<const Fp*> pointers(const std::vector<std::vector<Fp>>& columns) {
  std::vector<const Fp*> list;
  for (const auto& column : columns) list.push_back(column.data());
  return list;
}

// Code words by the reference transform: [column][position].
inline std::vector<std::vector<Fp>> reference_code_words(const std::vector<std::vector<Fp>>& columns,
                                                         unsigned log_blowup) {
  std::vector<std::vector<Fp>> words;
  for (auto column : columns) {
    column.resize(column.size() << log_blowup);
    reference_ntt(std::span<Fp>(column));
    words.push_back(column);
  }
  return words;
}

// Every piece arrives exactly once and holds the code words; a filter leaves out exactly what it should.
inline std::string encoder(std::size_t count, unsigned log_rows, unsigned log_blowup, std::size_t width, Isa isa,
                           ThreadPool& pool, const Twiddles& twiddles) {
  const auto columns = random_columns(count, log_rows, 17 * log_rows + log_blowup);
  const auto expected = reference_code_words(columns, log_blowup);
  TileEncoder encoder(log_rows, log_blowup, width, twiddles, isa, pool);
  for (int filtered = 0; filtered < 2; ++filtered) {
    const auto wanted = [](std::size_t piece) { return piece % 3 == 1; };
    std::multiset<std::size_t> seen;
    std::mutex mutex;
    std::string failure;
    encoder.encode(
        pointers(columns),
        [&](std::size_t first, std::size_t rows, const std::uint32_t* words) {
          std::lock_guard lock(mutex);
          if (rows != encoder.piece_rows() || first % rows != 0) failure = "shape of a piece";
          seen.insert(first / rows);
          for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t c = 0; c < width; ++c) {
              const std::uint32_t value = c < count ? expected[c][first + r].canonical() : 0;
              if (words[r * width + c] != value) failure = "value of a code word";
            }
          }
        },
        filtered ? TileEncoder::Filter(wanted) : nullptr);
    std::multiset<std::size_t> all;
    for (std::size_t piece = 0; piece < encoder.size() / encoder.piece_rows(); ++piece) {
      if (!filtered || wanted(piece)) all.insert(piece);
    }
    if (seen != all) failure = "every wanted piece once";
    if (!failure.empty()) return failure;
  }
  return "";
}

}  // namespace squall::laws

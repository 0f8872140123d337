#include "api/capacity.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "machine/rv32im.hpp"
#include "stark/plan.hpp"

namespace squall {

namespace {

// Rows per thousand instructions, rounded up to what makes a thousand: means of fibonacci, sha256, keccak256 and
// quicksort at 2^20 instructions, the cases of benchmarks/end_to_end.py. Chips that are not named have next to none.
constexpr std::array<std::pair<std::string_view, std::size_t>, 14> kMix{{{"add", 140},
                                                                         {"add-immediate", 183},
                                                                         {"bitwise", 204},
                                                                         {"bitwise-immediate", 20},
                                                                         {"shift-immediate", 166},
                                                                         {"branch-equal", 45},
                                                                         {"branch-less", 47},
                                                                         {"jump", 17},
                                                                         {"jump-register", 1},
                                                                         {"load-word", 117},
                                                                         {"store-word", 58},
                                                                         {"multiply", 2},
                                                                         {"touch", 14},
                                                                         {"ledger", 4}}};
constexpr unsigned kLogProgram = 13, kLogImage = 13;  // words of the program and of its initial memory
constexpr unsigned kMostInstructions = 27;            // beyond any limit of the machine

}  // namespace

CommonProgram::CommonProgram() {
  ProgramHeader header;
  header.log_program = kLogProgram;
  header.log_image = kLogImage;
  header.log_regions = kMinLogRows;
  key_.machine = rv32im_machine(header);
  key_.finish();
}

std::vector<std::size_t> CommonProgram::rows(unsigned log_instructions) const {
  const std::size_t count = std::size_t(1) << log_instructions;
  std::vector<std::size_t> rows;
  for (const Chip& chip : key_.machine.chips) {
    std::size_t& n = rows.emplace_back(0);
    for (const auto& [name, share] : kMix) {
      if (name == chip.name) n = count * share / 1000;
    }
  }
  return rows;
}

unsigned largest_program(const CommonProgram& program, const MemoryEstimate& estimate, std::uint64_t memory) {
  if (memory == 0) return 0;
  const Params& params = default_params();
  unsigned low = 0, high = kMostInstructions;  // 2^low is possible or low is 0; 2^high is not
  while (high - low > 1) {
    const unsigned middle = (low + high) / 2;
    PlanOptions options;
    options.memory_limit = memory;
    options.estimate = [&](const Shape& shape) { return estimate(program.key(), params, shape); };
    (plan_shape(program.key(), params, program.rows(middle), options).ok() ? low : high) = middle;
  }
  return low;
}

}  // namespace squall

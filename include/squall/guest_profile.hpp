#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace squall {

// Where the instructions of an execution go, and what proving them will cost. Cells are committed field elements of the
// rows that an instruction or a call of an accelerated function needs; what all share (tables, memory's beginning and
// end) is left out, see CostReport.
struct GuestProfile {
  struct Function {
    std::string name;           // of the symbol, demangled; "[0x00010040]" without one
    std::uint32_t address = 0;  // its first byte
    std::uint64_t calls = 0;
    std::uint64_t self_instructions = 0, self_cells = 0;    // in its own code
    std::uint64_t total_instructions = 0, total_cells = 0;  // with all that it calls
  };
  // One path of calls, the outermost function first.
  struct Stack {
    std::vector<std::uint32_t> functions;       // numbers in `functions`
    std::uint64_t instructions = 0, cells = 0;  // of the innermost function on this path
  };
  struct Call {  // of an accelerated function
    std::string name;
    std::uint64_t count = 0, cells = 0;
  };

  std::uint64_t instructions = 0, cells = 0;
  std::uint64_t memory_bytes = 0;  // touched, in whole pages of 16 KiB
  std::uint32_t exit_code = 0;
  std::vector<Function> functions;  // most expensive in their own code first, by cells
  std::vector<Stack> stacks;        // callers before callees
  std::vector<Call> calls;

  enum class Unit { kInstructions, kCells };
  // A line per stack, "main;hash;compress 1234": what flame graph viewers read.
  std::string folded(Unit unit) const;
  // A flame graph that needs nothing but a viewer for SVG; every box has a tooltip.
  std::string flame_graph(Unit unit, std::string_view title) const;
};

}  // namespace squall

#pragma once

// What an execution leaves behind for the prover: one small record per instruction, sorted by the chip that proves it,
// and the final state of registers and memory. The executor writes them and knows no constraint; chips turn them into
// rows and know no executor.
//
// Times: an instruction at clock c reads rs1 at time c, rs2 at c + 1, and accesses its memory word and writes rd at
// c + 2. The next instruction has clock c + 3; the first has clock 1. Time 0 is the initial state.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/chunked.hpp"
#include "machine/functions.hpp"

namespace squall {

inline constexpr std::uint32_t kFirstClock = 1;
inline constexpr std::uint32_t kClockStep = 3;
// An access may look back less than this far; older words are re-stamped by a touch first.
inline constexpr std::uint32_t kTimeWindow = 1u << 17;
inline constexpr unsigned kRegisters = 32;
inline constexpr unsigned kDummyRegister = 32;  // swallows writes to x0

// The chip that proves an instruction.
enum class EventClass : std::uint8_t {
  kAdd,           // ADD SUB
  kAddImmediate,  // ADDI, and as constants LUI AUIPC FENCE
  kBitwise,       // AND OR XOR
  kBitwiseImmediate,
  kShift,  // SLL SRL SRA
  kShiftImmediate,
  kCompare,  // SLT SLTU
  kCompareImmediate,
  kBranchEqual,  // BEQ BNE
  kBranchLess,   // BLT BGE BLTU BGEU
  kJump,         // JAL
  kJumpRegister,
  kLoadWord,
  kStoreWord,
  kLoadPart,      // LB LBU LH LHU
  kStorePart,     // SB SH
  kMultiply,      // MUL
  kMultiplyHigh,  // MULH MULHSU MULHU
  kDivide,        // DIV DIVU REM REMU
  kSystem,        // ECALL
  kCall,          // of an accelerated function
  kOracle,        // CSRRW that reads the oracle
};
inline constexpr unsigned kEventClasses = 22;

// One executed instruction. Fields that an instruction does not use are unspecified.
struct Event {
  std::uint32_t pc;  // byte address
  std::uint32_t clock;
  std::uint32_t a, b;  // values of rs1 and rs2; ECALL: a7, and a0 (exit) or a2 (write)
  // The aligned word at the accessed address, before the access; calls: c afterwards; the oracle: its word.
  std::uint32_t memory;
  std::uint32_t old_rd;  // value that rd's register (or the dummy register) held before; ECALL write: a0 before
  std::uint32_t time_a, time_b, time_memory, time_rd;  // times of the previous accesses (after touches)
};
static_assert(sizeof(Event) == 40);

enum class Space : std::uint8_t { kRegister = 0, kMemory = 1 };

// A re-stamp: the tuple (space, address, value) moves from time `before` to time `after` without changing.
struct TouchEvent {
  Space space;
  std::uint32_t address;  // register number, or byte address / 4
  std::uint32_t value;
  std::uint32_t before, after;
};
static_assert(sizeof(TouchEvent) == 20);

// Names of the records' layouts for provers that read them as they are (air/trace.hpp), and of the ProgramRow that
// events refer to: row 0 is the program's first word. They change when the structs do.
inline constexpr std::string_view kEventLayout = "rv32im event 1", kTouchLayout = "rv32im touch 1",
                                  kProgramLayout = "rv32im program row 1";

// The jump to itself that ends a guest of the platform airbender: reads its output and the registers that must be zero.
struct EndEvent {
  std::uint32_t pc, clock;
  std::array<std::uint32_t, 8> outputs;
  std::array<std::uint32_t, 16> times;  // of the previous accesses to x10, ..., x25
};

// A memory word at the end of an execution. address: byte address / 4. time 0: never accessed.
struct FinalWord {
  std::uint32_t address, initial, final, time;
};

struct FinalRegister {
  std::uint32_t value = 0, time = 0;
};

struct ExecutionRecord {
  std::array<ChunkedList<Event>, kEventClasses> events;
  ChunkedList<TouchEvent> touches;
  CallRecords calls;
  std::optional<EndEvent> end;
  std::vector<FinalWord> words;             // every accessed word, addresses strictly increasing
  std::array<FinalRegister, 64> registers;  // 0..31, the dummy register 32, the rest unused
  std::uint64_t instructions = 0;
  std::uint32_t exit_code = 0;
  Bytes output;  // the public output

  ChunkedList<Event>& of(EventClass c) { return events[static_cast<unsigned>(c)]; }
  const ChunkedList<Event>& of(EventClass c) const { return events[static_cast<unsigned>(c)]; }
};

}  // namespace squall

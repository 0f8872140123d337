#pragma once

// The interpreter: threaded code over translated steps. It knows what instructions do; what a trap is called and what
// the caller gets to see is the executor's business.

#include <array>
#include <cstdint>
#include <functional>

#include "squall/oracle.hpp"

#include "machine/isa.hpp"
#include "vm/memory.hpp"
#include "vm/profiler.hpp"
#include "vm/text.hpp"
#include "vm/tracer.hpp"

namespace squall {

enum class StopKind : std::uint8_t {
  kExit,
  kIllegalInstruction,
  kMisalignedLoad,
  kMisalignedStore,
  kBadLoad,         // no such memory
  kBadStore,        // no such memory, or read-only
  kMisalignedJump,  // a jump to an address that is not a multiple of 4
  kJumpOutside,     // a jump to an address that is not executable
  kEndOfText,       // running past the last executable word
  kUnknownCall,     // ECALL with an unknown number
  kBadText,         // write call with unreadable bytes
  kBadPointer,      // a function's pointer is not aligned
  kOverlap,         // a function's operands overlap
  kRefused,         // a function has no value here; `detail` says why
  kOracleEmpty,
  kInstructionLimit,
};

struct Stop {
  StopKind kind;
  std::uint32_t pc;       // of the instruction that stopped
  std::uint32_t address;  // memory address or jump target, for the kinds that have one
  const char* detail = "";
};

// Call sites on the way to the current function, as far as calls and returns go by ra. A ring: deep recursion forgets
// the outermost ones.
struct CallStack {
  static constexpr std::uint32_t kSize = 64;
  std::array<std::uint32_t, kSize> site;
  std::uint32_t depth = 0;

  void push(std::uint32_t pc) { site[depth++ % kSize] = pc; }
  void pop() { depth -= depth != 0; }
};

struct MachineState {
  std::array<std::uint32_t, 64> x = {};  // x[0] stays 0, x[kDummyRegister] swallows
  std::uint64_t clock = kFirstClock;
  CallStack calls;
  std::array<std::uint64_t, kActions> counts = {};
  std::array<std::uint64_t, kFunctionNumbers> function_counts = {};  // by number
};

// The world outside the guest.
struct Host {
  std::function<void(int fd, ByteView)> text;  // may be empty
  Oracle* oracle = nullptr;                    // of platforms that have one
};

template <unsigned XLEN, class Tracer>
class Interpreter {
  static_assert(XLEN == 32, "registers, memory words and events are 32 bits wide so far");

 public:
  Interpreter(Text& text, Memory& memory, MachineState& state, Tracer tracer, const Host& host)
      : text_(text), memory_(memory), state_(state), tracer_(tracer), host_(host) {}

  // Runs until something stops the program; an instruction after the clock has reached clock_limit counts as one too
  // many.
  Stop run(std::uint32_t entry, std::uint64_t clock_limit);

  const Tracer& tracer() const { return tracer_; }

 private:
  // ECALL at state_.clock. True: go on behind it. False: `stop` says why not.
  bool system_call(std::uint32_t pc, Stop& stop);
  bool write_text(std::uint32_t fd, std::uint32_t address, std::uint32_t size, Stop& stop);
  // The instructions that platforms add, at state_.clock; as system_call.
  bool call_function(const Step& step, std::uint32_t pc, Stop& stop);
  bool use_oracle(const Step& step, std::uint32_t pc, Stop& stop);
  void end(std::uint32_t pc);

  Text& text_;
  Memory& memory_;
  MachineState& state_;
  Tracer tracer_;
  const Host& host_;
};

extern template class Interpreter<32, NoTracer>;
extern template class Interpreter<32, RecordingTracer>;
extern template class Interpreter<32, ProfilingTracer>;

}  // namespace squall

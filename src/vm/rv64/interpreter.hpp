#pragma once

// The interpreter for RV64IM: threaded code over translated steps, as vm/interpreter.hpp, without a record. Memory is
// that of RV32, words of 32 bits below 2^32; other addresses do not exist. Accesses that are not aligned to their size
// are allowed, and counted: they take a slow path, byte by byte.

#include <array>
#include <cstdint>
#include <functional>

#include "base/bytes.hpp"
#include "vm/interpreter.hpp"
#include "vm/memory.hpp"
#include "vm/rv64/text.hpp"

namespace squall::rv64 {

struct Stop {
  StopKind kind;
  std::uint32_t pc;       // of the instruction that stopped
  std::uint64_t address;  // memory address or jump target, for the kinds that have one
};

struct MachineState {
  std::array<std::uint64_t, 64> x = {};  // x[0] stays 0, x[kDummyRegister] swallows
  std::uint64_t instructions = 0;
  std::uint64_t misaligned = 0;  // loads and stores
  CallStack calls;
  std::array<std::uint64_t, kActions> counts = {};
};

using TextSink = std::function<void(int fd, ByteView)>;  // may be empty

class Interpreter {
 public:
  Interpreter(Text& text, Memory& memory, MachineState& state, const TextSink& sink)
      : text_(text), memory_(memory), state_(state), sink_(sink) {}

  // Runs until something stops the program; an instruction beyond `limit` counts as one too many.
  Stop run(std::uint32_t entry, std::uint64_t limit);

 private:
  // Any access: false, and failed_at_, if a byte of it may not be accessed; a store then changes nothing.
  bool load_slowly(std::uint64_t address, unsigned size, std::uint64_t& value);
  bool store_slowly(std::uint64_t address, unsigned size, std::uint64_t value);
  bool accessible(std::uint64_t address, unsigned size, std::uint32_t forbidden);
  // ECALL. True: go on behind it. False: `stop` says why not.
  bool system_call(std::uint32_t pc, Stop& stop);
  bool write_text(int fd, std::uint64_t address, std::uint64_t size);

  Text& text_;
  Memory& memory_;
  MachineState& state_;
  const TextSink& sink_;
  std::uint64_t failed_at_ = 0;  // address of the byte for which an access failed
};

}  // namespace squall::rv64

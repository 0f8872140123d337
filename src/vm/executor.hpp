#pragma once

// Runs a program on its platform. One interpreter, with or without a record for the prover; both behave alike.

#include <array>
#include <cstdint>
#include <functional>

#include "squall/error.hpp"
#include "squall/oracle.hpp"

#include "base/bytes.hpp"
#include "base/observer.hpp"
#include "machine/events.hpp"
#include "machine/image.hpp"
#include "machine/isa.hpp"
#include "vm/symbols.hpp"

namespace squall {

class Profiler;

// The most instructions that a record can hold: times stay below 2^30, so that no sum of two of them wraps in the
// field.
inline constexpr std::uint64_t kMaxTracedInstructions = ((1u << 30) - 8) / kClockStep;

struct ExecuteOptions {
  ByteView input;                               // the private input; airbender: words, little-endian
  Oracle* oracle = nullptr;                     // airbender: answers instead of `input`
  std::uint64_t max_instructions = UINT64_MAX;  // more is a kResourceLimit error
  std::function<void(int fd, ByteView)> text;   // what the guest writes to file descriptors; may be empty
  Profiler* profiler = nullptr;                 // gets to know where instructions go; not together with trace
  bool trace = false;                           // fill events, touches and words of the record
  const Symbols* symbols = nullptr;             // names for messages
  Observer* observer = nullptr;
};

struct Execution {
  // Without trace only registers' values, instructions, exit code and output are set.
  ExecutionRecord record;
  std::array<std::uint64_t, kOpcodes> counts = {};         // executed instructions by opcode
  std::array<std::uint64_t, kFunctionNumbers> calls = {};  // of functions, by number
  std::uint64_t touched_bytes = 0;                         // of memory, in whole pages
  std::uint64_t oracle_reads = 0, oracle_writes = 0, ends = 0;
  std::vector<std::uint32_t> oracle_words;  // what ExecuteOptions::oracle answered

  std::array<std::uint64_t, kEventClasses> mix() const;  // by class
};

// Runs until the guest exits; its exit code is reported, whatever it is. A trap is kGuestFailure: its message has pc,
// symbol, instruction, the register and address involved and the calls that led there.
Result<Execution> execute(const Image& image, const ExecuteOptions& options);

}  // namespace squall

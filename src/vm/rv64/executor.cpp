#include "vm/rv64/executor.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>

#include "machine/decode.hpp"
#include "vm/memory.hpp"
#include "vm/report.hpp"
#include "vm/rv64/interpreter.hpp"

namespace squall::rv64 {
namespace {

constexpr unsigned kA0 = 10, kA7 = 17;

// "0x00000010 (a1 = 0x8), which is the output region"
std::string address_text(std::uint64_t address, const Decoded& d, const MachineState& state) {
  std::string text = fmt::format("0x{:08x}", address);
  if (d.legal() && has_rs1(encoding(d.op).format))
    text += fmt::format(" ({} = 0x{:x})", kRegisterNames[d.rs1], state.x[d.rs1]);
  return text;
}

std::string what_is_at(std::uint64_t address, Memory& memory) {
  if (address >> 32) return "beyond 0xffffffff, the last address that exists";
  return memory.describe(static_cast<std::uint32_t>(address));
}

// What went wrong, without place.
std::string reason(const Stop& stop, const MachineState& state, Memory& memory, std::uint32_t word) {
  const Decoded d = decode<64>(word);
  switch (stop.kind) {
    case StopKind::kIllegalInstruction:
      return fmt::format("illegal instruction 0x{:08x}: {}", word, describe_word<64>(word));
    case StopKind::kBadLoad:
      return fmt::format("load from {}, which is {}", address_text(stop.address, d, state),
                         what_is_at(stop.address, memory));
    case StopKind::kBadStore:
      return fmt::format("store to {}, which is {}", address_text(stop.address, d, state),
                         what_is_at(stop.address, memory));
    case StopKind::kMisalignedJump:
      return fmt::format("jump to misaligned address 0x{:08x}", stop.address);
    case StopKind::kJumpOutside:
      return fmt::format("jump to 0x{:08x}, which is not an executable word", stop.address);
    case StopKind::kEndOfText:
      return "execution ran past the last executable word";
    case StopKind::kUnknownCall:
      return fmt::format("unknown system call {} (a7; known are 64 write, 93 exit)", state.x[kA7]);
    case StopKind::kBadText:
      return fmt::format("write call reads 0x{:08x}, which is {}", stop.address, what_is_at(stop.address, memory));
    default:  // the other kinds are no failures, or not of this base
      return "stopped";
  }
}

Error trap_error(const Stop& stop, const MachineState& state, Memory& memory, Text& text, const Symbols* symbols) {
  const TextRun* run = stop.pc % 4 == 0 ? text.find(stop.pc) : nullptr;
  const std::uint32_t word = run ? text.word(*run, stop.pc) : 0;
  std::string message =
      fmt::format("guest failed at {}: {}", place_text(stop.pc, symbols), reason(stop, state, memory, word));
  if (run && decode<64>(word).legal())
    message += fmt::format("; in {} [0x{:08x}]", disassemble<64>(word, stop.pc), word);
  return {ErrorCode::kGuestFailure, message + call_sites_text(state.calls, symbols)};
}

std::optional<Error> refuse(const Image& image, const ExecuteOptions& options) {
  if (image.xlen != 64)
    return Error{ErrorCode::kBadProgram, fmt::format("registers have {} bits, expected 64", image.xlen)};
  if (image.platform != Platform::kSquall)
    return Error{ErrorCode::kBadProgram,
                 fmt::format("the platform {} has no RV64 programs", platform_name(image.platform))};
  if (options.trace) return Error{ErrorCode::kBadProgram, "RV64 programs can be run, but not yet proven"};
  if (std::any_of(image.words.begin(), image.words.end(),
                  [](const ImageWord& w) { return w.writable && w.executable; }))
    return Error{ErrorCode::kBadProgram, "an image word is both writable and executable"};
  if (options.input.size() > kInputCapacity - 4)
    return Error{ErrorCode::kBadInput, fmt::format("the input has {} bytes, at most {} fit its region",
                                                   options.input.size(), kInputCapacity - 4)};
  return std::nullopt;
}

}  // namespace

Result<Execution> execute(const Image& image, const ExecuteOptions& options) {
  if (auto error = refuse(image, options)) return *error;
  Observer silent;
  PhaseScope phase(options.observer ? *options.observer : silent, "execute");

  Memory memory(image, options.input);
  Text text(image);
  MachineState state;
  // One less than the largest number, so that the count beyond the limit exists.
  const std::uint64_t limit = std::min(options.max_instructions, UINT64_MAX - 1);
  const Stop stop = Interpreter(text, memory, state, options.text).run(image.entry, limit);
  if (stop.kind == StopKind::kInstructionLimit)
    return Error{ErrorCode::kResourceLimit,
                 fmt::format("the guest needs more than {} instructions; stopped at {}{}", limit,
                             place_text(stop.pc, options.symbols), call_sites_text(state.calls, options.symbols))};
  if (stop.kind != StopKind::kExit) return trap_error(stop, state, memory, text, options.symbols);

  Result<Bytes> output = read_output_region(memory);
  if (!output) return output.error();
  Execution execution;
  execution.instructions = state.instructions;
  execution.misaligned = state.misaligned;
  execution.exit_code = static_cast<std::uint32_t>(state.x[kA0]);
  execution.output = std::move(output).value();
  std::copy_n(state.x.begin(), execution.registers.size(), execution.registers.begin());
  for (unsigned i = 0; i < kActions; ++i)
    if (const Opcode op = opcode_of(static_cast<Action>(i)); op != Opcode::kIllegal)
      execution.counts[static_cast<unsigned>(op)] += state.counts[i];
  return execution;
}

}  // namespace squall::rv64

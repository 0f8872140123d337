#include "vm/executor.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>

#include "machine/claim.hpp"
#include "machine/platform.hpp"
#include "vm/interpreter.hpp"
#include "vm/memory.hpp"
#include "vm/report.hpp"
#include "vm/text.hpp"

namespace squall {
namespace {

constexpr unsigned kA0 = 10, kA7 = 17;

// What went wrong, without place.
std::string reason(const Stop& stop, const MachineState& state, Memory& memory, Platform platform, std::uint32_t word) {
  const Decoded d = decode<32>(word);
  const bool has_base = d.legal() && has_rs1(instruction(d.op).format);
  const std::string base = has_base ? fmt::format(" ({} = 0x{:08x})", kRegisterNames[d.rs1], state.x[d.rs1]) : "";
  switch (stop.kind) {
    case StopKind::kIllegalInstruction:
      return fmt::format("illegal instruction 0x{:08x}: {}", word, describe_word(platform, word));
    case StopKind::kMisalignedLoad:
      return fmt::format("misaligned load from 0x{:08x}{}", stop.address, base);
    case StopKind::kMisalignedStore:
      return fmt::format("misaligned store to 0x{:08x}{}", stop.address, base);
    case StopKind::kBadLoad:
      return fmt::format("load from 0x{:08x}{}, which is {}", stop.address, base, memory.describe(stop.address));
    case StopKind::kBadStore:
      return fmt::format("store to 0x{:08x}{}, which is {}", stop.address, base, memory.describe(stop.address));
    case StopKind::kMisalignedJump:
      return fmt::format("jump to misaligned address 0x{:08x}", stop.address);
    case StopKind::kJumpOutside:
      return fmt::format("jump to 0x{:08x}, which is not an executable word", stop.address);
    case StopKind::kEndOfText:
      return "execution ran past the last executable word";
    case StopKind::kUnknownCall:
      return fmt::format("unknown system call {} (a7; known are 64 write, 93 exit)", state.x[kA7]);
    case StopKind::kBadText:
      return fmt::format("write call reads 0x{:08x}, which is {}", stop.address, memory.describe(stop.address));
    case StopKind::kBadPointer:
      return fmt::format("{} is called with the misaligned pointer 0x{:08x}", stop.detail, stop.address);
    case StopKind::kOverlap:
      return fmt::format("{} is called with operands that overlap at 0x{:08x}", stop.detail, stop.address);
    case StopKind::kRefused:
      return fmt::format("the call has no result: {}", stop.detail);
    case StopKind::kOracleEmpty:
      return "the oracle has no more words: the private input is shorter than what the guest reads";
    case StopKind::kInstructionLimit:
    case StopKind::kExit:
      break;
  }
  return {};
}

Error trap_error(const Stop& stop, const MachineState& state, Memory& memory, Text& text, Platform platform,
                 const Symbols* symbols) {
  const TextRun* run = stop.pc % 4 == 0 ? text.find(stop.pc) : nullptr;
  const std::uint32_t word = run ? text.word(*run, stop.pc) : 0;
  std::string message =
      fmt::format("guest failed at {}: {}", place_text(stop.pc, symbols), reason(stop, state, memory, platform, word));
  if (run && stop.kind != StopKind::kIllegalInstruction)
    message += fmt::format("; in {} [0x{:08x}]", disassemble(platform, word, stop.pc), word);
  return {ErrorCode::kGuestFailure, message + call_sites_text(state.calls, symbols)};
}

Error limit_error(const Stop& stop, const MachineState& state, const ExecuteOptions& options) {
  const bool of_record = options.trace && options.max_instructions > kMaxTracedInstructions;
  return {ErrorCode::kResourceLimit,
          fmt::format("the guest needs more than {} instructions{}; stopped at {}{}",
                      of_record ? kMaxTracedInstructions : options.max_instructions,
                      of_record ? " (the most that one proof can hold)" : "", place_text(stop.pc, options.symbols),
                      call_sites_text(state.calls, options.symbols))};
}

// The words of a list, little-endian.
class WordList : public Oracle {
 public:
  explicit WordList(ByteView bytes) : bytes_(bytes) {}
  std::optional<std::uint32_t> read() override {
    if (at_ + 4 > bytes_.size()) return std::nullopt;
    at_ += 4;
    return load_le32(bytes_.data() + at_ - 4);
  }
  void write(std::uint32_t) override {}
  std::size_t words_left() const { return (bytes_.size() - at_) / 4; }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
};

// Keeps what another oracle answers.
class RecordingOracle : public Oracle {
 public:
  RecordingOracle(Oracle& oracle, std::vector<std::uint32_t>& words) : oracle_(oracle), words_(words) {}
  std::optional<std::uint32_t> read() override {
    const auto word = oracle_.read();
    if (word) words_.push_back(*word);
    return word;
  }
  void write(std::uint32_t word) override { oracle_.write(word); }

 private:
  Oracle& oracle_;
  std::vector<std::uint32_t>& words_;
};

// The output registers; an error if one that must be zero is not.
Result<Bytes> registers_output(const MachineState& state, const Stop& stop, const Symbols* symbols) {
  for (unsigned r = airbender::kFirstZero; r < airbender::kFirstZero + airbender::kZeros; ++r) {
    if (state.x[r] != 0)
      return Error{ErrorCode::kGuestFailure,
                   fmt::format("the guest ended at {} with {} (x{}) = 0x{:08x}; x18 to x25 "
                               "must be zero",
                               place_text(stop.pc, symbols), kRegisterNames[r], r, state.x[r])};
  }
  Bytes output;
  for (unsigned i = 0; i < airbender::kOutputWords; ++i) append_le(output, state.x[airbender::kFirstOutput + i], 4);
  return output;
}

template <class Tracer>
Stop run_with(Tracer tracer, Text& text, Memory& memory, MachineState& state, const Image& image,
              const ExecuteOptions& options, const Host& host, ExecutionRecord& record) {
  const std::uint64_t most = Tracer::kRecords ? kMaxTracedInstructions : (UINT64_MAX - kFirstClock) / kClockStep;
  const std::uint64_t limit = kFirstClock + kClockStep * std::min(options.max_instructions, most);
  Interpreter<32, Tracer> interpreter(text, memory, state, tracer, host);
  const Stop stop = interpreter.run(image.entry, limit);
  for (unsigned r = 0; r < record.registers.size(); ++r) {
    record.registers[r].value = state.x[r];
    if constexpr (Tracer::kRecords) record.registers[r].time = interpreter.tracer().time(r);
  }
  return stop;
}

std::optional<Error> refuse(const Image& image, const ExecuteOptions& options) {
  if (image.xlen != 32)
    return Error{ErrorCode::kBadProgram, fmt::format("cannot execute {}-bit registers here; expected 32", image.xlen)};
  auto both = [](const ImageWord& w) { return w.writable && w.executable; };
  if (auto w = std::find_if(image.words.begin(), image.words.end(), both); w != image.words.end())
    return Error{ErrorCode::kBadProgram,
                 fmt::format("image word 0x{:08x} is both writable and executable", w->address * 4)};
  if (image.platform == Platform::kAirbender && options.input.size() % 4 != 0)
    return Error{ErrorCode::kBadInput,
                 fmt::format("the input has {} bytes, expected whole 32-bit words", options.input.size())};
  if (image.platform == Platform::kSquall && options.input.size() > kInputCapacity - 4)
    return Error{ErrorCode::kBadInput, fmt::format("the input has {} bytes, at most {} fit its region",
                                                   options.input.size(), kInputCapacity - 4)};
  return std::nullopt;
}

}  // namespace

std::array<std::uint64_t, kEventClasses> Execution::mix() const {
  std::array<std::uint64_t, kEventClasses> by_class = {};
  for (const Instruction& i : kInstructions)
    by_class[static_cast<unsigned>(i.event_class)] += counts[static_cast<unsigned>(i.op)];
  for (const std::uint64_t count : calls) by_class[static_cast<unsigned>(EventClass::kCall)] += count;
  by_class[static_cast<unsigned>(EventClass::kOracle)] += oracle_reads;
  by_class[static_cast<unsigned>(EventClass::kAddImmediate)] += oracle_writes;
  return by_class;
}

Result<Execution> execute(const Image& image, const ExecuteOptions& options) {
  if (auto error = refuse(image, options)) return *error;
  Observer silent;
  PhaseScope phase(options.observer ? *options.observer : silent, "execute");

  Execution execution;
  ExecutionRecord& record = execution.record;
  const bool native = image.platform == Platform::kSquall;
  Memory memory(image, native ? options.input : ByteView());
  WordList list(options.input);
  std::optional<RecordingOracle> live;
  if (options.oracle) live.emplace(*options.oracle, execution.oracle_words);
  const Host host{options.text, live ? static_cast<Oracle*>(&*live) : &list};
  Text text(image);
  MachineState state;
  const auto run = [&](auto tracer) { return run_with(tracer, text, memory, state, image, options, host, record); };
  const Stop stop = options.trace      ? run(RecordingTracer(record))
                    : options.profiler ? run(ProfilingTracer{options.profiler})
                                       : run(NoTracer());
  if (options.profiler) options.profiler->finish(state.counts, state.function_counts);
  if (stop.kind == StopKind::kInstructionLimit) return limit_error(stop, state, options);
  if (stop.kind != StopKind::kExit) return trap_error(stop, state, memory, text, image.platform, options.symbols);

  Result<Bytes> output = native ? read_output_region(memory) : registers_output(state, stop, options.symbols);
  if (!output) return output.error();
  record.output = std::move(output).value();
  record.instructions = (state.clock - kFirstClock) / kClockStep;
  record.exit_code = native ? state.x[kA0] : 0;
  if (!native && !options.oracle && list.words_left() != 0)
    return Error{ErrorCode::kBadInput,
                 fmt::format("the guest reads {} of the {} words of the input",
                             options.input.size() / 4 - list.words_left(), options.input.size() / 4)};
  if (options.trace) record.words = memory.collect(native ? published_words(record.output.size()) : 0);
  for (unsigned i = 0; i < kActions; ++i)
    if (const Opcode op = opcode_of(static_cast<Action>(i)); op != Opcode::kIllegal)
      execution.counts[static_cast<unsigned>(op)] += state.counts[i];
  execution.calls = state.function_counts;
  execution.touched_bytes = memory.touched_bytes();
  execution.oracle_reads = state.counts[static_cast<unsigned>(Action::kOracleRead)];
  execution.oracle_writes = state.counts[static_cast<unsigned>(Action::kOracleWrite)];
  execution.ends = state.counts[static_cast<unsigned>(Action::kEnd)];
  return execution;
}

}  // namespace squall

#include "vm/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "machine/events.hpp"

namespace squall {
namespace {

constexpr unsigned kReturnAddress = 1;

Action action_for(const Decoded& d) {
  if (d.op == Opcode::kJal && d.rd == kReturnAddress) return Action::kCall;
  if (d.op == Opcode::kJalr && d.rd == kReturnAddress) return Action::kCallRegister;
  if (d.op == Opcode::kJalr && d.rd == 0 && d.rs1 == kReturnAddress && d.imm == 0) return Action::kReturn;
  return action_of(d.op);
}

// The step of an instruction that the platform adds.
Step step_of(const PlatformInstruction& p) {
  using Kind = PlatformInstruction::Kind;
  const std::uint8_t rd = p.rd == 0 ? std::uint8_t(kDummyRegister) : p.rd;
  switch (p.kind) {
    case Kind::kCall:
      return {Action::kFunction, rd, p.rs1, p.rs2, static_cast<std::int32_t>(number(p.function->function))};
    case Kind::kOracleRead:
      return {Action::kOracleRead, rd, 0, 0, 0};
    case Kind::kOracleWrite:
      return {Action::kOracleWrite, kDummyRegister, p.rs1, 0, 0};
    case Kind::kEnd:
      return {Action::kEnd, 0, 0, 0, 0};
    case Kind::kNone:
      break;
  }
  return {Action::kIllegal, 0, 0, 0, 0};
}

}  // namespace

Text::Text(const Image& image) : image_(image) {
  const auto& words = image.words;
  for (std::size_t i = 0; i < words.size();) {
    if (!words[i].executable) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < words.size() && words[end].executable && words[end].address == words[end - 1].address + 1) ++end;
    TextRun run{words[i].address * 4, static_cast<std::uint32_t>(4 * (end - i)), i, Buffer<Step>(end - i + 1)};
    run.steps[end - i].action = Action::kEndOfRun;
    runs_.push_back(std::move(run));
    i = end;
  }
}

TextRun* Text::find(std::uint32_t pc) {
  auto after =
      std::upper_bound(runs_.begin(), runs_.end(), pc, [](std::uint32_t a, const TextRun& r) { return a < r.base; });
  if (after == runs_.begin()) return nullptr;
  TextRun& run = *std::prev(after);
  return pc - run.base < run.bytes ? &run : nullptr;
}

void Text::translate(TextRun& run, std::uint32_t pc) {
  const std::uint32_t w = word(run, pc);
  const Decoded d = decode<32>(w);
  Step& step = run.steps[(pc - run.base) / 4];
  step = step_of(platform_instruction(image_.platform, w));
  if (step.action != Action::kIllegal || !has_base_instruction(image_.platform, d)) return;
  step = {action_for(d), d.rd == 0 ? std::uint8_t(kDummyRegister) : d.rd, d.rs1, d.rs2, d.imm};
  const Format format = instruction(d.op).format;
  if (d.op == Opcode::kAuipc) step.imm = static_cast<std::int32_t>(pc + static_cast<std::uint32_t>(d.imm));
  if (format == Format::kB || format == Format::kJ) {
    const std::uint32_t target = pc + static_cast<std::uint32_t>(d.imm);
    const bool far = target % 4 != 0 || target - run.base >= run.bytes;
    (format == Format::kB ? step.rd : step.rs1) = far;
    step.imm = d.imm / 4;
  }
}

}  // namespace squall

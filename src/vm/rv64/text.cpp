#include "vm/rv64/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "machine/events.hpp"

namespace squall::rv64 {
namespace {

constexpr unsigned kReturnAddress = 1;

Action action_for(const Decoded& d) {
  if (d.op == Opcode::kJal && d.rd == kReturnAddress) return Action::kCall;
  if (d.op == Opcode::kJalr && d.rd == kReturnAddress) return Action::kCallRegister;
  if (d.op == Opcode::kJalr && d.rd == 0 && d.rs1 == kReturnAddress && d.imm == 0) return Action::kReturn;
  return plain_action(d.op);
}

}  // namespace

Text::Text(const Image& image) : image_(image) {
  const auto& words = image.words;
  for (std::size_t i = 0; i < words.size();) {
    std::size_t end = i + 1;
    if (words[i].executable) {
      while (end < words.size() && words[end].executable && words[end].address == words[end - 1].address + 1) ++end;
      TextRun run{words[i].address * 4, static_cast<std::uint32_t>(4 * (end - i)), i, Buffer<Step>(end - i + 1)};
      run.steps[end - i].action = Action::kEndOfRun;
      runs_.push_back(std::move(run));
    }
    i = end;
  }
}

TextRun* Text::find(std::uint64_t pc) {
  auto after =
      std::upper_bound(runs_.begin(), runs_.end(), pc, [](std::uint64_t a, const TextRun& r) { return a < r.base; });
  if (after == runs_.begin()) return nullptr;
  TextRun& run = *std::prev(after);
  return pc - run.base < run.bytes ? &run : nullptr;
}

void Text::translate(TextRun& run, std::uint32_t pc) {
  const Decoded d = decode<64>(word(run, pc));
  Step& step = run.steps[(pc - run.base) / 4];
  step = {Action::kIllegal, 0, 0, 0, 0};
  if (!d.legal()) return;
  step = {action_for(d), d.rd == 0 ? std::uint8_t(kDummyRegister) : d.rd, d.rs1, d.rs2, d.imm};
  const Format format = encoding(d.op).format;
  if (format == Format::kB || format == Format::kJ) {
    const std::uint64_t offset = pc - std::uint64_t(run.base) + static_cast<std::uint64_t>(std::int64_t(d.imm));
    const bool far = offset % 4 != 0 || offset >= run.bytes;
    (format == Format::kB ? step.rd : step.rs1) = far;
    step.imm = d.imm / 4;
  }
}

}  // namespace squall::rv64

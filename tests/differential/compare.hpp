#pragma once

// One ELF file, four machines: the executor plain and recording, the slow reference, and qemu where there is one. All
// must write the same text.

#include <algorithm>
#include <string>

#include "kit/assembler.hpp"
#include "kit/reference_machine.hpp"
#include "kit/replay.hpp"
#include "qemu.hpp"
#include "vm/elf_loader.hpp"
#include "vm/executor.hpp"

namespace squall::kit {

// What differs, or an empty string. `unit`: bytes of text per case, to name the first case that differs.
inline std::string compare_machines(const Bytes& elf, const Qemu& qemu, std::size_t unit) {
  const auto image = load_elf(elf);
  if (!image) return image.error().message;

  ReferenceMachine reference(*image);
  if (!reference.run(50'000'000)) return "the reference did not exit";

  auto differs = [&](const char* who, const Bytes& text) -> std::string {
    if (text == reference.text) return {};
    const auto at =
        std::mismatch(text.begin(), text.end(), reference.text.begin(), reference.text.end()).first - text.begin();
    return std::string(who) + " differs from the reference in case " + std::to_string(std::size_t(at) / unit) +
           ", byte " + std::to_string(std::size_t(at) % unit);
  };
  for (const bool trace : {false, true}) {
    Bytes text;
    ExecuteOptions options;
    options.trace = trace;
    options.text = [&](int, ByteView bytes) { append(text, bytes); };
    const auto execution = execute(*image, options);
    if (!execution) return execution.error().message;
    if (std::string wrong = differs(trace ? "traced execution" : "plain execution", text); !wrong.empty()) return wrong;
    if (execution->record.instructions != reference.instructions) return "instruction counts differ";
    for (unsigned r = 0; r < 32; ++r)
      if (execution->record.registers[r].value != reference.x[r]) return "final registers differ";
    if (!trace) continue;
    if (std::string wrong = Replay::check(*image, execution->record); !wrong.empty()) return wrong;
  }
  if (!qemu.available()) return {};
  const Qemu::Outcome outcome = qemu.run(elf);
  if (outcome.status != 0) return "qemu ended with " + std::to_string(outcome.status);
  return differs("qemu", outcome.text);
}

}  // namespace squall::kit

#pragma once

// One RV64 ELF file, three machines: the executor, the slow reference, and qemu where there is one. All must write the
// same text.

#include <algorithm>
#include <string>

#include "kit/assembler64.hpp"
#include "kit/reference_machine64.hpp"
#include "qemu.hpp"
#include "vm/elf_loader.hpp"
#include "vm/rv64/executor.hpp"

namespace squall::kit {

// What differs, or an empty string. `unit`: bytes of text per case, to name the first case that differs.
inline std::string compare_machines64(const Bytes& elf, const Qemu& qemu, std::size_t unit) {
  const auto image = load_elf(elf);
  if (!image) return image.error().message;

  ReferenceMachine64 reference(*image);
  if (!reference.run(50'000'000)) return "the reference did not exit";

  auto differs = [&](const std::string& who, const Bytes& text) -> std::string {
    if (text == reference.text) return {};
    const auto at =
        std::mismatch(text.begin(), text.end(), reference.text.begin(), reference.text.end()).first - text.begin();
    return who + " differs from the reference in case " + std::to_string(std::size_t(at) / unit) + ", byte " +
           std::to_string(std::size_t(at) % unit);
  };
  Bytes text;
  ExecuteOptions options;
  options.text = [&](int, ByteView bytes) { append(text, bytes); };
  const auto execution = rv64::execute(*image, options);
  if (!execution) return execution.error().message;
  if (std::string wrong = differs("execution", text); !wrong.empty()) return wrong;
  if (execution->instructions != reference.instructions) return "instruction counts differ";
  if (execution->misaligned != reference.misaligned) return "misaligned accesses differ";
  for (unsigned r = 0; r < 32; ++r)
    if (execution->registers[r] != reference.x[r]) return "final registers differ";
  if (!qemu.available()) return {};
  const Qemu::Outcome outcome = qemu.run(elf);
  if (outcome.status != 0) return "qemu ended with " + std::to_string(outcome.status);
  return differs("qemu", outcome.text);
}

}  // namespace squall::kit

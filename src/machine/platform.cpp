#include "machine/platform.hpp"

#include <array>
#include <fmt/format.h>

namespace squall {

namespace {

using Kind = PlatformInstruction::Kind;

constexpr std::array<std::string_view, 2> kNames = {"squall", "airbender"};
constexpr std::uint32_t kCustom0 = 0x0b, kSystem = 0x73, kCsrrw = 1, kSelfJump = 0x0000006f;
constexpr std::uint32_t kMostNativeFunctions = 32;

struct Fields {
  std::uint32_t opcode, funct3, funct7, csr;
  std::uint8_t rd, rs1, rs2;

  explicit Fields(std::uint32_t w)
      : opcode(w & 0x7f),
        funct3(w >> 12 & 7),
        funct7(w >> 25),
        csr(w >> 20),
        rd(w >> 7 & 31),
        rs1(w >> 15 & 31),
        rs2(w >> 20 & 31) {}
  bool is_csrrw() const { return opcode == kSystem && funct3 == kCsrrw; }
};

const FunctionInfo* native_function(const Fields& f) {
  return f.opcode == kCustom0 && f.funct3 == 0 && f.funct7 < kMostNativeFunctions ? find_function(f.funct7) : nullptr;
}

PlatformInstruction native(const Fields& f) {
  const FunctionInfo* function = native_function(f);
  if (!function || (!function->uses_b && f.rs2 != 0) || function->uses_c != (f.rd != 0)) return {};
  return {Kind::kCall, function, f.rd, f.rs1, f.rs2};
}

PlatformInstruction for_airbender(std::uint32_t word, const Fields& f) {
  if (word == kSelfJump) return {Kind::kEnd};
  if (!f.is_csrrw()) return {};
  if (f.csr == airbender::kOracle) {
    if (f.rd == 0) return {Kind::kOracleWrite, nullptr, 0, f.rs1, 0};
    return f.rs1 == 0 ? PlatformInstruction{Kind::kOracleRead, nullptr, f.rd, 0, 0} : PlatformInstruction{};
  }
  if (f.rd != 0 || f.rs1 != 0) return {};
  const bool blake = f.csr == airbender::kBlake2s;
  if (!blake && f.csr != airbender::kInteger) return {};
  const FunctionInfo* function =
      find_function(number(blake ? Function::kAirbenderBlake2s : Function::kAirbenderInteger));
  return function ? PlatformInstruction{Kind::kCall, function, airbender::kC, airbender::kA, airbender::kB}
                  : PlatformInstruction{};
}

std::string why_not_native(const Fields& f) {
  const FunctionInfo* function = native_function(f);
  if (!function) return fmt::format("custom-0 instruction with unknown function {}.{}", f.funct7, f.funct3);
  const bool superfluous = !function->uses_c && f.rd != 0;
  return fmt::format("call of {} with {}", function->name,
                     function->uses_c && f.rd == 0 ? "rd = zero, which must name a pointer"
                     : superfluous                 ? "rd, which it does not use (expected zero)"
                                                   : "rs2, which it does not use (expected zero)");
}

std::string why_not_airbender(std::uint32_t word, const Fields& f) {
  if (!f.is_csrrw()) return fmt::format("{} is not part of the platform airbender", disassemble(word, 0));
  if (f.csr == airbender::kAbort) return "the guest aborted (write to CSR 0xc00)";
  if (f.csr == airbender::kOracle) return "CSR 0x7c0 is either read or written, not both";
  if (f.csr == airbender::kBlake2s || f.csr == airbender::kInteger)
    return fmt::format("a call by CSR 0x{:x} names registers, expected csrrw zero, 0x{:x}, zero", f.csr, f.csr);
  return fmt::format("unknown CSR 0x{:x} (known: 0x7c0 oracle, 0x7c7 BLAKE2s, 0x7ca 256-bit integers)", f.csr);
}

}  // namespace

std::string_view platform_name(Platform platform) { return kNames[static_cast<unsigned>(platform)]; }

std::optional<Platform> find_platform(std::string_view name) {
  for (unsigned i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Platform>(i);
  }
  return std::nullopt;
}

PlatformInstruction platform_instruction(Platform platform, std::uint32_t word) {
  const Fields f(word);
  return platform == Platform::kSquall ? native(f) : for_airbender(word, f);
}

bool has_base_instruction(Platform platform, const Decoded& decoded) {
  return decoded.legal() && (platform == Platform::kSquall || decoded.op != Opcode::kEcall);
}

std::string disassemble(Platform platform, std::uint32_t word, std::uint32_t pc) {
  const Fields f(word);
  const PlatformInstruction p = platform_instruction(platform, word);
  const auto name = [](unsigned r) { return kRegisterNames[r]; };
  if (f.is_csrrw()) return fmt::format("csrrw {}, 0x{:x}, {}", name(f.rd), f.csr, name(f.rs1));
  if (p.kind == Kind::kCall)
    return fmt::format("{} {}, {}, {}", p.function->name, name(f.rd), name(f.rs1), name(f.rs2));
  return disassemble(word, pc);
}

std::string describe_word(Platform platform, std::uint32_t word) {
  const Fields f(word);
  if (platform_instruction(platform, word).kind != Kind::kNone || has_base_instruction(platform, decode<32>(word)))
    return disassemble(platform, word, 0);
  if (platform == Platform::kSquall && f.opcode == kCustom0) return why_not_native(f);
  if (platform == Platform::kAirbender && (f.is_csrrw() || decode<32>(word).legal())) return why_not_airbender(word, f);
  return describe_word(word);
}

}  // namespace squall

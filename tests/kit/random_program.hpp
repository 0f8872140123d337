#pragma once

// Seeded random RV32IM programs that always end, touch only their own window of memory, and show what they did by a
// write call: all registers and the window. Many of them follow each other in one ELF file.

#include <array>
#include <cstdint>
#include <random>

#include "kit/assembler.hpp"

namespace squall::kit {

inline constexpr std::array<std::uint32_t, 20> kCornerValues = {
    0,      1,      2,      3,       7,          31,         32,         0xff,       0x7f,       0x80,
    0x7fff, 0x8000, 0xffff, 0x10000, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff};

// The register file and the window lie one behind the other at kDataBase.
inline constexpr std::uint32_t kDumpRegisters = 128, kWindow = 256, kDumpSize = kDumpRegisters + kWindow;

class RandomProgram {
 public:
  explicit RandomProgram(std::uint64_t seed) : random_(seed) {}

  // One program of about `length` instructions and its dump.
  void append_to(Assembler& a, unsigned length) {
    a.li(kBase, kDataBase + kDumpRegisters);
    for (unsigned r = 1; r < 32; ++r)
      if (r != kBase) a.li(r, value());
    a.li(kCounter, 0);
    const unsigned end = pick(length) + length / 2;
    for (unsigned i = 0; i < end; ++i) statement(a, 2);
    for (unsigned r = 0; r < 32; ++r)
      a.store(Opcode::kSw, r, std::int32_t(4 * r) - std::int32_t(kDumpRegisters), kBase);
    a.write_text(kDataBase, kDumpSize);
  }

 private:
  // Registers that only the frame of the program writes: window base, address, loop counter.
  static constexpr unsigned kBase = 27, kAddress = 26, kCounter = 25;

  unsigned pick(unsigned n) { return static_cast<unsigned>(random_() % n); }
  std::uint32_t value() {
    switch (pick(3)) {
      case 0:
        return kCornerValues[pick(kCornerValues.size())];
      case 1:
        return static_cast<std::uint32_t>(random_());
      default:
        return static_cast<std::uint32_t>(random_()) >> pick(32);
    }
  }
  unsigned source() { return pick(32); }
  unsigned destination() {
    const unsigned r = pick(32);
    return r >= kCounter && r <= kBase ? r - 8 : r;
  }
  std::int32_t immediate() {
    constexpr std::int32_t corners[] = {0, 1, -1, 2047, -2048, 31, 32, 255};
    return pick(3) ? std::int32_t(pick(4096)) - 2048 : corners[pick(8)];
  }
  Opcode any(Format format) {
    for (;;)
      if (const Instruction& i = kInstructions[pick(kOpcodes)]; i.format == format) return i.op;
  }

  void statement(Assembler& a, unsigned depth) {
    const unsigned kind = pick(100);
    if (kind < 35) return a.r(any(Format::kR), destination(), source(), source());
    if (kind < 55) return a.i(any(Format::kI), destination(), source(), immediate());
    if (kind < 63) return a.i(any(Format::kShift), destination(), source(), std::int32_t(pick(32)));
    if (kind < 67) return a.u(any(Format::kU), destination(), static_cast<std::uint32_t>(random_()) & 0xfffff000);
    if (kind < 68) return a.fence();
    if (kind < 86) return access(a);
    if (kind < 94 || depth == 0) return skip(a, depth);
    if (kind < 97) return loop(a, depth);
    indirect(a);
  }

  void access(Assembler& a) {
    const bool store = pick(2);
    const Opcode op = any(store ? Format::kS : Format::kLoad);
    const unsigned size = op == Opcode::kLw || op == Opcode::kSw                         ? 4
                          : op == Opcode::kLh || op == Opcode::kLhu || op == Opcode::kSh ? 2
                                                                                         : 1;
    std::int32_t offset = std::int32_t(pick(kWindow / size) * size);
    unsigned base = kBase;
    if (pick(2)) {  // an address that is computed
      const std::int32_t displacement = std::int32_t(pick(4096)) - 2048;
      a.i(Opcode::kAndi, kAddress, source(), std::int32_t(kWindow - size));
      a.r(Opcode::kAdd, kAddress, kAddress, kBase);
      a.i(Opcode::kAddi, kAddress, kAddress, -displacement == 2048 ? 2047 : -displacement);
      if (-displacement == 2048) a.i(Opcode::kAddi, kAddress, kAddress, 1);
      base = kAddress;
      offset = displacement;
    }
    if (store) return a.store(op, source(), offset, base);
    a.i(op, destination(), base, offset);
  }

  // A forward branch or jump over a few statements.
  void skip(Assembler& a, unsigned depth) {
    const Assembler::Label behind = a.new_label();
    if (pick(4))
      a.branch(any(Format::kB), source(), source(), behind);
    else
      a.jal(destination(), behind);
    for (unsigned i = pick(4); i > 0; --i) statement(a, depth == 0 ? 0 : depth - 1);
    a.bind(behind);
  }

  // A loop of a few rounds; inner loops would share the counter, so there are none.
  void loop(Assembler& a, unsigned) {
    a.i(Opcode::kAddi, kCounter, 0, std::int32_t(1 + pick(6)));
    const Assembler::Label start = a.bound_label();
    for (unsigned i = 1 + pick(5); i > 0; --i) statement(a, 0);
    a.i(Opcode::kAddi, kCounter, kCounter, -1);
    a.branch(Opcode::kBne, kCounter, 0, start);
  }

  // JALR to the instruction behind it, from a base that is off by a random amount; sometimes with the low bit set.
  void indirect(Assembler& a) {
    const std::int32_t offset = std::int32_t(pick(1024)) * 2 - 1024;
    const unsigned skipped = pick(3);
    const std::uint32_t target = a.here() + 12 + 4 * skipped;
    const std::uint32_t base = target - static_cast<std::uint32_t>(offset) + pick(2);
    const std::int32_t low = static_cast<std::int32_t>(base << 20) >> 20;
    a.u(Opcode::kLui, kAddress, base - static_cast<std::uint32_t>(low));
    a.i(Opcode::kAddi, kAddress, kAddress, low);
    a.i(Opcode::kJalr, destination(), kAddress, offset);
    for (unsigned i = 0; i < skipped; ++i) a.i(Opcode::kAddi, destination(), source(), immediate());
  }

  std::mt19937_64 random_;
};

}  // namespace squall::kit

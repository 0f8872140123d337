#pragma once

// Seeded random RV32IM or RV64IM programs that always end, touch only their own window of memory, and show what they
// did by a write call: all registers and the window. Many of them follow each other in one ELF file.

#include <array>
#include <cstdint>
#include <random>
#include <type_traits>

#include "kit/assembler.hpp"
#include "kit/assembler64.hpp"

namespace squall::kit {

inline constexpr std::array<std::uint32_t, 20> kCornerValues = {
    0,      1,      2,      3,       7,          31,         32,         0xff,       0x7f,       0x80,
    0x7fff, 0x8000, 0xffff, 0x10000, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff};

// The same widened, and their neighbours at 64 bits.
inline constexpr std::array<std::uint64_t, 24> kCornerValues64 = {0,
                                                                  1,
                                                                  2,
                                                                  3,
                                                                  7,
                                                                  31,
                                                                  32,
                                                                  63,
                                                                  64,
                                                                  0x7f,
                                                                  0x80,
                                                                  0x7fff,
                                                                  0x8000,
                                                                  0x7fffffff,
                                                                  0x80000000,
                                                                  0xffffffff,
                                                                  0x100000000,
                                                                  0x7ffffffffffffffe,
                                                                  0x7fffffffffffffff,
                                                                  0x8000000000000000,
                                                                  0x8000000000000001,
                                                                  0xffffffff80000000,
                                                                  0xfffffffffffffffe,
                                                                  0xffffffffffffffff};

// The register file and the window lie one behind the other at kDataBase.
inline constexpr std::uint32_t kDumpRegisters = 128, kWindow = 256, kDumpSize = kDumpRegisters + kWindow;
inline constexpr std::uint32_t kDumpRegisters64 = 256, kDumpSize64 = kDumpRegisters64 + kWindow;

// XLEN 64: loads and stores may be misaligned.
template <unsigned XLEN>
class RandomProgramOf {
 public:
  using Asm = std::conditional_t<XLEN == 32, Assembler, Assembler64>;
  using Word = std::conditional_t<XLEN == 32, std::uint32_t, std::uint64_t>;

  explicit RandomProgramOf(std::uint64_t seed) : random_(seed) {}

  // One program of about `length` instructions and its dump.
  void append_to(Asm& a, unsigned length) {
    a.li(kBase, kDataBase + kDumped);
    for (unsigned r = 1; r < 32; ++r)
      if (r != kBase) a.li(r, value());
    a.li(kCounter, 0);
    const unsigned end = pick(length) + length / 2;
    for (unsigned i = 0; i < end; ++i) statement(a, 2);
    for (unsigned r = 0; r < 32; ++r)
      a.store(XLEN == 32 ? Opcode::kSw : Opcode::kSd, r, std::int32_t(XLEN / 8 * r) - std::int32_t(kDumped), kBase);
    a.write_text(kDataBase, kDumped + kWindow);
  }

 private:
  // Registers that only the frame of the program writes: window base, address, loop counter.
  static constexpr unsigned kBase = 27, kAddress = 26, kCounter = 25;
  static constexpr std::uint32_t kDumped = XLEN == 32 ? kDumpRegisters : kDumpRegisters64;

  unsigned pick(unsigned n) { return static_cast<unsigned>(random_() % n); }
  Word value() {
    switch (pick(3)) {
      case 0:
        if constexpr (XLEN == 64) return kCornerValues64[pick(kCornerValues64.size())];
        return kCornerValues[pick(kCornerValues.size())];
      case 1:
        return static_cast<Word>(random_());
      default:
        return static_cast<Word>(random_()) >> pick(XLEN);
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
    for (;;) {
      const Encoding& i = kEncodings<XLEN>[pick(XLEN == 32 ? kOpcodes : kAllOpcodes)];
      if (i.op != Opcode::kIllegal && i.format == format) return i.op;
    }
  }

  void statement(Asm& a, unsigned depth) {
    const unsigned kind = pick(100);
    if (kind < 35) return a.r(any(Format::kR), destination(), source(), source());
    if (kind < 55) return a.i(any(Format::kI), destination(), source(), immediate());
    if (kind < 63) return shift(a);
    if (kind < 67) return a.u(any(Format::kU), destination(), static_cast<std::uint32_t>(random_()) & 0xfffff000);
    if (kind < 68) return a.fence();
    if (kind < 86) return access(a);
    if (kind < 94 || depth == 0) return skip(a, depth);
    if (kind < 97) return loop(a, depth);
    indirect(a);
  }

  void shift(Asm& a) {
    const Opcode op = any(Format::kShift);
    const bool wide = XLEN == 64 && op < Opcode::kIllegal;
    a.i(op, destination(), source(), std::int32_t(pick(wide ? 64 : 32)));
  }

  void access(Asm& a) {
    const bool store = pick(2);
    const Opcode op = any(store ? Format::kS : Format::kLoad);
    const unsigned size = 1u << (encoding(op).match >> 12 & 3);  // funct3 says it
    const bool aligned = XLEN == 32 || pick(3);
    std::int32_t offset = std::int32_t(aligned ? pick(kWindow / size) * size : pick(kWindow - size + 1));
    unsigned base = kBase;
    if (pick(2)) {  // an address that is computed
      const std::int32_t displacement = std::int32_t(pick(4096)) - 2048;
      // All multiples of the size in the window, or all but these.
      a.i(Opcode::kAndi, kAddress, source(), std::int32_t(aligned ? kWindow - size : kWindow - 1 - size));
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
  void skip(Asm& a, unsigned depth) {
    const Assembler::Label behind = a.new_label();
    if (pick(4))
      a.branch(any(Format::kB), source(), source(), behind);
    else
      a.jal(destination(), behind);
    for (unsigned i = pick(4); i > 0; --i) statement(a, depth == 0 ? 0 : depth - 1);
    a.bind(behind);
  }

  // A loop of a few rounds; inner loops would share the counter, so there are none.
  void loop(Asm& a, unsigned) {
    a.i(Opcode::kAddi, kCounter, 0, std::int32_t(1 + pick(6)));
    const Assembler::Label start = a.bound_label();
    for (unsigned i = 1 + pick(5); i > 0; --i) statement(a, 0);
    a.i(Opcode::kAddi, kCounter, kCounter, -1);
    a.branch(Opcode::kBne, kCounter, 0, start);
  }

  // JALR to the instruction behind it, from a base that is off by a random amount; sometimes with the low bit set.
  void indirect(Asm& a) {
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

using RandomProgram = RandomProgramOf<32>;
using RandomProgram64 = RandomProgramOf<64>;

}  // namespace squall::kit

#pragma once

// Small RV32IM programs and ELF files, written from C++. Link with squall_machine.
//
//   kit::Assembler a;                       // text at 0x00010000
//   auto loop = a.new_label();
//   a.li(5, 10);
//   a.bind(loop);
//   a.i(Opcode::kAddi, 5, 5, -1);
//   a.branch(Opcode::kBne, 5, 0, loop);
//   a.exit(0);
//   Bytes elf = a.elf();                    // also runs under qemu-riscv32

#include <cstdint>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/check.hpp"
#include "machine/decode.hpp"

namespace squall::kit {

inline constexpr std::uint32_t kTextBase = 0x00010000, kDataBase = 0x00100000, kStackTop = 0x00300000;

struct ElfSegment {
  std::uint32_t address;
  Bytes bytes;
  std::uint32_t memory_size;  // bytes.size() or more
  std::uint32_t flags;        // 4 read, 2 write, 1 execute
};

// A valid file as far as the segments are valid; file bytes lie at offsets congruent to addresses modulo the page size.
// xlen 64: of class 2.
inline Bytes make_elf(std::uint32_t entry, const std::vector<ElfSegment>& segments, unsigned xlen = 32) {
  constexpr std::size_t kPage = 4096;
  const bool wide = xlen == 64;
  const std::size_t header = wide ? 64 : 52, program_header = wide ? 56 : 32;
  Bytes file = {0x7f, 'E', 'L', 'F', std::uint8_t(wide ? 2 : 1), 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  auto half = [&](std::uint64_t v) { append_le(file, v, 2); };
  auto word = [&](std::uint64_t v) { append_le(file, v, 4); };
  auto full = [&](std::uint64_t v) { append_le(file, v, wide ? 8 : 4); };
  half(2), half(243), word(1), full(entry), full(header), full(0), word(0);
  half(header), half(program_header), half(segments.size()), half(wide ? 64 : 40), half(0), half(0);
  std::vector<std::size_t> offsets;
  std::size_t end = header + program_header * segments.size();
  for (const ElfSegment& s : segments) {
    const std::size_t offset = (end + kPage - 1) / kPage * kPage + s.address % kPage;
    offsets.push_back(offset);
    word(1);
    if (wide) word(s.flags);
    full(offset), full(s.address), full(s.address), full(s.bytes.size()), full(s.memory_size);
    if (!wide) word(s.flags);
    full(kPage);
    end = offset + s.bytes.size();
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    file.resize(offsets[i]);
    append(file, segments[i].bytes);
  }
  return file;
}

class Assembler {
 public:
  struct Label {
    std::size_t id;
  };

  explicit Assembler(std::uint32_t base = kTextBase) : base_(base) {}

  std::uint32_t here() const { return base_ + static_cast<std::uint32_t>(4 * words_.size()); }
  void word(std::uint32_t w) { words_.push_back(w); }
  void emit(const Decoded& d) { word(encode(d)); }

  void r(Opcode op, unsigned rd, unsigned rs1, unsigned rs2) { emit({op, reg(rd), reg(rs1), reg(rs2), 0}); }
  // Immediate arithmetic, shifts, loads, JALR.
  void i(Opcode op, unsigned rd, unsigned rs1, std::int32_t imm) { emit({op, reg(rd), reg(rs1), 0, imm}); }
  void store(Opcode op, unsigned rs2, std::int32_t imm, unsigned rs1) { emit({op, 0, reg(rs1), reg(rs2), imm}); }
  // LUI, AUIPC; the immediate is already shifted into place.
  void u(Opcode op, unsigned rd, std::uint32_t imm) { emit({op, reg(rd), 0, 0, static_cast<std::int32_t>(imm)}); }
  void ecall() { emit({Opcode::kEcall}); }
  void fence() { emit({Opcode::kFence}); }

  Label new_label() {
    labels_.push_back(kUnbound);
    return {labels_.size() - 1};
  }
  void bind(Label label) { labels_[label.id] = here(); }
  Label bound_label() {
    Label label = new_label();
    bind(label);
    return label;
  }
  void branch(Opcode op, unsigned rs1, unsigned rs2, Label target) {
    fixups_.push_back({words_.size(), target.id});
    emit({op, 0, reg(rs1), reg(rs2), 0});
  }
  void jal(unsigned rd, Label target) {
    fixups_.push_back({words_.size(), target.id});
    emit({Opcode::kJal, reg(rd), 0, 0, 0});
  }

  // Any 32-bit constant: one or two instructions.
  void li(unsigned rd, std::uint32_t value) {
    const std::int32_t low = static_cast<std::int32_t>(value << 20) >> 20;
    const std::uint32_t high = value - static_cast<std::uint32_t>(low);
    if (high == 0) return i(Opcode::kAddi, rd, 0, low);
    u(Opcode::kLui, rd, high);
    if (low != 0) i(Opcode::kAddi, rd, rd, low);
  }
  void exit(std::uint32_t code) {
    li(10, code);
    li(17, 93);
    ecall();
  }
  // write(1, address, size): destroys a0, a1, a2, a7.
  void write_text(std::uint32_t address, std::uint32_t size) {
    li(10, 1);
    li(11, address);
    li(12, size);
    li(17, 64);
    ecall();
  }

  // The words so far, with all labels resolved.
  std::vector<std::uint32_t> words() const {
    std::vector<std::uint32_t> out = words_;
    for (auto [at, label] : fixups_) {
      check(labels_[label] != kUnbound, "label used but never bound");
      Decoded d = decode(out[at]);
      d.imm = static_cast<std::int32_t>(labels_[label] - (base_ + static_cast<std::uint32_t>(4 * at)));
      out[at] = encode(d);
      check(decode(out[at]).imm == d.imm, "label is too far away");
    }
    return out;
  }
  Bytes code() const {
    Bytes out;
    for (std::uint32_t w : words()) append_le(out, w, 4);
    return out;
  }

  // Text, and a writable segment at kDataBase up to kStackTop with the given first bytes.
  Bytes elf(Bytes data = {1, 2, 3, 4}, unsigned xlen = 32) const {
    const Bytes text = code();
    return make_elf(base_,
                    {{base_, text, static_cast<std::uint32_t>(text.size()), 5},
                     {kDataBase, std::move(data), kStackTop - kDataBase, 6}},
                    xlen);
  }

 private:
  static constexpr std::uint32_t kUnbound = 0xffffffff;
  struct Fixup {
    std::size_t at, label;
  };
  static std::uint8_t reg(unsigned r) {
    check(r < 32, "no such register");
    return static_cast<std::uint8_t>(r);
  }

  std::uint32_t base_;
  std::vector<std::uint32_t> words_;
  std::vector<std::uint32_t> labels_;
  std::vector<Fixup> fixups_;
};

}  // namespace squall::kit

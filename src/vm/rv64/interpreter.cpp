#include "vm/rv64/interpreter.hpp"

#include <algorithm>
#include <type_traits>

#include "vm/rv64/alu.hpp"

// The way of vm/interpreter.cpp: every handler ends by jumping to the next one. The macros below are undefined at the
// end.

namespace squall::rv64 {
namespace {

constexpr unsigned kA0 = 10, kA1 = 11, kA2 = 12, kA7 = 17;
constexpr std::uint64_t kExitCall = 93, kWriteCall = 64;

constexpr std::uint32_t part_shift(std::uint64_t address) { return 8 * (address & 3); }

// An aligned access of a byte, half-word, word or double-word below 2^32; the words' rights are those of all.
template <class T>
struct Aligned {
  MemoryWord* words;  // one, or two

  std::uint32_t rights() const { return sizeof(T) == 8 ? words[0].meta | words[1].meta : words[0].meta; }
  T load(std::uint64_t address) const {
    if constexpr (sizeof(T) == 8) return static_cast<T>(words[0].value | std::uint64_t(words[1].value) << 32);
    return static_cast<T>(words[0].value >> part_shift(address));
  }
  void store(std::uint64_t address, std::uint64_t value) const {
    if constexpr (sizeof(T) == 4) {
      words[0].value = low(value);
    } else if constexpr (sizeof(T) == 8) {
      words[0].value = low(value);
      words[1].value = low(value >> 32);
    } else {
      const std::uint32_t mask = std::uint32_t(std::make_unsigned_t<T>(~T(0))) << part_shift(address);
      words[0].value = (words[0].value & ~mask) | (low(value) << part_shift(address) & mask);
    }
  }
};

template <class T>
constexpr bool needs_slow_path(std::uint64_t address) {
  return (address & (~std::uint64_t(0) << 32 | (sizeof(T) - 1))) != 0;
}

constexpr std::uint64_t extend(std::int32_t imm) { return static_cast<std::uint64_t>(std::int64_t(imm)); }

}  // namespace

Stop Interpreter::run(std::uint32_t entry, const std::uint64_t limit) {
  static const void* const handlers[kActions] = {&&on_Untranslated,
#define X(name, mnemonic, format, match, mask, event_class) &&on_##name,
#include "machine/rv32im.def"
#undef X
                                                 &&on_Illegal,
#define X(name, mnemonic, format, match, mask) &&on_##name,
#include "machine/rv64im.def"
#undef X
                                                 &&on_Call,         &&on_CallRegister, &&on_Return, &&on_EndOfRun};

  std::uint64_t* const x = state_.x.data();
  std::uint64_t* const counts = state_.counts.data();
  MemoryWord* const* const pages = memory_.table();
  std::uint64_t done = state_.instructions;  // before the current one
  TextRun* run = nullptr;
  const Step* ip = nullptr;
  std::uint64_t target = entry;
  Stop stop{};

// The byte address of the current step.
#define PC() (run->base + static_cast<std::uint32_t>((ip - run->steps.data()) * 4))
#define DISPATCH()                                \
  do {                                            \
    const unsigned action = unsigned(ip->action); \
    ++counts[action];                             \
    goto* handlers[action];                       \
  } while (0)
#define NEXT()  \
  do {          \
    ++ip;       \
    ++done;     \
    DISPATCH(); \
  } while (0)
// Straight-line code ends within its run, so that the limit is looked at where loops close.
#define JUMP_TO(step)              \
  do {                             \
    ip = (step);                   \
    ++done;                        \
    if (done > limit) [[unlikely]] \
      goto too_many;               \
    DISPATCH();                    \
  } while (0)

#define REGISTER_REGISTER(name, result)                 \
  on_##name : {                                         \
    const std::uint64_t a = x[ip->rs1], b = x[ip->rs2]; \
    x[ip->rd] = (result);                               \
    NEXT();                                             \
  }
#define REGISTER_IMMEDIATE(name, result)       \
  on_##name : {                                \
    const std::uint64_t a = x[ip->rs1];        \
    const std::uint64_t imm = extend(ip->imm); \
    x[ip->rd] = (result);                      \
    NEXT();                                    \
  }
#define BRANCH(name, condition)                         \
  on_##name : {                                         \
    const std::uint64_t a = x[ip->rs1], b = x[ip->rs2]; \
    if (condition) {                                    \
      if (ip->rd) [[unlikely]]                          \
        goto far_branch;                                \
      JUMP_TO(ip + ip->imm);                            \
    }                                                   \
    NEXT();                                             \
  }
#define LOAD(name, T)                                              \
  on_##name : {                                                    \
    const std::uint64_t address = x[ip->rs1] + extend(ip->imm);    \
    if (!needs_slow_path<T>(address)) [[likely]] {                 \
      const Aligned<T> at{&memory_.at(pages, low(address))};       \
      if (!(at.rights() & MemoryWord::kAbsent)) [[likely]] {       \
        x[ip->rd] = static_cast<std::uint64_t>(at.load(address));  \
        NEXT();                                                    \
      }                                                            \
    }                                                              \
    std::uint64_t value;                                           \
    if (!load_slowly(address, sizeof(T), value)) goto bad_load;    \
    x[ip->rd] = static_cast<std::uint64_t>(static_cast<T>(value)); \
    NEXT();                                                        \
  }
#define STORE(name, T)                                            \
  on_##name : {                                                   \
    const std::uint64_t address = x[ip->rs1] + extend(ip->imm);   \
    const std::uint64_t value = x[ip->rs2];                       \
    if (!needs_slow_path<T>(address)) [[likely]] {                \
      const Aligned<T> at{&memory_.at(pages, low(address))};      \
      if (!(at.rights() & MemoryWord::kReadOnly)) [[likely]] {    \
        at.store(address, value);                                 \
        NEXT();                                                   \
      }                                                           \
    }                                                             \
    if (!store_slowly(address, sizeof(T), value)) goto bad_store; \
    NEXT();                                                       \
  }

  run = text_.find(entry);
  if (entry % 4 != 0) return {StopKind::kMisalignedJump, entry, entry};
  if (!run) return {StopKind::kJumpOutside, entry, entry};
  if (done > limit) return {StopKind::kInstructionLimit, entry, 0};
  ip = run->steps.data() + (entry - run->base) / 4;
  DISPATCH();

  REGISTER_REGISTER(Add, a + b)
  REGISTER_REGISTER(Sub, a - b)
  REGISTER_REGISTER(Sll, a << (b & 63))
  REGISTER_REGISTER(Srl, a >> (b & 63))
  REGISTER_REGISTER(Sra, static_cast<std::uint64_t>(as_signed(a) >> (b & 63)))
  REGISTER_REGISTER(Slt, as_signed(a) < as_signed(b))
  REGISTER_REGISTER(Sltu, a < b)
  REGISTER_REGISTER(Xor, a ^ b)
  REGISTER_REGISTER(Or, a | b)
  REGISTER_REGISTER(And, a & b)
  REGISTER_REGISTER(Mul, a * b)
  REGISTER_REGISTER(Mulh, multiply_high_signed(a, b))
  REGISTER_REGISTER(Mulhsu, multiply_high_mixed(a, b))
  REGISTER_REGISTER(Mulhu, multiply_high_unsigned(a, b))
  REGISTER_REGISTER(Div, divide_signed(a, b))
  REGISTER_REGISTER(Divu, divide_unsigned(a, b))
  REGISTER_REGISTER(Rem, remainder_signed(a, b))
  REGISTER_REGISTER(Remu, remainder_unsigned(a, b))

  REGISTER_REGISTER(Addw, sign_extend(low(a) + low(b)))
  REGISTER_REGISTER(Subw, sign_extend(low(a) - low(b)))
  REGISTER_REGISTER(Sllw, sign_extend(low(a) << (b & 31)))
  REGISTER_REGISTER(Srlw, sign_extend(low(a) >> (b & 31)))
  REGISTER_REGISTER(Sraw, extend(squall::as_signed(low(a)) >> (b & 31)))
  REGISTER_REGISTER(Mulw, sign_extend(low(a) * low(b)))
  REGISTER_REGISTER(Divw, sign_extend(squall::divide_signed(low(a), low(b))))
  REGISTER_REGISTER(Divuw, sign_extend(squall::divide_unsigned(low(a), low(b))))
  REGISTER_REGISTER(Remw, sign_extend(squall::remainder_signed(low(a), low(b))))
  REGISTER_REGISTER(Remuw, sign_extend(squall::remainder_unsigned(low(a), low(b))))

  // rs1 of LUI is x0. FENCE writes the dummy register.
  REGISTER_IMMEDIATE(Lui, a + imm)
  REGISTER_IMMEDIATE(Fence, a + imm)
  REGISTER_IMMEDIATE(Addi, a + imm)
  REGISTER_IMMEDIATE(Slti, as_signed(a) < as_signed(imm))
  REGISTER_IMMEDIATE(Sltiu, a < imm)
  REGISTER_IMMEDIATE(Xori, a ^ imm)
  REGISTER_IMMEDIATE(Ori, a | imm)
  REGISTER_IMMEDIATE(Andi, a & imm)
  REGISTER_IMMEDIATE(Slli, a << imm)
  REGISTER_IMMEDIATE(Srli, a >> imm)
  REGISTER_IMMEDIATE(Srai, static_cast<std::uint64_t>(as_signed(a) >> imm))
  REGISTER_IMMEDIATE(Addiw, sign_extend(low(a) + low(imm)))
  REGISTER_IMMEDIATE(Slliw, sign_extend(low(a) << imm))
  REGISTER_IMMEDIATE(Srliw, sign_extend(low(a) >> imm))
  REGISTER_IMMEDIATE(Sraiw, extend(squall::as_signed(low(a)) >> imm))

  BRANCH(Beq, a == b)
  BRANCH(Bne, a != b)
  BRANCH(Blt, as_signed(a) < as_signed(b))
  BRANCH(Bge, as_signed(a) >= as_signed(b))
  BRANCH(Bltu, a < b)
  BRANCH(Bgeu, a >= b)

  LOAD(Ld, std::uint64_t)
  LOAD(Lw, std::int32_t)
  LOAD(Lwu, std::uint32_t)
  LOAD(Lh, std::int16_t)
  LOAD(Lhu, std::uint16_t)
  LOAD(Lb, std::int8_t)
  LOAD(Lbu, std::uint8_t)
  STORE(Sd, std::uint64_t)
  STORE(Sw, std::uint32_t)
  STORE(Sh, std::uint16_t)
  STORE(Sb, std::uint8_t)

on_Auipc:
  x[ip->rd] = PC() + extend(ip->imm);
  NEXT();

on_Call:
  state_.calls.push(PC());
on_Jal:
  x[ip->rd] = std::uint64_t(PC()) + 4;
  if (ip->rs1) [[unlikely]]
    goto far_branch;
  JUMP_TO(ip + ip->imm);

on_CallRegister:
  state_.calls.push(PC());
  goto on_Jalr;
on_Return:
  state_.calls.pop();
on_Jalr : {
  target = (x[ip->rs1] + extend(ip->imm)) & ~std::uint64_t(1);
  x[ip->rd] = std::uint64_t(PC()) + 4;
  const std::uint64_t offset = target - run->base;
  if (offset >= run->bytes || offset % 4 != 0) [[unlikely]]
    goto far;
  JUMP_TO(run->steps.data() + offset / 4);
}

on_Ecall:
  if (done + 1 > limit) goto too_many;
  if (!system_call(PC(), stop)) {
    state_.instructions = done + (stop.kind == StopKind::kExit);
    return stop;
  }
  NEXT();

on_Untranslated:
  text_.translate(*run, PC());
  DISPATCH();

far_branch:  // the step does not hold the target
  target = PC() + extend(decode<64>(text_.word(*run, PC())).imm);
far : {  // the target is misaligned or in another run
  const std::uint32_t pc = PC();
  TextRun* const next = text_.find(target);
  if (target % 4 != 0 || !next) {
    stop = {target % 4 != 0 ? StopKind::kMisalignedJump : StopKind::kJumpOutside, pc, target};
    goto trap;
  }
  run = next;
  JUMP_TO(run->steps.data() + (target - run->base) / 4);
}

on_Illegal:
  stop = {StopKind::kIllegalInstruction, PC(), 0};
  goto trap;
on_EndOfRun:
  stop = {StopKind::kEndOfText, PC(), PC()};
  goto trap;
bad_load:
  stop = {StopKind::kBadLoad, PC(), failed_at_};
  goto trap;
bad_store:
  stop = {StopKind::kBadStore, PC(), failed_at_};
  goto trap;

trap:  // an instruction that the limit forbids must not be blamed for anything else
  if (done + 1 > limit) goto too_many;
  state_.instructions = done;
  return stop;
too_many:
  state_.instructions = done;
  return {StopKind::kInstructionLimit, PC(), 0};

#undef PC
#undef DISPATCH
#undef NEXT
#undef JUMP_TO
#undef REGISTER_REGISTER
#undef REGISTER_IMMEDIATE
#undef BRANCH
#undef LOAD
#undef STORE
}

bool Interpreter::accessible(std::uint64_t address, unsigned size, std::uint32_t forbidden) {
  for (unsigned i = 0; i < size; ++i) {
    const std::uint64_t at = address + i;
    if (at >> 32 == 0 && !(memory_.at(low(at)).meta & forbidden)) continue;
    failed_at_ = at;
    return false;
  }
  return true;
}

bool Interpreter::load_slowly(std::uint64_t address, unsigned size, std::uint64_t& value) {
  if (!accessible(address, size, MemoryWord::kAbsent)) return false;
  value = 0;
  for (unsigned i = 0; i < size; ++i) {
    const std::uint32_t at = low(address) + i;
    value |= std::uint64_t(memory_.at(at).value >> part_shift(at) & 0xff) << 8 * i;
  }
  ++state_.misaligned;
  return true;
}

bool Interpreter::store_slowly(std::uint64_t address, unsigned size, std::uint64_t value) {
  if (!accessible(address, size, MemoryWord::kReadOnly)) return false;
  for (unsigned i = 0; i < size; ++i) {
    const std::uint32_t at = low(address) + i;
    Aligned<std::uint8_t>{&memory_.at(at)}.store(at, value >> 8 * i);
  }
  ++state_.misaligned;
  return true;
}

bool Interpreter::system_call(std::uint32_t pc, Stop& stop) {
  auto& x = state_.x;
  switch (x[kA7]) {
    case kExitCall:
      stop = {StopKind::kExit, pc, 0};
      return false;
    case kWriteCall:
      if (!write_text(static_cast<int>(x[kA0]), x[kA1], x[kA2])) {
        stop = {StopKind::kBadText, pc, failed_at_};
        return false;
      }
      x[kA0] = x[kA2];
      return true;
    default:
      stop = {StopKind::kUnknownCall, pc, 0};
      return false;
  }
}

bool Interpreter::write_text(int fd, std::uint64_t address, std::uint64_t size) {
  std::array<std::uint8_t, 4096> piece;
  while (size > 0) {
    const auto count = static_cast<unsigned>(std::min<std::uint64_t>(size, piece.size()));
    if (!accessible(address, count, MemoryWord::kAbsent)) return false;
    for (unsigned i = 0; i < count; ++i, ++address) {
      piece[i] = Aligned<std::uint8_t>{&memory_.at(low(address))}.load(address);
    }
    if (sink_) sink_(fd, {piece.data(), count});
    size -= count;
  }
  return true;
}

}  // namespace squall::rv64

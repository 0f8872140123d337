#include "vm/interpreter.hpp"

#include <algorithm>
#include <utility>

#include "vm/alu.hpp"

// Every handler ends by jumping to the next one (labels as values, a GNU extension that GCC and Clang share): the
// processor then predicts each indirect jump from its own history. The macros below are undefined at the end.

namespace squall {
namespace {

// Byte or half-word of a word at an address, and a word with it replaced.
constexpr std::uint32_t part_shift(std::uint32_t address) { return 8 * (address & 3); }
template <class T>
constexpr T part_of(std::uint32_t word, std::uint32_t address) {
  return static_cast<T>(word >> part_shift(address));
}
template <class T>
constexpr std::uint32_t with_part(std::uint32_t word, std::uint32_t address, std::uint32_t value) {
  const std::uint32_t mask = std::uint32_t(T(~T(0))) << part_shift(address);
  return (word & ~mask) | (value << part_shift(address) & mask);
}

}  // namespace

template <unsigned XLEN, class Tracer>
Stop Interpreter<XLEN, Tracer>::run(std::uint32_t entry, const std::uint64_t clock_limit) {
  static constexpr bool kRecords = Tracer::kRecords, kProfiles = Tracer::kProfiles;
  static const void* const handlers[kActions] = {&&on_Untranslated,
#define X(name, mnemonic, format, match, mask, event_class) &&on_##name,
#include "machine/rv32im.def"
#undef X
                                                 &&on_Illegal,      &&on_Call,     &&on_CallRegister,
                                                 &&on_Return,       &&on_Function, &&on_OracleRead,
                                                 &&on_OracleWrite,  &&on_End,      &&on_EndOfRun};

  std::uint32_t* const x = state_.x.data();
  std::uint64_t* const counts = state_.counts.data();
  MemoryWord* const* const pages = memory_.table();
  std::uint64_t clock = state_.clock;
  TextRun* run = nullptr;
  const Step* ip = nullptr;
  std::uint32_t target = entry, address = 0;
  Stop stop{};

// The byte address of the current step.
#define PC() (run->base + static_cast<std::uint32_t>((ip - run->steps.data()) * 4))
// Number of its word in the image.
#define WORD() (run->first_image_word + static_cast<std::size_t>(ip - run->steps.data()))
#define CLOCK() static_cast<std::uint32_t>(clock)
#define DISPATCH()                                          \
  do {                                                      \
    const unsigned action = unsigned(ip->action);           \
    if constexpr (kProfiles) tracer_.profiler->hit(WORD()); \
    ++counts[action];                                       \
    goto* handlers[action];                                 \
  } while (0)
#define NEXT()           \
  do {                   \
    ++ip;                \
    clock += kClockStep; \
    DISPATCH();          \
  } while (0)
#define JUMP_TO(step)                     \
  do {                                    \
    ip = (step);                          \
    clock += kClockStep;                  \
    if (clock > clock_limit) [[unlikely]] \
      goto out_of_clock;                  \
    DISPATCH();                           \
  } while (0)
// Goes to `target` from the step at ip. Everything but the jump has happened.
#define JUMP_TO_TARGET()                                      \
  do {                                                        \
    const std::uint32_t offset = target - run->base;          \
    if (offset >= run->bytes || offset % 4 != 0) [[unlikely]] \
      goto far;                                               \
    JUMP_TO(run->steps.data() + offset / 4);                  \
  } while (0)

#define REGISTER_REGISTER(name, kind, result)                             \
  on_##name : {                                                           \
    const std::uint32_t a = x[ip->rs1], b = x[ip->rs2];                   \
    if constexpr (kRecords) {                                             \
      Event& e = tracer_.template begin<EventClass::kind>(PC(), CLOCK()); \
      tracer_.sources(e, *ip, a, b);                                      \
      tracer_.destination(e, *ip, x[ip->rd]);                             \
    }                                                                     \
    x[ip->rd] = (result);                                                 \
    NEXT();                                                               \
  }
#define REGISTER_IMMEDIATE(name, kind, result)                            \
  on_##name : {                                                           \
    const std::uint32_t a = x[ip->rs1];                                   \
    const std::uint32_t imm = static_cast<std::uint32_t>(ip->imm);        \
    if constexpr (kRecords) {                                             \
      Event& e = tracer_.template begin<EventClass::kind>(PC(), CLOCK()); \
      tracer_.source(e, *ip, a);                                          \
      tracer_.destination(e, *ip, x[ip->rd]);                             \
    }                                                                     \
    x[ip->rd] = (result);                                                 \
    NEXT();                                                               \
  }
#define BRANCH(name, kind, condition)                                                                            \
  on_##name : {                                                                                                  \
    const std::uint32_t a = x[ip->rs1], b = x[ip->rs2];                                                          \
    if constexpr (kRecords) tracer_.sources(tracer_.template begin<EventClass::kind>(PC(), CLOCK()), *ip, a, b); \
    if (condition) {                                                                                             \
      if (ip->rd) [[unlikely]]                                                                                   \
        goto far_branch;                                                                                         \
      JUMP_TO(ip + ip->imm);                                                                                     \
    }                                                                                                            \
    NEXT();                                                                                                      \
  }
#define LOAD(name, kind, T, result)                                       \
  on_##name : {                                                           \
    const std::uint32_t a = x[ip->rs1];                                   \
    address = a + static_cast<std::uint32_t>(ip->imm);                    \
    if (address % sizeof(T) != 0) [[unlikely]]                            \
      goto misaligned_load;                                               \
    MemoryWord& word = memory_.at(pages, address);                        \
    if (word.meta & MemoryWord::kAbsent) [[unlikely]]                     \
      goto bad_load;                                                      \
    if constexpr (kRecords) {                                             \
      Event& e = tracer_.template begin<EventClass::kind>(PC(), CLOCK()); \
      tracer_.source(e, *ip, a);                                          \
      tracer_.memory(e, word, address);                                   \
      tracer_.destination(e, *ip, x[ip->rd]);                             \
    }                                                                     \
    x[ip->rd] = static_cast<std::uint32_t>(result);                       \
    NEXT();                                                               \
  }
#define STORE(name, kind, T, result)                                      \
  on_##name : {                                                           \
    const std::uint32_t a = x[ip->rs1], b = x[ip->rs2];                   \
    address = a + static_cast<std::uint32_t>(ip->imm);                    \
    if (address % sizeof(T) != 0) [[unlikely]]                            \
      goto misaligned_store;                                              \
    MemoryWord& word = memory_.at(pages, address);                        \
    if (word.meta & MemoryWord::kReadOnly) [[unlikely]]                   \
      goto bad_store;                                                     \
    if constexpr (kRecords) {                                             \
      Event& e = tracer_.template begin<EventClass::kind>(PC(), CLOCK()); \
      tracer_.sources(e, *ip, a, b);                                      \
      tracer_.memory(e, word, address);                                   \
    }                                                                     \
    word.value = (result);                                                \
    NEXT();                                                               \
  }

  run = text_.find(entry);
  if (entry % 4 != 0) return {StopKind::kMisalignedJump, entry, entry};
  if (!run) return {StopKind::kJumpOutside, entry, entry};
  if (clock > clock_limit) return {StopKind::kInstructionLimit, entry, 0};
  ip = run->steps.data() + (entry - run->base) / 4;
  DISPATCH();

  REGISTER_REGISTER(Add, kAdd, a + b)
  REGISTER_REGISTER(Sub, kAdd, a - b)
  REGISTER_REGISTER(Sll, kShift, a << (b & 31))
  REGISTER_REGISTER(Srl, kShift, a >> (b & 31))
  REGISTER_REGISTER(Sra, kShift, static_cast<std::uint32_t>(as_signed(a) >> (b & 31)))
  REGISTER_REGISTER(Slt, kCompare, as_signed(a) < as_signed(b))
  REGISTER_REGISTER(Sltu, kCompare, a < b)
  REGISTER_REGISTER(Xor, kBitwise, a ^ b)
  REGISTER_REGISTER(Or, kBitwise, a | b)
  REGISTER_REGISTER(And, kBitwise, a & b)
  REGISTER_REGISTER(Mul, kMultiply, a * b)
  REGISTER_REGISTER(Mulh, kMultiplyHigh, multiply_high_signed(a, b))
  REGISTER_REGISTER(Mulhsu, kMultiplyHigh, multiply_high_mixed(a, b))
  REGISTER_REGISTER(Mulhu, kMultiplyHigh, multiply_high_unsigned(a, b))
  REGISTER_REGISTER(Div, kDivide, divide_signed(a, b))
  REGISTER_REGISTER(Divu, kDivide, divide_unsigned(a, b))
  REGISTER_REGISTER(Rem, kDivide, remainder_signed(a, b))
  REGISTER_REGISTER(Remu, kDivide, remainder_unsigned(a, b))

  // rs1 of LUI, AUIPC and FENCE is x0, and AUIPC's immediate has pc in it: all three are constants.
  REGISTER_IMMEDIATE(Lui, kAddImmediate, a + imm)
  REGISTER_IMMEDIATE(Auipc, kAddImmediate, a + imm)
  REGISTER_IMMEDIATE(Fence, kAddImmediate, a + imm)
  REGISTER_IMMEDIATE(Addi, kAddImmediate, a + imm)
  REGISTER_IMMEDIATE(Slti, kCompareImmediate, as_signed(a) < as_signed(imm))
  REGISTER_IMMEDIATE(Sltiu, kCompareImmediate, a < imm)
  REGISTER_IMMEDIATE(Xori, kBitwiseImmediate, a ^ imm)
  REGISTER_IMMEDIATE(Ori, kBitwiseImmediate, a | imm)
  REGISTER_IMMEDIATE(Andi, kBitwiseImmediate, a & imm)
  REGISTER_IMMEDIATE(Slli, kShiftImmediate, a << imm)
  REGISTER_IMMEDIATE(Srli, kShiftImmediate, a >> imm)
  REGISTER_IMMEDIATE(Srai, kShiftImmediate, static_cast<std::uint32_t>(as_signed(a) >> imm))

  BRANCH(Beq, kBranchEqual, a == b)
  BRANCH(Bne, kBranchEqual, a != b)
  BRANCH(Blt, kBranchLess, as_signed(a) < as_signed(b))
  BRANCH(Bge, kBranchLess, as_signed(a) >= as_signed(b))
  BRANCH(Bltu, kBranchLess, a < b)
  BRANCH(Bgeu, kBranchLess, a >= b)

  LOAD(Lw, kLoadWord, std::uint32_t, word.value)
  LOAD(Lb, kLoadPart, std::int8_t, part_of<std::int8_t>(word.value, address))
  LOAD(Lbu, kLoadPart, std::uint8_t, part_of<std::uint8_t>(word.value, address))
  LOAD(Lh, kLoadPart, std::int16_t, part_of<std::int16_t>(word.value, address))
  LOAD(Lhu, kLoadPart, std::uint16_t, part_of<std::uint16_t>(word.value, address))
  STORE(Sw, kStoreWord, std::uint32_t, b)
  STORE(Sb, kStorePart, std::uint8_t, with_part<std::uint8_t>(word.value, address, b))
  STORE(Sh, kStorePart, std::uint16_t, with_part<std::uint16_t>(word.value, address, b))

on_Call:
  state_.calls.push(PC());
  if constexpr (kProfiles) {
    const std::uint32_t pc = PC();
    const std::uint32_t called = pc + static_cast<std::uint32_t>(decode<XLEN>(text_.word(*run, pc)).imm);
    tracer_.profiler->enter(called, pc + 4, state_.counts, state_.function_counts);
  }
on_Jal : {
  const std::uint32_t pc = PC();
  if constexpr (kRecords) tracer_.destination(tracer_.template begin<EventClass::kJump>(pc, CLOCK()), *ip, x[ip->rd]);
  x[ip->rd] = pc + 4;
  if (ip->rs1) [[unlikely]]
    goto far_branch;
  JUMP_TO(ip + ip->imm);
}

on_CallRegister:
  state_.calls.push(PC());
  if constexpr (kProfiles) {
    const std::uint32_t called = (x[ip->rs1] + static_cast<std::uint32_t>(ip->imm)) & ~1u;
    tracer_.profiler->enter(called, PC() + 4, state_.counts, state_.function_counts);
  }
  goto on_Jalr;
on_Return:
  state_.calls.pop();
  if constexpr (kProfiles) tracer_.profiler->leave(x[ip->rs1], state_.counts, state_.function_counts);
on_Jalr : {
  const std::uint32_t pc = PC(), a = x[ip->rs1];
  if constexpr (kRecords) {
    Event& e = tracer_.template begin<EventClass::kJumpRegister>(pc, CLOCK());
    tracer_.source(e, *ip, a);
    tracer_.destination(e, *ip, x[ip->rd]);
  }
  x[ip->rd] = pc + 4;
  target = (a + static_cast<std::uint32_t>(ip->imm)) & ~1u;
  JUMP_TO_TARGET();
}

on_Ecall:
  if (clock + kClockStep > clock_limit) goto out_of_clock;
  state_.clock = clock;
  if (!system_call(PC(), stop)) {
    state_.clock = clock + (stop.kind == StopKind::kExit ? kClockStep : 0);
    return stop;
  }
  NEXT();

on_Function:
  if (clock + kClockStep > clock_limit) goto out_of_clock;
  state_.clock = clock;
  if (!call_function(*ip, PC(), stop)) return stop;
  NEXT();
on_OracleRead:
on_OracleWrite:
  if (clock + kClockStep > clock_limit) goto out_of_clock;
  state_.clock = clock;
  if (!use_oracle(*ip, PC(), stop)) return stop;
  NEXT();
on_End:
  if (clock + kClockStep > clock_limit) goto out_of_clock;
  state_.clock = clock;
  end(PC());
  state_.clock = clock + kClockStep;
  return {StopKind::kExit, PC(), 0};

on_Untranslated:
  text_.translate(*run, PC());
  if constexpr (kProfiles) tracer_.profiler->translated(WORD());
  DISPATCH();

far_branch:  // the step does not hold the target
  target = PC() + static_cast<std::uint32_t>(decode<XLEN>(text_.word(*run, PC())).imm);
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
misaligned_load:
  stop = {StopKind::kMisalignedLoad, PC(), address};
  goto trap;
misaligned_store:
  stop = {StopKind::kMisalignedStore, PC(), address};
  goto trap;
bad_load:
  stop = {StopKind::kBadLoad, PC(), address};
  goto trap;
bad_store:
  stop = {StopKind::kBadStore, PC(), address};
  goto trap;

trap:  // an instruction that the limit forbids must not be blamed for anything else
  if (clock + kClockStep > clock_limit) goto out_of_clock;
  state_.clock = clock;
  return stop;
out_of_clock:
  state_.clock = clock;
  return {StopKind::kInstructionLimit, PC(), 0};

#undef PC
#undef WORD
#undef CLOCK
#undef DISPATCH
#undef NEXT
#undef JUMP_TO
#undef JUMP_TO_TARGET
#undef REGISTER_REGISTER
#undef REGISTER_IMMEDIATE
#undef BRANCH
#undef LOAD
#undef STORE
}

template class Interpreter<32, NoTracer>;
template class Interpreter<32, RecordingTracer>;
template class Interpreter<32, ProfilingTracer>;

}  // namespace squall

#pragma once

// All chips of the RV32IM machine; which of them proves which class of instructions.

#include "machine/chips/add.hpp"
#include "machine/chips/add_immediate.hpp"
#include "machine/chips/airbender_blake2s.hpp"
#include "machine/chips/bitwise.hpp"
#include "machine/chips/blake2s.hpp"
#include "machine/chips/blake3.hpp"
#include "machine/chips/branch.hpp"
#include "machine/chips/call.hpp"
#include "machine/chips/compare.hpp"
#include "machine/chips/divide.hpp"
#include "machine/chips/integer.hpp"
#include "machine/chips/jump.hpp"
#include "machine/chips/keccak.hpp"
#include "machine/chips/load.hpp"
#include "machine/chips/memory.hpp"
#include "machine/chips/modular.hpp"
#include "machine/chips/multiply.hpp"
#include "machine/chips/oracle.hpp"
#include "machine/chips/sha256.hpp"
#include "machine/chips/shift.hpp"
#include "machine/chips/store.hpp"
#include "machine/chips/system.hpp"
#include "machine/chips/tables.hpp"

namespace squall::chips {

// Calls visit.operator()<Chip>(event class) for every event class in its order.
template <class Visitor>
constexpr void for_each_instruction_chip(Visitor&& visit) {
  visit.template operator()<Add>(EventClass::kAdd);
  visit.template operator()<AddImmediate>(EventClass::kAddImmediate);
  visit.template operator()<Bitwise>(EventClass::kBitwise);
  visit.template operator()<BitwiseImmediate>(EventClass::kBitwiseImmediate);
  visit.template operator()<Shift>(EventClass::kShift);
  visit.template operator()<ShiftImmediate>(EventClass::kShiftImmediate);
  visit.template operator()<Compare>(EventClass::kCompare);
  visit.template operator()<CompareImmediate>(EventClass::kCompareImmediate);
  visit.template operator()<BranchEqual>(EventClass::kBranchEqual);
  visit.template operator()<BranchLess>(EventClass::kBranchLess);
  visit.template operator()<Jump>(EventClass::kJump);
  visit.template operator()<JumpRegister>(EventClass::kJumpRegister);
  visit.template operator()<LoadWord>(EventClass::kLoadWord);
  visit.template operator()<StoreWord>(EventClass::kStoreWord);
  visit.template operator()<LoadPart>(EventClass::kLoadPart);
  visit.template operator()<StorePart>(EventClass::kStorePart);
  visit.template operator()<Multiply>(EventClass::kMultiply);
  visit.template operator()<MultiplyHigh>(EventClass::kMultiplyHigh);
  visit.template operator()<Divide>(EventClass::kDivide);
  visit.template operator()<System>(EventClass::kSystem);
  visit.template operator()<Call>(EventClass::kCall);
  visit.template operator()<Oracle>(EventClass::kOracle);
}

// Calls visit.operator()<Chip>() for every chip that proves calls of functions.
template <class Visitor>
constexpr void for_each_call_chip(Visitor&& visit) {
  visit.template operator()<Blake3>();
  visit.template operator()<Blake2s>();
  visit.template operator()<AirbenderBlake2s>();
  visit.template operator()<Modular>();
  visit.template operator()<Integer>();
  visit.template operator()<Keccak>();
  visit.template operator()<KeccakRound>();
  visit.template operator()<Sha256>();
  visit.template operator()<Sha256Rounds>();
}

}  // namespace squall::chips

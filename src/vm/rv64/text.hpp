#pragma once

// The executable words of an RV64 program, translated once into what its interpreter dispatches on; see vm/text.hpp, of
// which this is the wider twin.

#include <cstdint>
#include <vector>

#include "base/buffer.hpp"
#include "machine/decode.hpp"
#include "machine/image.hpp"

namespace squall::rv64 {

// What the interpreter distinguishes beyond the instruction set. The value 0 must be kUntranslated: fresh memory is
// zero. In between the values are those of Opcode plus one.
enum class Action : std::uint8_t {
  kUntranslated,
#define X(name, mnemonic, format, match, mask, event_class) k##name,
#include "machine/rv32im.def"
#undef X
  kIllegal,
#define X(name, mnemonic, format, match, mask) k##name,
#include "machine/rv64im.def"
#undef X
  kCall,          // JAL that writes ra
  kCallRegister,  // JALR that writes ra
  kReturn,        // JALR x0, 0(ra)
  kEndOfRun,      // behind the last word of a run
};
inline constexpr unsigned kActions = static_cast<unsigned>(Action::kEndOfRun) + 1;

constexpr Action plain_action(Opcode op) { return static_cast<Action>(static_cast<unsigned>(op) + 1); }
static_assert(plain_action(Opcode::kIllegal) == Action::kIllegal && plain_action(Opcode::kEnd) == Action::kCall);

// The instruction behind an action, kIllegal if there is none.
constexpr Opcode opcode_of(Action action) {
  switch (action) {
    case Action::kCall:
      return Opcode::kJal;
    case Action::kCallRegister:
    case Action::kReturn:
      return Opcode::kJalr;
    case Action::kUntranslated:
    case Action::kEndOfRun:
      return Opcode::kIllegal;
    default:
      return static_cast<Opcode>(static_cast<unsigned>(action) - 1);
  }
}

// rd: the dummy register instead of x0. imm: branches and JAL count words, not bytes. `far` stands in for rd (branches)
// or rs1 (JAL): the target is misaligned or outside the run, and imm means nothing.
struct Step {
  Action action;
  std::uint8_t rd, rs1, rs2;
  std::int32_t imm;
};
static_assert(sizeof(Step) == 8);

// A maximal run of consecutive executable words.
struct TextRun {
  std::uint32_t base = 0, bytes = 0;  // byte address of the first word; 4 x words
  std::size_t first_image_word = 0;
  Buffer<Step> steps;  // one per word, and a last one that is kEndOfRun
};

class Text {
 public:
  explicit Text(const Image& image);

  // The run that holds an address (aligned or not), or null.
  TextRun* find(std::uint64_t pc);
  // The word at an executable address.
  std::uint32_t word(const TextRun& run, std::uint32_t pc) const {
    return image_.words[run.first_image_word + (pc - run.base) / 4].value;
  }
  void translate(TextRun& run, std::uint32_t pc);

 private:
  const Image& image_;
  std::vector<TextRun> runs_;  // by address
};

}  // namespace squall::rv64

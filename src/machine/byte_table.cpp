#include "machine/byte_table.hpp"

#include "machine/chips/tables.hpp"

namespace squall {
namespace {

constexpr unsigned kBits = 8, kKindBit = 16;

// Adds weight * (a xor b at `bit`) for the rows of one kind: one of the two bits is set, the other is not.
void add_xor(ClosedForm& form, ByteKind kind, unsigned bit, std::uint32_t weight) {
  const auto is = [](bool set) { return set ? std::pair<Fp, Fp>{0, 1} : std::pair<Fp, Fp>{1, 0}; };
  for (const bool in_a : {true, false}) {
    form.terms.push_back({Fp(weight),
                          {{bit, is(in_a)},
                           {bit + kBits, is(!in_a)},
                           {kKindBit, is(number(kind) & 1)},
                           {kKindBit + 1, is(number(kind) >> 1)}}});
  }
}

}  // namespace

std::vector<ClosedForm> byte_table_columns() {
  ClosedForm high, low;
  const std::pair<ByteKind, unsigned> cuts[] = {{ByteKind::kXor, 0}, {ByteKind::kXorCut4, 4}, {ByteKind::kXorCut7, 7}};
  for (const auto& [kind, cut] : cuts) {
    for (unsigned bit = 0; bit < cut; ++bit) add_xor(low, kind, bit, 1u << bit);
    for (unsigned bit = cut; bit < kBits; ++bit) add_xor(high, kind, bit, 1u << (bit - cut));
  }
  return {ClosedForm::index(kByteTableLogRows, kKindBit), ClosedForm::index(kBits), ClosedForm::index(2 * kBits, kBits),
          high, low};
}

Chip byte_table() {
  return make_chip<chips::Bytes>(ChipLimits::optional(kByteTableLogRows), byte_table_columns(),
                                 TableIndex{kByteBus, {1 << kKindBit, 1, 1 << kBits, 0, 0}, 0});
}

}  // namespace squall

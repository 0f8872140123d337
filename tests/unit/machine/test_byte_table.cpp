// The table of bytes: every row against the operators of the language, and its columns as back ends make them.

#include "backend/common/closed_form_column.hpp"
#include "kit/catch.hpp"
#include "kit/lookup_tables.hpp"
#include "machine/buses.hpp"
#include "machine/byte_table.hpp"

namespace squall {
namespace {

constexpr std::size_t kRows = std::size_t(1) << kByteTableLogRows;

std::vector<Fp> expected(std::uint32_t row) {
  const std::uint32_t a = row & 0xff, b = row >> 8 & 0xff, kind = row >> 16, x = a ^ b;
  const unsigned cut = kind == 2 ? 4 : kind == 3 ? 7 : 0;
  return {Fp(kind), Fp(a), Fp(b), kind == 0 ? Fp(0) : Fp(x >> cut), kind == 0 ? Fp(0) : Fp(x & ((1u << cut) - 1))};
}

TEST_CASE("the table's rows are what they say") {
  std::vector<std::vector<Fp>> columns;
  for (const ClosedForm& form : byte_table_columns()) {
    std::vector<Fp> column(kRows);
    closed_form_column(form, kByteTableLogRows, column.data());
    columns.push_back(std::move(column));
  }
  REQUIRE(columns.size() == 5);
  std::size_t wrong = 0;
  for (std::uint32_t row = 0; row < kRows; ++row) {
    const std::vector<Fp> tuple = expected(row);
    for (std::size_t k = 0; k < 5; ++k) wrong += columns[k][row] != tuple[k];
  }
  CHECK(wrong == 0);
}

TEST_CASE("a tuple of the table is found where its index says, and the tests' own table agrees") {
  const Chip chip = byte_table();
  const auto tables = kit::machine_tables();
  const kit::LookupTable& model = tables.at(kByteBus.number);
  for (std::uint32_t row = 0; row < kRows; row += 77) {
    std::vector<Fp> tuple = expected(row);
    std::int64_t at = chip.table->offset;
    for (std::size_t k = 0; k < 5; ++k) at += chip.table->weights[k] * tuple[k].canonical();
    CHECK(at == row);
    CHECK(model.contains(tuple));
    tuple[3] += 1;
    CHECK(!model.contains(tuple));
  }
}

}  // namespace
}  // namespace squall

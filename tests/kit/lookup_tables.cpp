#include "kit/lookup_tables.hpp"

#include <optional>

#include "machine/buses.hpp"

namespace squall::kit {

namespace {

bool is_byte(Fp x) { return x.canonical() < 256; }

bool in_range(const std::vector<Fp>& tuple) {
  const std::uint32_t bound = tuple[0].canonical();
  return bound != 0 && (bound & (bound - 1)) == 0 && bound <= 1u << (kRangeLogRows - 1) && tuple[1].canonical() < bound;
}

// The two results of an operation on bytes: kind 0 has none, 1 to 3 are the XOR, cut after 0, 4 and 7 bits.
std::optional<std::pair<Fp, Fp>> byte_results(const std::vector<Fp>& tuple) {
  const std::uint32_t kind = tuple[0].canonical();
  if (kind > 3 || !is_byte(tuple[1]) || !is_byte(tuple[2])) return std::nullopt;
  const std::uint32_t x = tuple[1].canonical() ^ tuple[2].canonical();
  if (kind == 0) return std::pair(Fp(0), Fp(0));
  if (kind == 1) return std::pair(Fp(x), Fp(0));
  const unsigned cut = kind == 2 ? 4 : 7;
  return std::pair(Fp(x >> cut), Fp(x & ((1u << cut) - 1)));
}

}  // namespace

LookupTables machine_tables() {
  using Tuple = std::vector<Fp>;
  using Mends = std::vector<std::pair<unsigned, Fp>>;
  LookupTables tables;
  tables[kRangeBus.number] = {in_range, [](const Tuple&) { return Mends{{1, 0}, {1, 1}}; }};
  tables[kAndBus.number] = {
      [](const Tuple& t) { return is_byte(t[0]) && is_byte(t[1]) && t[2] == Fp(t[0].canonical() & t[1].canonical()); },
      [](const Tuple& t) {
        return is_byte(t[0]) && is_byte(t[1]) ? Mends{{2, Fp(t[0].canonical() & t[1].canonical())}} : Mends{};
      }};
  tables[kByteBus.number] = {
      [](const Tuple& t) {
        const auto results = byte_results(t);
        return results && results->first == t[3] && results->second == t[4];
      },
      [](const Tuple& t) {
        const auto results = byte_results(t);
        return results ? Mends{{3, results->first}, {4, results->second}} : Mends{{1, 0}, {2, 0}};
      }};
  return tables;
}

}  // namespace squall::kit

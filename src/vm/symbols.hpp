#pragma once

// Names of functions, for messages only: nothing that is proven depends on them.

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace squall {

struct GuestSymbol {
  std::uint32_t address, size;  // size 0: up to the next symbol
  std::string name;             // printable characters only
};

class Symbols {
 public:
  Symbols() = default;
  explicit Symbols(std::vector<GuestSymbol> symbols);

  // The symbol that covers an address, or null.
  const GuestSymbol* find(std::uint32_t address) const;
  // "name+0x1c", or an empty string if nothing covers the address.
  std::string describe(std::uint32_t address) const;
  const std::vector<GuestSymbol>& all() const { return symbols_; }  // by address, no two at the same

 private:
  std::vector<GuestSymbol> symbols_;
};

// Functions and labels of an ELF file's symbol table. Tolerates anything: what cannot be read is left out.
Symbols load_symbols(ByteView file);

}  // namespace squall

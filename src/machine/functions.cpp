#include "machine/functions.hpp"

#include <algorithm>
#include <vector>

#include "base/check.hpp"
#include "machine/functions/blake.hpp"
#include "machine/functions/integer.hpp"
#include "machine/functions/keccak.hpp"
#include "machine/functions/modular.hpp"
#include "machine/functions/sha256.hpp"

namespace squall {

namespace {

template <unsigned kWords, unsigned kLogBlock>
void append_to(ChunkedList<CallEvent<kWords>, kLogBlock>& list, const CallWords& before, std::uint32_t clock,
               std::uint32_t c_after, std::span<const std::uint32_t> times) {
  check(before.words.size() == kWords && times.size() == kWords, "a call has its family's words");
  CallEvent<kWords>& event = list.append();
  event.function = number(before.function);
  event.clock = clock;
  event.a = before.a;
  event.b = before.b;
  event.c = before.c;
  event.c_after = c_after;
  std::copy(before.words.begin(), before.words.end(), event.values);
  std::copy(times.begin(), times.end(), event.times);
}

}  // namespace

void CallRecords::append(Family family, const CallWords& before, std::uint32_t clock, std::uint32_t c_after,
                         std::span<const std::uint32_t> times) {
  switch (family) {
#define X(name, words)  \
  case Family::k##name: \
    return append_to(name, before, clock, c_after, times);
#include "machine/families.def"
#undef X
  }
}

std::size_t CallRecords::size() const {
  std::size_t total = 0;
#define X(name, words) total += name.size();
#include "machine/families.def"
#undef X
  return total;
}

void CallRecords::clear() { *this = CallRecords(); }

std::span<const FunctionInfo> functions() {
  static const std::vector<FunctionInfo> all = [] {
    std::vector<FunctionInfo> list;
    const auto add = [&](std::span<const FunctionInfo> more) { list.insert(list.end(), more.begin(), more.end()); };
    add(blake_functions());
    add(modular_functions());
    add(integer_functions());
    add(keccak_functions());
    add(sha256_functions());
    return list;
  }();
  return all;
}

const FunctionInfo* find_function(std::uint32_t number) {
  for (const FunctionInfo& info : functions()) {
    if (squall::number(info.function) == number) return &info;
  }
  return nullptr;
}

}  // namespace squall

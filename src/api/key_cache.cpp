#include "api/key_cache.hpp"

#include <algorithm>

#include "api/program_data.hpp"
#include "backend/memory.hpp"

namespace squall {

const ProvingKey& KeyCache::get(const Program& program) {
  const auto known = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const auto& entry) { return &entry->program.data() == &program.data(); });
  if (known != entries_.end()) {
    std::rotate(known, known + 1, entries_.end());
  } else {
    if (entries_.size() == kCapacity) entries_.erase(entries_.begin());
    const Program::Data& data = program.data();
    const auto columns = preprocessed_columns(data.proving_machine(), data.machine);
    entries_.push_back(
        std::make_unique<Entry>(Entry{program, make_proving_key(backend_, data.proving_machine(), columns)}));
  }
  return entries_.back()->key;
}

std::uint64_t KeyCache::others() const {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i + 1 < entries_.size(); ++i) bytes += key_memory(entries_[i]->key.verifying);
  return bytes;
}

void KeyCache::drop_others() {
  if (entries_.size() > 1) entries_.erase(entries_.begin(), entries_.end() - 1);
}

}  // namespace squall

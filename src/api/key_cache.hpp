#pragma once

// The proving keys of the last few programs, in the memory of a back end.

#include <cstdint>
#include <memory>
#include <vector>

#include "squall/program.hpp"

#include "backend/backend.hpp"
#include "stark/proving_key.hpp"

namespace squall {

class KeyCache {
 public:
  static constexpr std::size_t kCapacity = 4;

  // The back end is borrowed.
  explicit KeyCache(Backend& backend) : backend_(backend) {}

  // The program's key: the one that is there, or a new one. Valid until the next call.
  const ProvingKey& get(const Program& program);
  // What the keys other than the last one that was asked for take, in bytes.
  std::uint64_t others() const;
  void drop_others();
  void clear() { entries_.clear(); }

 private:
  struct Entry {
    Program program;  // keeps alive what identifies it
    ProvingKey key;
  };
  Backend& backend_;
  std::vector<std::unique_ptr<Entry>> entries_;  // the last one asked for is the last
};

}  // namespace squall

#pragma once

// Where a guest's instructions go: how often every word was executed, and a tree of calls. A tracer for the
// interpreter; a run with it is a few times slower than without.

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "machine/image.hpp"
#include "vm/text.hpp"

namespace squall {

// One path of calls from the entry. Counts are those of the function itself, not of what it calls.
struct CallNode {
  std::uint32_t target;  // byte address that was called; of the root: the entry
  std::uint32_t parent;  // number; the root is its own
  std::uint64_t calls = 0;
  std::array<std::uint64_t, kActions> actions = {};
  std::array<std::uint64_t, kFunctionNumbers> functions = {};
};

class Profiler {
 public:
  // Deeper calls, and calls of new paths when there are too many, count for their caller.
  static constexpr std::size_t kMostDepth = 512, kMostNodes = std::size_t(1) << 16;
  using Actions = std::array<std::uint64_t, kActions>;
  using Functions = std::array<std::uint64_t, kFunctionNumbers>;

  explicit Profiler(const Image& image);

  void hit(std::size_t image_word) { ++hits_[image_word]; }
  void translated(std::size_t image_word) { --hits_[image_word]; }
  // The counters are those of the whole run so far.
  void enter(std::uint32_t target, std::uint32_t return_address, const Actions& actions, const Functions& functions);
  // A return to an address to which no open call returns is a jump.
  void leave(std::uint32_t return_address, const Actions& actions, const Functions& functions);
  void finish(const Actions& actions, const Functions& functions) { settle(actions, functions); }

  const std::vector<std::uint64_t>& hits() const { return hits_; }  // per word of the image
  const std::vector<CallNode>& nodes() const { return nodes_; }     // parents before children

 private:
  struct Frame {
    std::uint32_t node, return_address;
  };
  // What has happened since the last change belongs to the present node.
  void settle(const Actions& actions, const Functions& functions);
  std::uint32_t child(std::uint32_t parent, std::uint32_t target);

  std::vector<std::uint64_t> hits_;
  std::vector<CallNode> nodes_;
  std::unordered_map<std::uint64_t, std::uint32_t> children_;  // parent and target -> node
  std::vector<Frame> frames_;
  Actions actions_ = {};
  Functions functions_ = {};
};

struct ProfilingTracer {
  static constexpr bool kRecords = false, kProfiles = true;
  Profiler* profiler;
};

}  // namespace squall

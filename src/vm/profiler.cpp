#include "vm/profiler.hpp"

namespace squall {

namespace {

template <std::size_t n>
void add_difference(std::array<std::uint64_t, n>& to, const std::array<std::uint64_t, n>& now,
                    std::array<std::uint64_t, n>& before) {
  for (std::size_t i = 0; i < n; ++i) to[i] += now[i] - before[i];
  before = now;
}

}  // namespace

Profiler::Profiler(const Image& image) : hits_(image.words.size()) {
  nodes_.push_back({image.entry, 0, 1, {}, {}});
  frames_.push_back({0, 0});
}

void Profiler::settle(const Actions& actions, const Functions& functions) {
  CallNode& node = nodes_[frames_.back().node];
  add_difference(node.actions, actions, actions_);
  add_difference(node.functions, functions, functions_);
}

std::uint32_t Profiler::child(std::uint32_t parent, std::uint32_t target) {
  const std::uint64_t key = std::uint64_t(parent) << 32 | target;
  if (const auto known = children_.find(key); known != children_.end()) return known->second;
  if (frames_.size() >= kMostDepth || nodes_.size() >= kMostNodes) return parent;
  const auto made = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({target, parent, 0, {}, {}});
  children_.emplace(key, made);
  return made;
}

void Profiler::enter(std::uint32_t target, std::uint32_t return_address, const Actions& actions,
                     const Functions& functions) {
  settle(actions, functions);
  const std::uint32_t parent = frames_.back().node, node = child(parent, target);
  if (node != parent) ++nodes_[node].calls;
  frames_.push_back({node, return_address});
}

void Profiler::leave(std::uint32_t return_address, const Actions& actions, const Functions& functions) {
  for (std::size_t depth = frames_.size(); depth-- > 1;) {
    if (frames_[depth].return_address != return_address) continue;
    settle(actions, functions);
    frames_.resize(depth);
    return;
  }
}

}  // namespace squall

#pragma once

// A guest that is executed on a thread of its own before it is its turn to be proven.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "api/prepared.hpp"

namespace squall {

// Text on its way from one thread to another. Holds kCapacity bytes; who writes more waits.
class TextQueue {
 public:
  static constexpr std::size_t kCapacity = 1u << 20;
  struct Piece {
    int fd;
    std::string text;
  };

  void write(int fd, std::string_view text);
  void end();  // the writer is done
  // The next piece; waits for it. Nothing at the end.
  std::optional<Piece> read();
  void abandon();  // nobody reads any more: text is dropped and nobody waits

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Piece> pieces_;
  std::size_t bytes_ = 0;
  bool ended_ = false, abandoned_ = false;
};

class ExecutionAhead {
 public:
  ExecutionAhead(ProveJob job, std::uint64_t memory);
  // Waits for the guest's end.
  ~ExecutionAhead();
  ExecutionAhead(const ExecutionAhead&) = delete;
  ExecutionAhead& operator=(const ExecutionAhead&) = delete;

  // Waits for the guest's end and passes its text on. Once. The result borrows from this object.
  Result<std::unique_ptr<Prepared>> take();

 private:
  void run(std::uint64_t memory);

  ProveJob job_;
  TextQueue text_;
  std::optional<Result<std::unique_ptr<Prepared>>> result_;
  std::thread thread_;
};

}  // namespace squall

#include "api/ahead.hpp"

#include <algorithm>
#include <new>

namespace squall {

void TextQueue::write(int fd, std::string_view text) {
  while (!text.empty()) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return bytes_ < kCapacity || abandoned_; });
    if (abandoned_) return;
    const std::string_view part = text.substr(0, kCapacity - bytes_);
    if (!pieces_.empty() && pieces_.back().fd == fd) {
      pieces_.back().text += part;
    } else {
      pieces_.push_back({fd, std::string(part)});
    }
    bytes_ += part.size();
    text.remove_prefix(part.size());
    changed_.notify_all();
  }
}

void TextQueue::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

std::optional<TextQueue::Piece> TextQueue::read() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !pieces_.empty() || ended_; });
  if (pieces_.empty()) return std::nullopt;
  Piece piece = std::move(pieces_.front());
  pieces_.pop_front();
  bytes_ -= piece.text.size();
  changed_.notify_all();
  return piece;
}

void TextQueue::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  changed_.notify_all();
}

ExecutionAhead::ExecutionAhead(ProveJob job, std::uint64_t memory)
    : job_(std::move(job)), thread_([this, memory] { run(memory); }) {}

ExecutionAhead::~ExecutionAhead() {
  text_.abandon();
  if (thread_.joinable()) thread_.join();
}

void ExecutionAhead::run(std::uint64_t memory) {
  const Text text = job_.options.on_text ? [this](int fd, std::string_view part) { text_.write(fd, part); } : Text();
  try {
    result_ = prepare(job_.program, job_.input, job_.options, memory, text, true);
    if (result_->ok()) result_->value()->recorder.pause();
  } catch (const std::bad_alloc&) {
    result_ = Error{ErrorCode::kResourceLimit, "not enough memory to execute with a record"};
  } catch (const std::exception& error) {
    result_ = Error{ErrorCode::kInternal, error.what()};
  }
  text_.end();
}

Result<std::unique_ptr<Prepared>> ExecutionAhead::take() {
  while (const auto piece = text_.read()) job_.options.on_text(piece->fd, piece->text);
  thread_.join();
  if (result_->ok()) result_->value()->recorder.resume();
  return std::move(*result_);
}

}  // namespace squall

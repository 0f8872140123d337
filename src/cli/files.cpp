#include "cli/files.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.hpp"

namespace squall::cli {

namespace {

// More than any region of the machine or any proof has; files may be endless.
constexpr std::size_t kMaxBytes = std::size_t(1) << 28;

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw Failure{{ErrorCode::kBadInput, path + ": " + what}};
}

std::string folder_of(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

bool is_directory(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

// Devices and pipes are written to; everything else is replaced as a whole.
bool is_stream(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

// What a symbolic link points to is replaced, not the link.
std::string target_of(const std::string& path) {
  std::error_code error;
  const auto target = std::filesystem::canonical(path, error);
  return error ? path : target.string();
}

// A file open for writing that has no name yet, or only a hidden one where the file system knows no nameless files.
class NewFile {
 public:
  explicit NewFile(const std::string& path)
      : path_(target_of(path)), temporary_(folder_of(path_) + "/.squall-" + std::to_string(getpid()) + ".tmp") {
    if (is_stream(path_)) {
      fd_ = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
      state_ = State::kStream;
    } else if ((fd_ = open(folder_of(path_).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644)) < 0) {
      fd_ = open(temporary_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
      state_ = State::kHidden;
    }
    if (fd_ < 0) fail(path, std::string("cannot be written: ") + std::strerror(errno));
  }
  ~NewFile() {
    if (fd_ >= 0) close(fd_);
    if (state_ == State::kHidden && fd_ >= 0) unlink(temporary_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::span<const std::uint8_t> bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t written = ::write(fd_, bytes.data() + at, bytes.size() - at);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) give_up();
      at += static_cast<std::size_t>(written);
    }
  }
  // The file gets its name. A name that exists can only be replaced by renaming, hence the hidden one in between.
  void keep() {
    if (state_ == State::kStream) return;
    if (state_ == State::kNameless) {
      const std::string source = "/proc/self/fd/" + std::to_string(fd_);
      unlink(temporary_.c_str());
      if (linkat(AT_FDCWD, source.c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) != 0) give_up();
      state_ = State::kHidden;
    }
    if (rename(temporary_.c_str(), path_.c_str()) != 0) give_up();
    state_ = State::kNameless;
  }

 private:
  enum class State { kNameless, kHidden, kStream };

  [[noreturn]] void give_up() { fail(path_, std::string("cannot be written: ") + std::strerror(errno)); }

  std::string path_, temporary_;
  int fd_ = -1;
  State state_ = State::kNameless;
};

}  // namespace

std::vector<std::uint8_t> read_file(const std::string& path) {
  std::vector<std::uint8_t> bytes;
  if (path.empty()) return bytes;
  if (is_directory(path)) fail(path, "is a directory, expected a file");
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail(path, std::string("cannot be read: ") + std::strerror(errno));
  std::array<std::uint8_t, 1 << 16> part;
  ssize_t count = 0;
  while (bytes.size() <= kMaxBytes &&
         ((count = read(fd, part.data(), part.size())) > 0 || (count < 0 && errno == EINTR)))
    bytes.insert(bytes.end(), part.data(), part.data() + std::max<ssize_t>(count, 0));
  const int error = errno;
  close(fd);
  if (count < 0) fail(path, std::string("cannot be read: ") + std::strerror(error));
  if (bytes.size() > kMaxBytes) fail(path, "has more than " + size(kMaxBytes) + ", expected at most that");
  return bytes;
}

void check_writable(const std::string& path) {
  if (is_directory(path)) fail(path, "is a directory, expected a file name");
  struct stat ignored {};
  if (stat(path.c_str(), &ignored) != 0 && errno == ENAMETOOLONG) {
    fail(path, std::string("cannot be written: ") + std::strerror(errno));
  }
  const std::string folder = folder_of(target_of(path));
  if (!is_directory(folder)) fail(path, "the folder " + folder + " does not exist");
  if (!is_stream(path)) NewFile attempt(path);
}

void write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  NewFile file(path);
  file.write(bytes);
  file.keep();
}

}  // namespace squall::cli

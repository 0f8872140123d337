#include "cli/files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.hpp"

namespace squall::cli {

namespace {

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw Failure{{ErrorCode::kBadInput, path + ": " + what}};
}

std::string folder_of(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

}  // namespace

std::vector<std::uint8_t> read_file(const std::string& path) {
  if (path.empty()) return {};
  if (std::filesystem::is_directory(path)) fail(path, "is a directory, expected a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path, std::string("cannot be read: ") + std::strerror(errno));
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) fail(path, "reading failed");
  return bytes;
}

void check_writable(const std::string& path) {
  if (std::filesystem::is_directory(path)) fail(path, "is a directory, expected a file name");
  const std::string folder = folder_of(path);
  if (!std::filesystem::is_directory(folder)) fail(path, "the folder " + folder + " does not exist");
  if (access(folder.c_str(), W_OK) != 0) fail(path, "cannot be written: " + std::string(std::strerror(errno)));
}

void write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  // A nameless file first; it gets its name by link and rename when all bytes are on it. Where the file system has no
  // nameless files, a hidden temporary name is used.
  const std::string temporary = folder_of(path) + "/.squall-" + std::to_string(getpid()) + ".tmp";
  Descriptor file{open(folder_of(path).c_str(), O_TMPFILE | O_WRONLY, 0644)};
  const bool nameless = file.fd >= 0;
  if (!nameless) file.fd = open(temporary.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  if (file.fd < 0) fail(path, std::string("cannot be created: ") + std::strerror(errno));
  const auto give_up = [&] {
    const std::string reason = std::strerror(errno);
    unlink(temporary.c_str());
    fail(path, "cannot be written: " + reason);
  };
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t written = write(file.fd, bytes.data() + at, bytes.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) give_up();
    at += static_cast<std::size_t>(written);
  }
  if (nameless) {
    const std::string source = "/proc/self/fd/" + std::to_string(file.fd);
    unlink(temporary.c_str());
    if (linkat(AT_FDCWD, source.c_str(), AT_FDCWD, temporary.c_str(), AT_SYMLINK_FOLLOW) != 0) give_up();
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) give_up();
}

}  // namespace squall::cli

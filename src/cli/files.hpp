#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace squall::cli {

// The whole file; "" is the empty byte string. Throws Failure (kBadInput).
std::vector<std::uint8_t> read_file(const std::string& path);

// Throws Failure unless a file could be created at this path: asked before long work.
void check_writable(const std::string& path);

// Writes all bytes or nothing: the file appears under its name only when it is complete, even if the process is killed.
void write_file(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace squall::cli

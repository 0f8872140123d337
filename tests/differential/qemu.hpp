#pragma once

// Runs ELF files under qemu-riscv32 or qemu-riscv64, restricted to what Squall has.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include "base/bytes.hpp"

namespace squall::kit {

class Qemu {
 public:
  explicit Qemu(unsigned xlen = 32)
      : xlen_(std::to_string(xlen)),
        available_(std::system(("command -v " + name() + " >/dev/null 2>&1").c_str()) == 0) {}

  bool available() const { return available_; }
  std::string name() const { return "qemu-riscv" + xlen_; }

  struct Outcome {
    int status = -1;  // exit code; 128 + n for a signal
    Bytes text;
  };

  Outcome run(ByteView elf) const {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("squall-qemu-" + std::to_string(getpid()) + ".elf");
    std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(elf.data()), std::streamsize(elf.size()));
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    const std::string command = name() + " -cpu rv" + xlen_ +
                                ",a=false,f=false,d=false,c=false,zba=false,zbb=false,zbc=false,zbs=false,"
                                "Zifencei=false " +
                                file.string() + " 2>/dev/null";
    Outcome outcome;
    if (FILE* pipe = popen(command.c_str(), "r")) {
      std::uint8_t buffer[65536];
      for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) append(outcome.text, {buffer, n});
      const int status = pclose(pipe);
      outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    std::filesystem::remove(file);
    return outcome;
  }

 private:
  std::string xlen_;
  bool available_;
};

}  // namespace squall::kit

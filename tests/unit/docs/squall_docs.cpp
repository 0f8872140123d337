// Writes Markdown about the RV32IM machine: README.md and one page per chip.

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "air/document.hpp"
#include "machine/rv32im.hpp"

int main(int count, char** arguments) {
  using namespace squall;
  if (count != 2) {
    std::fprintf(stderr, "usage: squall-docs FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = arguments[1];
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  // Heights of the fixed tables depend on the program; these are the least.
  const Machine machine =
      rv32im_machine(ProgramHeader{Platform::kSquall, 0, kMinLogRows, kMinLogRows, kMinLogRows, kAllFamilies});
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream file(folder / name, std::ios::binary);
    file << text;
    file.close();
    if (file) return true;
    std::fprintf(stderr, "cannot write %s\n", (folder / name).c_str());
    return false;
  };
  bool good = write("README.md", document(machine));
  for (const Chip& chip : machine.chips) good = good && write(chip.name + ".md", document(chip));
  if (good) std::printf("%zu pages in %s\n", machine.chips.size() + 1, folder.c_str());
  return good ? 0 : 1;
}

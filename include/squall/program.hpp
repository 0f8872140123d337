#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "squall/error.hpp"
#include "squall/guest_profile.hpp"
#include "squall/oracle.hpp"

namespace squall {

// 32 bytes that identify a program: its entry, its exact initial memory with zero-filled extents, XLEN, the platform,
// and the machine that proves it. Never the bytes of its file.
struct ProgramId {
  std::array<std::uint8_t, 32> bytes{};

  std::string hex() const;  // 64 lower-case digits
  static Result<ProgramId> from_hex(std::string_view text);
  bool operator==(const ProgramId&) const = default;
};

struct SegmentInfo {
  std::uint32_t address;  // bytes
  std::uint32_t size;     // bytes in memory
  std::string kind;       // "image", "zero", "input", "output"
  bool writable, executable;
};

struct LoadOptions {
  // The contract between guest and host: "squall" (an ELF file), or "airbender" (a flat image or an ELF file at
  // address 0).
  std::string platform = "squall";
  std::uint32_t rom_bytes = 0;  // airbender: size of the read-only window, 2 MiB (also for 0) or 4 MiB
};

struct RunOptions {
  std::uint64_t max_instructions = std::uint64_t(1) << 32;  // stops guests that loop
  // Text that the guest writes for the host; not part of what is proven. fd: 1 or 2.
  std::function<void(int fd, std::string_view text)> on_text = {};
  Oracle* oracle = nullptr;  // airbender: answers the guest instead of the input
};

// What an execution did.
struct RunReport {
  unsigned xlen = 32;  // bits of a register: 32, or 64 for what cannot be proven
  std::uint64_t instructions = 0;
  std::uint64_t misaligned = 0;  // RV64: loads and stores that were not aligned to their size; RV32 has none
  std::uint32_t exit_code = 0;
  std::vector<std::uint8_t> output;                            // the public output
  std::vector<std::pair<std::string, std::uint64_t>> opcodes;  // executed at least once, most frequent first
  std::vector<std::uint32_t> oracle_words;                     // airbender: what the guest was given; proves the same
  double seconds = 0;
};

// The chips that proving an execution takes.
struct ChipCost {
  std::string chip;
  std::uint64_t rows;                     // used
  std::vector<unsigned> log_heights;      // of its instances
  unsigned main_columns, helper_columns;  // in base-field columns
  std::uint64_t cells;                    // committed, padding included
};

struct CostReport {
  std::vector<ChipCost> chips;
  unsigned log_rows = 0;  // of the committed matrices
  std::uint64_t cells = 0;
  std::uint64_t memory_bytes = 0;  // estimate of the prover's peak
};

// A loaded program. Immutable; copies share the data.
class Program {
 public:
  // Errors: kBadProgram with what, where and what was expected; kBadInput for unknown options.
  static Result<Program> load(std::span<const std::uint8_t> file, const LoadOptions& options = {});
  static Result<Program> load_file(const std::string& path, const LoadOptions& options = {});

  // RV64 programs can be run, but not yet proven: kBadProgram, here and from all that is about a proof. They have no id
  // (all zero), and no machine (an empty text).
  Status provable() const;
  unsigned xlen() const;
  // Commits to the program; takes a moment the first time.
  const ProgramId& id() const;
  std::string platform() const;
  std::uint32_t entry() const;
  std::vector<SegmentInfo> segments() const;
  // The machine that proves it: chips, constraints, buses and limits as canonical JSON text, which the id hashes
  // together with the root of the preprocessed columns. All that an independent verifier needs besides a proof.
  std::string machine_json() const;

  // Executes without proving. Errors: kGuestFailure for a trap, kResourceLimit when max_instructions is reached,
  // kBadInput when the input is larger than its region. A non-zero exit code is no error here.
  Result<RunReport> run(std::span<const std::uint8_t> input, const RunOptions& options = {}) const;
  // Executes, and tells what proving that execution would take.
  Result<CostReport> cost(std::span<const std::uint8_t> input, const RunOptions& options = {}) const;
  // Executes, and tells where instructions and cells go, by function and by path of calls.
  Result<GuestProfile> profile(std::span<const std::uint8_t> input, const RunOptions& options = {}) const;

  struct Data;
  const Data& data() const { return *data_; }  // for the library itself

 private:
  explicit Program(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

}  // namespace squall

#pragma once

// The subcommands of `squall`. Each registers its options and returns what to run; all of them speak only to the public
// interface of the library.

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "squall/error.hpp"
#include "squall/program.hpp"
#include "squall/prover.hpp"

namespace squall::cli {

// Exit codes that scripts can use.
enum ExitCode : int {
  kOk = 0,
  kUsage = 2,         // wrong arguments, unreadable files, malformed programs or inputs
  kGuestFailed = 3,   // the guest trapped or exited with an unexpected code
  kRejected = 4,      // the proof does not show the claim
  kLimit = 5,         // more memory, rows or instructions than allowed
  kDeviceFailed = 6,  // the GPU failed, or there is none
  kInternalError = 70
};
int exit_code(ErrorCode code);

// Ends the command with this error: one line on standard error.
struct Failure {
  Error error;
};
template <class T>
T unwrap(Result<T> result) {
  if (!result.ok()) throw Failure{result.error()};
  return std::move(result).value();
}

// Options that several commands share.
struct Common {
  bool json = false;
  unsigned threads = 0;
  std::string max_memory;  // "8G"; empty: what the machine has
};
void add_json(CLI::App& app, Common& common);
// Every command takes them, so that scripts can pass them to all alike; `proves`: this one has a use for them.
void add_threads(CLI::App& app, Common& common, bool proves);
// In bytes, 0 if there is none. Throws Failure for what is not a size.
std::uint64_t memory_limit(const Common& common);

void add_backend(CLI::App& app, std::string& backend);
// Throws Failure.
ProverOptions prover_options(const Common& common, const std::string& backend);
// Says on standard error why the CPU proves although there is a GPU. Throws Failure.
Prover make_prover(const ProverOptions& options);

struct GuestOptions {
  std::string program, input;
  std::string platform = "squall", rom;  // rom: "2M" or "4M"; empty: the platform's default
  std::uint64_t max_instructions = std::uint64_t(1) << 32;
};
void add_guest(CLI::App& app, GuestOptions& options);
void add_platform(CLI::App& app, GuestOptions& options);
// Throw Failure.
Program load_program(const GuestOptions& options);
// Bytes; for the platform airbender the words of a hex text, little-endian.
std::vector<std::uint8_t> read_input(const GuestOptions& options);
// Words as hex text, eight digits each, a line per word.
std::string words_text(std::span<const std::uint32_t> words);

using Command = std::function<int()>;
Command add_run(CLI::App& app);
Command add_prove(CLI::App& app);
Command add_verify(CLI::App& app);
Command add_inspect(CLI::App& app);
Command add_bench(CLI::App& app);
Command add_devices(CLI::App& app);
Command add_profile(CLI::App& app);

nlohmann::ordered_json to_json(const CostReport& cost);
// Of this process, in bytes.
std::uint64_t peak_memory();
std::string hex(std::span<const std::uint8_t> bytes);
// The first 16 digits of a longer string of hex digits.
std::string short_hex(const std::string& digits);
// What proves: "cpu (AVX2) on 2 threads", or a GPU's name.
std::string worker_text(const std::string& backend, bool on_device, unsigned threads);
// "205 kHz", "1.3 MHz".
std::string rate(double per_second);
// "940 KiB", "1.2 GiB".
std::string size(double bytes);
// "1,310,422".
std::string grouped(std::uint64_t value);

}  // namespace squall::cli

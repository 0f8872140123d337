#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

#include "squall/params.hpp"
#include "squall/proof.hpp"
#include "squall/verifier.hpp"

#include "cli/commands.hpp"
#include "cli/files.hpp"

namespace squall::cli {

namespace {

struct Options {
  Common common;
  GuestOptions guest;  // its program may be an id
  std::string proof, parameters, output;
  std::uint32_t exit_code = 0;
};

// An id in hex, or an ELF file whose id is computed.
ProgramId program_id(const GuestOptions& guest) {
  const std::string& text = guest.program;
  const bool is_id = text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (is_id && !std::filesystem::exists(text)) return unwrap(ProgramId::from_hex(text));
  std::error_code ignored;
  if (!std::filesystem::exists(text, ignored)) {
    throw Failure{{ErrorCode::kBadInput,
                   "--program: '" + text + "' is neither a file nor a program id of 64 hexadecimal digits"}};
  }
  const Program program = load_program(guest);
  unwrap(program.provable());
  return program.id();
}

int verify(const Options& o) {
  memory_limit(o.common);
  if (!o.output.empty()) check_writable(o.output);
  const auto proof = read_file(o.proof);
  const ProgramId id = program_id(o.guest);
  const auto start = std::chrono::steady_clock::now();
  const Claim claim = unwrap(squall::verify(proof, id, {o.parameters, o.exit_code}));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!o.output.empty()) write_file(o.output, claim.output);
  if (o.common.json) {
    const nlohmann::ordered_json json = {{"verified", true},
                                         {"platform", unwrap(inspect_proof(proof)).platform},
                                         {"program_id", id.hex()},
                                         {"verify_seconds", seconds},
                                         {"proof_bytes", proof.size()},
                                         {"parameters", o.parameters.empty() ? default_parameters() : o.parameters},
                                         {"proven_bits", claim.proven_bits},
                                         {"exit_code", claim.exit_code},
                                         {"output_hex", hex(claim.output)}};
    fmt::print("{}\n", json.dump(2));
  } else {
    fmt::print("verified  {:.0f} ms  {} bits proven  program {}  exit code {}  output {}\n", seconds * 1e3,
               claim.proven_bits, short_hex(id.hex()), claim.exit_code,
               claim.output.empty() ? "(none)" : short_hex(hex(claim.output)));
  }
  return kOk;
}

}  // namespace

Command add_verify(CLI::App& parent) {
  CLI::App& app = *parent.add_subcommand("verify", "Check a proof");
  auto o = std::make_shared<Options>();
  app.add_option("proof", o->proof, "Proof file")->required();
  app.add_option("--program", o->guest.program, "The program it must be about: its file or a program id")->required();
  add_platform(app, o->guest);
  app.add_option("--parameters", o->parameters, "Row of the parameter table to accept (default: fast)");
  app.add_option("--exit-code", o->exit_code, "The exit code to expect (default: 0)");
  app.add_option("--output", o->output, "Write the proven public output to this file");
  add_threads(app, o->common, false);
  add_json(app, o->common);
  return [o] { return verify(*o); };
}

}  // namespace squall::cli

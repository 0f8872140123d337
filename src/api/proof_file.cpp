#include "api/proof_file.hpp"

#include <algorithm>

namespace squall {

namespace {

constexpr std::size_t kMaxName = 32;

void append_name(Bytes& out, std::string_view name) {
  append_le(out, name.size(), 1);
  append(out, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
}

// Reads fields until one is missing; then `what` names it and every later read gives zeros.
class FieldReader {
 public:
  explicit FieldReader(ByteView bytes) : reader_(bytes) {}

  std::uint64_t number(const char* name, unsigned width) {
    const auto value = failed() ? std::nullopt : reader_.number(width);
    if (!value) fail(name);
    return value.value_or(0);
  }
  ByteView bytes(const char* name, std::uint64_t count) {
    const auto part = failed() || count > reader_.remaining() ? std::nullopt : reader_.take(count);
    if (!part) fail(name);
    return part.value_or(ByteView());
  }
  std::string text(const char* name) {
    const std::uint64_t length = number(name, 1);
    const ByteView part = bytes(name, length);
    const bool printable = std::all_of(part.begin(), part.end(), [](std::uint8_t c) { return c > 32 && c < 127; });
    if (length > kMaxName || !printable) fail(name);
    return std::string(part.begin(), part.end());
  }
  std::size_t remaining() const { return reader_.remaining(); }
  std::size_t position() const { return reader_.position(); }
  bool failed() const { return what_ != nullptr; }
  const char* what() const { return what_; }

 private:
  void fail(const char* name) {
    if (!what_) what_ = name;
  }
  ByteReader reader_;
  const char* what_ = nullptr;
};

Error rejected(std::string reason) { return {ErrorCode::kProofRejected, "proof file: " + std::move(reason)}; }

}  // namespace

Bytes write_proof_file(const ProofFile& file) {
  Bytes out(kProofMagic.begin(), kProofMagic.end());
  append_le(out, kProofVersion, 2);
  append_name(out, platform_name(file.program.platform));
  append_le(out, file.xlen, 1);
  append_le(out, file.program.entry, 4);
  append_le(out, file.program.log_program, 1);
  append_le(out, file.program.log_image, 1);
  append_le(out, file.program.log_regions, 1);
  append_le(out, file.program.families, 4);
  append(out, file.root);
  append_name(out, file.parameters);
  append_le(out, file.outcome.exit_code, 4);
  append_le(out, file.outcome.output.size(), 4);
  append(out, file.outcome.output);
  append_le(out, file.proof.size(), 8);
  append(out, file.proof);
  return out;
}

Result<ProofFile> read_proof_file(ByteView bytes) {
  FieldReader in(bytes);
  const ByteView magic = in.bytes("magic", kProofMagic.size());
  if (in.failed() || !std::equal(magic.begin(), magic.end(), kProofMagic.begin())) {
    return rejected("does not begin with the magic \"SQUALLPF\"");
  }
  const std::uint64_t version = in.number("format version", 2);
  if (!in.failed() && version != kProofVersion) {
    return rejected("format version is " + std::to_string(version) + ", expected " + std::to_string(kProofVersion));
  }
  ProofFile file;
  const std::string platform_text = in.text("platform");
  file.xlen = static_cast<std::uint32_t>(in.number("XLEN", 1));
  file.program.entry = static_cast<std::uint32_t>(in.number("entry", 4));
  file.program.log_program = static_cast<unsigned>(in.number("height of the program table", 1));
  file.program.log_image = static_cast<unsigned>(in.number("height of the image table", 1));
  file.program.log_regions = static_cast<unsigned>(in.number("height of the region table", 1));
  file.program.families = static_cast<std::uint32_t>(in.number("families of functions", 4));
  const ByteView root = in.bytes("preprocessed root", file.root.size());
  std::copy(root.begin(), root.end(), file.root.begin());
  file.parameters = in.text("parameter row");
  file.outcome.exit_code = static_cast<std::uint32_t>(in.number("exit code", 4));
  const std::uint64_t output_size = in.number("output length", 4);
  if (!in.failed() && output_size > kMaxOutputBytes) {
    return rejected("output of " + std::to_string(output_size) + " bytes, at most " + std::to_string(kMaxOutputBytes) +
                    " are possible");
  }
  const ByteView output = in.bytes("output", output_size);
  file.outcome.output.assign(output.begin(), output.end());
  const std::uint64_t proof_size = in.number("proof length", 8);
  if (in.failed()) {
    return rejected("ends or is malformed at byte " + std::to_string(in.position()) + ", expected: " + in.what());
  }
  if (proof_size != in.remaining()) {
    return rejected("announces " + std::to_string(proof_size) + " proof bytes and has " +
                    std::to_string(in.remaining()));
  }
  const std::optional<Platform> platform = find_platform(platform_text);
  if (!platform) return rejected("platform is '" + platform_text + "', expected 'squall' or 'airbender'");
  file.program.platform = *platform;
  if (!possible(*platform, file.outcome))
    return rejected("no program of its platform has such an exit code and output");
  if (file.xlen != 32) return rejected("XLEN is " + std::to_string(file.xlen) + ", expected 32");
  if (!file.program.valid()) return rejected("the program's entry, heights or families are out of range");
  file.proof = in.bytes("proof", proof_size);
  return file;
}

VerifyingKey verifying_key(const ProgramHeader& header, const Digest& root) {
  VerifyingKey key;
  key.machine = rv32im_machine(header);
  key.root = root;
  key.finish();
  return key;
}

}  // namespace squall

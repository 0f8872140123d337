// Every example guest, proven and verified; what it says is what its native twin says of the same input.

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "kit/catch.hpp"
#include "small_program.hpp"

namespace squall::end_to_end {
namespace {

namespace fs = std::filesystem;

Bytes words(std::initializer_list<std::uint32_t> values) {
  Bytes bytes;
  for (const std::uint32_t v : values) append_le(bytes, v, 4);
  return bytes;
}
Bytes text(std::string_view s) { return Bytes(s.begin(), s.end()); }
Bytes from_hex(std::string_view digits) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

// Standard output and exit code of the native twin; nothing if it was not built.
std::optional<std::pair<Bytes, int>> native(const std::string& name, const Bytes& input) {
  const fs::path twin = fs::path(SQUALL_GUESTS) / (name + "_native");
  if (!fs::exists(twin)) return std::nullopt;
  const fs::path file = fs::temp_directory_path() / ("squall-end-to-end-" + name + "-" + std::to_string(getpid()));
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size()));
  FILE* pipe = popen((twin.string() + " < " + file.string() + " 2>/dev/null").c_str(), "r");
  Bytes output;
  for (int c; (c = std::fgetc(pipe)) != EOF;) output.push_back(static_cast<std::uint8_t>(c));
  const int status = pclose(pipe);
  fs::remove(file);
  return std::pair{output, WEXITSTATUS(status)};
}

// Proves, verifies, compares, and lets the proof stand for no other guest.
Bytes prove_guest(const std::string& name, const Bytes& input, std::uint32_t code = 0) {
  INFO(name);
  const Program program = must(Program::load_file(std::string(SQUALL_GUESTS) + "/" + name + ".elf"));
  const ProofResult proof = prove(program, input, 2, {.expected_exit_code = code});
  const Claim claim = must(verify(proof.proof, program.id(), {"test", code}));
  const RunReport run = must(program.run(input));
  CHECK(claim.exit_code == code);
  CHECK(claim.output == run.output);
  CHECK(proof.instructions == run.instructions);
  if (const auto twin = native(name, input)) {
    CHECK(claim.output == twin->first);
    CHECK(static_cast<int>(code) == twin->second);
  }
  CHECK(reason(proof.proof, small_program(), {"test", code}) != "");
  CHECK(reason(proof.proof, program, {"test", code + 1}) != "");
  CHECK(reason(proof.proof, program, {"fast", code}) != "");
  return claim.output;
}

TEST_CASE("fibonacci") {
  CHECK(prove_guest("fibonacci", words({47}))[0] != 0);
  prove_guest("fibonacci", {1, 2, 3}, 1);
}

TEST_CASE("sha256") {
  CHECK(prove_guest("sha256", text("abc")) ==
        from_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

TEST_CASE("keccak256") {
  CHECK(prove_guest("keccak256", text("abc")) ==
        from_hex("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"));
}

TEST_CASE("quicksort") { CHECK(prove_guest("quicksort", words({0, 30, 10, 0xffffffff, 20})) != Bytes()); }

TEST_CASE("matrix") {
  CHECK(prove_guest("matrix", words({0, 2, 1, 2, 3, 4, 5, 6, 7, 8})) == words({2, 19, 22, 43, 50}));
}

TEST_CASE("ledger") {
  const std::string header = "date,account,description,amount\n";
  const Bytes output =
      prove_guest("ledger", text(header + "2024-02-29,Fine:1,\"ok, good\",12.34\n2024-03-01,a,b,-2.00\n"));
  REQUIRE(output.size() == 44);
  CHECK(load_le32(&output[32]) == 1034);  // cents
  CHECK(load_le32(&output[40]) == 2);     // entries
  prove_guest("ledger", text("not a ledger"), 2);
}

// Two million instructions.
TEST_CASE("ecdsa", "[.][ecdsa]") {
  const Bytes input = from_hex(
      "a0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e"
      "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
      "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"
      "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
      "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");
  CHECK(prove_guest("ecdsa", input)[0] == 1);
  Bytes other = input;
  other[40] ^= 1;
  CHECK(prove_guest("ecdsa", other)[0] == 0);
}

}  // namespace
}  // namespace squall::end_to_end

// Damaged proof files. The long case tries every byte.

#include <atomic>

#include "kit/catch.hpp"
#include "small_program.hpp"

namespace squall::end_to_end {
namespace {

// The positions of accepted flips: of one bit per byte, another one from byte to byte.
std::vector<std::size_t> accepted_flips(std::size_t first, std::size_t stride) {
  const Bytes& proof = small_proof().proof;
  const ProgramId id = small_program().id();
  std::atomic<std::size_t> next = first;
  std::vector<std::size_t> accepted[2];
  const auto work = [&](unsigned worker) {
    Bytes copy = proof;
    for (std::size_t i = next.fetch_add(stride); i < copy.size(); i = next.fetch_add(stride)) {
      const std::uint8_t mask = static_cast<std::uint8_t>(1u << (i * 5 + i / 8) % 8);
      copy[i] ^= mask;
      if (verify(copy, id, kTestRow).ok()) accepted[worker].push_back(i);
      copy[i] ^= mask;
    }
  };
  std::thread other(work, 1);
  work(0);
  other.join();
  accepted[0].insert(accepted[0].end(), accepted[1].begin(), accepted[1].end());
  return accepted[0];
}

TEST_CASE("bytes of a proof are flipped: its header and a sample") {
  const std::size_t body = small_proof().proof.size() - must(read_proof_file(small_proof().proof)).proof.size();
  const Bytes& proof = small_proof().proof;
  for (std::size_t i = 0; i < body; ++i) {
    INFO("byte " << i);
    Bytes copy = proof;
    copy[i] ^= static_cast<std::uint8_t>(1u << i % 8);
    CHECK(reason(copy) != "");
  }
  CHECK(accepted_flips(0, 97) == std::vector<std::size_t>{});
  CHECK(reason(proof) == "");
}

// A verifier that knows the program would otherwise ask for public values that do not exist.
TEST_CASE("a proof file claims only what a program of its platform can do") {
  const ProofFile honest = must(read_proof_file(small_proof().proof));
  const auto readable = [&](Platform platform, std::uint32_t exit_code, std::size_t bytes) {
    ProofFile file = honest;
    file.program.platform = platform;
    file.outcome = {exit_code, Bytes(bytes)};
    return read_proof_file(write_proof_file(file)).ok();
  };
  CHECK(readable(Platform::kSquall, 7, 31));
  CHECK(readable(Platform::kAirbender, 0, 32));
  CHECK_FALSE(readable(Platform::kAirbender, 0, 31));
  CHECK_FALSE(readable(Platform::kAirbender, 0, 36));
  CHECK_FALSE(readable(Platform::kAirbender, 1, 32));
}

TEST_CASE("every byte of a proof is flipped", "[.][every-byte]") {
  CHECK(accepted_flips(0, 1) == std::vector<std::size_t>{});
}

TEST_CASE("a proof ends at every border of its parts, or goes on") {
  ThreadPool pool(2);
  CpuBackend backend(pool);
  const ProofParts parts = Parts().prove(backend);
  const Bytes& proof = small_proof().proof;
  const std::size_t body = proof.size() - parts.proof.size();
  REQUIRE(std::equal(parts.proof.begin(), parts.proof.end(), proof.begin() + static_cast<std::ptrdiff_t>(body)));
  const auto cut = [&](std::size_t size) {
    // As it is, and with an honest length in the header.
    if (size < proof.size()) CHECK(reason(ByteView(proof).first(size)) != "");
    if (size < body || size == proof.size()) return;
    ProofFile file = must(read_proof_file(proof));
    file.proof = ByteView(proof).subspan(body, size - body);
    CHECK(reason(write_proof_file(file)) != "");
  };
  for (std::size_t size = 0; size < body; ++size) cut(size);
  REQUIRE(parts.spans.size() > 20);
  for (const Span& span : parts.spans) {
    INFO(span.label);
    cut(body + span.offset);
    if (span.length > 0) cut(body + span.offset + span.length - 1);
    cut(body + span.offset + span.length / 2);
    if (span.length == 0 || span.kind == Span::Kind::kBytes) continue;
    Bytes longer(parts.proof.begin(), parts.proof.begin() + static_cast<std::ptrdiff_t>(span.offset + span.length));
    append(longer, Bytes(span.kind == Span::Kind::kDigests ? 32 : 20));
    append(longer, ByteView(parts.proof).subspan(span.offset + span.length));
    ProofFile file = must(read_proof_file(proof));
    file.proof = longer;
    CHECK(reason(write_proof_file(file)) != "");
  }
  Bytes longer = proof;
  longer.push_back(0);
  CHECK(reason(longer) != "");
  append(longer, proof);
  CHECK(reason(longer) != "");
}

}  // namespace
}  // namespace squall::end_to_end

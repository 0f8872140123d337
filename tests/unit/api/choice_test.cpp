// Which back end a prover takes, what it says about it, and what happens when a GPU fails.

#include <cmath>
#include <thread>

#include "squall/prover.hpp"
#include "squall/verifier.hpp"

#include "api/capacity.hpp"
#include "backend/memory.hpp"
#include "end_to_end/small_elf.hpp"
#include "kit/catch.hpp"
#include "unit/api/fake_gpu.hpp"

namespace squall {
namespace {

using Catch::Contains;
using end_to_end::kInput;
using end_to_end::small_elf;
using fake::gpus;
using fake::kFewProofs;
using Kind = BackendChoice::Kind;

template <class T>
T must(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

ProverOptions on(std::string_view text, std::uint64_t memory = 0) {
  return {.backend = must(BackendChoice::parse(text)), .threads = 1, .max_memory = memory};
}

const Program& program() {
  static const Program loaded = must(Program::load(small_elf()));
  return loaded;
}

Result<ProofResult> prove(Prover& prover, const Program& p = program()) {
  return prover.prove(p, kInput, {.parameters = "test"});
}

const std::vector<std::uint8_t>& cpu_proof() {
  static const std::vector<std::uint8_t> proof = [] {
    Prover prover = must(Prover::create(on("cpu")));
    return must(prove(prover)).proof;
  }();
  return proof;
}

// Bytes of memory that a proof of the program takes on a device.
std::uint64_t memory_of_proof() {
  static const std::uint64_t bytes = [] {
    Prover prover = must(Prover::create(on("cuda")));
    return must(prove(prover)).cost.memory_bytes;
  }();
  return bytes;
}

TEST_CASE("names of back ends") {
  const auto parsed = [](std::string_view text) {
    const BackendChoice choice = must(BackendChoice::parse(text));
    return std::pair(choice.kind, choice.device);
  };
  CHECK(parsed("") == std::pair(Kind::kAutomatic, BackendChoice::kAnyDevice));
  CHECK(parsed("auto") == std::pair(Kind::kAutomatic, BackendChoice::kAnyDevice));
  CHECK(parsed("cpu") == std::pair(Kind::kCpu, BackendChoice::kAnyDevice));
  CHECK(parsed("cuda") == std::pair(Kind::kCuda, BackendChoice::kAnyDevice));
  CHECK(parsed("cuda:0") == std::pair(Kind::kCuda, 0));
  CHECK(parsed("cuda:17") == std::pair(Kind::kCuda, 17));
  for (const char* wrong : {"gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:1x", "cuda:99999999999", "CPU", "cpu:0"}) {
    const auto choice = BackendChoice::parse(wrong);
    REQUIRE(!choice.ok());
    CHECK(choice.error().code == ErrorCode::kBadInput);
    CHECK_THAT(choice.error().message, Contains(wrong) && Contains("expected"));
  }
}

TEST_CASE("automatic: the first GPU that can be used, otherwise the CPU") {
  fake::reset();
  Prover first = must(Prover::create(on("auto")));
  CHECK(first.backend() == "cuda:0 (fake)");
  CHECK(first.on_device());
  CHECK(first.note().empty());

  gpus().list[0].problem = "compute capability 5.0 is too old";
  Prover second = must(Prover::create(on("auto")));
  CHECK(second.backend() == "cuda:1 (fake)");
  CHECK(backends() == std::vector<std::string>{"cuda:1", "cpu"});

  gpus().broken[1] = "out of memory";
  Prover cpu = must(Prover::create(on("auto")));
  CHECK(!cpu.on_device());
  CHECK_THAT(cpu.backend(), Catch::StartsWith("cpu"));
  CHECK_THAT(cpu.note(), Contains("GPU 0 (Fake 80) cannot be used: compute capability 5.0 is too old") &&
                             Contains("GPU 1 (Fake 8) cannot be used: out of memory"));
  CHECK(must(prove(cpu)).proof == cpu_proof());
}

TEST_CASE("where there is no GPU there is nothing to note") {
  fake::reset();
  gpus().list.clear();
  for (const bool built : {true, false}) {
    gpus().support = {built, {}, built ? "the NVIDIA driver is not installed" : "not built"};
    Prover prover = must(Prover::create(on("auto")));
    CHECK(!prover.on_device());
    CHECK(prover.note().empty());
    const auto refused = Prover::create(on("cuda"));
    REQUIRE(!refused.ok());
    CHECK(refused.error().code == ErrorCode::kDeviceFailure);
    CHECK(refused.error().message == gpus().support.problem);
  }
  CHECK(backends() == std::vector<std::string>{"cpu"});
}

TEST_CASE("a GPU that is asked for, or nothing") {
  fake::reset();
  CHECK(must(Prover::create(on("cuda"))).backend() == "cuda:0 (fake)");
  CHECK(must(Prover::create(on("cuda:1"))).backend() == "cuda:1 (fake)");
  CHECK(!must(Prover::create(on("cpu"))).on_device());
  const auto refused = [](std::string_view text) {
    const auto prover = Prover::create(on(text));
    REQUIRE(!prover.ok());
    CHECK(prover.error().code == ErrorCode::kDeviceFailure);
    return prover.error().message;
  };
  CHECK(refused("cuda:2") == "there is no GPU 2; there are GPU 0 (Fake 80), GPU 1 (Fake 8)");
  gpus().broken[1] = "the driver is too old";
  CHECK_THAT(refused("cuda:1"), Contains("GPU 1 (Fake 8)") && Contains("the driver is too old"));
  CHECK(must(Prover::create(on("cuda"))).backend() == "cuda:0 (fake)");
  gpus().broken[0] = "busy";
  CHECK_THAT(refused("cuda"), Contains("busy") && Contains("the driver is too old"));
}

TEST_CASE("a GPU's proof is the CPU's, and comes with kernel times if they are asked for") {
  fake::reset();
  ProverOptions options = on("cuda");
  options.profile = true;
  Prover prover = must(Prover::create(options));
  const ProofResult result = must(prove(prover));
  CHECK(result.proof == cpu_proof());
  REQUIRE(result.kernels.size() == 2);
  CHECK(result.kernels[0].name == "fill");
  CHECK(result.kernels[0].launches == 1);
  CHECK(result.transfers.round_trips == 42);
  if (kFewProofs) return;
  const ProofResult again = must(prove(prover));
  CHECK(again.kernels[0].launches == 1);
  Prover plain = must(Prover::create(on("cuda")));
  CHECK(must(prove(plain)).kernels.empty());
}

// One prover goes through all failures, so that each is also a proof after one.
TEST_CASE("a failure in any verb ends the proof, and nothing else") {
  fake::reset();
  Prover prover = must(Prover::create(on("cuda")));
  std::vector<const char*> verbs{"matrix",    "upload",          "fill",  "commit", "helpers", "skip_round",
                                 "zerocheck", "zerocheck round", "merge", "whir",   "grind"};
  if (kFewProofs) verbs = {"upload", "zerocheck round"};
  for (const char* verb : verbs) {
    INFO(verb);
    gpus().failing_verb = verb;
    const auto failed = prove(prover);
    REQUIRE(!failed.ok());
    CHECK(failed.error().code == ErrorCode::kDeviceFailure);
    CHECK_THAT(failed.error().message, Contains(std::string("'") + verb + "'"));
    CHECK(gpus().matrices == 0);
  }
  if (!kFewProofs) {
    Prover cpu = must(Prover::create(on("cpu")));
    CHECK(must(prove(cpu)).proof == cpu_proof());
  }
  gpus().failing_verb.clear();
  CHECK(must(prove(prover)).proof == cpu_proof());
}

TEST_CASE("two provers on two devices at once") {
  fake::reset();
  std::vector<std::uint8_t> proofs[2];
  std::string names[2];
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      Prover prover = must(Prover::create(on("cuda:" + std::to_string(i))));
      names[i] = prover.backend();
      for (int k = 0; k < (kFewProofs ? 1 : 3); ++k) proofs[i] = must(prove(prover)).proof;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(names[0] == "cuda:0 (fake)");
  CHECK(names[1] == "cuda:1 (fake)");
  for (const auto& proof : proofs) CHECK(proof == cpu_proof());
  CHECK(gpus().living == 0);
}

TEST_CASE("a proof that does not fit on the device is refused with figures") {
  fake::reset();
  const std::uint64_t need = memory_of_proof();
  Prover small = must(Prover::create(on("cuda", need / 4)));
  const auto refused = prove(small);
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == ErrorCode::kResourceLimit);
  CHECK_THAT(refused.error().message,
             Contains("instructions needs about") && Contains("of device memory, the limit is") && Contains("'cpu'"));
  if (kFewProofs) return;
  Prover enough = must(Prover::create(on("cuda", need)));
  CHECK(must(prove(enough)).proof == cpu_proof());
  // Just below the need: another height, or a refusal; if a proof, then a valid one.
  Prover tight = must(Prover::create(on("cuda", need - 1)));
  const auto maybe = prove(tight);
  if (maybe.ok()) CHECK(verify(maybe->proof, program().id(), {"test", 0}).ok());
  if (!maybe.ok()) CHECK(maybe.error().code == ErrorCode::kResourceLimit);
}

TEST_CASE("the key of a program is made once, and few keys are kept") {
  if (kFewProofs) return;
  fake::reset();
  Prover prover = must(Prover::create(on("cuda")));
  const auto uploads_of = [&](const Program& p) {
    const unsigned before = gpus().uploads;
    must(prove(prover, p));
    return gpus().uploads - before;
  };
  CHECK(uploads_of(program()) > 0);
  CHECK(uploads_of(program()) == 0);
  std::vector<Program> others;
  for (unsigned i = 0; i < 4; ++i) others.push_back(must(Program::load(small_elf(0, 100 + i))));
  for (unsigned i = 0; i < 3; ++i) CHECK(uploads_of(others[i]) > 0);
  CHECK(uploads_of(program()) == 0);
  CHECK(gpus().matrices == 4);
  CHECK(uploads_of(others[3]) > 0);  // in the place of the one that was not used for longest
  CHECK(gpus().matrices == 4);
  CHECK(uploads_of(program()) == 0);
  CHECK(uploads_of(others[0]) > 0);
}

TEST_CASE("keys of other programs give way to a proof that needs their memory") {
  fake::reset();
  Prover prover = must(Prover::create(on("cuda", memory_of_proof() + (1 << 10))));
  const unsigned before = gpus().matrices;
  must(prove(prover));
  const Program other = must(Program::load(small_elf(0, 5)));
  must(prove(prover, other));
  CHECK(gpus().matrices == before + 1);
}

TEST_CASE("devices") {
  fake::reset();
  gpus().list.push_back({2, "Fake 2", 5, 0, std::uint64_t(2) << 30, std::uint64_t(1) << 20, "too old"});
  gpus().list.push_back({3, "Full", 9, 0, std::uint64_t(8) << 30, std::uint64_t(1) << 20, {}});
  gpus().need = 4;
  const DeviceList list = devices();
  CHECK(list.built);
  CHECK(list.architectures == std::vector<std::string>{"8.0", "9.0"});
  CHECK(list.problem.empty());
  REQUIRE(list.devices.size() == 4);
  CHECK(list.devices[0].name == "Fake 80");
  CHECK(list.devices[0].architecture == "9.0");
  CHECK(list.devices[1].architecture == "8.9");
  CHECK(list.devices[0].log_instructions > list.devices[1].log_instructions);
  CHECK(list.devices[1].log_instructions >= 20);
  CHECK(list.devices[2].log_instructions == 0);
  CHECK(list.devices[2].problem == "too old");
  CHECK(list.devices[3].problem.empty());
  CHECK(list.devices[3].log_instructions == 0);

  for (auto& gpu : gpus().list) gpu.problem = "too old";
  CHECK_THAT(devices().problem, Contains("none of the GPUs can be used") && Contains("0: too old"));
  gpus().list.clear();
  CHECK(devices().problem == "the CUDA driver shows none");
  gpus().support.problem = "the NVIDIA driver is not installed";
  CHECK(devices().problem == "the NVIDIA driver is not installed");
}

TEST_CASE("the longest program grows with the memory") {
  const CommonProgram common;
  const auto estimate = [](const VerifyingKey& key, const Params&, const Shape& shape) {
    return host_memory(key, shape);
  };
  unsigned last = 0;
  for (const unsigned gib : {1u, 4u, 16u}) {
    const unsigned k = largest_program(common, estimate, std::uint64_t(gib) << 30);
    CHECK(k > last);
    last = k;
  }
  CHECK(largest_program(common, estimate, 1 << 20) == 0);
  CHECK(largest_program(common, estimate, 0) == 0);
  // Some 200 to 600 bytes an instruction on the host.
  const unsigned k = largest_program(common, estimate, std::uint64_t(1) << 30);
  CHECK(k >= 20);
  CHECK(k <= 22);
}

}  // namespace
}  // namespace squall

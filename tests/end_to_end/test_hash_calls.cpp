// Programs that call Keccak-f and the SHA-256 compression function: all rows and buses of the machine, and a proof.

#include <chrono>
#include <cstdio>

#include "end_to_end/small_program.hpp"
#include "kit/catch.hpp"

using namespace squall;
using namespace squall::end_to_end;
using enum Opcode;

namespace {

constexpr std::uint32_t kState = kit::kDataBase, kShaState = kState + 256, kBlock = kState + 320;

std::uint32_t call_word(Function function, unsigned rs1, unsigned rs2) {
  return 0x0b | rs1 << 15 | rs2 << 20 | number(function) << 25;
}

// A Keccak state of zeros; the first state of SHA-256 and the padded block of "abc".
Bytes data() {
  Bytes bytes(256);
  for (const std::uint32_t word :
       {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u}) {
    append_le(bytes, word, 4);
  }
  bytes.resize(320);
  append(bytes, Bytes{'a', 'b', 'c', 0x80});
  bytes.resize(320 + 63);
  bytes.push_back(24);
  return bytes;
}

// Calls both `times` times in a loop; the exit code is the low byte of both first words.
kit::Assembler program(std::uint32_t times, bool keccak = true, bool sha = true) {
  kit::Assembler a;
  a.li(5, kState);
  a.li(6, kShaState);
  a.li(7, kBlock);
  a.li(8, times);
  const auto loop = a.bound_label();
  if (keccak) a.word(call_word(Function::kKeccak, 5, 0));
  if (sha) a.word(call_word(Function::kSha256, 6, 7));
  a.i(kAddi, 8, 8, -1);
  a.branch(kBne, 8, 0, loop);
  a.i(kLw, 10, 5, 0);
  a.i(kLw, 11, 6, 0);
  a.r(kXor, 10, 10, 11);
  a.i(kAndi, 10, 10, 0xff);
  a.li(17, 93);
  a.ecall();
  return a;
}

constexpr std::uint32_t kExitCode = 0xe7 ^ 0xbf;  // after one call each: f1258f7940e1dde7 and ba7816bf

// The least of some runs, in milliseconds.
template <class F>
double milliseconds(const F& run) {
  double least = 1e9;
  for (int i = 0; i < 10; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run();
    least =
        std::min(least, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return least;
}

}  // namespace

TEST_CASE("calls of hash functions: all rows and buses") {
  kit::MachineWitness w(program(1), {}, data());
  REQUIRE(w.execution.record.exit_code == kExitCode);
  CHECK(w.problems() == std::vector<std::string>{});
  CHECK(w.of("keccak").size() == 1);
  CHECK(w.of("keccak-round").size() == 24);
  CHECK(w.of("sha256").size() == 1);
  CHECK(w.of("sha256-rounds").size() == 2);

  SECTION("a word of the state") { w.at("keccak", 0, "after[0]") += Fp(1); }
  SECTION("when it was accessed") { w.at("sha256", 0, "time[0]") += Fp(1); }
  SECTION("no rounds") { w.of("keccak-round").clear(); }
  SECTION("half of the rounds") { w.of("sha256-rounds").pop_back(); }
  SECTION("no call") { w.of("sha256").clear(); }
  CHECK_FALSE(w.accepted());
}

TEST_CASE("calls of hash functions: a proof") {
  const Program guest = must(Program::load(program(1).elf(data())));
  const ProofResult proof = prove(guest, {}, 2, {.expected_exit_code = kExitCode});
  CHECK(must(verify(proof.proof, guest.id(), {"test", kExitCode})).exit_code == kExitCode);
}

// Times and sizes of many calls, to be read: not run by default.
TEST_CASE("calls of hash functions: what they cost", "[.cost]") {
  const auto report = [](const char* name, std::uint32_t times, bool keccak, bool sha) {
    const Program guest = must(Program::load(program(times, keccak, sha).elf(data())));
    ProveOptions options;
    options.parameters = "fast";
    options.any_exit_code = true;
    const ProofResult proof = prove(guest, {}, 2, options);
    const double verify_time = milliseconds([&] { must(verify(proof.proof, guest.id(), {"fast", std::nullopt})); });
    const MachineProgram made = must(MachineProgram::make(must(load_elf(program(1).elf(data())))));
    const double machine_time = milliseconds([&] { (void)rv32im_machine(made); });
    std::printf("%s %u: prove %.3f s, proof %zu bytes, verify %.1f ms, of which machine %.1f ms\n", name, times,
                proof.prove_seconds, proof.proof.size(), verify_time, machine_time);
    for (const Phase& phase : proof.phases)
      std::printf("   %.3f..%.3f %s\n", phase.begin, phase.end, phase.name.c_str());
  };
  report("nothing", 100, false, false);
  report("keccak", 100, true, false);
  report("sha256", 1000, false, true);
}

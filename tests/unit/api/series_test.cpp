// Proofs in a row, executed ahead.

#include <algorithm>
#include <thread>

#include "squall/prover.hpp"
#include "squall/verifier.hpp"

#include "api/ahead.hpp"
#include "end_to_end/small_elf.hpp"
#include "kit/catch.hpp"
#include "unit/api/fake_gpu.hpp"

namespace squall {
namespace {

using Catch::Contains;
using end_to_end::kInput;
using end_to_end::small_elf;

Program loaded(const Bytes& elf) {
  auto program = Program::load(elf);
  REQUIRE(program.ok());
  return std::move(*program);
}

// Writes `text` to the host `times` times, then exits with `code`.
Bytes talking_elf(const std::string& text, std::uint32_t times, std::uint32_t code = 0) {
  using enum Opcode;
  kit::Assembler a;
  a.li(8, times);
  const auto loop = a.bound_label();
  for (std::size_t i = 0; i < text.size(); ++i) {
    a.li(5, kit::kDataBase);
    a.li(6, static_cast<unsigned char>(text[i]));
    a.store(kSb, 6, static_cast<std::int32_t>(i), 5);
  }
  a.li(10, 1);
  a.li(11, kit::kDataBase);
  a.li(12, static_cast<std::uint32_t>(text.size()));
  a.li(17, 64);
  a.ecall();
  a.i(kAddi, 8, 8, -1);
  a.branch(kBne, 8, 0, loop);
  a.exit(code);
  return a.elf();
}

Prover prover_on(std::string_view text) {
  auto prover = Prover::create({.backend = *BackendChoice::parse(text), .threads = 1});
  REQUIRE(prover.ok());
  return std::move(*prover);
}

ProveJob job(const Program& program, Bytes input = kInput) {
  return {program, std::move(input), {.parameters = "test"}};
}

TEST_CASE("a series gives the proofs of its jobs, in order, and errors where they belong") {
  fake::reset();
  const Program good = loaded(small_elf()), other = loaded(small_elf(0, 123)), failing = loaded(small_elf(9));
  for (const char* backend : {"cuda", "cpu"}) {
    if (fake::kFewProofs && backend == std::string_view("cpu")) break;
    Prover prover = prover_on(backend);
    const std::vector<ProveJob> jobs{job(good), job(failing), job(other, {9, 9, 9, 9}), job(good)};
    const auto results = prover.prove_all(jobs);
    REQUIRE(results.size() == 4);
    for (const std::size_t i : {0u, 2u, 3u}) {
      INFO(i);
      REQUIRE(results[i].ok());
      if (!fake::kFewProofs) {
        const auto alone = prover.prove(jobs[i].program, jobs[i].input, jobs[i].options);
        REQUIRE(alone.ok());
        CHECK(results[i]->proof == alone->proof);
      }
      CHECK(verify(results[i]->proof, jobs[i].program.id(), {"test", 0}).ok());
      CHECK(results[i]->phases.front().name == "execute");
      for (const Phase& phase : results[i]->phases) {
        CHECK(phase.begin <= phase.end);
        CHECK(phase.end <= results[i]->prove_seconds);
      }
    }
    CHECK(results[0]->proof == results[3]->proof);
    REQUIRE(!results[1].ok());
    CHECK(results[1].error().code == ErrorCode::kGuestFailure);
  }
}

TEST_CASE("an empty series") {
  Prover prover = prover_on("cpu");
  CHECK(prover.prove_all(std::span<const ProveJob>{}).empty());
}

TEST_CASE("a failing device fails the jobs that it proves") {
  fake::reset();
  Prover prover = prover_on("cuda");
  fake::gpus().failing_verb = "helpers";
  const Program good = loaded(small_elf());
  const auto results = prover.prove_all(std::vector<ProveJob>{job(good), job(good)});
  for (const auto& result : results) CHECK(result.error().code == ErrorCode::kDeviceFailure);
  CHECK(results.size() == 2);
}

TEST_CASE("callbacks come on the calling thread, job after job; jobs are asked for one ahead") {
  fake::reset();
  const Program talks = loaded(talking_elf("ab", 3));
  Prover prover = prover_on("cpu");
  const auto caller = std::this_thread::get_id();
  std::string log;
  std::size_t asked = 0, finished = 0;
  const auto note = [&](const std::string& what) {
    CHECK(std::this_thread::get_id() == caller);
    if (!log.ends_with(what)) log += what;
  };
  prover.prove_all(
      [&]() -> std::optional<ProveJob> {
        CHECK(std::this_thread::get_id() == caller);
        CHECK(asked <= finished + 1);
        if (asked == 3) return std::nullopt;
        ProveJob next = job(talks);
        const std::string name = std::to_string(asked++);
        next.options.on_text = [&note, name](int fd, std::string_view) { note(" text" + name + (fd == 1 ? "" : "?")); };
        next.options.on_executed = [&note, name](std::uint64_t) { note(" executed" + name); };
        next.options.on_progress = [&, name](double, std::string_view) {
          CHECK(asked == std::min<std::size_t>(finished + 2, 3));  // the next one is on its way
          note(" progress" + name);
        };
        return next;
      },
      [&](Result<ProofResult> result) {
        CHECK(result.ok());
        note(" done" + std::to_string(finished++));
      });
  CHECK(log == " text0 executed0 progress0 done0 text1 executed1 progress1 done1 text2 executed2 progress2 done2");
}

TEST_CASE("text of a guest that is executed ahead is complete") {
  fake::reset();
  if (fake::kFewProofs) return;
  const Program talks = loaded(talking_elf("0123456789abcdef", 500));
  Prover prover = prover_on("cpu");
  std::string texts[2];
  std::size_t i = 0;
  prover.prove_all(
      [&]() -> std::optional<ProveJob> {
        if (i == 2) return std::nullopt;
        ProveJob next = job(talks);
        next.options.on_text = [&text = texts[i++]](int, std::string_view part) { text += part; };
        return next;
      },
      [](Result<ProofResult> result) { CHECK(result.ok()); });
  std::string expected;
  for (int k = 0; k < 500; ++k) expected += "0123456789abcdef";
  CHECK(texts[0] == expected);
  CHECK(texts[1] == expected);
}

TEST_CASE("a queue of text holds no more than its capacity and loses nothing") {
  TextQueue queue;
  std::atomic<std::size_t> written{0};
  const std::string part(100'000, 'y');
  std::thread writer([&] {
    for (int k = 0; k < 50; ++k) {
      queue.write(k % 2 + 1, part);
      written += part.size();
    }
    queue.end();
  });
  std::size_t read = 0;
  while (const auto piece = queue.read()) {
    read += piece->text.size();
    CHECK(piece->text.size() <= TextQueue::kCapacity);
    CHECK(written <= read + TextQueue::kCapacity);
    std::this_thread::yield();
  }
  writer.join();
  CHECK(read == 50 * part.size());
  std::thread late([&] { queue.write(1, std::string(3 * TextQueue::kCapacity, 'z')); });
  queue.abandon();  // who waits is let go
  late.join();
}

TEST_CASE("a series that its caller breaks off ends") {
  fake::reset();
  Prover prover = prover_on("cpu");
  const Program good = loaded(small_elf());
  std::size_t asked = 0;
  CHECK_THROWS_AS(prover.prove_all([&]() -> std::optional<ProveJob> { return ++asked, job(good); },
                                   [](const Result<ProofResult>&) { throw std::runtime_error("enough"); }),
                  std::runtime_error);
  CHECK(asked == 2);
  if (!fake::kFewProofs) CHECK(prover.prove(good, kInput, {.parameters = "test"}).ok());
}

}  // namespace
}  // namespace squall

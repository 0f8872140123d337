// A machine of one's own: a single chip that proves the n-th Fibonacci number modulo p = 2^31 - 2^24 + 1.
//
// The chip's rows know nothing of each other. They are chained by a bus: each row takes (i, a, b) from it and puts
// (i + 1, b, a + b) back; the verifier itself puts (0, 0, 1) and takes (n, F(n), F(n + 1)).

#include <cstdio>
#include <vector>

#include "backend/cpu/cpu_backend.hpp"
#include "stark/prover.hpp"
#include "stark/verifier.hpp"

using namespace squall;

constexpr Bus kSteps{"steps", 1, 3};

struct FibonacciChip : ChipDefinition {
  static constexpr std::string_view kName = "fibonacci";
  SQUALL_COLUMNS(Main, real, index, a, b);

  template <class B>
  static void eval(B& b, const Main<typename B::Value>& r) {
    using V = typename B::Value;
    b.boolean("real is boolean", r.real);  // rows of zeros pad the table
    b.receive(kSteps, "before", r.real, {r.index, r.a, r.b});
    b.send(kSteps, "after", r.real, {r.index + V(1), r.b, r.a + r.b});
  }
};

// Makes the rows, as canonical words.
class FibonacciTrace : public Trace {
 public:
  explicit FibonacciTrace(std::size_t n) {
    Fp a = 0, b = 1;
    for (std::size_t i = 0; i < n; ++i) {
      rows_.push_back({1, static_cast<std::uint32_t>(i), a.canonical(), b.canonical()});
      const Fp next = a + b;
      a = b;
      b = next;
    }
    publics = {static_cast<std::uint32_t>(n), a.canonical(), b.canonical()};
  }
  std::size_t rows(std::size_t) const override { return rows_.size(); }
  void fill(std::size_t, std::size_t begin, std::size_t count, std::uint32_t* out) const override {
    for (std::size_t i = begin; i < begin + count; ++i) {
      for (const std::uint32_t word : rows_[i]) *out++ = word;
    }
  }
  std::vector<std::uint32_t> publics;  // n, F(n), F(n + 1)

 private:
  std::vector<std::array<std::uint32_t, 4>> rows_;
};

int main() {
  Machine machine;
  machine.name = "fibonacci";
  machine.buses = {kSteps};
  machine.chips = {make_chip<FibonacciChip>(ChipLimits{})};
  machine.fixed_publics = machine.max_publics = 3;
  machine.row_limit = 1 << 22;  // below p, so that the index cannot wrap
  using Entry = PublicEntry;
  machine.public_messages = {{kSteps, true, {Entry::constant(0), Entry::constant(0), Entry::constant(1)}},
                             {kSteps, false, {Entry::public_value(0), Entry::public_value(1), Entry::public_value(2)}}};
  finish_machine(machine);

  ThreadPool pool;
  CpuBackend backend(pool);
  const ProvingKey key = make_proving_key(backend, machine, {});
  const FibonacciTrace trace(1000);
  Observer silent;
  const auto proof = stark_prove(backend, key, default_params(), trace.publics, trace, silent);
  if (!proof.ok()) {
    std::fprintf(stderr, "%s\n", proof.error().message.c_str());
    return 1;
  }
  const bool accepted = stark_verify(key.verifying, default_params(), trace.publics, proof->proof).ok();
  auto wrong = trace.publics;
  ++wrong[1];
  const bool refused = !stark_verify(key.verifying, default_params(), wrong, proof->proof).ok();
  std::printf("F(%u) = %u mod p: %zu bytes, %s; another value: %s\n", trace.publics[0], trace.publics[1],
              proof->proof.size(), accepted ? "accepted" : "REJECTED", refused ? "rejected" : "ACCEPTED");
  return accepted && refused ? 0 : 1;
}

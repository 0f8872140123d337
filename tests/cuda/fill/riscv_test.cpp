// Executions of the RISC-V machine: rows from records, compiled lookups.

#include "cuda/fill/row_kernels.hpp"
#include "kit/machine_witness.hpp"
#include "kit/random_program.hpp"
#include "twins.hpp"

namespace squall::cuda {
namespace {

using kit::Assembler;

// Every chip but touch.
Assembler busy_program(std::uint64_t seed, unsigned length = 1500) {
  Assembler a;
  kit::RandomProgram(seed).append_to(a, length);
  a.exit(0);
  return a;
}
// Long enough that registers and memory go stale, and that records fill more than one block of their list.
Assembler long_program() {
  Assembler a;
  a.li(5, kInputBase);
  a.i(Opcode::kLw, 6, 5, 4);
  a.li(8, kit::kDataBase);
  a.store(Opcode::kSw, 6, 0, 8);
  a.li(9, 24000);
  const auto loop = a.bound_label();
  a.i(Opcode::kAddi, 6, 6, 77);
  a.i(Opcode::kAddi, 9, 9, -1);
  a.branch(Opcode::kBne, 9, 0, loop);
  a.i(Opcode::kLw, 6, 8, 0);
  a.exit(3);
  return a;
}
Assembler least_program() {
  Assembler a;
  a.exit(1);
  return a;
}

struct Run {
  MachineProgram program;
  Execution execution;
  Machine machine;
  explicit Run(const Assembler& a, ByteView input = {})
      : program(kit::must(MachineProgram::make(kit::must(load_elf(a.elf()))))),
        execution(kit::run_traced(program.image, input)),
        machine(rv32im_machine(program)) {}
  std::unique_ptr<Twins> twins(std::size_t staging = FillCache::kStagingBytes) const {
    return std::make_unique<Twins>(machine, preprocessed_columns(machine, program), staging);
  }
  RiscvTrace trace() const { return RiscvTrace(machine, program, execution.record); }
  std::size_t chip(std::string_view name) const {
    const auto found =
        std::find_if(machine.chips.begin(), machine.chips.end(), [&](const Chip& c) { return c.name == name; });
    REQUIRE(found != machine.chips.end());
    return static_cast<std::size_t>(found - machine.chips.begin());
  }
};

// The same rows without records.
struct WordsOnly : Trace {
  const Trace& of;
  explicit WordsOnly(const Trace& t) : of(t) {}
  std::size_t rows(std::size_t chip) const override { return of.rows(chip); }
  void fill(std::size_t chip, std::size_t begin, std::size_t count, std::uint32_t* out) const override {
    of.fill(chip, begin, count, out);
  }
};

TEST_CASE("every instruction chip and touch have a row kernel") {
  const Run run(busy_program(1));
  const RiscvTrace trace = run.trace();
  unsigned kernels = 0;
  for (std::size_t c = 0; c < run.machine.chips.size(); ++c) {
    const Chip& chip = run.machine.chips[c];
    const PackedRows rows = trace.packed(c);
    const RowKernel* kernel = find_row_kernel(chip, rows, trace.packed_context());
    CHECK((kernel != nullptr) == !rows.layout.empty());
    if (!kernel) continue;
    ++kernels;
    CHECK(kernel->width == chip.main.size());
    PackedRows strange = rows;
    strange.layout = "another";
    CHECK(find_row_kernel(chip, strange, trace.packed_context()) == nullptr);
    if (!kernel->context_layout.empty()) CHECK(find_row_kernel(chip, rows, {}) == nullptr);
  }
  CHECK(kernels == kEventClasses + 1);
}

TEST_CASE("all rows and counts are those of the CPU") {
  const Run run(busy_program(2));
  const RiscvTrace trace = run.trace();
  for (unsigned c = 0; c < kEventClasses; ++c) {
    INFO("event class " << c);
    if (EventClass(c) == EventClass::kCall || EventClass(c) == EventClass::kOracle) continue;  // another test's
    CHECK(run.execution.record.events[c].size() > 0);
  }
  const auto twins = run.twins();
  CHECK(twins->compare(trace) == "");
  CHECK(twins->compare(trace, 6) == "");  // many instances
  const auto small = run.twins(1000);     // 25 events, 50 touches, a few rows of words
  CHECK(small->compare(trace) == "");
}

TEST_CASE("records in several blocks, stale registers") {
  const Run run(long_program(), Bytes{1, 2, 3, 4});
  CHECK(run.execution.record.touches.size() > 0);
  CHECK(run.execution.record.of(EventClass::kAddImmediate).block_count() > 1);
  const auto twins = run.twins(100 * 1000);
  CHECK(twins->compare(run.trace(), 15) == "");
}

TEST_CASE("hardly any rows") {
  const Run run(least_program());
  const auto twins = run.twins();
  CHECK(twins->compare(run.trace()) == "");
  CHECK(run.trace().rows(run.chip("system")) == 1);
  auto heights = heights_for(run.machine, run.trace());
  heights[run.chip("divide")] = {6, 7};  // instances without a row
  CHECK(twins->compare(shape_with(run.machine, heights), run.trace()) == "");
}

TEST_CASE("without records rows are made on the host and lookups are interpreted") {
  const Run run(busy_program(3, 300));
  const RiscvTrace trace = run.trace();
  const WordsOnly words(trace);
  const auto twins = run.twins(20000);
  CHECK(twins->compare(words) == "");
}

TEST_CASE("programs change under one cache") {
  const Run first(least_program()), second(busy_program(4, 100));
  const auto a = first.twins(), b = second.twins();
  CHECK(a->compare(first.trace()) == "");
  Gpu& gpu = a->gpu;
  const auto held = a->cache.context(gpu, a->key.digest, first.trace().packed_context());
  CHECK(held.data() == a->cache.context(gpu, a->key.digest, first.trace().packed_context()).data());
  const PackedContext other = second.trace().packed_context();
  const auto now = a->cache.context(gpu, b->key.digest, other);
  std::vector<std::byte> bytes = gpu.download(now.data(), now.size());
  CHECK(std::equal(bytes.begin(), bytes.end(), other.bytes.begin(), other.bytes.end()));
  CHECK(a->compare(first.trace()) == "");
}

TEST_CASE("a lookup that fails is named as the CPU names it") {
  Run run(busy_program(5, 400));
  const auto twins = run.twins(4000);
  std::mt19937 random(7);
  // A time from the future; a last row of the most common chip; then several at once.
  for (unsigned round = 0; round < 8; ++round) {
    ExecutionRecord& record = run.execution.record;
    const unsigned edits = 1 + round / 2;
    std::vector<std::pair<std::uint32_t*, std::uint32_t>> undo;
    for (unsigned k = 0; k < edits; ++k) {
      unsigned event_class = random() % kEventClasses;
      while (record.events[event_class].size() == 0) event_class = random() % kEventClasses;
      auto& events = record.events[event_class];
      Event& event = events[round == 0 ? events.size() - 1 : random() % events.size()];
      std::uint32_t& word = round % 2 ? event.time_a : event.time_b;
      undo.emplace_back(&word, word);
      word = event.clock + 5;
    }
    const std::string wrong = twins->compare(run.trace(), 8);
    INFO(wrong);
    const WordsOnly words(run.trace());
    for (auto at = undo.rbegin(); at != undo.rend(); ++at) *at->first = at->second;
  }
  CHECK(twins->compare(run.trace(), 8) == "");
}

TEST_CASE("memory on the device stays within the bound") {
  const Run run(busy_program(6, 300));
  const auto twins = run.twins();
  const RiscvTrace trace = run.trace();
  CHECK(twins->compare(trace) == "");
  const Shape shape = shape_with(run.machine, heights_for(run.machine, trace));
  const std::size_t bound = fill_memory(run.machine, shape, trace.packed_context().bytes.size());
  CHECK(twins->used <= bound);
  CHECK(static_cast<double>(bound) <= 1.5 * static_cast<double>(twins->used));
}

#ifdef SQUALL_CUDA_EMULATED
TEST_CASE("the order of threads does not matter") {
  const Run run(busy_program(8, 200));
  const auto twins = run.twins(3000);
  for (const auto order : {emulation::ThreadOrder::kBackward, emulation::ThreadOrder::kRandom}) {
    emulation::machine().order = order;
    CHECK(twins->compare(run.trace()) == "");
  }
  emulation::machine().order = emulation::ThreadOrder::kForward;
}

TEST_CASE("a device that fails gives back its memory") {
  const Run run(busy_program(9, 50));
  for (const auto call : {emulation::Machine::kCopy, emulation::Machine::kLaunch}) {
    for (const long after : {1, 7, 30}) {
      const auto twins = run.twins(2000);
      const RiscvTrace trace = run.trace();
      const Shape shape = shape_with(run.machine, heights_for(run.machine, trace));
      CudaMatrix main(twins->gpu, shape.main.log_rows, shape.main.width);
      CudaMatrix fixed(twins->gpu, twins->key.log_rows(), twins->key.preprocessed.width);
      Witness witness{twins->key, shape, &main, nullptr, &fixed};
      views(twins->gpu, witness);
      const std::size_t before = twins->gpu.pool().used();
      emulation::machine().fail(call, after, cudaErrorIllegalAddress);
      CHECK_THROWS_AS(fill_witness(twins->gpu, witness, trace, twins->cache), DeviceFailure);
      emulation::machine().mend();
      twins->cache.release_device_memory();
      CHECK(twins->gpu.pool().used() == before);
    }
  }
}
#endif

}  // namespace
}  // namespace squall::cuda

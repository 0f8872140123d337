// The verbs of the CPU back end on rows of the `add` chip, on one core unless said otherwise. time_per_row: CPU time
// per row (padding included), all work of the verb.

#include <benchmark/benchmark.h>
#include <random>

#include "backend/cpu/cpu_backend.hpp"
#include "field/algorithms.hpp"
#include "machine/chips/add.hpp"
#include "machine/chips/tables.hpp"

namespace {

using namespace squall;

struct AddRows : Trace {
  std::size_t count;
  explicit AddRows(std::size_t n) : count(n) {}
  std::size_t rows(std::size_t chip) const override { return chip == 0 ? count : 0; }
  void fill(std::size_t, std::size_t begin, std::size_t n, std::uint32_t* out) const override {
    using Row = chips::Add::Main<std::uint32_t>;
    auto* rows = reinterpret_cast<Row*>(out);
    for (std::size_t i = 0; i < n; ++i) {
      const auto x = static_cast<std::uint32_t>((begin + i) * 2654435761u), y = x * 40503u + 7;
      Row& r = rows[i];
      r = {};
      r.is_add = 1;
      r.clock = static_cast<std::uint32_t>(1 + 3 * (begin + i) + (1 << 18));
      r.rd = 1, r.rs1 = 2, r.rs2 = 3;
      chips::set_limbs(r.a, x);
      chips::set_limbs(r.b, y);
      chips::set_limbs(r.c, x + y);
      chips::set_limbs(r.old, x ^ y);
      r.time_a = r.clock - 1 - x % 1000, r.time_b = r.clock - x % 100, r.time_rd = r.clock + 1 - x % 50000;
    }
  }
};

struct Fixture {
  ThreadPool pool;
  CpuBackend backend;
  VerifyingKey key;
  Shape shape;
  std::unique_ptr<Matrix> main, helper, preprocessed;
  AddRows trace;
  LogupChallenges logup;
  ZerocheckChallenges challenges;
  std::vector<K> lagrange, point;
  std::mt19937_64 random{1};

  K draw() { return K::from_coefficients({Fp(random()), Fp(random()), Fp(random()), Fp(random()), Fp(random())}); }
  std::vector<K> draw(std::size_t n) {
    std::vector<K> list;
    while (list.size() < n) list.push_back(draw());
    return list;
  }

  Fixture(unsigned log_rows, unsigned threads) : pool(threads), backend(pool), trace(std::size_t(1) << log_rows) {
    Machine& m = key.machine;
    m.name = "add";
    m.buses = {kStateBus, kProgramBus, kMemoryBus, kRangeBus};
    m.chips.push_back(make_chip<chips::Add>({}));
    m.chips.push_back(make_chip<chips::Range>(
        ChipLimits::fixed(kRangeLogRows),
        {ClosedForm::top_bit(kRangeLogRows), ClosedForm::below_top_bit(kRangeLogRows)}, TableIndex{kRangeBus, {1, 1}}));
    m.chips.push_back(
        make_chip<chips::Program>(ChipLimits::fixed(6), {}, TableIndex{kProgramBus, {1, 0, 0, 0, 0, 0, 0}}));
    m.row_limit = 1 << 27;
    finish_machine(m);
    key.finish();
    const unsigned height = std::max(log_rows, kRangeLogRows);
    check(!Shape::make(m, key.skip, key.skip, height, {{log_rows}, {kRangeLogRows}, {6}}, shape), "shape");
    main = backend.matrix(height, shape.main.width);
    helper = backend.matrix(height, shape.helper.width);
    preprocessed = backend.matrix(key.preprocessed.log_rows, key.preprocessed.width);
    for (std::size_t i = 0; i < 7; ++i) {
      std::vector<Fp> column(64);
      for (std::size_t row = 0; row < 64; ++row) column[row] = i == 0 ? Fp(row) : Fp(0);
      const std::uint32_t first[] = {0, number(Operation::kAdd), 1, 2, 3, 0, 0};
      column[0] = Fp(first[i]);
      backend.upload(*preprocessed, key.preprocessed.places[i], column);
    }
    logup = {draw(), powers(draw(), m.max_arity() + 1)};
    challenges = {powers(draw(), 100), draw(shape.variables), draw(3), draw(3)};
    lagrange = lagrange_table(draw(), key.skip);
    point = draw(shape.variables);
  }
  Witness witness() { return {key, shape, main.get(), helper.get(), preprocessed.get()}; }
  MergeInput merge_input() {
    MergeInput input;
    const Packing* packings[] = {&shape.main, &shape.helper, &key.preprocessed};
    for (unsigned matrix = 0; matrix < 3; ++matrix) {
      input.gamma[matrix] = draw(packings[matrix]->width);
      for (const auto& [t, columns] : packings[matrix]->classes) {
        MergeClass* c = nullptr;
        for (MergeClass& known : input.classes) {
          if (matrix < 2 && known.log_height == t && known.low_bits == 0) c = &known;
        }
        if (!c) {
          const unsigned rows = packings[matrix]->log_rows;
          c = &input.classes.emplace_back(MergeClass{t, rows - t, shape.log_rows - rows, {}});
          input.slots.push_back(draw(rows - t));
          input.delta.push_back(draw());
        }
        for (const auto column : columns) c->members.push_back({matrix, column});
      }
    }
    input.lagrange = lagrange;
    input.r = point;
    return input;
  }
};

void per_row(benchmark::State& state, Fixture& f) {
  state.counters["time_per_row"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(f.trace.count),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

template <class Run>
void verb(benchmark::State& state, Run run) {
  Fixture f(static_cast<unsigned>(state.range(0)), 1);
  Witness witness = f.witness();
  f.backend.fill(witness, f.trace);
  f.backend.helpers(witness, f.logup);
  for (auto _ : state) run(state, f, witness);
  per_row(state, f);
}

void fill(benchmark::State& state) {
  verb(state, [](auto&, Fixture& f, Witness& w) { f.backend.fill(w, f.trace); });
}
void helpers(benchmark::State& state) {
  verb(state, [](auto&, Fixture& f, Witness& w) { f.backend.helpers(w, f.logup); });
}
void skip_round(benchmark::State& state) {
  verb(state, [](auto&, Fixture& f, Witness& w) { f.backend.skip_round(w, f.logup, f.challenges); });
}
void bind_omega(benchmark::State& state) {
  verb(state, [](auto&, Fixture& f, Witness& w) { f.backend.zerocheck(w, f.logup, f.challenges, f.lagrange, K(5)); });
}
void zerocheck_rounds(benchmark::State& state) {
  verb(state, [](auto& s, Fixture& f, Witness& w) {
    s.PauseTiming();
    const auto tables = f.backend.zerocheck(w, f.logup, f.challenges, f.lagrange, K(5));
    s.ResumeTiming();
    for (unsigned i = 0; i < f.shape.variables; ++i) {
      tables->round();
      tables->bind(f.challenges.r[i]);
    }
  });
}
void merge(benchmark::State& state) {
  verb(state, [](auto&, Fixture& f, Witness& w) {
    const auto tables = f.backend.merge(w, f.merge_input());
    for (unsigned i = 0; i < f.shape.log_rows; ++i) {
      tables->round();
      tables->bind(f.draw());
    }
  });
}
void whir_folds(benchmark::State& state) {  // the combination of all columns, and rounds without commitments
  verb(state, [](auto&, Fixture& f, Witness& w) {
    const std::array<std::vector<K>, 3> weights{f.draw(w.main->width()), f.draw(w.helper->width()),
                                                f.draw(w.preprocessed->width())};
    const auto prover = f.backend.whir(w, {}, weights, f.draw(f.shape.log_rows));
    for (unsigned i = 0; i < f.shape.log_rows; ++i) {
      prover->round_polynomial();
      prover->bind(f.draw());
    }
  });
}
void commit_both(benchmark::State& state) {
  verb(state, [](auto&, Fixture& f, Witness& w) {
    f.backend.commit(*w.main);
    f.backend.commit(*w.helper);
  });
}

#define SQUALL_VERB(name) BENCHMARK(name)->Arg(18)->Unit(benchmark::kMillisecond)
SQUALL_VERB(fill);
SQUALL_VERB(helpers);
SQUALL_VERB(skip_round);
SQUALL_VERB(bind_omega);
SQUALL_VERB(zerocheck_rounds);
SQUALL_VERB(merge);
SQUALL_VERB(whir_folds);
SQUALL_VERB(commit_both);

}  // namespace

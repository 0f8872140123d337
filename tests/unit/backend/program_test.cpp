// Programs, and the kernels that interpret them, against the chips' own `eval`.

#include "air/program.hpp"

#include <random>

#include "backend/common/chip_plan.hpp"
#include "backend/cpu/kernels.hpp"
#include "kit/catch.hpp"
#include "machine/rv32im.hpp"

namespace squall {
namespace {

using cpu::KernelCode;
using cpu::Kernels;

Machine machine() {
  ProgramHeader header;
  header.entry = 0x10000;
  header.log_program = header.log_image = header.log_regions = 6;
  return rv32im_machine(header);
}

std::vector<NodeId> all_roots(const Dag& dag) {
  std::vector<NodeId> roots;
  for (const Constraint& c : dag.constraints) roots.push_back(c.node);
  for (const Message& m : dag.messages) {
    roots.push_back(m.multiplicity);
    roots.insert(roots.end(), m.entries.begin(), m.entries.end());
  }
  return roots;
}

template <class V>
std::vector<V> flatten(const Evaluation<V>& evaluation) {
  std::vector<V> values = evaluation.constraints;
  for (const auto& m : evaluation.messages) {
    values.push_back(m.multiplicity);
    values.insert(values.end(), m.entries.begin(), m.entries.end());
  }
  return values;
}

struct Random {
  std::mt19937_64 engine{7};
  Fp fp() { return Fp(engine()); }
  K k() { return K::from_coefficients({fp(), fp(), fp(), fp(), fp()}); }
};

TEST_CASE("programs compute what the chips say, in few slots") {
  Random random;
  for (const Chip& chip : machine().chips) {
    INFO(chip.name);
    const EvalProgram program = compile(chip.dag, all_roots(chip.dag));
    CHECK(program.slots <= program.code.size());
    for (int repetition = 0; repetition < 3; ++repetition) {
      std::vector<Fp> row;
      std::vector<K> point;
      for (std::size_t i = 0; i < chip.column_count(); ++i) row.push_back(random.fp()), point.push_back(random.k());
      CHECK(program.evaluate<Fp>(row) == flatten(chip.evaluate_row(row)));
      CHECK(program.evaluate<K>(point) == flatten(chip.evaluate_point(point)));
    }
  }
}

TEST_CASE("slots are used again") {
  Dag dag;
  Symbol x(&dag, dag.column(0)), y(&dag, dag.column(1)), power = x;
  for (int i = 0; i < 50; ++i) power = power * y + x;
  const NodeId roots[] = {power.in(dag), x.in(dag), dag.constant(5), dag.constant(5), power.in(dag)};
  const EvalProgram program = compile(dag, roots);
  CHECK(program.code.size() == 101);
  CHECK(program.slots == 2);  // one at work, one for the constant
  CHECK(program.outputs[0] == program.outputs[4]);
  CHECK(program.outputs[2] == program.outputs[3]);
  const Fp row[] = {3, 2};
  Fp expected = 3;
  for (int i = 0; i < 50; ++i) expected = expected * Fp(2) + Fp(3);
  CHECK(program.evaluate<Fp>(row) == std::vector<Fp>{expected, 3, 5, 5, expected});
}

std::vector<Isa> isas() {
  return detect_isa() == Isa::kAvx2 ? std::vector{Isa::kScalar, Isa::kAvx2} : std::vector{Isa::kScalar};
}

TEST_CASE("the interpreters over F and K") {
  Random random;
  for (const Isa isa : isas()) {
    const Kernels& kernels = cpu::kernels(isa);
    for (const Chip& chip : machine().chips) {
      INFO(isa_name(isa) << " " << chip.name);
      const EvalProgram program = compile(chip.dag, all_roots(chip.dag));
      const KernelCode code(program);
      constexpr std::size_t kRows = 16, kCount = 8;
      const std::size_t width = chip.column_count();
      std::vector<std::vector<Fp>> columns(width, std::vector<Fp>(kRows));
      std::vector<const Fp*> pointers;
      std::vector<Fp> planes(width * 5 * kCount), slots((program.slots + 1) * 5 * kCount);
      std::vector<const Fp*> outputs(code.outputs() + 1);
      for (auto& column : columns) {
        for (Fp& x : column) x = random.fp();
        pointers.push_back(column.data());
      }
      for (Fp& x : planes) x = random.fp();
      kernels.run(code.view(), pointers.data(), kRows - kCount, kCount, slots.data(), outputs.data());
      for (std::size_t i = 0; i < kCount; ++i) {
        std::vector<Fp> row, result;
        for (const auto& column : columns) row.push_back(column[kRows - kCount + i]);
        for (std::size_t j = 0; j < code.outputs(); ++j) result.push_back(outputs[j][i]);
        CHECK(result == program.evaluate<Fp>(row));
      }
      kernels.run_ext(code.view(), planes.data(), kCount, slots.data(), outputs.data());
      for (std::size_t i = 0; i < kCount; ++i) {
        const auto get = [&](const Fp* p) {
          K x;
          for (unsigned k = 0; k < 5; ++k) x.c[k] = p[k * kCount + i];
          return x;
        };
        std::vector<K> row, result;
        for (std::size_t c = 0; c < width; ++c) row.push_back(get(planes.data() + c * 5 * kCount));
        for (std::size_t j = 0; j < code.outputs(); ++j) result.push_back(get(outputs[j]));
        CHECK(result == program.evaluate<K>(row));
      }
    }
  }
}

}  // namespace
}  // namespace squall

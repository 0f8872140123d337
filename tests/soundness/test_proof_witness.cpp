// Forged witnesses. Every test names the lie and the check that must catch it.

#include <map>
#include <set>

#include "air/row_check.hpp"
#include "dishonest.hpp"
#include "field/algorithms.hpp"
#include "kit/catch.hpp"

namespace squall::toy {
namespace {

using Names = std::set<std::string>;

constexpr const char* kBuses = "the buses are not balanced";
constexpr const char* kZerocheck = "zerocheck: last claim";
constexpr const char* kMerge = "merge: last claim";

Options small() { return {.max_degree = 4, .group_size = 3, .rounds = 1}; }

// Proves a toy run dishonestly and says why the verifier of the honest key rejects it.
struct Forgery {
  Setup honest{params(), small()};
  Toy toy = honest.toy;
  DishonestBackend backend;

  Shape shape() const { return honest.shape(toy.cut_heights()); }
  ProofParts prove(const ProvingKey& key, const Params& p) {
    Observer observer;
    StarkOptions options;
    options.shape = shape();
    options.record = true;  // lets a nonce that does not fit through
    auto result = stark_prove(backend, key, p, toy.publics, toy, observer, options);
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
  }
  std::string reason() {
    const ProofParts parts = prove(honest.key, honest.p);
    return stark_verify(honest.verifying(), honest.p, toy.publics, parts.proof).reason;
  }

  // The buses on which some tuple of the edited rows does not cancel, lookups aside.
  Names unbalanced() const {
    BusBalance balance;
    for (std::size_t c = 0; c < kProgramChip; ++c) {
      std::vector<Fp> flat;
      for (const auto& row : toy.table[c]) flat.insert(flat.end(), row.begin(), row.end());
      balance.add(toy.machine.chips[c], flat);
    }
    std::vector<Fp> publics(toy.publics.begin(), toy.publics.end());
    for (const auto& tuple : toy.machine.public_tuples(publics)) balance.add(tuple);
    Names names;
    for (const auto& entry : balance.unbalanced()) {
      const unsigned bus = entry.bus.number;
      if (bus != kProgram.number && bus != kRange.number && bus != kBitwise.number && bus != kImage.number) {
        names.emplace(entry.bus.name);
      }
    }
    return names;
  }

  std::uint32_t& cell(ChipIndex chip, std::size_t row, std::string_view name) { return toy.cell(chip, row, name); }
  // The first row of a chip whose column is not zero.
  std::size_t row_with(ChipIndex chip, std::string_view name) {
    std::size_t row = 0;
    while (cell(chip, row, name) == 0) ++row;
    return row;
  }
};

Fp& matrix_cell(Forgery& f, const Witness& w, std::size_t packed, std::size_t row) {
  const Shape shape = f.shape();
  const Place place = shape.helper.places[packed];
  const std::size_t height = std::size_t(1) << shape.instances[0].log_rows;  // of the add chip's instances
  return static_cast<ReferenceMatrix&>(*w.helper).columns[place.column][place.slot * height + row];
}

TEST_CASE("the honest run is accepted") {
  Forgery f;
  CHECK(f.unbalanced() == Names{});
  CHECK(f.reason() == "");
}

TEST_CASE("a constraint is broken, nothing else") {
  Forgery f;
  SECTION("carry") { f.cell(kAddChip, 0, "carry") += 1; }
  SECTION("inverse zero") { f.cell(kJnzChip, 0, "inverse") = 0; }
  SECTION("wrong inverse") { f.cell(kJnzChip, 0, "inverse") = 5; }
  SECTION("the last padding row of the second instance") {
    const std::size_t column = f.toy.column(kAddChip, "carry");
    f.backend.after_fill = [&, column](Witness& w) {
      const Shape shape = f.shape();
      const Place place = shape.main.places[f.toy.machine.chips[kAddChip].main.size() + column];
      static_cast<ReferenceMatrix&>(*w.main).columns[place.column][(place.slot + 1) * 64 - 1] = 7;
    };
  }
  CHECK(f.unbalanced() == Names{});
  CHECK(f.reason() == kZerocheck);
}

TEST_CASE("a selector is not boolean") {
  Forgery f;
  f.cell(kAddChip, 0, "real") = 2;
  CHECK(f.reason() == kBuses);
}

TEST_CASE("an image word claimed where there is none") {
  Forgery f;
  f.cell(kLedgerChip, f.toy.rows(kLedgerChip) - 1, "first") = 1;
  CHECK(f.reason() == kBuses);
}

TEST_CASE("a bitwise result, a sum out of range") {
  Forgery f;
  SECTION("and") { f.cell(kAndChip, 0, "result") ^= 1; }
  SECTION("sum") {  // the constraint holds: sum + 8 carry is the same
    const std::size_t row = f.row_with(kAddChip, "carry");
    f.cell(kAddChip, row, "sum") += 8;
    f.cell(kAddChip, row, "carry") = 0;
  }
  CHECK(f.unbalanced() == Names{"state"});
  CHECK(f.reason() == kBuses);
}

TEST_CASE("a lookup is counted once too often") {
  for (const ChipIndex table : {kProgramChip, kImageChip, kRangeChip, kBitwiseChip}) {
    Forgery f;
    f.backend.after_fill = [&f, table](Witness& w) {
      std::size_t packed = 0;
      for (const Instance& instance : w.shape.instances) {
        if (instance.chip == table) break;
        packed += f.toy.machine.chips[instance.chip].main.size();
      }
      const Place place = w.shape.main.places[packed];
      static_cast<ReferenceMatrix&>(*w.main)
          .columns[place.column][std::size_t(place.slot) << w.key.machine.chips[table].limits.min_log] += 1;
    };
    CHECK(f.reason() == kBuses);
  }
}

TEST_CASE("a step is missing or doubled") {
  Forgery f;
  auto& rows = f.toy.table[kStoreChip];
  SECTION("missing") { rows.pop_back(); }
  SECTION("doubled") { rows.push_back(std::vector(rows[0])); }
  CHECK(f.unbalanced() == Names{"memory", "state"});
  CHECK(f.reason() == kBuses);
}

TEST_CASE("memory: another value is read, an image word is not what it was") {
  Forgery f;
  SECTION("value") {
    const std::size_t row = f.row_with(kAddChip, "before");
    const std::uint32_t value = f.cell(kAddChip, row, "value") ^= 1, acc = f.cell(kAddChip, row, "acc");
    f.cell(kAddChip, row, "sum") = (acc + value) % 8;
    f.cell(kAddChip, row, "carry") = (acc + value) >> 3;
    CHECK(f.unbalanced() == Names{"memory", "state"});
  }
  SECTION("image") {
    f.cell(kLedgerChip, 0, "first") ^= 1;
    CHECK(f.unbalanced() == Names{"memory"});
  }
  SECTION("an image address starts as zero") {
    f.cell(kLedgerChip, 0, "in_image") = 0;
    f.cell(kLedgerChip, 0, "first") = 0;
    CHECK(f.unbalanced() == Names{"memory"});
  }
  CHECK(f.reason() == kBuses);
}

TEST_CASE("memory is read from the future: two accesses swap their predecessors") {
  Forgery f;
  // Address 4 is only read, by one instruction of the loop.
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < f.toy.rows(kAddChip); ++r) {
    if (f.cell(kAddChip, r, "a") == 4) rows.push_back(r);
  }
  REQUIRE(rows.size() >= 3);
  const auto before = [&](std::size_t i) -> std::uint32_t& { return f.cell(kAddChip, rows[i], "before"); };
  const auto time = [&](std::size_t i) { return f.cell(kAddChip, rows[i], "clk") + 1; };
  before(1) = before(0);
  before(0) = time(1);
  before(2) = time(0);
  CHECK(f.unbalanced() == Names{});
  CHECK(f.reason() == kBuses);  // the range bus
}

TEST_CASE("the ledger initialises an address twice") {
  Forgery f;
  auto& rows = f.toy.table[kLedgerChip];
  std::vector<std::uint32_t> again = rows[3];
  const auto at = [&](std::vector<std::uint32_t>& row, std::string_view name) -> std::uint32_t& {
    return row[f.toy.column(kLedgerChip, name)];
  };
  at(again, "last") = at(again, "first");
  at(again, "time") = 0;
  SECTION("chained to itself") { at(again, "previous") = at(again, "address"); }
  SECTION("over a cycle that jumps back") {
    auto back = again;
    at(back, "previous") = at(again, "address");
    at(back, "address") = at(again, "previous");
    at(back, "first") = at(back, "last") = 0;
    rows.push_back(back);
  }
  rows.push_back(again);
  CHECK(f.unbalanced() == Names{});
  CHECK(f.reason() == kBuses);
}

TEST_CASE("totals of instances are not those of the helpers") {
  Forgery f;
  std::string expected;
  SECTION("one") {
    f.backend.after_helpers = [](Witness&, auto&, std::vector<K>& totals) { totals[2] += K(1); };
    expected = kBuses;
  }
  SECTION("two that cancel") {
    f.backend.after_helpers = [](Witness&, auto&, std::vector<K>& totals) {
      totals[0] += K(1);
      totals[1] -= K(1);
    };
    expected = kZerocheck;
  }
  CHECK(f.reason() == expected);
}

TEST_CASE("helpers are not the fractions of their messages") {
  Forgery f;
  std::string expected = kZerocheck;
  const std::size_t second = f.toy.machine.chips[kAddChip].helper_columns();
  SECTION("with the total, which then does not cancel") {
    f.backend.after_helpers = [&](Witness& w, auto&, std::vector<K>& totals) {
      matrix_cell(f, w, 0, 0) += 1;
      totals[0] += K(1);
    };
    expected = kBuses;
  }
  SECTION("in two instances, so that totals cancel") {
    f.backend.after_helpers = [&](Witness& w, auto&, std::vector<K>& totals) {
      matrix_cell(f, w, 0, 0) += 1;
      matrix_cell(f, w, second, 0) -= 1;
      totals[0] += K(1);
      totals[1] -= K(1);
    };
  }
  SECTION("in two rows, so that the total stays") {
    f.backend.after_helpers = [&](Witness& w, auto&, std::vector<K>&) {
      matrix_cell(f, w, 0, 0) += 1;
      matrix_cell(f, w, 0, 1) -= 1;
    };
  }
  SECTION("an unbalanced machine, hidden in a helper and its total") {
    f.toy.publics[1] ^= 1;
    f.backend.after_helpers = [&](Witness& w, const LogupChallenges& logup, std::vector<K>& totals) {
      K missing;
      const std::vector<Fp> publics(f.toy.publics.begin(), f.toy.publics.end());
      REQUIRE(public_sum(f.toy.machine, publics, logup, missing));
      for (const K& total : totals) missing += total;
      for (unsigned k = 0; k < K::kDegree; ++k) matrix_cell(f, w, k, 0) -= missing.c[k];
      totals[0] -= missing;
    };
  }
  CHECK(f.reason() == expected);
}

TEST_CASE("a closed form is replaced in a row that nobody uses") {
  for (const auto& [chip, form, row] : {std::tuple{kRangeChip, 0u, 255u}, std::tuple{kBitwiseChip, 2u, 62u}}) {
    Forgery f;
    f.backend.other_key = f.honest.verifying();
    ClosedForm::Term extra{Fp(1), {}};
    const Chip& honest = f.toy.machine.chips[chip];
    for (unsigned bit = 0; bit < honest.limits.min_log; ++bit) {
      extra.pairs[bit] = row >> bit & 1 ? std::pair<Fp, Fp>{0, 1} : std::pair<Fp, Fp>{1, 0};
    }
    f.backend.other_key->machine.chips[chip].closed_forms[form].terms.push_back(extra);
    CHECK(f.reason() == kZerocheck);
  }
}

TEST_CASE("columns are exchanged after their commitment") {
  for (const unsigned number : {kMainCommit, kHelperCommit}) {
    Forgery f;
    f.backend.after_commit = [number](unsigned n, ReferenceMatrix& m) {
      if (n == number) std::swap(m.columns.front(), m.columns.back());
    };
    const std::string reason = f.reason();
    CHECK(reason != "");
    Forgery late;  // only for the merge and the opening
    late.backend.before_merge = [number](const Witness& w) {
      auto& m = static_cast<ReferenceMatrix&>(number == kMainCommit ? *w.main : *w.helper);
      std::swap(m.columns.front(), m.columns.back());
    };
    CHECK(late.reason() == kMerge);
  }
}

TEST_CASE("slots are shifted, an unused slot is filled") {
  Forgery f;
  std::vector<Fp> honest;
  SECTION("shifted") {
    const auto shift = [](std::vector<Fp>& column) { std::rotate(column.begin(), column.begin() + 64, column.end()); };
    f.backend.before_commit = [&, shift](unsigned n, ReferenceMatrix& m) {
      if (n != kMainCommit) return;
      honest = m.columns[0];
      shift(m.columns[0]);
    };
    f.backend.after_commit = [&](unsigned n, ReferenceMatrix& m) {
      if (n == kMainCommit) m.columns[0] = honest;
    };
    f.backend.before_merge = [shift](const Witness& w) { shift(static_cast<ReferenceMatrix&>(*w.main).columns[0]); };
  }
  SECTION("filled") {
    f.backend.before_commit = [&](unsigned n, ReferenceMatrix& m) {
      if (n != kHelperCommit) return;
      const Shape shape = f.shape();
      std::map<std::uint32_t, std::size_t> used;  // slots per matrix column
      for (const Place& place : shape.helper.places) ++used[place.column];
      for (const auto& [t, columns] : shape.helper.classes) {
        if (used[columns.back()] < std::size_t(1) << (shape.log_rows - t)) {
          m.columns[columns.back()].back() += 1;
          return;
        }
      }
      FAIL("no unused slot");
    };
  }
  CHECK(f.reason() == kMerge);
}

TEST_CASE("a committed word is not a code word") {
  for (const unsigned number : {kMainCommit, kHelperCommit}) {
    Forgery f;
    f.backend.tree = [number](unsigned n, const ReferenceMatrix& m) {
      if (n != number) return commit_plainly(m.columns);
      std::vector<std::vector<std::uint32_t>> rows(std::size_t(2) << m.log_rows());
      for (auto column : m.columns) {  // as many coefficients as points
        column.resize(2 * column.size(), Fp(1));
        const auto word = encode_plainly(std::vector<K>(column.begin(), column.end()), m.log_rows() + 1);
        for (std::size_t l = 0; l < rows.size(); ++l) rows[l].push_back(word[l].c[0].canonical());
      }
      return PlainTree(std::move(rows));
    };
    CHECK_THAT(f.reason(), Catch::Contains("WHIR") || Catch::Contains("final polynomial"));
  }
}

TEST_CASE("WHIR is run on another polynomial with the same value") {
  Forgery f;
  f.backend.polynomial = [](std::vector<K> g, std::span<const K> z) {
    const std::vector<K> weights = eq_table(z);
    g[0] += weights[1];
    g[1] -= weights[0];
    return g;
  };
  SECTION("several rounds") { CHECK(f.reason() == "the last claim of WHIR"); }
  SECTION("one round") {
    f.honest.p.first_fold = 8;
    f.honest.p.final_log = 0;
    CHECK(f.reason() == "the final polynomial at a query");
  }
}

TEST_CASE("a prover that does not grind") {
  // Nonces in the order of the proof, with one fold in the first round.
  const char* labels[] = {"logup", "columns", "classes", "fold", "queries"};
  for (unsigned i = 0; i < std::size(labels); ++i) {
    Forgery f;
    f.backend.lazy_nonce = i;
    CHECK(f.reason() == std::string("grinding before ") + labels[i]);
  }
}

TEST_CASE("a run of another program under the same key hash") {
  Forgery f;
  std::vector<Instruction> program = f.toy.program;
  program[0] = {kAdd, 3};
  Setup other(params(), Toy(program, f.toy.image, small()));
  const VerifyingKey& honest = f.honest.verifying();
  other.key.verifying.digest = honest.digest;
  SECTION("its own tree") {
    const auto proof = other.prove().proof;
    CHECK(stark_verify(honest, other.p, other.toy.publics, proof).reason == "Merkle root of an opening");
  }
  SECTION("the key's tree") {
    other.key.commitment = other.reference.commit(*f.honest.key.preprocessed);
    other.key.verifying.root = honest.root;
    const auto proof = other.prove().proof;
    CHECK(stark_verify(honest, other.p, other.toy.publics, proof).reason == "the last claim of WHIR");
  }
}

}  // namespace
}  // namespace squall::toy

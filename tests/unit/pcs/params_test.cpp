// The parameter table against the security formulas, written out a second time here.

#include "pcs/params.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

#include "kit/catch.hpp"
#include "pcs/proof_size.hpp"
#include "pcs/security.hpp"
#include "pcs/whir.hpp"

using namespace squall;

namespace {

constexpr double kTarget = 128;
const double kFieldBits = 5 * std::log2(2130706433.0);

std::map<std::string, double> phases_of(const Params& params, unsigned log_rows) {
  std::map<std::string, double> bits;
  for (const auto& phase : security_phases(params, {.log_rows = log_rows})) bits[phase.name] = phase.bits;
  return bits;
}

double oracle_rate(const Params& params, std::size_t i) {
  unsigned lost = 0;  // variables bound before oracle i; every oracle halves the domain
  for (std::size_t j = 0; j < i; ++j) lost += j == 0 ? params.first_fold : params.fold;
  return std::ldexp(0.5, static_cast<int>(i) - static_cast<int>(lost));
}

std::vector<const Params*> proven_rows() {
  std::vector<const Params*> rows;
  for (const Params& row : params_table()) {
    if (row.proven_bits > 0) rows.push_back(&row);
  }
  return rows;
}

}  // namespace

TEST_CASE("every row keeps its promise at every height") {
  REQUIRE(proven_rows().size() == 3);
  for (const Params* row : proven_rows()) {
    INFO(row->name);
    CHECK(row->proven_bits == 128);
    CHECK(row->least_log_rows() <= 10);
    for (unsigned h = row->least_log_rows(); h <= kMaxLogRows; ++h) {
      CHECK(security_bits(*row, {.log_rows = h}) >= row->proven_bits);
      for (unsigned degree : {3u, 4u}) CHECK(security_bits(*row, {.log_rows = h, .degree = degree}) >= 128);
    }
  }
}

TEST_CASE("no count of queries can be lowered") {
  for (const Params* row : proven_rows()) {
    for (std::size_t i = 0; i < row->queries.size(); ++i) {
      const double per_query = -std::log2(proximity(pick(row->regimes, i), oracle_rate(*row, i), 1).agreement);
      INFO(row->name << " round " << i);
      CHECK(row->queries[i] * per_query + row->pow_query >= kTarget);
      CHECK((row->queries[i] - 1) * per_query + row->pow_query < kTarget);
    }
  }
}

TEST_CASE("no other regime would save a query with the same grinding") {
  for (const Params* row : proven_rows()) {
    for (std::size_t i = 0; i < row->queries.size(); ++i) {
      for (unsigned m = 0; m < 80; m += m == 0 ? 3 : 1) {
        if (m > 0 && row->ood == 0) continue;  // a list needs out-of-domain samples
        Params other = *row;
        other.regimes.resize(row->queries.size(), row->regimes.back());
        other.regimes[i] = m;
        other.queries[i] = row->queries[i] - 1;
        INFO(row->name << " oracle " << i << " regime " << m);
        CHECK(security_bits(other) < kTarget);
      }
    }
  }
}

TEST_CASE("single figures, derived again by hand") {
  const Params& fast = *find_params("fast");
  auto bits = phases_of(fast, 22);
  const double rate = 0.5, root = std::sqrt(0.5), m = 17, n = std::ldexp(1, 23);
  const double agreement = root * (1 + 1 / (2 * m)), list = (m + 0.5) / root;
  CHECK(bits["query 0"] == Approx(-236 * std::log2(agreement) + 20).epsilon(1e-12));
  CHECK(bits["logup"] == Approx(kFieldBits - std::log2(list * 9) - 29 + 10).epsilon(1e-12));
  CHECK(bits["zerocheck"] == Approx(kFieldBits - std::log2(list * (4096 + 22 + 2))).epsilon(1e-12));
  CHECK(bits["omega, rho"] == Approx(kFieldBits - std::log2(list * (4 * 63 + 1))).epsilon(1e-12));
  CHECK(bits["sumchecks"] == Approx(kFieldBits - std::log2(list * 5)).epsilon(1e-12));
  const double fifth = std::pow(17.5, 5);
  const double line = (2 * fifth + 3 * 17.5 * (1 - agreement) * rate) * n / (3 * std::pow(rate, 1.5)) + list;
  CHECK(bits["fold 0"] == Approx(kFieldBits - std::log2(line + 2 * list) + 18).epsilon(1e-12));
  CHECK(bits["gamma, slots, delta"] == Approx(kFieldBits - std::log2(line + list * (1 + 22 + 34)) + 18).epsilon(1e-12));
  const double next = 20.5 / root;  // oracle 1: rate 1/2 again, m = 20, 2^21 coefficients
  CHECK(bits["ood 0"] == Approx(2 * (kFieldBits - 21) - std::log2(next * (next - 1) / 2)).epsilon(1e-12));
  CHECK(bits["combine 0"] == Approx(kFieldBits - std::log2(next * (236 + 2 + 1))).epsilon(1e-12));

  auto unique = phases_of(*find_params("unique"), 22);
  CHECK(unique["query 0"] == Approx(-261 * std::log2(0.75) + 20).epsilon(1e-12));
  CHECK(unique["query 2"] == Approx(-131 * std::log2((1 + 0.125) / 2) + 20).epsilon(1e-12));
  CHECK(unique["fold 1"] == Approx(kFieldBits - std::log2(0.25 * std::ldexp(1, 22) + 1 + 2)).epsilon(1e-12));
  CHECK(unique.count("ood 0") == 0);
}

// From the Python specification's calculator, under the limits of params.hpp.
TEST_CASE("pinned figures") {
  auto fast = phases_of(*find_params("fast"), 22);
  const std::map<std::string, double> expected = {
      {"logup", 128.144},     {"zerocheck", 138.306}, {"gamma, slots, delta", 128.382},
      {"epsilon", 128.382},   {"fold 1", 128.241},    {"query 1", 128.200},
      {"combine 1", 141.917}, {"ood 1", 264.641},     {"fold 4", 130.526},
      {"query 4", 128.305},   {"digest", 128}};
  for (const auto& [name, value] : expected) CHECK(fast.at(name) == Approx(value).margin(0.0006));
  auto unique = phases_of(*find_params("unique"), 16);
  CHECK(unique.at("fold 2") == Approx(141.136).margin(0.0006));
  CHECK(unique.at("gamma, slots, delta") == Approx(139.941).margin(0.0006));
}

TEST_CASE("rows have distinct names, and insecure ones are found by name only") {
  std::set<std::string_view> names;
  for (const Params& row : params_table()) {
    CHECK(names.insert(row.name).second);
    CHECK(find_params(row.name) == &row);
    CHECK_FALSE(row.description.empty());
    CHECK((row.proven_bits > 0) == (security_bits(row) >= 128));
  }
  CHECK(default_params().proven_bits == 128);
  CHECK(find_params("test")->proven_bits == 0);
  CHECK(find_params("") == nullptr);
  CHECK(find_params("Fast") == nullptr);
}

TEST_CASE("the text that the transcript absorbs") {
  CHECK(find_params("fast")->text() ==
        "name=fast skip=6 first_fold=1 fold=3 final_log=9 queries=(236,233,75,45,32) ood=2 pow_logup=10 pow_batch=18 "
        "pow_fold=18 pow_query=20 regimes=(17,20,12,7,6)");
  CHECK(find_params("toy")->text() ==
        "name=toy skip=3 first_fold=1 fold=2 final_log=2 queries=(4,3,2) ood=1 pow_logup=2 pow_batch=2 pow_fold=1 "
        "pow_query=3 regimes=(0,)");
}

TEST_CASE("expected proof sizes") {
  const MatrixShape matrices[] = {{62, 19}, {48, 19}, {12, 17}};
  CHECK(expected_opening_bytes(*find_params("fast"), 19, matrices) / 1024 == Approx(580.7).margin(0.1));
  CHECK(expected_opening_bytes(*find_params("johnson"), 19, matrices) / 1024 == Approx(570.5).margin(0.1));
  CHECK(expected_opening_bytes(*find_params("unique"), 19, matrices) / 1024 == Approx(673.8).margin(0.1));
  CHECK(expected_grinding_hashes(*find_params("fast"), 19) / (1 << 20) == Approx(7.0).margin(0.1));
}

// Compares with an independent calculator where one is at hand: SQUALL_SOUNDCALC names a Python file with classes UDR
// and JBR that know alpha(rho), L(rho) and line(log_k, rho), the last as a logarithm.
TEST_CASE("an independent calculator agrees") {
  const char* path = std::getenv("SQUALL_SOUNDCALC");
  if (path == nullptr) {
    WARN("SQUALL_SOUNDCALC is not set: no comparison with an independent calculator");
    return;
  }
  const std::string script =
      "import runpy,sys; g=runpy.run_path(sys.argv[1])\n"
      "for m in (0,3,6,17,26):\n"
      "  r=g['JBR'](m) if m else g['UDR']()\n"
      "  for s in (1,3,7): print(m,s,r.alpha(2.**-s),r.L(2.**-s),r.line(20,2.**-s))\n";
  const std::string command = "python3 -c \"" + script + "\" '" + path + "'";
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  unsigned m, shift, lines = 0;
  double alpha, list, line;
  while (std::fscanf(pipe, "%u %u %lf %lf %lf", &m, &shift, &alpha, &list, &line) == 5) {
    const Proximity ours =
        proximity(m, std::ldexp(1, -static_cast<int>(shift)), std::ldexp(1, 20 + static_cast<int>(shift)));
    CHECK(ours.agreement == Approx(alpha).epsilon(1e-9));
    CHECK(ours.list == Approx(list).epsilon(1e-9));
    CHECK(std::log2(ours.line) == Approx(line).epsilon(1e-9));
    ++lines;
  }
  pclose(pipe);
  CHECK(lines == 15);
}

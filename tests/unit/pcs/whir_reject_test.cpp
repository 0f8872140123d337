// Cheating at WHIR: every way must be noticed.

#include "hash/grinding.hpp"
#include "kit/catch.hpp"
#include "unit/pcs/whir_fixture.hpp"

using namespace squall;
using namespace squall::whir_test;

namespace {

// Enough queries that a word far from the code cannot slip through by luck.
Case strict() { return {"strict", row("strict", 1, 2, 2, {40, 30, 20}, 1, 1, 3), 7, {{3, 7}, {2, 5}}}; }

// Deviates from the reference where a test says so.
struct Cheat : WhirReference {
  using WhirReference::WhirReference;
  std::function<void(std::array<K, 3>&)> round = [](auto&) {};
  std::function<void(std::vector<K>&)> samples = [](auto&) {}, final_polynomial = [](auto&) {},
                                       committed = [](auto&) {};
  bool forget_constraints = false;

  std::array<K, 3> round_polynomial() override {
    auto c = WhirReference::round_polynomial();
    round(c);
    return c;
  }
  std::vector<K> evaluate(std::span<const K> points) override {
    auto values = WhirReference::evaluate(points);
    samples(values);
    return values;
  }
  Digest commit(unsigned log_domain, unsigned log_leaf) override {
    auto other = WhirReference::download();
    committed(other);
    WhirReference liar(other, {}, {});
    oracles.push_back(std::make_unique<WhirReference>(std::move(liar)));
    return oracles.back()->commit(log_domain, log_leaf);
  }
  MerkleOpening open_oracle(std::size_t number, std::span<const std::uint64_t> leaves) override {
    return oracles[number - 1]->open_oracle(1, leaves);
  }
  void add_constraints(const WhirConstraints& constraints) override {
    if (!forget_constraints) WhirReference::add_constraints(constraints);
  }
  std::vector<K> download() override {
    auto f = WhirReference::download();
    final_polynomial(f);
    return f;
  }
  std::vector<std::unique_ptr<WhirReference>> oracles;
};

Receiver verdict_on(const Case& test, const std::function<void(Cheat&)>& setup) {
  const Sender sender = prove(test, [&](std::vector<K> f, std::span<const K> z, std::vector<const PlainTree*> trees) {
    auto cheat = std::make_unique<Cheat>(std::move(f), z, std::move(trees));
    setup(*cheat);
    return cheat;
  });
  const Bytes proof = sender.proof();
  return verify(test, proof);
}

}  // namespace

TEST_CASE("every changed byte is noticed") {
  for (const Case& test : {toy(), Case{"toy-wide", *find_params("toy-wide"), 7, {{2, 7}}}}) {
    const Bytes proof = prove(test).proof();
    REQUIRE(verify(test, proof).ok());
    for (std::size_t i = 0; i < proof.size(); ++i) {
      for (std::uint8_t change : {0x01, 0x80}) {
        Bytes changed = proof;
        changed[i] ^= change;
        INFO("byte " << i);
        REQUIRE_FALSE(verify(test, changed).ok());
      }
    }
  }
}

TEST_CASE("every other length is noticed") {
  const Bytes proof = prove(toy()).proof();
  for (std::size_t length = 0; length < proof.size(); ++length) {
    REQUIRE_FALSE(verify(toy(), ByteView(proof).first(length)).ok());
  }
  Bytes longer = proof;
  longer.push_back(0);
  CHECK(verify(toy(), longer).reason() == "bytes after the end of the proof");
}

TEST_CASE("the statement cannot be changed after the fact") {
  const Bytes proof = prove(toy()).proof();
  CHECK(verify(toy(), proof, {.claim_offset = K(1)}).reason() == "the last claim of WHIR");
  CHECK_FALSE(verify(toy(), proof, {.sources = [](auto& s) { s[0].weights[1] += K(1); }}).ok());
  CHECK_FALSE(verify(toy(), proof, {.sources = [](auto& s) { s[1].weights[0] = K(0); }}).ok());
  CHECK(verify(toy(), proof, {.sources = [](auto& s) { s[1].root[31] ^= 1; }}).reason() == "Merkle root of an opening");
  for (std::size_t i : {0, 5}) {
    CHECK(verify(toy(), proof, {.point = [&](auto& z) { z[i] += K(1); }}).reason() == "the last claim of WHIR");
  }
}

TEST_CASE("impossible shapes are refused without reading on") {
  const Bytes proof = prove(toy()).proof();
  const std::string reason = "no folding schedule for these shapes";
  CHECK(verify(toy(), proof, {.sources = [](auto& s) { s[0].log_rows = 7; }}).reason() == reason);
  CHECK(verify(toy(), proof, {.sources = [](auto& s) { s[1].weights.clear(); }}).reason() == reason);
  CHECK(verify(toy(), proof, {.sources = [](auto& s) { s.clear(); }}).reason() == reason);
  CHECK(verify(toy(), proof, {.point = [](auto& z) { z.pop_back(); }}).reason() == reason);
  Case flat = toy();
  flat.log_rows = flat.params.final_log;
  CHECK(verify(flat, proof).reason() == reason);
  Case tall = toy();
  tall.log_rows = kMaxLogRows + 1;
  CHECK(verify(tall, proof).reason() == reason);
}

TEST_CASE("words must be canonical") {
  const Sender sender = prove(toy());
  for (const Span& span : sender.spans()) {
    if (span.kind != Span::Kind::kWords) continue;
    for (std::size_t at = span.offset; at < span.offset + span.length; at += 4) {
      Bytes proof = sender.proof();
      store_le32(proof.data() + at, load_le32(proof.data() + at) + Fp::kModulus);
      REQUIRE(verify(toy(), proof).reason() == "a word is not canonical");
    }
  }
}

TEST_CASE("grinding is checked before every folding challenge and every query round") {
  std::vector<std::uint64_t> lazy;  // for every nonce in turn, one that does not fit
  const Sender sender = prove(toy(), honest, {}, [&](const Digest& state, unsigned bits) {
    std::uint64_t nonce = 0;
    while (nonce_fits(state, bits, nonce)) ++nonce;
    lazy.push_back(nonce);
    return find_nonce_plainly(state, bits);
  });
  std::size_t number = 0;
  for (const Span& span : sender.spans()) {
    if (span.kind != Span::Kind::kNonce) continue;
    Bytes proof = sender.proof();
    store_le64(proof.data() + span.offset, lazy[number++]);
    CHECK(verify(toy(), proof).reason() == "grinding before " + span.label);
  }
  CHECK(number == 4 + 3);  // four variables, three rounds
}

TEST_CASE("matrices that are not code words are noticed") {
  for (std::size_t which : {0, 1}) {
    Case test = strict();
    std::vector<PlainTree> trees;
    for (std::size_t s = 0; s < test.matrices.size(); ++s) {
      std::vector<std::vector<std::uint32_t>> rows(std::size_t(2) << test.matrices[s].log_rows);
      for (std::size_t l = 0; l < rows.size(); ++l) {
        for (std::size_t c = 0; c < test.matrices[s].width; ++c) {
          rows[l].push_back(static_cast<std::uint32_t>((l * 7919 + c) * 104729 % Fp::kModulus));
        }
      }
      trees.push_back(s == which ? PlainTree(rows) : commit_plainly(columns_of(test.matrices[s], s)));
    }
    const Sender sender = prove(test, honest, trees);
    CHECK_FALSE(verify(test, sender.proof()).ok());
  }
}

TEST_CASE("an honest prover in the cheat's clothes is accepted") {
  CHECK(verdict_on(strict(), [](Cheat&) {}).reason().empty());
}

TEST_CASE("cheating in any message is noticed") {
  const auto spoil = [](std::vector<K>& values) { values[0] += K(1); };
  CHECK(verdict_on(strict(), [](Cheat& c) { c.round = [](auto& p) { p[0] += K(1); }; }).reason() ==
        "the last claim of WHIR");
  CHECK(verdict_on(strict(), [](Cheat& c) { c.round = [](auto& p) { p[2] += K(1); }; }).reason() ==
        "the last claim of WHIR");
  CHECK(verdict_on(strict(), [&](Cheat& c) { c.samples = spoil; }).reason() == "the last claim of WHIR");
  CHECK(verdict_on(strict(), [&](Cheat& c) { c.final_polynomial = spoil; }).reason() ==
        "the final polynomial at a query");
  CHECK_FALSE(verdict_on(strict(), [&](Cheat& c) { c.committed = spoil; }).ok());
  CHECK(verdict_on(strict(), [](Cheat& c) { c.forget_constraints = true; }).reason() == "the last claim of WHIR");
}

TEST_CASE("parameters belong to the verifier") {
  const Case test = strict();
  const Bytes proof = prove(test).proof();
  REQUIRE(verify(test, proof).ok());
  for (auto change : std::vector<std::function<void(Params&)>>{
           [](Params& p) { p.queries[0] += 1; }, [](Params& p) { p.ood += 1; }, [](Params& p) { p.pow_query = 0; },
           [](Params& p) { p.pow_fold = 0; }, [](Params& p) { p.fold = 3; }, [](Params& p) { p.final_log = 1; }}) {
    Case other = test;
    change(other.params);
    CHECK_FALSE(verify(other, proof).ok());
  }
}

// WHIR: its building blocks against plain definitions, and whole proofs against those of the Python specification.

#include <algorithm>
#include <set>

#include "base/bits.hpp"
#include "base/parallel.hpp"
#include "hash/grinding.hpp"
#include "kit/catch.hpp"
#include "merkle/opening.hpp"
#include "pcs/proof_size.hpp"
#include "unit/pcs/whir_fixture.hpp"

using namespace squall;
using namespace squall::whir_test;

namespace {

std::vector<K> some(std::size_t count) {
  Transcript transcript;
  return transcript.challenges("some", count);
}

std::string hex(const Digest& digest) {
  std::string text;
  for (std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace

TEST_CASE("the schedule binds all variables but the last, and halves the domain") {
  for (const Params& params : params_table()) {
    for (unsigned h = params.final_log; h <= kMaxLogRows; ++h) {
      const WhirSchedule schedule = whir_schedule(params, h);
      CHECK(schedule.final_log == params.final_log);
      unsigned left = h;
      for (std::size_t i = 0; i < schedule.rounds.size(); ++i) {
        const WhirRound& round = schedule.rounds[i];
        CHECK(round.log_domain == h + 1 - i);
        CHECK(round.fold == std::min(i == 0 ? params.first_fold : params.fold, left - params.final_log));
        CHECK(round.queries == params.queries[std::min(i, params.queries.size() - 1)]);
        left -= round.fold;
      }
      CHECK(left == params.final_log);
    }
  }
  const auto rounds = whir_schedule(*find_params("fast"), 22).rounds;
  REQUIRE(rounds.size() == 5);
  CHECK(rounds[4].fold == 3);
  CHECK(rounds[4].log_domain == 19);
}

TEST_CASE("folding a block of the code word binds the low variables") {
  const unsigned log_size = 4;
  const auto f = some(1 << log_size);
  for (unsigned folds = 1; folds <= 3; ++folds) {
    std::vector<K> challenges = some(40);
    challenges.erase(challenges.begin(), challenges.end() - folds);
    std::vector<K> bound = f;
    for (const K& x : challenges) {
      for (std::size_t j = 0; j < bound.size() / 2; ++j)
        bound[j] = bound[2 * j] + x * (bound[2 * j + 1] - bound[2 * j]);
      bound.resize(bound.size() / 2);
    }
    const WhirRound round{folds, log_size + 1, 0, 0};
    std::vector<K> word = encode_plainly(f, log_size + 1);
    const BlockFolder folder(log_size + 1, challenges);
    for (std::size_t p = 0; p < word.size() >> folds; ++p) {
      const K folded = folder.fold(p, std::span(word).subspan(p << folds, std::size_t(1) << folds));
      CHECK(folded == horner(bound, block_point(p, round)));
    }
  }
}

TEST_CASE("encoding is evaluation at the domain's points in bit-reversed order") {
  const auto f = some(8);
  const auto word = encode_plainly(f, 5);
  for (std::size_t l = 0; l < word.size(); ++l) {
    CHECK(word[l] == horner(f, Fp::root_of_unity(5).pow(bit_reverse(l, 5))));
  }
}

TEST_CASE("a lifted matrix shows the leaves of whole blocks, once each") {
  const std::vector<std::uint64_t> positions = {0, 3, 4, 5, 9, 31};
  for (unsigned fold = 0; fold <= 4; ++fold) {
    for (unsigned drop = 0; drop <= 6; ++drop) {
      std::set<std::uint64_t> expected;
      for (std::uint64_t p : positions) {
        for (std::uint64_t i = 0; i < std::uint64_t(1) << fold; ++i) expected.insert((p << fold | i) >> drop);
      }
      CHECK(block_leaves(positions, fold, drop) == std::vector<std::uint64_t>(expected.begin(), expected.end()));
    }
  }
}

TEST_CASE("the plain tree opens as the verifier expects") {
  const PlainTree tree = commit_plainly(columns_of({3, 4}, 0));
  for (const std::vector<std::uint64_t>& leaves : {std::vector<std::uint64_t>{3}, std::vector<std::uint64_t>{0, 1, 7},
                                                   std::vector<std::uint64_t>{4, 5, 6, 7, 31}}) {
    const MerkleOpening opening = tree.open(leaves);
    CHECK(root_from_rows(5, leaves, opening.rows, 3, opening.siblings) == tree.root());
  }
}

namespace {

struct Pinned {
  Case test;
  std::size_t bytes;
  std::string hash;
  std::array<std::uint32_t, 5> end;  // the challenge after the proof
};

std::vector<Pinned> pinned() {
  Params fast = row("fast-free", 1, 3, 9, {236, 233, 75, 45, 32}, 2, 0, 0);
  return {
      {toy(),
       1956,
       "9cfc3833a16bbc04275caa983c59471475c43dc8f66bfb0c52df3e1c7c939113",
       {478339618, 304734908, 228832395, 1180792378, 729198160}},
      {{"toy lifted by more than the fold", *find_params("toy"), 7, {{2, 7}, {3, 7}, {1, 4}}},
       3076,
       "7ff4f7b8b8a9d1b27b7dc94f50124b85cc31a7542be13991890a9318e7b8770d",
       {735777915, 1852466170, 402871001, 94557065, 1889576484}},
      {{"toy-wide", *find_params("toy-wide"), 9, {{4, 9}, {2, 8}}},
       3860,
       "b9481ca750b461a52f68e61ac3f286f89dedf8a444ee7e2c1844394ab168fc5b",
       {1413153155, 1083499388, 240084197, 1000241188, 1721708342}},
      {{"fast without grinding", fast, 11, {{2, 11}, {1, 10}}},
       69024,
       "8f60fa412bc80bec5f91887e69934b321f215f32c4db4da191b18ccf629c9316",
       {1460211595, 790528548, 794507043, 1379653354, 653750741}},
      {{"many rounds", row("rounds", 1, 3, 2, {9, 7, 5}, 2, 3, 4), 12, {{1, 12}}},
       8836,
       "95ca8f0fa65dbf38cd77b03e2d31ae0183dfd9f45ea01371e35061c9656bc178",
       {778090553, 596578189, 2113561469, 178584806, 859480496}},
  };
}

}  // namespace

TEST_CASE("proofs are byte for byte those of the specification, and verify") {
  for (const Pinned& expected : pinned()) {
    INFO(expected.test.name);
    Sender sender = prove(expected.test);
    CHECK(sender.proof().size() == expected.bytes);
    CHECK(hex(blake3_hash(sender.proof())) == expected.hash);
    const Bytes proof = sender.proof();
    Receiver receiver = verify(expected.test, proof);
    CHECK(receiver.reason().empty());
    CHECK(receiver.transcript().tape() == sender.transcript().tape());
    K end;
    for (unsigned i = 0; i < 5; ++i) end.c[i] = Fp::from_canonical(expected.end[i]);
    CHECK(sender.transcript().challenge("end") == end);
    CHECK(receiver.transcript().challenge("end") == end);
  }
}

TEST_CASE("every height and fold works, lifted matrices included") {
  for (unsigned first_fold = 1; first_fold <= 3; ++first_fold) {
    for (unsigned fold = 1; fold <= 3; ++fold) {
      for (unsigned log_rows = 1; log_rows <= 7; ++log_rows) {
        for (unsigned final_log : {0u, 2u}) {
          if (log_rows <= final_log) continue;
          const Case test{"shapes",
                          row("shapes", first_fold, fold, final_log, {3, 2}, 1, 0, 0),
                          log_rows,
                          {{2, log_rows}, {1, log_rows / 2}, {1, 0}}};
          const Sender sender = prove(test);
          CHECK(verify(test, sender.proof()).reason().empty());
        }
      }
    }
  }
}

TEST_CASE("the proven rows work as they are, with all their grinding") {
  ThreadPool pool(2);
  const NonceFinder find = [&](const Digest& state, unsigned bits) {
    return find_nonce(state, bits, detect_isa(), pool);
  };
  for (const Params& params : params_table()) {
    if (params.proven_bits == 0) continue;
    const Case test{"proven", params, 11, {{2, 11}, {1, 9}}};
    const Sender sender = prove(test, honest, {}, find);
    const Bytes proof = sender.proof();
    CHECK(verify(test, proof).reason().empty());
    const MatrixShape shapes[] = {{2, 11}, {1, 9}};
    const double statement = 2 * sizeof(Digest) + kExtensionBytes;
    const double expected = expected_opening_bytes(params, 11, shapes) + statement;
    CHECK(static_cast<double>(proof.size()) == Approx(expected).epsilon(0.03));
  }
}

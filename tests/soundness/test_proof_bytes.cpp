// Forgeries of the statement, of the header and of the proof's bytes.

#include <map>

#include "kit/catch.hpp"
#include "kit/toy_proof.hpp"

namespace squall::toy {
namespace {

struct Honest : Setup {
  ProofParts parts;
  explicit Honest(Options options = {.max_degree = 4, .group_size = 3, .rounds = 1}) : Setup(params(), options) {
    parts = prove();
    check(reason(parts.proof).empty(), "the honest proof is accepted");
  }
  explicit Honest(Toy t) : Setup(params(), std::move(t)) {
    parts = prove(shape(toy.heights()));
    check(reason(parts.proof).empty(), "the honest proof is accepted");
  }
  bool rejected(ByteView proof) const { return !reason(proof).empty(); }
};

const Honest& honest() {
  static const Honest h;
  return h;
}

// The proof with one span replaced.
Bytes spliced(const Bytes& proof, std::size_t begin, std::size_t end, ByteView by) {
  Bytes out(proof.begin(), proof.begin() + static_cast<std::ptrdiff_t>(begin));
  append(out, by);
  out.insert(out.end(), proof.begin() + static_cast<std::ptrdiff_t>(end), proof.end());
  return out;
}

// ---- the statement

TEST_CASE("other public values") {
  const Honest& h = honest();
  const auto rejected = [&](const std::vector<std::uint32_t>& publics) {
    return !stark_verify(h.verifying(), h.p, publics, h.parts.proof).ok();
  };
  for (std::size_t i = 0; i < 3; ++i) {
    for (const std::uint32_t other : {h.toy.publics[i] + 1, Fp::kModulus - 1, h.toy.publics[i] + Fp::kModulus, ~0u}) {
      auto publics = h.toy.publics;
      publics[i] = other;
      CHECK(rejected(publics));
    }
  }
  CHECK(rejected({}));
  CHECK(rejected({h.toy.publics[0], h.toy.publics[1]}));
  CHECK(rejected({h.toy.publics[0], h.toy.publics[1], h.toy.publics[2], 0}));
}

TEST_CASE("false public values in the prover's own transcript") {
  for (std::size_t i = 0; i < 3; ++i) {
    Setup setup(params(), {.max_degree = 4, .group_size = 3, .rounds = 1});
    setup.toy.publics[i] ^= 1;
    CHECK(setup.reason(setup.prove().proof) == "the buses are not balanced");
  }
}

TEST_CASE("another program, image or machine") {
  const Honest& h = honest();
  std::vector<Instruction> program = h.toy.program;
  program[1] = {kAnd, 5};
  std::vector<std::uint32_t> image = h.toy.image;
  image[0] = 0;
  Options other_degree = h.toy.options, other_limit = h.toy.options;
  other_degree.group_size = 2;
  other_limit.max_instances = 5;
  std::vector<Toy> others;
  others.emplace_back(program, h.toy.image, h.toy.options);
  others.emplace_back(h.toy.program, image, h.toy.options);
  others.emplace_back(other_degree);
  others.emplace_back(other_limit);
  for (std::size_t i = 0; i < others.size(); ++i) {
    Setup other(params(), others[i]);
    VerifyingKey key = other.key.verifying;
    CHECK(key.digest != h.verifying().digest);
    CHECK(!stark_verify(key, h.p, h.toy.publics, h.parts.proof).ok());
    key.digest = h.verifying().digest;  // even if hashes collided
    if (i < 2) CHECK(stark_verify(key, h.p, h.toy.publics, h.parts.proof).reason == "Merkle root of an opening");
    if (i == 2) CHECK(!stark_verify(key, h.p, h.toy.publics, h.parts.proof).ok());
  }
}

TEST_CASE("other parameters") {
  const Honest& h = honest();
  void (*const changes[])(Params&) = {[](Params& p) { p.name = "x"; },     [](Params& p) { p.queries = {4, 3, 3}; },
                                      [](Params& p) { p.ood = 2; },        [](Params& p) { p.pow_query = 2; },
                                      [](Params& p) { p.pow_logup = 1; },  [](Params& p) { p.pow_fold = 0; },
                                      [](Params& p) { p.pow_batch = 1; },  [](Params& p) { p.fold = 1; },
                                      [](Params& p) { p.first_fold = 2; }, [](Params& p) { p.final_log = 1; },
                                      [](Params& p) { p.skip = 6; },       [](Params& p) { p.regimes = {3}; }};
  for (const auto change : changes) {
    Params p = h.p;
    change(p);
    CHECK(!stark_verify(h.verifying(), p, h.toy.publics, h.parts.proof).ok());
  }
}

// ---- the bytes

TEST_CASE("every byte of a small proof is flipped") {
  const Honest h(Toy({{kAnd, 0}}, Toy::example_image(), {.max_degree = 4, .group_size = 3, .range_bits = 6}));
  Bytes proof = h.parts.proof;
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    const std::uint8_t mask = static_cast<std::uint8_t>(1u << (i * 5 + i / 8) % 8);
    proof[i] ^= mask;
    accepted += !h.rejected(proof);
    proof[i] ^= mask;
  }
  CHECK(accepted == 0);
  CHECK(!h.rejected(proof));
}

TEST_CASE("a word of every item is changed, or not canonical") {
  const Honest& h = honest();
  for (const Span& span : h.parts.spans) {
    INFO(span.label << " at " << span.offset);
    if (span.length == 0 || span.kind != Span::Kind::kWords) continue;
    for (const std::size_t at : {std::size_t(0), span.length / 8 * 4, span.length - 4}) {
      Bytes proof = h.parts.proof;
      std::uint8_t* word = proof.data() + span.offset + at;
      const std::uint32_t value = load_le32(word);
      store_le32(word, (value + 1) % Fp::kModulus);
      CHECK(h.rejected(proof));
      store_le32(word, value + Fp::kModulus);
      CHECK(h.rejected(proof));
    }
  }
}

TEST_CASE("a non-canonical word is named as such") {
  const Honest& h = honest();
  for (const Span& span : h.parts.spans) {
    if (span.kind != Span::Kind::kWords || span.length == 0) continue;
    Bytes proof = h.parts.proof;
    std::uint8_t* word = proof.data() + span.offset;
    store_le32(word, load_le32(word) + Fp::kModulus);
    CHECK(h.reason(proof) == "a word is not canonical");
  }
}

TEST_CASE("every kind of item is shortened, extended, doubled, or the last") {
  const Honest& h = honest();
  std::map<std::string, Span> last;
  for (const Span& span : h.parts.spans) {
    if (span.length > 0) last[span.label] = span;
  }
  CHECK(last.size() == 20);
  for (const auto& [label, span] : last) {
    INFO(label);
    const std::map<Span::Kind, std::size_t> units{
        {Span::Kind::kWords, 20}, {Span::Kind::kDigests, 32}, {Span::Kind::kNonce, 8}, {Span::Kind::kBytes, 1}};
    const std::size_t unit = units.at(span.kind), end = span.offset + span.length;
    const Bytes& proof = h.parts.proof;
    CHECK(h.rejected(spliced(proof, end - unit, end, {})));
    CHECK(h.rejected(spliced(proof, end, end, ByteView(proof).subspan(end - unit, unit))));
    CHECK(h.rejected(spliced(proof, end, end, Bytes(unit))));
    CHECK(h.rejected(ByteView(proof).first(span.offset)));
    CHECK(h.rejected(ByteView(proof).first(end - 1)));
  }
}

TEST_CASE("nothing, too little, too much") {
  const Honest& h = honest();
  Bytes longer = h.parts.proof;
  longer.push_back(0);
  CHECK(h.reason(longer) == "bytes after the end of the proof");
  CHECK(h.reason({}) == "the proof is too short");
  CHECK(h.rejected(ByteView(h.parts.proof).first(h.parts.proof.size() - 1)));
  append(longer, h.parts.proof);
  CHECK(h.rejected(longer));
}

TEST_CASE("neighbouring items, and elements of one item, change places") {
  const Honest& h = honest();
  const Bytes& proof = h.parts.proof;
  const auto part = [&](std::size_t at, std::size_t length) { return ByteView(proof).subspan(at, length); };
  for (std::size_t i = 0; i + 1 < h.parts.spans.size(); ++i) {
    const Span &a = h.parts.spans[i], &b = h.parts.spans[i + 1];
    Bytes swapped(part(b.offset, b.length).begin(), part(b.offset, b.length).end());
    append(swapped, part(a.offset, a.length));
    const Bytes forged = spliced(proof, a.offset, b.offset + b.length, swapped);
    if (forged != proof) CHECK(h.rejected(forged));
  }
  for (const Span& span : h.parts.spans) {
    if (span.kind != Span::Kind::kWords || span.length < 2 * kExtensionBytes) continue;
    Bytes swapped(part(span.offset + kExtensionBytes, kExtensionBytes).begin(),
                  part(span.offset + kExtensionBytes, kExtensionBytes).end());
    append(swapped, part(span.offset, kExtensionBytes));
    const Bytes forged = spliced(proof, span.offset, span.offset + 2 * kExtensionBytes, swapped);
    if (forged != proof) CHECK(h.rejected(forged));
  }
}

TEST_CASE("a longer final polynomial") {
  Setup longer(params(), {.max_degree = 4, .group_size = 3, .rounds = 1});
  longer.p.final_log = 3;
  CHECK(honest().rejected(longer.prove().proof));
}

TEST_CASE("other nonces") {
  const Honest& h = honest();
  for (const Span& span : h.parts.spans) {
    if (span.kind != Span::Kind::kNonce) continue;
    for (std::uint64_t nonce = 0; nonce < 20; ++nonce) {
      Bytes proof = h.parts.proof;
      store_le64(proof.data() + span.offset, nonce);
      if (proof != h.parts.proof) CHECK(h.rejected(proof));
    }
  }
}

// ---- the header

Bytes header(unsigned log_rows, const std::vector<std::vector<unsigned>>& heights) {
  Shape shape;
  shape.log_rows = log_rows;
  shape.heights = heights;
  return shape.header();
}

TEST_CASE("legal and forbidden shapes of an honest proof") {
  const Honest& h = honest();
  const auto heights = h.toy.cut_heights();
  const Bytes honest_header = header(h.parts.shape.log_rows, heights);
  REQUIRE(h.parts.spans[0].length == honest_header.size());
  const ByteView rest = ByteView(h.parts.proof).subspan(honest_header.size());
  const auto with = [&](const Bytes& front) {
    Bytes proof = front;
    append(proof, rest);
    return proof;
  };
  REQUIRE(!h.rejected(with(honest_header)));
  struct Case {
    std::size_t chip;
    std::vector<unsigned> heights;
    const char* reason;  // null: legal, but not the shape of this proof
  };
  const Case cases[] = {{kAddChip, {6}, nullptr},
                        {kAddChip, {6, 7}, nullptr},
                        {kAddChip, {6, 6, 6}, nullptr},
                        {kAndChip, {}, nullptr},
                        {kAddChip, {5, 6}, "add: height is out of range"},
                        {kAddChip, {9, 6}, "add: height is out of range"},
                        {kAddChip, {6, 255}, "add: height is out of range"},
                        {kAddChip, {6, 6, 6, 6, 6}, "add: number of instances is out of range"},
                        {kLedgerChip, {}, "ledger: number of instances is out of range"},
                        {kLedgerChip, {6, 6}, "ledger: number of instances is out of range"},
                        {kLedgerChip, {9}, "ledger: height is out of range"},
                        {kProgramChip, {7}, "program: height is out of range"},
                        {kProgramChip, {5}, "program: height is out of range"},
                        {kImageChip, {6, 6}, "image: number of instances is out of range"},
                        {kImageChip, {}, "image: number of instances is out of range"},
                        {kRangeChip, {7}, "range: height is out of range"},
                        {kRangeChip, {8, 8}, "range: number of instances is out of range"},
                        {kBitwiseChip, {7}, "and: height is out of range"}};
  for (const Case& c : cases) {
    auto changed = heights;
    changed[c.chip] = c.heights;
    INFO(h.toy.machine.chips[c.chip].name << " " << c.heights.size());
    const std::string reason = h.reason(with(header(8, changed)));
    CHECK(reason != "");
    if (c.reason) CHECK(reason == c.reason);
    Shape shape;  // no prover could make a proof of a forbidden shape acceptable
    const auto refusal = Shape::make(h.verifying().machine, h.verifying().skip, 6, 8, changed, shape);
    CHECK(refusal.has_value() == (c.reason != nullptr));
  }
  for (const unsigned log_rows : {0u, 2u, 5u, 7u, 9u, 22u, 23u, 255u}) {
    const std::string reason = h.reason(with(header(log_rows, heights)));
    CHECK(reason != "");
    if (log_rows < 6 || log_rows > 22) CHECK(reason == "H = " + std::to_string(log_rows) + " is out of range");
  }
  Bytes many = with(honest_header);
  many[1] = many[2] = 0xff;
  CHECK(h.reason(many) == "add: number of instances is out of range");
}

TEST_CASE("limits of rows and of the weight on a bus") {
  const Honest& h = honest();
  const auto refusal = [&](const Machine& machine) {
    Shape shape;
    return Shape::make(machine, h.verifying().skip, 6, 8, h.toy.cut_heights(), shape).value_or("");
  };
  CHECK(refusal(h.verifying().machine) == "");
  Machine rows = h.verifying().machine, weight = h.verifying().machine, publics = h.verifying().machine;
  rows.row_limit = 100;
  CHECK(refusal(rows) == "too many rows");
  weight.chips[kAddChip].dag.messages[0].bound = Fp::kModulus / 64;
  CHECK(refusal(weight) == "bus 1 could overflow");
  publics.max_publics = Fp::kModulus - 200;
  CHECK(refusal(publics) == "bus 1 could overflow");
}

}  // namespace
}  // namespace squall::toy

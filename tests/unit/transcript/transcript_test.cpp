// The numbers here were produced by the Python specification, which shares no code with Squall.

#include "transcript/transcript.hpp"

#include <algorithm>
#include <set>

#include "hash/grinding.hpp"
#include "kit/catch.hpp"
#include "transcript/sender.hpp"

using namespace squall;

namespace {

K element(std::array<std::uint32_t, 5> words) {
  K x;
  for (unsigned i = 0; i < 5; ++i) x.c[i] = Fp::from_canonical(words[i]);
  return x;
}

std::string hex(const Digest& digest) {
  std::string text;
  for (std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

Bytes bytes_of(std::string_view text) { return Bytes(text.begin(), text.end()); }

Transcript example() {
  Transcript t;
  t.absorb_bytes("protocol", bytes_of("abc"));
  t.absorb_words("words", std::vector<Fp>{0, 1, Fp::kModulus - 1, 12345});
  t.absorb_extension("values", std::vector<K>{element({1, 2, 3, 4, 5}), element({Fp::kModulus - 1, 0, 7, 0, 9})});
  Digest root;
  for (unsigned i = 0; i < 32; ++i) root[i] = static_cast<std::uint8_t>(i);
  t.absorb_digest("root", root);
  return t;
}

}  // namespace

TEST_CASE("transcript states and challenges are those of the specification") {
  Transcript t = example();
  CHECK(t.state() == Digest{});
  CHECK(t.challenge("alpha") == element({288140993, 1122495828, 540643703, 1986020856, 909615100}));
  CHECK(hex(t.state()) == "cfa6d6ab6882ec7b972b257e065d10847702f55c475d88d36b47d01aa1785bdf");
  const auto many = t.challenges("many", 3);
  CHECK(many[0] == element({1060347508, 1187107638, 615771770, 1443042286, 1184498537}));
  CHECK(many[1] == element({1462205160, 374320194, 1260171280, 221267475, 508203554}));
  CHECK(many[2] == element({1098920655, 328130971, 1492967688, 1584345524, 647601508}));
  const auto several = t.challenges("long", 400);  // some words are rejected on the way
  CHECK(several.front() == element({1055062227, 625293030, 1953576270, 1662887917, 1577378654}));
  CHECK(several.back() == element({1461569285, 620982578, 572555148, 775315238, 914890584}));
  CHECK(t.challenges("none", 0).empty());
  CHECK(t.positions("queries", 8, 5) == std::vector<std::uint64_t>{0, 5, 20, 21, 27, 29, 31});
  CHECK(hex(t.state()) == "3609ea58e1d5de0e52512c55c49a2911fa482e522b5fd80febdec586ba2f4fa9");
  CHECK(t.positions("queries", 4, 20) == std::vector<std::uint64_t>{29839, 292994, 965370, 1028961});
  const Digest state = t.grinding_state("fold", 12);
  CHECK(hex(state) == "96006bb84aff4aa24427150af3e80ace0a466005b44506c730fbc2bcad5696ac");
  CHECK(find_nonce_plainly(state, 12) == 10395);
  t.absorb_nonce("fold", 10395);
  CHECK(t.challenge("fold") == element({1182551789, 156950937, 549740193, 994542377, 1105540160}));
}

TEST_CASE("every feature of a message changes the next challenge") {
  using Feed = std::vector<std::pair<std::string, std::string>>;
  std::vector<K> seen;
  for (const Feed& feed : {Feed{{"a", "bc"}}, Feed{{"ab", "c"}}, Feed{{"a", "b"}, {"a", "c"}},
                           Feed{{"a", std::string("bc\0", 3)}}, Feed{}}) {
    Transcript t;
    for (const auto& [label, data] : feed) t.absorb_bytes(label, bytes_of(data));
    seen.push_back(t.challenge("x"));
    seen.push_back(t.challenge("x"));
  }
  Transcript kind, label, count;
  kind.absorb_words("a", std::vector<Fp>{25186});  // the bytes "bb\0\0", of another kind
  seen.push_back(kind.challenge("x"));
  label.absorb_bytes("a", bytes_of("bc"));
  seen.push_back(label.challenge("y"));
  count.absorb_bytes("a", bytes_of("bc"));
  seen.push_back(count.challenges("x", 2)[0]);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) CHECK_FALSE(seen[i] == seen[j]);
  }
}

TEST_CASE("asking for no challenge leaves no trace") {
  Transcript a = example(), b = example();
  a.challenges("none", 0);
  CHECK(a.challenge("x") == b.challenge("x"));
}

TEST_CASE("positions are in range, ascending and distinct") {
  Transcript t = example();
  for (unsigned bits : {0u, 1u, 7u, 22u, 32u}) {
    const auto drawn = t.positions("queries", 50, bits);
    CHECK(drawn.back() >> bits == 0);
    CHECK(std::adjacent_find(drawn.begin(), drawn.end(), std::greater_equal<>()) == drawn.end());
  }
}

TEST_CASE("labels that do not fit their length byte are refused") {
  Transcript t;
  CHECK_NOTHROW(t.absorb_bytes(std::string(255, 'x'), {}));
  CHECK_THROWS(t.absorb_bytes(std::string(256, 'x'), {}));
}

TEST_CASE("only a recording transcript keeps its tape") {
  Transcript silent, recording(true);
  for (Transcript* t : {&silent, &recording}) {
    t->absorb_bytes("a", bytes_of("bc"));
    t->challenge("x");
  }
  CHECK(silent.tape().empty());
  REQUIRE(recording.tape().size() == 2);
  CHECK(recording.tape()[0] == Frame{FrameKind::kBytes, "a", bytes_of("bc")});
  CHECK(recording.tape()[1] == Frame{FrameKind::kSqueeze, "x", Bytes{1, 0, 0, 0, 0, 0, 0, 0}});
}

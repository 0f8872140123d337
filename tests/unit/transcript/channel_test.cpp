// Both ends of the channel: what is sent is received, and nothing else is.

#include "base/parallel.hpp"
#include "hash/grinding.hpp"
#include "kit/catch.hpp"
#include "transcript/receiver.hpp"
#include "transcript/sender.hpp"

using namespace squall;

namespace {

const std::vector<K> kValues = {K(5), K::from_coefficients({1, 2, 3, 4, Fp(-1)}), K(0)};
const std::vector<std::uint32_t> kRow = {0, 1, Fp::kModulus - 1};

void send_all(Sender& sender) {
  sender.header(Bytes{9, 8, 7});
  sender.transcript().absorb_bytes("header", Bytes{9, 8, 7});
  sender.digest("root", Digest{1, 2, 3});
  sender.extension("values", kValues);
  sender.grind("work", 7);
  sender.transcript().challenge("x");
  sender.hint_rows("rows", kRow);
  sender.hint_digests("paths", std::vector<Digest>{Digest{4}, Digest{5}});
  sender.grind("none", 0);
}

void receive_all(Receiver& receiver) {
  const Bytes header = receiver.header(3);
  receiver.transcript().absorb_bytes("header", header);
  const Digest root = receiver.digest("root");
  const auto values = receiver.extension("values", kValues.size());
  receiver.grind("work", 7);
  receiver.transcript().challenge("x");
  const auto row = receiver.hint_words(kRow.size());
  const auto digests = receiver.hint_digests(2);
  receiver.grind("none", 0);
  receiver.finish();
  // Whatever happens, lengths are those asked for.
  REQUIRE(header.size() == 3);
  REQUIRE(values.size() == kValues.size());
  REQUIRE(row.size() == kRow.size());
  REQUIRE(digests.size() == 2);
  if (!receiver.ok()) return;
  CHECK(header == Bytes{9, 8, 7});
  CHECK(root == Digest{1, 2, 3});
  CHECK(values == kValues);
  CHECK(row == kRow);
  CHECK(digests == std::vector<Digest>{Digest{4}, Digest{5}});
}

Sender sent() {
  Sender sender(find_nonce_plainly, true);
  send_all(sender);
  return sender;
}

}  // namespace

TEST_CASE("what is sent is received, and both ends have the same tape") {
  const Sender sender = sent();
  Receiver receiver(sender.proof(), true);
  receive_all(receiver);
  CHECK(receiver.reason().empty());
  CHECK(receiver.transcript().tape() == sender.transcript().tape());
  CHECK(receiver.transcript().tape().size() == 6);
  CHECK(sender.proof().size() == 3 + 32 + 3 * 20 + 8 + 3 * 4 + 2 * 32);
  std::size_t at = 0;
  for (const Span& span : sender.spans()) {
    CHECK(span.offset == at);
    at += span.length;
  }
  CHECK(at == sender.proof().size());
}

TEST_CASE("any nonce that fits is accepted, the back end's among them") {
  ThreadPool pool(2);
  Sender sender([&](const Digest& state, unsigned bits) { return find_nonce(state, bits, detect_isa(), pool); });
  send_all(sender);
  CHECK(sender.proof() == sent().proof());
  Sender later([](const Digest& state, unsigned bits) {
    std::uint64_t nonce = 1000;
    while (!nonce_fits(state, bits, nonce)) ++nonce;
    return nonce;
  });
  send_all(later);
  Receiver receiver(later.proof());
  receive_all(receiver);
  CHECK(receiver.ok());
}

TEST_CASE("a lazy nonce finder is a bug at the prover's end and a rejection at the verifier's") {
  Sender sender([](const Digest& state, unsigned bits) {
    std::uint64_t nonce = 0;
    while (nonce_fits(state, bits, nonce)) ++nonce;
    return nonce;
  });
  CHECK_THROWS(send_all(sender));

  Bytes proof = sent().proof();
  proof[3 + 32 + 60] ^= 1;
  Receiver receiver(proof);
  receive_all(receiver);
  CHECK(receiver.reason() == "grinding before work");
}

TEST_CASE("every proper prefix is too short, and nothing may follow") {
  const Bytes proof = sent().proof();
  for (std::size_t length = 0; length < proof.size(); ++length) {
    Receiver receiver(ByteView(proof).first(length));
    receive_all(receiver);
    CHECK(receiver.reason() == "the proof is too short");
  }
  Bytes longer = proof;
  longer.push_back(0);
  Receiver receiver(longer);
  receive_all(receiver);
  CHECK(receiver.reason() == "bytes after the end of the proof");
}

TEST_CASE("words must be canonical") {
  const Sender sender = sent();
  for (const Span& span : sender.spans()) {
    if (span.kind != Span::Kind::kWords) continue;
    for (std::size_t at = span.offset; at < span.offset + span.length; at += 4) {
      Bytes proof = sender.proof();
      store_le32(proof.data() + at,
                 load_le32(proof.data() + at) + Fp::kModulus);  // the same element, written differently
      Receiver receiver(proof);
      receive_all(receiver);
      CHECK(receiver.reason() == "a word is not canonical");
    }
  }
}

TEST_CASE("the first failure stays, and nothing is read after it") {
  const Bytes proof = sent().proof();
  Receiver receiver(proof);
  receiver.header(3);
  CHECK(receiver.need(true, "fine"));
  CHECK_FALSE(receiver.need(false, "first"));
  CHECK_FALSE(receiver.need(true, "second"));
  receiver.fail("third");
  CHECK(receiver.digest("root") == Digest{});
  CHECK(receiver.extension("values", 2) == std::vector<K>(2));
  receiver.grind("work", 7);
  receiver.finish();
  CHECK(receiver.position() == 3);
  CHECK(receiver.reason() == "first");
}

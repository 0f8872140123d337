#include "kit/catch.hpp"
#include "kit/laws_ntt.hpp"

using namespace squall;

TEST_CASE("Twiddles are what their definition says", "[poly]") {
  const Twiddles twiddles(10);
  for (unsigned k = 0; k < 10; ++k) {
    for (std::size_t b = 0; b < std::size_t(1) << k; ++b) {
      const Fp c = Fp::root_of_unity(k + 1).pow(bit_reverse(b, k));
      REQUIRE(twiddles.pairs()[b].value == c.canonical());
      REQUIRE(twiddles.pairs()[b].quotient == ShoupPair(c).quotient);
    }
  }
  CHECK(Twiddles(0).pairs()[0].value == 1);
}

TEST_CASE("The reference transform agrees with evaluation", "[poly]") {
  for (unsigned log_domain = 0; log_domain <= 7; ++log_domain) {
    for (unsigned log_rows = 0; log_rows <= log_domain; ++log_rows) {
      auto column = laws::random_columns(1, log_rows, 5)[0];
      const auto expected = naive_encode(std::span<const Fp>(column), log_domain);
      column.resize(std::size_t(1) << log_domain);
      reference_ntt(std::span<Fp>(column));
      REQUIRE(column == expected);
    }
  }
}

TEST_CASE("The encoder agrees with the reference transform", "[poly]") {
  const Twiddles twiddles(17);
  ThreadPool pools[] = {ThreadPool(1), ThreadPool(2), ThreadPool(3)};
  for (Isa isa : {Isa::kScalar, detect_isa()}) {
    for (unsigned log_rows = 0; log_rows <= 14; ++log_rows) {
      for (unsigned log_blowup : {0u, 1u, 2u}) {
        const std::size_t width = log_rows % 2 ? 8 : 16, count = width - log_rows % 5;
        INFO(isa_name(isa) << ", rows 2^" << log_rows << ", blow-up 2^" << log_blowup);
        REQUIRE(laws::encoder(count, log_rows, log_blowup, width, isa, pools[log_rows % 3], twiddles) == "");
      }
    }
  }
}

TEST_CASE("The encoder for tall columns", "[poly]") {  // every number of early levels, up to those of rows 2^16
  const Twiddles twiddles(17);
  ThreadPool pool(2);
  for (unsigned log_rows : {15u, 16u}) {
    for (std::size_t width : {8u, 16u}) {
      CHECK(laws::encoder(3, log_rows, 1, width, detect_isa(), pool, twiddles) == "");
    }
  }
}

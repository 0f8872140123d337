#include "poly/extension_vector.hpp"

#include <random>

#include "kit/catch.hpp"
#include "poly/reference.hpp"

using namespace squall;

namespace {

K random_element(std::mt19937& random) {
  K x;
  for (auto& c : x.c) c = Fp(random());
  return x;
}

}  // namespace

TEST_CASE("Encoding over the challenge field agrees with evaluation", "[poly]") {
  const Twiddles twiddles(16);
  ThreadPool pools[] = {ThreadPool(1), ThreadPool(3)};
  std::mt19937 random(1);
  for (Isa isa : {Isa::kScalar, detect_isa()}) {
    for (auto [log_coefficients, log_domain] :
         {std::pair{0u, 0u}, {0u, 3u}, {2u, 2u}, {3u, 5u}, {4u, 5u}, {6u, 10u}, {12u, 15u}}) {
      ExtensionVector coefficients(pools[0].memory(), std::size_t(2) << log_coefficients, true);  // more than is read
      std::vector<K> list(std::size_t(1) << log_domain);
      for (std::size_t i = 0; i < coefficients.size(); ++i) {
        coefficients.set(i, random_element(random));
        if (i < coefficients.size() / 2) list[i] = coefficients.at(i);
      }
      reference_ntt(std::span<K>(list));
      for (auto& pool : pools) {
        const auto words = encode_extension(coefficients, log_coefficients, log_domain, twiddles, isa, pool);
        REQUIRE(words.size() == 5 * list.size());
        bool same = true;
        for (std::size_t i = 0; i < words.size(); ++i) same = same && words[i] == list[i / 5].c[i % 5].canonical();
        REQUIRE(same);
      }
    }
  }
}

TEST_CASE("Sums of powers agree with their definition", "[poly]") {
  const Twiddles twiddles(14);
  ThreadPool pools[] = {ThreadPool(1), ThreadPool(3)};
  std::mt19937 random(2);
  for (Isa isa : {Isa::kScalar, detect_isa()}) {
    for (auto [log_domain, log_count] : {std::pair{0u, 0u}, {1u, 0u}, {3u, 3u}, {6u, 2u}, {13u, 5u}, {13u, 11u}}) {
      std::vector<SparseTerm> terms;
      for (int i = 0; i < 9; ++i) terms.push_back({random() & ((1u << log_domain) - 1), random_element(random)});
      terms.push_back(terms.front());
      for (auto& pool : pools) {
        const auto result = sum_of_powers(terms, log_domain, log_count, twiddles, isa, pool);
        REQUIRE(result.size() == std::size_t(1) << log_count);
        for (std::size_t j = 0; j < result.size(); j += 1 + j / 16) {
          K expected;
          for (const auto& t : terms) {
            expected += t.coefficient * Fp::root_of_unity(log_domain).pow(bit_reverse(t.position, log_domain) * j);
          }
          REQUIRE(result.at(j) == expected);
        }
      }
    }
  }
}

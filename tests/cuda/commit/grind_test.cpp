#include "cuda/commit/grind.hpp"

#include "hash/grinding.hpp"
#include "kit/catch.hpp"
#include "orders.hpp"
#include "random.hpp"

using namespace squall;
using namespace squall::cuda;

TEST_CASE("the smallest nonce, for any order of threads") {
  Gpu gpu(0);
  ThreadPool pool(1);
  std::mt19937 random(1);
  for (unsigned bits = 0; bits <= 13; ++bits) {
    for (int i = 0; i < 6; ++i) {
      take_thread_order(bits + static_cast<unsigned>(i));
      const Digest state = random_digest(random);
      gpu.pool().reset_peak();
      const std::uint64_t nonce = squall::cuda::find_nonce(gpu, state, bits);
      CHECK(nonce == squall::find_nonce(state, bits, Isa::kScalar, pool));
      CHECK(gpu.pool().peak() == find_nonce_memory());
    }
  }
}

#include "field/isa.hpp"
#include "kit/catch.hpp"
#include "kit/laws_packed.hpp"

using namespace squall;

std::string packed_avx2_laws();

TEST_CASE("Scalar lanes obey the laws of lanes", "[field]") { CHECK(laws::PackedLaws<ScalarLanes>().run() == ""); }

#ifdef TEST_AVX2
TEST_CASE("AVX2 lanes obey the laws of lanes", "[field]") {
  if (detect_isa() == Isa::kAvx2) CHECK(packed_avx2_laws() == "");
}
#endif

#include "field/packed_avx2.hpp"

#include "kit/laws_packed.hpp"

std::string packed_avx2_laws() { return squall::laws::PackedLaws<squall::Avx2Lanes>().run(); }

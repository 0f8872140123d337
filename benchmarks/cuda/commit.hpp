#pragma once

#include "report.hpp"

namespace squall::cuda {

// Transforms, hashing, commitments, openings and proof of work, in all sizes for which there is memory.
void bench_commit(Gpu& gpu, Report& report);

}  // namespace squall::cuda

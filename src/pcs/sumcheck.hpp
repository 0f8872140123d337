#pragma once

// One sumcheck round, shared by zerocheck, merge and WHIR.
//
// The claim is g(0) + g(1) for a polynomial g of known degree D >= 1. The message is every coefficient but that of X^1,
// which follows from the claim: c_0, c_2, ..., c_D, always D elements; then the grinding, if any; then the challenge x.
// The next claim is g(x). All under one label.

#include <span>
#include <string_view>

#include "transcript/receiver.hpp"
#include "transcript/sender.hpp"

namespace squall {

struct SumcheckStep {
  K challenge, claim;
};

// On input: all D + 1 coefficients of g.
SumcheckStep prove_round(Sender& sender, std::string_view label, std::span<const K> coefficients,
                         unsigned grinding = 0);

SumcheckStep verify_round(Receiver& receiver, std::string_view label, const K& claim, unsigned degree,
                          unsigned grinding = 0);

}  // namespace squall

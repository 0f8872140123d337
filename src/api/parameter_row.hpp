#pragma once

#include <string>

#include "squall/error.hpp"

#include "pcs/params.hpp"

namespace squall {

// The row of that name, the default one for an empty name. Errors: kBadInput.
Result<const Params*> parameter_row(const std::string& name);

}  // namespace squall

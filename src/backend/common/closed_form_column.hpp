#pragma once

// All values of a closed form, in time proportional to the rows where its terms do not vanish.

#include "air/closed_form.hpp"
#include "field/koalabear.hpp"

namespace squall {

// On input: `out` has 2^log_rows zeros.
void closed_form_column(const ClosedForm& form, unsigned log_rows, Fp* out);

}  // namespace squall

#include "squall/params.hpp"

#include "pcs/params.hpp"

namespace squall {

std::vector<ParameterRow> parameter_rows() {
  std::vector<ParameterRow> rows;
  for (const Params& row : params_table())
    rows.push_back({std::string(row.name), row.proven_bits, std::string(row.description)});
  return rows;
}

std::string default_parameters() { return std::string(default_params().name); }

}  // namespace squall

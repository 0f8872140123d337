#include "squall/params.hpp"

#include "api/parameter_row.hpp"
#include "pcs/params.hpp"

namespace squall {

std::vector<ParameterRow> parameter_rows() {
  std::vector<ParameterRow> rows;
  for (const Params& row : params_table()) {
    if (row.proven_bits == 0 && row.name != "test") continue;  // those of toy machines
    rows.push_back({std::string(row.name), row.proven_bits, std::string(row.description)});
  }
  return rows;
}

Result<const Params*> parameter_row(const std::string& name) {
  if (name.empty()) return &default_params();
  if (const Params* row = find_params(name)) return row;
  std::string expected;
  for (const ParameterRow& row : parameter_rows()) expected += (expected.empty() ? "'" : ", '") + row.name + "'";
  return Error{ErrorCode::kBadInput, "no parameter row is called '" + name + "', expected one of " + expected};
}

std::string default_parameters() { return std::string(default_params().name); }

}  // namespace squall

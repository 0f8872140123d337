#include "backend/cpu/cpu_backend.hpp"

#include <algorithm>

#include "backend/cpu/commitment.hpp"
#include "hash/grinding.hpp"

namespace squall {

using cpu::cpu_matrix;
using cpu::CpuMatrix;

std::unique_ptr<Matrix> CpuBackend::matrix(unsigned log_rows, std::size_t width) {
  return std::make_unique<CpuMatrix>(context_.pool.memory(), log_rows, width);
}

void CpuBackend::upload(Matrix& matrix, const Place& place, std::span<const Fp> column) {
  check((column.size() & (column.size() - 1)) == 0 && !column.empty(), "a column has 2^t values");
  std::copy(column.begin(), column.end(), cpu_matrix(matrix).column(place.column) + place.slot * column.size());
}

std::vector<Fp> CpuBackend::download(const Matrix& matrix, const Place& place, unsigned log_height) {
  const Fp* first = cpu_matrix(matrix).at(place, log_height);
  return {first, first + (std::size_t(1) << log_height)};
}

std::shared_ptr<const Twiddles> CpuBackend::twiddles(unsigned log_size) {
  if (!twiddles_ || twiddles_->log_size() < log_size) twiddles_ = std::make_shared<const Twiddles>(log_size);
  return twiddles_;
}

std::unique_ptr<Commitment> CpuBackend::commit(const Matrix& matrix) {
  const auto constants = twiddles(matrix.log_rows() + 1);
  return std::make_unique<cpu::CpuCommitment>(commit_columns(cpu::columns_of(cpu_matrix(matrix)), matrix.log_rows(), 1,
                                                             {*constants, context_.isa, context_.pool}));
}

std::uint64_t CpuBackend::grind(const Digest& state, unsigned bits) {
  return find_nonce(state, bits, context_.isa, context_.pool);
}

}  // namespace squall

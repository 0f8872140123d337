#pragma once

// What a prover needs from a machine that computes: about fifteen verbs over data that stays where it is (host or
// device memory). The protocol, its transcript and every decision stay outside; every verb is a bulk operation whose
// result is a few field elements. One implementation per kind of machine; the reference implementation is the slow,
// obvious twin with which the others are compared.
//
// Conventions. Matrices are column-major with 2^log_rows rows of Fp. A row of an instance of height 2^t is (s, y): s
// its `skip` most significant bits, y the others. Columns of an evaluated row: main, closed form, preprocessed, then
// helper coordinates. Everything is deterministic: the same calls give the same results, whatever the number of
// threads.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "squall/profile.hpp"

#include "air/key.hpp"
#include "air/rounds.hpp"
#include "air/shape.hpp"
#include "air/trace.hpp"
#include "field/koalabear.hpp"
#include "pcs/whir_prove.hpp"

namespace squall {

// The machine that computes failed: its driver, its memory, a kernel. The message says what, and what can be done. What
// was being proven is lost; nothing else is.
struct DeviceFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A matrix in the back end's memory, zero at first.
class Matrix {
 public:
  Matrix(unsigned log_rows, std::size_t width) : log_rows_(log_rows), width_(width) {}
  virtual ~Matrix() = default;
  unsigned log_rows() const { return log_rows_; }
  std::size_t width() const { return width_; }

 private:
  unsigned log_rows_;
  std::size_t width_;
};

// The Merkle tree over the rows of a matrix's code word.
class Commitment {
 public:
  virtual ~Commitment() = default;
  virtual Digest root() const = 0;
};

// The columns of a proof: borrowed, they outlive what is made from them.
struct Witness {
  const VerifyingKey& key;
  const Shape& shape;
  Matrix* main = nullptr;
  Matrix* helper = nullptr;
  const Matrix* preprocessed = nullptr;  // packed as key.preprocessed says; null if the machine has none
};

// First round: values of Q on the cosets g^i W, i = 1..d-1, at g^i w^s for s = 0..S-1 in natural order, and of P on W.
struct SkipRound {
  std::vector<std::vector<K>> quotient_cosets;  // [i - 1][s]: sum_c mu_c sum_y eq(r, y) C_c
  std::vector<K> helper_sums;                   // [s]: sum_c nu_c sum_y h_c
};

// The zerocheck after X := omega. All instances together; most significant y variable first.
class ZerocheckTables {
 public:
  virtual ~ZerocheckTables() = default;
  // Values at X = 0, 1, ..., d + 1 of the round polynomial (d the machine's degree limit):
  //   sum_c sum_y [ mu_c eq(r, y) C_c(omega, y) + rho nu_c h_c(omega, y) ] with the first open variable set to X.
  // An instance whose variables are used up is a constant, halved once per round since.
  virtual std::vector<K> round() = 0;
  // Binds that variable.
  virtual void bind(const K& z) = 0;
  // After all rounds: per instance the values of main, closed-form, preprocessed and helper columns.
  virtual std::vector<std::vector<K>> values() = 0;
};

struct MergeInput {
  std::vector<MergeClass> classes;
  std::array<std::vector<K>, 3> gamma;  // as in MergeChallenges, per matrix and column
  std::vector<std::vector<K>> slots;    // per class: the slot point, most significant first
  std::vector<K> delta;                 // per class
  std::vector<K> lagrange;              // of omega over W
  std::vector<K> r;                     // the zerocheck's point
};

// The merge sumcheck: sum over classes and rows of g_t(row) * delta_t omega_t(row), most significant row bit first.
class MergeTables {
 public:
  virtual ~MergeTables() = default;
  virtual std::array<K, 3> round() = 0;  // coefficients of the round polynomial
  virtual void bind(const K& z) = 0;
  virtual std::vector<K> class_values() = 0;  // after all rounds: g_t^(z)
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string_view name() const = 0;

  // Bytes of its own memory that a proof of this shape takes, the key's matrix and tree included: an upper estimate.
  // Unless another one knows better: the host's.
  virtual std::uint64_t estimate_memory(const VerifyingKey& key, const Params& params, const Shape& shape) const;
  // How much of that memory there is; 0: it does not know.
  virtual std::uint64_t memory_limit() const { return 0; }
  // What its kernels did since reset_profile, the most expensive first; empty unless it runs on a device and was made
  // to measure.
  virtual std::vector<KernelTime> kernel_times() { return {}; }
  virtual Transfers transfers() { return {}; }
  virtual void reset_profile() {}

  virtual std::unique_ptr<Matrix> matrix(unsigned log_rows, std::size_t width) = 0;
  // Writes one packed column of 2^t values.
  virtual void upload(Matrix& matrix, const Place& place, std::span<const Fp> column) = 0;
  virtual std::vector<Fp> download(const Matrix& matrix, const Place& place, unsigned log_height) = 0;

  // Fills all main columns of the instances of `witness` from the trace, then the counts of the lookup tables. Throws
  // std::runtime_error, naming chip, message and row, if a lookup is not in its table.
  virtual void fill(Witness& witness, const Trace& trace) = 0;
  // Fills the helper columns; returns the total of each instance.
  virtual std::vector<K> helpers(Witness& witness, const LogupChallenges& logup) = 0;

  // The code word of rate 1/2 is hashed, not kept.
  virtual std::unique_ptr<Commitment> commit(const Matrix& matrix) = 0;

  virtual SkipRound skip_round(const Witness& witness, const LogupChallenges& logup,
                               const ZerocheckChallenges& challenges) = 0;
  // lagrange: of omega over W.
  virtual std::unique_ptr<ZerocheckTables> zerocheck(const Witness& witness, const LogupChallenges& logup,
                                                     const ZerocheckChallenges& challenges, std::span<const K> lagrange,
                                                     const K& rho) = 0;
  virtual std::unique_ptr<MergeTables> merge(const Witness& witness, MergeInput input) = 0;
  // g = sum over matrix columns of weights * column (the preprocessed matrix lifted), the weights eq(z, j) (z: most
  // significant first), and WHIR's own verbs on them. Sources are the matrices main, helper, preprocessed with their
  // commitments, those of width 0 (or null) left out.
  virtual std::unique_ptr<WhirProver> whir(const Witness& witness, std::array<const Commitment*, 3> commitments,
                                           const std::array<std::vector<K>, 3>& weights, std::span<const K> z) = 0;

  // The smallest nonce that satisfies the grinding condition.
  virtual std::uint64_t grind(const Digest& state, unsigned bits) = 0;
};

}  // namespace squall

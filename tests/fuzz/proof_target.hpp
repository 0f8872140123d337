#pragma once

// Untrusted proof files: nothing may crash, and only the honest file may be accepted.

#include <algorithm>
#include <stdexcept>
#include <string>

#include "squall/prover.hpp"
#include "squall/verifier.hpp"

#include "api/proof_file.hpp"
#include "end_to_end/small_elf.hpp"
#include "stark/verifier.hpp"

namespace squall::fuzz {

class ProofTarget {
 public:
  // Proves a small program: the file that is mutated.
  ProofTarget() {
    const auto program = Program::load(end_to_end::small_elf());
    auto prover = Prover::create({.threads = 1});
    const auto result = prover->prove(*program, end_to_end::kInput, {.parameters = "test"});
    if (!result.ok()) throw std::runtime_error(result.error().message);
    honest_ = result->proof;
    id_ = program->id();
    const auto file = read_proof_file(honest_);
    outcome_ = file->outcome;
    header_ = honest_.size() - file->proof.size();
    key_ = verifying_key(file->program, file->root);
    if (!accepted(honest_)) throw std::runtime_error("the honest proof is rejected");
  }

  const Bytes& honest() const { return honest_; }
  std::size_t header() const { return header_; }

  // The first broken promise, or an empty string. `file` is any bytes.
  std::string check_file(ByteView file) const {
    const bool same = std::equal(file.begin(), file.end(), honest_.begin(), honest_.end());
    // An untouched header, but for the length at its end, needs no new key, which would take longer than all the rest.
    const bool known =
        file.size() >= header_ && ByteReader(file.subspan(header_ - 8)).number(8) == file.size() - header_ &&
        std::equal(honest_.begin(), honest_.begin() + static_cast<std::ptrdiff_t>(header_ - 8), file.begin());
    if (!known) {
      const auto info = inspect_proof(file);
      if (!info.ok() && (info.error().code != ErrorCode::kProofRejected || info.error().message.empty())) {
        return "unclear error";
      }
    }
    const bool good =
        known ? stark_verify(key_, *find_params("test"), publics_of(Platform::kSquall, outcome_), file.subspan(header_))
                    .ok()
              : accepted(file);
    return good == same ? "" : good ? "a changed proof is accepted" : "the honest proof is rejected";
  }

  // `edits` says what to do with the honest file: five bytes for each change (three for the place, what, value).
  Bytes edited(ByteView edits) const {
    Bytes file = honest_;
    for (; edits.size() >= 5 && !file.empty(); edits = edits.subspan(5)) {
      const std::size_t at = (edits[0] | edits[1] << 8 | edits[2] << 16) % file.size();
      const std::uint8_t value = edits[4];
      const std::size_t count = std::min<std::size_t>(file.size() - at, std::size_t(4) << (edits[3] >> 4));
      const auto begin = file.begin() + static_cast<std::ptrdiff_t>(at),
                 end = begin + static_cast<std::ptrdiff_t>(count);
      switch (edits[3] & 7) {
        case 0:
          file[at] = value;
          break;
        case 1:
          file[at] ^= static_cast<std::uint8_t>(1u << value % 8);
          break;
        case 2:  // a word that is not canonical, or nearly so
          if (count >= 4) store_le32(&file[at], Fp::kModulus - 1 + value % 4);
          break;
        case 3:
          file.erase(begin, end);
          break;
        case 4:
          file.insert(begin, count, value);
          break;
        case 5:
          file.resize(at);
          break;
        case 6:
          std::fill(begin, end, value);
          break;
        case 7: {  // a part of the file is repeated elsewhere
          const Bytes part(begin, end);
          const std::size_t to = (at * 31 + value) % (file.size() - count + 1);
          std::copy(part.begin(), part.end(), file.begin() + static_cast<std::ptrdiff_t>(to));
        }
      }
    }
    // Mostly with an honest length, since the others are soon rejected.
    if (file.size() >= header_ && file.size() != honest_.size() && file.back() % 8 != 0) {
      store_le64(&file[header_ - 8], file.size() - header_);
    }
    return file;
  }

 private:
  bool accepted(ByteView file) const { return verify(file, id_, {.parameters = "test"}).ok(); }

  Bytes honest_;
  ProgramId id_;
  Outcome outcome_;
  VerifyingKey key_;
  std::size_t header_ = 0;
};

}  // namespace squall::fuzz

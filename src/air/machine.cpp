#include "air/machine.hpp"

#include <algorithm>
#include <set>

namespace squall {

unsigned Machine::max_arity() const {
  unsigned arity = 0;
  for (const Bus& bus : buses) arity = std::max(arity, bus.arity);
  return arity;
}

bool Machine::valid_public_count(std::size_t count) const {
  if (count < fixed_publics || count > max_publics) return false;
  return public_stride == 0 ? count == fixed_publics : (count - fixed_publics) % public_stride == 0;
}

std::vector<PublicTuple> Machine::public_tuples(std::span<const Fp> publics) const {
  std::vector<PublicTuple> tuples;
  for (const PublicMessage& m : public_messages) {
    const std::size_t repetitions = m.repeated ? (publics.size() - fixed_publics) / public_stride : 1;
    for (std::size_t k = 0; k < repetitions; ++k) {
      const std::size_t base = m.repeated ? fixed_publics + k * public_stride : 0;
      PublicTuple tuple{m.bus, m.send ? Fp(1) : Fp(-1), {}};
      for (const PublicEntry& e : m.entries) {
        switch (e.kind) {
          case PublicEntry::Kind::kConstant:
            tuple.entries.push_back(Fp(e.value));
            break;
          case PublicEntry::Kind::kPublic:
            tuple.entries.push_back(publics[base + e.value]);
            break;
          case PublicEntry::Kind::kCounter:
            tuple.entries.push_back(Fp(k));
            break;
        }
      }
      tuples.push_back(std::move(tuple));
    }
  }
  return tuples;
}

void finish_machine(Machine& machine) {
  std::set<unsigned> numbers;
  std::set<std::string> names;
  const auto known = [&](const Bus& bus) {
    return std::any_of(machine.buses.begin(), machine.buses.end(), [&](const Bus& b) {
      return b.name == bus.name && b.number == bus.number && b.arity == bus.arity;
    });
  };
  for (const Bus& bus : machine.buses) {
    check(bus.arity <= kMaxArity, "arity of a bus");
    check(bus.number >= 1 && numbers.insert(bus.number).second, "bus numbers are distinct and positive");
  }
  check(machine.max_degree <= kMaxConstraintDegree, "degree limit of the machine");
  for (Chip& chip : machine.chips) {
    check(names.insert(chip.name).second, "chip names are distinct");
    for (const Message& m : chip.dag.messages) check(known(m.bus), "a message uses a bus of the machine");
    finish_chip(chip, machine.max_degree, machine.group_size);
  }
  for (const PublicMessage& m : machine.public_messages) {
    check(known(m.bus) && m.entries.size() == m.bus.arity, "a public message fits its bus");
    check(!m.repeated || machine.public_stride > 0, "a repeated public message needs a stride");
  }
}

K combined_constraints(const Chip& chip, std::span<const K> row, std::span<const K> helpers,
                       const LogupChallenges& logup, std::span<const K> lambdas) {
  const Evaluation<K> values = chip.evaluate_point(row);
  K total = 0;
  std::size_t term = 0;
  for (const K& constraint : values.constraints) total += lambdas[term++] * constraint;
  std::vector<K> phi;
  for (const auto& m : values.messages) phi.push_back(logup.fingerprint(m.bus, std::span<const K>(m.entries)));
  // h phi_1 ... phi_n - sum_i m_i prod_{j != i} phi_j
  for (std::size_t g = 0; g < chip.groups.size(); ++g) {
    const MessageGroup& group = chip.groups[g];
    K value = helper_sum(helpers.subspan(g * K::kDegree, K::kDegree));
    for (std::size_t i = 0; i < group.count; ++i) value *= phi[group.first + i];
    for (std::size_t i = 0; i < group.count; ++i) {
      K product = values.messages[group.first + i].multiplicity;
      for (std::size_t j = 0; j < group.count; ++j) {
        if (j != i) product *= phi[group.first + j];
      }
      value -= product;
    }
    total += lambdas[term++] * value;
  }
  return total;
}

K helper_sum(std::span<const K> helpers) {
  K total = 0;
  for (std::size_t i = 0; i < helpers.size(); ++i) {
    K basis;
    basis.c[i % K::kDegree] = 1;
    total += basis * helpers[i];
  }
  return total;
}

}  // namespace squall

#include "cuda/zerocheck/device_program.hpp"

namespace squall::cuda {

std::size_t ProgramMemory::add(const terms::KernelCode& code, const terms::BoundTerms& bound) {
  const terms::CodeView view = code.view();
  const terms::Terms t = bound.view();
  const auto sizes = bound.sizes();
  places_.push_back(
      {view,
       t,
       {put(view.code, view.length), put(view.constants, code.constants()), put(view.outputs, view.output_count),
        put(t.forms, sizes.forms), put(t.operands, sizes.operands), put(t.coefficients, sizes.coefficients),
        put(t.groups, t.group_count), put(t.multiplicities, sizes.multiplicities)}});
  return places_.size() - 1;
}

void ProgramMemory::upload(Gpu& gpu) { device_ = gpu.copy(bytes_); }

ProgramMemory::Program ProgramMemory::program(std::size_t number) const {
  const Places& place = places_[number];
  Program p{place.code, place.terms};
  const auto move = [&]<class T>(const T*& pointer, unsigned i) {
    pointer = reinterpret_cast<const T*>(device_.data() + place.offsets[i]);
  };
  move(p.code.code, 0);
  move(p.code.constants, 1);
  move(p.code.outputs, 2);
  move(p.terms.forms, 3);
  move(p.terms.operands, 4);
  move(p.terms.coefficients, 5);
  move(p.terms.groups, 6);
  move(p.terms.multiplicities, 7);
  return p;
}

std::size_t program_memory(const Chip& chip, const terms::ChipPlan& plan) {
  const terms::CodeView view = plan.code().view();
  // Per message at most two forms, their terms and a multiplicity; every group repeats one message.
  std::size_t entries = chip.dag.constraints.size(), forms = 1;
  for (const Message& m : chip.dag.messages) {
    entries += 2 * m.entries.size();
    forms += 2;
  }
  return view.length * sizeof(terms::Code) + plan.code().constants() * sizeof(Fp) +
         view.output_count * sizeof(std::uint32_t) + forms * sizeof(terms::Form) +
         entries * (sizeof(std::uint32_t) + 5 * sizeof(Fp)) + chip.groups.size() * sizeof(terms::Group) +
         chip.dag.messages.size() * sizeof(std::uint32_t) + 8 * 16;
}

}  // namespace squall::cuda

#include "machine/trace.hpp"

#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "machine/chips/all.hpp"

namespace squall {

namespace {

template <class Row>
std::uint32_t* put(const Row& row, std::uint32_t* out) {
  std::memcpy(out, &row, sizeof row);
  return out + sizeof row / sizeof *out;
}

template <class Record>
PackedRows packed_list(std::string_view layout, const ChunkedList<Record>& list) {
  PackedRows rows{layout, sizeof(Record), {}};
  for (std::size_t b = 0; b < list.block_count(); ++b) rows.chunks.push_back(std::as_bytes(list.block(b)));
  return rows;
}

template <class C>
void fill_events(const ChunkedList<Event>& events, const ProgramTable& table, std::size_t begin, std::size_t count,
                 std::uint32_t* out) {
  for (std::size_t i = begin; i < begin + count; ++i) {
    const Event& event = events[i];
    typename C::template Main<std::uint32_t> row{};
    C::fill(row, event, table.at(event.pc));
    out = put(row, out);
  }
}

// Rows of one class of a chip's CallRows, numbered from its first one.
template <class C, class R>
std::uint32_t* fill_calls(const CallRecords& calls, std::size_t begin, std::size_t end, std::uint32_t* out) {
  const auto& list = calls.template of<R::kFamily>();
  for (std::size_t i = begin; i < end;) {
    const R rows(list[i / R::kRows]);
    for (unsigned k = i % R::kRows; k < R::kRows && i < end; ++k, ++i) {
      typename C::template Main<std::uint32_t> row{};
      rows.fill(row, k);
      out = put(row, out);
    }
  }
  return out;
}

template <class C, class... R>
constexpr RiscvTrace::CallSource call_source(chips::CallRows<R...>) {
  return {[](const CallRecords& calls) { return (... + (calls.template of<R::kFamily>().size() * R::kRows)); },
          [](const CallRecords& calls, std::size_t begin, std::size_t count, std::uint32_t* out) {
            std::size_t first = 0;  // row of the chip where a class begins
            const auto part = [&]<class Class>() {
              const std::size_t rows = calls.template of<Class::kFamily>().size() * Class::kRows;
              const std::size_t from = std::max(begin, first), to = std::min(begin + count, first + rows);
              if (from < to) out = fill_calls<C, Class>(calls, from - first, to - first, out);
              first += rows;
            };
            (part.template operator()<R>(), ...);
          }};
}

}  // namespace

RiscvTrace::RiscvTrace(const Machine& machine, const MachineProgram& program, const ExecutionRecord& record)
    : program_(program), record_(record) {
  for (const Chip& chip : machine.chips) {
    Source source{Kind::kTable, {}, nullptr};
    chips::for_each_instruction_chip([&]<class C>(EventClass c) {
      if (chip.name == C::kName) source = {Kind::kEvents, c, fill_events<C>};
    });
    chips::for_each_call_chip([&]<class C>() {
      if (chip.name == C::kName) source = {Kind::kCalls, {}, nullptr, call_source<C>(typename C::Rows{})};
    });
    if (chip.name == chips::Touch::kName) source.kind = Kind::kTouch;
    if (chip.name == chips::Ledger::kName) source.kind = Kind::kLedger;
    if (chip.name == chips::Registers::kName) source.kind = Kind::kRegisterFile;
    if (chip.name == chips::ImageWords::kName) source.kind = Kind::kImage;
    if (chip.name == chips::End::kName) source.kind = Kind::kEnd;
    check(source.kind != Kind::kTable || chip.table, "every chip is a table or has rows");
    sources_.push_back(source);
  }

  // Words of the record are words of the image or of a region; all three lists are ordered.
  image_words_.assign(program.image.words.size(), kUntouched);
  std::size_t image = 0, region = 0;
  for (std::uint32_t i = 0; i < record.words.size(); ++i) {
    const std::uint32_t address = record.words[i].address;
    while (image < image_words_.size() && program.image.words[image].address < address) ++image;
    if (image < image_words_.size() && program.image.words[image].address == address) {
      image_words_[image] = i;
      continue;
    }
    const std::vector<Region>& regions = program.image.regions;
    while (region < regions.size() && std::uint64_t(regions[region].first) + regions[region].count <= address) ++region;
    check(region < regions.size() && regions[region].first <= address, "a used word lies in the image or a region");
    ledger_.push_back({i, static_cast<std::uint32_t>(region)});
  }
}

std::size_t RiscvTrace::rows(std::size_t chip) const {
  switch (sources_[chip].kind) {
    case Kind::kEvents:
      return record_.of(sources_[chip].event_class).size();
    case Kind::kCalls:
      return sources_[chip].calls.rows(record_.calls);
    case Kind::kTouch:
      return record_.touches.size();
    case Kind::kLedger:
      return ledger_.size();
    case Kind::kRegisterFile:
      return record_.registers.size();
    case Kind::kImage:
      return image_words_.size();
    case Kind::kEnd:
      return record_.end.has_value();
    case Kind::kTable:
      return 0;
  }
  return 0;
}

void RiscvTrace::fill(std::size_t chip, std::size_t begin, std::size_t count, std::uint32_t* out) const {
  const Source& source = sources_[chip];
  switch (source.kind) {
    case Kind::kEvents:
      return source.filler(record_.of(source.event_class), program_.table, begin, count, out);
    case Kind::kCalls:
      return source.calls.fill(record_.calls, begin, count, out);
    case Kind::kTouch:
      return fill_touches(begin, count, out);
    case Kind::kLedger:
      return fill_ledger(begin, count, out);
    case Kind::kRegisterFile:
      return fill_registers(begin, count, out);
    case Kind::kImage:
      return fill_image(begin, count, out);
    case Kind::kEnd: {
      chips::End::Main<std::uint32_t> row{};
      if (count != 0) chips::End::fill(row, *record_.end);
      if (count != 0) put(row, out);
      return;
    }
    case Kind::kTable:
      break;
  }
  check(false, "tables are filled by the prover");
}

PackedRows RiscvTrace::packed(std::size_t chip) const {
  const Source& source = sources_[chip];
  if (source.kind == Kind::kEvents) return packed_list(kEventLayout, record_.of(source.event_class));
  if (source.kind == Kind::kTouch) return packed_list(kTouchLayout, record_.touches);
  return {};
}

PackedContext RiscvTrace::packed_context() const {
  return {kProgramLayout, std::as_bytes(std::span<const ProgramRow>(program_.table.rows()))};
}

void RiscvTrace::fill_touches(std::size_t begin, std::size_t count, std::uint32_t* out) const {
  for (std::size_t i = begin; i < begin + count; ++i) {
    chips::Touch::Main<std::uint32_t> row{};
    chips::Touch::fill(row, record_.touches[i]);
    out = put(row, out);
  }
}

void RiscvTrace::fill_ledger(std::size_t begin, std::size_t count, std::uint32_t* out) const {
  const std::uint32_t published = published_words(record_.output.size());
  for (std::size_t i = begin; i < begin + count; ++i) {
    const FinalWord& word = record_.words[ledger_[i].word];
    const Region& region = program_.image.regions[ledger_[i].region];
    const std::uint32_t offset = word.address - region.first;
    chips::Ledger::Main<std::uint32_t> row{};
    row.real = 1;
    row.lower = i == 0 ? 0 : record_.words[ledger_[i - 1].word].address + 1;
    row.next = i + 1 == ledger_.size() ? chips::Ledger::kChainEnd : word.address + 1;
    row.region = ledger_[i].region;
    row.first = region.first;
    row.count = region.count;
    row.is_input = region.kind == RegionKind::kInput;
    row.is_output = region.kind == RegionKind::kOutput;
    row.is_public = row.is_output && offset < published;
    row.offset_lo = offset & 0xffff;
    row.offset_hi = offset >> 16;
    row.rest_lo = (region.count - 1 - offset) & 0xffff;
    row.gap_lo = (word.address - row.lower) & 0xffff;
    row.quarter = word.address & 0x3fff;
    chips::set_limbs(row.initial, word.initial);
    chips::set_limbs(row.last, word.final);
    row.time = word.time;
    out = put(row, out);
  }
}

void RiscvTrace::fill_registers(std::size_t begin, std::size_t count, std::uint32_t* out) const {
  for (std::size_t i = begin; i < begin + count; ++i) {
    chips::Registers::Main<std::uint32_t> row{};
    chips::set_limbs(row.last, record_.registers[i].value);
    row.time = record_.registers[i].time;
    out = put(row, out);
  }
}

void RiscvTrace::fill_image(std::size_t begin, std::size_t count, std::uint32_t* out) const {
  for (std::size_t i = begin; i < begin + count; ++i) {
    const bool used = image_words_[i] != kUntouched;
    chips::ImageWords::Main<std::uint32_t> row{};
    chips::set_limbs(row.last, used ? record_.words[image_words_[i]].final : program_.image.words[i].value);
    row.time = used ? record_.words[image_words_[i]].time : 0;
    out = put(row, out);
  }
}

}  // namespace squall

#include "machine/rv32im.hpp"

#include <algorithm>
#include <string_view>

#include "base/bits.hpp"
#include "machine/byte_table.hpp"
#include "machine/chips/all.hpp"
#include "machine/claim.hpp"

namespace squall {

namespace {

bool valid_height(unsigned log) { return log >= kMinLogRows && log <= kMaxLogRows; }

unsigned log_height(std::uint64_t rows) { return std::max(kMinLogRows, log2_ceil(rows)); }

// Appends the columns of a table whose row i, i < count, is row(i): a struct of canonical words. The rest is zero.
template <template <class> class Columns, class Row>
void append_columns(std::vector<std::vector<Fp>>& columns, unsigned log_rows, std::size_t count, Row row) {
  constexpr std::size_t kWidth = width_of<Columns>();
  const std::size_t first = columns.size();
  columns.resize(first + kWidth, std::vector<Fp>(std::size_t(1) << log_rows));
  for (std::size_t i = 0; i < count; ++i) {
    const Columns<std::uint32_t> values = row(i);
    std::uint32_t words[kWidth];
    static_assert(sizeof words == sizeof values);
    std::memcpy(words, &values, sizeof words);
    for (std::size_t c = 0; c < kWidth; ++c) columns[first + c][i] = Fp::from_canonical(words[c]);
  }
}

// The families of all functions that a program's instructions name.
std::uint32_t families_of(const ProgramTable& table) {
  std::uint32_t families = 0;
  for (const ProgramRow& row : table.rows()) {
    if (row.operation == number(Operation::kCall)) families |= family_bit(find_function(row.imm_lo)->family);
  }
  return families;
}

template <class... R>
constexpr std::uint32_t families_of(chips::CallRows<R...>) {
  return (... | family_bit(R::kFamily));
}

Error bad_program(std::string message) { return {ErrorCode::kBadProgram, std::move(message)}; }

}  // namespace

bool ProgramHeader::valid() const {
  return entry % 4 == 0 && valid_height(log_program) && valid_height(log_image) && valid_height(log_regions) &&
         families <= kAllFamilies;
}

Result<MachineProgram> MachineProgram::make(Image image) {
  constexpr std::uint64_t kMost = std::uint64_t(1) << kMaxLogRows;
  if (image.xlen != 32) return bad_program("the program is RV64; only 32-bit programs (RV32IM) can be proven so far");
  if (image.entry % 4 != 0) return bad_program("the entry point is not aligned");
  const std::uint64_t program_rows = ProgramTable::row_count(image);
  if (program_rows > kMost || image.words.size() > kMost || image.regions.size() > kMost) {
    return Error{ErrorCode::kResourceLimit, "the program has " + std::to_string(image.words.size()) +
                                                " initialised words, " + std::to_string(program_rows) +
                                                " words from first to last instruction and " +
                                                std::to_string(image.regions.size()) + " regions; at most " +
                                                std::to_string(kMost) + " each can be proven"};
  }
  // Uniqueness of initial values rests on this.
  std::uint64_t next = 0;
  for (const ImageWord& word : image.words) {
    if (word.address < next || word.address >> 30) return bad_program("image words are not in order");
    if (word.writable && word.executable) return bad_program("a word is both writable and executable");
    next = std::uint64_t(word.address) + 1;
  }
  next = 0;
  for (const Region& region : image.regions) {
    const std::uint64_t end = std::uint64_t(region.first) + region.count;
    if (region.first < next || end > (1u << 30)) return bad_program("memory regions overlap");
    if (region.count > (1u << 29)) return bad_program("a memory region is larger than 2 GiB");
    const auto word = std::lower_bound(image.words.begin(), image.words.end(), region.first,
                                       [](const ImageWord& w, std::uint32_t address) { return w.address < address; });
    if (word != image.words.end() && word->address < end) return bad_program("a memory region overlaps the image");
    next = end;
  }
  const auto outputs = std::count_if(image.regions.begin(), image.regions.end(),
                                     [](const Region& r) { return r.kind == RegionKind::kOutput; });
  if (outputs != (image.platform == Platform::kSquall)) return bad_program("a native program has one output region");

  ProgramTable table(image);
  const ProgramHeader header{image.platform,
                             image.entry,
                             log_height(program_rows),
                             log_height(image.words.size()),
                             log_height(image.regions.size()),
                             families_of(table)};
  return MachineProgram{std::move(image), std::move(table), header};
}

Machine rv32im_machine(const ProgramHeader& header, std::uint32_t first_pc) {
  check(header.valid(), "the machine's header is valid");
  Machine m;
  m.name = std::string(platform_name(header.platform)) + " rv32im";
  m.max_degree = 4;
  m.group_size = 3;
  m.buses = {kStateBus, kProgramBus, kMemoryBus, kRangeBus, kAndBus,    kRegionBus,      kChainBus,
             kExitBus,  kOutputBus,  kCallBus,   kByteBus,  kKeccakBus, kSha256StateBus, kSha256WordBus};
  m.row_limit = kRowLimit;

  const ChipLimits free;
  chips::for_each_instruction_chip([&]<class C>(EventClass) { m.chips.push_back(make_chip<C>(free)); });
  m.chips.push_back(make_chip<chips::End>({kMinLogRows, kMinLogRows, 0, 1}));
  chips::for_each_call_chip([&]<class C>() {
    if (header.families & families_of(typename C::Rows{})) m.chips.push_back(make_chip<C>(free));
  });
  m.chips.push_back(make_chip<chips::Touch>(free));
  // The chain runs through all instances, so there may be more than one.
  m.chips.push_back(make_chip<chips::Ledger>({kMinLogRows, kMaxLogRows, 1, free.max_instances}));
  m.chips.push_back(
      make_chip<chips::Registers>(ChipLimits::fixed(chips::kRegistersLog), {ClosedForm::index(chips::kRegistersLog)}));
  m.chips.push_back(make_chip<chips::ImageWords>(ChipLimits::fixed(header.log_image)));
  m.chips.push_back(
      make_chip<chips::Regions>(ChipLimits::fixed(header.log_regions), {}, TableIndex{kRegionBus, {1, 0, 0, 0, 0}, 0}));
  m.chips.push_back(make_chip<chips::Program>(ChipLimits::fixed(header.log_program), {},
                                              TableIndex{kProgramBus, {1, 0, 0, 0, 0, 0, 0}, -std::int64_t(first_pc)}));
  m.chips.push_back(make_chip<chips::Range>(
      ChipLimits::fixed(kRangeLogRows), {ClosedForm::top_bit(kRangeLogRows), ClosedForm::below_top_bit(kRangeLogRows)},
      TableIndex{kRangeBus, {1, 1}, 0}));
  m.chips.push_back(make_chip<chips::And>(ChipLimits::fixed(chips::And::kLogRows),
                                          {ClosedForm::index(8), ClosedForm::index(16, 8), ClosedForm::bitwise_and(8)},
                                          TableIndex{kAndBus, {1, 256, 0}, 0}));
  if (header.families != 0) m.chips.push_back(byte_table());

  using E = PublicEntry;
  m.fixed_publics = kExitPublics;
  m.public_stride = kWordPublics;
  m.max_publics = kMaxPublics;
  m.public_messages = {
      {kStateBus, true, {E::constant(header.entry / 4), E::constant(kFirstClock)}},
      {kChainBus, true, {E::constant(0)}},
      {kChainBus, false, {E::constant(chips::Ledger::kChainEnd)}},
      {kExitBus, false, {E::public_value(0), E::public_value(1)}},
      {kOutputBus, false, {E::counter(), E::public_value(0), E::public_value(1)}, true},
  };
  finish_machine(m);
  return m;
}

Machine rv32im_machine(const MachineProgram& program) {
  return rv32im_machine(program.header, program.table.first_pc());
}

std::vector<std::vector<Fp>> preprocessed_columns(const Machine& machine, const MachineProgram& program) {
  std::vector<std::vector<Fp>> columns;
  for (const Chip& chip : machine.chips) {
    const unsigned log_rows = chip.limits.min_log;
    if (chip.name == chips::ImageWords::kName) {
      append_columns<chips::ImageWords::Preprocessed>(
          columns, log_rows, program.image.words.size(), [&](std::size_t i) {
            const ImageWord& w = program.image.words[i];
            return chips::ImageWords::Preprocessed<std::uint32_t>{1,
                                                                  chips::bank_of(w.address),
                                                                  chips::place_of(w.address),
                                                                  {w.value & 0xffff, w.value >> 16},
                                                                  w.writable};
          });
    } else if (chip.name == chips::Regions::kName) {
      const std::vector<Region>& regions = program.image.regions;
      append_columns<chips::Regions::Preprocessed>(columns, log_rows, std::size_t(1) << log_rows, [&](std::size_t i) {
        chips::Regions::Preprocessed<std::uint32_t> row{static_cast<std::uint32_t>(i), 0, 0, 0, 0};
        if (i < regions.size()) {
          row.first = regions[i].first;
          row.count = regions[i].count;
          row.is_input = regions[i].kind == RegionKind::kInput;
          row.is_output = regions[i].kind == RegionKind::kOutput;
        }
        return row;
      });
    } else if (chip.name == chips::Program::kName) {
      const std::vector<ProgramRow>& rows = program.table.rows();
      append_columns<chips::Program::Preprocessed>(columns, log_rows, rows.size(), [&](std::size_t i) {
        const ProgramRow& r = rows[i];
        return chips::Program::Preprocessed<std::uint32_t>{r.pc, r.operation, r.rd, r.rs1, r.rs2, r.imm_lo, r.imm_hi};
      });
    } else {
      check(chip.preprocessed.empty(), "every chip's preprocessed columns are known");
    }
  }
  return columns;
}

}  // namespace squall

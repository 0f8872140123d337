#include "squall/program.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/sysinfo.h>

#include "air/describe.hpp"
#include "api/program_data.hpp"
#include "backend/cpu/cpu_backend.hpp"
#include "backend/memory.hpp"
#include "base/parallel.hpp"
#include "machine/trace.hpp"
#include "stark/plan.hpp"
#include "stark/proving_key.hpp"
#include "vm/elf_loader.hpp"
#include "vm/rom_loader.hpp"
#include "vm/rv64/executor.hpp"

namespace squall {

namespace {

// Of a file, which may be one that never ends.
constexpr std::size_t kMaxElfBytes = std::size_t(1) << 28;

Result<Image> load_image(ByteView file, const LoadOptions& options) {
  const std::optional<Platform> platform = find_platform(options.platform);
  if (!platform) {
    return Error{ErrorCode::kBadInput,
                 "no platform is called '" + options.platform + "', expected 'squall' or 'airbender'"};
  }
  if (*platform == Platform::kAirbender) {
    return load_rom(file, options.rom_bytes == 0 ? airbender::kRomBytes : options.rom_bytes);
  }
  if (options.rom_bytes != 0) return Error{ErrorCode::kBadInput, "only programs of the platform airbender have a ROM"};
  return load_elf(file);
}

// Names for the report beside those of opcodes.
void add_platform_counts(const Execution& execution, RunReport& report) {
  const auto add = [&](std::string_view name, std::uint64_t count) {
    if (count != 0) report.opcodes.emplace_back(name, count);
  };
  for (const FunctionInfo& f : functions()) add(f.name, execution.calls[number(f.function)]);
  add("oracle-read", execution.oracle_reads);
  add("oracle-write", execution.oracle_writes);
  add("end", execution.ends);
}

std::vector<std::uint32_t> words_of(ByteView bytes) {
  std::vector<std::uint32_t> words;
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) words.push_back(load_le32(bytes.data() + at));
  return words;
}

}  // namespace

Result<Program> Program::load(std::span<const std::uint8_t> file, const LoadOptions& options) {
  Result<Image> image = load_image(file, options);
  if (!image.ok()) return image.error();
  if (image->xlen == 64) {
    MachineProgram only_image{std::move(image).value(), ProgramTable(Image{}), ProgramHeader{}};
    return Program(std::make_shared<const Data>(std::move(only_image), load_symbols(file)));
  }
  Result<MachineProgram> program = MachineProgram::make(std::move(image).value());
  if (!program.ok()) return program.error();
  return Program(std::make_shared<const Data>(std::move(program).value(), load_symbols(file)));
}

Result<Program> Program::load_file(const std::string& path, const LoadOptions& options) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return Error{ErrorCode::kBadInput, path + ": is a directory, expected an ELF file"};
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::kBadInput, path + ": cannot be read: " + std::strerror(errno)};
  Bytes bytes;
  for (std::array<char, 1 << 16> part; file.read(part.data(), part.size()), file.gcount() > 0;) {
    bytes.insert(bytes.end(), part.data(), part.data() + file.gcount());
    if (bytes.size() > kMaxElfBytes) {
      return Error{ErrorCode::kBadProgram,
                   path + ": has more than " + std::to_string(kMaxElfBytes >> 20) + " MiB, too large for an ELF file"};
    }
  }
  if (file.bad()) return Error{ErrorCode::kBadInput, path + ": cannot be read: " + std::strerror(errno)};
  Result<Program> program = load(bytes, options);
  if (!program.ok()) return Error{program.error().code, path + ": " + program.error().message};
  return program;
}

unsigned Program::xlen() const { return data_->machine.image.xlen; }

Status Program::provable() const {
  if (xlen() == 32) return Unit{};
  return Error{ErrorCode::kBadProgram,
               "this is an RV64 program: it can be run, but not yet proven; compile it for rv32im"};
}

const ProgramId& Program::id() const {
  if (!provable()) return data_->id;
  std::call_once(data_->id_once, [this] {
    ThreadPool pool;
    CpuBackend backend(pool);
    Machine machine = rv32im_machine(data_->machine);
    const auto columns = preprocessed_columns(machine, data_->machine);
    data_->id.bytes = make_proving_key(backend, std::move(machine), columns).verifying.digest;
  });
  return data_->id;
}

std::string Program::machine_json() const {
  return provable() ? describe(rv32im_machine(data_->machine)) : std::string();
}

std::string Program::platform() const { return std::string(platform_name(data_->machine.image.platform)); }

std::uint32_t Program::entry() const { return data_->machine.image.entry; }

std::vector<SegmentInfo> Program::segments() const {
  const Image& image = data_->machine.image;
  std::vector<SegmentInfo> segments;
  for (const ImageWord& word : image.words) {
    const std::uint32_t address = word.address * 4;
    SegmentInfo* last = segments.empty() ? nullptr : &segments.back();
    if (last && last->address + last->size == address && last->writable == word.writable &&
        last->executable == word.executable) {
      last->size += 4;
    } else {
      segments.push_back({address, 4, "image", word.writable, word.executable});
    }
  }
  for (const Region& region : image.regions) {
    const bool input = region.kind == RegionKind::kInput;
    segments.push_back({region.first * 4, region.count * 4,
                        input                                ? "input"
                        : region.kind == RegionKind::kOutput ? "output"
                                                             : "zero",
                        !input, false});
  }
  std::sort(segments.begin(), segments.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
  return segments;
}

namespace {

ExecuteOptions execute_options(const Program& program, ByteView input, std::uint64_t max_instructions,
                               const std::function<void(int, std::string_view)>& on_text) {
  ExecuteOptions options;
  options.input = input;
  options.max_instructions = max_instructions;
  if (on_text) {
    options.text = [&](int fd, ByteView text) {
      on_text(fd, {reinterpret_cast<const char*>(text.data()), text.size()});
    };
  }
  options.symbols = &program.data().symbols;
  return options;
}

// What the report of an execution says on both bases.
template <class Counts>
void report_opcodes(const Counts& counts, RunReport& report) {
  for (unsigned op = 0; op < counts.size(); ++op) {
    if (counts[op] != 0) report.opcodes.emplace_back(encoding(static_cast<Opcode>(op)).mnemonic, counts[op]);
  }
}

Result<RunReport> run_rv64(const Program& program, ByteView input, const RunOptions& options) {
  const Result<rv64::Execution> execution = rv64::execute(
      program.data().machine.image, execute_options(program, input, options.max_instructions, options.on_text));
  if (!execution.ok()) return execution.error();
  RunReport report;
  report.xlen = 64;
  report.instructions = execution->instructions;
  report.misaligned = execution->misaligned;
  report.exit_code = execution->exit_code;
  report.output = execution->output;
  report_opcodes(execution->counts, report);
  return report;
}

}  // namespace

Result<Execution> execute_program(const Program& program, ByteView input, std::uint64_t max_instructions,
                                  const std::function<void(int, std::string_view)>& on_text, bool trace,
                                  Observer* observer, Oracle* oracle, Profiler* profiler) {
  ExecuteOptions options = execute_options(program, input, max_instructions, on_text);
  options.oracle = oracle;
  options.profiler = profiler;
  options.trace = trace;
  options.observer = observer;
  return execute(program.data().machine.image, options);
}

std::uint64_t available_memory() {
  std::uint64_t bytes = 0;
  struct sysinfo info {};
  if (sysinfo(&info) == 0) bytes = std::uint64_t(info.totalram) * info.mem_unit;
  std::uint64_t group = 0;
  if (std::ifstream("/sys/fs/cgroup/memory.max") >> group && group != 0) bytes = bytes ? std::min(bytes, group) : group;
  return bytes;
}

namespace {

Result<RunReport> run_rv32(const Program& program, ByteView input, const RunOptions& options) {
  const Result<Execution> execution =
      execute_program(program, input, options.max_instructions, options.on_text, false, nullptr, options.oracle);
  if (!execution.ok()) return execution.error();
  RunReport report;
  report.instructions = execution->record.instructions;
  report.exit_code = execution->record.exit_code;
  report.output = execution->record.output;
  report_opcodes(execution->counts, report);
  add_platform_counts(*execution, report);
  if (program.data().machine.image.platform == Platform::kAirbender) {
    report.oracle_words = options.oracle ? execution->oracle_words : words_of(input);
  }
  return report;
}

}  // namespace

Result<Execution> record_program(const Program& program, ByteView input, std::uint64_t max_instructions,
                                 const std::function<void(int, std::string_view)>& on_text, std::uint64_t memory_limit,
                                 Observer* observer) {
  if (const Status status = program.provable(); !status) return status.error();
  // Less than any instruction takes in record, matrices and trees.
  constexpr std::uint64_t kLeastBytes = 128, kSmall = 1u << 20;
  const std::uint64_t most = memory_limit == 0 ? max_instructions : std::max(memory_limit / kLeastBytes, kSmall);
  Result<Execution> execution =
      execute_program(program, input, std::min(max_instructions, most), on_text, true, observer);
  if (execution.ok() || execution.error().code != ErrorCode::kResourceLimit || max_instructions <= most) {
    return execution;
  }
  const Result<Execution> whole = execute_program(program, input, max_instructions, {}, false);
  if (!whole.ok()) return whole.error();
  const std::uint64_t count = whole->record.instructions;
  if (count <= most) return execution;
  return Error{ErrorCode::kResourceLimit, "proving " + std::to_string(count) + " instructions needs at least " +
                                              std::to_string(count * kLeastBytes >> 20) +
                                              " MiB of memory, the limit is " + std::to_string(memory_limit >> 20) +
                                              " MiB"};
}

Result<RunReport> Program::run(std::span<const std::uint8_t> input, const RunOptions& options) const {
  const auto start = std::chrono::steady_clock::now();
  Result<RunReport> report = xlen() == 64 ? run_rv64(*this, input, options) : run_rv32(*this, input, options);
  if (!report.ok()) return report;
  report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::stable_sort(report->opcodes.begin(), report->opcodes.end(),
                   [](const auto& x, const auto& y) { return x.second > y.second; });
  return report;
}

CostReport cost_report(const VerifyingKey& key, const Shape& shape, std::span<const std::size_t> rows) {
  CostReport report;
  report.log_rows = shape.log_rows;
  for (std::size_t c = 0; c < key.machine.chips.size(); ++c) {
    const Chip& chip = key.machine.chips[c];
    if (shape.heights[c].empty()) continue;
    ChipCost cost{chip.name,
                  rows[c],
                  shape.heights[c],
                  static_cast<unsigned>(chip.main.size()),
                  static_cast<unsigned>(chip.helper_columns()),
                  0};
    for (const unsigned t : shape.heights[c]) cost.cells += (chip.main.size() + chip.helper_columns()) << t;
    if (chip.table) cost.rows = std::uint64_t(1) << shape.heights[c][0];
    report.chips.push_back(std::move(cost));
  }
  report.cells = std::uint64_t(shape.main.width + shape.helper.width) << shape.log_rows;
  report.memory_bytes = host_memory(key, shape);
  return report;
}

Result<CostReport> cost_of(const VerifyingKey& key, const Params& params, const MachineProgram& program,
                           const ExecutionRecord& record, std::uint64_t memory_limit) {
  const RiscvTrace trace(key.machine, program, record);
  std::vector<std::size_t> rows;
  for (std::size_t c = 0; c < key.machine.chips.size(); ++c) {
    rows.push_back(key.machine.chips[c].table ? 0 : trace.rows(c));
  }
  const Result<Plan> plan = plan_shape(key, params, rows, {memory_limit, 0});
  if (!plan.ok()) return plan.error();
  return cost_report(key, plan->shape, rows);
}

Result<CostReport> Program::cost(std::span<const std::uint8_t> input, const RunOptions& options) const {
  if (options.oracle && data_->machine.image.platform == Platform::kAirbender) {
    // Asked once; what it answered is executed again, with a record.
    RunOptions live = options;
    live.on_text = {};
    const Result<RunReport> report = run(input, live);
    if (!report.ok()) return report.error();
    live = options;
    live.oracle = nullptr;
    Bytes words;
    for (const std::uint32_t word : report->oracle_words) append_le(words, word, 4);
    return cost(words, live);
  }
  const Result<Execution> execution =
      record_program(*this, input, options.max_instructions, options.on_text, available_memory());
  if (!execution.ok()) return execution.error();
  VerifyingKey key;
  key.machine = rv32im_machine(data_->machine);
  key.finish();
  return cost_of(key, default_params(), data_->machine, execution->record, 0);
}

}  // namespace squall

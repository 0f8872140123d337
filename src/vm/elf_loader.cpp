#include "vm/elf_loader.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "vm/elf_format.hpp"

namespace squall {
namespace {

// Values of the ELF format (System V ABI, chapters 4 and 5; RISC-V ELF psABI for machine and flags).
constexpr std::uint32_t kTypeExecutable = 2, kMachineRiscv = 243, kSegmentLoad = 1;
constexpr std::uint32_t kFlagCompressed = 1, kFlagFloatAbi = 6, kFlagEmbedded = 8;
constexpr std::uint32_t kExecute = 1, kWrite = 2;
constexpr std::uint64_t kAddressEnd = std::uint64_t(1) << 32;  // of both bases: no address lies beyond

struct Segment {
  unsigned index;  // of its program header
  std::uint64_t offset, file_size, address, memory_size;
  std::uint32_t flags;

  bool writable() const { return flags & kWrite; }
  bool executable() const { return flags & kExecute; }
  // Words that hold file bytes, and all words: [first, data_end) and [first, end).
  std::uint64_t first() const { return address / 4; }
  std::uint64_t data_end() const { return file_size == 0 ? first() : (address + file_size + 3) / 4; }
  std::uint64_t end() const { return (address + memory_size + 3) / 4; }
};

template <class... Args>
Error bad(fmt::format_string<Args...> format, Args&&... args) {
  return {ErrorCode::kBadProgram, "ELF: " + fmt::format(format, std::forward<Args>(args)...)};
}

struct Header {
  const ElfFormat* format;
  std::uint64_t entry, table_offset;
  std::uint32_t table_count;
};

// The last sum that may not wrap: whether first + count <= end.
constexpr bool fits(std::uint64_t first, std::uint64_t count, std::uint64_t end) {
  return first <= end && count <= end - first;
}

Status check_flags(std::uint32_t flags, const ElfFormat& format) {
  if (flags & kFlagCompressed)
    return bad("flags 0x{:x} ask for compressed instructions; compile for rv{}im", flags, format.xlen);
  if (flags & kFlagFloatAbi) return bad("flags 0x{:x} ask for a floating-point ABI; compile for {}", flags, format.abi);
  if (flags & kFlagEmbedded)
    return bad("flags 0x{:x} ask for the RV{}E base; compile for rv{}im", flags, format.xlen, format.xlen);
  return Unit{};
}

Result<Header> read_header(ByteView file) {
  if (file.size() < kElf32.header_size)
    return bad("the file has {} bytes, an ELF header needs {}", file.size(), kElf32.header_size);
  const std::uint8_t* h = file.data();
  if (load_le32(h) != kElfMagic) return bad("the file starts with 0x{:08x}, not with the magic \\x7fELF", load_le32(h));
  const ElfFormat* format = elf_format(file);
  if (!format) return bad("class is {}, expected 1 (32-bit) or 2 (64-bit)", h[4]);
  if (file.size() < format->header_size)
    return bad("the file has {} bytes, a 64-bit ELF header needs {}", file.size(), format->header_size);
  if (h[5] != 1) return bad("data encoding is {}, expected 1 (little-endian)", h[5]);
  if (h[6] != 1) return bad("identification version is {}, expected 1", h[6]);
  if (load_half(h + 16) != kTypeExecutable)
    return bad("type is {}, expected {} (a static executable: link without -pie)", load_half(h + 16), kTypeExecutable);
  if (load_half(h + 18) != kMachineRiscv)
    return bad("machine is {}, expected {} (RISC-V)", load_half(h + 18), kMachineRiscv);
  if (load_le32(h + 20) != 1) return bad("version is {}, expected 1", load_le32(h + 20));
  if (Status status = check_flags(load_le32(h + format->flags), *format); !status) return status.error();
  const std::uint8_t* sizes = h + format->flags + 4;  // e_ehsize, e_phentsize, e_phnum
  if (load_half(sizes) != format->header_size)
    return bad("header size is {}, expected {}", load_half(sizes), format->header_size);
  if (load_half(sizes + 2) != format->program_header_size)
    return bad("program header size is {}, expected {}", load_half(sizes + 2), format->program_header_size);
  const std::uint32_t count = load_half(sizes + 4);
  if (count == 0) return bad("there are no program headers");
  if (count > kMaxProgramHeaders) return bad("{} program headers, at most {} allowed", count, kMaxProgramHeaders);
  const std::uint64_t offset = format->word(h + format->program_table);
  if (!fits(offset, std::uint64_t(count) * format->program_header_size, file.size()))
    return bad("the table of {} program headers at offset 0x{:x} ends beyond the file's {} bytes", count, offset,
               file.size());
  return Header{format, format->word(h + format->entry), offset, count};
}

Segment read_segment(const std::uint8_t* p, unsigned index, const ElfFormat& f) {
  return {index,
          f.word(p + f.segment_offset),
          f.word(p + f.segment_file_size),
          f.word(p + f.segment_address),
          f.word(p + f.segment_memory_size),
          load_le32(p + f.segment_flags)};
}

// The segments that occupy memory, each sound by itself.
Result<std::vector<Segment>> read_segments(ByteView file, const Header& header, std::uint64_t memory_quota) {
  std::vector<Segment> segments;
  std::uint64_t memory = 0, image = 0;
  for (unsigned i = 0; i < header.table_count; ++i) {
    const std::uint8_t* p = file.data() + header.table_offset + std::size_t(i) * header.format->program_header_size;
    if (load_le32(p) != kSegmentLoad) continue;
    const Segment s = read_segment(p, i, *header.format);
    if (s.file_size > s.memory_size)
      return bad("segment {}: file size 0x{:x} is greater than memory size 0x{:x}", i, s.file_size, s.memory_size);
    if (s.file_size != 0 && !fits(s.offset, s.file_size, file.size()))
      return bad("segment {}: 0x{:x} bytes at offset 0x{:x} lie beyond the file's {} bytes", i, s.file_size, s.offset,
                 file.size());
    if (!fits(s.address, s.memory_size, kAddressEnd))
      return bad("segment {}: 0x{:x} bytes at 0x{:08x} {}", i, s.memory_size, s.address,
                 header.format->xlen == 32 ? "wrap around the address space"
                                           : "reach beyond 0x100000000, the end of memory on RV64 too");
    if (s.memory_size == 0) continue;
    if (s.writable() && s.executable())
      return bad("segment {} at 0x{:08x} is both writable and executable", i, s.address);
    memory += s.memory_size;
    if (memory > memory_quota)
      return bad("segments up to {} need 0x{:x} bytes of memory, at most 0x{:x} allowed", i, memory, memory_quota);
    image += s.writable() ? s.file_size : s.memory_size;
    if (image > kImageQuota)
      return bad("segments up to {} have 0x{:x} initialised bytes, at most 0x{:x} allowed", i, image, kImageQuota);
    segments.push_back(s);
  }
  return segments;
}

// On the native platform.
Status check_reserved(const std::vector<Segment>& segments) {
  constexpr std::pair<std::uint64_t, std::uint64_t> kReserved[] = {{kInputBase, kInputCapacity},
                                                                   {kOutputBase, kOutputCapacity}};
  for (const Segment& s : segments)
    for (auto [base, size] : kReserved)
      if (s.address < base + size && base < s.address + s.memory_size)
        return bad("segment {}: 0x{:08x} to 0x{:08x} overlaps the platform's region 0x{:08x} to 0x{:08x}", s.index,
                   s.address, s.address + s.memory_size, base, base + size);
  return Unit{};
}

Status check_layout(const std::vector<Segment>& segments) {
  for (std::size_t i = 1; i < segments.size(); ++i) {
    const Segment &a = segments[i - 1], &b = segments[i];
    if (a.address + a.memory_size > b.address)
      return bad("segments {} and {} overlap at 0x{:08x}", a.index, b.index, b.address);
    if (a.end() > b.first() && (a.flags & (kWrite | kExecute)) != (b.flags & (kWrite | kExecute)))
      return bad("segments {} and {} share the word at 0x{:08x} with different rights", a.index, b.index,
                 b.address / 4 * 4);
  }
  return Unit{};
}

// Adds a segment that lies behind all earlier ones; only its first word may already be there.
void place(ByteView file, const Segment& s, Image& image) {
  auto word = [&](std::uint64_t address) -> ImageWord& {
    if (image.words.empty() || image.words.back().address != address) {
      if (!image.regions.empty()) {  // a word that ended an earlier segment's zeros and now gets bytes
        Region& last = image.regions.back();
        if (std::uint64_t(last.first) + last.count == address + 1 && --last.count == 0) image.regions.pop_back();
      }
      image.words.push_back({static_cast<std::uint32_t>(address), 0, s.writable(), s.executable()});
    }
    return image.words.back();
  };
  for (std::uint64_t i = 0; i < s.file_size; ++i) {
    const std::uint64_t at = s.address + i;
    word(at / 4).value |= std::uint32_t(file[s.offset + i]) << 8 * (at % 4);
  }
  if (!s.writable()) {
    for (std::uint64_t w = s.data_end(); w < s.end(); ++w) word(w);
    return;
  }
  std::uint64_t first = s.data_end();
  if (!image.words.empty()) first = std::max<std::uint64_t>(first, image.words.back().address + std::uint64_t(1));
  if (!image.regions.empty()) {
    Region& last = image.regions.back();
    const std::uint64_t last_end = std::uint64_t(last.first) + last.count;
    first = std::max(first, last_end);
    if (first == last_end && first < s.end()) {
      last.count += static_cast<std::uint32_t>(s.end() - first);
      return;
    }
  }
  if (first < s.end())
    image.regions.push_back(
        {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(s.end() - first), RegionKind::kZero});
}

}  // namespace

Result<Image> load_elf(ByteView file, Platform platform) {
  const bool native = platform == Platform::kSquall;
  Result<Header> header = read_header(file);
  if (!header) return header.error();
  Result<std::vector<Segment>> read = read_segments(file, *header, native ? kMemoryQuota : kAddressEnd);
  if (!read) return read.error();
  std::vector<Segment> segments = std::move(read).value();
  std::sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) { return a.address < b.address; });
  if (Status status = native ? check_reserved(segments) : Status(Unit{}); !status) return status.error();
  if (Status status = check_layout(segments); !status) return status.error();

  const auto entry = header->entry;
  if (std::none_of(segments.begin(), segments.end(), [](const Segment& s) { return s.executable() && s.file_size; }))
    return bad("no segment is executable");
  if (entry % 4 != 0) return bad("entry 0x{:08x} is not a multiple of 4", entry);
  if (std::none_of(segments.begin(), segments.end(), [&](const Segment& s) {
        return s.executable() && s.address <= entry && fits(entry, 4, s.address + s.file_size);
      }))
    return bad("entry 0x{:08x} is not in the file bytes of an executable segment", entry);

  Image image;
  image.platform = platform;
  image.xlen = header->format->xlen;
  image.entry = static_cast<std::uint32_t>(entry);
  std::uint64_t words = 0;
  for (const Segment& s : segments) words += (s.writable() ? s.data_end() : s.end()) - s.first();
  image.words.reserve(words);
  for (const Segment& s : segments) place(file, s, image);
  if (!native) return image;
  image.regions.push_back({kInputBase / 4, kInputCapacity / 4, RegionKind::kInput});
  image.regions.push_back({kOutputBase / 4, kOutputCapacity / 4, RegionKind::kOutput});
  std::sort(image.regions.begin(), image.regions.end(),
            [](const Region& a, const Region& b) { return a.first < b.first; });
  return image;
}

}  // namespace squall

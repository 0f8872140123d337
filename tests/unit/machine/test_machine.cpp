// Whole executions: their rows satisfy all chips, and everything on the buses cancels.

#include <algorithm>

#include "kit/catch.hpp"
#include "kit/machine_witness.hpp"
#include "kit/random_program.hpp"

using namespace squall;
using kit::Assembler;
using kit::MachineWitness;

namespace {

void require_accepted(const MachineWitness& witness) {
  const std::vector<std::string> problems = witness.problems();
  INFO(kit::joined(problems));
  REQUIRE(problems.empty());
}

// An image of code at kTextBase and whatever else.
Image image_of(const Assembler& a, std::vector<ImageWord> words, std::vector<Region> regions) {
  Image image;
  image.platform = Platform::kSquall;
  image.entry = kit::kTextBase;
  image.words = std::move(words);
  std::uint32_t address = kit::kTextBase / 4;
  for (const std::uint32_t word : a.words()) image.words.push_back({address++, word, false, true});
  std::ranges::sort(image.words, {}, &ImageWord::address);
  image.regions = std::move(regions);
  image.regions.push_back({kInputBase / 4, kInputCapacity / 4, RegionKind::kInput});
  image.regions.push_back({kOutputBase / 4, kOutputCapacity / 4, RegionKind::kOutput});
  std::ranges::sort(image.regions, {}, &Region::first);
  return image;
}

}  // namespace

TEST_CASE("the shortest program", "[machine]") {
  Assembler a;
  a.exit(0x12345678);
  const MachineWitness w(a);
  REQUIRE(w.publics == std::vector<std::uint32_t>{0x5678, 0x1234, 0, 0});
  require_accepted(w);
}

TEST_CASE("random programs balance", "[machine]") {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    kit::RandomProgram random(seed);
    Assembler a;
    random.append_to(a, 150);
    a.exit(seed);
    require_accepted(MachineWitness(a, {}, Bytes(kit::kDumpSize, 0x5a)));
  }
}

TEST_CASE("input is read, output is published", "[machine]") {
  const Bytes input{1, 2, 3, 4, 5, 6, 7};
  Assembler a;
  a.li(5, kInputBase);
  a.li(6, kOutputBase);
  a.i(Opcode::kLw, 7, 5, 0);
  a.store(Opcode::kSw, 7, 0, 6);
  a.i(Opcode::kLw, 7, 5, 4);
  a.store(Opcode::kSw, 7, 4, 6);
  for (int i = 0; i < 3; ++i) {
    a.i(Opcode::kLbu, 7, 5, 8 + i);
    a.store(Opcode::kSb, 7, 8 + i, 6);
  }
  a.i(Opcode::kLw, 7, 5, 2000);  // behind the input: zero
  a.exit(0);
  const MachineWitness w(a, input);
  REQUIRE(w.execution.record.output == input);
  REQUIRE(w.publics == std::vector<std::uint32_t>{0, 0, 7, 0, 0x0201, 0x0403, 0x0605, 0x0007});
  require_accepted(w);
}

TEST_CASE("output beyond its length stays private", "[machine]") {
  Assembler a;
  a.li(6, kOutputBase);
  a.li(7, 0xdeadbeef);
  a.store(Opcode::kSw, 7, 400, 6);
  a.exit(0);
  MachineWitness w(a);
  require_accepted(w);
  w.publics[2] = 4;
  w.publics.insert(w.publics.end(), {0, 0});
  REQUIRE_FALSE(w.accepted());
}

TEST_CASE("words not accessed for long are touched", "[machine]") {
  Assembler a;
  a.li(5, kit::kDataBase);
  a.i(Opcode::kLw, 6, 5, 0);
  a.li(8, 77);
  a.li(7, kTimeWindow / (2 * kClockStep) + 20);
  const auto loop = a.bound_label();
  a.i(Opcode::kAddi, 7, 7, -1);
  a.branch(Opcode::kBne, 7, 0, loop);
  a.i(Opcode::kLw, 6, 5, 0);
  a.store(Opcode::kSw, 8, 4, 5);
  a.exit(0);
  const MachineWitness w(a);
  REQUIRE(w.execution.record.touches.size() > 2);
  require_accepted(w);
}

TEST_CASE("the first and last words of memory, and addresses that wrap", "[machine]") {
  Assembler a;
  a.i(Opcode::kLw, 5, 0, -4);  // the last word
  a.i(Opcode::kLw, 6, 0, 0);   // the first
  a.li(7, 0xfffffff0);
  a.i(Opcode::kLw, 8, 7, 16);  // wraps to the first
  a.store(Opcode::kSb, 6, 17, 7);
  a.i(Opcode::kLhu, 9, 7, 18);
  a.li(10, 4);
  a.store(Opcode::kSh, 5, -10, 10);  // wraps to the last but one half
  a.i(Opcode::kLb, 11, 10, -5);
  a.li(12, 0x0010ffff);  // carries and borrows of the low limb
  a.i(Opcode::kLbu, 13, 12, 1);
  a.li(12, 0x00110000);
  a.i(Opcode::kLbu, 14, 12, -1);
  a.i(Opcode::kLh, 15, 12, -2048);
  a.exit(0);
  const Image image = image_of(a, {{0, 0x11223344, true, false}, {0x3fffffff, 0x80a1b2c3, false, false}},
                               {{0x3ffffffe, 1, RegionKind::kZero}, {0x00100000 / 4, 0x20000, RegionKind::kZero}});
  const MachineWitness w(image);
  REQUIRE(w.execution.record.registers[8].value == 0x11223344);
  require_accepted(w);
}

TEST_CASE("claims and public values are the same thing", "[machine]") {
  for (const std::size_t size : {0, 1, 3, 4, 5, 100}) {
    Outcome claim{0x89abcdef, Bytes(size)};
    for (std::size_t i = 0; i < size; ++i) claim.output[i] = static_cast<std::uint8_t>(i + 1);
    const std::vector<std::uint32_t> publics = publics_of(Platform::kSquall, claim);
    REQUIRE(publics.size() == kExitPublics + kWordPublics * published_words(size));
    REQUIRE(claim_of(Platform::kSquall, publics) == claim);
    std::vector<std::uint32_t> other = publics;
    other.insert(other.end(), {0, 0});
    REQUIRE_FALSE(claim_of(Platform::kSquall, other));
    for (std::size_t i = 0; i < publics.size(); ++i) {
      other = publics;
      other[i] += 0x10000;
      REQUIRE_FALSE(claim_of(Platform::kSquall, other));
      other[i] = publics[i] ^ 0x8000;
      REQUIRE_FALSE(claim_of(Platform::kSquall, other) == claim);
    }
    other = publics;
    other.resize(publics.size() - 1);
    REQUIRE_FALSE(claim_of(Platform::kSquall, other));
    if (size % 4 != 0) {  // a byte behind the output
      other = publics;
      other.back() |= 0x8000;
      REQUIRE_FALSE(claim_of(Platform::kSquall, other));
    }
  }
  REQUIRE_FALSE(claim_of(Platform::kSquall, {}));
  REQUIRE(publics_of(Platform::kSquall, {0, Bytes(kMaxOutputBytes)}).size() == kMaxPublics);
}

TEST_CASE("programs that cannot be proven are refused", "[machine]") {
  Assembler a;
  a.exit(0);
  const auto refused = [&](auto change) {
    Image image = image_of(a, {{0x100, 1, true, false}}, {{0x200, 16, RegionKind::kZero}});
    REQUIRE(MachineProgram::make(image).ok());
    change(image);
    const auto result = MachineProgram::make(image);
    return !result.ok() && result.error().code == ErrorCode::kBadProgram;
  };
  REQUIRE(refused([](Image& i) { i.regions[0].first = 0x100; }));  // on an image word
  REQUIRE(refused([](Image& i) { i.regions[0].first = 0xf1; }));   // its last word is one
  REQUIRE(refused([](Image& i) { i.regions.push_back(i.regions.back()); }));
  REQUIRE(refused([](Image& i) { i.regions[0].count = 1u << 30; }));
  REQUIRE(refused([](Image& i) { i.words[1].address = i.words[0].address; }));
  REQUIRE(refused([](Image& i) { i.words[0].executable = true; }));
  REQUIRE(refused([](Image& i) { i.regions.pop_back(); }));
  REQUIRE(refused([](Image& i) { i.entry += 2; }));
  REQUIRE(refused([](Image& i) { i.xlen = 64; }));
}

TEST_CASE("the program id binds entry, words, rights, regions and heights", "[machine]") {
  Assembler a;
  a.exit(0);
  const Image base = image_of(a, {{0x100, 1, true, false}}, {{0x200, 16, RegionKind::kZero}});
  const auto columns_of = [](const Image& image) {
    const auto program = kit::must(MachineProgram::make(image));
    const Machine machine = rv32im_machine(program);
    std::vector<Fp> all{Fp(program.header.entry), Fp(program.header.log_image), Fp(program.header.log_program)};
    for (const auto& column : preprocessed_columns(machine, program))
      all.insert(all.end(), column.begin(), column.end());
    return all;
  };
  const auto changes = [&](auto change) {
    Image image = base;
    change(image);
    return columns_of(image) != columns_of(base);
  };
  REQUIRE_FALSE(changes([](Image&) {}));
  REQUIRE(changes([](Image& i) { i.entry += 4; }));
  REQUIRE(changes([](Image& i) { i.words[0].value += 1; }));
  REQUIRE(changes([](Image& i) { i.words[0].value += 0x10000; }));
  REQUIRE(changes([](Image& i) { i.words[0].address += 1; }));
  REQUIRE(changes([](Image& i) { i.words[0].writable = false; }));
  REQUIRE(changes([](Image& i) { i.words[1].executable = false; }));
  REQUIRE(changes([](Image& i) { i.regions[0].count += 1; }));
  REQUIRE(changes([](Image& i) { i.regions[0].first += 1; }));
  REQUIRE(changes([](Image& i) { i.regions[0].kind = RegionKind::kInput; }));
}

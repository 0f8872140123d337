// Choosing GPUs from C.

#include <string>
#include <utility>

#include "squall/squall.h"

#include "end_to_end/small_elf.hpp"
#include "kit/catch.hpp"
#include "unit/api/fake_gpu.hpp"

namespace squall {
namespace {

struct Chosen {
  squall_status status;
  std::string backend, error;
};

Chosen choose(const char* name) {
  squall_prover* prover = nullptr;
  const squall_status status = squall_prover_create_on(name, 1, 0, &prover);
  Chosen chosen{status, prover ? squall_prover_backend(prover) : "", status == SQUALL_OK ? "" : squall_last_error()};
  squall_prover_free(prover);
  return chosen;
}

TEST_CASE("C: back ends by name") {
  fake::reset();
  CHECK(choose(nullptr).backend == "cuda:0 (fake)");
  CHECK(choose("auto").backend == "cuda:0 (fake)");
  CHECK(choose("cuda:1").backend == "cuda:1 (fake)");
  CHECK_THAT(choose("cpu").backend, Catch::StartsWith("cpu"));
  CHECK(choose("abacus").status == SQUALL_BAD_INPUT);
  fake::gpus().broken[1] = "busy";
  const Chosen broken = choose("cuda:1");
  CHECK(broken.status == SQUALL_DEVICE_FAILURE);
  CHECK(broken.error == "GPU 1 (Fake 8) cannot be used: busy");
}

TEST_CASE("C: a failing device is a status, and no proof") {
  fake::reset();
  const Bytes elf = end_to_end::small_elf();
  squall_program* program = nullptr;
  squall_prover* prover = nullptr;
  squall_proof* proof = nullptr;
  REQUIRE(squall_program_load(elf.data(), elf.size(), &program) == SQUALL_OK);
  REQUIRE(squall_prover_create(1, 0, &prover) == SQUALL_OK);
  fake::gpus().failing_verb = "merge";
  const Bytes& input = end_to_end::kInput;
  CHECK(squall_prove(prover, program, input.data(), input.size(), "test", nullptr, nullptr, &proof) ==
        SQUALL_DEVICE_FAILURE);
  CHECK(proof == nullptr);
  CHECK_THAT(squall_last_error(), Catch::Contains("'merge'"));
  squall_prover_free(prover);
  squall_program_free(program);
}

TEST_CASE("C: programs of platforms") {
  const auto load = [](const char* platform, const Bytes& file) {
    squall_program* program = nullptr;
    const squall_status status = squall_program_load_for(platform, file.data(), file.size(), &program);
    CHECK((program != nullptr) == (status == SQUALL_OK));
    std::string id;
    if (program) {
      std::uint8_t bytes[SQUALL_PROGRAM_ID_BYTES];
      squall_program_id(program, bytes);
      id.assign(reinterpret_cast<const char*>(bytes), sizeof bytes);
    }
    squall_program_free(program);
    return std::pair(status, id);
  };
  const Bytes elf = end_to_end::small_elf(), image = {0x6f, 0, 0, 0};
  CHECK(load(nullptr, elf).first == SQUALL_OK);
  CHECK(load("squall", elf) == load(nullptr, elf));
  CHECK(load("airbender", elf).first == SQUALL_BAD_PROGRAM);
  CHECK_THAT(squall_last_error(), Catch::Contains("entry is 0x00010000, expected 0"));
  CHECK(load("airbender", image).first == SQUALL_OK);
  CHECK(load("squall", image).first == SQUALL_BAD_PROGRAM);
  CHECK(load("airbender", {}).first == SQUALL_BAD_PROGRAM);
  CHECK(load("", image).first == SQUALL_BAD_INPUT);
  CHECK(load("Airbender", image).first == SQUALL_BAD_INPUT);
  CHECK_THAT(squall_last_error(), Catch::Contains("expected 'squall' or 'airbender'"));

  squall_program* program = nullptr;
  CHECK(squall_program_load_for("airbender", nullptr, 4, &program) == SQUALL_BAD_INPUT);
  CHECK(squall_program_load_for("airbender", image.data(), image.size(), nullptr) == SQUALL_BAD_INPUT);
}

}  // namespace
}  // namespace squall

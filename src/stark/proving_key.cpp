#include "stark/proving_key.hpp"

#include "base/check.hpp"

namespace squall {

ProvingKey make_proving_key(Backend& backend, Machine machine, std::span<const std::vector<Fp>> columns,
                            unsigned skip) {
  ProvingKey key;
  key.verifying.machine = std::move(machine);
  key.verifying.skip = skip;
  key.verifying.finish();  // for the packing; again below, when the root is known
  const Packing& packing = key.verifying.preprocessed;
  check(columns.size() == packing.places.size(), "one list of values per preprocessed column");
  if (packing.width > 0) {
    const std::vector<unsigned> heights = preprocessed_heights(key.verifying.machine);
    key.preprocessed = backend.matrix(packing.log_rows, packing.width);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      check(columns[i].size() == std::size_t(1) << heights[i], "a preprocessed column is as high as its chip");
      backend.upload(*key.preprocessed, packing.places[i], columns[i]);
    }
    key.commitment = backend.commit(*key.preprocessed);
    key.verifying.root = key.commitment->root();
    key.verifying.finish();
  }
  return key;
}

}  // namespace squall

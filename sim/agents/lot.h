// A fair draw among packages that are equally good to whoever chooses: each has a priority, the greatest wins. The
// priority is the first two words of Philox(seed; trial, round 0, address of the stage's lot + key of the package), and
// so the same in every round. A package is known by its issues' names and its options' values: its key is the sum of
// theirs.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "sim/agents/package_space.h"
#include "sim/random/philox.h"

namespace detente {

inline std::uint64_t option_key(const std::string& issue, double value) {
  return address_hash(fmt::format("{}={}", issue, value));
}
inline std::uint64_t party_key(const std::string& party) { return address_hash(party); }
inline std::uint64_t lot_address(const std::string& stage) { return address_hash("stages." + stage + ".tie"); }

template <class Real>
class Lot {
 public:
  Lot(const StageFrame& stage, const Trial<Real>& trial) : trial_(trial), address_(stage.lot) {}

  // Of these lanes those in which the first package wins; key(lane).
  template <class Key, class OtherKey>
  Mask<Real> draw(const Mask<Real>& lanes, const Key& key, const OtherKey& other_key) const {
    unsigned won = 0;
    for (unsigned left = bits(lanes), lane = 0; left; left >>= 1, ++lane)
      if (left & 1) won |= static_cast<unsigned>(priority(lane, key(lane)) > priority(lane, other_key(lane))) << lane;
    return mask_from_bits<Real>(won);
  }

  std::uint64_t priority(unsigned lane, std::uint64_t key) const {
    const PhiloxCounter words = draw_block(trial_.seed, trial_.trials[lane], 0, address_ + key);
    return std::uint64_t{words[0]} << 32 | words[1];
  }

 private:
  const Trial<Real>& trial_;
  std::uint64_t address_;
};

// option_at(place): the package's option there.
template <class OptionAt>
std::uint64_t key_of(const PackageSpace& space, const OptionAt& option_at) {
  std::uint64_t key = 0;
  for (int place = 0; place < space.place_count(); ++place)
    key += space.option_keys[space.option_begin[place] + option_at(place)];
  return key;
}

// Of a package that differs between lanes.
template <class Real>
std::uint64_t key_of(const PackageSpace& space, const Span<Real>& package, unsigned lane) {
  return key_of(space, [&](int place) { return static_cast<int>(detente::lane(package[place], lane)); });
}

}  // namespace detente

#include "sim/study/drivers.h"

#include <algorithm>
#include <array>

namespace detente {

namespace {

// Trials and hits of the outcome in each sixteenth of one draw's range.
struct DrawBins {
  std::array<std::uint64_t, draw_bin_count> hits{}, trials{};

  double share(int first, int last) const {
    std::uint64_t all = 0, hit = 0;
    for (int bin = first; bin < last; ++bin) {
      all += trials[bin];
      hit += hits[bin];
    }
    return all > 0 ? static_cast<double>(hit) / static_cast<double>(all) : 0;
  }
};

DrawBins draw_bins_of(const Model& model, const Result& result, std::size_t draw, int outcome) {
  const std::size_t outcomes = model.outcomes.size();
  DrawBins bins;
  for (int bin = 0; bin < draw_bin_count; ++bin) {
    const std::uint64_t* counts = result.draws.counts.data() + (draw * draw_bin_count + bin) * outcomes;
    for (std::size_t any = 0; any < outcomes; ++any) bins.trials[bin] += counts[any];
    bins.hits[bin] = counts[outcome];
  }
  return bins;
}

}  // namespace

Sensitivity first_order_of(const Model& model, const Result& result, std::size_t draw, int outcome) {
  const DrawBins bins = draw_bins_of(model, result, draw, outcome);
  Sensitivity measured = first_order(bins.hits, bins.trials);
  measured.index = std::max(0.0, measured.index);  // chance alone may put an input without effect a little below 0
  return measured;
}

std::vector<Driver> drivers(const Model& model, const Result& result, int outcome) {
  constexpr int quarter = draw_bin_count / 4;
  std::vector<Driver> found;
  const std::size_t inputs = model.inputs.size();
  for (std::size_t draw = 0; draw < inputs + model.chances.size(); ++draw) {
    Driver& driver = found.emplace_back();
    driver.luck = draw >= inputs;
    driver.address = driver.luck ? model.chances[draw - inputs] : model.inputs[draw].address;
    if (!driver.luck) driver.provenance = model.inputs[draw].provenance;
    const DrawBins bins = draw_bins_of(model, result, draw, outcome);
    static_cast<Sensitivity&>(driver) = first_order_of(model, result, draw, outcome);
    driver.low_share = bins.share(0, quarter);
    driver.high_share = bins.share(draw_bin_count - quarter, draw_bin_count);
  }
  std::sort(found.begin(), found.end(), [](const Driver& left, const Driver& right) {
    return left.index != right.index ? left.index > right.index : left.address < right.address;
  });
  return found;
}

}  // namespace detente

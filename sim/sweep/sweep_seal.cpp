#include "sim/sweep/sweep_seal.h"

#include <array>

#include "sim/store/results_file.h"

namespace detente {

Seal& Seal::add(const std::string& text) {
  hash_.add_number(text.size());
  hash_.add(text.data(), text.size());
  return *this;
}

Seal& Seal::add(const RowName& row) { return add(row.kind).add(row.name).add(row.item); }

Seal& Seal::add(std::uint64_t number) {
  hash_.add_number(number);
  return *this;
}

Seal& Seal::add(double number) {
  hash_.add(&number, sizeof number);
  return *this;
}

Seal& Seal::add(const std::optional<double>& number) {
  return number ? add(std::uint64_t{1}).add(*number) : add(std::uint64_t{0});
}

Seal& Seal::add(const std::vector<std::string>& texts) {
  add(texts.size());
  for (const std::string& text : texts) add(text);
  return *this;
}

Seal begin_seal(const SweepRun& run) {
  Seal seal;
  seal.add(run.point).add(static_cast<std::uint64_t>(run.replication)).add(run.seed);
  seal.add(run.trials).add(run.failed).add(run.clamped).add(run.digest);
  return seal;
}

std::string seal_of(const SweepRun& run) {
  Seal seal = begin_seal(run);
  for (const NamedShare& share : run.shares) {
    seal.add(*share.row).add(share.of).add(share.count);
    for (const double figure : share_figures(share)) seal.add(figure);
  }
  for (const NamedMean& mean : run.means) {
    seal.add(*mean.row).add(mean.of);
    for (const std::optional<double>& figure : mean.figures()) seal.add(figure);
  }
  return seal.finish();
}

std::string seal_of(const StoredSweep& of) {
  Seal seal;
  seal.add(of.command).add(of.version).add(of.plan.file).add(of.plan.text).add(of.plan.sets);
  const SampleTexts samples = of.plan.samples.given();
  seal.add(static_cast<std::uint64_t>(samples.size()));
  for (const auto& [name, text] : samples) seal.add(name).add(text);
  seal.add(method_name(of.plan.design.method)).add(static_cast<std::uint64_t>(of.plan.design.replications));
  seal.add(std::uint64_t{of.plan.design.common_luck}).add(of.plan.run.seed).add(of.plan.run.trials);
  seal.add(of.plan.run.precision).add(of.first_sha256).add(of.points).add(of.points_sha256);
  return hexadecimal(seal.finish());
}

std::string points_sha256(const PointList& points) {
  Seal seal;
  for (const Axis& axis : points.axes()) seal.add(axis.name);
  for (std::uint64_t index = 0; index < points.size(); ++index) {
    const Point point = points.at(index);
    seal.add(point.cells).add(point.sets);
  }
  return hexadecimal(seal.finish());
}

}  // namespace detente

#include "sim/sweep/design.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "sim/scenario/keys.h"
#include "sim/scenario/overrides.h"
#include "sim/sweep/unit_cube.h"

namespace detente {

namespace {

void check_count(double points) {
  if (points > points_max)
    throw SweepError(fmt::format("these are {} points; at most {} are possible", points, points_max));
}

bool takes_whole_numbers(const std::string& address) {
  const KeyRow* row = find_row(address_of(address + "="));
  return row && row->type == KeyType::integer;
}

CellTable table_of(const std::vector<std::vector<std::string>>& rows, std::size_t columns) {
  CellTable table(columns);
  for (const std::vector<std::string>& row : rows)
    for (const std::string& cell : row) table.add(cell);
  return table;
}

}  // namespace

std::string method_name(Method method) {
  switch (method) {
    case Method::grid:
      return "grid";
    case Method::one_at_a_time:
      return "one-at-a-time";
    case Method::latin_hypercube:
      return "latin-hypercube";
    case Method::sobol:
      return "sobol";
    case Method::morris:
      return "morris";
    case Method::table:
      return "table";
  }
  return {};
}

std::optional<Method> method_of(const std::string& name) {
  for (const Method method :
       {Method::grid, Method::one_at_a_time, Method::latin_hypercube, Method::sobol, Method::morris, Method::table})
    if (name == method_name(method)) return method;
  return {};
}

PointList::PointList(std::vector<Axis> axes, const Design& design, std::uint64_t seed)
    : axes_(std::move(axes)), method_(design.method) {
  if (axes_.empty()) throw SweepError("nothing is varied; give --vary ADDRESS=VALUES, or a study file with [[sweep]]");
  if (axes_.size() > static_cast<std::size_t>(axes_max))
    throw SweepError(fmt::format("{} addresses are varied; at most {} can be", axes_.size(), axes_max));
  check_addresses();
  group_axes();
  const int dimensions = static_cast<int>(groups_.size());
  double size = 0;
  switch (method_) {
    case Method::grid:
      check_values();
      size = 1;
      for (std::size_t group = 0; group < groups_.size(); ++group) size *= static_cast<double>(values_of(group));
      break;
    case Method::one_at_a_time:
      check_values();
      size = 1;
      for (std::size_t group = 0; group < groups_.size(); ++group) size += static_cast<double>(values_of(group));
      break;
    case Method::latin_hypercube:
    case Method::sobol:
      size = design.points;
      break;
    case Method::morris:
      size = static_cast<double>(design.points) * (dimensions + 1);
      break;
    case Method::table:
      throw SweepError("a table of points says itself what is varied");
  }
  if (size < 1) throw SweepError(fmt::format("a {} design needs a number of points", method_name(method_)));
  check_count(size * design.replications);
  size_ = static_cast<std::uint64_t>(size);
  if (method_ == Method::latin_hypercube) levels_ = latin_hypercube(design.points, dimensions, seed);
  if (method_ == Method::sobol) levels_ = scrambled_sobol(design.points, dimensions, seed);
  if (method_ == Method::morris) levels_ = morris_trajectories(design.points, dimensions, seed);
}

void CellTable::add(std::string_view cell) {
  text_ += cell;
  if (text_.size() > std::numeric_limits<std::uint32_t>::max()) throw SweepError("the table of points is too long");
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
}

std::string_view CellTable::at(std::uint64_t row, std::size_t column) const {
  const std::uint64_t place = row * columns_ + column;
  const std::uint32_t begin = place == 0 ? 0 : ends_[place - 1];
  return std::string_view(text_).substr(begin, ends_[place] - begin);
}

PointList::PointList(const std::vector<std::string>& addresses, const std::vector<std::vector<std::string>>& rows,
                     int replications)
    : PointList(addresses, table_of(rows, addresses.size()), replications) {
  size_ = rows.size();  // of points without a cell, too
  check_count(static_cast<double>(size_) * replications);
}

PointList::PointList(std::vector<std::string> addresses, CellTable rows, int replications)
    : method_(Method::table), rows_(std::move(rows)), size_(rows_.rows()) {
  check_count(static_cast<double>(size_) * replications);
  for (std::string& address : addresses) axes_.push_back({.name = std::move(address)});
  check_addresses();
  group_axes();
}

PointList::PointList(std::vector<std::string> names, std::vector<Point> points)
    : method_(Method::table), points_(std::move(points)), size_(points_.size()) {
  for (std::string& name : names) axes_.push_back({.name = std::move(name)});
}

void PointList::check_addresses() const {
  std::set<std::vector<std::string>> known;
  for (const Axis& axis : axes_) {
    std::vector<std::string> address = address_of(axis.name + "=");  // none: the loader says what is wrong with it
    if (!address.empty() && !known.insert(std::move(address)).second)
      throw SweepError(fmt::format("'{}' is varied twice; write all its values into one place", axis.name));
  }
}

void PointList::group_axes() {
  std::map<std::string, std::size_t> known;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    const std::string& with = axes_[axis].with;
    const auto [found, fresh] = known.try_emplace(with, groups_.size());
    if (with.empty() || fresh)
      groups_.push_back({axis});
    else
      groups_[found->second].push_back(axis);
    if (with.empty()) known.erase(with);
  }
  for (const std::vector<std::size_t>& group : groups_)
    for (const std::size_t axis : group)
      if (axes_[axis].values.size() != axes_[group[0]].values.size())
        throw SweepError(fmt::format("'{}' and '{}' go together ({}), but one has {} values and the other {}",
                                     axes_[group[0]].name, axes_[axis].name, axes_[axis].with,
                                     axes_[group[0]].values.size(), axes_[axis].values.size()));
}

std::uint64_t PointList::values_of(std::size_t group) const { return axes_[groups_[group][0]].values.size(); }

void PointList::check_values() const {
  for (const Axis& axis : axes_)
    if (axis.is_range())
      throw SweepError(fmt::format("a {} design needs to know how many values '{}' takes between {} and {}",
                                   method_name(method_), axis.name, axis.low, axis.high));
}

// Which of the items 0..last lies at `level`, 0..1: each as likely as any other, or, of trajectories, the nearest.
double PointList::item_at(double level, double last) const {
  return std::min(method_ == Method::morris ? std::round(level * last) : std::floor(level * (last + 1)), last);
}

// The number at `level`, 0..1, of a range; a whole one where no other may stand.
std::string PointList::number_at(const Axis& axis, double level) const {
  const double first = std::ceil(axis.low), last = std::floor(axis.high);
  if (first <= last && takes_whole_numbers(axis.name)) return fmt::format("{}", first + item_at(level, last - first));
  return number_text(between(axis.low, axis.high, level, 1), axis.low, axis.high, 12);
}

// level: 0..1.
void PointList::scatter(Point& point, std::size_t group, double level) const {
  for (const std::size_t index : groups_[group]) {
    const Axis& axis = axes_[index];
    AxisValue value;
    if (axis.is_range()) {
      value = axis_value(axis.name, number_at(axis, level));
    } else {
      value = axis.values[static_cast<std::size_t>(item_at(level, static_cast<double>(axis.values.size() - 1)))];
    }
    point.cells[index] = value.text;
    point.sets.insert(point.sets.end(), value.sets.begin(), value.sets.end());
  }
}

Point PointList::at(std::uint64_t index) const {
  if (!points_.empty()) return points_[index];
  Point point{std::vector<std::string>(axes_.size()), {}};
  const auto take = [&](std::size_t axis, const AxisValue& value) {
    point.cells[axis] = value.text;
    point.sets.insert(point.sets.end(), value.sets.begin(), value.sets.end());
  };
  switch (method_) {
    case Method::grid: {
      std::vector<std::uint64_t> digits(groups_.size());
      for (std::size_t group = groups_.size(); group-- > 0; index /= values_of(group))
        digits[group] = index % values_of(group);
      for (std::size_t group = 0; group < groups_.size(); ++group)
        for (const std::size_t axis : groups_[group]) take(axis, axes_[axis].values[digits[group]]);
      break;
    }
    case Method::one_at_a_time:
      for (std::size_t group = 0; index > 0 && group < groups_.size(); ++group) {
        if (index <= values_of(group)) {
          for (const std::size_t axis : groups_[group]) take(axis, axes_[axis].values[index - 1]);
          break;
        }
        index -= values_of(group);
      }
      break;
    case Method::latin_hypercube:
    case Method::sobol:
    case Method::morris:
      for (std::size_t group = 0; group < groups_.size(); ++group)
        scatter(point, group, levels_[index * groups_.size() + group]);
      break;
    case Method::table:
      for (std::size_t axis = 0; axis < axes_.size(); ++axis)
        if (const std::string_view cell = rows_.at(index, axis); !cell.empty())
          take(axis, axis_value(axes_[axis].name, std::string(cell)));
      break;
  }
  return point;
}

}  // namespace detente

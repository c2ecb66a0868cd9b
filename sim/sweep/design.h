// Which points a sweep plays: every combination of values, or a plan that needs fewer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sweep/axis.h"

namespace detente {

constexpr int points_max = 100'000;  // replications counted

enum class Method {
  grid,             // every combination, the last axis fastest
  one_at_a_time,    // the scenario as it is, then each value alone
  latin_hypercube,  // McKay, Beckman & Conover 1979: each axis cut into as many equal parts as there are points
  sobol,            // Sobol' 1967 (directions of Joe & Kuo 2008), scrambled by hashes after Owen (Burley 2020)
  morris,           // Morris 1991: trajectories on four levels, each axis moved once by two thirds of its length
  table,            // points from elsewhere
};

std::string method_name(Method method);  // as in a study file and after --design
std::optional<Method> method_of(const std::string& name);

struct Design {
  Method method = Method::grid;
  int points = 0;           // of latin_hypercube and sobol; of morris the trajectories
  int replications = 1;     // of every point, each with its own luck
  bool common_luck = true;  // all points share the luck of a replication
};

struct Point {
  std::vector<std::string> cells;  // by axis; "" for what the scenario says
  std::vector<std::string> sets;
};

// The cells of a table of points, one after the other: a table of many megabytes takes little more than its text.
class CellTable {
 public:
  explicit CellTable(std::size_t columns) : columns_(columns) {}
  void add(std::string_view cell);  // row by row
  std::uint64_t rows() const { return columns_ == 0 ? 0 : ends_.size() / columns_; }
  std::string_view at(std::uint64_t row, std::size_t column) const;

 private:
  std::size_t columns_;
  std::string text_;
  std::vector<std::uint32_t> ends_;  // of each cell, in `text_`
};

class PointList {
 public:
  // seed: of the designs that leave something to chance. Throws SweepError where the axes do not fit the method.
  PointList(std::vector<Axis> axes, const Design& design, std::uint64_t seed);
  // Of a table: rows[point][axis] as TOML, "" for what the scenario says.
  PointList(std::vector<std::string> addresses, CellTable rows, int replications);
  PointList(const std::vector<std::string>& addresses, const std::vector<std::vector<std::string>>& rows,
            int replications);
  // These points, each with as many cells as there are names of axes.
  PointList(std::vector<std::string> names, std::vector<Point> points);

  std::uint64_t size() const { return size_; }
  Point at(std::uint64_t index) const;
  const std::vector<Axis>& axes() const { return axes_; }

 private:
  void check_addresses() const;  // throws SweepError where two are the same
  void group_axes();
  std::uint64_t values_of(std::size_t group) const;  // 0 of a range
  void check_values() const;
  double item_at(double level, double last) const;
  std::string number_at(const Axis& axis, double level) const;
  void scatter(Point& point, std::size_t group, double level) const;

  std::vector<Axis> axes_;
  std::vector<std::vector<std::size_t>> groups_;  // axes that go together
  Method method_ = Method::grid;
  std::vector<double> levels_;  // [point][group], 0..1: of a sample
  CellTable rows_{1};           // of a table
  std::vector<Point> points_;   // given as such
  std::uint64_t size_ = 0;
};

// Reads a table of points: the first line names addresses, each other line is a point. Throws FileError naming file,
// line and column.
PointList read_points(const std::string& path, int replications);

}  // namespace detente

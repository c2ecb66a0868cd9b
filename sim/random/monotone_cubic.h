// A smooth curve through points that goes up wherever they do and never overshoots: piecewise cubic with the slopes of
// Fritsch & Butland 1984 (SIAM J. Sci. Stat. Comput. 5:300-304), weighted harmonic means of the slopes on either side;
// at the ends a parabola's, cut to keep the curve monotone. From + - * / alone, so that its bits are the same
// everywhere.
#pragma once

#include <vector>

namespace detente {

class MonotoneCubic {
 public:
  // At least two points; x strictly ascending, y ascending.
  MonotoneCubic(std::vector<double> x, std::vector<double> y);
  double operator()(double at) const;  // between the first x and the last

 private:
  double secant(std::size_t segment) const { return (y_[segment + 1] - y_[segment]) / width(segment); }
  double width(std::size_t segment) const { return x_[segment + 1] - x_[segment]; }
  double end_slope(std::size_t segment, std::size_t next) const;

  std::vector<double> x_, y_, slope_;
};

}  // namespace detente

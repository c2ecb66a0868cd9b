// Quantiles from which distributions' tables are made: from + - * / sqrt and this project's exp and log alone, so that
// the tables have the same bits on every machine.
#pragma once

namespace detente {

// Standard normal; p in (0, 1). Wichura 1988, Applied Statistics 37:477-484 (algorithm AS 241, PPND16), about 1e-16
// relative.
double normal_quantile(double p);

// The beta distribution on [0, 1], a and b in [0.05, 1e4]. Lower quantiles at small p keep their relative accuracy.
class BetaQuantile {
 public:
  BetaQuantile(double a, double b);
  double lower(double p) const;  // x with P(X <= x) = p, for p in (0, 0.5]
  double upper(double p) const;  // x with P(X >= x) = p, for p in (0, 0.5]

 private:
  double a_, b_, log_beta_;
};

}  // namespace detente

// Quantiles from which distributions' tables are made: from + - * / sqrt and this project's exp and log alone, so that
// the tables have the same bits on every machine.
#pragma once

namespace detente {

// Standard normal; p in (0, 1). Wichura 1988, Applied Statistics 37:477-484 (algorithm AS 241, PPND16), about 1e-16
// relative.
double normal_quantile(double p);

// Probability of lying below x, of the standard normal. Hart 1968, Computer Approximations 5666, as in West 2005,
// Wilmott Magazine: 70-76; within 1e-15, and 1e-5 of what lies in the tail.
double normal_probability(double x);

// The beta distribution on [0, 1], a and b in [0.05, 1e4], walked along from both ends: on each side no p may be below
// the one before. Lower quantiles at small p keep their relative accuracy.
//
// With density f and l = p / (x f(x)), r = p / ((1 - x) f(x)), hence x = r / (l + r), derivatives by log p are
//   l' = l (1 - a l + (b - 1) r),   r' = r (1 - (a - 1) l + b r):
// polynomials, from which the Taylor series in p follows term by term. So only the first point of a side is solved for,
// and the others cost a twentieth of that; errors in l and r do not grow on the way.
class BetaQuantile {
 public:
  BetaQuantile(double a, double b);
  double lower(double p) { return lower_.quantile(p); }      // x with P(X <= x) = p, for p in [2^-33, 0.5]
  double upper(double p) { return 1 - upper_.quantile(p); }  // x with P(X >= x) = p, for p in [2^-33, 0.5]

 private:
  class Side {
   public:
    Side(double a, double b, double log_beta);
    double quantile(double p);

   private:
    static constexpr int order = 16;
    void expand();

    double a_, b_;
    double centre_ = 0x1p-33, reach_ = 0;  // the series are in (p - centre_) / centre_, good as far as reach_
    double l_[order + 1], r_[order + 1];
  };

  BetaQuantile(double a, double b, double log_beta) : lower_(a, b, log_beta), upper_(b, a, log_beta) {}

  Side lower_, upper_;
};

}  // namespace detente

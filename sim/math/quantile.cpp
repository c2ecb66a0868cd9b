#include "sim/math/quantile.h"

#include <algorithm>
#include <cmath>

#include "sim/math/elementary.h"

namespace detente {

namespace {

template <int N>
double horner(const double (&coefficients)[N], double x) {
  double value = coefficients[N - 1];
  for (int i = N - 2; i >= 0; --i) value = value * x + coefficients[i];
  return value;
}

// The continued fraction of the incomplete beta function by Lentz's method (Abramowitz & Stegun 26.5.8); converges
// quickly for x < (a + 1) / (a + b + 2).
double beta_fraction(double x, double a, double b) {
  constexpr double tiny = 1e-300;
  const auto keep = [](double value) { return std::abs(value) < tiny ? tiny : value; };
  double c = 1, d = 1 / keep(1 - (a + b) * x / (a + 1)), result = d;
  for (int m = 1; m < 10'000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / keep(1 + even * d);
    c = keep(1 + even / c);
    result *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / keep(1 + odd * d);
    c = keep(1 + odd / c);
    const double factor = d * c;
    result *= factor;
    if (std::abs(factor - 1) < 1e-15) break;
  }
  return result;
}

// x^a (1 - x)^b fraction / (a B(a, b)); the powers and B alone may be too large or small for a double.
double beta_part(double x, double a, double b, double log_beta) {
  return exp(a * log(x) + b * log(1 - x) - log_beta) * beta_fraction(x, a, b) / a;
}

double beta_probability(double x, double a, double b, double log_beta) {
  return x < (a + 1) / (a + b + 2) ? beta_part(x, a, b, log_beta) : 1 - beta_part(1 - x, b, a, log_beta);
}

// x with P(X <= x) = p, p <= 0.5: Newton's method on log p against log x, where the lower tail is a straight line;
// bisection where a step would leave what is known to hold the root.
double beta_lower(double p, double a, double b, double log_beta) {
  double low = -740.0 / a - 10, high = 0;  // of log x
  double y = (log(p) + log_beta + log(a)) / a;
  if (!(y > low && y < high)) y = 0.5 * (std::max(low, -50.0) + high);
  for (int step = 0; step < 200; ++step) {
    const double x = exp(y);
    const double probability = x <= 0 ? 0 : x >= 1 ? 1 : beta_probability(x, a, b, log_beta);
    (probability < p ? low : high) = y;
    double next = 0.5 * (low + high);
    if (probability > 0 && probability < 1) {
      const double slope = exp(a * log(x) + (b - 1) * log(1 - x) - log_beta) / probability;
      const double newton = y - (log(probability) - log(p)) / slope;
      if (newton > low && newton < high) next = newton;
    }
    if (std::abs(next - y) < 1e-13 * std::max(1.0, std::abs(y))) return exp(next);
    y = next;
  }
  return exp(y);
}

// B(a, b) from the two halves at one point between them: I_x(a, b) + I_(1-x)(b, a) = 1.
double log_beta(double a, double b) {
  const double x = (a + 0.5) / (a + b + 1);
  const double level = a * log(x) + b * log(1 - x);
  return level + log(beta_fraction(x, a, b) / a + beta_fraction(1 - x, b, a) / b);
}

}  // namespace

double normal_quantile(double p) {
  constexpr double a[] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                          1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                          3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr double b[] = {1.0,
                          4.2313330701600911252e+1,
                          6.8718700749205790830e+2,
                          5.3941960214247511077e+3,
                          2.1213794301586595867e+4,
                          3.9307895800092710610e+4,
                          2.8729085735721942674e+4,
                          5.2264952788528545610e+3};
  constexpr double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                          3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                          2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double d[] = {1.0,
                          2.05319162663775882187e0,
                          1.67638483018380384940e0,
                          6.89767334985100004550e-1,
                          1.48103976427480074590e-1,
                          1.51986665636164571966e-2,
                          5.47593808499534494600e-4,
                          1.05075007164441684324e-9};
  constexpr double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                          2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                          2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double f[] = {1.0,
                          5.99832206555887937690e-1,
                          1.36929880922735805310e-1,
                          1.48753612908506148525e-2,
                          7.86869131145613259100e-4,
                          1.84631831751005468180e-5,
                          1.42151175831644588870e-7,
                          2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * horner(a, r) / horner(b, r);
  }
  const double r = std::sqrt(-log(q < 0 ? p : 1 - p));
  const double tail = r <= 5 ? horner(c, r - 1.6) / horner(d, r - 1.6) : horner(e, r - 5) / horner(f, r - 5);
  return q < 0 ? -tail : tail;
}

double normal_probability(double x) {
  // From the highest power down.
  constexpr double above[] = {220.206867912376, 221.213596169931,  112.079291497871,   33.912866078383,
                              6.37396220353165, 0.700383064443688, 3.52624965998911e-2};
  constexpr double below[] = {440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674,
                              86.7807322029461, 16.064177579207,  1.75566716318264, 8.83883476483184e-2};
  const double away = std::abs(x);
  double tail = 0;
  if (away < 7.07106781186547) {
    tail = exp(-away * away / 2) * horner(above, away) / horner(below, away);
  } else if (away < 37) {
    double fraction = away + 0.65;
    for (const int n : {4, 3, 2, 1}) fraction = away + n / fraction;
    tail = exp(-away * away / 2) / fraction / 2.506628274631;
  }
  return x > 0 ? 1 - tail : tail;
}

BetaQuantile::BetaQuantile(double a, double b) : BetaQuantile(a, b, log_beta(a, b)) {}

BetaQuantile::Side::Side(double a, double b, double log_beta) : a_(a), b_(b) {
  const double x = beta_lower(centre_, a, b, log_beta);
  const double sum = centre_ * exp(log_beta - a * log(x) - b * log(1 - x));
  l_[0] = (1 - x) * sum;
  r_[0] = x * sum;
  expand();
}

double BetaQuantile::Side::quantile(double p) {
  while (p > centre_ + reach_) {
    const double t = reach_ / centre_;
    l_[0] = horner(l_, t);
    r_[0] = horner(r_, t);
    centre_ += reach_;
    expand();
  }
  const double t = (p - centre_) / centre_;
  const double l = horner(l_, t), r = horner(r_, t);
  return r / (l + r);
}

// The later terms of both series from the first: with t = p / centre - 1, the derivative by log p is (1 + t) d/dt.
void BetaQuantile::Side::expand() {
  double l_growth[order], r_growth[order];
  for (int k = 0; k < order; ++k) {
    const double one = k == 0 ? 1 : 0;
    l_growth[k] = one - a_ * l_[k] + (b_ - 1) * r_[k];
    r_growth[k] = one - (a_ - 1) * l_[k] + b_ * r_[k];
    double l = -k * l_[k], r = -k * r_[k];
    for (int i = 0; i <= k; ++i) {
      l += l_[i] * l_growth[k - i];
      r += r_[i] * r_growth[k - i];
    }
    l_[k + 1] = l / (k + 1);
    r_[k + 1] = r / (k + 1);
  }
  // p = 0 and p = 1 bound the series; where log(x / (1 - x)) grows fast, by l + r, so do its poles at odd multiples of
  // pi i.
  reach_ = centre_ / std::max(6.0, 3 * (l_[0] + r_[0]));
}

}  // namespace detente

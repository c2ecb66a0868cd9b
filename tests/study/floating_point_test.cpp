// Whatever the floating-point environment of the thread that calls, the bits are the same, and it finds its own again.
#include "sim/core/floating_point.h"

#include <gtest/gtest.h>

#include <bit>
#include <cfenv>
#include <functional>
#include <set>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include "sim/scenario/load.h"
#include "sim/study/compare.h"
#include "sim/study/sensitivity.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"

namespace detente {
namespace {

struct Mode {
  const char* name;
  std::function<void()> set;
};

std::vector<Mode> modes() {
  std::vector<Mode> all;
  for (const auto& [name, mode] : {std::pair{"nearest", FE_TONEAREST},
                                   {"downward", FE_DOWNWARD},
                                   {"upward", FE_UPWARD},
                                   {"to_zero", FE_TOWARDZERO}})
    all.push_back({name, [rounding = mode] { std::fesetround(rounding); }});
#if defined(__SSE2__)
  constexpr unsigned flush_to_zero = 1U << 15U, denormals_are_zero = 1U << 6U;
  all.push_back({"flush_to_zero", [] { _mm_setcsr(_mm_getcsr() | flush_to_zero); }});
  all.push_back({"denormals_are_zero", [] { _mm_setcsr(_mm_getcsr() | denormals_are_zero); }});
#endif
  return all;
}

// All its bits, in any mode.
std::string exact(double number) { return std::to_string(std::bit_cast<std::uint64_t>(number)) + " "; }

// What tells one mode from another.
struct Signature {
  int rounding = std::fegetround();
#if defined(__SSE2__)
  unsigned control = _mm_getcsr() & ~0x3FU;  // without the exceptions that were raised
#endif
  bool operator==(const Signature&) const = default;
};

// In a mode; the thread then has the default one again.
template <class Play>
std::string in(const Mode& mode, Play play) {
  const DefaultFloatingPoint put_back;
  mode.set();
  const Signature before;
  std::string found = play();
  EXPECT_EQ(before, Signature()) << mode.name;
  return found;
}

// Numbers whose last bits, or whose being there, hang on the mode: thirds, sums, and what is nearly zero.
const std::string text = std::string(lively_text) + R"toml(
[parties.sceptic]
role = "donor"
influence = { pert = [0.1, 33.3, 99.9] }
reservation = { normal = [0.333333333333333333, 0.1] }
positions.aid = ["none", { lognormal = [1, 0.3] }]
[variables.tiny]
initial = { uniform = [1e-310, 3e-310] }
process = { kind = "ar1", mean = 0, phi = 0.9, sd = 1e-310, per = "week" }
)toml";

std::string played(int threads) {
  const Result result =
      simulate(compile(parse_scenario(text, "test")), {.trials = 3 * block_trials, .seed = 2, .threads = threads});
  return result.digest;
}

TEST(FloatingPoint, OfTheCallerChangesNoBits) {
  for (const int threads : {1, 3}) {
    const std::string expected = played(threads);
    for (const Mode& mode : modes()) EXPECT_EQ(in(mode, [&] { return played(threads); }), expected) << mode.name;
  }
}

TEST(FloatingPoint, OfTheCallerChangesNoComparisonAndNoSensitivity) {
  const auto compared = [] {
    std::vector<Model> models;
    models.push_back(compile(parse_scenario(text, "test")));
    models.push_back(compile(parse_scenario(text, "test", {"parties.giver.influence=33.3"})));
    const Comparison comparison = compare(models, {.trials = 2000, .seed = 2, .threads = 2});
    std::string all;
    for (const Result& result : comparison.results) all += result.digest;
    for (const FigureDifference& difference : comparison.variants[0].differences)
      all += exact(difference.difference.change);
    return all;
  };
  const auto shared = [] {
    const SensitivityResult result =
        sensitivity(compile(parse_scenario(example_text, "test")), {.trials = 2048, .seed = 2, .threads = 2});
    std::string all = result.base.digest;
    for (const SourceEffect& source : result.sources)
      for (const auto& total : source.total) all += exact(total.value);
    return all;
  };
  const std::string difference = compared(), share = shared();
  for (const Mode& mode : modes()) {
    EXPECT_EQ(in(mode, compared), difference) << mode.name;
    EXPECT_EQ(in(mode, shared), share) << mode.name;
  }
}

// Without this, the tests above would show nothing.
TEST(FloatingPoint, ModesDiffer) {
  volatile double one = 1, three = 3, tiny = 4e-308;
  const auto computed = [&] { return exact(one / three) + exact(tiny / 4); };
  std::set<std::string> found;
  for (const Mode& mode : modes()) found.insert(in(mode, computed));
  EXPECT_GE(found.size(), 3U);
}

}  // namespace
}  // namespace detente

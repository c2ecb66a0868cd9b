// Every stated limit holds at its value and breaks one above it.
#include "sim/scenario/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "sim/rules/parse.h"
#include "tests/scenario/texts.h"

namespace detente {
namespace {

using testing::HasSubstr;

std::string repeat(int count, const std::function<std::string(int)>& part) {
  std::string text;
  for (int i = 0; i < count; ++i) text += part(i);
  return text;
}

// `text_with(count)` must load at the limit and be refused one above it, with these words.
void expect_limit(int limit, const std::string& words, const std::function<std::string(int)>& text_with) {
  EXPECT_EQ(said(text_with(limit)), "");
  EXPECT_THAT(said(text_with(limit + 1)), HasSubstr(words));
}

std::string harbour_and(const std::string& more) { return good("harbour") + "\n" + more; }
std::string number(int i) { return std::to_string(i); }

TEST(Limits, Parties) {
  expect_limit(limits::parties, "65 parties, but at most 64", [](int count) {
    return harbour_and(
        repeat(count - 3, [](int i) { return "[parties.p" + number(i) + "]\nrole = \"envoy\"\ninfluence = 1\n"; }));
  });
}

TEST(Limits, Issues) {
  expect_limit(limits::issues, "65 issues, but at most 64", [](int count) {
    return harbour_and(repeat(
        count - 2, [](int i) { return "[issues.i" + number(i) + "]\nreversion = 0\noptions = { a = 0, b = 1 }\n"; }));
  });
}

TEST(Limits, Options) {
  expect_limit(limits::options, "21 options, but at most 20", [](int count) {
    return changed(good("harbour"), "\"middle\" = 50",
                   repeat(count - 2, [](int i) { return "o" + number(i) + " = " + number(i + 1) + "\n"; }));
  });
}

TEST(Limits, Stages) {
  expect_limit(limits::stages, "33 stages, but at most 32", [](int count) {
    return harbour_and(repeat(count - 1, [](int i) {
      return "[[stages]]\nname = \"s" + number(i) +
             "\"\nprotocol = \"single-text\"\nmediator = \"chair\"\nissues = [\"price\"]\n";
    }));
  });
}

TEST(Limits, Outcomes) {
  expect_limit(limits::outcomes, "65 outcomes, but at most 64", [](int count) {
    return harbour_and(
        repeat(count - 2, [](int i) { return "[[outcomes]]\nname = \"" + number(i) + "\"\nwhen = \"true\"\n"; }));
  });
}

TEST(Limits, Events) {
  expect_limit(limits::events, "129 events, but at most 128", [](int count) {
    return harbour_and("[events]\n" + repeat(count, [](int i) { return number(i) + " = \"true\"\n"; }));
  });
}

TEST(Limits, Parameters) {
  expect_limit(limits::parameters, "257 parameters, but at most 256", [](int count) {
    return harbour_and("[parameters]\n" + repeat(count, [](int i) { return "x" + number(i) + " = 1\n"; }));
  });
}

TEST(Limits, Variables) {
  expect_limit(limits::variables, "65 variables, but at most 64", [](int count) {
    return harbour_and(repeat(count, [](int i) { return "[variables.x" + number(i) + "]\ninitial = 1\n"; }));
  });
}

TEST(Limits, Shocks) {
  expect_limit(limits::shocks, "65 shocks, but at most 64", [](int count) {
    return harbour_and(repeat(
        count, [](int i) { return "[[shocks]]\nname = \"x" + number(i) + "\"\nchance = 0.1\nper = \"day\"\n"; }));
  });
}

TEST(Limits, Preconditions) {
  expect_limit(limits::preconditions, "17 preconditions, but at most 16", [](int count) {
    return harbour_and(
        repeat(count, [](int i) { return "[parties.north.preconditions.d" + number(i) + "]\nrequires = \"true\"\n"; }));
  });
}

TEST(Limits, Never) {
  expect_limit(limits::never, "17 conditions in 'never', but at most 16", [](int count) {
    return changed(good("harbour"), "influence = 60",
                   "influence = 60\nnever = [" + repeat(count, [](int) { return "\"price > 60\", "; }) + "]");
  });
}

TEST(Limits, Links) {
  expect_limit(limits::links, "65 links, but at most 64", [](int count) {
    return harbour_and(
        repeat(count, [](int i) { return "[[links]]\nname = \"l" + number(i) + "\"\nnever = \"price > 60\"\n"; }));
  });
}

TEST(Limits, Rounds) {
  expect_limit(limits::rounds, "use a number from 1 to 1000",
               [](int count) { return changed(good("harbour"), "rounds = 4", "rounds = " + number(count)); });
}

TEST(Limits, NamesAndLabels) {
  expect_limit(limits::name_length, "longer than 40 characters", [](int count) {
    return changed(good("harbour"), "name = \"harbour\"", "name = \"" + std::string(count, 'a') + "\"");
  });
  expect_limit(limits::label_length, "longer than 120 characters", [](int count) {
    return changed(good("harbour"), "influence = 60",
                   "influence = 60\nlabel = \"" + repeat(count, [](int) { return "é"; }) + "\"");
  });
}

TEST(Limits, VariablesShocksAndBlocs) {
  expect_limit(limits::variables, "65 variables, but at most 64", [](int count) {
    return harbour_and("[variables]\n" + repeat(count, [](int i) { return "x" + number(i) + " = { initial = 1 }\n"; }));
  });
  expect_limit(limits::shocks, "65 shocks, but at most 64", [](int count) {
    return harbour_and(repeat(
        count, [](int i) { return "[[shocks]]\nname = \"s" + number(i) + "\"\nchance = 0.1\nper = \"month\"\n"; }));
  });
  expect_limit(limits::blocs, "65 blocs, but at most 64", [](int count) {
    return harbour_and(
        repeat(count, [](int i) { return "[blocs.b" + number(i) + "]\nmembers = [\"north\", \"south\"]\n"; }));
  });
}

TEST(Limits, TacticsOfAMixture) {
  expect_limit(limits::mixture, "9 of, but at most 8", [](int count) {
    return changed(good("harbour"), "influence = 60",
                   "influence = 60\ntactic = { kind = \"mixture\", of = [" +
                       repeat(count, [](int) { return "{ kind = \"fixed\" }, "; }) + "] }");
  });
  expect_limit(limits::mixture, "9 numbers in 'weights', but at most 8", [](int count) {
    return changed(good("harbour"), "influence = 60",
                   "influence = 60\ntactic = { kind = \"mixture\", of = [{ kind = \"fixed\" }], weights = [" +
                       repeat(count, [](int) { return "1, "; }) + "] }");
  });
}

TEST(Limits, BodiesAndTranches) {
  expect_limit(limits::bodies, "17 bodies, but at most 16", [](int count) {
    return harbour_and("[[stages]]\nname = \"home\"\nprotocol = \"ratification\"\nratifies = \"talks\"\n" +
                       repeat(count, [](int i) {
                         return "[[stages.bodies]]\nname = \"b" + number(i) + "\"\nyes = 50\nneeds = 50\n";
                       }));
  });
  expect_limit(limits::tranches, "65 tranches, but at most 64", [](int count) {
    return harbour_and(
        "[[stages]]\nname = \"steps\"\nprotocol = \"tandem\"\ncarries-out = \"talks\"\n"
        "sides = { first = [\"north\"], second = [\"south\"] }\n" +
        repeat(count, [](int i) { return "[[stages.tranches]]\nname = \"t" + number(i) + "\"\n"; }));
  });
}

std::string harbour_if(const std::string& condition) {
  return changed(good("harbour"), "\"agreed(talks)\"", "\"" + condition + "\"");
}

// A chain "1 + 1 + ... > 0" of so many parts: numbers and operators.
std::string chain(int parts) {
  return (parts % 2 == 0 ? "-" : "") + repeat((parts - 3) / 2, [](int) { return std::string("1 + "); }) + "1 > 0";
}

TEST(Limits, Conditions) {
  expect_limit(rule_bytes_limit, "longer than 4096 bytes",
               [](int count) { return harbour_if(std::string(count - 9, ' ') + "price > 3"); });
  expect_limit(rule_nodes_limit, "more than 1024 parts", [](int count) { return harbour_if(chain(count)); });
  const auto nested = [](int count) { return std::string(count, '(') + "price > 3" + std::string(count, ')'); };
  int deepest = 0;
  while (said(harbour_if(nested(deepest + 1))).empty()) ++deepest;
  EXPECT_GE(deepest, rule_depth_limit - 4);
  EXPECT_LE(deepest, rule_depth_limit);
  EXPECT_THAT(said(harbour_if(nested(deepest + 1))), HasSubstr("nested more than 64 deep"));
}

TEST(Limits, PartsOfAnAddressAndBrackets) {
  const std::string deep = "parties" + repeat(limits::key_parts - 1, [](int) { return std::string(".x"); });
  EXPECT_THAT(said(good("harbour"), {deep + "=1"}), HasSubstr("there is no 'x'"));
  EXPECT_THAT(said(good("harbour"), {deep + ".x=1"}), HasSubstr("this is not ADDRESS=VALUE"));
}

int errors_in(const std::string& all) {
  int count = 0;
  for (std::size_t at = 0; (at = all.find("error:", at)) != std::string::npos; ++at) ++count;
  return count;
}

std::string stage(const std::string& name, const std::string& more) {
  return "[[stages]]\nname = \"" + name + "\"\nprotocol = \"single-text\"\nmediator = \"chair\"\n" + more;
}

// Of each list the last names are beyond the limit: what they hold is not read, and what refers to them is not judged.
std::vector<std::string> texts_beyond_a_limit() {
  return {
      changed(good("harbour"), "\"middle\" = 50",
              repeat(19, [](int i) { return "o" + number(i) + " = " + number(i + 1) + "\n"; })),
      harbour_and(repeat(62, [](int i) { return "[parties.p" + number(i) + "]\nrole = \"envoy\"\ninfluence = 1\n"; }) +
                  "[events]\n\"south\" = \"attends(south)\"\n" +
                  stage("more", "issues = [\"price\"]\npresent = [\"north\", \"south\"]\n")),
      harbour_and(
          repeat(62, [](int i) { return "[issues.i" + number(i) + "]\nreversion = 0\noptions = { a = 0, b = 1 }\n"; }) +
          "[issues.z]\nreversion = \"c\"\noptions = { a = 0, b = 1 }\n[events]\n\"z\" = \"z > 'c'\"\n" +
          stage("more", "issues = [\"price\", \"z\"]\n")),
      harbour_and(repeat(32, [](int i) { return stage("s" + number(i), "issues = [\"price\"]\n"); }) +
                  "[events]\n\"last\" = \"agreed(s31) or held(s31)\"\n"),
      harbour_and("[parameters]\n" + repeat(256, [](int i) { return "x" + number(i) + " = 1\n"; }) +
                  "z = { pert = [3, 2, 1] }\n[events]\n\"z\" = \"price>z\"\n"),
      harbour_and("[events]\n" + repeat(128, [](int i) { return number(i) + " = \"true\"\n"; }) +
                  "z = \"agreed(talk)\"\n[observed]\nz = true\n"),
      harbour_and(repeat(
          63,
          [](int i) { return "[[outcomes]]\nname = \"" + number(i) + "\"\nwhen = \"price > " + number(i) + "\"\n"; })),
      changed(good("harbour"), "influence = 60",
              "influence = 60\nnever = [" + repeat(16, [](int) { return "\"price > 60\", "; }) + "\"prise > 60\"]")};
}

TEST(Limits, WhatGoesBeyondThemIsNotReadAndMissedNowhere) {
  for (const std::string& text : texts_beyond_a_limit()) {
    const std::string all = said(text);
    EXPECT_THAT(all, HasSubstr("but at most"));
    EXPECT_EQ(errors_in(all), 1) << all;
  }
}

TEST(Limits, WhatGoesBeyondThemHidesNoOtherMistake) {
  for (const std::string& text : texts_beyond_a_limit()) {
    const std::string worse =
        changed(text, "reversion = \"closed\"", "reversion = \"closed\"\ncontrollers = [\"nord\"]");
    const std::string all = said(changed(changed(worse, "[20, 80]", "[120, 80]"), "agreed(talks)", "agreed(tolks)"));
    EXPECT_THAT(all, HasSubstr("no stage 'tolks'"));
    EXPECT_THAT(all, HasSubstr("there is no party 'nord'"));
    EXPECT_EQ(errors_in(all), text.find("o18 = ") == std::string::npos ? 4 : 3) << all;  // price has a scale, or none
  }
}

TEST(Limits, Quantiles) {
  const auto text_with = [](int count) {
    return good("harbour") + "[parameters]\nx = { min = 0, max = 200, quantiles = { " +
           repeat(count, [](int i) { return "\"" + number(i) + ".5\" = " + number(i) + ", "; }) +
           "\"99.9\" = 150 } }\n";
  };
  EXPECT_EQ(said(text_with(99)), "");
  const std::string all = said(changed(text_with(99), "\"99.9\"", "\"0.1\" = 0, \"0.2\" = 0, \"99.9\""));
  EXPECT_THAT(all, HasSubstr("102 quantiles, but at most 101 are possible"));
  EXPECT_EQ(errors_in(all), 1) << all;
}

TEST(Limits, CorrelatedNumbers) {
  const auto text_with = [](int count) {
    return good("harbour") + "[parameters]\n" +
           repeat(count, [](int i) { return "p" + number(i) + " = { beta = [1, 2] }\n"; }) +
           "[[correlations]]\nrank = 0.1\nof = [" +
           repeat(count, [](int i) { return "'parameters.p" + number(i) + "', "; }) + "]\n";
  };
  EXPECT_EQ(said(text_with(64)), "");
  EXPECT_THAT(said(text_with(65)), HasSubstr("65 numbers are correlated, but at most 64 can be"));
}

TEST(Limits, Correlations) {
  const auto text_with = [](int count) {
    return good("harbour") + "[parameters]\n" +
           repeat(12, [](int i) { return "p" + number(i) + " = { beta = [1, 2] }\n"; }) + repeat(count, [](int i) {
             int row = 0;
             for (; i > row; i -= ++row) {
             }
             return "[[correlations]]\nrank = 0.01\nof = ['parameters.p" + number(row + 1) + "', 'parameters.p" +
                    number(i) + "']\n";
           });
  };
  EXPECT_EQ(said(text_with(64)), "");
  EXPECT_THAT(said(text_with(65)), HasSubstr("65 correlations, but at most 64 are possible"));
}

// What the reference says of them is what the tests above use.
TEST(Limits, AllAreListed) {
  EXPECT_EQ(limits::rows().size(), 39U);
  for (const limits::Row& row : limits::rows()) EXPECT_GT(row.most, 0) << row.what;
}

// 20^3 * 12 = 96,000 packages of terms; 20^3 * 13 = 104,000.
TEST(Limits, PackagesOfTerms) {
  const auto text_with = [](int options) {
    std::string text = good("harbour");
    for (int issue = 0; issue < 4; ++issue) {
      text += "[issues.i" + number(issue) + "]\nreversion = 0\n[issues.i" + number(issue) + ".options]\n";
      text += repeat(issue == 0 ? options : 20, [](int i) { return "o" + number(i) + " = " + number(i) + "\n"; });
    }
    return text +
           "[[stages]]\nname = \"terms\"\nprotocol = \"participation\"\nconvenor = \"chair\"\ninvited = [\"north\"]\n"
           "issues = [\"i0\", \"i1\", \"i2\", \"i3\"]\noffer = { i0 = 0, i1 = 0, i2 = 0, i3 = 0 }\n";
  };
  EXPECT_EQ(said(text_with(12)), "");
  EXPECT_THAT(said(text_with(13)), HasSubstr("more than 100000 packages"));
}

}  // namespace
}  // namespace detente

#include "sim/report/json.h"

#include <gtest/gtest.h>

#include "tests/support/example.h"

namespace detente {
namespace {

Json without_run(Json json) {
  json.erase("run");
  return json;
}

TEST(JsonReport, AddsUp) {
  const Model model = model_of(example_text);
  const Json json = json_report(document_with(model, result_with(model)), "");
  EXPECT_EQ(json["format"], 1);
  EXPECT_EQ(json["trials"], 4096);
  std::uint64_t outcomes = 0;
  for (const auto& outcome : json["outcomes"]) outcomes += outcome["count"].get<std::uint64_t>();
  EXPECT_EQ(outcomes, 4096U);
  for (const auto& issue : json["settled"]) {
    std::uint64_t options = 0;
    for (const auto& option : issue["options"]) options += option["count"].get<std::uint64_t>();
    EXPECT_EQ(options, 4096U);
  }
  const Json& opening = json["stages"]["opening"];
  const Json& guest = opening["attendance"]["guest"];
  EXPECT_EQ(guest["count"], json["events"]["guest comes"]["count"]);
  EXPECT_EQ(guest["count"].get<std::uint64_t>() + guest["absences"].get<std::uint64_t>(), 4096U);
  EXPECT_EQ(opening["agreed"]["count"], guest["count"]);
  EXPECT_EQ(json["stages"]["talks"]["reached"]["count"], guest["count"]);
  const Json& talks = json["stages"]["talks"];
  EXPECT_EQ(talks["blocked"]["trials"].get<std::uint64_t>() + talks["agreed"]["count"].get<std::uint64_t>(),
            talks["held"]["count"]);
  EXPECT_EQ(json["settled"]["aid"]["below_norm_floor"]["count"], json["settled"]["aid"]["options"]["stopped"]["count"]);
  EXPECT_EQ(json["scores"]["model"]["events"], 2);
}

TEST(JsonReport, OnlyRunDependsOnThreadsAndLanes) {
  const Model model = model_of(example_text);
  std::string first;
  for (const int threads : {1, 2, 3})
    for (const int lanes : {1, 8}) {
      RunPlan plan;
      plan.trials = 5000;
      plan.threads = threads;
      plan.lanes = lanes;
      const std::string text = json_text(without_run(json_report(document_with(model, simulate(model, plan)), "")));
      if (first.empty()) first = text;
      EXPECT_EQ(text, first);
    }
}

TEST(JsonReport, SaysWhatEndedTheRun) {
  const Model model = model_of(example_text);
  RunPlan plan;
  plan.precision = 0.02;
  const Json precise = json_report(document_with(model, simulate(model, plan)), "");
  EXPECT_EQ(precise["ended_by"], "precision");
  EXPECT_EQ(precise["precision_asked"], 0.02);
  EXPECT_TRUE(precise["budget_seconds"].is_null());
  EXPECT_TRUE(precise["stopped"].get<bool>());
  EXPECT_LE(precise["widest_half_width"].get<double>(), 0.02);
  const Json plain = json_report(document_with(model, result_with(model, precise["trials"])), "");
  EXPECT_EQ(plain["ended_by"], "trials");
  EXPECT_EQ(plain["digest"], precise["digest"]);
}

TEST(JsonReport, WhatHasNoValueIsNull) {
  const Model model = model_of(example_text, {"parties.guest.stay-out=1"});
  const Json json = json_report(document_with(model, result_with(model, 1024)), "");
  EXPECT_EQ(json["stages"]["talks"]["held"]["count"], 0);
  EXPECT_TRUE(json["stages"]["talks"]["agreed"]["share"].is_null());
  EXPECT_TRUE(json["stages"]["talks"]["zone"]["mean"].is_null());
}

TEST(Json, DiagnosticsHavePlaceSeverityMessageAndRemedy) {
  const Diagnostic error{Severity::error,   "x.toml", {3, 7}, 4, "a = none", "the text none has no quotes",
                         "put it in quotes"};
  const Diagnostic warning{Severity::warning, "--set a=1", {}, 1, "", "nothing reads it", ""};
  const Json json = json_diagnostics({error, warning});
  EXPECT_EQ(json["errors"], 1);
  EXPECT_EQ(json["warnings"], 1);
  EXPECT_EQ(json["diagnostics"][0].dump(), R"({"file":"x.toml","line":3,"column":7,"length":4,"severity":"error",)"
                                           R"("message":"the text none has no quotes","remedy":"put it in quotes"})");
  EXPECT_EQ(json["diagnostics"][1].dump(),
            R"({"file":"--set a=1","line":null,"column":null,"length":null,"severity":"warning",)"
            R"("message":"nothing reads it","remedy":""})");
}

}  // namespace
}  // namespace detente

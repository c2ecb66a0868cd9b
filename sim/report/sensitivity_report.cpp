#include "sim/report/sensitivity_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/report/build_info.h"
#include "sim/report/describe.h"
#include "sim/report/table.h"
#include "sim/report/text.h"
#include "sim/stats/proportion.h"
#include "sim/study/digest.h"
#include "sim/study/stretch.h"

namespace detente {

namespace {

constexpr std::size_t rows_most = 20;
constexpr std::size_t doubtful_most = 5;
constexpr double explains_all = 0.995;  // what is told as 100 %

std::string percent(double index) { return fmt::format("{:.1f} %", 100 * index); }

// How many times as many trials until an index of this size is more than twice its noise, which falls no slower than
// with their root. Infinity where nothing was seen.
double times_more(const Sensitivity& alone) {
  if (alone.index <= 0) return std::numeric_limits<double>::infinity();
  const double short_by = 2 * alone.noise / alone.index;
  return short_by * short_by;
}

// times_most: beyond it no more draws are counted.
std::string alone_cell(const SourceEffect& source, int outcome, double times_most) {
  if (source.alone.empty()) return "n/a";
  const Sensitivity& alone = source.alone[outcome];
  if (alone.determined()) return fmt::format("{:.1f} ± {:.1f} %", 100 * alone.index, 100 * alone.noise);
  const double times = times_more(alone);
  return times <= times_most ? fmt::format("unclear (×{:.0f})", std::ceil(times)) : "unclear";
}

// Of many inputs that are drawn together the first; all are named below.
std::string input_cell(const SourceEffect& source) {
  const std::vector<std::string>& inputs = source.not_alone.inputs;
  return inputs.size() <= 2 ? source.address : fmt::format("{} + {} more", inputs.front(), inputs.size() - 1);
}

std::string confidence_of(const SourceEffect& source) {
  if (source.luck) return "chance";
  return source.provenance.confidence.empty() ? "none" : source.provenance.confidence;
}

// The largest first, ties by address; those screened out are left out.
std::vector<const SourceEffect*> ranked(const SensitivityResult& result, int outcome) {
  std::vector<const SourceEffect*> sources;
  for (const SourceEffect& source : result.sources)
    if (!source.screened_out) sources.push_back(&source);
  std::sort(sources.begin(), sources.end(), [outcome](const SourceEffect* left, const SourceEffect* right) {
    const double a = left->total[outcome].value, b = right->total[outcome].value;
    return a != b ? a > b : left->address < right->address;
  });
  return sources;
}

// What is said of the variance that is not explained one by one. Several together are named only where the 95 %
// interval of the sum ends below all of it.
std::string rest_of(const std::vector<const SourceEffect*>& sources, int outcome, double explained, bool whole) {
  double most = 0, squares = 0;
  for (const SourceEffect* source : sources) {
    if (source->alone.empty()) continue;
    most += source->alone[outcome].index;
    squares += source->alone[outcome].noise * source->alone[outcome].noise;
  }
  if (most + 1.96 * std::sqrt(squares) < 1)
    return whole ? "; the rest comes of several together"
                 : "; the rest comes of several together, or of those for which that cannot be told";
  return explained >= explains_all ? "" : "; whether any comes of several together, these trials do not tell";
}

void print_sources(Page& page, const SensitivityResult& result, const std::vector<const SourceEffect*>& sources,
                   int outcome) {
  Grid grid{{"input", "alone", "in all", "<95 % interval", "<confidence"}, {}};
  const double times_most =
      static_cast<double>(outcome_blocks * block_trials) / static_cast<double>(result.base.trials);
  double alone = 0;
  bool unclear = false, whole = true;
  std::vector<std::string> doubtful;
  for (const SourceEffect* source : sources) {
    const Estimate& total = source->total[outcome];
    if (grid.rows.size() < rows_most) {
      grid.add({input_cell(*source), alone_cell(*source, outcome, times_most), percent(total.value),
                fmt::format("[{:.1f}, {:.1f}]", 100 * total.low, 100 * total.high), confidence_of(*source)});
      unclear = unclear || (!source->alone.empty() && !source->alone[outcome].determined());
    }
    if (!source->alone.empty() && source->alone[outcome].determined())
      alone += source->alone[outcome].index;
    else
      whole = false;
    if (source->provenance.confidence == "low" && total.low >= index_that_matters && doubtful.size() < doubtful_most)
      doubtful.push_back(input_cell(*source));
  }
  page.grid(grid);
  if (sources.size() > rows_most)
    page.paragraph(fmt::format("and {} more of less weight; --format csv has all.", sources.size() - rows_most));
  page.paragraph(fmt::format("One by one, inputs explain {}{:.0f} % of the variance{}.",
                             whole || alone >= explains_all ? "" : "at least ", 100 * std::min(alone, 1.0),
                             rest_of(sources, outcome, alone, whole)));
  if (!doubtful.empty())
    page.paragraph("To be looked into first, of low confidence: " + join(doubtful) + ".", 2, 2, Tone::alarm);
  if (unclear)
    page.paragraph("unclear: less than twice its noise; (×3): about 3 times as many trials would tell.", 2, 0,
                   Tone::quiet);
}

}  // namespace

std::string sensitivity_table(const Model& model, const SensitivityResult& result, int outcome,
                              const std::string& command, PageStyle style) {
  const Result& base = result.base;
  Page page;
  page.paragraph(model.scenario.label, 0, 0, Tone::strong);
  page.paragraph(fmt::format("{} · {} · seed {} · digest {}", model.scenario.name, counted(base.trials, "trial"),
                             base.plan.seed, base.digest.substr(0, 16)),
                 0, 0, Tone::quiet);
  page.heading(fmt::format("WHAT \"{}\" DEPENDS ON", model.scenario.outcomes[outcome].name));
  page.paragraph(
      fmt::format("{} of the trials. How much of its variance goes with one input alone, and in all, "
                  "together with others.",
                  share_and_interval(share_of(base.outcome_counts()[outcome], base.valid()))));
  const std::vector<const SourceEffect*> sources = ranked(result, outcome);
  if (result.sources.empty())
    page.paragraph(base.stopped() || source_count(model) > 0 ? "Stopped before it could be told."
                                                             : "Nothing is drawn.");
  else if (sources.empty())
    page.paragraph("Nothing that is drawn changes any outcome.");
  else
    print_sources(page, result, sources, outcome);
  if (const std::size_t out = result.sources.size() - sources.size(); out > 0)
    page.paragraph(fmt::format("{} of {} inputs left out: drawn anew in {} trials, each changed the outcome of {} % of "
                               "them at most, and none of an outcome that is rarer.",
                               out, result.sources.size(),
                               grouped(std::min<std::uint64_t>(base.trials, screening_blocks * block_trials)),
                               100 * screening_share),
                   2, 0, Tone::quiet);
  for (const SourceEffect& source : result.sources)
    if (!source.not_alone.inputs.empty()) page.paragraph(describe(source.not_alone), 2, 2, Tone::quiet);
  if (std::any_of(sources.begin(), sources.end(), [](const SourceEffect* source) { return source->luck; }))
    page.paragraph("chance: left to luck in each trial.", 2, 0, Tone::quiet);
  page.gap();
  page.paragraph(
      fmt::format("{} played in all: each input in turn drawn anew, everything else as it was. \"Alone\" is "
                  "first order with its standard error, from the first {} trials as they are; \"in all\" total order "
                  "(Jansen).",
                  counted(result.trials, "trial"), grouped(std::min(base.trials, outcome_blocks * block_trials))),
      2, 0, Tone::quiet);
  page.heading("PROVENANCE");
  const BuildInfo& build = build_info();
  page.entry("scenario", fmt::format("{}, SHA-256 {}", model.scenario.name, sha256(model.canonical)));
  page.entry("program",
             fmt::format("detente {}, {}, {}, {}", build.version, build.compiler, build.instructions, build.flags));
  page.entry("command", command);
  page.gap();
  page.paragraph(ethics_note, 0, 0, Tone::quiet);
  return write(page, style);
}

Json sensitivity_json(const Model& model, const SensitivityResult& result, const std::string& command) {
  const Result& base = result.base;
  Json json = object({{"format", json_format},
                      {"scenario", model.scenario.name},
                      {"sha256", sha256(model.canonical)},
                      {"seed", base.plan.seed},
                      {"trials", base.trials},
                      {"trials_in_all", result.trials},
                      {"stopped", result.sources.empty() && source_count(model) > 0},
                      {"digest", base.digest},
                      {"outcomes", Json::object()}});
  for (std::size_t outcome = 0; outcome < model.outcomes.size(); ++outcome) {
    Json& of = json["outcomes"][model.scenario.outcomes[outcome].name];
    of = to_json(share_of(base.outcome_counts()[outcome], base.valid()));
    of["inputs"] = Json::object();
    for (const SourceEffect& source : result.sources) {
      const Estimate& total = source.total[outcome];
      of["inputs"][source.address] =
          object({{"kind", source.luck ? "chance" : "input"},
                  {"alone", source.alone.empty() ? Json() : Json(source.alone[outcome].index)},
                  {"noise", source.alone.empty() ? Json() : Json(source.alone[outcome].noise)},
                  {"determined", source.alone.empty() ? Json() : Json(source.alone[outcome].determined())},
                  {"in_all", total.value},
                  {"low", total.low},
                  {"high", total.high},
                  {"screened_out", source.screened_out},
                  {"together", source.not_alone.inputs},
                  {"not_alone", source.not_alone.why},
                  {"confidence", source.provenance.confidence}});
    }
  }
  json["ethics"] = ethics_note;
  json["run"] = object({{"command", command}});
  json["run"].update(json_build());
  return json;
}

std::string sensitivity_csv(const Model& model, const SensitivityResult& result, CsvStyle style) {
  std::string text = csv_line({"outcome", "input", "kind", "alone", "noise", "in_all", "low", "high", "screened_out",
                               "confidence", "not_alone"});
  const auto number = [](double value) { return fmt::format("{}", value); };
  for (std::size_t outcome = 0; outcome < model.outcomes.size(); ++outcome)
    for (const SourceEffect& source : result.sources) {
      const Estimate& total = source.total[outcome];
      const bool alone = !source.alone.empty();
      text +=
          csv_line({model.scenario.outcomes[outcome].name, source.address, source.luck ? "chance" : "input",
                    alone ? number(source.alone[outcome].index) : "", alone ? number(source.alone[outcome].noise) : "",
                    number(total.value), number(total.low), number(total.high), source.screened_out ? "true" : "false",
                    source.provenance.confidence, source.not_alone.why},
                   style);
    }
  return text;
}

}  // namespace detente

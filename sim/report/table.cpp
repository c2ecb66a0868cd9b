#include "sim/report/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/engine/range_bins.h"
#include "sim/report/build_info.h"
#include "sim/report/describe.h"
#include "sim/report/table_stages.h"
#include "sim/report/text.h"
#include "sim/report/variables.h"
#include "sim/study/digest.h"

namespace detente {

const char* const ethics_note =
    "Not a forecast of what people will do: no headline probability stands without its range, and the range covers "
    "sampling, not "
    "the model. Figures for rights encode a bargaining position, not a worth. Leaving a group out of the model repeats "
    "its "
    "exclusion. Another expert's table may change the answer.";

namespace {

constexpr std::size_t driver_limit = 12;

// "± 0.77 pp"
std::string half_width_text(double half_width) { return fmt::format("± {:.2g} pp", 100 * half_width); }

// Why the run ended where it did, unless it played what it was asked to.
void print_ending(Page& page, const Result& result) {
  const RunPlan& plan = result.plan;
  std::string text;
  switch (result.ending) {
    case Ending::trials:
      break;
    case Ending::precision:
      text = fmt::format("Ended: every outcome is known to {}", half_width_text(plan.precision));
      break;
    case Ending::budget:
      text = fmt::format("Ended: {:g} s were up; complete trials only.", plan.budget);
      break;
    case Ending::interrupt:
      text = plan.precision > 0 || plan.budget > 0 ? "Stopped; complete trials only."
                                                   : fmt::format("Stopped after {} of {} trials; complete trials only.",
                                                                 grouped(result.trials), grouped(plan.trials));
      break;
  }
  const bool missed = plan.precision > 0 && !(result.widest_half_width() <= plan.precision);
  if (missed)
    text += fmt::format("{}The precision asked for, {}, was not reached", text.empty() ? "" : " ",
                        half_width_text(plan.precision));
  if (missed || result.ending == Ending::precision)
    text += fmt::format("; the widest interval is {}.", half_width_text(result.widest_half_width()));
  const bool alarming = missed || result.ending == Ending::interrupt;
  if (!text.empty()) page.paragraph(text, 0, 0, alarming ? Tone::alarm : Tone::plain);
}

void print_header(Page& page, const Document& document) {
  const Scenario& scenario = document.model.scenario;
  page.heading(scenario.label.empty() ? scenario.name : scenario.label);
  page.paragraph(fmt::format("{} · {} · seed {} · digest {}", scenario.name, counted(document.result.trials, "trial"),
                             document.result.plan.seed, document.result.digest.substr(0, 16)),
                 0);
  print_ending(page, document.result);
}

void print_outcomes(Page& page, const Document& document) {
  page.heading("OUTCOMES");
  Grid grid{{"", "<", "share", "<95 % interval", "<"}, {}};
  for (std::size_t outcome = 0; outcome < document.outcomes.size(); ++outcome) {
    const Share& share = document.outcomes[outcome];
    const bool likeliest = static_cast<int>(outcome) == document.likeliest && document.valid > 0;
    grid.add(
        {(likeliest ? "> " : "  ") + document.model.scenario.outcomes[outcome].name, pad_right(bar(share.value, 8), 8),
         share_cell(share), interval_cell(share), static_cast<int>(outcome) == document.observed ? "observed" : ""},
        likeliest ? Tone::strong : Tone::plain);
  }
  page.grid(grid);
  page.paragraph("> the likeliest", 2, 0, Tone::quiet);
}

std::string_view yes_or_no(const std::optional<bool>& fact) { return fact ? (*fact ? "yes" : "no") : ""; }

void print_events(Page& page, const Document& document) {
  if (document.events.empty()) return;
  const bool observed =
      std::ranges::any_of(document.events, [](const EventAccount& at) { return at.observed.has_value(); });
  page.heading(observed ? "EVENTS beside what was observed" : "EVENTS");
  Grid grid{{"", "share", "<95 % interval", observed ? "<observed" : "<"}, {}};
  for (std::size_t event = 0; event < document.events.size(); ++event) {
    const EventAccount& at = document.events[event];
    grid.add({document.model.scenario.events[event].name, share_cell(at.share), interval_cell(at.share),
              std::string(yes_or_no(at.observed))});
  }
  page.grid(grid);
  if (document.model_score.events == 0) return;
  page.gap();
  Grid scores{{"scores over observed events, lower is better", "events", "Brier", "log"}, {}};
  const auto add = [&](const char* name, const Score& score) {
    if (score.events == 0) return scores.add({name, "0", "n/a", "n/a"});
    scores.add({name, std::to_string(score.events), fmt::format("{:.4f}", score.brier),
                fmt::format("{:.4f}", score.log_score)});
  };
  const auto add_baseline = [&](const char* name, const BaselineAccount& baseline) {
    add(name, baseline.score);
    const int events = baseline.score.events;
    if (events > 0 && events < document.model_score.events)
      add("  this model on the same events", baseline.model_score);
  };
  add("this model", document.model_score);
  add_baseline("the status quo persists", document.status_quo);
  add_baseline("the weighted mean of positions", document.weighted_mean);
  page.grid(scores);
  page.paragraph("log: a forecast that is sure and wrong scores worse the more trials there are.", 2, 0, Tone::quiet);
}

void print_settled(Page& page, const Document& document) {
  page.heading("SETTLED: what is in force at the end");
  Grid grid{{"issue; options ever in force", "<", "share", "<95 % interval", "trials"}, {}};
  bool flagged = false;
  for (std::size_t issue = 0; issue < document.model.issues.size(); ++issue) {
    const IssueModel& subject = document.model.issues[issue];
    const SettledAccount& settled = document.settled[issue];
    grid.add({subject.label});
    const RangeBins bins = range_bins_of(document.model.scenario.issues[issue]);
    for (int place = 0; place < static_cast<int>(settled.shares.size()); ++place) {
      const Share& share = settled.shares[place];
      if (share.count == 0) continue;
      const bool below = (place + 1) * bins.width <= subject.norm_floor;  // all of it
      const std::string_view reversion = place == subject.reversion / bins.width ? " (reversion)" : "";
      grid.add({fmt::format("  {} {}{}", below ? "!" : " ", settled.labels[place], reversion),
                pad_right(bar(share.value, 8), 8), share_cell(share), interval_cell(share), grouped(share.count)},
               below ? Tone::alarm : Tone::plain);
    }
    flagged = flagged || (settled.below_floor && settled.below_floor->count > 0);
    if (settled.value && document.valid > 0)
      grid.add({fmt::format("    mean {:.6g}, 90 % within {:.6g} to {:.6g}", settled.value->mean, settled.value->low,
                            settled.value->high)});
  }
  page.grid(grid);
  if (!flagged) return;
  std::vector<std::string> parts;
  for (std::size_t issue = 0; issue < document.model.issues.size(); ++issue)
    if (const auto& below = document.settled[issue].below_floor; below && below->count)
      parts.push_back(fmt::format("{} in {} ({})", document.model.issues[issue].name, counted(below->count, "trial"),
                                  share_and_interval(*below)));
  page.paragraph("! below the norm floor the scenario states: " + join(parts) + ". Flagged, never optimised away.", 2,
                 2, Tone::alarm);
}

void print_drivers(Page& page, const Document& document) {
  page.heading("WHAT MATTERS MOST");
  const std::vector<Driver>& all = document.drivers;
  const std::vector<NotAlone> together = not_alone(document.model);
  if (document.valid == 0 || (all.empty() && together.empty())) return page.paragraph("Nothing was drawn.");
  page.paragraph(
      fmt::format("for \"{}\": how much of its variance goes with one input alone, and its share where that input "
                  "lies in its lowest and in its highest quarter.",
                  document.model.scenario.outcomes[document.likeliest].name));
  const auto determined =
      static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const Driver& at) { return at.determined(); }));
  Grid grid{{"input", "index", "confidence", "lowest", "highest"}, {}};
  std::vector<std::string> doubtful;
  for (const Driver& at : all) {
    if (!at.determined()) continue;
    if (at.provenance.confidence == "low" && at.index >= index_that_matters) doubtful.push_back(at.address);
    if (grid.rows.size() == driver_limit) continue;
    grid.add({at.address, fmt::format("{:.1f} ± {:.1f} %", 100 * at.index, 100 * at.noise),
              at.luck                            ? "chance"
              : at.provenance.confidence.empty() ? "none"
                                                 : at.provenance.confidence,
              fmt::format("{:.1f} %", 100 * at.low_share), fmt::format("{:.1f} %", 100 * at.high_share)});
  }
  if (!grid.rows.empty()) page.grid(grid);
  if (std::any_of(all.begin(), all.end(), [](const Driver& at) { return at.luck && at.determined(); }))
    page.paragraph(
        "chance: left to luck in each trial; the lower it falls, the more preconditions or lines are meant.");
  if (determined > grid.rows.size())
    page.paragraph(fmt::format("and {} more, each of less weight.", determined - grid.rows.size()));
  if (const std::size_t rest = all.size() - determined; rest > 0)
    page.paragraph(fmt::format("Undetermined (below twice its noise): {} of {} inputs.", rest, all.size()), 2, 0,
                   Tone::quiet);
  for (const NotAlone& several : together) page.paragraph(describe(several), 2, 2, Tone::quiet);
  if (!doubtful.empty()) page.paragraph("Of low confidence and it matters: " + join(doubtful) + ".", 2, 2, Tone::alarm);
}

// "-0.4" percentage points.
std::string points(double share) { return fmt::format("{:+.1f}", 100 * share); }

void print_choices(Page& page, const Document& document) {
  const ChoiceEffects* choices = document.choices();
  if (choices && choices->effects.empty()) return;
  page.heading("FIXED CHOICES, and what hangs on them");
  if (!choices)
    return page.paragraph(document.result.measured
                              ? "Not measured: there was no time left."
                              : "Not measured, or damaged in the file since: `detente verify` tells which.");
  page.paragraph(fmt::format("by how many points the share of \"{}\" moves if one of them is otherwise.",
                             document.model.scenario.outcomes[document.likeliest].name));
  std::vector<const ChoiceEffect*> moving;
  std::vector<FixedChoice> still;
  double most = 0;
  for (const ChoiceEffect& effect : choices->effects) {
    if (effect.clear()) {
      moving.push_back(&effect);
    } else {
      still.push_back(effect.choice);
      most = std::max({most, effect.high, -effect.low});
    }
  }
  std::stable_sort(moving.begin(), moving.end(), [](const ChoiceEffect* a, const ChoiceEffect* b) {
    return std::abs(a->change) > std::abs(b->change);
  });
  Grid grid{{"choice", "<otherwise", "points", "<95 % interval"}, {}};
  for (const ChoiceEffect* effect : moving)
    grid.add({fmt::format("{}: {}", effect->choice.kind, effect->choice.who), effect->choice.otherwise,
              points(effect->change), fmt::format("[{}, {}]", points(effect->low), points(effect->high))});
  if (!moving.empty()) page.grid(grid);
  if (!still.empty()) {
    page.paragraph(fmt::format("No move seen, {:.1f} points at most, of", 100 * most));
    for (const std::string& line : describe(still)) page.paragraph(line, 4, 2);
  }
  page.paragraph(fmt::format("* by default: the scenario does not state it. From the first {}, paired.",
                             counted(choices->trials, "trial")),
                 2, 0, Tone::quiet);
}

std::string range_of(const Bound& bound) {
  if (bound.is_weight) return "weights below 0, or all 0";
  if (std::isinf(bound.high)) return fmt::format("{} or more", bound.low);
  if (std::isinf(bound.low)) return fmt::format("{} or less", bound.high);
  return fmt::format("{} to {}", bound.low, bound.high);
}

// trials: in which some number was, those that failed included.
void print_clamped(Page& page, const Document& document, std::uint64_t trials) {
  page.paragraph(fmt::format("A number out of range was clamped in {}.", counted(trials, "trial")), 2, 0, Tone::alarm);
  Grid grid{{"number", "<range", "trials", "by at most"}, {}};
  for (const ClampedNumber& number : clamped_numbers(document.model, document.result)) {
    const Bound& bound = document.model.bounds[number.bound];
    grid.add({bound.address, range_of(bound), grouped(number.trials), fmt::format("{:.4g}", number.widest)});
  }
  if (!grid.rows.empty()) page.grid(grid);
}

void print_problems(Page& page, const Document& document) {
  page.heading("PROBLEMS");
  const auto failed = document.result.count(document.result.layout.failed),
             clamped = document.result.count(document.result.layout.clamped),
             zero = document.result.count(document.result.layout.zero_divisions);
  if (failed + clamped + zero == 0) page.paragraph("No failed trials, no clamped numbers, no divisions by zero.");
  if (failed) page.paragraph(counted(failed, "trial") + " failed and count nowhere else.", 2, 0, Tone::alarm);
  if (const Failure* failure = document.failure())
    page.paragraph(fmt::format("The first of them is trial {}: {}.", failure->trial, failure->cause), 2, 2,
                   Tone::alarm);
  if (clamped) print_clamped(page, document, clamped);
  if (zero) page.paragraph(fmt::format("A division by zero gave 0 in {}.", counted(zero, "trial")), 2, 0, Tone::alarm);
  for (const Diagnostic& warning : document.model.scenario.warnings)
    page.paragraph(fmt::format("warning, line {}: {}.", warning.position.line, warning.cause), 2, 2, Tone::alarm);
}

void print_provenance(Page& page, const Document& document, const std::string& command) {
  const BuildInfo& build = build_info();
  page.heading("PROVENANCE");
  page.entry("scenario", fmt::format("{}, SHA-256 {}", document.model.scenario.name, sha256(document.model.canonical)));
  page.entry("result", fmt::format("{}, seed {}, digest {}", counted(document.result.trials, "trial"),
                                   document.result.plan.seed, document.result.digest));
  page.entry("program",
             fmt::format("detente {}, {}, {}, {}", build.version, build.compiler, build.instructions, build.flags));
  if (!command.empty()) page.entry("command", command);
}

}  // namespace

std::string table_report(const Document& document, const std::string& command, PageStyle style) {
  Page page;
  print_header(page, document);
  print_outcomes(page, document);
  print_events(page, document);
  print_stages(page, document);
  print_settled(page, document);
  print_variables(page, document);
  print_drivers(page, document);
  print_choices(page, document);
  print_problems(page, document);
  print_provenance(page, document, command);
  page.gap();
  page.paragraph(ethics_note, 0, 0, Tone::quiet);
  return write(page, style);
}

}  // namespace detente

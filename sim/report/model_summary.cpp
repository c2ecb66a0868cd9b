#include "sim/report/model_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "sim/report/describe.h"
#include "sim/report/stage_summary.h"
#include "sim/report/text.h"
#include "sim/report/variables.h"
#include "sim/scenario/calendar.h"
#include "sim/study/choices.h"
#include "sim/study/digest.h"

namespace detente {

namespace {

class Summariser {
 public:
  // model: nullptr if the scenario cannot be compiled.
  Summariser(const Scenario& scenario, const Model* model, Page& page)
      : model_(model), scenario_(scenario), page_(page) {}
  void print();

 private:
  void print_issues();
  void print_parties();
  void print_position(const Position& position);
  void print_stages();
  std::string begin_of(const Stage& stage, double earliest, double latest) const;
  int rounds_at_least(std::size_t stage) const;
  void print_rules(const Stage& stage, const PlannedStage& compiled);
  void print_inputs();
  void print_correlated(const Correlated& group);
  void print_rest();
  void entry(std::string_view name, std::string_view text) { print_entry(page_, name, text); }
  void number(std::string_view name, const Number& number) {
    entry(name, describe(number) + (number.defaulted ? default_mark : ""));
  }
  std::string place_on_scale(const Issue& issue, const Number& number) const;

  const Model* model_;
  const Scenario& scenario_;
  Page& page_;
};

// An exact ideal as the label of its option, if it has one.
std::string Summariser::place_on_scale(const Issue& issue, const Number& number) const {
  if (number.exact())
    for (const IssueOption& option : issue.options)
      if (option.value == number.distribution.parameters[0]) return fmt::format("\"{}\"", option.label);
  return describe(number);
}

void Summariser::print_issues() {
  page_.heading("ISSUES: * holds without agreement");
  for (std::size_t index = 0; index < scenario_.issues.size(); ++index) {
    const Issue& issue = scenario_.issues[index];
    page_.paragraph(title(issue.name, issue.label), 2, 2, Tone::strong);
    std::vector<std::string> options;
    for (std::size_t option = 0; option < issue.options.size(); ++option)
      options.push_back(fmt::format("{}{} {}", static_cast<int>(option) == issue.reversion ? "*" : "",
                                    issue.options[option].value, issue.options[option].label));
    if (issue.is_range())
      entry("range", fmt::format("{} to {} in steps of {:.4g}; *{}", issue.low, issue.label_of(issue.size() - 1),
                                 issue.step, issue.label_of(issue.reversion)));
    else
      entry("options", join(options, "; "));
    if (!issue.controllers.empty()) {
      entry("controllers", names_of(scenario_.parties, issue.controllers));
      number("trust", issue.trust);
    }
    if (issue.norm_floor >= 0)
      entry("norm floor", issue.is_range() ? issue.told(issue.floor) : issue.label_of(issue.norm_floor));
  }
  for (const Link& link : scenario_.links) entry("never", link.never.text + " (" + link.name + ")");
}

void Summariser::print_position(const Position& position) {
  const Issue& issue = scenario_.issues[position.issue];
  std::string text = fmt::format("{}, salience {}", place_on_scale(issue, position.ideal), describe(position.salience));
  if (position.red_line) {
    const RedLine& line = *position.red_line;
    if (line.at_least > issue.low) text += fmt::format("; red line: at least {}", line.at_least);
    if (line.at_most < issue.high) text += fmt::format("; red line: at most {}", line.at_most);
    text += fmt::format(", firmness {}{}", describe(line.firmness), line.firmness.defaulted ? default_mark : "");
  }
  entry("  " + issue.name, text);
}

void Summariser::print_parties() {
  page_.heading("PARTIES");
  for (const Party& party : scenario_.parties) {
    page_.paragraph(title(party.name, party.label), 2, 2, Tone::strong);
    entry("role", fmt::format("{}, voice {}{}", describe(party.role), describe(party.voice),
                              party.voice_defaulted ? default_mark : ""));
    if (party.principal >= 0) entry("principal", scenario_.parties[party.principal].name);
    number("influence", party.influence);
    number("reservation", party.reservation);
    number("stay-out", party.stay_out);
    if (model_) entry("tactic", describe(party.tactic) + (party.tactic.defaulted ? default_mark : ""));
    if (!party.positions.empty()) entry("positions", "");
    for (const Position& position : party.positions) print_position(position);
    for (const Rule& never : party.never) entry("never", never.text);
    for (const Precondition& precondition : party.preconditions)
      entry("preconditions",
            fmt::format("{}: {}, firmness {}{}{}", precondition.name, precondition.requires_rule.text,
                        describe(precondition.firmness), precondition.firmness.defaulted ? default_mark : "",
                        precondition.independent ? ", independent of its mood" : ""));
  }
}

void Summariser::print_stages() {
  page_.heading("STAGES, in this order");
  double earliest = 0, latest = 0;  // days from the start to the end of the stage before
  for (std::size_t index = 0; index < scenario_.stages.size(); ++index) {
    const Stage& stage = scenario_.stages[index];
    page_.paragraph(fmt::format("{}. {}", index + 1, title(stage.name, stage.label)), 2, 2, Tone::strong);
    entry("protocol", stage.played ? protocol_word(stage.settings.index()) : "another one, not used yet");
    if (stage.requires_rule) entry("requires", stage.requires_rule->text);
    if (!stage.issues.empty()) entry("issues", names_of(scenario_.issues, stage.issues));
    entry("rounds", stage.issues.empty() ? std::to_string(stage.rounds)
                                         : fmt::format("{}, {} per round", stage.rounds,
                                                       stage.changes ? fmt::format("at most {} changes", stage.changes)
                                                                     : "any changes"));
    if (!scenario_.variables.empty() || !scenario_.shocks.empty())
      entry("round length", length_of_time(stage.round_days));
    if (stage.pause_days > 0) entry("pause before it", length_of_time(stage.pause_days));
    if (!scenario_.start.empty()) entry("begins", begin_of(stage, earliest, latest));
    earliest += stage.requires_rule ? 0 : stage.pause_days + rounds_at_least(index) * stage.round_days;
    latest += stage.pause_days + stage.rounds * stage.round_days;
    if (model_) print_rules(stage, model_->stages[index]);
  }
}

int Summariser::rounds_at_least(std::size_t stage) const {
  if (!model_) return 0;
  const PlannedStage& planned = model_->stages[stage];
  return std::visit([&](const auto& plan) { return least_rounds(plan, planned.rounds); }, planned.plan);
}

std::string Summariser::begin_of(const Stage& stage, double earliest, double latest) const {
  const std::string first = spelt_out(date_after(scenario_.start, earliest + stage.pause_days)),
                    last = spelt_out(date_after(scenario_.start, latest + stage.pause_days));
  return first == last ? first : fmt::format("{} at the earliest, {} at the latest", first, last);
}

void Summariser::print_rules(const Stage& stage, const PlannedStage& compiled) {
  std::visit(
      [&](const auto& plan) {
        print_settings(page_, scenario_, stage, plan);
        if (plan.issues.empty()) return;
        entry("packages",
              fmt::format("{}{}, {}", grouped(static_cast<std::uint64_t>(plan.package_count)),
                          plan.package_count == packages_most ? " or more" : "",
                          searches_all(plan) ? "all searched: exact" : "searched by changes of up to two issues"));
      },
      compiled.plan);
}

void Summariser::print_inputs() {
  page_.heading("WHAT IS UNCERTAIN");
  if (model_->inputs.empty()) page_.paragraph("Nothing is drawn.");
  std::map<std::string, const Number*> numbers;  // by address, for the text of the scenario's own
  each_number(*model_, [&](const Number& number, const Value&) { numbers[number.address] = &number; });
  Grid grid{{"drawn once a trial", "<from", "<confidence", "<source"}, {}};
  std::vector<Input> inputs = model_->inputs;
  std::sort(inputs.begin(), inputs.end(), [](const Input& a, const Input& b) { return a.address < b.address; });
  for (const Input& input : inputs) {
    grid.add({input.address, cut(describe(*numbers.at(input.address)), 26),
              input.provenance.confidence.empty() ? "none" : input.provenance.confidence,
              cut(input.provenance.source, 13)});
  }
  if (!grid.rows.empty()) page_.grid(grid);
  for (const SampleRows& table : model_->sample_rows) {
    std::vector<std::string> columns;
    for (const SampleRows::Column& column : table.columns) columns.push_back(model_->inputs[column.input].address);
    if (columns.size() > 1) page_.paragraph("Of one row of a table: " + join(columns) + ".", 2, 2);
  }
  for (const Correlated& group : scenario_.correlated) print_correlated(group);
  if (!model_->chances.empty()) page_.paragraph("Left to chance in each trial: " + join(model_->chances) + ".", 2, 2);
}

void Summariser::print_correlated(const Correlated& group) {
  std::vector<std::string> pairs;
  const std::size_t size = group.of.size();
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = i + 1; j < size; ++j)
      if (const double rank = group.ranks[i * size + j]; rank != 0)
        pairs.push_back(fmt::format("{} and {} {}", group.of[i], group.of[j], rank));
  page_.paragraph("Rank correlations: " + join(pairs) + ".", 2, 2);
}

void Summariser::print_rest() {
  page_.heading("OUTCOMES, the first that holds, and events");
  for (const NamedRule& outcome : scenario_.outcomes) page_.paragraph(outcome.name + ": " + outcome.rule.text, 2, 4);
  for (const NamedRule& event : scenario_.events) page_.paragraph("? " + event.name + ": " + event.rule.text, 2, 4);
  if (model_) {
    page_.heading("FIXED CHOICES THAT MAY COUNT, measured by `run`");
    for (const std::string& line : describe(fixed_choices(*model_))) page_.paragraph(line, 2, 2);
    page_.paragraph("* by default: the scenario does not state it.");
  }
  page_.heading("WARNINGS");
  for (const Diagnostic& warning : scenario_.warnings)
    page_.paragraph(fmt::format("line {}: {}{}.", warning.position.line, warning.cause,
                                warning.remedy.empty() ? "" : "; " + warning.remedy),
                    2, 2, Tone::alarm);
  if (scenario_.warnings.empty()) page_.paragraph("None.");
}

void Summariser::print() {
  page_.heading(scenario_.label.empty() ? scenario_.name : scenario_.label);
  std::string size =
      fmt::format("{}: {}, {}, {}", scenario_.name,
                  scenario_.parties.size() == 1 ? "1 party" : fmt::format("{} parties", scenario_.parties.size()),
                  counted(scenario_.issues.size(), "issue"), counted(scenario_.stages.size(), "stage"));
  if (model_)
    size +=
        fmt::format(", {}. SHA-256 {}", counted(model_->inputs.size(), "uncertain input"), sha256(model_->canonical));
  else
    size +=
        ". This version cannot play it yet: see WARNINGS at the end. What it does not use, and what only a played "
        "model "
        "knows, is left out here.";
  page_.paragraph(size, 0);
  print_issues();
  list_variables(page_, scenario_);
  print_parties();
  print_stages();
  if (model_) print_inputs();
  print_rest();
}

}  // namespace

std::string model_summary(const Model& model, PageStyle style) {
  Page page;
  Summariser(model.scenario, &model, page).print();
  return write(page, style);
}

std::string scenario_summary(const Scenario& scenario, PageStyle style) {
  Page page;
  Summariser(scenario, nullptr, page).print();
  return write(page, style);
}

}  // namespace detente

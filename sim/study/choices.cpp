#include "sim/study/choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>

#include "sim/engine/step.h"
#include "sim/study/alternative.h"
#include "sim/study/protocols.h"
#include "sim/study/simulate.h"
#include "sim/study/threads.h"

namespace detente {

namespace {

Duties duties_of(const Model& model) {
  Duties duties;
  for (const PlannedStage& stage : model.stages)
    std::visit([&](const auto& plan) { add_duties(plan, duties); }, stage.plan);
  return duties;
}

bool is_exactly(const Number& number, double value) { return number.exact() && centre(number.distribution) == value; }

Number exact_number(Number number, double value) {
  number.expression.reset();
  number.weights.clear();
  number.distribution = {.family = Family::exact, .parameters = {value}};
  return number;
}

class ChoiceCollector {
 public:
  explicit ChoiceCollector(const Model& model) : model_(model), scenario_(model.scenario), duties_(duties_of(model)) {}

  std::vector<Alternative> run() {
    add_party_choices();
    add_lines();
    add_rules();
    add_trust();
    add_stage_choices();
    put_kinds_together();
    return std::move(found_);
  }

 private:
  void add(std::string kind, std::string who, std::string otherwise, std::function<void(Scenario&)> change) {
    if (!who.empty()) found_.push_back({{std::move(kind), std::move(who), std::move(otherwise)}, std::move(change)});
  }

  // One choice for all parties of whom `holds`.
  template <class Holds, class Defaulted, class Change>
  void add_parties(const char* kind, const std::set<int>& parties, const char* otherwise, Holds holds,
                   Defaulted defaulted, const Change& change) {
    std::vector<int> found;
    std::string names;
    for (const int index : parties) {
      const Party& party = scenario_.parties[index];
      if (!holds(party)) continue;
      found.push_back(index);
      names += (names.empty() ? "" : ", ") + mark(party.name, defaulted(party));
    }
    add(kind, names, otherwise, [=](Scenario& scenario) {
      for (const int index : found) change(scenario.parties[index]);
    });
  }

  Rule expression(const std::string& text) const {
    return make_rule(text, model_.symbols, RuleType::number, {.status_quo = true}).rule;
  }

  void add_party_choices() {
    const Rule status_quo = expression("status-quo"), a_little_more = expression("status-quo + 0.05");
    add_parties(
        "staying away is worth nothing (stay-out 0)", duties_.invited, "status-quo",
        [](const Party& party) { return is_exactly(party.stay_out, 0); },
        [](const Party& party) { return party.stay_out.defaulted; },
        [status_quo](Party& party) { party.stay_out.expression = status_quo; });
    add_parties(
        "signs what is no worse than no agreement (reservation)", duties_.deciding, "status-quo + 0.05",
        [](const Party& party) {
          return party.reservation.expression && party.reservation.expression->text == "status-quo";
        },
        [](const Party& party) { return party.reservation.defaulted; },
        [a_little_more](Party& party) { party.reservation.expression = a_little_more; });
    for (const double beta : {0.3, 3.0})
      add_parties(
          "concedes evenly (tactic, beta 1)", duties_.conceding, beta < 1 ? "beta 0.3" : "beta 3",
          [](const Party& party) {
            return party.tactic.kind == TacticKind::time_dependent && is_exactly(party.tactic.beta, 1);
          },
          [](const Party& party) { return party.tactic.defaulted; },
          [beta](Party& party) { party.tactic.beta = exact_number(party.tactic.beta, beta); });
  }

  // Red lines that are certainly meant, of those who can be party to an agreement.
  void add_lines() {
    std::set<int> anybody = duties_.invited;
    anybody.insert(duties_.deciding.begin(), duties_.deciding.end());
    for (const int index : anybody) {
      const Party& party = scenario_.parties[index];
      for (std::size_t i = 0; i < party.positions.size(); ++i) {
        const Position& position = party.positions[i];
        if (!position.red_line || !is_exactly(position.red_line->firmness, 1)) continue;
        add("red line certainly meant",
            mark(fmt::format("{} on {}", party.name, scenario_.issues[position.issue].name),
                 position.red_line->firmness.defaulted),
            "no line", [index, i](Scenario& scenario) { scenario.parties[index].positions[i].red_line.reset(); });
      }
    }
    for (const int index : anybody)
      if (!scenario_.parties[index].never.empty())
        add("will not sign (never)", scenario_.parties[index].name, "would sign",
            [index](Scenario& scenario) { scenario.parties[index].never.clear(); });
  }

  void add_rules() {
    for (std::size_t i = 0; i < scenario_.links.size(); ++i)
      add("link", scenario_.links[i].name, "no link",
          [i](Scenario& scenario) { scenario.links.erase(scenario.links.begin() + static_cast<std::ptrdiff_t>(i)); });
  }

  void add_trust() {
    for (std::size_t i = 0; i < scenario_.issues.size(); ++i) {
      const Issue& issue = scenario_.issues[i];
      if (!issue.controllers.empty() && is_exactly(issue.trust, 1))
        add("what others control counts in full (trust 1)", mark(issue.name, issue.trust.defaulted), "0.5",
            [i](Scenario& scenario) { scenario.issues[i].trust = exact_number(scenario.issues[i].trust, 0.5); });
    }
  }

  void add_stage_choices() {
    for (std::size_t s = 0; s < scenario_.stages.size(); ++s) {
      const Stage& stage = scenario_.stages[s];
      if (stage.rounds > 1 && !stage.issues.empty())
        add("moves in a round (changes)",
            fmt::format("{} {}", mark(stage.name, stage.changes == 0),
                        stage.changes ? std::to_string(stage.changes) : "any number"),
            stage.changes ? "any number" : "1",
            [s](Scenario& scenario) { scenario.stages[s].changes = scenario.stages[s].changes ? 0 : 1; });
      std::visit([&](const auto& settings) { add_choices(settings, scenario_, s, found_); }, stage.settings);
    }
  }

  // In the order in which each kind is first met.
  void put_kinds_together() {
    std::vector<std::string> kinds;
    for (const Alternative& each : found_)
      if (std::ranges::find(kinds, each.choice.kind) == kinds.end()) kinds.push_back(each.choice.kind);
    std::ranges::stable_sort(found_, {}, [&](const Alternative& each) {
      return std::ranges::find(kinds, each.choice.kind) - kinds.begin();
    });
  }

  const Model& model_;
  const Scenario& scenario_;
  const Duties duties_;
  std::vector<Alternative> found_;
};

// Whether each of the first trials ends in the outcome; one that failed does not. Nothing if they are left.
std::optional<std::vector<bool>> ends_in(const Model& model, int outcome, std::uint64_t seed, std::uint64_t trials,
                                         const Leave& leave) {
  using Real = Pack<8>;
  State<Real> state(model);
  std::vector<bool> found;
  for (std::uint64_t first = 0; first < trials; first += lane_count<Real>) {
    const int count = static_cast<int>(std::min<std::uint64_t>(lane_count<Real>, trials - first));
    if (leave.due() || !play(model, state, seed, first, count, &leave)) return {};
    const unsigned here = bits((state.outcome == whole<Real>(outcome)) & !state.failed);
    for (int l = 0; l < count; ++l) found.push_back((here >> l & 1U) != 0);
  }
  return found;
}

Difference compare(const std::vector<bool>& before, const std::vector<bool>& after) {
  PairCounts pairs;
  for (std::size_t trial = 0; trial < before.size(); ++trial)
    ++(before[trial] ? after[trial] ? pairs.both : pairs.lost : after[trial] ? pairs.gained : pairs.neither);
  return difference_of(pairs);
}

}  // namespace

std::uint64_t trials_for_choices(std::uint64_t trials) {
  if (trials < choice_trials_min) return 0;
  const std::uint64_t blocks = std::min<std::uint64_t>(trials / (128 * block_trials), 16);
  return blocks > 0 ? blocks * block_trials : std::clamp<std::uint64_t>(trials / 32, choice_trials_min, block_trials);
}

std::vector<FixedChoice> fixed_choices(const Model& model) {
  std::vector<FixedChoice> choices;
  for (Alternative& alternative : ChoiceCollector(model).run()) choices.push_back(std::move(alternative.choice));
  return choices;
}

ChoiceEffects measure_choices(const Model& model, const Result& result, const Leave& leave,
                              const ChoiceProgress& progress) {
  std::vector<std::uint64_t> all(fixed_choices(model).size());
  std::iota(all.begin(), all.end(), std::uint64_t{0});
  return measure_choices(model, result, all, leave, progress);
}

ChoiceEffects measure_choices(const Model& model, const Result& result, std::span<const std::uint64_t> places,
                              const Leave& leave, const ChoiceProgress& progress) {
  ChoiceEffects measured;
  if (result.ending == Ending::interrupt || result.valid() == 0) return measured;
  measured.trials = trials_for_choices(result.trials);
  if (measured.trials == 0) return measured;
  const auto played = [&, outcome = result.likeliest_outcome()](const Model& otherwise, const Leave& within) {
    return ends_in(otherwise, outcome, result.plan.seed, measured.trials, within);
  };
  const auto before = played(model, leave);
  if (!before) return {.left = true};
  const std::vector<Alternative> alternatives = ChoiceCollector(model).run();
  measured.effects.resize(places.size());
  std::atomic<bool> left = false;
  std::mutex telling;
  std::size_t done = 0;
  take_turns(places.size(), result.plan.threads, &left, [&] {
    Leave within = leave;
    within.begin();
    return [&, within](std::uint64_t turn) {
      const Alternative& alternative = alternatives[places[turn]];
      Scenario changed = model.scenario;
      alternative.change(changed);
      const auto after = played(compile(changed, model.tables), within);
      if (!after) {
        left = true;
        return;
      }
      measured.effects[turn] = {compare(*before, *after), alternative.choice};
      const std::scoped_lock lock(telling);
      if (progress) progress(++done, places.size());
    };
  });
  return left ? ChoiceEffects{.left = true} : measured;
}

}  // namespace detente

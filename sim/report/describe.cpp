#include "sim/report/describe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sim/report/text.h"
#include "sim/scenario/keys.h"

namespace detente {

namespace {

std::string_view family_name(Family family) {
  switch (family) {
    case Family::exact:
      return "exact";
    case Family::pert:
      return "pert";
    case Family::triangular:
      return "triangular";
    case Family::uniform:
      return "uniform";
    case Family::normal:
      return "normal";
    case Family::lognormal:
      return "lognormal";
    case Family::beta:
      return "beta";
    case Family::choice:
      return "choice";
    case Family::samples:
      return "samples";
    case Family::quantiles:
      return "quantiles";
  }
  return "";
}

// " not below 0"; numbers: the lowest of the distribution first, the highest last.
std::string bounds_text(const Distribution& d, const std::vector<double>& numbers) {
  const bool endless = d.family == Family::normal || d.family == Family::lognormal;
  std::string text;
  if (std::isfinite(d.min) && (endless || numbers.front() < d.min)) text += fmt::format(" not below {}", d.min);
  if (std::isfinite(d.max) && (endless || numbers.back() > d.max)) text += fmt::format(" not above {}", d.max);
  if (d.rejects && !text.empty()) text += " (what lies beyond is rejected)";
  return text;
}

std::string names(const Scenario& scenario, const std::vector<int>& parties) {
  std::vector<std::string> found;
  for (const int party : parties) found.push_back(scenario.parties[party].name);
  return join(found);
}

}  // namespace

std::string title(const std::string& name, const std::string& label) {
  return label.empty() ? name : name + ": " + label;
}

std::string_view describe(Role role) {
  switch (role) {
    case Role::authority:
      return "authority";
    case Role::envoy:
      return "envoy";
    case Role::donor:
      return "donor";
    case Role::mediator:
      return "mediator";
    case Role::convenor:
      return "convenor";
    case Role::civil_society:
      return "civil-society";
    case Role::armed_group:
      return "armed-group";
    case Role::observer:
      return "observer";
    case Role::government:
      return "government";
    case Role::delegation:
      return "delegation";
    case Role::legislature:
      return "legislature";
    case Role::opposition:
      return "opposition";
    case Role::excluded:
      return "excluded";
  }
  return "";
}

std::string_view describe(Voice voice) {
  switch (voice) {
    case Voice::full:
      return "full";
    case Voice::heard:
      return "heard";
    case Voice::none:
      return "none";
  }
  return "";
}

std::string protocol_word(std::size_t place) { return words_of("stages.x.protocol")[place]; }

std::string length_of_time(double days) {
  for (const std::string_view period : {"year", "quarter", "month", "week", "day", "hour"}) {
    const double count = days / days_of(period);
    if (count >= 1 && count == std::floor(count)) return counted(static_cast<std::uint64_t>(count), period);
  }
  return fmt::format("{:.4g} days", days);
}

std::string describe(const Distribution& d) {
  switch (d.family) {
    case Family::exact:
      return fmt::format("{}", d.parameters[0]);
    case Family::choice: {
      double total = 0;
      for (const double weight : d.weights) total += weight;
      std::vector<std::string> parts;
      for (std::size_t i = 0; i < d.values.size(); ++i)
        parts.push_back(fmt::format("{}: {:.3g}", d.values[i], d.weights[i] / total));
      return fmt::format("choice {{{}}}", fmt::join(parts, ", "));
    }
    case Family::samples:
      return fmt::format("{} samples", d.values.size());
    case Family::quantiles: {
      std::vector<std::string> parts;
      for (std::size_t i = 0; i < d.values.size(); ++i)
        parts.push_back(fmt::format("{:.6g} %: {}", 100 * d.weights[i], d.values[i]));
      return fmt::format("quantiles {{{}}}", fmt::join(parts, ", ")) + bounds_text(d, d.values);
    }
    default:
      break;
  }
  return fmt::format("{} [{}]", family_name(d.family), fmt::join(d.parameters, ", ")) + bounds_text(d, d.parameters);
}

std::string describe(const Number& number) {
  if (number.expression) return number.expression->text;
  if (number.weights.empty()) return describe(number.distribution);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < number.weights.size(); ++i)
    parts.push_back(fmt::format("{}: {}", number.distribution.values[i], number.weights[i].text));
  return fmt::format("choice {{{}}}", fmt::join(parts, ", "));
}

std::string describe(const NotAlone& several) {
  return fmt::format("{}: {}; none of them is told by itself.", join(several.inputs), several.why);
}

std::string describe(const Tactic& tactic) {
  std::string text;
  if (tactic.kind == TacticKind::fixed) {
    text = "fixed";
  } else {
    const bool exponential = tactic.curve == TacticCurve::exponential;
    text = fmt::format("time-dependent{}, beta {}", exponential ? " (exponential)" : "", describe(tactic.beta));
  }
  if (!tactic.start.defaulted) text += fmt::format(", start {}", describe(tactic.start));
  return text;
}

std::string describe(const Decision& decision, const Scenario& scenario) {
  std::string text;
  switch (decision.rule) {
    case DecisionRule::unanimity:
      text = "unanimity";
      break;
    case DecisionRule::consensus:
      text = decision.minus ? fmt::format("consensus minus {}", decision.minus) : "consensus";
      break;
    case DecisionRule::weighted_majority:
      text = fmt::format("weighted majority above {}", decision.share);
      break;
  }
  if (decision.voters) text += " of " + names(scenario, *decision.voters);
  if (!decision.vetoes.empty()) text += ", vetoes: " + names(scenario, decision.vetoes);
  return text;
}

std::vector<std::string> describe(const std::vector<FixedChoice>& choices) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < choices.size();) {
    const std::string& kind = choices[i].kind;
    std::vector<std::string> who, otherwise;
    const auto add = [](std::vector<std::string>& list, const std::string& text) {
      if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
    };
    for (; i < choices.size() && choices[i].kind == kind; ++i) {
      add(who, choices[i].who);
      add(otherwise, choices[i].otherwise);
    }
    lines.push_back(fmt::format("{}: {}; otherwise {}", kind, join(who), join(otherwise, " or ")));
  }
  return lines;
}

}  // namespace detente

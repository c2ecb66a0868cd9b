#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "sim/core/written_number.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/reader.h"

namespace detente {

namespace {

struct FamilyForm {
  std::string_view key;
  Family family;
  std::string_view form;  // "" = not a list of numbers
};

constexpr std::array<FamilyForm, 10> forms = {
    {{"exact", Family::exact, ""},
     {"pert", Family::pert, "[lowest, likeliest, highest]"},
     {"triangular", Family::triangular, "[lowest, likeliest, highest]"},
     {"uniform", Family::uniform, "[lowest, highest]"},
     {"normal", Family::normal, "[mean, standard deviation]"},
     {"lognormal", Family::lognormal, "[mean, standard deviation] of the logarithm"},
     {"beta", Family::beta, "[a, b]"},
     {"choice", Family::choice, ""},
     {"samples", Family::samples, ""},
     {"quantiles", Family::quantiles, ""}}};

RuleScope scope_of(const KeyRow& row) {
  const std::string_view key = key_of(row);
  const bool worth = key == "reservation" || key == "stay-out";
  const bool ticks = key == "mean" || key == "drift" || key == "sd" || key == "chance";
  return {.status_quo = worth, .round = worth || ticks};
}

}  // namespace

Distribution exactly(double value) {
  Distribution distribution;
  distribution.family = Family::exact;
  distribution.parameters = {value};
  return distribution;
}

std::string_view family_name(Family family) {
  return std::find_if(forms.begin(), forms.end(), [&](const FamilyForm& form) { return form.family == family; })->key;
}

double least(const Distribution& d) {
  const std::vector<double>& values = d.values.empty() ? d.parameters : d.values;
  switch (d.family) {
    case Family::normal:
      return d.min;
    case Family::lognormal:
    case Family::beta:
      return std::max(d.min, 0.0);
    default:
      return values.empty() ? 0 : std::max(d.min, *std::min_element(values.begin(), values.end()));
  }
}

// What a key of a choice stands for: an option of the issue, if one is given and has this label, else a number, written
// as text because TOML's keys are.
std::optional<double> Reader::choice_value(const TomlMember& member, int issue) {
  TomlNode key{.kind = TomlKind::string, .place = member.place, .text = member.key};
  const std::optional<double> number = written_number(member.key);
  if (const int index = labelled(key, issue); index >= 0) return scenario_.issues[issue].options[index].value;
  if (number) {
    key.kind = TomlKind::real;
    key.real = *number;
    return is_label_elsewhere(key, issue, "") ? std::nullopt : number;
  }
  if (issue >= 0) {
    option(&key, issue);  // says what is wrong
    return std::nullopt;
  }
  findings_.error(member.place, fmt::format("'{}' is not a number", member.key),
                  "a choice is written value = weight, as in { \"0.2\" = 3, \"0.6\" = 1 }");
  return std::nullopt;
}

// In order of value, so that a label's spelling does not decide which draw gives which value.
void Reader::read_choice(Number& number, const TomlNode& node, const KeyRow& row, int issue) {
  std::map<double, const TomlNode*> weights;
  for (const TomlMember& member : node.members) {
    if (member.value.broken) continue;
    const std::optional<double> value = choice_value(member, issue);
    if (value && !weights.emplace(*value, &member.value).second)
      findings_.error(member.place, fmt::format("'{}' gives {} a second time", member.key, *value),
                      "give each value one weight");
  }
  std::vector<const TomlNode*> nodes;
  for (const auto& [value, weight] : weights) {
    number.distribution.values.push_back(value);
    number.distribution.weights.push_back(weight->is(TomlKind::string) ? 1 : weight->number());
    nodes.push_back(weight);
  }
  number.weights = read_weights(nodes, row);
}

// None where all are numbers, which the distribution holds.
std::vector<Rule> Reader::read_weights(const std::vector<const TomlNode*>& nodes, const KeyRow& row) {
  const auto is_text = [](const TomlNode* node) { return node->is(TomlKind::string); };
  const auto text = std::ranges::find_if(nodes, is_text);
  if (text == nodes.end()) return {};
  if (row.type == KeyType::num) {
    findings_.error((*text)->place, "the weights of this choice are numbers",
                    "weights may be expressions where the number itself may be one");
    return {};
  }
  std::vector<Rule> weights;
  for (const TomlNode* node : nodes) {
    if (is_text(node))
      weights.push_back(rule(node, RuleType::number, scope_of(row)).value_or(Rule{}));
    else
      weights.push_back(make_rule(fmt::format("{}", node->number()), symbols_, RuleType::number).rule);
  }
  return weights;
}

// What experts say, "10" = 20: a tenth lies below 20. Where they do not say where it begins and ends, min and max do.
void Reader::read_quantiles(Distribution& distribution, const TomlNode& node) {
  std::map<double, double> values;
  if (std::isfinite(distribution.min)) values[0] = distribution.min;
  if (std::isfinite(distribution.max)) values[100] = distribution.max;
  std::set<double> told;
  for (const TomlMember& member : node.members) {
    if (member.value.broken) continue;
    const std::optional<double> share = written_number(member.key);
    if (!share || *share < 0 || *share > 100)
      findings_.error(member.place, fmt::format("'{}' is no percentage from 0 to 100", member.key),
                      "quantiles are written per cent = value, as in { \"10\" = 20, \"50\" = 40, \"90\" = 75 }");
    else if (!told.insert(*share).second)
      findings_.error(member.place, fmt::format("'{}' gives {} per cent a second time", member.key, *share),
                      "give each percentage one value");
    else
      values[*share] = member.value.number();
  }
  for (const auto& [share, end, bound] : {std::tuple{0, "lowest", "min"}, {100, "highest", "max"}})
    if (!values.contains(share))
      findings_.error(node.place, fmt::format("the {} value is not given", end),
                      fmt::format("add {} beside the quantiles, or \"{}\" among them", bound, share));
  for (const auto& [share, value] : values) {
    distribution.values.push_back(value);
    distribution.weights.push_back(share / 100);
  }
}

// min, max and beyond.
void Reader::read_bounds(Distribution& distribution, const TomlNode& node) {
  const TomlNode *min = node.find("min"), *max = node.find("max"), *beyond = node.find("beyond");
  if (min) distribution.min = min->number();
  if (max) distribution.max = max->number();
  distribution.rejects = beyond && beyond->text == "reject";
  if (beyond && !node.member("min") && !node.member("max"))
    findings_.error(beyond->place, "'beyond' means nothing without 'min' or 'max'", "give a bound, or delete it");
}

Provenance Reader::provenance_of(const TomlNode& node, const Provenance& inherited) const {
  Provenance provenance = inherited;
  // A number from the command line, or any part of one, is not what the file's source says.
  const auto is_set = [](const TomlNode& part) { return part.place.source > 0; };
  bool set = is_set(node), told = false;
  if (node.is(TomlKind::table)) {
    if (const TomlNode* source = node.find("source")) {
      provenance.source = text_in(node, "source");
      told = is_set(*source);
    }
    if (node.find("confidence")) provenance.confidence = text_in(node, "confidence");
    for (const TomlMember& member : node.members) set |= is_set(member.value) && member.key != "confidence";
  }
  if (set && !told) provenance.source = "set on the command line";
  return provenance;
}

Number Reader::number(const TomlNode& table, std::string_view key, const std::string& address,
                      const Provenance& inherited, int issue) {
  const KeyRow& row = row_at(address);
  if (const TomlNode* node = table.find(key)) return this->number(*node, row, address, inherited, issue);
  Number number;
  number.address = address;
  number.provenance = inherited;
  number.defaulted = true;
  if (row.fallback.starts_with('"'))
    number.expression =
        make_rule(row.fallback.substr(1, row.fallback.size() - 2), symbols_, RuleType::number, scope_of(row)).rule;
  else
    number.distribution = exactly(written_number(row.fallback).value_or(0));
  return number;
}

Number Reader::number(const TomlNode& node, const KeyRow& row, const std::string& address, const Provenance& inherited,
                      int issue) {
  Number number;
  number.address = address;
  number.provenance = provenance_of(node, inherited);
  const int label = row.type == KeyType::ideal ? labelled(node, issue) : -1;
  if (label >= 0) {
    number.distribution = exactly(scenario_.issues[issue].options[label].value);
  } else if (node.is(TomlKind::string)) {
    read_text(number, node, row, issue);
  } else if (node.is_number()) {
    number.distribution = plain_number(node, row, address, issue);
  } else {
    read_distribution(number, node, row, issue);
  }
  const bool reads = (node.is(TomlKind::string) && label < 0) || !number.weights.empty();
  drawn_[address] = reads                              ? Drawn::by_expression
                    : number.exact()                   ? Drawn::exactly
                    : number.distribution.rows.empty() ? Drawn::alone
                                                       : Drawn::with_its_row;
  return number;
}

// An expression. The text of an ideal may have been meant for a label, so its mistakes name the nearest.
void Reader::read_text(Number& number, const TomlNode& node, const KeyRow& row, int issue) {
  if (row.type != KeyType::ideal) {
    number.expression = rule(&node, RuleType::number, scope_of(row));
    return;
  }
  if (issue < 0 || doubtful_.contains(scenario_.issues[issue].name)) return;
  const bool words = node.text.find_first_of("0123456789+*/()<>=,") == std::string::npos;
  if (words && !make_rule(node.text, symbols_, RuleType::number, scope_of(row)).ok())
    option(&node, issue);  // says what is wrong
  else
    number.expression = rule(&node, RuleType::number, scope_of(row), label_hint(node.text, issue));
}

// An ideal lies on its issue's scale.
Reader::Scale Reader::scale_of(const KeyRow& row, int issue) const {
  if (row.type != KeyType::ideal || issue < 0) return {row.low, row.high};
  return {scenario_.issues[issue].low, scenario_.issues[issue].high};
}

// One half width is for all ideals, in units of each scale: what widens one a little may be the whole of another.
void Reader::warn_about_spread(const TomlNode& spread, const Issue& issue) {
  const double length = issue.high - issue.low, half_width = spread.number();
  if (!issue.is_range() || (half_width <= length && half_width >= length / 100)) return;
  findings_.warning(spread.place,
                    fmt::format("plain ideals on '{}' spread by {}, in units of its range, which is {} long",
                                issue.name, half_width, length),
                    half_width > length
                        ? "many would lie at its ends; write them as distributions, as in { pert = [1, 2, 3] }"
                        : "they would hardly vary; write them as distributions, as in { pert = [1, 2, 3] }");
}

// A plain number is uncertain where [spread] says so.
Distribution Reader::plain_number(const TomlNode& node, const KeyRow& row, const std::string& address, int issue) {
  const double value = node.number();
  const Scale scale = scale_of(row, issue);
  const bool judged = issue < 0 || !doubtful_.contains(scenario_.issues[issue].name);
  if (row.type == KeyType::ideal &&
      is_label_elsewhere(node, issue, fmt::format(", or {{ exact = {} }} for the place on the scale", value)))
    return exactly(value);
  if (row.type == KeyType::ideal && judged && !(value >= scale.low && value <= scale.high))
    findings_.error(node.place, fmt::format("'{}' is out of range", address),
                    fmt::format("use a number from {} to {}", scale.low, scale.high));
  const std::string_view key = key_of(row);
  const bool spreads = row.path == "parties.*.influence" || row.path.starts_with("parties.*.positions.@.");
  const TomlNode* spread = spreads ? table_in(document_, "spread").find(key) : nullptr;
  if (!spread || spread->number() == 0) return exactly(value);
  if (row.type == KeyType::ideal && judged && issue >= 0) warn_about_spread(*spread, scenario_.issues[issue]);
  Distribution pert = exactly(value);
  pert.family = Family::pert;
  pert.parameters = {value - spread->number(), value, value + spread->number()};
  pert.min = scale.low;
  pert.max = scale.high;
  return pert;
}

void Reader::read_distribution(Number& number, const TomlNode& node, const KeyRow& row, int issue) {
  Distribution& made = number.distribution;
  made = exactly(row.low > 0 ? row.low : 0);
  const FamilyForm* form = nullptr;
  bool broken = false;
  for (const FamilyForm& each : forms) {
    const TomlMember* member = node.member(each.key);
    if (!member) continue;
    if (form) {
      findings_.error(member->place, fmt::format("both '{}' and '{}' are given", form->key, each.key),
                      "a number has one distribution");
      return;
    }
    form = &each;
    broken = member->value.broken;
  }
  const auto is_broken = [](const TomlMember& member) { return member.value.broken; };
  if (broken || (!form && std::any_of(node.members.begin(), node.members.end(), is_broken))) return;
  if (!form) {
    findings_.error(
        node.place, "this names no distribution",
        "give one of exact, pert, triangular, uniform, normal, lognormal, beta, choice, samples, quantiles");
    return;
  }
  const TomlNode& value = *node.find(form->key);
  if (value.cut) return;
  made.family = form->family;
  const std::size_t errors_before = findings_.error_count();
  made.parameters.clear();
  const Issue* scale = row.type == KeyType::ideal && issue >= 0 ? &scenario_.issues[issue] : nullptr;
  if (made.family == Family::exact) made.parameters = {value.number()};
  if (made.family == Family::choice) read_choice(number, value, row, issue);
  const TomlNode* independent = node.find("independent");
  if (independent && made.family != Family::samples)
    findings_.error(independent->place, "'independent' means nothing without 'samples'", "delete it");
  if (made.family == Family::samples && !(independent && independent->boolean))
    made.rows = value.text.substr(0, value.text.rfind('#'));
  if (made.family == Family::samples) made.values = samples_.read(value.text, value.place, findings_, scale);
  for (const TomlNode& item : value.items) made.parameters.push_back(item.number());
  read_bounds(made, node);
  if (made.family == Family::quantiles) read_quantiles(made, value);
  if (findings_.error_count() > errors_before || !possible(made, scale_of(row, issue), value.place, form->form))
    made = exactly(0);
}

// Whether its parameters make sense and its values lie within the scale; normal, lognormal and beta are cut there.
bool Reader::possible(const Distribution& made, Scale scale, const Place& place, std::string_view form) {
  if (const std::string cause = validate(made); !cause.empty()) {
    findings_.error(place, "this distribution is not possible: " + cause,
                    form.empty() ? "correct its numbers" : fmt::format("its numbers are {}", form));
    return false;
  }
  if (made.family == Family::normal || made.family == Family::lognormal || made.family == Family::beta) return true;
  for (const std::vector<double>* numbers : {&made.parameters, &made.values})
    for (const double number : *numbers)
      if (number < scale.low || number > scale.high) {
        findings_.error(place, fmt::format("{} is out of range", number),
                        fmt::format("use numbers from {} to {}", scale.low, scale.high));
        return false;
      }
  return true;
}

}  // namespace detente

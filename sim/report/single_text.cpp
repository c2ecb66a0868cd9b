#include "sim/report/single_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "sim/protocols/single_text/reasons.h"
#include "sim/report/describe.h"
#include "sim/report/json.h"
#include "sim/report/model_summary.h"
#include "sim/report/text.h"

namespace detente::single_text {

namespace {

std::vector<BlockerSummary> summarise_blockers(const StageFigures& figures) {
  std::vector<BlockerSummary> blockers;
  for (int row = 0; row < figures.stage.space().row_count(); ++row) {
    const Share refused = figures.share(figures.at("refused", row));
    if (refused.count == 0) continue;
    blockers.push_back({.party = figures.stage.space().rows[row].party,
                        .refused = refused,
                        .pivotal = figures.share(figures.at("pivotal", row)),
                        .reasons = figures.counts(figures.at("refused_because_of", row))});
  }
  std::ranges::stable_sort(blockers, std::greater<>(), [](const BlockerSummary& at) { return at.refused.count; });
  return blockers;
}

std::vector<std::pair<int, Share>> shares_by_party(const StageFigures& figures, const char* kind) {
  std::vector<std::pair<int, Share>> shares;
  for (int row = 0; row < figures.stage.space().row_count(); ++row) {
    const Share share = figures.share(figures.at(kind, row));
    if (share.count > 0) shares.emplace_back(figures.stage.space().rows[row].party, share);
  }
  return shares;
}

DealSummary summarise_deal(const Plan& plan, const StageFigures& figures) {
  DealSummary deal;
  deal.possible = figures.share(figures.at("possible_deal"));
  if (deal.possible.count == 0) return deal;
  const Figure& in_all = figures.at("had_to_give_in_all");
  deal.in_all = figures.counts(in_all);
  deal.mean = moments_of_number(figures.result, in_all).mean;
  for (int row = 0; row < plan.row_count(); ++row) {
    const Share gives = figures.share(figures.at("had_to_give", row));
    if (gives.count == 0) continue;
    deal.givers.push_back({.party = plan.rows[row].party,
                           .gives = gives,
                           .alone = figures.share(figures.at("had_to_give_alone", row)),
                           .reasons = figures.counts(figures.at("had_to_give_because_of", row))});
  }
  std::ranges::stable_sort(deal.givers, std::greater<>(), [](const GiverSummary& at) { return at.gives.count; });
  for (const int issue : plan.issues)
    deal.terms.push_back(figures.counts(
        figure_of(figures.result.layout, "nearest_deal", figures.stage.name + "." + figures.model.issues[issue].name)));
  return deal;
}

ZoneSummary summarise_zone(const StageFigures& figures, std::uint64_t held) {
  const Figure& at = figures.at("zone");
  ZoneSummary zone;
  zone.bins = figures.counts(at);
  std::uint64_t below = 0;
  for (int bin = 0; bin < at.size; ++bin) {
    below += zone.bins[bin];
    if (below * 2 < held) zone.median_bin = bin + 1;
  }
  zone.empty = share_of(zone.bins[0], held);
  zone.single = share_of(zone.bins[1], held);
  if (held) zone.mean = figures.mean(at);
  return zone;
}

// The most frequent of what is counted, at most so many: "80 % one corridor, 20 % roads closed", in this order so that
// no number is cut where there is little room. name(index).
template <class Name>
std::string most_frequent(const std::vector<std::uint64_t>& counts, std::size_t most, const Name& name) {
  std::vector<int> order;
  for (int index = 0; index < static_cast<int>(counts.size()); ++index)
    if (counts[index]) order.push_back(index);
  std::ranges::stable_sort(order, std::greater<>(), [&](int index) { return counts[index]; });
  const auto all = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(most, order.size()); ++i) {
    const double percent = 100.0 * static_cast<double>(counts[order[i]]) / all;
    parts.push_back(fmt::format("{} % {}", percent < 0.5 ? "<1" : fmt::format("{:.0f}", percent), name(order[i])));
  }
  return join(parts);
}

std::string reasons_of(const Model& model, const Plan& plan, const std::vector<std::uint64_t>& reasons) {
  return most_frequent(reasons, 2, [&](int code) {
    const int place = place_of(plan, code);
    return reason_text(reason_of(plan, code), place < 0 ? std::string() : model.issues[plan.issues[place]].name);
  });
}

void print_blockers(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan,
                    const Summary& summary) {
  page.heading(fmt::format("WHO BLOCKED: {}", stage.label));
  if (summary.held == 0) return page.paragraph("The stage was never held.");
  if (summary.disagreed == 0)
    return page.paragraph(fmt::format("Nobody: the stage failed {}; there were {:.1f} acceptable packages on average.",
                                      never_text(summary.held), summary.zone.mean));
  std::string text = fmt::format("Of {} without agreement.", counted(summary.disagreed, "trial"));
  if (summary.disagreed == summary.held) text += fmt::format(" It succeeded {}.", never_text(summary.held));
  if (summary.no_text.count > 0)
    text += fmt::format(" In {} of them every text{} was forbidden, or nobody would have gained by any.",
                        grouped(summary.no_text.count), looked_at(plan));
  if (summary.all_refused.count > 0)
    text += fmt::format(" In {} every text{} was refused over a line by somebody who fails it alone.",
                        grouped(summary.all_refused.count), looked_at(plan));
  page.paragraph(text);
  if (summary.blockers.empty()) return;
  Grid grid{{"party", "refused", "<95 % interval", "pivotal", "<because of"}, {}, 4};
  for (const BlockerSummary& blocker : summary.blockers)
    grid.add({model.parties[blocker.party].label, share_cell(blocker.refused), interval_cell(blocker.refused),
              share_text(blocker.pivotal), reasons_of(model, plan, blocker.reasons)});
  page.grid(grid);
  page.paragraph(
      "The last text; pivotal: with its consent alone it would have passed. A loss is held against what holds, "
      "too little against the best for it.",
      2, 0, Tone::quiet);
}

// What may leave no text at all.
std::string forbidders_of(const Model& model, const Plan& plan) {
  std::vector<std::string> names;
  for (const Link& link : model.scenario.links) names.push_back(fmt::format("link \"{}\"", link.name));
  const Row& mediator = plan.rows[plan.mediator];
  for (const Row::Line& line : mediator.lines)
    names.push_back("the mediator's red line on " + model.issues[plan.issues[line.place]].name);
  if (plan.has_never[plan.mediator]) names.emplace_back("the mediator's never");
  for (int place = 0; place < plan.place_count(); ++place)
    if (!plan.controllers[place].empty()) names.push_back("who controls " + model.issues[plan.issues[place]].name);
  return join(names);
}

void print_deal(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary) {
  const DealSummary& deal = summary.deal;
  if (summary.disagreed == 0) return;
  page.heading(fmt::format("WHAT WOULD HAVE HAD TO GIVE: {}", stage.label));
  const std::string all = counted(deal.possible.of, "trial");
  if (summary.no_text.count > 0) {
    const std::string forbidders = forbidders_of(model, plan);
    page.paragraph(
        fmt::format("In {} of {} nothing could have been tabled: every text{} is forbidden{}, or of use to nobody.",
                    grouped(summary.no_text.count), all, looked_at(plan),
                    forbidders.empty() ? "" : " (what may forbid: " + forbidders + ")"));
  }
  if (const std::uint64_t unmet = deal.possible.of - deal.possible.count - summary.no_text.count)
    page.paragraph(fmt::format("In {} of {} the rule could not be met, whoever had consented.", grouped(unmet), all));
  if (deal.possible.count == 0) return;
  page.paragraph(fmt::format("Who would have had to give for the nearest deal, in {}: {}.",
                             counted(deal.possible.count, "trial"), most_frequent(deal.in_all, 4, [](int count) {
                               return count == 0   ? std::string("nobody")
                                      : count == 1 ? std::string("one party")
                                                   : fmt::format("{} parties", count);
                             })));
  Grid grid{{"party", "had to", "<95 % interval", "alone", "<because of"}, {}, 4};
  for (const GiverSummary& giver : deal.givers)
    grid.add({model.parties[giver.party].label, share_cell(giver.gives), interval_cell(giver.gives),
              share_text(giver.alone), reasons_of(model, plan, giver.reasons)});
  page.grid(grid);
  for (int place = 0; place < plan.place_count(); ++place)
    print_entry(page, model.issues[plan.issues[place]].name, most_frequent(deal.terms[place], 3, [&](int option) {
                  return fmt::format("\"{}\"", model.label_of(plan.issues[place], option));
                }));
  page.paragraph(
      fmt::format(
          "The fewest who refuse, at their reservations, whose consent makes a text pass, and that text. "
          "Alone: nobody else had to.{}",
          plan.whole_space ? "" : " Sought among changes of up to two issues from the last text: an upper bound."),
      2, 0, Tone::quiet);
}

void print_parties(Page& page, const Model& model, const char* what, const std::vector<std::pair<int, Share>>& shares) {
  std::vector<std::string> parts;
  for (const auto& [party, share] : shares)
    parts.push_back(model.parties[party].label + " " + share_and_interval(share));
  if (!parts.empty()) page.paragraph(fmt::format("{}: {}.", what, join(parts, "; ")));
}

void print_zone(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary) {
  const ZoneSummary& zone = summary.zone;
  page.heading(fmt::format("ZONE OF AGREEMENT: {}", stage.label));
  if (summary.held == 0) return page.paragraph("The stage was never held.");
  page.paragraph(fmt::format(
      "{:.1f} acceptable packages on average of {}, {} in the median trial; no package in {}, just one in {}.",
      zone.mean, grouped(static_cast<std::uint64_t>(plan.package_count)), size_bin_name(zone.median_bin),
      share_and_interval(zone.empty), share_and_interval(zone.single)));
  print_parties(page, model, "Listed, and away", summary.away);
  print_parties(page, model, "Without a seat, and so without its veto", summary.without_seat);
  if (summary.drawn.count > 0) page.paragraph(drawn_text(summary.drawn, "texts equally good to the mediator"));
  if (!plan.whole_space)
    page.paragraph("Counted among changes of up to two issues from the draft: a lower bound.", 2, 0, Tone::quiet);
}

// By name, but for what never was.
Json reasons_json(const Model& model, const Plan& plan, const std::vector<std::uint64_t>& reasons) {
  Json json = Json::object();
  for (int code = 0; code < reason_count(plan); ++code)
    if (reasons[code]) json[label_of(model, plan, code)] = reasons[code];
  return json;
}

Json deal_json(const Model& model, const Plan& plan, const DealSummary& deal) {
  Json json = object({{"possible", to_json(deal.possible)}, {"complete", plan.whole_space}});
  if (deal.possible.count == 0) return json;
  json["had_to_give_in_all"] = deal.mean;
  Json& parties = json["had_to_give"] = Json::object();
  for (const GiverSummary& giver : deal.givers) {
    Json& entry = parties[model.parties[giver.party].name] = to_json(giver.gives);
    entry["alone"] = to_json(giver.alone);
    entry["because_of"] = reasons_json(model, plan, giver.reasons);
  }
  Json& terms = json["terms"] = Json::object();
  for (int place = 0; place < plan.place_count(); ++place) {
    Json& options = terms[model.issues[plan.issues[place]].name] = Json::object();
    for (int option = 0; option < plan.options_at(place); ++option)
      if (const std::uint64_t count = deal.terms[place][option])
        options[model.label_of(plan.issues[place], option)] = to_json(share_of(count, deal.possible.count));
  }
  return json;
}

}  // namespace

Summary summarise(const Plan& plan, const StageFigures& figures) {
  Summary summary;
  summary.held = count_of(figures.result, figures.at("held"));
  summary.disagreed = summary.held - count_of(figures.result, figures.at("agreed"));
  summary.no_text = figures.share(figures.at("no_admissible_text"));
  summary.all_refused = figures.share(figures.at("every_text_refused"));
  summary.drawn = figures.share(figures.at("drawn_among_equals"));
  summary.blockers = summarise_blockers(figures);
  summary.deal = summarise_deal(plan, figures);
  if (!plan.listed.empty()) summary.away = shares_by_party(figures, "listed_but_away");
  if (std::ranges::find(plan.vetoes, 1) != plan.vetoes.end())
    summary.without_seat = shares_by_party(figures, "veto_without_seat");
  summary.zone = summarise_zone(figures, summary.held);
  return summary;
}

void print(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary) {
  print_blockers(page, model, stage, plan, summary);
  print_deal(page, model, stage, plan, summary);
  print_zone(page, model, stage, plan, summary);
}

void add(Json& json, const Model& model, const PlannedStage&, const Plan& plan, const Summary& summary) {
  Json parties = Json::object();
  for (const BlockerSummary& blocker : summary.blockers)
    parties[model.parties[blocker.party].name] = object({{"refused", to_json(blocker.refused)},
                                                         {"pivotal", to_json(blocker.pivotal)},
                                                         {"because_of", reasons_json(model, plan, blocker.reasons)}});
  json["blocked"] = object({{"trials", summary.disagreed},
                            {"no_admissible_text", to_json(summary.no_text)},
                            {"every_text_refused", to_json(summary.all_refused)},
                            {"parties", std::move(parties)}});
  json["drawn_among_equals"] = to_json(summary.drawn);
  json["nearest_deal"] = deal_json(model, plan, summary.deal);
  for (const auto& [party, share] : summary.away) json["listed_but_away"][model.parties[party].name] = to_json(share);
  for (const auto& [party, share] : summary.without_seat)
    json["veto_without_seat"][model.parties[party].name] = to_json(share);
  const ZoneSummary& zone = summary.zone;
  const bool held = summary.held > 0;
  json["zone"] = object({{"packages", plan.package_count},
                         {"complete", plan.whole_space},
                         {"mean", held ? Json(zone.mean) : Json(nullptr)},
                         {"median", held ? Json(size_bin_name(zone.median_bin)) : Json(nullptr)},
                         {"empty", to_json(zone.empty)},
                         {"single", to_json(zone.single)},
                         {"counts_by_power_of_two", zone.bins}});
}

void print_settings(Page& page, const Scenario& scenario, const Stage& stage, const Plan& plan) {
  const auto& settings = std::get<Settings>(stage.settings);
  print_entry(page, "mediator", scenario.parties[settings.mediator].name);
  print_entry(
      page, "present",
      settings.present ? names_of(scenario.parties, *settings.present) : std::string("who attends") + default_mark);
  std::vector<int> voters;
  for (int row = 0; row < plan.row_count(); ++row)
    if (plan.votes[row]) voters.push_back(plan.rows[row].party);
  print_entry(page, "may decide", voters.empty() ? "nobody" : names_of(scenario.parties, voters));
  print_entry(page, "decision",
              describe(settings.decision, scenario) + (settings.decision_defaulted ? default_mark : ""));
  print_entry(page, "aims at",
              fmt::format("{}{}", settings.aims_at == AimsAt::reservations ? "reservations" : "aspirations",
                          settings.aims_at_defaulted ? default_mark : ""));
  for (std::size_t place = 0; place < stage.issues.size(); ++place)
    if (settings.tabled[place])
      print_entry(page, "tabled if", scenario.issues[stage.issues[place]].name + ": " + settings.tabled[place]->text);
}

const char* utilities_note(const Plan&) {
  return "Means over trials, 0..1: what is in force after the stage against the reservation, of those whose consent "
         "counts. Surplus over it: agreed, in the trials in which the party accepted what came into force; else, in "
         "the others.";
}

}  // namespace detente::single_text

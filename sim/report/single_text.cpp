#include "sim/report/single_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "sim/protocols/single_text/reasons.h"
#include "sim/report/describe.h"
#include "sim/report/json.h"
#include "sim/report/model_summary.h"
#include "sim/report/teller.h"
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
  std::stable_sort(blockers.begin(), blockers.end(), [](const BlockerSummary& left, const BlockerSummary& right) {
    return left.refused.count > right.refused.count;
  });
  return blockers;
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

// "its red line on aid"
std::string reason_text(Reason kind, const std::string& issue) {
  switch (kind) {
    case Reason::red_line:
      return "its red line on " + issue;
    case Reason::loss:
      return "a loss on " + issue;
    case Reason::too_little:
      return "too little on " + issue;
    case Reason::never:
      return "its never";
  }
  return "";
}

// The most frequent, at most two.
std::string reasons_of(const Model& model, const Plan& plan, const BlockerSummary& blocker) {
  std::vector<int> order;
  for (int code = 0; code < reason_count(plan); ++code)
    if (blocker.reasons[code]) order.push_back(code);
  std::stable_sort(order.begin(), order.end(),
                   [&](int left, int right) { return blocker.reasons[left] > blocker.reasons[right]; });
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min<std::size_t>(2, order.size()); ++i) {
    const int place = place_of(plan, order[i]);
    parts.push_back(fmt::format(
        "{} {:.0f} %",
        reason_text(reason_of(plan, order[i]), place < 0 ? std::string() : model.issues[plan.issues[place]].name),
        100.0 * static_cast<double>(blocker.reasons[order[i]]) / static_cast<double>(blocker.refused.count)));
  }
  return join(parts);
}

void print_blockers(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan,
                    const Summary& summary) {
  page.heading(fmt::format("WHO BLOCKED: {}", stage.label));
  if (summary.held == 0) return page.paragraph("The stage was never held.");
  if (summary.disagreed == 0) return page.paragraph("Nobody: every text was adopted.");
  std::string text = fmt::format("Of {} without agreement.", counted(summary.disagreed, "trial"));
  if (summary.no_text.count > 0)
    text += fmt::format(" In {} of them every text was forbidden, or nobody would have gained by any.",
                        grouped(summary.no_text.count));
  if (summary.all_refused.count > 0)
    text += fmt::format(" In {} every text was refused over a line by somebody who fails it alone.",
                        grouped(summary.all_refused.count));
  page.paragraph(text);
  if (summary.blockers.empty()) return;
  Grid grid{{"party", "refused", "<95 % interval", "pivotal", "<because of"}, {}, 4};
  for (const BlockerSummary& blocker : summary.blockers)
    grid.add({model.parties[blocker.party].label, share_cell(blocker.refused), interval_cell(blocker.refused),
              share_text(blocker.pivotal), reasons_of(model, plan, blocker)});
  page.grid(grid);
  page.paragraph(
      "The last text; pivotal: with its consent alone it would have passed. A loss is held against what holds, "
      "too little against the best for it.",
      2, 0, Tone::quiet);
}

void print_zone(Page& page, const PlannedStage& stage, const Plan& plan, const Summary& summary) {
  const ZoneSummary& zone = summary.zone;
  page.heading(fmt::format("ZONE OF AGREEMENT: {}", stage.label));
  if (summary.held == 0) return page.paragraph("The stage was never held.");
  page.paragraph(fmt::format(
      "{:.1f} acceptable packages on average of {}, {} in the median trial; no package in {}, just one in {}.",
      zone.mean, grouped(static_cast<std::uint64_t>(plan.package_count)), size_bin_name(zone.median_bin),
      share_and_interval(zone.empty), share_and_interval(zone.single)));
  if (summary.drawn.count > 0) page.paragraph(drawn_text(summary.drawn, "texts equally good to the mediator"));
  if (!plan.whole_space)
    page.paragraph("Counted among changes of up to two issues from the draft: a lower bound.", 2, 0, Tone::quiet);
}

const RoundTold& room_of(const detente::RoundTold& round) { return std::get<RoundTold>(round.room); }

void tell_objections(Teller& teller, const RoundTold& round) {
  std::vector<int> content;
  for (const JudgementTold& at : round.judgements) {
    if (at.accepts) {
      content.push_back(at.party);
      continue;
    }
    if (!at.reason) continue;
    const std::string reason = reason_text(
        *at.reason, at.reason_issue < 0 ? std::string() : fmt::format("\"{}\"", teller.issue(at.reason_issue)));
    const bool over_line = *at.reason == Reason::red_line || *at.reason == Reason::never;
    teller.page.paragraph(over_line ? fmt::format("- {} refuses: the text crosses {}.", teller.party(at.party), reason)
                                    : fmt::format("- {} refuses: {}; {}.", teller.party(at.party),
                                                  compared("worth", at.utility, "it asks", at.aspiration), reason),
                          4, 2);
  }
  teller.page.paragraph("+ Would sign: " + teller.names(content) + ".", 4, 2);
}

// From the first round to the last, and how far each could still have gone.
void tell_concessions(Teller& teller, const detente::StageTold& told) {
  Grid grid{{"what each conceded", "first ask", "last ask", "least", "text", "conceded"}, {}};
  const std::vector<JudgementTold>&first = room_of(told.rounds.front()).judgements,
        &last = room_of(told.rounds.back()).judgements;
  for (std::size_t row = 0; row < last.size(); ++row)
    if (last[row].bargains)
      grid.add({teller.party(last[row].party), fmt::format("{:.2f}", first[row].aspiration),
                fmt::format("{:.2f}", last[row].aspiration), fmt::format("{:.2f}", last[row].reservation),
                fmt::format("{:.2f}", last[row].utility), fmt::format("{:.0f} %", 100 * last[row].conceded)});
  teller.page.grid(grid);
}

// "red-line.aid"
Json reason_json(const Model& model, const JudgementTold& at) {
  if (!at.reason) return nullptr;
  const std::string name = name_of(*at.reason);
  return at.reason_issue < 0 ? name : name + "." + model.issues[at.reason_issue].name;
}

}  // namespace

Summary summarise(const Plan&, const StageFigures& figures) {
  Summary summary;
  summary.held = count_of(figures.result, figures.at("held"));
  summary.disagreed = summary.held - count_of(figures.result, figures.at("agreed"));
  summary.no_text = figures.share(figures.at("no_admissible_text"));
  summary.all_refused = figures.share(figures.at("every_text_refused"));
  summary.drawn = figures.share(figures.at("drawn_among_equals"));
  summary.blockers = summarise_blockers(figures);
  summary.zone = summarise_zone(figures, summary.held);
  return summary;
}

void print(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary) {
  print_blockers(page, model, stage, plan, summary);
  print_zone(page, stage, plan, summary);
}

void add(Json& json, const Model& model, const PlannedStage&, const Plan& plan, const Summary& summary) {
  Json& blocked = json["blocked"] = object({{"trials", summary.disagreed},
                                            {"no_admissible_text", to_json(summary.no_text)},
                                            {"every_text_refused", to_json(summary.all_refused)},
                                            {"parties", Json::object()}});
  json["drawn_among_equals"] = to_json(summary.drawn);
  for (const BlockerSummary& blocker : summary.blockers) {
    Json& entry = blocked["parties"][model.parties[blocker.party].name];
    entry = object(
        {{"refused", to_json(blocker.refused)}, {"pivotal", to_json(blocker.pivotal)}, {"because_of", Json::object()}});
    for (int code = 0; code < reason_count(plan); ++code)
      if (blocker.reasons[code]) entry["because_of"][label_of(model, plan, code)] = blocker.reasons[code];
  }
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

void tell(Teller& teller, const PlannedStage& stage, const Plan& plan, const detente::StageTold& told) {
  const StageTold& room = std::get<StageTold>(told.room);
  teller.page.paragraph("In the room: " + teller.names(room.present) + ".");
  for (const int index : room.off_the_table)
    teller.page.paragraph(fmt::format("\"{}\" is not on the table.", teller.issue(index)));
  for (std::size_t index = 0; index < told.rounds.size(); ++index) {
    const detente::RoundTold& round = told.rounds[index];
    if (!room_of(round).has_terms) {
      teller.page.paragraph(
          fmt::format("Round {}. Every text is forbidden by a link, the mediator's lines or an absent controller, or "
                      "of use to nobody.",
                      index + 1));
      teller.tell_variables(round);
      teller.tell_shocks(round);
      continue;
    }
    const bool first = index == 0 || !room_of(told.rounds[index - 1]).has_terms;
    teller.page.paragraph(
        first          ? fmt::format("Round {}. First draft: {}.", index + 1, teller.package(plan, round, false))
        : round.same() ? fmt::format("Round {}. The draft stands.", index + 1)
                       : fmt::format("Round {}. The draft moves: {}.", index + 1, teller.package(plan, round, true)));
    teller.tell_variables(round);
    tell_objections(teller, room_of(round));
    teller.tell_shocks(round);
  }
  teller.page.paragraph(
      fmt::format("Decision by {}: the text {} after {} of {} rounds. Acceptable packages there were: {}.",
                  describe(plan.decision, teller.model.scenario), told.agreed ? "is adopted" : "fails",
                  told.rounds.size(), stage.rounds, static_cast<std::uint64_t>(room.zone)));
  tell_concessions(teller, told);
}

void add_round(Json& json, const Model& model, Json terms, const RoundTold& told) {
  json["draft"] = told.has_terms ? std::move(terms) : Json(nullptr);
  Json& judgements = json["judgements"] = Json::object();
  for (const JudgementTold& at : told.judgements)
    judgements[model.parties[at.party].name] = object({{"accepts", at.accepts},
                                                       {"votes", at.votes},
                                                       {"utility", at.utility},
                                                       {"aspiration", at.aspiration},
                                                       {"reservation", at.reservation},
                                                       {"conceded", at.bargains ? Json(at.conceded) : Json(nullptr)},
                                                       {"reason", reason_json(model, at)}});
}

void add(Json& json, const Model& model, const StageTold& told) {
  json["present"] = names_json(model.parties, told.present);
  json["off_the_table"] = names_json(model.issues, told.off_the_table);
  json["acceptable_packages"] = told.zone;
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
         "counts.";
}

}  // namespace detente::single_text

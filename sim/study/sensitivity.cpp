#include "sim/study/sensitivity.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <numeric>
#include <utility>

#include "sim/core/floating_point.h"
#include "sim/study/alone.h"
#include "sim/study/player.h"
#include "sim/study/queue.h"
#include "sim/study/threads.h"

namespace detente {

namespace {

// Draws at another address have nothing to do with those at this one.
std::uint64_t elsewhere(std::uint64_t hash) { return ~hash; }

struct Source {
  enum class Kind { input, together, chance, process, shock } kind = Kind::input;
  int index = 0;  // among the model's inputs, chances, variables or shocks
  Together together = {};
};

std::vector<Source> sources_of(const Model& model) {
  std::vector<Source> sources;
  std::vector<std::uint8_t> alone(model.inputs.size(), true);
  const std::vector<Together> groups = drawn_together(model);
  for (const Together& group : groups)
    for (const int input : group.inputs) alone[input] = false;
  const auto add = [&](Source::Kind kind, std::size_t count, const auto& is_drawn) {
    for (std::size_t index = 0; index < count; ++index)
      if (is_drawn(index)) sources.push_back({kind, static_cast<int>(index)});
  };
  const auto always = [](std::size_t) { return true; };
  add(Source::Kind::input, model.inputs.size(), [&](std::size_t input) { return alone[input]; });
  for (const Together& group : groups) sources.push_back({Source::Kind::together, 0, group});
  add(Source::Kind::chance, model.chances.size(), always);
  add(Source::Kind::process, model.variables.size(),
      [&](std::size_t variable) { return model.variables[variable].kind != ProcessKind::none; });
  add(Source::Kind::shock, model.shocks.size(), always);
  return sources;
}

// The draws with one of them taken out of its block and drawn elsewhere.
std::vector<DrawPlan> draws_with(std::vector<DrawPlan> draws, const Source& source) {
  for (std::size_t place = 0, size = draws.size(); place < size; ++place) {
    DrawPlan apart;
    apart.hash = elsewhere(draws[place].hash);
    if (source.kind == Source::Kind::chance) {
      if (draws[place].chance != source.index) continue;
      apart.chance = std::exchange(draws[place].chance, -1);
    } else {
      const auto input = std::find(std::begin(draws[place].inputs), std::end(draws[place].inputs), source.index);
      if (input == std::end(draws[place].inputs)) continue;
      apart.inputs[input - std::begin(draws[place].inputs)] = std::exchange(*input, -1);
    }
    draws.push_back(apart);
    break;
  }
  return draws;
}

// What comes together is drawn elsewhere together: by themselves columns of a row would take values that no row has.
void draw_elsewhere(Model& model, const Together& group) {
  if (group.kind == Together::Kind::row) {
    std::uint64_t& hash = model.sample_rows[group.index].hash;
    hash = elsewhere(hash);
  } else {
    for (CorrelatedInputs::Member& member : model.correlated[group.index].members) member.hash = elsewhere(member.hash);
  }
}

// The least that is said of any.
std::string least_confidence(const Model& model, const std::vector<int>& inputs) {
  for (const char* const confidence : {"low", "", "medium"})
    for (const int input : inputs)
      if (model.inputs[input].provenance.confidence == confidence) return confidence;
  return model.inputs[inputs.front()].provenance.confidence;
}

SourceEffect group_named(const Model& model, const Together& group) {
  SourceEffect effect;
  effect.provenance = model.inputs[group.inputs.front()].provenance;
  effect.provenance.confidence = least_confidence(model, group.inputs);
  effect.address = model.inputs[group.inputs.front()].address;
  if (group.alone()) return effect;
  effect.not_alone = not_alone(model, group);
  for (std::size_t i = 1; i < effect.not_alone.inputs.size(); ++i) effect.address += " + " + effect.not_alone.inputs[i];
  return effect;
}

SourceEffect named(const Model& model, const Source& source) {
  if (source.kind == Source::Kind::together) return group_named(model, source.together);
  SourceEffect effect;
  effect.luck = source.kind != Source::Kind::input;
  switch (source.kind) {
    case Source::Kind::together:
      break;
    case Source::Kind::input:
      effect.address = model.inputs[source.index].address;
      effect.provenance = model.inputs[source.index].provenance;
      break;
    case Source::Kind::chance:
      effect.address = model.chances[source.index];
      break;
    case Source::Kind::process:
      effect.address = "variables." + model.variables[source.index].name;
      break;
    case Source::Kind::shock:
      effect.address = "shocks." + model.shocks[source.index].name;
      break;
  }
  return effect;
}

// Which of what alone_effects() tells is the source's; -1: none.
int draw_of(const Model& model, const Source& source) {
  switch (source.kind) {
    case Source::Kind::input:
      return source.index;
    case Source::Kind::together:
      return source.together.inputs.front();  // of several nothing is told
    case Source::Kind::chance:
      return static_cast<int>(model.inputs.size()) + source.index;
    case Source::Kind::process:
    case Source::Kind::shock:
      break;
  }
  return -1;
}

// What all threads share. Counts by [source][outcome].
struct EffectStudy {
  const Model& model;
  const RunPlan& plan;
  const Layout& layout;
  std::vector<Source> sources = sources_of(model);
  std::vector<std::size_t> active = {};  // those that are played
  std::uint64_t first_block = 0;         // blocks before it have been counted
  std::size_t outcomes = model.outcomes.size();
  std::vector<PairCount> counts = std::vector<PairCount>(sources.size() * outcomes);

  PairCount* of(std::size_t source) { return &counts[source * outcomes]; }
};

class EffectSum final : public BlockSum {
 public:
  explicit EffectSum(EffectStudy& effects) : effects_(effects) {}
  void merge() override {
    for (std::size_t place = 0; place < effects_.active.size(); ++place)
      for (std::size_t outcome = 0; outcome < effects_.outcomes; ++outcome) {
        const PairCount& from = counts[place * effects_.outcomes + outcome];
        PairCount& to = effects_.of(effects_.active[place])[outcome];
        to.pairs += from.pairs;
        to.differing += from.differing;
        to.hits += from.hits;
      }
  }

  std::vector<PairCount> counts;  // [active][outcome]

 private:
  EffectStudy& effects_;
};

class Redrawer final : public BlockWorker {
 public:
  explicit Redrawer(EffectStudy& effects)
      : effects_(effects),
        model_(effects.model),
        player_(make_player(model_, effects.layout, effects.plan.lanes)),
        base_(effects.layout),
        other_(effects.layout) {}

  std::unique_ptr<BlockSum> begin(const BlockRange&) override { return std::make_unique<EffectSum>(effects_); }
  std::uint64_t portion() const override { return block_trials; }  // once for each source, which is moved for all of it

  bool play(const BlockRange& range, const Leave& leave) override {
    counts_.assign(effects_.active.size() * effects_.outcomes, {});
    if (range.index < effects_.first_block) return true;
    if (!play_into(base_, range, leave)) return false;
    for (std::size_t place = 0; place < effects_.active.size(); ++place) {
      draw_anew(effects_.sources[effects_.active[place]]);
      const bool played = play_into(other_, range, leave);
      restore();
      if (!played) return false;
      for (std::size_t outcome = 0; outcome < effects_.outcomes; ++outcome)
        counts_[place * effects_.outcomes + outcome] = compared(outcome);
    }
    return true;
  }

  void add(BlockSum& sum) override { static_cast<EffectSum&>(sum).counts = std::move(counts_); }

  // Whether any of these trials, which came to `before`, comes to another outcome with the source drawn anew.
  bool changes_any(const Source& source, const std::vector<std::uint64_t>& trials, const TrialOutcomes& before) {
    const Leave leave(effects_.plan.stop);
    draw_anew(source);
    const bool found = std::ranges::any_of(trials, [&](std::uint64_t trial) {
      Block block = make_block(effects_.layout, 0);
      TrialOutcomes after;
      return player_->play_into(block, &after, effects_.plan.seed, trial, 1, nullptr, &leave) &&
             after.front() != no_outcome && after.front() != before[trial];
    });
    restore();
    return found;
  }

 private:
  bool play_into(TrialRecord& record, const BlockRange& range, const Leave& leave) {
    record.clear();
    Block block = make_block(effects_.layout, range.index);
    return player_->play_into(block, nullptr, effects_.plan.seed, range.first, range.count, &record, &leave);
  }

  void draw_anew(const Source& source) {
    switch (source.kind) {
      case Source::Kind::input:
      case Source::Kind::chance:
        model_.draws = draws_with(effects_.model.draws, source);
        break;
      case Source::Kind::together:
        draw_elsewhere(model_, source.together);
        break;
      case Source::Kind::process:
        model_.variables[source.index].hash = elsewhere(model_.variables[source.index].hash);
        break;
      case Source::Kind::shock:
        model_.shocks[source.index].hash = elsewhere(model_.shocks[source.index].hash);
        break;
    }
  }

  void restore() {
    model_.draws = effects_.model.draws;
    for (std::size_t i = 0; i < model_.sample_rows.size(); ++i)
      model_.sample_rows[i].hash = effects_.model.sample_rows[i].hash;
    for (std::size_t i = 0; i < model_.correlated.size(); ++i)
      model_.correlated[i].members = effects_.model.correlated[i].members;
    for (std::size_t i = 0; i < model_.variables.size(); ++i)
      model_.variables[i].hash = effects_.model.variables[i].hash;
    for (std::size_t i = 0; i < model_.shocks.size(); ++i) model_.shocks[i].hash = effects_.model.shocks[i].hash;
  }

  // The outcome is the first figure.
  PairCount compared(std::size_t outcome) const {
    PairCount count;
    const RecordWords one = base_.trials_with(0, static_cast<int>(outcome));
    const RecordWords other = other_.trials_with(0, static_cast<int>(outcome));
    for (int word = 0; word < record_words; ++word) {
      const std::uint64_t pairs = base_.played()[word] & other_.played()[word];
      const std::uint64_t before = one[word] & pairs, after = other[word] & pairs;
      count.pairs += std::popcount(pairs);
      count.differing += std::popcount(before ^ after);
      count.hits += std::popcount(before) + std::popcount(after);
    }
    return count;
  }

  EffectStudy& effects_;
  Model model_;  // of which one draw is moved at a time
  std::unique_ptr<Player> player_;
  TrialRecord base_, other_;
  std::vector<PairCount> counts_;  // [active][outcome], of the block
};

// Plays the active sources over the blocks from effects.first_block to the end of the plan; whether it came to the end.
bool play(EffectStudy& effects, const RunPlan& plan) {
  BlockQueue queue(plan);
  queue.play([&] { return std::make_unique<Redrawer>(effects); });
  return queue.trials() == plan.trials;
}

bool matters(EffectStudy& effects, std::size_t source) {
  return std::any_of(effects.of(source), effects.of(source) + effects.outcomes, [](const PairCount& count) {
    return static_cast<double>(count.differing) > screening_share * static_cast<double>(count.pairs) ||
           total_order(count).value > screening_index;
  });
}

// The first trials of outcomes that are rare in the blocks of the first look.
std::vector<std::uint64_t> trials_of_rare(const EffectStudy& effects, const TrialOutcomes& all) {
  std::vector<std::uint64_t> found;
  for (std::size_t outcome = 0; outcome < effects.outcomes; ++outcome) {
    std::vector<std::uint64_t> of;
    for (std::uint64_t trial = 0; trial < all.size() && of.size() < rare_trials; ++trial)
      if (all[trial] == outcome) of.push_back(trial);
    const bool rare = of.size() < rare_trials || of.back() >= screening_blocks * block_trials;
    if (rare) found.insert(found.end(), of.begin(), of.end());
  }
  return found;
}

// Leaves those sources active that matter. Returns how many trials were played for it.
std::uint64_t screen(EffectStudy& effects, const TrialOutcomes& all) {
  const std::vector<std::uint64_t> rare = trials_of_rare(effects, all);
  std::vector<std::uint64_t> played(effects.sources.size());
  std::vector<std::uint8_t> kept(effects.sources.size());
  take_turns(kept.size(), effects.plan.threads, effects.plan.stop, [&] {
    const auto redrawer = std::make_shared<Redrawer>(effects);
    return [&, redrawer](std::uint64_t source) {
      kept[source] = matters(effects, source);
      if (kept[source]) return;
      kept[source] = redrawer->changes_any(effects.sources[source], rare, all);
      played[source] = rare.size();
    };
  });
  std::erase_if(effects.active, [&](std::size_t source) { return !kept[source]; });
  return std::accumulate(played.begin(), played.end(), std::uint64_t{0});
}

}  // namespace

std::size_t source_count(const Model& model) { return sources_of(model).size(); }

SensitivityResult sensitivity(const Model& model, const RunPlan& asked) {
  const DefaultFloatingPoint floating_point;
  RunPlan plan = asked;
  plan.trials = (plan.trials + block_trials - 1) / block_trials * block_trials;
  std::uint64_t before = 0;  // trials of the parts that are over
  std::uint64_t times = 1;   // trials played for each of the part that is not
  std::uint64_t shown = 0;
  plan.progress = [&](std::uint64_t done) {
    shown = std::max(shown, before + done * times);
    if (asked.progress) asked.progress(shown);
  };
  SensitivityResult result;
  result.base = simulate(model, plan);
  result.trials = before = result.base.trials;
  if (result.base.stopped()) return result;

  EffectStudy effects{model, plan, result.base.layout};
  RunPlan screening = plan;
  screening.trials = std::min(plan.trials, screening_blocks * block_trials);
  for (std::size_t source = 0; source < effects.sources.size(); ++source) effects.active.push_back(source);
  times = effects.active.size() + 1;
  if (!play(effects, screening)) return result;
  before += screening.trials * times;
  before += screen(effects, result.base.trial_outcomes);
  if (plan.stop && *plan.stop) return result;
  if (plan.trials > screening.trials) {
    effects.first_block = screening_blocks;
    times = effects.active.size() + 1;
    before -= screening.trials * times;  // the queue counts them, but they are not played again
    if (!play(effects, plan)) return result;
    before += plan.trials * times;
  }
  if (asked.progress) asked.progress(before);
  result.trials = before;
  std::vector<int> outcomes(effects.outcomes);
  std::iota(outcomes.begin(), outcomes.end(), 0);
  const std::vector<std::vector<AloneEffect>> alone = alone_effects(model, result.base, outcomes);

  for (std::size_t source = 0; source < effects.sources.size(); ++source) {
    SourceEffect& effect = result.sources.emplace_back(named(model, effects.sources[source]));
    effect.screened_out = !std::binary_search(effects.active.begin(), effects.active.end(), source);
    for (std::size_t outcome = 0; outcome < effects.outcomes; ++outcome)
      effect.total.push_back(total_order(effects.of(source)[outcome]));
    if (const int draw = draw_of(model, effects.sources[source]); draw >= 0)
      effect.alone.assign(alone[draw].begin(), alone[draw].end());
  }
  return result;
}

}  // namespace detente

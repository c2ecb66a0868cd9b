#include "sim/study/alone.h"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <memory>
#include <numeric>

#include "sim/engine/joint_draws.h"
#include "sim/random/philox.h"
#include "sim/scenario/limits.h"
#include "sim/study/threads.h"
#include "sim/study/together.h"

namespace detente {

namespace {

constexpr std::size_t trials_a_value = 16;
constexpr int outcome_bits = 6;  // of a key
constexpr int chance_word = 2;   // the first of a chance's two
static_assert(limits::outcomes <= 1 << outcome_bits);

using ByOutcome = std::array<std::uint64_t, limits::outcomes>;

// What inputs were drawn in the trials of a result, from their addresses.
class DrawReader {
 public:
  DrawReader(const Result& result, std::span<const int> outcomes)
      : seed_(result.plan.seed), all_(result.trial_outcomes), wanted_(outcomes) {
    std::ranges::remove_copy(all_, std::back_inserter(outcomes_), no_outcome);
    for (std::vector<std::uint32_t>& words : words_) words.resize(outcomes_.size() + 1);  // one to be written over
  }

  void read(const DrawPlan& plan) {
    const auto is_read = [&](int word) { return plan.inputs[word] >= 0 || (plan.chance >= 0 && word == chance_word); };
    read_words(is_read,
               [&](const auto& trials, auto& words) { draw_blocks<lanes>(seed_, trials, 0, plan.hash, words); });
  }

  // The one input that is read of what would come together, into the first word.
  void read(const Model& model, const Together& one) {
    const auto is_first = [](int word) { return word == 0; };
    read_words(is_first, [&](const auto& trials, auto& words) {
      const auto take = [&](int, const std::uint32_t* own) { std::copy_n(own, lanes, words[0]); };
      if (one.kind == Together::Kind::row)
        draw_row<lanes>(model.sample_rows[one.index], seed_, trials, take);
      else
        draw_correlated<lanes>(model.correlated[one.index], seed_, trials, take);
    });
  }

  // distribution: null for a chance.
  std::vector<AloneEffect> effects_of(int word, const CompiledDistribution* distribution) {
    std::vector<AloneEffect> effects(wanted_.size());
    const std::span<const std::uint32_t> words(words_[word].data(), outcomes_.size());
    tell_quarters(words, effects);
    const std::vector<int> values = distribution ? values_of(*distribution) : std::vector<int>();
    if (!values.empty() && (values.back() + 1) * trials_a_value <= outcomes_.size())
      tell_by_value(words, distribution->table->bounds, values, effects);
    else
      tell_by_rank(words, effects);
    return effects;
  }

 private:
  static constexpr int lanes = 16;  // trials whose draws are read at a time

  // draw(trials, words): of so many trials, words[word][lane].
  template <class IsRead, class Draw>
  void read_words(const IsRead& is_read, const Draw& draw) {
    std::uint32_t words[4][lanes];
    std::uint64_t trials[lanes];
    std::size_t place = 0;
    for (std::size_t first = 0; first < all_.size(); first += lanes) {
      const std::size_t count = std::min<std::size_t>(lanes, all_.size() - first);
      std::iota(trials, trials + lanes, first);
      draw(trials, words);
      const std::size_t begin = place;
      for (int word = 0; word < 4; ++word) {
        if (!is_read(word)) continue;
        place = begin;
        for (std::size_t lane = 0; lane < count; ++lane) {
          words_[word][place] = words[word][lane];
          place += all_[first + lane] != no_outcome;
        }
      }
    }
  }

  // Of a discrete distribution: which value, counted from 0, each entry of its table comes to.
  static std::vector<int> values_of(const CompiledDistribution& distribution) {
    std::vector<int> values;
    if (!distribution.table || !distribution.table->discrete()) return values;
    double before = 0;
    for (const std::uint64_t bound : distribution.table->bounds) {
      const double value = draw_value(distribution, static_cast<std::uint32_t>(bound - 1));
      values.push_back(values.empty() ? 0 : values.back() + (value != before));
      before = value;
    }
    return values;
  }

  void tell_quarters(std::span<const std::uint32_t> words, std::vector<AloneEffect>& effects) const {
    std::array<ByOutcome, 4> quarters{};
    for (std::size_t trial = 0; trial < words.size(); ++trial) ++quarters[words[trial] >> 30][outcomes_[trial]];
    const auto share = [](const ByOutcome& counts, int outcome) {
      const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
      return all > 0 ? static_cast<double>(counts[outcome]) / all : 0;
    };
    for (std::size_t i = 0; i < effects.size(); ++i) {
      effects[i].low_share = share(quarters.front(), wanted_[i]);
      effects[i].high_share = share(quarters.back(), wanted_[i]);
    }
  }

  void tell_by_value(std::span<const std::uint32_t> words, const std::vector<std::uint64_t>& bounds,
                     const std::vector<int>& values, std::vector<AloneEffect>& effects) const {
    std::vector<ByOutcome> counts(values.back() + 1);
    for (std::size_t trial = 0; trial < words.size(); ++trial) {
      const auto entry = std::upper_bound(bounds.begin(), bounds.end(), std::uint64_t{words[trial]}) - bounds.begin();
      ++counts[values[entry]][outcomes_[trial]];
    }
    std::vector<std::uint64_t> hits(counts.size()), all;
    for (const ByOutcome& each : counts) all.push_back(std::accumulate(each.begin(), each.end(), std::uint64_t{0}));
    for (std::size_t i = 0; i < effects.size(); ++i) {
      for (std::size_t value = 0; value < counts.size(); ++value) hits[value] = counts[value][wanted_[i]];
      static_cast<Sensitivity&>(effects[i]) = first_order_by_value(hits, all);
    }
  }

  // Keys are draws with the outcome in their lowest bits, sorted by so many of their highest that a trial seldom has
  // them in common with another: one in a thousand.
  void tell_by_rank(std::span<const std::uint32_t> words, std::vector<AloneEffect>& effects) {
    keys_.resize(words.size());
    for (std::size_t trial = 0; trial < words.size(); ++trial)
      keys_[trial] = words[trial] >> outcome_bits << outcome_bits | outcomes_[trial];
    const int digit = std::min((static_cast<int>(std::bit_width(words.size())) + 11) / 2, (32 - outcome_bits) / 2);
    sort_by(32 - 2 * digit, digit);
    sort_by(32 - digit, digit);
    in_order_.resize(keys_.size());
    std::ranges::transform(keys_, in_order_.begin(),
                           [](std::uint32_t key) { return key & ((1U << outcome_bits) - 1); });
    for (std::size_t i = 0; i < effects.size(); ++i)
      static_cast<Sensitivity&>(effects[i]) = first_order_by_rank(in_order_, static_cast<std::uint8_t>(wanted_[i]));
  }

  // Keys in order of so many bits from `shift`; those that have them in common stay in the order they were in.
  void sort_by(int shift, int bits) {
    const std::uint32_t mask = (1U << bits) - 1;
    next_.assign((1U << bits) + 1, 0);
    for (const std::uint32_t key : keys_) ++next_[(key >> shift & mask) + 1];
    std::partial_sum(next_.begin(), next_.end(), next_.begin());
    sorted_.resize(keys_.size());
    for (const std::uint32_t key : keys_) sorted_[next_[key >> shift & mask]++] = key;
    keys_.swap(sorted_);
  }

  std::uint64_t seed_;
  const TrialOutcomes& all_;
  std::span<const int> wanted_;
  // Of the trials that did not fail:
  TrialOutcomes outcomes_, in_order_;
  std::vector<std::uint32_t> words_[4], keys_, sorted_, next_;
};

}  // namespace

std::vector<std::vector<AloneEffect>> alone_effects(const Model& model, const Result& result,
                                                    std::span<const int> outcomes) {
  std::vector<std::vector<AloneEffect>> effects(model.inputs.size() + model.chances.size());
  for (std::vector<AloneEffect>& of_draw : effects) of_draw.resize(outcomes.size());
  std::vector<Together> ones;
  for (Together& together : drawn_together(model)) {
    if (together.alone())
      ones.push_back(std::move(together));
    else
      for (const int input : together.inputs) effects[input].clear();
  }
  if (result.trial_outcomes.empty()) return effects;
  const std::size_t plans = model.draws.size();
  take_turns(plans + ones.size(), result.plan.threads, nullptr, [&] {
    const auto reader = std::make_shared<DrawReader>(result, outcomes);
    return [&, reader](std::uint64_t turn) {
      if (turn >= plans) {
        const int input = ones[turn - plans].inputs.front();
        reader->read(model, ones[turn - plans]);
        effects[input] = reader->effects_of(0, &model.distributions[input]);
        return;
      }
      const DrawPlan& plan = model.draws[turn];
      reader->read(plan);
      for (int word = 0; word < 4; ++word)
        if (const int input = plan.inputs[word]; input >= 0)
          effects[input] = reader->effects_of(word, &model.distributions[input]);
      if (plan.chance >= 0) effects[model.inputs.size() + plan.chance] = reader->effects_of(chance_word, nullptr);
    };
  });
  for (std::vector<AloneEffect>& of_draw : effects)
    for (AloneEffect& effect : of_draw) effect.index = std::clamp(effect.index, 0.0, 1.0);  // chance may put it beyond
  return effects;
}

}  // namespace detente

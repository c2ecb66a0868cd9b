// Playing what a file is of, part by part, and bringing the parts of a run together again.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "sim/engine/leave.h"
#include "sim/store/kept.h"
#include "sim/study/player.h"
#include "sim/sweep/point_models.h"

namespace detente {

// Where blocks are kept of a part that is not whole.
struct BlockKeeper {
  std::function<std::optional<Kept>(std::uint64_t block)> kept = [](std::uint64_t) { return std::nullopt; };
  std::function<void(const Kept& block)> keep = [](const Kept&) {};
};

// One thread's. Study and points must outlive it.
class PartPlayer {
 public:
  // What is kept of a part; none where it is not there, or damaged.
  using Read = std::function<std::optional<Kept>(std::uint64_t part)>;

  // how: threads (of a part that is a whole run), lanes, stop. model: that of the only point, made once for all
  // threads; null: models are made as they are needed.
  PartPlayer(const StoredStudy& study, const PointList& points, const RunPlan& how, const Model* model = nullptr);

  // Nothing where how.stop turned true and the rest would have taken long. Of a part that takes long, whole blocks are
  // kept one by one. Throw PointError.
  std::optional<Kept> play(std::uint64_t part, const BlockKeeper& keeper = {});
  std::optional<Kept> play_block(std::uint64_t block);

  // What the parts of a run come to: the same bits as simulate(). None if one is missing or is none of this scenario.
  // Throws PointError.
  std::optional<Result> result_of(std::uint64_t run, const Read& read);
  std::optional<SweepRun> told_of(std::uint64_t run, const Read& read);

 private:
  struct Counted {
    Block sum;
    TrialOutcomes outcomes;
  };

  void turn_to(std::uint64_t run);
  const Layout& layout() const { return models_.layout(); }
  int outcome_count() const { return static_cast<int>(model_->outcomes.size()); }
  bool keeps_outcomes(Level level, std::uint64_t index) const;
  Kept pack(Level level, std::uint64_t index, std::uint64_t trials, const Counted& counted,
            const std::string& hash) const;
  std::optional<Counted> unpack(const Kept& kept) const;
  bool can_be(const Counted& block, std::uint64_t trials) const;
  std::optional<Kept> play_whole(std::uint64_t run);
  std::optional<Counted> count_block(std::uint64_t block, const Leave& leave);

  const StoredStudy& study_;
  RunPlan how_;
  PointModels models_;
  std::optional<std::uint64_t> run_;  // whose these are:
  const Model* model_ = nullptr;
  RunPlan plan_;
  std::unique_ptr<Player> player_;  // once it is needed
};

}  // namespace detente

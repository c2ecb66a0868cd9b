// Blocks that take long are shared, and left when the run is over; what comes out is the trials from the first, in
// order.
#include "sim/study/queue.h"

#include <gtest/gtest.h>

#include <ctime>
#include <numeric>

namespace detente {
namespace {

// What the block beyond which nothing is known came to.
struct Played {
  std::vector<std::uint64_t> trials;
  int helped = 0;  // portions added to blocks that another worker had begun
};

double processor_seconds() {
  std::timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

class Trials final : public BlockSum {
 public:
  explicit Trials(Played& played) : played_(played) {}
  void complete() override { complete_ = true; }
  void merge() override {
    EXPECT_TRUE(complete_);
    played_.trials.insert(played_.trials.end(), trials.begin(), trials.end());
  }
  std::vector<std::uint64_t> trials;
  const BlockWorker* begun_by = nullptr;
  Played& played() const { return played_; }

 private:
  Played& played_;
  bool complete_ = false;
};

// Takes its time over trials from `slow_from` to `slow_to`, as the engine does: round by round.
class Slow final : public BlockWorker {
 public:
  Slow(Played& played, std::uint64_t slow_from, std::uint64_t slow_to, double seconds)
      : played_(played), slow_from_(slow_from), slow_to_(slow_to), seconds_(seconds) {}
  std::unique_ptr<BlockSum> begin(const BlockRange&) override {
    auto sum = std::make_unique<Trials>(played_);
    sum->begun_by = this;
    return sum;
  }
  std::uint64_t portion() const override { return 8; }
  bool play(const BlockRange& portion, const Leave& leave) override {
    EXPECT_LE(portion.count, 8U);
    last_ = portion;
    const bool slow = portion.first >= slow_from_ && portion.first < slow_to_;
    for (const double end = processor_seconds() + seconds_; slow && processor_seconds() < end;)
      if (leave.due()) return false;
    return !leave.due();
  }
  void add(BlockSum& sum) override {
    auto& mine = static_cast<Trials&>(sum);
    for (std::uint64_t i = 0; i < last_.count; ++i) mine.trials.push_back(last_.first + i);
    if (mine.begun_by != this) ++played_.helped;  // a block that is shared, one thread at a time
  }

 private:
  Played& played_;
  std::uint64_t slow_from_, slow_to_;
  double seconds_;
  BlockRange last_;
};

std::vector<std::uint64_t> first_trials(std::uint64_t count) {
  std::vector<std::uint64_t> trials(count);
  std::iota(trials.begin(), trials.end(), 0);
  return trials;
}

TEST(Queue, ABlockThatTakesLongIsShared) {
  for (const int threads : {1, 2, 3, 8}) {
    Played played;
    const RunPlan plan{.trials = 5 * block_trials + 11, .threads = threads};
    BlockQueue queue(plan);
    queue.play([&] { return std::make_unique<Slow>(played, block_trials + 64, block_trials + 64 + 128, 0.03); });
    EXPECT_EQ(queue.ending(), Ending::trials);
    EXPECT_EQ(queue.trials(), plan.trials);
    EXPECT_EQ(played.trials, first_trials(plan.trials)) << threads;
  }
}

// One block, of which all threads play, though the first alone has begun it.
TEST(Queue, TheOnlyBlockIsSharedToo) {
  Played played;
  const RunPlan plan{.trials = 200, .threads = 4};
  BlockQueue queue(plan);
  queue.play([&] { return std::make_unique<Slow>(played, 0, 200, 0.03); });
  EXPECT_EQ(played.trials, first_trials(plan.trials));
  EXPECT_GT(played.helped, 0);
}

TEST(Queue, StoppedWithinABlockItKeepsTheTrialsFromTheFirst) {
  for (const int threads : {1, 2, 3, 8}) {
    std::atomic<bool> stop = false;
    Played played;
    RunPlan plan{.trials = 100 * block_trials, .threads = threads};
    plan.stop = &stop;
    plan.progress = [&](std::uint64_t done) { stop = stop || done >= 64; };
    BlockQueue queue(plan);
    queue.play([&] { return std::make_unique<Slow>(played, 0, plan.trials, 0.03); });
    EXPECT_EQ(queue.ending(), Ending::interrupt);
    EXPECT_GE(queue.trials(), 64U);
    EXPECT_LT(queue.trials(), std::uint64_t{block_trials});
    EXPECT_EQ(played.trials, first_trials(queue.trials())) << threads;
  }
}

// A single trial would take an hour.
TEST(Queue, ATrialThatTakesLongIsLeft) {
  for (const int threads : {1, 3})
    for (const std::uint64_t slow_from : {0, 40, block_trials + 8}) {
      Played played;
      RunPlan plan{.trials = 100 * block_trials, .threads = threads};
      plan.budget = 0.3;
      BlockQueue queue(plan);
      queue.play([&] { return std::make_unique<Slow>(played, slow_from, slow_from + 8, 3600); });
      EXPECT_EQ(queue.ending(), Ending::budget);
      EXPECT_EQ(queue.trials(), slow_from);
      EXPECT_EQ(played.trials, first_trials(slow_from));
    }
}

TEST(Queue, WhatIsAMatterOfMomentsIsFinished) {
  for (const int threads : {1, 3}) {
    std::atomic<bool> stop = false;
    Played played;
    RunPlan plan{.trials = 100 * block_trials, .threads = threads};
    plan.stop = &stop;
    plan.progress = [&](std::uint64_t) { stop = true; };
    BlockQueue queue(plan);
    queue.play([&] { return std::make_unique<Slow>(played, 0, plan.trials, 2e-5); });
    EXPECT_EQ(queue.trials() % block_trials, 0U);
    EXPECT_EQ(played.trials, first_trials(queue.trials()));
  }
}

}  // namespace
}  // namespace detente

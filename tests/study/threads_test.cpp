#include "sim/study/threads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <stdexcept>

namespace detente {
namespace {

TEST(Turns, AreTakenOnceEachByWhoeverIsFree) {
  for (const int threads : {1, 2, 7}) {
    std::mutex mutex;
    std::vector<int> taken(100);
    int hired = 0;
    take_turns(taken.size(), threads, nullptr, [&] {
      const std::lock_guard lock(mutex);
      ++hired;
      return [&](std::uint64_t turn) {
        const std::lock_guard one(mutex);
        ++taken[turn];
      };
    });
    EXPECT_THAT(taken, testing::Each(1));
    EXPECT_LE(hired, threads);
  }
}

TEST(Turns, NoMoreThreadsAreHiredThanThereAreTurns) {
  std::atomic<int> hired = 0;
  const auto hire = [&] {
    ++hired;
    return [](std::uint64_t) {};
  };
  take_turns(1, 8, nullptr, hire);
  EXPECT_EQ(hired, 1);
  take_turns(0, 8, nullptr, hire);
  EXPECT_EQ(hired, 1);
}

TEST(Turns, ShareTheThreadsWhereTheyAreFew) {
  EXPECT_EQ(threads_each(8, 1), 8);
  EXPECT_EQ(threads_each(8, 3), 2);
  EXPECT_EQ(threads_each(8, 8), 1);
  EXPECT_EQ(threads_each(8, 1'000'000), 1);
  EXPECT_EQ(threads_each(8, 0), 8);
  EXPECT_EQ(threads_each(0, 1), static_cast<int>(thread_count(0)));
}

TEST(Turns, NoneIsBegunOnceStopIsTrue) {
  std::atomic<bool> stop = false;
  std::uint64_t last = 0;
  take_turns(1000, 1, &stop, [&] {
    return [&](std::uint64_t turn) {
      last = turn;
      stop = turn == 3;
    };
  });
  EXPECT_EQ(last, 3U);
}

TEST(Turns, TheFirstToHaveThrownEndsThem) {
  std::atomic<int> taken = 0;
  const auto run = [&](int threads) {
    take_turns(1000, threads, nullptr, [&] {
      return [&](std::uint64_t turn) {
        ++taken;
        if (turn >= 5) throw std::runtime_error(std::to_string(turn));
      };
    });
  };
  EXPECT_THROW(run(1), std::runtime_error);
  EXPECT_EQ(taken, 6);
  taken = 0;
  EXPECT_THROW(run(4), std::runtime_error);
  EXPECT_LE(taken, 5 + 4) << "the others begin nothing more";
}

TEST(Turns, WhoCannotBeHiredEndsThemToo) {
  const auto refuse = []() -> std::function<void(std::uint64_t)> { throw std::bad_alloc(); };
  EXPECT_THROW(take_turns(3, 2, nullptr, refuse), std::bad_alloc);
}

}  // namespace
}  // namespace detente

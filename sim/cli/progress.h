// How far a run is: a line on the terminal if it lasts longer than a second, or lines of JSON for a program that asks.
#pragma once

#include <chrono>
#include <cstdint>

#include "sim/cli/options.h"
#include "sim/study/simulate.h"

namespace detente {

// As one run, of so many like this.
RunPlan whole_of(RunPlan each, std::uint64_t runs);

class Progress {
 public:
  // `plan`, which may change until it is played, says what is asked for.
  Progress(const RunPlan& plan, const NoticeOptions& options);
  bool shown() const { return line_ || json_; }
  void show(std::uint64_t done);  // by one thread at a time
  // After the trials, of fixed choices measured; likewise.
  ChoiceProgress of_choices() {
    return [this](std::size_t done, std::size_t of) { show_choices(done, of); };
  }
  void end();  // the last word in JSON; a line is taken off the terminal

 private:
  using Clock = std::chrono::steady_clock;
  double seconds() const;
  void show_choices(std::size_t done, std::size_t of);
  bool is_due();  // the line, anew; JSON, if that is, is written
  void write_line(const std::string& line);
  void write_json() const;

  const RunPlan& plan_;
  bool line_, json_, on_screen_ = false;
  std::uint64_t done_ = 0;
  std::size_t choices_ = 0, choices_asked_ = 0;
  Clock::time_point begin_ = Clock::now(), last_ = begin_;
};

}  // namespace detente

// What changes while trials run: one State holds as many trials as Real has lanes. All of it is allocated when the
// State is made; nothing allocates while it steps.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/math/lanes.h"
#include "sim/model/model.h"

namespace detente {

// A vector of fixed size; std::vector<bool> would have no elements to take the address of.
template <class T>
class Array {
 public:
  Array() = default;
  explicit Array(std::size_t size) { resize(size); }
  void resize(std::size_t size) {
    size_ = size;
    data_.reset(size ? new T[size]() : nullptr);
  }
  void fill(const T& value) { std::fill(data_.get(), data_.get() + size_, value); }
  T& operator[](std::size_t index) { return data_[index]; }
  const T& operator[](std::size_t index) const { return data_[index]; }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }

 private:
  std::unique_ptr<T[]> data_;
  std::size_t size_ = 0;
};

// Utilities of a stage's options for its rows, salience weighed in: the utility of a package is base + the sum of its
// options' cells. A row with no weight on any issue has base 1 and cells 0.
template <class Real>
struct UtilityTable {
  Array<Real> cell;    // [option of the stage][row]
  Array<Real> weight;  // [place][row], salience over the row's total, 0..1
  Array<Real> base;    // [row]
};

// A party's tactic as drawn for each trial.
template <class Real>
struct DrawnTactic {
  Real beta{}, start{};
};

// What became of one stage in each trial.
template <class Real>
struct StageRecord {
  Mask<Real> reached{};         // its turn came and its `requires` held
  Mask<Real> held{};            // it ran: reached, and there was somebody to decide
  Mask<Real> agreed{};          // text adopted; participation: all who were wanted came
  Real rounds{};                // rounds used
  Array<Real> option;           // [place], last offer or last text, option index
  Array<Real> utility;          // [row], of the offer; of what is in force after a text
  Array<Real> threshold;        // [row], stay-out; after a text the reservation
  Array<Mask<Real>> took_part;  // [row], invited; after a text: its consent counted
  Array<Mask<Real>> accepted;   // [row], came; accepted the last text
  // participation: why a party is away, of those invited and those who instruct them
  Array<Mask<Real>> worse;    // [row], the terms are worth less than staying out
  Array<Mask<Real>> crossed;  // [row], they cross a line it means
  Array<Mask<Real>> unmet;    // [demand], they leave a precondition unmet that it means
  // single text
  Mask<Real> no_text{};                            // no admissible package was found
  Real zone{};                                     // acceptable packages found
  Array<Mask<Real>> blocked_alone, blocked_among;  // [row]
  Array<Real> blocked_on;                          // [row], place it loses most on
};

// Work space of the running stage; the replay reads it after each step.
template <class Real>
struct StageWork {
  UtilityTable<Real> table;
  UtilityTable<Real> fresh_table;  // scratch, where saliences move
  Mask<Real> lanes{};              // trials that play the stage
  Mask<Real> open{};               // of these, trials whose stage has not ended
  Array<Mask<Real>> tabled;        // [place]
  Array<Mask<Real>> allowed;       // [option], crosses no meant line of those who must be content
  Array<Mask<Real>> line_meant;    // [place][row]
  Array<Mask<Real>> binds;         // [exclusion]
  Array<Mask<Real>> forbidden;     // [exclusion][cell], of exclusions that are not fixed
  Array<Real> current;             // [place], option index in force as the stage begins
  Array<Real> draft;               // [place], option index as offered or tabled
  Mask<Real> has_draft{};
  Array<DrawnTactic<Real>> tactic;  // [row]
  Array<Real> reservation;          // [row]
  Array<Real> aspiration;           // [row]
  Array<Real> utility;              // [row], of the draft; participation: once the stage ends
  Array<Real> level;                // [place + 1][row], partial sums of a walk through all packages
  Array<Real> best;                 // [place], option index, found by the running search
  Mask<Real> has_best{};
  Array<Mask<Real>> row_mask;  // [row], scratch
  // participation
  Array<Real> stay_out;              // [row]
  Array<Mask<Real>> meant;           // [demand]
  Array<Mask<Real>> bluff;           // [demand], the convenor has seen that it is not meant
  Array<Mask<Real>> proved;          // [demand], the convenor has seen that it is meant
  Array<Mask<Real>> taken_at_word;   // [demand], !bluff
  Array<Mask<Real>> unmet;           // [demand]
  Array<Mask<Real>> steadily_unmet;  // [demand], of those that are steady
  Array<Mask<Real>> content;         // [row], no line crossed and better off than staying out
  Array<bool> asks_worth;            // [row], staying out is worth something in some lane
  Array<bool> always_comes;          // [row], whatever the terms: it and whoever instructs it ask for nothing
  Array<Real> judged;                // [row], utility of the package the convenor considers
  Array<Real> walk_cell;             // [option][2], its utility to the convenor, and 1 where it moves a term
  // the ledger: what the convenor and its guests make of packages
  bool ledger_open = false;
  int page_count = 0;                  // pages, one for each package that may be worth the convenor's reservation
  Array<int> entry;                    // [page], in StageModel's ledger
  Array<Real> column;                  // [option], the convenor's cells; then [option][asked]
  Array<Real> worth;                   // [page], to the convenor; -infinity where it may not offer it
  Array<Mask<Real>> line_kept;         // [option][wanted, then one for all to be kept], crosses no line they mean
  Array<Mask<Real>> line_level;        // [place + 1][the same], scratch
  Array<Mask<Real>> wanted_content;    // [page][wanted]
  Array<Real> shortfall;               // [page], of all the wanted together, rounded
  Array<Mask<Real>> keeps_content;     // [page], all that are to be kept are content
  Array<Real> left_open;               // [kind], demands of the wanted that are taken at their word
  Array<Mask<Real>> put_off, lost;     // [kind][wanted], one of them is the wanted's; one that is proved
  Array<Mask<Real>> keeps_demands;     // [kind], none of those to be kept has one that is left open
  Array<Real> reach;                   // [place + 1], the most that the places from there on can add for the convenor
  Array<Real> status_quo;              // [row], utility of what holds as the stage begins
  Array<Mask<Real>> came, came_first;  // [row]
  // single text
  Array<Mask<Real>> present, voter;  // [row]
  Array<Mask<Real>> accepts;         // [row], its own test; holds where its consent does not count
  Array<Mask<Real>> decides;         // [row], a voter, or instructs one
  Array<Mask<Real>> consents;        // [row], decides, or controls an issue on the table
  Array<Real> influence;             // [row]
  Array<Real> target;                // [row], what nearness is measured against
  Array<int> judges;                 // rows whose consent counts in some lane, judge_count of them
  Array<int> judges_short;           // of the judges, those whom a candidate of the running search may leave short
  int judge_count = 0;
  Array<Real> scaled;               // [option][judge], cells times the row's weight in nearness
  Array<Real> least_scaled;         // [place][judge], the least of these
  Array<Real> purpose;              // [option], what the mediator makes of it
  Array<Real> held_cell;            // [place][judge], scaled cells of the draft
  Array<Real> worst, second_worst;  // [judge], the least that a move at any place adds, and at any other
  Array<Real> room;                 // [judge that may be short], the most that it lacks after any move
  Array<Real> change;               // [option][judge that may be short], scaled cells minus those of the draft
  Array<Real> near_one;             // [option], nearness of the draft with the one change; NaN where it may not be made
  Array<Real> gain;       // [option], the most that nearness falls by if it is added to another change; NaN likewise
  Array<Real> most_gain;  // [place], the most of these
  Array<Real> purpose_change;     // [option]
  Array<Mask<Real>> movable;      // [option], the draft may change to it
  Array<Real> is_moved, crosses;  // [place], 1 where the draft moves the issue; where its option is not allowed
  Array<Mask<Real>> broken;       // by exclusion: the draft, and with one of its issues moved
  Real passing{};                 // packages found that would pass against `target`
  Real zone{};                    // the same against reservations
  Mask<Real> settled{};           // another search would find the same
  Mask<Real> searching{};         // lanes of the running search
  bool outsiders = false;         // somebody's consent counts for what it controls alone
};

// What made a trial fail, and when.
struct Fault {
  enum class Kind : std::uint8_t { none, expression, variable, utility };
  Kind kind = Kind::none;
  int index = 0;  // program; variable; row of the stage
  int stage = 0, round = 0;
};

template <class Real>
struct State {
  std::uint64_t seed = 0;
  std::uint64_t trials[lane_count<Real>] = {};
  Mask<Real> active{};                   // lanes that hold a trial
  Mask<Real> failed{};                   // something was not a number, or a utility lay out of 0..1
  Fault fault;                           // of the first lanes that failed
  Mask<Real> clamped{};                  // a number was out of range and was clamped
  Mask<Real> zero_division{};            // a division by zero gave 0
  Array<Real> inputs;                    // [input]
  Array<Real> chances;                   // [chance], uniform on (0, 1)
  std::vector<std::uint8_t> input_bin;   // [input][lane], the draw's sixteenth
  std::vector<std::uint8_t> chance_bin;  // [chance][lane]
  Array<Real> numbers;                   // what conditions read, by slot
  Array<Mask<Real>> flags;
  Array<Real> option;                          // [issue], option index in force
  std::uint16_t ticks[lane_count<Real>] = {};  // of the trial so far
  Array<Real> moved;                           // [variable], scratch of a tick
  Array<Mask<Real>> struck;                    // [shock], in the last tick
  std::vector<StageRecord<Real>> stages;
  Real outcome{};            // index
  Array<Mask<Real>> events;  // [event]
  StageWork<Real> work;
  int stage = 0;  // running or next stage
  int round = 0;  // rounds played of it; 0: not begun
  bool finished = false;

  explicit State(const Model& model);
  // Ready for the lanes' next trials: first_trial, first_trial + 1, ...; `count` of the lanes hold one.
  void reset(const Model& model, std::uint64_t seed, std::uint64_t first_trial, int count);
};

}  // namespace detente

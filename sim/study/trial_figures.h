// Going through the figures of the trials that a state holds. A part of the trials is a set of lanes, one bit each.
#pragma once

#include "sim/engine/figures.h"

namespace detente {

// Of one record: a stage's, or the state itself. Sink takes the figures in the order of the layout:
//   share(lanes), mean(lanes, reals), number(lanes, reals, counts), size(lanes, reals), choice(lanes, reals, labels)
//   most(lanes, reals)
//   first_of(lanes), value(lanes, reals, place), problems(state), none(shares)
template <class Real, class Kept, class Sink>
class TrialFigures {
 public:
  using Record = Kept;

  TrialFigures(const Model& model, const State<Real>& state, const Record& record, unsigned counted, Sink& sink)
      : model_(model), state_(state), record_(record), counted_(counted), sink_(sink) {}

  unsigned whole() const { return counted_; }
  static unsigned rest(unsigned of, unsigned part) { return of & ~part; }
  template <class Member>
  unsigned share(unsigned of, const FigureName&, Member mask) {
    return share(of & bits(record_.*mask));
  }
  template <class Member>
  unsigned share(unsigned of, const FigureName&, Member masks, std::size_t index) {
    return share(of & bits((record_.*masks)[index]));
  }
  template <class Of, class Member>
  auto shares(const Of& of, const FigureName&, Member masks) {
    const auto lanes = [&record = record_, of, masks](int row) { return in(of, row) & bits((record.*masks)[row]); };
    for_rows([&](int row) { share(lanes(row)); });
    return lanes;
  }
  template <class Of, class Member>
  void means(const Of& of, const FigureName&, Member reals) {
    for_rows([&](int row) { sink_.mean(in(of, row), (record_.*reals)[row]); });
  }
  template <class Of, class Member>
  void means(const Of& of, const FigureName&, Member reals, Member others) {
    for_rows([&](int row) { sink_.mean(in(of, row), (record_.*reals)[row] - (record_.*others)[row]); });
  }
  template <class Masks, class Reals>
  void most(unsigned of, const FigureName&, Masks masks, Reals reals, std::size_t index) {
    sink_.most(of & bits((record_.*masks)[index]), (record_.*reals)[index]);
  }
  template <class Member>
  void day(unsigned of, const FigureName&, const std::vector<double>& days, Member real) {
    sink_.choice(of, record_.*real, static_cast<int>(days.size()));
  }
  template <class Member>
  void number(unsigned of, const FigureName&, int, int most, Member real) {
    sink_.number(of, record_.*real, most + 1);
  }
  template <class Member>
  void size(unsigned of, const FigureName&, std::int64_t, Member real) {
    sink_.size(of, record_.*real);
  }
  template <class Label, class Member>
  int choice(unsigned of, const FigureName&, const Labels<Label>& labels, Member real) {
    sink_.choice(of, record_.*real, labels.count);
    return 0;
  }
  template <class Label, class Member>
  int choice(unsigned of, const FigureName&, const Labels<Label>& labels, Member reals, std::size_t index) {
    sink_.choice(of, (record_.*reals)[index], labels.count);
    return 0;
  }
  template <class Of, class Label, class Member>
  void choices(const Of& of, const FigureName&, const Labels<Label>& labels, Member reals) {
    for_rows([&](int row) { sink_.choice(in(of, row), (record_.*reals)[row], labels.count); });
  }
  template <class Member>
  void first_of(unsigned of, const FigureName&, int count, int, Member reals, std::size_t index) {
    sink_.first_of(of & bits((record_.*reals)[index] < detente::whole<Real>(count)));
  }
  template <class List, class Holds, class Label>
  void causes(unsigned of, const FigureName&, const List& list, const Holds& holds, const Label&) {
    if (!of) return sink_.none(2 * list.size());
    unsigned once = 0, more = 0;
    for (const auto& cause : list) {
      const unsigned lanes = bits(holds(record_, cause));
      more |= once & lanes;
      once |= lanes;
    }
    for (const auto& cause : list) {
      const unsigned lanes = share(of & bits(holds(record_, cause)));
      share(lanes & ~more);
    }
  }

  void problems() { sink_.problems(state_); }
  void value(unsigned of, const FigureName&, int slot, const Issue* = nullptr) {
    sink_.value(of, state_.numbers[slot], values_++);
  }
  template <class Member>
  void below(unsigned of, const FigureName&, int count, Member reals, std::size_t index) {
    share(of & bits((record_.*reals)[index] < detente::whole<Real>(count)));
  }
  template <class Plan>
  auto stage(std::size_t index, const StageFrame&, const Plan&) {
    using Room = typename Plan::template Record<Real>;
    return TrialFigures<Real, Room, Sink>(model_, state_, std::get<Room>(state_.records[index]), counted_, sink_);
  }

 private:
  static unsigned in(unsigned of, int) { return of; }
  template <class Of>
  static unsigned in(const Of& of, int row) {
    return of(row);
  }
  template <class Then>
  void for_rows(const Then& then) {
    const int rows = static_cast<int>(record_.utility.size());
    for (int row = 0; row < rows; ++row) then(row);
  }
  unsigned share(unsigned lanes) {
    sink_.share(lanes);
    return lanes;
  }

  const Model& model_;
  const State<Real>& state_;
  const Record& record_;
  const unsigned counted_;
  Sink& sink_;
  int values_ = 0;  // seen
};

// Of the lanes that hold a trial that did not fail.
template <class Real, class Sink>
void for_figures(const Model& model, const State<Real>& state, Sink& sink) {
  TrialFigures<Real, State<Real>, Sink> see(model, state, state, bits(state.active) & ~bits(state.failed), sink);
  figures(see, model);
}

}  // namespace detente

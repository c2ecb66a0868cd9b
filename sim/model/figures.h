// What is counted of every trial is said once, as a list: of what all stages leave behind here, of what a protocol's do
// in its room, of the rest in sim/engine/figures.h. Whoever lays out counts, adds trials to them or keeps trials one by
// one goes through the list (`see`), always in its order. A part of the trials is what shares are of and what they
// give; each is inside the one that it is of:
//
//   whole()                                              the trials that did not fail
//   share(of, name, &Record::mask[, index])              those in which it holds
//   shares(of, name, &Record::masks)                     likewise by row; of: a part, or one by row
//   most(of, name, &Record::masks, &Record::reals, index)   those in which the mask holds, and the greatest of their
//                                                        numbers, none below 0
//   rest(of, part)                                       not counted: the others, of what is counted alone: no rest of
//                                                        a rest
//   means(of, name, &Record::reals)                      of a number by row
//   means(of, name, &Record::reals, &Record::others)     of the difference of two
//   number(of, name, least, most, &Record::real)         a whole number from least >= 0 to most, and its mean
//   size(of, name, most, &Record::real)                  a whole number from 0 to most, by powers of two, and its mean
//   day(of, name, days, &Record::real)                   an index of one of the days
//   choice(of, name, labels, &Record::real[, index])     an index of a label
//   choices(of, name, labels, &Record::reals)            likewise by row
//   first_of(of, name, count, choice, &Record::real, index)   the index is one of the choice's first
//   causes(of, name, list, holds, label)                 of several that may hold at once, each, and each alone, which
//                                                        has "_alone" at the end of its kind
#pragma once

#include <string_view>

#include "sim/model/stage_frame.h"

namespace detente {

// What is counted, and of what: of the whole stage, of one of its rows or places, or of what has a name.
struct FigureName {
  std::string_view kind;
  int row = -1;
  std::string_view name = {};
  int place = -1;
};

// label(world, index)
template <class Label>
struct Labels {
  int count;
  Label label;
};

template <class Part, class RowParts, class AgreedParts>
struct EndParts {
  Part held, agreed;
  RowParts took_part;    // by row
  AgreedParts accepted;  // likewise
};

// What all stages leave behind, but for those in which there is nothing to agree on.
template <class See>
auto end_figures(See& see, const StageFrame& stage) {
  using Record = typename See::Record;
  see.share(see.whole(), {"reached"}, &Record::reached);
  const auto held = see.share(see.whole(), {"held"}, &Record::held);
  const auto agreed = see.share(held, {"agreed"}, &Record::agreed);
  see.number(held, {"rounds"}, 1, stage.rounds, &Record::rounds);
  if (!stage.begins.empty()) see.day(held, {"begins"}, stage.begins, &Record::begun);
  const auto took_part = see.shares(held, {"took_part"}, &Record::took_part);
  const auto accepted = see.shares(took_part, {"accepted"}, &Record::accepted);
  see.means(took_part, {"utility"}, &Record::utility);
  see.means(took_part, {"threshold"}, &Record::threshold);
  return EndParts<decltype(see.whole()), decltype(took_part), decltype(accepted)>{held, agreed, took_part, accepted};
}

// What is in force is worth over their threshold, to those who agreed and to the others who took part; of those who
// took part, agreed: by row.
template <class See, class RowParts, class AgreedParts>
void surplus_figures(See& see, const RowParts& took_part, const AgreedParts& agreed) {
  using Record = typename See::Record;
  see.means(agreed, {"surplus_agreed"}, &Record::utility, &Record::threshold);
  const auto others = [&](int row) { return see.rest(took_part(row), agreed(row)); };
  see.means(others, {"surplus_otherwise"}, &Record::utility, &Record::threshold);
}

}  // namespace detente

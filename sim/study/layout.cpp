#include "sim/study/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "sim/core/check.h"
#include "sim/engine/figures.h"
#include "sim/scenario/calendar.h"
#include "sim/stats/bins.h"
#include "sim/stats/exact_sum.h"

namespace detente {

namespace {

// Goes through the figures of a stage, or of the whole trial, and makes room for each.
template <class Room>
class Places {
 public:
  using Record = Room;

  // space: of a stage's rows.
  Places(const World& world, Layout& layout, Figures& made, std::string name, const PackageSpace* space)
      : world_(world), layout_(layout), made_(made), name_(std::move(name)), space_(space) {}

  Portion whole() const { return {}; }
  static Portion rest(const Portion& of, const Portion& part) {
    check(of.other < 0 && part.all >= 0 && part.other < 0, "a rest is of what is counted");
    return {of.all, part.all, true};
  }
  template <class Mask>
  Portion share(const Portion& of, const FigureName& name, Mask, std::size_t = 0) {
    const Figure& figure = add(Figure::Type::share, name, of, 1);
    return {figure.first};
  }
  template <class Of, class Masks>
  auto shares(const Of& of, const FigureName& name, Masks) {
    const int first = layout_.count_size;
    for_rows([&](int row) { add(Figure::Type::share, {name.kind, row}, in(of, row), 1); });
    return [first](int row) { return Portion{first + row}; };
  }
  template <class Of, class Reals>
  void means(const Of& of, const FigureName& name, Reals) {
    for_rows([&](int row) { add(Figure::Type::mean, {name.kind, row}, in(of, row), 0).sum = next_sums(); });
  }
  template <class Of, class Reals>
  void means(const Of& of, const FigureName& name, Reals reals, Reals) {
    means(of, name, reals);
  }
  template <class Masks, class Reals>
  void most(const Portion& of, const FigureName& name, Masks, Reals, std::size_t) {
    add(Figure::Type::share, name, of, 1).most = layout_.maximum_size++;
  }
  // Its counts are no rows.
  template <class Real>
  void day(const Portion& of, const FigureName& name, const std::vector<double>& days, Real) {
    Figure& figure = add(Figure::Type::choice, name, of, static_cast<int>(days.size()));
    figure.days = days;
    const std::string& start = world_.scenario.start;
    for (const double day : days)
      figure.labels.push_back(start.empty() ? fmt::format("{}", day) : date_after(start, day));
  }
  template <class Real>
  void number(const Portion& of, const FigureName& name, int least, int most, Real) {
    Figure& figure = add(Figure::Type::number, name, of, most + 1);
    figure.least = least;
    figure.end = most + 1;
  }
  template <class Real>
  void size(const Portion& of, const FigureName& name, std::int64_t most, Real) {
    Figure& figure = add(Figure::Type::size, name, of, size_bin_count);
    figure.end = size_bin(static_cast<std::uint64_t>(most)) + 1;
    figure.sum = next_sums();
  }
  template <class Label, class Real>
  int choice(const Portion& of, const FigureName& name, const Labels<Label>& labels, Real, std::size_t = 0) {
    Figure& figure = add(Figure::Type::choice, name, of, labels.count);
    figure.end = labels.count;
    for (int i = 0; i < labels.count; ++i) figure.labels.push_back(labels.label(world_, i));
    return figure.first;
  }
  template <class Of, class Label, class Reals>
  void choices(const Of& of, const FigureName& name, const Labels<Label>& labels, Reals reals) {
    for_rows([&](int row) { choice(in(of, row), {name.kind, row}, labels, reals); });
  }
  template <class Real>
  void first_of(const Portion& of, const FigureName& name, int count, int choice, Real, std::size_t) {
    Figure& figure = add(Figure::Type::share, name, of, 0);
    figure.first = choice;
    figure.size = count;
  }
  template <class Real>
  void below(const Portion& of, const FigureName& name, int, Real, std::size_t) {
    add(Figure::Type::share, name, of, 1);
  }
  template <class List, class Holds, class Label>
  void causes(const Portion& of, const FigureName& name, const List& list, Holds, const Label& label) {
    const std::string alone = std::string(name.kind) + "_alone";
    for (const auto& cause : list)
      for (const std::string_view kind : {name.kind, std::string_view(alone)})
        add(Figure::Type::share, {kind, name.row}, of, 1).about.item = label(world_, cause);
  }

  void problems() {
    for (int* count : {&layout_.failed, &layout_.clamped, &layout_.zero_divisions}) *count = layout_.count_size++;
  }
  void value(const Portion& of, const FigureName& name, int, const Issue* range = nullptr) {
    add(Figure::Type::value, name, of, 0).first = static_cast<int>(layout_.values.size());
    ValueLayout& made = layout_.values.emplace_back();
    if (range) made.range = *range;
    for (const auto& [place, size] :
         {std::pair{&made.sum, exact_sum_size}, {&made.squares, exact_squares_size}, {&made.bins, bin_count}})
      *place = std::exchange(layout_.sparse_size, layout_.sparse_size + size);
  }
  template <class Plan>
  auto stage(std::size_t, const StageFrame& frame, const Plan& plan) {
    return Places<typename Plan::template Record<double>>(world_, layout_, made_, frame.name, &plan);
  }

 private:
  static Portion in(const Portion& of, int) { return of; }
  template <class Of>
  static Portion in(const Of& of, int row) {
    return of(row);
  }
  template <class Then>
  void for_rows(const Then& then) {
    for (int row = 0; row < space_->row_count(); ++row) then(row);
  }
  int next_sums() { return std::exchange(layout_.sum_size, layout_.sum_size + 2); }  // and of the squares
  Figure& add(Figure::Type type, const FigureName& name, const Portion& of, int counts) {
    std::string about = name_;
    if (!name.name.empty()) about += (about.empty() ? "" : ".") + std::string(name.name);
    if (name.row >= 0) about += "." + world_.parties[space_->rows[name.row].party].name;
    if (name.place >= 0) about += "." + world_.issues[space_->issues[name.place]].name;
    const int first = std::exchange(layout_.count_size, layout_.count_size + counts);
    return made_.list.emplace_back(
        Figure{.type = type, .about = {std::string(name.kind), about, ""}, .first = first, .size = counts, .of = of});
  }

  const World& world_;
  Layout& layout_;
  Figures& made_;
  std::string name_;  // of the stage
  const PackageSpace* space_;
};

void sort_by_name(Figures& made) {
  made.by_name.resize(made.list.size());
  std::iota(made.by_name.begin(), made.by_name.end(), 0);
  std::ranges::sort(made.by_name, {}, [&](int place) -> const RowName& { return made.list[place].about; });
}

void name_rows(Figures& made) {
  using Type = Figure::Type;
  for (const Figure& figure : made.list) {
    if (figure.type != Type::share && figure.type != Type::choice) made.means.push_back(figure.about);
    if (figure.type == Type::share) made.shares.push_back(figure.about);
    for (int place = figure.least; place < figure.end; ++place) made.shares.push_back(figure.row(place));
  }
}

}  // namespace

RowName Figure::row(int place) const {
  RowName row = about;
  row.item = type == Type::choice ? labels[place] : type == Type::size ? size_bin_name(place) : std::to_string(place);
  if (row.name.empty()) std::swap(row.name, row.item);
  return row;
}

Layout make_layout(const Model& model) {
  Layout layout;
  const auto made = std::make_shared<Figures>();
  Places<State<double>> places(model, layout, *made, "", nullptr);
  figures(places, model);
  sort_by_name(*made);
  name_rows(*made);
  layout.figures = made;
  return layout;
}

std::string size_bin_name(int bin) {
  if (bin < 2) return std::to_string(bin);
  const std::uint64_t first = std::uint64_t{1} << (bin - 1);
  if (bin == size_bin_count - 1) return std::to_string(first) + " or more";
  return std::to_string(first) + " to " + std::to_string(2 * first - 1);
}

}  // namespace detente

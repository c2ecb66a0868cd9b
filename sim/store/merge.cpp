#include "sim/store/merge.h"

#include <fmt/format.h>

namespace detente {

void check_same(const StoredStudy& one, const std::string& path, const StoredStudy& other,
                const std::string& other_path) {
  std::string difference = other.difference(one);
  if (difference.empty() && !one.is_same(other))
    difference = fmt::format("it is of {} trials, not {}", other.plan.run.trials, one.plan.run.trials);
  if (!difference.empty())
    throw StoreError(fmt::format("'{}' is not of the same study as '{}': {}", other_path, path, difference));
}

namespace {

// Into one file out of another, many entries at a time.
class Merger {
 public:
  Merger(Store& store, const Store& from) : store_(store), from_(from) {}

  Merged merge() {
    Merged merged;
    from_.each(Level::part, [&](std::uint64_t part, const Kept* theirs) {
      const bool is_new = theirs && take(store_.read(Level::part, part), *theirs, theirs->seal,
                                         store_.study().name_of(Level::part, part));
      ++(!theirs ? merged.damaged : is_new ? merged.added : merged.repeated);
    });
    from_.each(Level::block, [&](std::uint64_t block, const Kept* theirs) {
      if (theirs && !from_.read(Level::part, block / stretch_blocks) &&
          !store_.read(Level::part, block / stretch_blocks))
        take(store_.read(Level::block, block), *theirs, theirs->seal, store_.study().name_of(Level::block, block));
    });
    from_.each_run([&](std::uint64_t run, const StoredRun* theirs) {
      if (theirs) take(store_.read_run(run), theirs->run, theirs->seal, store_.study().name_of(run));
    });
    keep();
    return merged;
  }

 private:
  // Whether it is new.
  template <class Stored>
  bool take(const std::optional<Stored>& ours, const StoreEntry& theirs, const std::string& seal,
            const std::string& name) {
    if (!ours) {
      waiting_.push_back(theirs);
      constexpr std::size_t waiting_most = 500;
      if (waiting_.size() >= waiting_most) keep();
    } else if (ours->seal != seal) {
      throw StoreError(fmt::format("'{}' and '{}' disagree on {}; 'detente verify --share 100%' tells which is wrong",
                                   store_.path(), from_.path(), name));
    }
    return !ours;
  }

  void keep() {
    store_.keep(waiting_);
    waiting_.clear();
  }

  Store& store_;
  const Store& from_;
  std::vector<StoreEntry> waiting_;
};

}  // namespace

Merged merge_into(Store& store, const Store& from) {
  check_same(store.study(), store.path(), from.study(), from.path());
  Merged merged;
  from.in_one_look([&] { merged = Merger(store, from).merge(); });
  return merged;
}

}  // namespace detente

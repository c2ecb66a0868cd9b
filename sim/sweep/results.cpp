#include "sim/sweep/results.h"

#include <utility>

#include "sim/store/results_file.h"

namespace detente {

Results open_results(const std::string& path) {
  ResultsFile file = ResultsFile::open(path);
  if (file.holding() == Holding::sweep) return SweepStore::open(std::move(file));
  return Store::open(std::move(file));
}

}  // namespace detente

// What is counted of an issue with a range: its values in so many bins as an issue has options at most.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "sim/scenario/limits.h"
#include "sim/scenario/scenario.h"

namespace detente {

// Of as many values each as can be; the last bin may have fewer.
struct RangeBins {
  const Issue& issue;
  int count, width;  // width: values in a bin

  // "12 to 17.5 USD", or the one value
  std::string label(int bin) const {
    const int first = bin * width, last = std::min(first + width, issue.size()) - 1;
    if (first == last) return issue.label_of(first);
    return fmt::format("{:.13g} to {}", issue.value(first), issue.label_of(last));
  }
};

inline RangeBins range_bins_of(const Issue& issue) {
  const int size = issue.size(), width = (size + limits::options - 1) / limits::options;
  return {issue, (size + width - 1) / width, width};
}

}  // namespace detente

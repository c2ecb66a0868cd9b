// What the protocols' own parts of a story are told with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/replay.h"
#include "sim/report/page.h"

namespace detente {

struct Teller {
  const Model& model;
  Page& page;

  const std::string& party(int index) const { return model.parties[index].label; }
  const std::string& issue(int index) const { return model.issues[index].label; }
  std::string names(const std::vector<int>& parties) const;  // "A; B", "nobody"
  std::string package(const PackageSpace& space, const RoundTold& round, bool moved_only) const;
  void tell_variables(const RoundTold& round);
  void tell_shocks(const TickTold& tick);
};

// Two numbers with as many digits as it takes to tell them apart, two at least: "worth 0.31, it asks 0.50".
std::string compared(std::string_view what, double left, std::string_view against, double right);

}  // namespace detente

#include "sim/study/shares.h"

namespace detente {

std::vector<NamedShare> named_shares(const Model& model, const Result& result) {
  const Layout& layout = result.layout;
  const std::uint64_t valid = result.valid();
  std::vector<NamedShare> shares;
  for (std::size_t i = 0; i < model.outcomes.size(); ++i)
    shares.push_back(
        {"outcome", model.scenario.outcomes[i].name, result.count(layout.outcomes + static_cast<int>(i)), valid});
  for (std::size_t i = 0; i < model.scenario.events.size(); ++i)
    shares.push_back(
        {"event", model.scenario.events[i].name, result.count(layout.events + static_cast<int>(i)), valid});
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    for (const GuestLayout& guest : layout.stages[i].guests)
      shares.push_back({"attendance",
                        model.stages[i].name + "." + model.parties[model.stages[i].rows[guest.row].party].name,
                        result.count(guest.came), result.count(layout.stages[i].held)});
  return shares;
}

}  // namespace detente

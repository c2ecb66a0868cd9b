#include "sim/study/together.h"

#include <algorithm>

namespace detente {

std::vector<Together> drawn_together(const Model& model) {
  std::vector<Together> found;
  const auto add = [&](Together::Kind kind, std::size_t index, const auto& members) {
    Together together{kind, static_cast<int>(index), {}};
    for (const auto& member : members)
      if (member.input >= 0) together.inputs.push_back(member.input);
    std::ranges::sort(together.inputs, {}, [&](int input) { return model.inputs[input].address; });
    if (!together.inputs.empty()) found.push_back(std::move(together));
  };
  for (std::size_t table = 0; table < model.sample_rows.size(); ++table)
    add(Together::Kind::row, table, model.sample_rows[table].columns);
  for (std::size_t group = 0; group < model.correlated.size(); ++group)
    add(Together::Kind::correlated, group, model.correlated[group].members);
  return found;
}

NotAlone not_alone(const Model& model, const Together& several) {
  NotAlone found;
  for (const int input : several.inputs) found.inputs.push_back(model.inputs[input].address);
  found.why = several.kind == Together::Kind::row
                  ? "drawn together, as one row of " + model.sample_rows[several.index].file
                  : "correlated with each other";
  return found;
}

std::vector<NotAlone> not_alone(const Model& model) {
  std::vector<NotAlone> found;
  for (const Together& together : drawn_together(model))
    if (!together.alone()) found.push_back(not_alone(model, together));
  return found;
}

}  // namespace detente

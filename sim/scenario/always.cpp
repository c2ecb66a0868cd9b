#include "sim/scenario/always.h"

#include <memory>
#include <set>

namespace detente {

bool Always::holds(const std::vector<const Program*>& conditions, const Domains& domains,
                   const std::function<bool(const std::vector<bool>&)>& claim) {
  constexpr long long combinations_limit = 4'096;
  std::set<int> numbers_read, flags_read;
  long long combinations = 1, instructions = 0;
  for (const Program* condition : conditions) {
    numbers_read.insert(condition->number_slots.begin(), condition->number_slots.end());
    flags_read.insert(condition->flag_slots.begin(), condition->flag_slots.end());
    instructions += static_cast<long long>(condition->instructions.size());
  }
  const auto count = [&](std::size_t values) {
    combinations *= static_cast<long long>(values);
    return values > 0 && combinations <= combinations_limit;
  };
  for (const int slot : numbers_read)
    if (!count(domains.numbers[slot].size())) return false;
  for (const int slot : flags_read)
    if (!count(domains.flags[slot].size())) return false;
  if (combinations * instructions > budget_) return false;
  budget_ -= combinations * instructions;

  std::vector<double> numbers(domains.numbers.size());
  const std::unique_ptr<bool[]> flags(new bool[domains.flags.size() + 1]());
  std::vector<bool> values(conditions.size());
  for (long long combination = 0; combination < combinations; ++combination) {
    long long rest = combination;
    const auto pick = [&](const auto& from) {
      const auto value = from[rest % static_cast<long long>(from.size())];
      rest /= static_cast<long long>(from.size());
      return value;
    };
    for (const int slot : numbers_read) numbers[slot] = pick(domains.numbers[slot]);
    for (const int slot : flags_read) flags[slot] = pick(domains.flags[slot]);
    Faults<double> faults;
    for (std::size_t i = 0; i < conditions.size(); ++i)
      values[i] = evaluate_flag<double>(*conditions[i], numbers.data(), flags.get(), faults);
    if (any(faults) || !claim(values)) return false;
  }
  return true;
}

}  // namespace detente

#include "sim/scenario/limits.h"

#include <array>

#include "sim/rules/parse.h"

namespace detente::limits {

std::span<const Row> rows() {
  static constexpr std::array table = {
      Row{"bytes of a scenario, and of a `samples` file", file_bytes},
      Row{"bytes of a line", line_bytes},
      Row{"arrays and inline tables inside each other", brackets},
      Row{"parts of a dotted key or an address", key_parts},
      Row{"characters of a name", name_length},
      Row{"characters of a label", label_length},
      Row{"parties", parties},
      Row{"issues", issues},
      Row{"options of an issue", options},
      Row{"stages", stages},
      Row{"outcomes", outcomes},
      Row{"events", events},
      Row{"parameters", parameters},
      Row{"preconditions of a party", preconditions},
      Row{"conditions in a party's `never`", never},
      Row{"links", links},
      Row{"variables", variables},
      Row{"shocks", shocks},
      Row{"blocs", blocs},
      Row{"tactics of a mixture", mixture},
      Row{"bodies of a `ratification` stage", bodies},
      Row{"tranches of a `tandem` stage", tranches},
      Row{"rounds of a stage", rounds},
      Row{"packages: all combinations of the options of a `participation` stage", terms_packages},
      Row{"combinations of options that a link or `never` reads in a stage", condition_packages},
      Row{"such combinations of all links and `never` in all stages", all_condition_packages},
      Row{"names, numbers and operators of all links and `never`, each on every such combination", all_condition_steps},
      Row{"steps of a trial, of all its rounds: parties x packages (beyond 100,000 of them, or with `changes` up to 2, "
          "parties x options x 128), of a `participation` stage also what preconditions read on each package, as often "
          "as guests are invited where a precondition asks who else attends",
          trial_steps},
      Row{"such steps of one round", round_steps},
      Row{"correlations", correlations},
      Row{"numbers that are correlated", correlated},
      Row{"quantiles of a distribution", quantiles},
      Row{"values in a `samples` column", sample_count},
      Row{"values in all `samples` columns", sample_count_all},
      Row{"bytes of all `samples` files, each as often as it is named", sample_bytes_all},
      Row{"bytes of a condition or expression", rule_bytes_limit},
      Row{"names, numbers and operators of a condition or expression", rule_nodes_limit},
      Row{"parentheses and operators of a condition inside each other", rule_depth_limit},
      Row{"mistakes shown in one go", diagnostics}};
  return table;
}

}  // namespace detente::limits

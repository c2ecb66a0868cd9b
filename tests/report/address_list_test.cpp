#include "sim/report/address_list.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "sim/files/scenario_files.h"
#include "sim/report/text.h"
#include "tests/support/play.h"

namespace detente {
namespace {

using testing::HasSubstr;

std::string file_of(const std::string& name) { return DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml"; }

TEST(AddressTable, FitsItsWidth) {
  for (const std::string& name : shipped_names())
    for (const int width : {60, 80}) {
      std::istringstream lines(address_table(list_scenario(file_of(name)), {.width = width}));
      for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), width) << line;
    }
}

TEST(AddressTable, NumbersItsSourcesAndMarksDefaults) {
  const std::string text = address_table(list_scenario(file_of("doha-2-2024")), {});
  EXPECT_THAT(text, HasSubstr("\nSOURCES\n  [1]   judgement\n"));
  EXPECT_THAT(text, HasSubstr(" []*\n"));
  EXPECT_THAT(text, HasSubstr("* by default"));
}

TEST(AddressCsv, HasALineForEachValue) {
  const ListedScenario listed = list_scenario(file_of("first-steps"));
  const std::string text = address_csv(listed);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), std::ssize(listed.values) + 1);
  EXPECT_THAT(text, HasSubstr("address,value,default,confidence,source\n"));
  EXPECT_THAT(text, HasSubstr("\nparameters.cost,\"{ pert = [0, 0.05, 0.2] }\",0,low,invented for the tutorial\n"));
  EXPECT_THAT(text, HasSubstr("\nparties.rebels.stay-out,0,1,,\n"));
}

TEST(AddressJson, HasThemByAddress) {
  const Json json = address_json(list_scenario(file_of("first-steps")));
  EXPECT_EQ(json["scenario"]["name"], "first-steps");
  EXPECT_EQ(json["values"]["parties.rebels.reservation"]["value"], "{ triangular = [0.3, 0.5, 0.8] }");
  EXPECT_EQ(json["values"]["parties.rebels.stay-out"]["default"], true);
  EXPECT_EQ(json["values"]["issues.aid.options.\"one corridor\""]["source"], "invented for the tutorial");
}

}  // namespace
}  // namespace detente

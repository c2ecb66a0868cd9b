// scenarios/scenario.schema.json is what the table of keys says. DETENTE_UPDATE=1 rewrites it.
#include "sim/report/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>

#include "sim/core/error.h"
#include "sim/scenario/keys.h"

namespace detente {
namespace {

using testing::ElementsAre;

TEST(Schema, TheShippedFileIsTheOneOfTheTable) {
  const std::string path = DETENTE_SOURCE_DIR "/scenarios/scenario.schema.json";
  const std::string text = json_text(format_schema(std::nullopt));
  if (std::getenv("DETENTE_UPDATE")) std::ofstream(path, std::ios::binary) << text;
  std::ifstream file(path, std::ios::binary);
  const std::string shipped{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(shipped == text) << "scenarios/scenario.schema.json is stale: run this test with DETENTE_UPDATE=1";
}

TEST(Schema, EveryKeyIsDescribed) {
  const std::string text = format_schema(std::nullopt).dump();
  for (const KeyRow& row : key_rows())
    EXPECT_THAT(text, testing::HasSubstr(Json(std::string(row.doc)).dump().substr(1, row.doc.size() / 2))) << row.path;
}

TEST(Schema, EveryReferenceHasItsDefinition) {
  const Json schema = format_schema(std::nullopt);
  int count = 0;
  const std::function<void(const Json&)> walk = [&](const Json& node) {
    if (node.is_object() && node.contains("$ref")) {
      ++count;
      EXPECT_TRUE(schema.contains(Json::json_pointer(node["$ref"].get<std::string>().substr(1)))) << node;
    }
    if (node.is_structured())
      for (const Json& child : node) walk(child);
  };
  walk(schema);
  EXPECT_GT(count, 30);
}

// Of a file with mistakes, too: it is being written.
constexpr const char* unfinished = R"toml(
[issues.aid]
reversion = "nothing"
[issues.aid.options]
"none" = 0
"one corridor" = 50
[issues.seat.options]
"no" = 0
"yes" = 1
[parties.us]
influenze = 3
[parties.eu]
community = "donors"
[[stages]]
name = "talks"
[[outcomes]]
name = "a deal"
[events]
"talks were held" = "held(talk)"
)toml";

TEST(Schema, AFilesOwnNamesAreOffered) {
  const Json schema = format_schema(read_names(unfinished, "unfinished.toml"));
  const auto at = [&](const char* pointer) { return schema.at(Json::json_pointer(pointer)); };
  EXPECT_THAT(at("/properties/issues/properties/aid/properties/controllers/items/enum"), ElementsAre("eu", "us"));
  EXPECT_THAT(at("/properties/issues/properties/aid/properties/reversion/anyOf/0/enum"),
              ElementsAre("none", "one corridor"));
  EXPECT_THAT(at("/properties/issues/properties/seat/properties/reversion/anyOf/0/enum"), ElementsAre("no", "yes"));
  const std::string stage = "/properties/stages/items/properties";
  EXPECT_THAT(at((stage + "/issues/items/enum").c_str()), ElementsAre("aid", "seat"));
  EXPECT_THAT(at((stage + "/mediator/enum").c_str()), ElementsAre("eu", "us"));
  EXPECT_THAT(at((stage + "/ratifies/enum").c_str()), ElementsAre("talks"));
  EXPECT_THAT(at((stage + "/offer/properties/seat/anyOf/0/enum").c_str()), ElementsAre("no", "yes"));
  EXPECT_EQ(at((stage + "/offer/additionalProperties").c_str()), false);
  const std::string party = "/properties/parties/additionalProperties/properties";
  EXPECT_THAT(at((party + "/positions/properties/aid/anyOf/0/items/0/anyOf/0/enum").c_str()),
              ElementsAre("none", "one corridor"));
  EXPECT_THAT(at("/properties/observed/properties/outcome/enum"), ElementsAre("a deal"));
  EXPECT_EQ(at("/properties/observed/properties/talks were held/type"), "boolean");
  EXPECT_THAT(at("/definitions/decision/properties/voters/items/enum"), ElementsAre("eu", "us"));
  EXPECT_THAT(at("/definitions/decision/properties/communities/items/enum"), ElementsAre("donors"));
}

TEST(Schema, WhatIsNoTomlHasNoNames) { EXPECT_THROW(read_names("issues = [", "broken.toml"), ScenarioError); }

}  // namespace
}  // namespace detente

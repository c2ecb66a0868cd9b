// Where there is too little room, and where there is enough.
#include "sim/report/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace detente {
namespace {

using testing::HasSubstr;

Page blockers(const std::string& label, const std::string& text) {
  Page page;
  Grid grid{{"party", "alone", "<loses most on"}, {}, 2};
  grid.add({label, "12 %", text});
  page.grid(std::move(grid));
  return page;
}

const std::string text = "school-inspections 45 %, harbour-dues 40 %";

TEST(Page, ATerminalCutsTextsThatYieldAndNoOtherFormDoes) {
  const Page page = blockers("The Confederation of Fishermen", text);
  EXPECT_THAT(write(page, {.width = 72}),
              HasSubstr("The Confederation of Fishermen   12 %  school-inspections 45 %, harbo…\n"));
  EXPECT_THAT(write(page, {.width = 90}), HasSubstr(text));
  for (const PageForm form : {PageForm::markdown, PageForm::html})
    EXPECT_THAT(write(page, {.form = form, .width = 72}), HasSubstr(text));
}

TEST(Page, ALabelIsBrokenBetweenItsWordsAsLongAsTextsYield) {
  const std::string shown = write(blockers("The Confederation of Fishermen", text), {.width = 50});
  EXPECT_THAT(shown,
              HasSubstr("\n  The             12 %  school-inspections 45 %, …\n  Confederation\n  of Fishermen\n"));
  EXPECT_THAT(write(blockers("The Confederation of Fishermen", text), {.width = 42}), HasSubstr("\n  Confederation\n"));
}

}  // namespace
}  // namespace detente

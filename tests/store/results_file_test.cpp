#include "sim/store/results_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace detente {
namespace {

using testing::HasSubstr;

std::string told(int code) {
  try {
    refuse("a.sqlite", SQLite::Exception("SQLITE'S WORDS", code));
  } catch (const StoreError& error) {
    return error.what();
  }
}

TEST(Refuse, SaysCauseAndRemedyOfAnyError) {
  EXPECT_THAT(told(SQLITE_PROTOCOL), HasSubstr("'a.sqlite-shm' is not the index of its log"));
  EXPECT_THAT(told(SQLITE_BUSY), HasSubstr("in use by another process (SQLITE'S WORDS); wait for it"));
  EXPECT_THAT(told(SQLITE_NOMEM), HasSubstr("takes more memory than there is"));
  EXPECT_THAT(told(SQLITE_PERM), HasSubstr("cannot be read or written"));
  EXPECT_THAT(told(SQLITE_MISUSE), HasSubstr("SQLite says 'SQLITE'S WORDS' (error 21); if a copy of it cannot either"));
}

TEST(HasTypes, LooksAtValuesNotAtTables) {
  const SQLite::Database database(":memory:");
  SQLite::Statement row(database, "SELECT 1, 0.5, 'x', x'00', NULL");
  row.executeStep();
  EXPECT_TRUE(has_types(row, "irtb0"));
  EXPECT_TRUE(has_types(row, "iR"));
  EXPECT_TRUE(has_types(row, "irtbR"));
  EXPECT_FALSE(has_types(row, "R"));
  EXPECT_FALSE(has_types(row, "irb"));
  EXPECT_FALSE(has_types(row, "ii"));
}

}  // namespace
}  // namespace detente

// What tests of results files begin with: a folder of their own.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "sim/store/store_error.h"
#include "tests/support/temporary_folder.h"

namespace detente {

class StoreFixture : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return folder_.at(name); }

  // "" if it throws none.
  template <class Act>
  static std::string error_of(Act act) {
    try {
      act();
    } catch (const StoreError& error) {
      return error.what();
    }
    return "";
  }

  TemporaryFolder folder_;
};

}  // namespace detente

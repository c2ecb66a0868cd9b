// The program's command line without a process of its own.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/cli/command_line.h"

namespace detente {

struct Said {
  int status = -1;
  std::string output, error;
};

inline Said said(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "detente");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int status = run_command_line(static_cast<int>(arguments.size()), arguments.data());
  std::string output = testing::internal::GetCapturedStdout();
  return {status, std::move(output), testing::internal::GetCapturedStderr()};
}

}  // namespace detente

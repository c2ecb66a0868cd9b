// Reports that are compared with files.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

namespace detente {

inline std::string read_golden(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// name: of a file in tests/report/golden.
inline void compare_golden(const std::string& text, const std::string& name) {
  const std::filesystem::path path = std::filesystem::path(DETENTE_SOURCE_DIR) / "tests/report/golden" / name;
  if (std::getenv("DETENTE_UPDATE")) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::istringstream got(text), wanted(read_golden(path));
  if (got.str() == wanted.str()) return;
  std::string got_line, wanted_line;
  int line = 0;
  do {
    got_line = wanted_line = "(the end)";
    std::getline(got, got_line);
    std::getline(wanted, wanted_line);
    ++line;
  } while (got_line == wanted_line && (got || wanted));
  ADD_FAILURE() << path.string() << ':' << line << ": expected " << wanted_line << "\ngot " << got_line
                << "\nif the change is meant, run this test with DETENTE_UPDATE=1 and read the diff";
}

// The line with version, compiler and flags, and what it wraps into.
inline std::string without_program(const std::string& text) {
  return std::regex_replace(text, std::regex("(  program       )detente[^\n]*\n(                [^\n]*\n)*"),
                            "$1(not compared)\n");
}

}  // namespace detente

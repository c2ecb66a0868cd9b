#include "sim/files/text_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "sim/core/error.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/limits.h"

namespace detente {

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

std::string shown_path(const std::string& path) { return path == "-" ? "standard input" : path; }

std::string read_bounded(const std::string& path, std::size_t bytes_max) {
  const bool standard_input = path == "-";
  std::error_code ignored;
  if (!standard_input && std::filesystem::is_directory(path, ignored))
    throw FileMistake{"this is a folder", "name a file"};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(
      standard_input ? nullptr : std::fopen(path.c_str(), "rb"),
      [](std::FILE* file) { return file ? std::fclose(file) : 0; });
  std::FILE* file = standard_input ? stdin : opened.get();
  if (!file)
    throw FileMistake{fmt::format("the file cannot be opened: {}", std::strerror(errno)), "check its name and folder"};
  std::string text;
  for (std::size_t size = 0, got = 1; got > 0 && size <= bytes_max; size += got, text.resize(size)) {
    constexpr std::size_t piece = 1 << 20;
    text.resize(std::min(size + piece, bytes_max + 1));
    got = std::fread(text.data() + size, 1, text.size() - size, file);
  }
  if (std::ferror(file)) throw FileMistake{"the file cannot be read", ""};
  if (text.size() > bytes_max) throw FileMistake{fmt::format("the file is longer than {} MiB", bytes_max >> 20), ""};
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

std::string read_text(const std::string& path) try {
  return read_bounded(path, limits::file_bytes);
} catch (const FileMistake& mistake) {
  const std::string remedy = mistake.cause == long_file_cause ? std::string(long_file_remedy) : mistake.remedy;
  throw ScenarioError({Diagnostic{Severity::error, shown_path(path), {}, 1, "", mistake.cause, remedy}});
}

std::string read_table(const std::string& path) try {
  constexpr std::size_t table_bytes_max = 64 << 20;
  return read_bounded(path, table_bytes_max);
} catch (const FileMistake& mistake) {
  throw FileError(
      fmt::format("{}: {}{}{}", shown_path(path), mistake.cause, mistake.remedy.empty() ? "" : "; ", mistake.remedy));
}

}  // namespace detente

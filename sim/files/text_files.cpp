#include "sim/files/text_files.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "sim/core/error.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

[[noreturn]] void refuse(const std::string& file, std::string cause, std::string remedy) {
  throw ScenarioError({Diagnostic{Severity::error, file, {}, 1, "", std::move(cause), std::move(remedy)}});
}

}  // namespace

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

std::string shown_path(const std::string& path) { return path == "-" ? "standard input" : path; }

std::string read_text(const std::string& path) {
  const bool standard_input = path == "-";
  const std::string shown = shown_path(path);
  std::error_code ignored;
  if (!standard_input && std::filesystem::is_directory(path, ignored)) refuse(shown, "this is a folder", "name a file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(
      standard_input ? nullptr : std::fopen(path.c_str(), "rb"),
      [](std::FILE* file) { return file ? std::fclose(file) : 0; });
  std::FILE* file = standard_input ? stdin : opened.get();
  if (!file)
    refuse(shown, fmt::format("the file cannot be opened: {}", std::strerror(errno)), "check its name and folder");
  std::string text(limits::file_bytes + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  if (std::ferror(file)) refuse(shown, "the file cannot be read", "");
  if (text.size() > limits::file_bytes) refuse(shown, std::string(long_file_cause), std::string(long_file_remedy));
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

}  // namespace detente

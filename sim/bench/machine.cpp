#include "sim/bench/machine.h"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>

namespace detente {

namespace {

// What stands behind `name` and a colon in a file of such lines; "" if nothing does.
std::string entry(const char* path, std::string_view name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const std::size_t begin = line.find_first_not_of(" \t:", name.size());
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return {};
}

// For a shell.
std::string quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text) quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

}  // namespace

std::string machine_name() {
  const std::string name = entry("/proc/cpuinfo", "model name");
  return name.empty() ? "unknown" : name;
}

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

std::string date_of_today() {
  char date[16] = "";
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::strftime(date, sizeof date, "%F", &parts);
  return date;
}

std::string source_folder() {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", error);
  while (!error && folder.has_relative_path()) {
    folder = folder.parent_path();
    if (std::filesystem::exists(folder / "sim/bench/machine.cpp", error)) return folder.string();
  }
  return {};
}

std::string commit_of(const std::string& folder) {
  if (folder.empty()) return "unknown";
  const std::string command =
      "git -C " + quoted(folder) + " describe --always --dirty --abbrev=12 --exclude='*' 2> /dev/null < /dev/null";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> git(popen(command.c_str(), "r"), pclose);
  char line[64] = "";
  const std::string said = git && std::fgets(line, sizeof line, git.get()) ? line : "";
  return said.empty() ? "unknown" : said.substr(0, said.find('\n'));
}

void forget_peak() {
#ifdef __GLIBC__
  malloc_trim(0);  // what was freed, and would count
#endif
  std::ofstream("/proc/self/clear_refs") << "5";
}

double peak_megabytes() {
  const std::string kibibytes = entry("/proc/self/status", "VmHWM");
  if (!kibibytes.empty()) return 1024e-6 * std::stod(kibibytes);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return 1024e-6 * static_cast<double>(used.ru_maxrss);
}

}  // namespace detente

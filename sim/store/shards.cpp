#include "sim/store/shards.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "sim/store/store_error.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".sqlite";

std::string stem_of(const std::string& path) {
  return is_store_name(path) ? path.substr(0, path.size() - extension.size()) : path;
}

// ".sqlite", ".2-of-8.sqlite"
bool is_tail(const std::string& text) {
  int shard_size = 0;  // stays where there is none
  std::sscanf(text.c_str(), ".%*[0-9]-of-%*[0-9]%n", &shard_size);
  return text.substr(shard_size) == extension;
}

}  // namespace

std::string shard_path(const std::string& path, const Shard& shard) {
  return shard.of == 1 ? path : fmt::format("{}.{}-of-{}{}", stem_of(path), shard.index, shard.of, extension);
}

std::vector<std::string> shard_files(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  const std::string stem = fs::path(stem_of(path)).filename().string();
  std::vector<std::string> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.empty() ? "." : folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(stem) && is_tail(name.substr(stem.size()))) files.push_back((folder / name).string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::uint64_t> share_of_shard(const std::vector<std::uint64_t>& parts, const Shard& shard) {
  std::vector<std::uint64_t> share;
  for (const std::uint64_t part : parts)
    if (part % shard.of == shard.index - 1) share.push_back(part);
  return share;
}

}  // namespace detente

#include "sim/store/companions.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "sim/store/holding.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

// At a journal's very end where it names a super-journal, and at its begin: https://sqlite.org/fileformat2.html
constexpr std::array<char, 8> journal_magic = {'\xd9', '\xd5', '\x05', '\xf9', '\x20', '\xa1', '\x63', '\xd7'};

// Bytes in it; -1 where there is none.
std::int64_t size_beside(const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return -1;
  if (!S_ISREG(found.st_mode))
    throw StoreError(
        fmt::format("'{}' is no regular file, and would be taken for a part of the results; remove it", path));
  return found.st_size;
}

bool names_another(const std::string& journal, std::int64_t size) {
  std::array<char, 8> end{};
  const auto end_size = static_cast<std::int64_t>(end.size());
  if (size < end_size) return false;
  std::ifstream file(journal, std::ios::binary);
  file.seekg(size - end_size);
  return !file.read(end.data(), end.size()) || end == journal_magic;
}

// A journal that was finished begins with a zero, or is empty.
bool is_unfinished(const std::string& journal, std::int64_t size) {
  if (size <= 0) return false;
  std::ifstream file(journal, std::ios::binary);
  return file.get() != 0;
}

}  // namespace

Companions look_beside(const std::string& path) {
  const std::string journal = path + "-journal";
  const std::int64_t size = size_beside(journal);
  const bool unfinished = is_unfinished(journal, size);
  if (unfinished && names_another(journal, size))
    throw StoreError(
        fmt::format("'{}' names another file, which SQLite would delete; no program of this project writes such a "
                    "journal. Remove it, and ask who sent the results",
                    journal));
  return {unfinished, size_beside(path + "-wal") > 0, size_beside(path + "-shm") >= 0};
}

PrivateCopy::PrivateCopy(const std::string& path) {
  std::error_code error;
  std::uintmax_t bytes = 0;
  for (const char* part : {"", "-wal"}) bytes += fs::file_size(path + part, error);
  if (error || bytes > bytes_most)
    throw StoreError(
        fmt::format("'{}' has a write-ahead log without its index ('{}-shm'), and is too large to be "
                    "copied, with {} bytes; the run's command puts it in order",
                    path, path, bytes));
  std::string folder = (fs::temp_directory_path(error) / "detente-XXXXXX").string();
  if (error || !::mkdtemp(folder.data()))
    throw StoreError(
        fmt::format("'{}' has to be copied to be read, and there is no folder for it: {}", path, std::strerror(errno)));
  folder_ = folder;
  path_ = folder + "/results.sqlite";
  for (const char* part : {"", "-wal"})
    if (!fs::copy_file(path + part, path_ + part, error)) break;
  if (!error) return;
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  throw StoreError(fmt::format("'{}' has to be copied to be read, which failed: {}", path, error.message()));
}

PrivateCopy::~PrivateCopy() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace detente

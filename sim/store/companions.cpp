#include "sim/store/companions.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "sim/store/store_error.h"

namespace detente {

namespace {

// At a journal's begin, and at its very end where it names a super-journal: https://sqlite.org/fileformat2.html
constexpr std::array<char, 8> journal_magic = {'\xd9', '\xd5', '\x05', '\xf9', '\x20', '\xa1', '\x63', '\xd7'};

// Bytes in it; -1 where there is none, or no longer: whoever writes the database may take it away.
std::int64_t size_beside(const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return -1;
  if (!S_ISREG(found.st_mode))
    throw StoreError(
        fmt::format("'{}' is no regular file, and would be taken for a part of the results; remove it", path));
  if (::access(path.c_str(), R_OK) == 0) return found.st_size;
  if (errno == ENOENT) return -1;
  throw StoreError(fmt::format("cannot read '{}', which belongs to the results: {}", path, std::strerror(errno)));
}

constexpr std::int64_t log_head = 32;  // bytes

// Zeros where it has nothing.
struct Journal {
  std::array<char, 28> head{};
  std::array<char, 8> end{};

  bool is_unfinished() const { return head[0] != 0; }
  bool names_another() const { return end == journal_magic; }
  // That the database had, and is to have again. At 16 and 24 stand how many pages, and the bytes of one.
  std::uint64_t bytes() const {
    return std::equal(journal_magic.begin(), journal_magic.end(), head.begin()) ? number_at(16) * number_at(24) : 0;
  }
  std::uint64_t number_at(std::size_t place) const {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(head[place + i]);
    return number;
  }
};

Journal read_journal(const std::string& path) {
  Journal journal;
  if (size_beside(path) <= 0) return journal;
  std::ifstream file(path, std::ios::binary);
  file.read(journal.head.data(), journal.head.size());
  file.clear();
  file.seekg(-static_cast<std::streamoff>(journal.end.size()), std::ios::end);
  file.read(journal.end.data(), journal.end.size());
  return journal;
}

}  // namespace

Companions look_beside(const std::string& path) {
  const std::string beside = path + "-journal";
  const Journal journal = read_journal(beside);
  if (journal.is_unfinished() && journal.names_another())
    throw StoreError(
        fmt::format("'{}' names another file, which SQLite would delete; no program of this project writes such a "
                    "journal. Remove it, and ask who sent the results",
                    beside));
  std::error_code ignored;
  if (journal.is_unfinished() && journal.bytes() > std::filesystem::file_size(path, ignored))
    throw StoreError(
        fmt::format("'{}' is of a larger file than '{}' and does not go with it; remove it", beside, path));
  const std::int64_t log = size_beside(path + "-wal");
  const bool index = size_beside(path + "-shm") >= 0;
  return {.journal = journal.is_unfinished(),
          .log = log > log_head,
          .empty_log = log >= 0 && log <= log_head,
          .index = index && log >= 0 && log != log_head};
}

}  // namespace detente

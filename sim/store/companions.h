// What lies beside a database: its rollback journal, its write-ahead log and that one's index. SQLite takes whatever
// has their names for its own, writes back what a journal holds, and deletes the file that a journal names as its
// super-journal; so they are looked at before SQLite sees the database.
#pragma once

#include <cstdint>
#include <string>

namespace detente {

// Those of them that are there, with something in them; an index: at all.
struct Companions {
  bool journal = false, log = false, index = false;
};

// path: of the database, without links. Throws StoreError where one of them is no regular file, or where the journal
// names another file: no program of this project writes such a journal.
Companions look_beside(const std::string& path);

// A copy of a database and its log in a folder of its own, removed with it: a log without its index cannot be read
// without writing one.
class PrivateCopy {
 public:
  static constexpr std::uintmax_t bytes_most = std::uintmax_t{1} << 30;

  // Throws StoreError where they are larger, or where there is no room.
  explicit PrivateCopy(const std::string& path);
  ~PrivateCopy();
  PrivateCopy(const PrivateCopy&) = delete;
  PrivateCopy& operator=(const PrivateCopy&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string folder_, path_;
};

}  // namespace detente

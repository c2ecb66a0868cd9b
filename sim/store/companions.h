// What lies beside a database: its rollback journal, its write-ahead log and that one's index. SQLite takes whatever
// has their names for its own, writes back what a journal holds, and deletes the file that a journal names as its
// super-journal; so they are looked at before SQLite sees the database.
#pragma once

#include <string>

namespace detente {

// Those of them that are there, with something in them. A log that is its head alone has nothing; SQLite, where nobody
// writes, would wait for the rest of it. Without a log an index is none, for SQLite would make the log.
struct Companions {
  bool journal = false, log = false, empty_log = false, index = false;
};

// path: of the database, without links. Throws StoreError where one of them is no regular file or cannot be read, or
// where the journal names another file or would make the database larger: no program of this project writes such ones.
Companions look_beside(const std::string& path);

}  // namespace detente

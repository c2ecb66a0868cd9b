// One writer a file, on one machine or several: a lock file beside it, which a process that dies lets go of.
#pragma once

#include <string>

namespace detente {

class FileLock {
 public:
  // Locks PATH.lock. Throws StoreError where another process has it, or it cannot be written.
  explicit FileLock(const std::string& path);
  ~FileLock();  // and removes it
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace detente

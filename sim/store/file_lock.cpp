#include "sim/store/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "sim/store/store_error.h"

namespace detente {

namespace {

// Whoever had it before may have removed it between our opening and locking it.
bool is_at(int file, const std::string& path) {
  struct stat ours{}, there{};
  return fstat(file, &ours) == 0 && stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
         ours.st_dev == there.st_dev;
}

// A lock file holds nothing; anything else of its name is somebody else's, and is not removed.
void check_ours(int file, const std::string& path) {
  struct stat found{};
  if (fstat(file, &found) == 0 && S_ISREG(found.st_mode) && found.st_size == 0) return;
  ::close(file);
  throw StoreError(fmt::format("'{}' is to be the lock of a results file, and is something else; move it away", path));
}

}  // namespace

FileLock::FileLock(const std::string& path) : path_(path + ".lock") {
  for (;;) {
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
    if (file_ < 0)
      throw StoreError(
          fmt::format("cannot write '{}': {}", path_, errno == ELOOP ? "it is a link" : std::strerror(errno)));
    check_ours(file_, path_);
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      ::close(file_);
      if (error == EWOULDBLOCK)
        throw StoreError(fmt::format("another process is writing '{}'; wait for it, or give each a --shard", path));
      throw StoreError(fmt::format("cannot lock '{}': {}", path_, std::strerror(error)));
    }
    if (is_at(file_, path_)) return;
    ::close(file_);
  }
}

FileLock::FileLock(FileLock&& other) noexcept : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

FileLock::~FileLock() {
  if (file_ < 0) return;
  ::unlink(path_.c_str());
  ::close(file_);
}

}  // namespace detente

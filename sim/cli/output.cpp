#include "sim/cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace detente {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what, const std::string& path, int error) {
  throw FileError(fmt::format("cannot {} '{}': {}", what, path, std::strerror(error)));
}

// 0 or the error.
int write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t wrote = ::write(file, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return errno;
    done += static_cast<std::size_t>(wrote);
  }
  return 0;
}

// The file itself where `path` is a link to it: renaming must not replace the link.
std::string target_of(const std::string& path) {
  std::error_code error;
  const fs::path target = fs::weakly_canonical(path, error);
  return error ? path : target.string();
}

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

bool is_device(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

// A piece cannot be written, nor can those after it.
struct WriteError {
  int number;  // errno
};

// Gathers the pieces of a text, so that a file is written in few calls. Throws WriteError.
class Pieces {
 public:
  explicit Pieces(int file) : file_(file) {}
  void take(const std::string& piece) {
    constexpr std::size_t gathered_max = 1 << 16;
    gathered_ += piece;
    if (gathered_.size() > gathered_max) write();
  }
  void finish() { write(); }

 private:
  void write() {
    if (const int error = write_all(file_, gathered_)) throw WriteError{error};
    gathered_.clear();
  }
  int file_;
  std::string gathered_;
};

// Ends `produce` where a piece cannot be written. Returns the error, or 0.
int write_pieces(int file, const TextSource& produce) try {
  Pieces pieces(file);
  produce([&](const std::string& piece) { pieces.take(piece); });
  pieces.finish();
  return 0;
} catch (const WriteError& error) {
  return error.number;
}

void write_directly(const std::string& path, const TextSource& produce) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) fail("write", path, errno);
  int error = write_pieces(file, produce);
  if (::close(file) != 0 && !error) error = errno;
  if (error) fail("write", path, error);
}

TextSource source_of(const std::string& text) {
  return [&text](const TextSink& sink) { sink(text); };
}

}  // namespace

void check_readable(const std::string& path) {
  if (path == "-") return;
  if (::access(path.c_str(), R_OK) != 0) fail("read", path, errno);
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) fail("read", path, EISDIR);
}

void check_writable(const std::string& path) {
  if (path.empty()) return;
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) fail("write", path, EISDIR);
  const std::string target = target_of(path);
  const std::string place = is_device(path) ? path : folder_of(target);
  if (::access(place.c_str(), W_OK) != 0) fail("write", path, errno);
}

void check_apart(const std::string& path, const std::string& out) {
  const std::string read = path == "-" ? "/dev/stdin" : path;
  std::error_code ignored;
  if (out.empty() || !fs::is_regular_file(out, ignored) || !fs::equivalent(read, out, ignored)) return;
  throw UsageError(fmt::format("--out '{}' is the scenario itself, which would be lost; name another file", out));
}

void write_file(const std::string& path, const TextSource& produce) {
  check_writable(path);
  if (is_device(path)) return write_directly(path, produce);
  const std::string target = target_of(path);
  const std::string fresh = fmt::format("{}.{}.part", target, ::getpid());
  struct stat old{};
  const bool replaces = ::stat(target.c_str(), &old) == 0;
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) fail("write", path, errno);
  int error = 0;
  try {
    error = write_pieces(file, produce);
  } catch (...) {
    ::close(file);
    ::unlink(fresh.c_str());
    throw;
  }
  if (!error && replaces && ::fchmod(file, old.st_mode & 07777) != 0) error = errno;
  if (!error && ::fsync(file) != 0) error = errno;
  if (::close(file) != 0 && !error) error = errno;
  if (!error && ::rename(fresh.c_str(), target.c_str()) != 0) error = errno;
  if (!error) return;
  ::unlink(fresh.c_str());
  fail("write", path, error);
}

void check_new(const std::string& path) {
  struct stat old{};
  if (::lstat(path.c_str(), &old) == 0) fail("write", path, EEXIST);
}

void write_new_file(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) fail("write", path, errno);
  int error = write_all(file, text);
  if (::close(file) != 0 && !error) error = errno;
  if (!error) return;
  ::unlink(path.c_str());
  fail("write", path, error);
}

void write_stdout(const std::string& text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error && error != EPIPE) fail("write", "standard output", error);
}

void write_result(const std::string& path, const std::string& text) { write_result(path, source_of(text)); }

void write_result(const std::string& path, const TextSource& produce) {
  if (!path.empty()) return write_file(path, produce);
  const int error = write_pieces(STDOUT_FILENO, produce);
  if (error && error != EPIPE) fail("write", "standard output", error);
}

}  // namespace detente

#include "sim/cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "sim/cli/say.h"
#include "sim/files/links.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what, const std::string& path, int error) {
  if (error == ECANCELED) throw StoppedWriting(fmt::format("stopped, since nobody reads '{}'", path));
  throw FileError(fmt::format("cannot {} '{}': {}", what, path, std::strerror(error)));
}

std::string folder_to_write(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

bool is_device(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

void write_directly(const std::string& path, const TextSource& produce) {
  const int file = open_device(path);
  if (file < 0) fail("write", path, errno);
  int error = write_pieces(file, produce);
  if (::close(file) != 0 && !error) error = errno;
  if (error) fail("write", path, error);
}

struct PartFile {
  int file;  // -1: errno says why
  std::string path;
};

// A new file beside `target`. Its usual name may be taken, by one that a killed process left, or be too long.
PartFile open_part(const std::string& target) {
  PartFile part{-1, {}};
  std::string begin = fmt::format("{}.{}", target, ::getpid());
  for (int number = 0; number < 1000; ++number) {
    part.path = number == 0 ? begin + ".part" : fmt::format("{}-{}.part", begin, number);
    part.file = ::open(part.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (part.file < 0 && errno == ENAMETOOLONG && number == 0)
      begin = fmt::format("{}/detente.{}", folder_to_write(target), ::getpid());
    else if (part.file >= 0 || errno != EEXIST)
      break;
  }
  return part;
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
  const std::string target = without_links(path);
  const std::string place = is_device(path) ? path : folder_to_write(target);
  if (::access(place.c_str(), W_OK) != 0) fail("write", path, errno);
}

void write_file(const std::string& path, const TextSource& produce) {
  check_writable(path);
  if (is_device(path)) return write_directly(path, produce);
  const std::string target = without_links(path);  // renaming must not replace a link
  struct stat old{};
  const bool replaces = ::stat(target.c_str(), &old) == 0;
  const auto [file, fresh] = open_part(target);
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
  int error = write_pieces(file, source_of(text));
  if (::close(file) != 0 && !error) error = errno;
  if (!error) return;
  ::unlink(path.c_str());
  fail("write", path, error);
}

void write_stdout(const std::string& text) { write_result({}, text); }

void write_result(const std::string& path, const std::string& text) { write_result(path, source_of(text)); }

void write_result(const std::string& path, const TextSource& produce) {
  const auto print = [&] {
    const int error = write_pieces(STDOUT_FILENO, produce);
    if (error && error != EPIPE) fail("write", "standard output", error);
  };
  if (path.empty()) return print();
  std::string why;
  bool stopped = false;
  try {
    return write_file(path, produce);
  } catch (const FileError& error) {
    why = error.what();
    stopped = dynamic_cast<const StoppedWriting*>(&error) != nullptr;
  }
  say(fmt::format("detente: {}; the result goes to standard output\n", why));
  print();
  why = fmt::format("'{}' is not written; the result is on standard output", path);
  if (stopped) throw StoppedWriting(why);
  throw FileError(why);
}

}  // namespace detente

// Signals do not end a call that waits (SA_RESTART), so nothing here waits in one: poll() is asked first and comes back
// at once when a signal arrives, and a pipe that has room takes PIPE_BUF bytes without waiting.
#include "sim/cli/writing.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "sim/cli/say.h"
#include "sim/cli/stop.h"
#include "sim/core/plain_text.h"

namespace detente {

namespace {

constexpr int wait_ms = 50, waits_after_stop = 10;  // half a second

// Counts how long nobody reads once the program is asked to stop.
class Patience {
 public:
  bool ends() { return stop_flag() && ++waits_ > waits_after_stop; }

 private:
  int waits_ = 0;
};

bool wait_for_room(int file) {
  for (Patience patience; !patience.ends();) {
    pollfd asked{file, POLLOUT, 0};
    if (::poll(&asked, 1, wait_ms) > 0) return true;
  }
  return false;
}

// 0 or the error.
int write_all(int file, std::string_view text, bool waits) {
  while (!text.empty()) {
    if (waits && !wait_for_room(file)) return ECANCELED;
    const ssize_t wrote =
        ::write(file, text.data(), waits ? std::min<std::size_t>(text.size(), PIPE_BUF) : text.size());
    if (wrote < 0 && errno != EINTR && errno != EAGAIN) return errno;
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(wrote, 0)));
  }
  return 0;
}

// Plain text, but for the colours that pages have.
std::string plain_but_for_colours(std::string_view text) {
  static constexpr std::array<std::string_view, 4> colours = {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[33m"};
  std::string plain;
  for (;;) {
    std::size_t at = text.find('\x1b');
    const std::string_view rest = text.substr(std::min(at, text.size()));
    const auto* const colour = std::ranges::find_if(colours, [&](auto each) { return rest.starts_with(each); });
    const std::size_t size = colour == colours.end() ? 0 : colour->size();
    if (at == std::string_view::npos) return plain + plain_text(text);
    if (size == 0) ++at;  // is not ours
    plain.append(plain_text(text.substr(0, at))).append(rest.substr(0, size));
    text.remove_prefix(at + size);
  }
}

// A piece cannot be written, nor can those after it.
struct WriteError {
  int number;  // errno
};

// Gathers the pieces of a text, so that a file is written in few calls. Throws WriteError.
class Pieces {
 public:
  explicit Pieces(int file) : file_(file), coloured_(colour_on(file)) {
    struct stat status{};
    waits_ = ::fstat(file, &status) != 0 || !S_ISREG(status.st_mode);
  }
  void take(const std::string& piece) {
    constexpr std::size_t gathered_max = 1 << 16;
    gathered_ += coloured_ ? plain_but_for_colours(piece) : plain_text(piece);
    if (gathered_.size() > gathered_max) write();
  }
  void finish() { write(); }

 private:
  void write() {
    if (const int error = write_all(file_, gathered_, waits_)) throw WriteError{error};
    gathered_.clear();
  }
  int file_;
  bool coloured_, waits_ = false;
  std::string gathered_;
};

}  // namespace

void occupy_standard_files() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(file, F_GETFD) < 0) ::open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int write_pieces(int file, const TextSource& produce) try {
  Pieces pieces(file);
  produce([&](const std::string& piece) { pieces.take(piece); });
  pieces.finish();
  return 0;
} catch (const WriteError& error) {
  return error.number;
}

int open_device(const std::string& path) {
  for (Patience patience;;) {
    const int file = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat status{};
    const int error = errno;
    const bool waits = file < 0 && (error == EINTR ||
                                    (error == ENXIO && ::stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode)));
    if (!waits) {
      errno = error;
      return file;
    }
    if (patience.ends()) {
      errno = ECANCELED;
      return -1;
    }
    ::poll(nullptr, 0, wait_ms);
  }
}

}  // namespace detente

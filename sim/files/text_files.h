// Files of text by their paths.
#pragma once

#include <stdexcept>
#include <string>

namespace detente {

// A file cannot be read or written, or is not what it should be.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What is wrong with a file, without its name.
struct FileMistake {
  std::string cause, remedy;  // one sentence each, without full stop
};

// The file's text ("-": standard input), without a byte order mark; never reads more than bytes_max + 1 bytes. Throws
// FileMistake if it cannot be read or is longer.
std::string read_bounded(const std::string& path, std::size_t bytes_max);

// Likewise of a scenario or study, of at most limits::file_bytes. Throws ScenarioError.
std::string read_text(const std::string& path);

// Likewise of a table, of at most 64 MiB. Throws FileError.
std::string read_table(const std::string& path);

// What messages call the file: its path, or "standard input".
std::string shown_path(const std::string& path);

// The folder in which a file stands, with the slash at its end; "" for the one the program runs in.
std::string folder_of(const std::string& path);

}  // namespace detente

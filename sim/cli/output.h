// Writing a result so that it is either whole or not there.
#pragma once

#include <stdexcept>
#include <string>

#include "sim/cli/writing.h"
#include "sim/files/text_files.h"

namespace detente {

// The program was asked to stop while nobody read what it writes.
class StoppedWriting : public FileError {
 public:
  using FileError::FileError;
};

// The command line asks for what would do harm.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws FileError if `path` can plainly not be read; "-" is standard input.
void check_readable(const std::string& path);

// Throws FileError if `path` can plainly not be written: better before a long run than after it.
void check_writable(const std::string& path);

// Writes a new file beside `path` and renames it, so that a failure, or what `produce` throws, leaves what was there.
// Devices and pipes are written to directly. Throws FileError, StoppedWriting.
void write_file(const std::string& path, const TextSource& produce);

// A file that must not exist yet; check_new() asks before. Throw FileError.
void check_new(const std::string& path);
void write_new_file(const std::string& path, const std::string& text);

// To standard output. A reader that has gone away (`| head`) is no error. Throws FileError, StoppedWriting.
void write_stdout(const std::string& text);

// Either: to standard output if `path` is empty, or if it cannot be written any more: a finished result is not lost.
// Throws FileError then, too.
void write_result(const std::string& path, const TextSource& produce);
void write_result(const std::string& path, const std::string& text);

}  // namespace detente

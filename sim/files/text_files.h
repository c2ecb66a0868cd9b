// Files of text by their paths.
#pragma once

#include <string>

namespace detente {

// The file's text ("-": standard input), without a byte order mark; never reads more than limits::file_bytes + 1 bytes.
// Throws ScenarioError if it cannot be read or is longer.
std::string read_text(const std::string& path);

// What messages call the file: its path, or "standard input".
std::string shown_path(const std::string& path);

// The folder in which a file stands, with the slash at its end; "" for the one the program runs in.
std::string folder_of(const std::string& path);

}  // namespace detente

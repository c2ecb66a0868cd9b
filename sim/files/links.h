// What a name of a file stands for.
#pragma once

#include <string>

namespace detente {

// The file that `path` leads to by way of links, whether it is there yet or not; `path` where they lead in a circle.
std::string without_links(const std::string& path);

}  // namespace detente

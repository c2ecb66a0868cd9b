#include "sim/files/links.h"

#include <filesystem>

namespace detente {

namespace fs = std::filesystem;

std::string without_links(const std::string& path) {
  constexpr int links_most = 40;  // as many as Linux follows
  fs::path place = path;
  std::error_code error;
  for (int links = 0; links < links_most; ++links) {  // weakly_canonical() follows none to what is not there
    const fs::path next = fs::read_symlink(place, error);
    if (error) break;  // no link
    place = place.parent_path() / next;
  }
  const std::string target = fs::weakly_canonical(place, error).string();
  return target.empty() ? path : target;
}

}  // namespace detente

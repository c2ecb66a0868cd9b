// What this program was built from and with, for provenance.
#pragma once

#include <string>

namespace detente {

struct BuildInfo {
  std::string version;       // of detente
  std::string compiler;      // "g++ 12.2.0"
  std::string flags;         // build type and the flags that bear on results
  std::string instructions;  // "baseline", "avx2" or "avx512"
};

const BuildInfo& build_info();

}  // namespace detente

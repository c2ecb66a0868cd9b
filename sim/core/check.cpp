#include "sim/core/check.h"

#include <cstdio>
#include <cstdlib>

namespace detente {

void fail_check(const std::string& what, std::source_location where) {
  std::fprintf(stderr,
               "detente: internal error: %s\n  in %s, line %u\n  Please report this with the command you ran.\n",
               what.c_str(), where.file_name(), static_cast<unsigned>(where.line()));
  std::abort();
}

}  // namespace detente

#include "sim/report/build_info.h"

namespace detente {

const BuildInfo& build_info() {
#ifdef __clang__
  static const BuildInfo info{DETENTE_VERSION, "clang++ " __clang_version__, DETENTE_FLAGS, DETENTE_INSTRUCTIONS};
#else
  static const BuildInfo info{DETENTE_VERSION, "g++ " __VERSION__, DETENTE_FLAGS, DETENTE_INSTRUCTIONS};
#endif
  return info;
}

}  // namespace detente

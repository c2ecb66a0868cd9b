// What the TOML library says about a mistake in the syntax, in words a reader who does not know TOML can act on.
#pragma once

#include <string>
#include <string_view>

#include "sim/core/error.h"

namespace detente {

struct SyntaxAdvice {
  std::string cause;
  std::string remedy;
  int column = 0;  // better than the library's; 0 = keep its own
};

// `line`: the source line; `column`: where the library stopped, in code points; `said`: its description.
SyntaxAdvice explain_syntax(std::string_view line, int column, std::string_view said);

// A character beyond ASCII outside of quotes and comments, where TOML has none.
SyntaxAdvice explain_character(std::string_view character);

}  // namespace detente

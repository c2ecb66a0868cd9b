// The tokens of a condition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace detente {

// A mistake in a condition, in code points from its first character.
struct RuleError {
  int offset = 0;
  int length = 1;
  std::string cause;   // one sentence without full stop
  std::string remedy;  // likewise, may be empty
};

enum class TokenKind { number, quoted, name, sign, end };

struct Token {
  TokenKind kind = TokenKind::end;
  int offset = 0, length = 1;  // code points
  std::string text = {};       // of a quoted option without its quotes
  double number = 0;
  bool space_before = false, space_after = false;
  bool is(TokenKind wanted, std::string_view spelling) const { return kind == wanted && text == spelling; }
  bool is_sign(std::string_view spelling) const { return is(TokenKind::sign, spelling); }
  bool is_word(std::string_view spelling) const { return is(TokenKind::name, spelling); }
};

// The tokens and one of kind `end`; throws RuleError at the first character that belongs to no token.
std::vector<Token> tokenize(std::string_view text);

}  // namespace detente

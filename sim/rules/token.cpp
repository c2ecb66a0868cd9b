#include "sim/rules/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace detente {

namespace {

constexpr std::size_t name_length_limit = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_word(char c) { return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// What other languages write, and what to write here.
const std::map<std::string_view, std::string_view>& foreign_signs() {
  static const std::map<std::string_view, std::string_view> signs = {{"==", "write ="},
                                                                     {"&&", "write 'and'"},
                                                                     {"&", "write 'and'"},
                                                                     {"||", "write 'or'"},
                                                                     {"|", "write 'or'"},
                                                                     {"!", "write 'not'"},
                                                                     {"=>", "write >="},
                                                                     {"=<", "write <="},
                                                                     {"<>", "write !="},
                                                                     {"≤", "write <="},
                                                                     {"≥", "write >="},
                                                                     {"≠", "write !="},
                                                                     {"−", "write -"},
                                                                     {"–", "write -"},
                                                                     {"×", "write *"},
                                                                     {"÷", "write /"},
                                                                     {"‘", "quote with ' or \""},
                                                                     {"’", "quote with ' or \""},
                                                                     {"“", "quote with ' or \""},
                                                                     {"”", "quote with ' or \""}};
  return signs;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (true) {
      const std::size_t gap = at_;
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      if (!tokens_.empty()) tokens_.back().space_after = at_ > gap;
      begin_ = at_;
      Token token = next();
      token.offset = code_points(begin_);
      token.length = std::max(1, code_points(at_) - token.offset);
      token.space_before = begin_ > gap;
      tokens_.push_back(std::move(token));
      if (tokens_.back().kind == TokenKind::end) return std::move(tokens_);
    }
  }

 private:
  Token next() {
    if (at_ == text_.size()) return {};
    const char c = text_[at_];
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '\'' || c == '"') return quoted(c);
    if (is_word(c)) return name();
    return sign();
  }

  Token number() {
    const auto digits = [&] {
      while (is_digit(peek(0))) ++at_;
    };
    if (peek(0) == '.') fail(1, "a number begins with a digit", "write 0 before the point");
    digits();
    if (peek(0) == '.') {
      ++at_;
      if (!is_digit(peek(0))) fail(at_ - begin_, "a number ends with a digit", "leave out the point");
      digits();
    }
    const std::size_t signs = peek(1) == '+' || peek(1) == '-';
    if (peek(0) == 'e' && is_digit(peek(1 + signs))) {
      at_ += 1 + signs;
      digits();
    }
    if (is_word(peek(0))) {
      while (is_word(peek(0))) ++at_;
      fail(at_ - begin_, fmt::format("'{}' is neither a number nor a name", slice()), "names begin with a letter");
    }
    Token token{.kind = TokenKind::number, .text = std::string(slice())};
    const auto [rest, error] = std::from_chars(text_.data() + begin_, text_.data() + at_, token.number);
    if (error != std::errc{}) fail(at_ - begin_, fmt::format("the number {} is out of range", slice()), "");
    return token;
  }

  // A quote inside is doubled.
  Token quoted(char quote) {
    Token token{.kind = TokenKind::quoted};
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == quote) {
        ++at_;
        if (peek(0) != quote) return token;
      }
      token.text += text_[at_];
    }
    fail(at_ - begin_, fmt::format("the quote {} is never closed", quote), fmt::format("add a closing {}", quote));
  }

  // A hyphen belongs to a name only between letters or digits.
  Token name() {
    while (is_word(peek(0)) || (peek(0) == '-' && at_ > begin_ && text_[at_ - 1] != '-' && is_word(peek(1)))) ++at_;
    const std::string_view found = slice();
    std::string lower(found);
    std::transform(found.begin(), found.end(), lower.begin(), [](char c) {
      return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (lower != found) {
      fail(found.size(), fmt::format("'{}' is not a name: names are small letters, digits and hyphens", found),
           is_lower(lower[0]) ? fmt::format("write '{}'; quote it if it is an option", lower) : "");
    }
    if (found.size() > name_length_limit)
      fail(found.size(), fmt::format("a name has at most {} characters", name_length_limit), "");
    return {.kind = TokenKind::name, .text = std::move(lower)};
  }

  Token sign() {
    std::size_t length = 1;
    while (is_continuation(peek(length))) ++length;
    for (const std::size_t size : {std::size_t{2}, length}) {
      const std::string_view found = text_.substr(at_, size);
      if (found == "<=" || found == ">=" || found == "!=" ||
          (found.size() == 1 && std::string_view("()<>=+-*/,").find(found) != std::string_view::npos)) {
        at_ += found.size();
        return {.kind = TokenKind::sign, .text = std::string(found)};
      }
      if (const auto foreign = foreign_signs().find(found); foreign != foreign_signs().end())
        fail(size, fmt::format("{} is not part of the condition language", found), std::string(foreign->second));
    }
    if (text_[at_] == '%') fail(1, "there is no % literal", "write the number on the scale it is compared with");
    const std::string_view found = text_.substr(at_, length);
    const auto byte = static_cast<unsigned char>(text_[at_]);
    const bool printable = length == 1 ? byte > 0x20U && byte < 0x7FU : byte >= 0xC0U && length <= 4;
    fail(length, printable ? fmt::format("unknown character {}", found) : "unknown character", "");
  }

  [[noreturn]] void fail(std::size_t bytes, std::string cause, std::string remedy) const {
    const int offset = code_points(begin_);
    const int length = code_points(std::min(begin_ + bytes, text_.size())) - offset;
    throw RuleError{offset, std::max(1, length), std::move(cause), std::move(remedy)};
  }

  char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  std::string_view slice() const { return text_.substr(begin_, at_ - begin_); }
  int code_points(std::size_t end) const {
    return static_cast<int>(std::count_if(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(end),
                                          [](char c) { return !is_continuation(c); }));
  }

  std::string_view text_;
  std::size_t begin_ = 0, at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text) { return Lexer(text).run(); }

}  // namespace detente

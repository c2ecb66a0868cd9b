#include "sim/rules/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace detente {

namespace {

constexpr int or_level = 0, not_level = 2, comparison_level = 3, unary_level = 6;

std::optional<NodeKind> binary_operator(const Token& token, int level) {
  for (int place = static_cast<int>(NodeKind::logical_and); place <= static_cast<int>(NodeKind::divide); ++place) {
    const auto kind = static_cast<NodeKind>(place);
    const TokenKind written = binding(kind) < not_level ? TokenKind::name : TokenKind::sign;
    if (binding(kind) == level && token.is(written, spelling(kind))) return kind;
  }
  return std::nullopt;
}

bool is_operator_word(const Token& token) {
  return token.is_word("and") || token.is_word("or") || token.is_word("not");
}
bool is_value(const Token& token) {
  return token.kind == TokenKind::number || (token.kind == TokenKind::name && !is_operator_word(token));
}

// Recursive descent, one function for all levels of binary operators. The first mistake is thrown as a RuleError.
class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(tokenize(text)) {}

  Expression run() {
    if (here().kind == TokenKind::end) fail(here(), "the condition is empty", "write true if it always holds");
    level(or_level);
    if (here().kind != TokenKind::end) unexpected();
    return std::move(expression_);
  }

 private:
  // Counts how deep the grammar's recursion is; without a bound, a long row of ( or - would overflow the stack.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : depth_(parser.depth_) {
      if (++depth_ > rule_depth_limit) parser.too_deep();
    }
    ~Nesting() { --depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    int& depth_;
  };

  int level(int binding_level) {
    if (binding_level == not_level) return logical_not();
    if (binding_level == unary_level) return unary();
    int left = level(binding_level + 1);
    while (const auto kind = binary_operator(here(), binding_level)) {
      if (kind == NodeKind::subtract) check_spaces(left);
      ++at_;
      const int right = level(binding_level + 1);
      left = add({.kind = *kind, .children = {left, right}});
      if (binding_level == comparison_level && binary_operator(here(), comparison_level))
        fail(here(), "comparisons do not chain", "join two of them: a < b and b < c");
    }
    return left;
  }

  int logical_not() {
    if (!here().is_word("not")) return level(comparison_level);
    const Nesting nesting(*this);
    const int offset = tokens_[at_++].offset;
    const int operand = logical_not();
    return add({.kind = NodeKind::logical_not, .offset = offset, .children = {operand}});
  }

  int unary() {
    if (!here().is_sign("-")) return atom();
    const Nesting nesting(*this);
    const int offset = tokens_[at_++].offset;
    const int operand = unary();
    return add({.kind = NodeKind::negate, .offset = offset, .children = {operand}});
  }

  int atom() {
    const Token& token = here();
    Node leaf{.offset = token.offset, .number = token.number, .text = token.text};
    if (token.is_sign("(")) return parenthesis();
    if (token.is_word("true") || token.is_word("false")) {
      leaf.kind = NodeKind::truth;
      leaf.number = token.is_word("true") ? 1 : 0;
    } else if (token.kind == TokenKind::name && !is_operator_word(token)) {
      if (tokens_[at_ + 1].is_sign("(")) return call();
      leaf.kind = NodeKind::name;
    } else if (token.kind == TokenKind::quoted) {
      leaf.kind = NodeKind::quoted;
    } else if (token.kind == TokenKind::number) {
      leaf.kind = NodeKind::number;
    } else {
      missing_value();
    }
    if (leaf.kind == NodeKind::number || leaf.kind == NodeKind::truth) leaf.text.clear();
    ++at_;
    return add(std::move(leaf));
  }

  int parenthesis() {
    const Nesting nesting(*this);
    const Token& open = tokens_[at_++];
    const int inside = level(or_level);
    close(open);
    return inside;
  }

  int call() {
    const Nesting nesting(*this);
    const Token& name = tokens_[at_++];
    const Token& open = tokens_[at_++];
    Node node{.kind = NodeKind::call, .offset = name.offset, .text = name.text};
    if (!here().is_sign(")")) {
      node.children.push_back(level(or_level));
      for (; here().is_sign(","); node.children.push_back(level(or_level))) ++at_;
    }
    close(open);
    return add(std::move(node));
  }

  void close(const Token& open) {
    if (here().kind == TokenKind::end) fail(open, "this ( is never closed", "add a )");
    if (!here().is_sign(")")) unexpected();
    ++at_;
  }

  // Adds a node that ends with the last token read. Its demand: how many values an evaluation holds at a time, operands
  // being evaluated from left to right.
  int add(Node node) {
    if (expression_.nodes.size() == rule_nodes_limit)
      fail(tokens_[at_ - 1], fmt::format("the condition has more than {} parts", rule_nodes_limit), "");
    int demand = 1;
    for (std::size_t i = 0; i < node.children.size(); ++i)
      demand = std::max(demand, demand_[node.children[i]] + (i > 0 ? 1 : 0));
    if (demand > rule_depth_limit) too_deep();
    if (node.children.size() == 2 && node.kind != NodeKind::call)
      node.offset = expression_.nodes[node.children[0]].offset;
    const Token& last = tokens_[at_ - 1];
    node.length = last.offset + last.length - node.offset;
    expression_.nodes.push_back(std::move(node));
    demand_.push_back(demand);
    return static_cast<int>(expression_.nodes.size()) - 1;
  }

  void check_spaces(int left) {
    const Token& minus = here();
    if (minus.space_before && minus.space_after) return;
    const Node& node = expression_.nodes[left];
    const std::string example = node.kind == NodeKind::name ? node.text : "a";
    const Token& next = tokens_[at_ + 1];
    fail(minus, "minus needs a space on each side",
         fmt::format("write {} - {}", example, is_value(next) ? next.text : "b"));
  }

  [[noreturn]] void missing_value() {
    const Token& token = here();
    if (token.kind == TokenKind::end) fail(token, "the condition ends where a value should follow", "");
    if (token.is_word("not") && at_ > 0)
      fail(token, "'not' cannot stand here", "put it and what it denies in parentheses");
    fail(token, fmt::format("a value is missing before {}", quoted(token)), "");
  }

  // A token after a complete expression.
  [[noreturn]] void unexpected() {
    const Token& token = here();
    const Token& last = tokens_[at_ - 1];
    if (token.is_sign(")")) fail(token, "this ) closes nothing", "leave it out, or add a (");
    if (token.is_sign(",") && last.kind == TokenKind::number && tokens_[at_ + 1].kind == TokenKind::number)
      fail(token, "a comma is not a decimal point", fmt::format("write {}.{}", last.text, tokens_[at_ + 1].text));
    if (token.is_sign(",")) fail(token, "a comma stands only between the arguments of a function", "");
    if (is_value(last) && is_value(token)) {
      std::string words = last.text;
      for (std::size_t next = at_; is_value(tokens_[next]); ++next) words += " " + tokens_[next].text;
      fail(token, fmt::format("{} cannot follow {}", quoted(token), quoted(last)),
           fmt::format("quote an option of several words: '{}'", words));
    }
    fail(token, fmt::format("{} cannot follow {}", quoted(token), quoted(last)), "an operator may be missing");
  }

  [[noreturn]] void too_deep() {
    fail(here(), fmt::format("the condition is nested more than {} deep", rule_depth_limit), "split or shorten it");
  }
  [[noreturn]] static void fail(const Token& token, std::string cause, std::string remedy) {
    throw RuleError{token.offset, token.length, std::move(cause), std::move(remedy)};
  }
  static std::string quoted(const Token& token) {
    return token.kind == TokenKind::sign ? token.text : fmt::format("'{}'", token.text);
  }
  const Token& here() const { return tokens_[at_]; }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Expression expression_;
  std::vector<int> demand_;  // of each node
};

}  // namespace

ParseResult parse(std::string_view text) {
  ParseResult result;
  if (text.size() > rule_bytes_limit) {
    result.errors.push_back({0, 1, fmt::format("the condition is longer than {} bytes", rule_bytes_limit), "split it"});
    return result;
  }
  try {
    result.expression = Parser(text).run();
  } catch (RuleError& error) {
    result.errors.push_back(std::move(error));
  }
  return result;
}

}  // namespace detente

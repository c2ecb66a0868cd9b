// The syntax of the condition language:
//   expr = and {"or" and}     and = not {"and" not}     not = "not" not | cmp
//   cmp = sum [("<="|">="|"<"|">"|"="|"!=") sum]
//   sum = term {("+"|"-") term}     term = unary {("*"|"/") unary}     unary = "-" unary | atom
//   atom = number | quoted | name | name "(" [expr {"," expr}] ")" | "(" expr ")" | "true" | "false"
// Minus between two values needs a space on each side, because a hyphen may be part of a name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/rules/token.h"

namespace detente {

enum class NodeKind : std::uint8_t {
  number,  // never negative: minus is a node of its own
  truth,   // number 1 = true, 0 = false
  quoted,  // text
  name,    // text
  call,    // text, children = arguments
  negate,
  logical_not,
  logical_and,
  logical_or,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  add,
  subtract,
  multiply,
  divide
};

struct Node {
  NodeKind kind = NodeKind::number;
  int offset = 0, length = 1;  // what it spans in the text, in code points
  double number = 0;
  std::string text = {};
  std::vector<int> children = {};  // places in Expression::nodes, all before the node's own
};

// The last node is the root.
struct Expression {
  std::vector<Node> nodes;
  const Node& root() const { return nodes.back(); }
};

constexpr std::size_t rule_bytes_limit = 4'096;
constexpr int rule_depth_limit = 64;  // of nesting, and of the values an evaluation holds at a time
constexpr std::size_t rule_nodes_limit = 1'024;

// Either an expression or errors (today at most one: what follows the first mistake in so short a text is noise).
struct ParseResult {
  Expression expression;
  std::vector<RuleError> errors;
  bool ok() const { return errors.empty(); }
};

ParseResult parse(std::string_view text);

// The same tree, wherever its nodes stand in their texts.
bool same(const Expression& left, const Expression& right);

// The text of a tree in one form only: single spaces, no needless parentheses, shortest numbers that read back the
// same, options in '...'. same(parse(canonical(e)).expression, e) holds for whatever parse() returned.
std::string canonical(const Expression& expression);

// How an operator is written, and how closely it binds: 0 or, 1 and, 2 not, 3 comparison, 4 sum, 5 term, 6 sign, 7
// atom.
std::string_view spelling(NodeKind kind);
int binding(NodeKind kind);

}  // namespace detente

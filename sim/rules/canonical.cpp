#include <array>
#include <charconv>

#include "sim/rules/parse.h"

namespace detente {

namespace {

struct Operator {
  std::string_view spelling;
  int binding;
};
constexpr Operator operators[] = {  // in the order of NodeKind
    {"", 7},   {"", 7},  {"", 7},   {"", 7},  {"", 7},   {"-", 6}, {"not", 2}, {"and", 1}, {"or", 0}, {"<", 3},
    {"<=", 3}, {">", 3}, {">=", 3}, {"=", 3}, {"!=", 3}, {"+", 4}, {"-", 4},   {"*", 5},   {"/", 5}};

bool same(const Expression& left, int left_node, const Expression& right, int right_node) {
  const Node& a = left.nodes[left_node];
  const Node& b = right.nodes[right_node];
  if (a.kind != b.kind || a.number != b.number || a.text != b.text || a.children.size() != b.children.size())
    return false;
  for (std::size_t i = 0; i < a.children.size(); ++i)
    if (!same(left, a.children[i], right, b.children[i])) return false;
  return true;
}

std::string shortest(double number) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

class Writer {
 public:
  explicit Writer(const Expression& expression) : expression_(expression) {}

  // Writes a node; in parentheses if it binds less closely than its place asks for.
  void write(const Node& node, int binding_min) {
    const bool parentheses = binding(node.kind) < binding_min;
    if (parentheses) text += '(';
    write(node);
    if (parentheses) text += ')';
  }

  std::string text;

 private:
  void write(const Node& node) {
    const int own = binding(node.kind);
    switch (node.kind) {
      case NodeKind::number:
        text += shortest(node.number);
        break;
      case NodeKind::truth:
        text += node.number != 0 ? "true" : "false";
        break;
      case NodeKind::name:
        text += node.text;
        break;
      case NodeKind::quoted:
        quote(node.text);
        break;
      case NodeKind::call:
        call(node);
        break;
      case NodeKind::negate:
      case NodeKind::logical_not:
        text += node.kind == NodeKind::negate ? "-" : "not ";
        write(child(node, 0), own);
        break;
      default:  // a comparison does not chain; all others lean to the left
        write(child(node, 0), own == binding(NodeKind::equal) ? own + 1 : own);
        text.append(" ").append(spelling(node.kind)).append(" ");
        write(child(node, 1), own + 1);
    }
  }

  void quote(const std::string& option) {
    text += '\'';
    for (const char c : option) text.append(c == '\'' ? 2 : 1, c);
    text += '\'';
  }

  void call(const Node& node) {
    text += node.text + "(";
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) text += ", ";
      write(child(node, i), 0);
    }
    text += ")";
  }

  const Node& child(const Node& node, std::size_t place) const { return expression_.nodes[node.children[place]]; }

  const Expression& expression_;
};

}  // namespace

std::string_view spelling(NodeKind kind) { return operators[static_cast<int>(kind)].spelling; }
int binding(NodeKind kind) { return operators[static_cast<int>(kind)].binding; }

bool same(const Expression& left, const Expression& right) {
  if (left.nodes.size() != right.nodes.size()) return false;
  const int root = static_cast<int>(left.nodes.size()) - 1;
  return root < 0 || same(left, root, right, root);
}

std::string canonical(const Expression& expression) {
  Writer writer(expression);
  writer.write(expression.root(), 0);
  return std::move(writer.text);
}

}  // namespace detente

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/rules/example.h"

namespace detente {
namespace {

// The tree with every operation in brackets.
std::string tree(const Expression& expression, const Node& node) {
  if (node.kind == NodeKind::number) return std::to_string(static_cast<int>(node.number));
  if (node.kind == NodeKind::truth) return node.number != 0 ? "true" : "false";
  if (node.kind == NodeKind::quoted) return fmt::format("'{}'", node.text);
  if (node.kind == NodeKind::name) return node.text;
  std::string text = fmt::format("[{}", node.kind == NodeKind::call ? node.text : spelling(node.kind));
  for (const int child : node.children) text.append(" ").append(tree(expression, expression.nodes[child]));
  return text + "]";
}

std::string tree(std::string_view text) {
  const ParseResult result = parse(text);
  return result.ok() ? tree(result.expression, result.expression.root()) : result.errors.front().cause;
}

std::string canonical_of(std::string_view text) {
  const ParseResult result = parse(text);
  return result.ok() ? canonical(result.expression) : result.errors.front().cause;
}

std::string repeated(std::string_view part, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += part;
  return text;
}

TEST(Parse, OperatorsBindByTheirLevelAndToTheLeft) {
  EXPECT_EQ(tree("a or b and not c = d + e * -f"), "[or a [and b [not [= c [+ d [* e [- f]]]]]]]");
  EXPECT_EQ(tree("a - b - c / d / e"), "[- [- a b] [/ [/ c d] e]]");
  EXPECT_EQ(tree("a and b and c or d or e"), "[or [or [and [and a b] c] d] e]");
  EXPECT_EQ(tree("(a or b) and c"), "[and [or a b] c]");
  EXPECT_EQ(tree("not not a"), "[not [not a]]");
  EXPECT_EQ(tree("- - 3 - -4"), "[- [- [- 3]] [- 4]]");
  EXPECT_EQ(tree("(a < b) = true"), "[= [< a b] true]");
}

TEST(Parse, AtomsAreNumbersNamesOptionsAndCalls) {
  EXPECT_EQ(tree("clamp(a, 0, 1)"), "[clamp a 0 1]");
  EXPECT_EQ(tree("f()"), "[f]");
  EXPECT_EQ(tree("rounds-used(talks)\n\t>= 3"), "[>= [rounds-used talks] 3]");
  EXPECT_EQ(tree("aid = 'Taliban''s \"own\"'"), "[= aid 'Taliban's \"own\"']");
  EXPECT_EQ(tree("aid = \"Taliban's \"\"own\"\"\""), "[= aid 'Taliban's \"own\"']");
  EXPECT_EQ(parse("0.25").expression.root().number, 0.25);
  EXPECT_EQ(parse("2e-3").expression.root().number, 0.002);
}

TEST(Parse, NodesSpanTheirTextInCodePoints) {
  const Expression expression = parse("aid >= 'é' and  talks").expression;
  EXPECT_EQ(expression.root().offset, 0);
  EXPECT_EQ(expression.root().length, 21);
  const Node& option = expression.nodes[1];
  EXPECT_EQ(option.offset, 7);
  EXPECT_EQ(option.length, 3);
  EXPECT_EQ(expression.nodes[3].offset, 16);
}

TEST(Parse, CanonicalTextIsOneFormOnly) {
  EXPECT_EQ(canonical_of("((a))and  not( b )"), "a and not b");
  EXPECT_EQ(canonical_of("(a or b) and (c and d) and not (e or f)"), "(a or b) and (c and d) and not (e or f)");
  EXPECT_EQ(canonical_of("(1.50 + 2) * (3*4) - (5 - 6)"), "(1.5 + 2) * (3 * 4) - (5 - 6)");
  EXPECT_EQ(canonical_of("- (- x) - (-(x + 1))"), "--x - -(x + 1)");
  EXPECT_EQ(canonical_of("(a < b) = (c < d)"), "(a < b) = (c < d)");
  EXPECT_EQ(canonical_of("aid = \"Taliban's own\""), "aid = 'Taliban''s own'");
  EXPECT_EQ(canonical_of("max( 0.1,1e30 )"), "max(0.1, 1e+30)");
}

TEST(Parse, MinusNeedsASpaceOnEachSide) {
  EXPECT_EQ(errors_of("aid-3 > 0"), "0+5: no issue or parameter 'aid-3' | minus needs a space on each side: aid - 3");
  EXPECT_EQ(errors_of("aid -3 > 0"), "4+1: minus needs a space on each side | write aid - 3");
  EXPECT_EQ(errors_of("aid- agenda > 0"), "3+1: minus needs a space on each side | write aid - agenda");
  EXPECT_EQ(errors_of("(aid)-(3) > 0"), "5+1: minus needs a space on each side | write aid - b");
  EXPECT_EQ(errors_of("4-3 > 0"), "1+1: minus needs a space on each side | write a - 3");
}

TEST(Parse, WhatOtherLanguagesWriteIsNamed) {
  EXPECT_EQ(errors_of("aid == 3"), "4+2: == is not part of the condition language | write =");
  EXPECT_EQ(errors_of("true && true"), "5+2: && is not part of the condition language | write 'and'");
  EXPECT_EQ(errors_of("true || true"), "5+2: || is not part of the condition language | write 'or'");
  EXPECT_EQ(errors_of("!true"), "0+1: ! is not part of the condition language | write 'not'");
  EXPECT_EQ(errors_of("aid => 3"), "4+2: => is not part of the condition language | write >=");
  EXPECT_EQ(errors_of("aid ≥ 3"), "4+1: ≥ is not part of the condition language | write >=");
  EXPECT_EQ(errors_of("aid = ‘reopens’"), "6+1: ‘ is not part of the condition language | quote with ' or \"");
  EXPECT_EQ(errors_of("aid > 30%"), "8+1: there is no % literal | write the number on the scale it is compared with");
  EXPECT_EQ(errors_of("aid > 0,5"), "7+1: a comma is not a decimal point | write 0.5");
  EXPECT_EQ(errors_of("aid > .5"), "6+1: a number begins with a digit | write 0 before the point");
  EXPECT_EQ(errors_of("aid > 5."), "6+2: a number ends with a digit | leave out the point");
  EXPECT_EQ(errors_of("aid > 1e999"), "6+5: the number 1e999 is out of range | ");
  EXPECT_EQ(errors_of("aid > 3x"), "6+2: '3x' is neither a number nor a name | names begin with a letter");
}

TEST(Parse, NamesAreSmallLettersDigitsAndHyphens) {
  EXPECT_EQ(errors_of("Womens_Rights > 3"),
            "0+13: 'Womens_Rights' is not a name: names are small letters, digits and hyphens | "
            "write 'womens-rights'; quote it if it is an option");
  EXPECT_EQ(errors_of("true AND true"),
            "5+3: 'AND' is not a name: names are small letters, digits and hyphens | write 'and'; quote it if it is "
            "an option");
  EXPECT_EQ(errors_of(std::string(41, 'a')), "0+41: a name has at most 40 characters | ");
  EXPECT_EQ(errors_of("aid # 3"), "4+1: unknown character # | ");
  EXPECT_EQ(errors_of("aid \x01 3"), "4+1: unknown character | ");
}

TEST(Parse, ComparisonsDoNotChain) {
  EXPECT_EQ(errors_of("0 < aid < 3"), "8+1: comparisons do not chain | join two of them: a < b and b < c");
}

TEST(Parse, WhatIsMissingIsSaid) {
  EXPECT_EQ(errors_of(""), "0+1: the condition is empty | write true if it always holds");
  EXPECT_EQ(errors_of("  "), "2+1: the condition is empty | write true if it always holds");
  EXPECT_EQ(errors_of("aid >"), "5+1: the condition ends where a value should follow | ");
  EXPECT_EQ(errors_of("aid > and true"), "6+3: a value is missing before 'and' | ");
  EXPECT_EQ(errors_of("()"), "1+1: a value is missing before ) | ");
  EXPECT_EQ(errors_of("min(1, ) > 0"), "7+1: a value is missing before ) | ");
  EXPECT_EQ(errors_of("(aid > 3"), "0+1: this ( is never closed | add a )");
  EXPECT_EQ(errors_of("attends(nrf"), "7+1: this ( is never closed | add a )");
  EXPECT_EQ(errors_of("true)"), "4+1: this ) closes nothing | leave it out, or add a (");
  EXPECT_EQ(errors_of("aid = 'reopens"), "6+8: the quote ' is never closed | add a closing '");
  EXPECT_EQ(errors_of("true, false"), "4+1: a comma stands only between the arguments of a function | ");
  EXPECT_EQ(errors_of("aid = not true"), "6+3: 'not' cannot stand here | put it and what it denies in parentheses");
  EXPECT_EQ(errors_of("attends(nrf) (true)"), "13+1: ( cannot follow ) | an operator may be missing");
  EXPECT_EQ(errors_of("womens-rights > bans stay"),
            "21+4: 'stay' cannot follow 'bans' | quote an option of several words: 'bans stay'");
}

TEST(Parse, LengthDepthAndSizeAreBounded) {
  const std::string deep = "the condition is nested more than 64 deep";
  for (const std::string_view part : {"not ", "(", "-", "- ", "abs("}) {
    EXPECT_EQ(tree(repeated(part, 65) + "a" + repeated(part.back() == '(' ? ")" : "", 65)), deep) << part;
    EXPECT_TRUE(parse(repeated(part, 64) + "a" + repeated(part.back() == '(' ? ")" : "", 64)).ok()) << part;
    EXPECT_FALSE(parse(repeated(part, 1000)).ok()) << part;
  }
  EXPECT_EQ(tree(repeated("a or b and c < d + e * (", 40) + "1" + repeated(")", 40)), deep);
  EXPECT_TRUE(parse(repeated("a or ", 511) + "a").ok());
  EXPECT_EQ(tree(repeated("a or ", 600) + "a"), "the condition has more than 1024 parts");
  EXPECT_EQ(tree(std::string(4097, ' ')), "the condition is longer than 4096 bytes");
}

}  // namespace
}  // namespace detente

"""Conditions and expressions: docs/format.md, "Conditions". A rule reads what a trial holds under keys such as ("issue", "aid")."""

import operator
import re

SLACK = 1e-9
TOKEN = re.compile(r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)
                       |(?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?P<sign><=|>=|!=|[-+*/()<>=,]))""", re.VERBOSE)
COMPARISONS = {
    "<": lambda a, b: a < b - SLACK, "<=": lambda a, b: a <= b + SLACK,
    ">": lambda a, b: a > b + SLACK, ">=": lambda a, b: a >= b - SLACK,
    "=": lambda a, b: abs(a - b) <= SLACK, "!=": lambda a, b: abs(a - b) > SLACK}
SUMS = {"+": operator.add, "-": operator.sub}
PRODUCTS = {"*": operator.mul, "/": lambda a, b: a / b if b else 0.0}
ASKED = ("attends", "accepts", "held", "agreed", "gap", "rounds-used", "utility", "reservation", "text", "offered", "shocked")
WORDS = ("round", "status-quo")


class Rule:
    def __init__(self, text, names):
        """names: what a bare name is, "issue", "parameter" or "variable"; options: of each issue, value by label."""
        self.text, self.reads = text, set()
        self.evaluate = Parser(text, names, self.reads).rule()

    def moves(self, shifted):
        """Whether it may differ between the rounds of a stage. shifted: issues that a shock moves."""
        return any(kind in ("variable", "shocked", "round", "attends", "offered") or (kind == "issue" and name in shifted)
                   for kind, name in self.reads)


class Parser:
    def __init__(self, text, names, reads):
        self.names, self.reads, self.tokens = names, reads, []
        at = 0
        while text[at:].strip():
            match = TOKEN.match(text, at)
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        self.tokens.append(("end", ""))

    def take(self, *texts):
        if self.tokens[0][0] != "quoted" and self.tokens[0][1] in texts:
            return self.tokens.pop(0)[1]
        return None

    def rule(self):
        found = self.either()
        if self.tokens[0][0] != "end":
            raise ValueError(self.tokens)
        return found

    def either(self):
        left = self.both()
        while self.take("or"):
            left = (lambda a, b: lambda s: a(s) or b(s))(left, self.both())
        return left

    def both(self):
        left = self.denied()
        while self.take("and"):
            left = (lambda a, b: lambda s: a(s) and b(s))(left, self.denied())
        return left

    def denied(self):
        if self.take("not"):
            inside = self.denied()
            return lambda s: not inside(s)
        return self.comparison()

    def comparison(self):
        left = self.side()
        sign = self.take(*COMPARISONS)
        if not sign:
            return left[0]
        right, compare = self.side(), COMPARISONS[sign]
        a, b = self.on_scale(left, right[1]), self.on_scale(right, left[1])
        return lambda s: compare(a(s), b(s))

    def side(self):
        """What it is worth, the issue whose options it may be compared with, the option that it names."""
        (kind, text), follower = self.tokens[0], self.tokens[1][1]
        if kind == "quoted":
            self.tokens.pop(0)
            return None, None, text[1:-1].replace(text[0] * 2, text[0])
        issue = text if kind == "name" and text in self.names.options else None
        if text in ("text", "offered") and follower == "(":
            issue = self.tokens[2][1]
        before = len(self.tokens)
        value = self.sum()
        alone = before - len(self.tokens) == (4 if text in ("text", "offered") else 1)
        return value, issue if alone else None, None

    def on_scale(self, side, issue):
        if side[2] is None:
            return side[0]
        value = self.names.options[issue][side[2]]
        return lambda s: value

    def chain(self, signs, part):
        left = part()
        while sign := self.take(*signs):
            left = (lambda f, a, b: lambda s: f(a(s), b(s)))(signs[sign], left, part())
        return left

    def sum(self):
        return self.chain(SUMS, self.term)

    def term(self):
        return self.chain(PRODUCTS, self.unary)

    def unary(self):
        if self.take("-"):
            inside = self.unary()
            return lambda s: -inside(s)
        return self.atom()

    def atom(self):
        kind, text = self.tokens.pop(0)
        if kind == "number":
            number = float(text)
            return lambda s: number
        if text == "(":
            inside = self.either()
            self.take(")")
            return inside
        if text in ("true", "false"):
            return lambda s: text == "true"
        if self.tokens[0][1] == "(" and self.tokens[0][0] == "sign":
            return self.call(text)
        return self.reading((text, "") if text in WORDS else (self.names.kind(text), text))

    def reading(self, key):
        self.reads.add(key)
        return lambda s: s[key]

    def call(self, name):
        self.take("(")
        if name in ASKED:
            argument = self.tokens.pop(0)[1]
            self.take(")")
            return self.reading((name, argument))
        arguments = [self.either()]
        while self.take(","):
            arguments.append(self.either())
        self.take(")")
        if name == "if":
            condition, a, b = arguments
            return lambda s: a(s) if condition(s) else b(s)
        if name == "clamp":
            x, low, high = arguments
            return lambda s: min(max(x(s), low(s)), high(s))
        function = {"abs": lambda values: abs(values[0]), "min": min, "max": max}[name]
        return lambda s: function([each(s) for each in arguments])

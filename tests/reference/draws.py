"""Draws by their addresses, and quantile functions: docs/model.md, "Chance"."""

import math
from bisect import bisect_right
from functools import lru_cache
from statistics import NormalDist

WORD = 0xFFFFFFFF
LONG = 0xFFFFFFFFFFFFFFFF


# ---- addresses

def philox(counter, key):
    """Philox4x32-10: four words for four words."""
    (a, b, c, d), (k, l) = counter, key
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (second >> 32) ^ b ^ k, second & WORD, (first >> 32) ^ d ^ l, first & WORD
        k, l = (k + 0x9E3779B9) & WORD, (l + 0xBB67AE85) & WORD
    return a, b, c, d


@lru_cache(maxsize=None)
def address_hash(address):
    value = 0xCBF29CE484222325
    for byte in address.encode():
        value = ((value ^ byte) * 0x100000001B3) & LONG
    value = ((value ^ value >> 33) * 0xFF51AFD7ED558CCD) & LONG
    value = ((value ^ value >> 33) * 0xC4CEB9FE1A85EC53) & LONG
    return value ^ value >> 33


def block(seed, trial, round_number, place):
    """The four words at a place, which is the hash of an address."""
    return philox((trial & WORD, (trial >> 32 & 0xFFFF) | round_number << 16, place & WORD, place >> 32), (seed & WORD, seed >> 32))


def uniform(words):
    """On (0, 1), of the last two words."""
    return (((words[2] << 32 | words[3]) >> 12) + 0.5) * 2.0**-52


def priority(seed, trial, stage, key):
    """Of a package in the draw among equals; the greatest wins."""
    words = block(seed, trial, 0, (address_hash(f"stages.{stage}.tie") + key) & LONG)
    return words[0] << 32 | words[1]


# ---- quantile functions: the value below which a share p of all lies, and above which

def beta_fraction(x, a, b):
    """The continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8), by Lentz's method."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + even * d)
        c = 1 + even / c
        result *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + odd * d)
        c = 1 + odd / c
        result *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return result


def beta_share(x, a, b, log_beta):
    if x < (a + 1) / (a + b + 2):
        return math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta) * beta_fraction(x, a, b) / a
    return 1 - math.exp(b * math.log1p(-x) + a * math.log(x) - log_beta) * beta_fraction(1 - x, b, a) / b


def beta_quantile(p, a, b):
    """By Newton's method on logarithms, with bisection where a step would leave the bracket."""
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    low, high = -740 / a - 10, 0.0
    y = (math.log(p) + log_beta + math.log(a)) / a
    if not low < y < high:
        y = (max(low, -50.0) + high) / 2
    for _ in range(200):
        x = math.exp(y)
        share = beta_share(x, a, b, log_beta) if 0 < x < 1 else float(x >= 1)
        low, high = (y, high) if share < p else (low, y)
        following = (low + high) / 2
        if 0 < share < 1:
            slope = math.exp(a * y + (b - 1) * math.log1p(-x) - log_beta) / share
            newton = y - (math.log(share) - math.log(p)) / slope
            following = newton if low < newton < high else following
        if abs(following - y) < 1e-14 * max(1.0, abs(y)):
            return math.exp(following)
        y = following
    return math.exp(y)


def triangular_quantile(p, mode):
    return math.sqrt(p * mode) if p <= mode else 1 - math.sqrt((1 - p) * (1 - mode))


class MonotoneCubic:
    """Fritsch & Butland 1984."""

    def __init__(self, x, y):
        self.x, self.y = x, y
        widths = [b - a for a, b in zip(x, x[1:])]
        rises = [(b - a) / w for a, b, w in zip(y, y[1:], widths)]
        self.slopes = [rises[0], rises[0]]
        if len(x) > 2:
            inner = [self.harmonic(*pair) for pair in zip(widths, widths[1:], rises, rises[1:])]
            self.slopes = [self.at_end(*widths[:2], *rises[:2]), *inner, self.at_end(*widths[:-3:-1], *rises[:-3:-1])]

    @staticmethod
    def harmonic(h, k, before, after):
        if before <= 0 or after <= 0:
            return 0.0
        return 3 * (h + k) / ((2 * k + h) / before + (k + 2 * h) / after)

    @staticmethod
    def at_end(h, k, rise, following):
        return min(max(((2 * h + k) * rise - h * following) / (h + k), 0.0), 3 * rise)

    def __call__(self, p):
        i = bisect_right(self.x, p, 1, len(self.x) - 1) - 1
        h = self.x[i + 1] - self.x[i]
        t = (p - self.x[i]) / h
        s = 1 - t
        value = (s * s * ((1 + 2 * t) * self.y[i] + t * h * self.slopes[i])
                 + t * t * ((1 + 2 * s) * self.y[i + 1] - s * h * self.slopes[i + 1]))
        return min(max(value, self.y[i]), self.y[i + 1])


class Table:
    """A quantile function by its knots: between two of them values lie on a straight line."""

    def __init__(self, lower, upper):
        self.sides, self.known = (lower, upper), ({}, {})

    def knot(self, side, begin):
        known = self.known[side]
        if begin not in known:
            known[begin] = self.sides[side](min((begin + 0.5) / 2**32, 0.5))
        return known[begin]

    def value(self, word):
        side = word >> 31
        distance = word ^ WORD if side else word
        shift = max(distance.bit_length() - 6, 0)
        begin = distance >> shift << shift
        outer = self.knot(side, begin)
        part = (distance - begin) / (1 << shift)
        return outer + (self.knot(side, begin + (1 << shift)) - outer) * part if part else outer


@lru_cache(maxsize=None)
def table(family, *shape):
    normal = NormalDist().inv_cdf
    if family == "uniform":
        return Table(lambda p: p, lambda p: 1 - p)
    if family == "normal":
        return Table(normal, lambda p: -normal(p))
    if family == "lognormal":
        return Table(lambda p: math.exp(shape[0] * normal(p)), lambda p: math.exp(-shape[0] * normal(p)))
    if family == "triangular":
        return Table(lambda p: triangular_quantile(p, shape[0]), lambda p: 1 - triangular_quantile(p, 1 - shape[0]))
    if family == "beta":
        return Table(lambda p: beta_quantile(p, *shape), lambda p: 1 - beta_quantile(p, *shape[::-1]))
    curve = MonotoneCubic(*shape)
    return Table(curve, lambda p: curve(1 - p))


# ---- distributions, as a scenario states them

def between(family, low, length, *shape):
    quantiles = table(family, *shape)
    return lambda word: low + length * quantiles.value(word)


def of_values(weights):
    """Discrete: {value: weight}."""
    values, total, bounds, below = sorted(weights), sum(weights[value] for value in sorted(weights)), [], 0.0
    for value in values:
        below += weights[value]
        bounds.append(int(min(below / total, 1.0) * 2**32))
    bounds[-1] = 2**32
    return lambda word: values[bisect_right(bounds, word)]


def of_quantiles(stated, least, most):
    points = {0.0: least, 100.0: most, **{float(share): float(value) for share, value in stated.items()}}
    shares = sorted(share for share in points if points[share] is not None)
    low, high = points[shares[0]], points[shares[-1]]
    if low == high:
        return lambda word: low
    places = tuple((points[share] - low) / (high - low) for share in shares)
    return between("quantiles", low, high - low, tuple(share / 100 for share in shares), places)


def uncut(family, stated, least, most):
    if family == "quantiles":
        return of_quantiles(stated, least, most)
    if family == "choice":
        return of_values(stated)
    if family == "exact":
        return lambda word: stated
    first, last = stated[0], stated[-1]
    if family == "beta":
        return between("beta", 0.0, 1.0, first, last)
    if family == "normal":
        return between("normal", first, last) if last else lambda word: first
    if family == "lognormal":
        return between("lognormal", 0.0, math.exp(first), last) if last else lambda word: math.exp(first)
    if first == last:
        return lambda word: first
    if family == "uniform":
        return between("uniform", first, last - first)
    mode = (stated[1] - first) / (last - first)
    if family == "triangular":
        return between("triangular", first, last - first, mode)
    return between("beta", first, last - first, 1 + 4 * mode, 1 + 4 * (1 - mode))  # pert


def distribution(stated):
    """A function of the drawn word; of { pert = [0, 3, 8], min = 1 } and the like."""
    family = next(key for key in stated if key not in ("min", "max", "beyond", "source", "confidence"))
    least, most = stated.get("min"), stated.get("max")
    values = stated[family]
    if stated.get("beyond") == "reject":
        if family != "choice":
            raise NotImplementedError("beyond = \"reject\"")
        values = {value: weight for value, weight in values.items()
                  if (least is None or value >= least) and (most is None or value <= most)}
    draw = uncut(family, values, least, most)
    floor, ceiling = -math.inf if least is None else least, math.inf if most is None else most
    return lambda word: min(max(draw(word), floor), ceiling)

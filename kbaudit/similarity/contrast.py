"""Two sentences side by side: which values differ in the same place, what is turned around, what is left over."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import ratio

from kbaudit.similarity.polarity import NEGATIVE, POSITIVE, contradicts, opposed
from kbaudit.similarity.value_tokens import Token, near, same
from kbaudit.similarity.value_words import APPROXIMATE, STOPWORDS, SYNONYMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VALUES: Final = frozenset({"money", "percentage", "duration", "date", "time", "number", "version", "phone", "address"})
TURNS: Final = frozenset({"polarity", "modality", "negation"})
_WEIGHTLESS: Final = STOPWORDS | APPROXIMATE | {""}
_TYPO: Final = 80  # percent alike
_ROUNDED: Final = 0.15
_ADVERBS: Final = frozenset(
    re.findall(r"\S+", "please normally usually generally currently also now always kindly strictly")
)


class Swap(NamedTuple):
    """Words of one sentence that stand where the other has other words."""

    a: tuple[Token, ...]
    b: tuple[Token, ...]


@dataclass(slots=True)
class Contrast:
    """What two sentences say differently. content counts the words and values of the longer that carry meaning.

    values stand in the same place and differ; turns are words of polarity or modality that do; negated are negations
    that only one has, each with the word after it; swaps are words for words, added those that only one has.
    unclear says that values can't be told apart, as in lists of other lengths; modal that both say must, may or should.
    """

    content: int = 0
    values: list[tuple[Token, Token]] = field(default_factory=list)
    turns: list[tuple[Token, Token]] = field(default_factory=list)
    negated: list[tuple[str, Token, str]] = field(default_factory=list)
    swaps: list[Swap] = field(default_factory=list)
    added: list[Token] = field(default_factory=list)
    qualified: bool = False
    unclear: bool = False
    modal: bool = False

    @property
    def alike(self) -> bool:
        """Whether both say the same of the same thing, values and turns aside."""
        return not self.swaps and not self.unclear and not self.qualified and len(self.added) * 5 <= self.content

    @property
    def identical(self) -> bool:
        """Whether not a word that carries meaning differs, values and turns aside."""
        return not self.swaps and not self.unclear and not self.added


def weighty(token: Token) -> bool:
    """Whether the token carries meaning of its own."""
    return token.kind in VALUES if token.kind else token.key not in _WEIGHTLESS


def content_of(tokens: Sequence[Token]) -> int:
    """How many tokens carry meaning, values included."""
    return sum([t.kind in VALUES if t.kind else t.key not in _WEIGHTLESS for t in tokens])


def contrast(a: Sequence[Token], b: Sequence[Token]) -> Contrast:
    """What two sentences say differently."""
    modal = all(any(t.kind == "modality" for t in side) for side in (a, b))
    found = Contrast(content=max(content_of(a), content_of(b)), modal=modal)
    for a0, a1, b0, b1 in _gaps([t.exact for t in a], [t.exact for t in b]):
        _of_gap(found, (a, a0, a1), (b, b0, b1))
    return found


def _gaps(a: list[str], b: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches between what both have in common."""
    a0 = b0 = 0
    for block in Indel.opcodes(a, b):
        if block.tag == "equal":
            if a0 < block.src_start or b0 < block.dest_start:
                yield a0, block.src_start, b0, block.dest_start
            a0, b0 = block.src_end, block.dest_end
    if a0 < len(a) or b0 < len(b):
        yield a0, len(a), b0, len(b)


def _of_gap(
    found: Contrast, side_a: tuple[Sequence[Token], int, int], side_b: tuple[Sequence[Token], int, int]
) -> None:
    (a, a0, a1), (b, b0, b1) = side_a, side_b
    shapes_a, shapes_b = [t.shape for t in a[a0:a1]], [t.shape for t in b[b0:b1]]
    rest_a: list[int] = []
    rest_b: list[int] = []
    last_a, last_b = a0, b0
    for block in Indel.opcodes(shapes_a, shapes_b):
        if block.tag == "equal":
            rest_a += range(last_a, a0 + block.src_start)
            rest_b += range(last_b, b0 + block.dest_start)
            last_a, last_b = a0 + block.src_end, b0 + block.dest_end
            for step in range(block.src_end - block.src_start):
                _pair(found, (a, a0 + block.src_start + step), (b, b0 + block.dest_start + step))
    rest_a += range(last_a, a1)
    rest_b += range(last_b, b1)
    _leftover(found, (a, rest_a), (b, rest_b))


def _pair(found: Contrast, at_a: tuple[Sequence[Token], int], at_b: tuple[Sequence[Token], int]) -> None:
    """Two tokens of one shape in one place."""
    (a, i), (b, j) = at_a, at_b
    x, y = a[i], b[j]
    if x.kind in VALUES and _in_name(a, i) and _in_name(b, j):
        found.swaps.append(Swap((x,), (y,)))
    elif x.kind in VALUES:
        rounded = _approximate(a, i) or _approximate(b, j)
        if not same(x, y) and not (rounded and near(x, y, _ROUNDED)):
            found.values.append((x, y))
    elif x.kind in TURNS and x.key != y.key and contradicts(x.unit, x.key, y.key, (x.raw, y.raw)):
        found.turns.append((x, y))


def _in_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether a year is part of a name that begins with it: "2024 State of the Market Report"."""
    if tokens[at].kind != "date" or len(tokens[at].raw) != 4 or at + 1 == len(tokens):
        return False
    follow = tokens[at + 1]
    return not follow.kind and follow.raw[0].isupper() and follow.start == tokens[at].end + 1


def _approximate(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].key in APPROXIMATE


def _leftover(
    found: Contrast, rest_a: tuple[Sequence[Token], list[int]], rest_b: tuple[Sequence[Token], list[int]]
) -> None:
    """What neither side has a counterpart for: typos and synonyms are none, negations and other words are kept."""
    (a, left_a), (b, left_b) = rest_a, rest_b
    if any(a[i].kind in VALUES for i in left_a) or any(b[j].kind in VALUES for j in left_b):
        found.unclear = True
    _denials(found, "a", a, left_a)
    _denials(found, "b", b, left_b)
    words_a = [i for i in left_a if weighty(a[i])]
    words_b = [j for j in left_b if weighty(b[j])]
    for i in list(words_a):
        j = next((j for j in words_b if _alike(a[i], b[j])), None)
        if j is None:
            j = next((j for j in words_b if opposed(a[i].key, b[j].key)), None)
            if j is None:
                continue
            found.turns.append((a[i]._replace(kind="polarity"), b[j]._replace(kind="polarity")))
        words_a.remove(i)
        words_b.remove(j)
    if words_a and words_b:
        found.swaps.append(Swap(tuple(a[i] for i in words_a), tuple(b[j] for j in words_b)))
    else:
        found.added += [a[i] for i in words_a] + [b[j] for j in words_b]
        found.qualified |= any(_qualifies(a, i) for i in words_a) or any(_qualifies(b, j) for j in words_b)


def _denials(found: Contrast, side: str, tokens: Sequence[Token], left: list[int]) -> None:
    """Words on one side alone that turn the statement around."""
    for at in left:
        token = tokens[at]
        denies = token.kind == "negation" or (
            token.key == NEGATIVE and token.unit in {"with", "always", "all", "allowed"}
        )
        denies = denies or (token.kind == "modality" and token.key in {"must not", "should not", "need not"})
        if denies or (token.kind == "polarity" and token.unit == "yes"):
            follow = tokens[at + 1].raw if at + 1 < len(tokens) else ""
            found.negated.append((side, token, follow))


def _qualifies(tokens: Sequence[Token], at: int) -> bool:
    """Whether an added word says which thing is meant, such as "junior" before "members"."""
    token = tokens[at]
    if token.kind or token.key in _ADVERBS or token.key.endswith("ly"):
        return False
    return at + 1 < len(tokens) and weighty(tokens[at + 1]) and not tokens[at + 1].kind


def _alike(a: Token, b: Token) -> bool:
    """Whether two words are one: a typo, another ending, a synonym."""
    x, y = a.key, b.key
    if SYNONYMS.get(x, x) == SYNONYMS.get(y, y):
        return True
    if (
        min(len(x), len(y)) < 4
        or not (x.isalpha() and y.isalpha())
        or _roles(x, y)
        or a.raw[0].isupper() != b.raw[0].isupper()
    ):
        return x.replace("-", "").replace("_", "") == y.replace("-", "").replace("_", "")
    short, long = sorted((x, y), key=len)
    if len(long) > len(short) + 1 and long.endswith(short):  # "introduced" and "reintroduced"
        return False
    return ratio(x, y) >= _TYPO


def _roles(x: str, y: str) -> bool:
    """Employer and employee, lessor and lessee."""
    return x[:-2] == y[:-2] and {x[-2:], y[-2:]} & {"ee"} != set() and x != y


def denied(found: Contrast) -> tuple[Token, Token] | None:
    """The one negation that makes the sentences contradict, with the word that it negates; None for none or several."""
    if len(found.negated) == 2 and {found.negated[0][0], found.negated[1][0]} == {"a", "b"}:
        (_, x, _), (_, y, _) = sorted(found.negated, key=lambda entry: entry[0])
        if "yes" in {x.unit, y.unit} and _yes(x) != _yes(y):
            return x, y
        return None
    if len(found.negated) != 1 or found.turns:
        return None
    side, token, follow = found.negated[0]
    if token.unit == "yes":
        return None
    kind = "modality" if found.modal or token.kind == "modality" else "polarity"
    denying = token._replace(kind=kind, raw=f"{token.raw} {follow}".strip())
    plain = token._replace(kind=kind, raw=follow)
    return (denying, plain) if side == "a" else (plain, denying)


def _yes(token: Token) -> bool:
    return token.kind == "polarity" and token.key == POSITIVE

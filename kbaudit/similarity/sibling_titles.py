"""What the titles of two texts of one form tell: another customer, another month, or only another kind of text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.similarity.contrast import Swap, contrast, weighty
from kbaudit.similarity.sibling_words import DOCUMENTS, EDITIONS, ROLES, SERIES, STANDING, one_matter
from kbaudit.similarity.values import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kbaudit.similarity.value_tokens import Token

_FORM_ALONE: Final = 0.5  # as many sentences in common make one form of texts whose titles have nothing in common
_IDENTIFIER: Final = re.compile(r"[a-z][A-Z]|\w_\w|\w\.[A-Za-z]|\(\)")
_OWN: Final = 3  # times that a text uses its own name


class Siblings(NamedTuple):
    """What stands in one text for what stands in the other."""

    a: str
    b: str


class Texts(NamedTuple):
    """Two texts, the words that stand for other words in their sentences, and the share that have a partner."""

    a: str
    b: str
    swaps: Sequence[Swap]
    share: float


def of_titles(titles: tuple[str, str], texts: Texts) -> Siblings | None:
    """Another name or another time in the titles; None where they only say what kind of text it is."""
    title, other = titles
    if not title or not other or title == other:
        return None
    head = tokens(title), tokens(other)
    return _in_head(head, texts) or _own_names(head, texts) or _period(head, f"{title} {other}")


def of_identifiers(titles: tuple[str, str], texts: Texts) -> Siblings | None:
    """Parts of a program, each described under its own name: what one says of itself, the other needn't say."""
    title, other = titles
    if not title or not other or not (_IDENTIFIER.search(title) or _IDENTIFIER.search(other)):
        return None
    swap = _apart((tokens(title), tokens(other)))
    return Siblings(written(swap.a), written(swap.b)) if swap and _each_its_own(swap, texts) else None


def _in_head(head: tuple[list[Token], list[Token]], texts: Texts) -> Siblings | None:
    """A name in the title that is another one there, or any word of it that is replaced in the body too."""
    found = contrast(*head)
    body = Counter(map(keys_of, texts.swaps))
    shared = sum(map(weighty, head[0])) > sum(len(swap.a) for swap in found.swaps)
    for whole in found.swaps:
        swap = Swap(_telling(whole.a), _telling(whole.b))
        formed = name_like(swap) and (shared or texts.share > _FORM_ALONE)
        if formed and (proper(swap, texts.a, texts.b) or body[keys_of(swap)] > 1):
            return Siblings(written(swap.a), written(swap.b))
    return None


def _telling(side: Iterable[Token]) -> tuple[Token, ...]:
    """The words of a title that say what it is about, less those that say what kind of text it is."""
    return tuple(token for token in side if token.key not in DOCUMENTS)


def _own_names(head: tuple[list[Token], list[Token]], texts: Texts) -> Siblings | None:
    """Titles without a word in common, each a name that its own text uses more than the other's."""
    swap = _apart(head)
    if swap and proper(swap, texts.a, texts.b) and _each_its_own(swap, texts):
        return Siblings(written(swap.a), written(swap.b))
    return None


def _apart(head: tuple[list[Token], list[Token]]) -> Swap | None:
    """Two titles as one swap, if they have no word in common and could be names."""
    a, b = (tuple(token for token in side if weighty(token)) for side in head)
    if not a or not b or {t.key for t in a} & {t.key for t in b}:
        return None
    swap = Swap(a, b)
    return swap if name_like(swap) else None


def _each_its_own(swap: Swap, texts: Texts) -> bool:
    """Whether each text uses its own name, and uses it more than the other one."""
    in_a, in_b = (_said(swap, text) for text in (texts.a, texts.b))
    return in_a[0] >= _OWN and in_a[0] > in_a[1] and in_b[1] >= _OWN and in_b[1] > in_b[0]


def _said(swap: Swap, text: str) -> tuple[int, int]:
    """How often a text says the one name and the other."""
    first, second = (len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text.lower())) for name in keys_of(swap))
    return first, second


def _period(head: tuple[list[Token], list[Token]], title: str) -> Siblings | None:
    """Minutes of March and April, reports of week 12 and 13: a title of a series, with another time in it."""
    found = contrast(*head)
    series, standing = bool(SERIES.search(title)), bool(STANDING.search(title))
    for x, y in found.values:
        if x.kind != "date" or found.swaps:
            continue
        months = {day[1] for day in (*x.days, *y.days)}
        whole = len(months) > 1 and 0 not in months and not any(day[2] for day in (*x.days, *y.days))
        if series or (whole and not standing):
            return Siblings(x.raw, y.raw)
    return None


def written(side: Sequence[Token]) -> str:
    """The words as they stand in the text, shortened."""
    return " ".join(token.raw for token in side)[:60]


def keys_of(swap: Swap) -> tuple[str, str]:
    """By what two swaps are one."""
    return " ".join(t.key for t in swap.a), " ".join(t.key for t in swap.b)


def name_like(swap: Swap) -> bool:
    """Whether words for words could name two things: not editions, versions, dates, roles, nor one matter twice."""
    both = (*swap.a, *swap.b)
    if not swap.a or not swap.b or any(one_matter(x.key, y.key) for x in swap.a for y in swap.b):
        return False
    return all(
        not token.kind and token.key not in EDITIONS and not re.fullmatch(r"(?:v|rev|r)?\d+(?:\.\d+)*", token.key)
        for token in both
    )


def roles(swap: Swap) -> bool:
    """Whether both sides only say who does something."""
    return all(token.key in ROLES for token in (*swap.a, *swap.b))


def proper(swap: Swap, text_a: str, text_b: str) -> bool:
    """Whether every word is a name: with a capital or a number in it, and never written small."""
    for token in (*swap.a, *swap.b):
        if token.key.startswith("№"):
            continue
        if any(ch.isdigit() for ch in token.raw):
            continue
        if not token.raw[0].isupper():
            return False
        small = re.compile(rf"\b{re.escape(token.raw.lower())}\b")
        if small.search(text_a) or small.search(text_b):
            return False
    return True

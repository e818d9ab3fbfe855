"""How two contents word what they say: of the sentences that correspond and aren't the same those that say most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Postfix, Prefix

from kbaudit.model import Rewording, Wording

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kbaudit.similarity.alignment import Aligned, Alignment

    _Spans = tuple[tuple[int, int], tuple[int, int]]

KEPT: Final = 5
"""Rewordings of a pair that are kept with its comparison."""

_LONGEST: Final = 400  # characters of a sentence that are kept
_LOOKED_AT: Final = 400  # changed sentences that are weighed; two editions of a manual have thousands


def wording(
    alignment: Alignment, texts: tuple[str, str], told: Collection[tuple[int, int]] = (), most: int = KEPT
) -> Wording:
    """The rewordings in two aligned texts, in the order of the first one: at most so many.

    told are the places (in characters) of the sentences in both texts whose difference is told already.
    """
    rest: dict[_Spans, Aligned] = {}  # the cells of one row are shown as one
    for pair in alignment.changed:
        spans = alignment.a[pair.a].quote, alignment.b[pair.b].quote
        if (spans[0][0], spans[1][0]) not in told:
            rest.setdefault(spans, pair)
    telling = _telling(rest, most)
    lines = [
        [" ".join(text[slice(*span)].split()) for text, span in zip(texts, spans, strict=True)] for spans in telling
    ]
    paired = alignment.equal + len(alignment.changed)
    return Wording(
        tuple(Rewording(*_cut(a, b)) for a, b in lines),
        len(rest) - len(telling),
        max(0, len(alignment.a) - paired),
        max(0, len(alignment.b) - paired),
    )


def _telling(pairs: Mapping[_Spans, Aligned], most: int) -> list[_Spans]:
    """The pairs that say most, in their order: numbers before words; punctuation and case alone say nothing."""
    weighed = []
    for at, pair in enumerate(list(pairs.values())[:_LOOKED_AT]):
        words = _changed_words(pair)
        if words:
            weighed.append((-any(any(map(str.isdigit, word)) for word in words), -len(words), at))
    spans = list(pairs)
    return [spans[at] for at in sorted(at for *_, at in sorted(weighed)[:most])]


def _changed_words(pair: Aligned) -> Collection[str]:
    """The words that only one of the sentences has; where they differ in nothing but their order, or how often, one."""
    a, b = ([token.raw.casefold() for token in tokens] for tokens in (pair.tokens_a, pair.tokens_b))
    return set(a) ^ set(b) or (() if a == b else a[:1])


def _cut(a: str, b: str) -> tuple[str, str]:
    """Both sentences, cut in the same places about what differs where one of them is long."""
    if max(len(a), len(b)) <= _LONGEST:
        return a, b
    ahead = Prefix.similarity(a, b)
    behind = Postfix.similarity(a[ahead:], b[ahead:])
    begin = a.rfind(" ", 0, max(0, ahead - _LONGEST // 3)) + 1
    room = begin + _LONGEST
    kept = min(behind, max(0, room + behind - max(len(a), len(b))))  # of what both end with
    return _part(a, begin, min(room, len(a) - behind + kept)), _part(b, begin, min(room, len(b) - behind + kept))


def _part(line: str, begin: int, end: int) -> str:
    return ("…" if begin else "") + line[begin:end] + ("…" if end < len(line) else "")

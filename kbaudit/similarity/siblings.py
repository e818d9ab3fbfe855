"""Whether two texts are one form filled in twice: for another site, customer, product, person or month.

Then what differs are facts about different things. Two editions of one text, told apart by a year or a version
alone, are no siblings, and pages of one title whose rules differ contradict each other.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from kbaudit.similarity.contrast import TURNS, Swap
from kbaudit.similarity.sentences import HEADING, PROSE
from kbaudit.similarity.sibling_titles import (
    Siblings,
    Texts,
    keys_of,
    name_like,
    of_identifiers,
    of_titles,
    proper,
    roles,
    written,
)
from kbaudit.similarity.sibling_words import EDITIONS, IDENTITY, KEEPER, ROLES, SERIES, STANDING
from kbaudit.similarity.values import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kbaudit.similarity.alignment import Aligned, Alignment
    from kbaudit.similarity.sentences import Sentence
    from kbaudit.similarity.value_tokens import Token

_SAME_FORM: Final = 0.3  # of the sentences have a partner
_RUNS_THROUGH: Final = 3  # sentences
_EARLY: Final = 5
_OWN: Final = 3  # times that a text uses its own name
_TITLE: Final = 100
_NAME: Final = 8  # words; a longer line after a label says something of the thing, and doesn't name it
_SAID_OF: Final = TURNS | {"money", "percentage", "duration", "time"}


def siblings(alignment: Alignment, text_a: str, text_b: str, titles: tuple[str, str] = ("", "")) -> Siblings | None:
    """What makes two texts siblings, or None if they're none. titles are those that the texts don't begin with."""
    swaps = _swaps(alignment.changed)
    texts = Texts(text_a, text_b, [swap for _, swap in swaps], alignment.share)
    lines = first_lines(alignment)
    if alignment.share < _SAME_FORM:
        return of_identifiers(titles, texts) or of_identifiers(lines, texts)
    found = _identity(alignment)
    return (
        found
        or of_titles(titles, texts)
        or of_titles(lines, texts)
        or _occasion(alignment, (*titles, *lines))
        or _party(alignment, text_a, text_b)
        or _throughout(alignment.changed, swaps, text_a, text_b)
        or _each_its_own(swaps, text_a, text_b)
    )


def named(pair: Siblings, *, mirrored: bool) -> str:
    """The reason as a reader is told it."""
    a, b = (pair.b, pair.a) if mirrored else (pair.a, pair.b)
    return f'same form, "{b}" for "{a}"'


def first_lines(alignment: Alignment) -> tuple[str, str]:
    """What the two texts call themselves, if they begin with titles."""
    if not alignment.a or not alignment.b or not (_is_title(alignment.a[0]) and _is_title(alignment.b[0])):
        return "", ""
    return alignment.a[0].body, alignment.b[0].body


def _is_title(sentence: Sentence) -> bool:
    short = len(sentence.body) <= _TITLE and sentence.body[-1] not in ".!?:;," and ":" not in sentence.body
    return sentence.kind == HEADING or (sentence.kind == PROSE and short)


def _swaps(changed: Iterable[Aligned]) -> list[tuple[int, Swap]]:
    return [(pair.a, swap) for pair in changed for swap in pair.contrast.swaps]


def _identity(alignment: Alignment) -> Siblings | None:
    """A line such as "Customer: Acme" or "Invoice no. 1041" that says something else in each."""
    others = _labelled(alignment.b)
    for label, value in _labelled(alignment.a).items():
        other = others.get(label)
        if other and _normal(value) != _normal(other) and _names(value) and _names(other):
            return Siblings(value[:60], other[:60])
    return None


def _labelled(found: Sequence[Sentence]) -> dict[str, str]:
    """The identity lines at the top of a text, by label; of a label that comes twice none."""
    lines: dict[str, str] = {}
    twice = set()
    for sentence in found[:12]:
        body = f"{sentence.label.split('|')[0]}: {sentence.body}" if sentence.label else sentence.body
        if match := IDENTITY.match(body):
            label = body[: match.start("value")].strip(" *_>#|-:.\t").lower()
            twice |= {label} & lines.keys()
            lines[label] = match["value"].strip(" *_|")
    return {label: value for label, value in lines.items() if label not in twice}


def _names(value: str) -> bool:
    """Whether what stands behind a label names a thing: "Hotel: Anchor" does, "Hotel: up to EUR 120" doesn't."""
    found = tokens(value)
    return len(found) <= _NAME and not any(t.kind in _SAID_OF or (t.kind == "number" and t.unit) for t in found)


def _normal(value: str) -> str:
    return re.sub(r"[\W_]+", "", value.lower())


def _occasion(alignment: Alignment, titles: Iterable[str]) -> Siblings | None:
    """Minutes, reports and the like that say at their top on which day they were written."""
    known = " ".join(titles)
    if not SERIES.search(known) or STANDING.search(known):
        return None
    for pair in alignment.changed:
        if pair.a < _EARLY:
            for x, y in pair.contrast.values:
                if x.kind == "date":
                    return Siblings(x.raw, y.raw)
    return None


def _party(alignment: Alignment, text_a: str, text_b: str) -> Siblings | None:
    """Another person or company of several words at the top: a contract, a letter, a certificate."""
    for pair in alignment.changed:
        if pair.a >= _EARLY or KEEPER.search(alignment.a[pair.a].body):
            continue
        for swap in pair.contrast.swaps:
            if _full_name(swap.a) and _full_name(swap.b) and not roles(swap) and proper(swap, text_a, text_b):
                return Siblings(written(swap.a), written(swap.b))
    return None


def _full_name(side: Sequence[Token]) -> bool:
    """Whether it is written like "Lena Ott": words with capitals, side by side, not at a sentence's beginning."""
    together = all(left.end + 1 == right.start for left, right in pairwise(side))
    return len(side) > 1 and together and side[0].start > 0 and all(_named(token) for token in side)


def _each_its_own(swaps: Sequence[tuple[int, Swap]], text_a: str, text_b: str) -> Siblings | None:
    """A name that one text uses again and again and the other never, where the other has a name of its own."""
    names = []
    for side, own, other in ((0, text_a, text_b), (1, text_b, text_a)):
        named = [{token.raw for token in swap[side] if _named(token)} for _, swap in swaps]
        counted = Counter(name for found in named for name in found)
        often = sorted((-count, name) for name, count in counted.items())
        telling = (name for count, name in often if count < -1)
        names.append(next((name for name in telling if _only_in(own, other, name)), ""))
    return Siblings(*names) if all(names) else None


def _named(token: Token) -> bool:
    telling = len(token.raw) > 1 and token.key not in EDITIONS and token.key not in ROLES
    return not token.kind and telling and token.raw[0].isupper()


def _only_in(text: str, other: str, name: str) -> bool:
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    return len(whole.findall(text)) >= _OWN and not whole.search(other)


def _throughout(changed: list[Aligned], swaps: list[tuple[int, Swap]], text_a: str, text_b: str) -> Siblings | None:
    """A name that is another one in sentence after sentence, from the beginning on."""
    counted = Counter(keys_of(swap) for _, swap in swaps)
    for keys, count in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0])):
        if count < _RUNS_THROUGH or count * 2 < sum(counted.values()):
            return None
        places = [(at, swap) for at, swap in swaps if keys_of(swap) == keys]
        swap = places[0][1]
        runs = places[0][0] < _EARLY and count * 3 >= len(changed)
        if runs and name_like(swap) and not roles(swap) and proper(swap, text_a, text_b):
            return Siblings(written(swap.a), written(swap.b))
    return None

"""Which stretches of a text are garbled, and how much of the rest is damaged.

What can't be missed (mojibake.py) is looked for in every text; words that recognition has broken (broken.py) in prose
only. A passage is spoiled as a whole, or a paragraph of it where the rest is sound.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import Mark, MarkKind, Passage
from kbaudit.signals.broken import suspects_in, worst_of
from kbaudit.signals.mojibake import hits_in, may_be_damaged, words_of
from kbaudit.signals.statements import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kbaudit.signals.broken import Suspect
    from kbaudit.signals.mojibake import Hit
    from kbaudit.signals.uncoded import Uncoded

_FEWEST: Final = 3
"""Damaged words from which on a stretch can be spoiled, and a text is worth a word about it."""
_SPOILED: Final = 0.08
"""Share of damaged words from which on a stretch is spoiled: German has an umlaut in one word of eight."""
_SCATTERED: Final = 0.002
"""Share of damaged words below which they aren't worth a word: a page may well show one on purpose."""
_FEWEST_WORDS: Final = 8
"""Words of a paragraph that can be spoiled alone."""
_LONG_ENOUGH: Final = 80  # characters, where words can't be counted
_AROUND: Final = 40


class Fault(NamedTuple):
    """A garbled stretch of the text, and what is wrong with it, with the figure."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Damage:
    """What is garbled in a text.

    spoiled is the share of its characters in the stretches that are marked as such; damaged is the share of words
    that are damaged elsewhere, and damaged_by says by what.
    """

    marks: tuple[Mark, ...] = ()
    spoiled: float = 0.0
    damaged: float = 0.0
    damaged_by: str = ""


def damage_of(uncoded: Uncoded) -> Damage:
    """All that is garbled in a text; nothing for nearly every text, and quick."""
    extract, text = uncoded.extract, uncoded.text
    passages = extract.passages or (Passage(0, len(text)),)
    found = [] if uncoded.is_data else suspects_in(text, passages)
    certain = may_be_damaged(text)
    if not found and not certain:
        return Damage()
    suspects = {suspect.passage.start: suspect for suspect in found}
    faults: list[Fault] = []
    scattered: list[Hit] = []
    for passage in passages if certain else [suspect.passage for suspect in found]:
        label_of = partial(_label, uncoded, suspects.get(passage.start), certain)
        here = _faults_in(passage, _paragraphs(text, passage, "\n" if extract.kind == "pdf" else "\n\n"), label_of)
        faults += here
        if certain:
            scattered += _outside(here, hits_in(text[passage.start : passage.end]), passage.start)
    return _summed(uncoded, passages, faults, [hit for hit in scattered if not uncoded.prose[hit.start].isspace()])


def percent(share: float) -> str:
    """A share as people write it: "12 %", below one in a hundred "0.4 %"."""
    return f"{100 * share:.0f} %" if share >= 0.0095 else f"{100 * share:.1f} %"


def _label(uncoded: Uncoded, suspect: Suspect | None, certain: bool, start: int, end: int) -> str:
    """What spoils a stretch; "" where nothing does."""
    if certain and len(hits_in(uncoded.text[start:end])) >= _FEWEST:
        piece = uncoded.prose[start:end]
        hits = hits_in(piece)
        share = min(1.0, len(hits) / words_of(piece))
        if len(hits) >= _FEWEST and share >= _SPOILED:
            return f"{percent(share)} of the words hold {_commonest(hits)}"
    if suspect and worst_of(suspect, uncoded.text[start:end]).share:  # with the code first, for that costs less
        debris = worst_of(suspect, uncoded.prose[start:end])
        return f"{percent(debris.share)} {debris.reason}" if debris.share else ""
    return ""


def _faults_in(
    passage: Passage, paragraphs: Sequence[tuple[int, int]], label_of: Callable[[int, int], str]
) -> list[Fault]:
    """The paragraphs of a passage that are spoiled; the passage itself where they make up most of it, or none is."""
    parts = [Fault(start, end, label) for start, end in paragraphs if (label := label_of(start, end))]
    if not parts:
        whole = label_of(passage.start, passage.end)
        return [Fault(passage.start, passage.end, whole)] if whole else []
    if 2 * sum(part.end - part.start for part in parts) >= passage.end - passage.start:
        return [Fault(passage.start, passage.end, parts[0].label)]
    return parts


def _paragraphs(text: str, passage: Passage, gap: str) -> list[tuple[int, int]]:
    """The paragraphs of a passage that has several."""
    pieces = text[passage.start : passage.end].split(gap)
    spans = []
    start = passage.start
    for piece in pieces if len(pieces) > 1 else ():
        if len(piece.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS or len(piece) > _LONG_ENOUGH:
            spans.append((start, start + len(piece)))
        start += len(piece) + len(gap)
    return spans


def _outside(faults: Sequence[Fault], hits: Sequence[Hit], offset: int) -> Iterator[Hit]:
    """The hits in a passage, with their place in the text, that stand in no spoiled stretch of it."""
    for hit in hits:
        moved = hit._replace(start=hit.start + offset, end=hit.end + offset)
        if not any(fault.start <= moved.start < fault.end for fault in faults):
            yield moved


def _summed(uncoded: Uncoded, passages: Sequence[Passage], faults: Sequence[Fault], scattered: Sequence[Hit]) -> Damage:
    text = uncoded.text
    size = sum(each.end - each.start for each in passages)
    marks = [_spoiled(text, fault) for fault in faults]
    damaged = min(1.0, len(scattered) / words_of(text))
    if len(scattered) < _FEWEST or damaged < _SCATTERED:
        damaged = 0.0
    else:
        marks.append(_spot(text, scattered))
    return Damage(
        marks=tuple(sorted(marks, key=lambda mark: mark.start)),
        spoiled=sum(fault.end - fault.start for fault in faults) / max(1, size),
        damaged=damaged,
        damaged_by=_commonest(scattered) if damaged else "",
    )


def _spoiled(text: str, fault: Fault) -> Mark:
    piece = text[fault.start : fault.end]
    return Mark(
        MarkKind.GARBLED,
        fault.label,
        fault.start,
        fault.end,
        quote=quoted(piece[:400]),
        text_sha256=hashlib.sha256(piece.encode("utf-8", "replace")).hexdigest(),
    )


def _spot(text: str, hits: Sequence[Hit]) -> Mark:
    """One mark for damaged words here and there: where the first one stands. Nothing is spoiled by them."""
    first = hits[0]
    start = text.rfind("\n", max(0, first.start - _AROUND), first.start) + 1 or max(0, first.start - _AROUND)
    label = f"{len(hits)} words hold {_commonest(hits)}"
    return Mark(MarkKind.GARBLED, label, first.start, first.end, quote=quoted(text[start : first.end + _AROUND]))


def _commonest(hits: Sequence[Hit]) -> str:
    return Counter(hit.by for hit in hits).most_common(1)[0][0]

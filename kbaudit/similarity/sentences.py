"""A text cut into sentences, list items, headings, table cells and options, with their spans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.similarity.blocks import CELL, HEADING, OPTION, PROSE, Block, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CELL", "HEADING", "OPTION", "PROSE", "Sentence", "sentences"]

_END: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]*_`]*(?=\s)|[。！？]+[」』”）]*|<br\s?/?>")
_BEFORE: Final = re.compile(r"[\s(\[\"'“„«*_`]")
_AFTER: Final = re.compile(r"\s*[\"'“„«(\[*_`<¿¡]*(?P<first>\S)(?P<rest>[^\W\d_]*)")
_LOOK_BACK: Final = 24
_ABBREVIATIONS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    e.g i.e etc vs cf ca approx resp incl excl nos nr dr mr mrs ms prof st jr sr inc ltd co corp dept est
    fig figs eq sec ch vol p pp eds al jan feb apr jun jul aug sep sept oct nov dec mon tue wed thu
    fri tel ext min max a.m p.m u.s u.k z.b d.h u.a o.ä bzw usw evtl ggf inkl exkl zzgl abs abb tab
    str nr. vgl mio mrd tsd geb sog allg p.ex ex env av boul tél m mme mlle réf p.ej ej sr sra srta dra
    ud uds núm pág aprox
    """,
    )
)
_BEFORE_NUMBERS: Final = frozenset({"no", "art", "ed", "mar", "mind", "sat", "sun"})
"""Abbreviations that are words of their own too: abbreviated only where a figure follows."""
_MONTHS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    january february march april may june july august september october november december januar jänner
    februar märz mai juni juli oktober dezember
    """,
    )
)
_JOINED: Final = re.compile(r"\s*\n[ \t]*(?:>[ \t]?)*")


class Sentence(NamedTuple):
    """One statement of a text. body is it in one line, markup kept; start and end are where it stands in the text.

    quote is what a reader is shown of it: the whole row of a cell. path are the headings above it, the title left
    out; label is a table's row and column or an option's key.
    """

    kind: str
    body: str
    start: int
    end: int
    path: tuple[str, ...]
    label: str
    quote: tuple[int, int]


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in their order. Every span points into the text as given."""
    return [sentence for block in blocks(text) for sentence in _of_block(text, block)]


def _of_block(text: str, block: Block) -> Iterator[Sentence]:
    raw = text[block.start : block.end]
    if block.kind != PROSE:
        yield Sentence(block.kind, _joined(raw), *block[1:])
        return
    begin = 0
    for cut in (*_cuts(raw), len(raw)):
        piece = raw[begin:cut]
        inner = begin + len(piece) - len(piece.lstrip())
        begin = cut
        if body := piece.strip():
            span = (block.start + inner, block.start + inner + len(body))
            yield Sentence(PROSE, _joined(body), *span, block.path, block.label, span)


def _joined(raw: str) -> str:
    return _JOINED.sub(" ", raw) if "\n" in raw else raw


def _cuts(raw: str) -> Iterator[int]:
    """Where sentences end inside of a paragraph."""
    for found in _END.finditer(raw):
        if found[0][0] != "." or len(raw) - found.end() < 2 or _ends(raw, found):
            yield found.end()


def _ends(raw: str, found: re.Match[str]) -> bool:
    """Whether a full stop ends its sentence, rather than an abbreviation, an initial or a German ordinal."""
    after = _AFTER.match(raw, found.end())
    if after and after["first"].islower():
        return False
    word = _BEFORE.split(raw[max(0, found.start() - _LOOK_BACK) : found.start()])[-1].lower()
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return False
    if word in _BEFORE_NUMBERS and after and after["first"].isdigit():
        return False
    return not (word.isdigit() and len(word) < 3 and after and (after["first"] + after["rest"]).lower() in _MONTHS)

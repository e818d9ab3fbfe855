"""What two texts say differently in sentences that otherwise say the same. Pure: no files, no clock, no chance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import Difference, Wording
from kbaudit.similarity.alignment import Aligned, Alignment, Reading, align
from kbaudit.similarity.contrast import TURNS, Contrast, content_of, contrast, denied, weighty
from kbaudit.similarity.sentences import CELL, HEADING, OPTION, Sentence
from kbaudit.similarity.siblings import first_lines, named, siblings
from kbaudit.similarity.values import tokens
from kbaudit.similarity.wordings import wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    _Own: TypeAlias = frozenset[tuple[str, str]]

_RELATED: Final = 0.3  # share of sentences with a partner, below which a sentence has to speak for itself
_SAME_TEXT: Final = 0.5  # from here on short lines count too
_ALONE: Final = 6  # words that carry meaning
_ALONE_MEASURED: Final = 4  # beside an amount, a share or a period, which seldom agree by accident
_ALL_OF_A_KIND: Final = 2  # where the sentence begins with them: "Backups are kept for 24 hours"
_ENOUGH: Final = 3  # such words that a sentence of a related text needs; one fewer in the same section
_SAID_IN_HEADINGS: Final = frozenset({"money", "percentage", "duration"})
_MANY: Final = 4  # plain numbers that differ in one sentence: a row of figures, not a statement
_ABOUT_ITSELF: Final = re.compile(
    r"[\s*_>#|(-]*(?:"
    r"(?:page |document |date |this (?:page|document|policy|version) (?:was|is|has been) )?(?:last|next"
    r"|date|first|originally)?\s?"
    r"(?:of )?(?:last |next )?(?:updated?|modified|changed|edited|revised|revision|review(?:ed)?"
    r"|published|created|printed|generated"
    r"|issued?|amended|approved|released?)(?: date| on| by| due)?(?: by [^:]{1,40})?\s?(?:[:=]|on |at |\d|in )"
    r"|(?:title|titel|titre|título|version|revision|rev\.?|edition|issue|status|date|datum|stand|fassung|ausgabe|fecha|ms\.date"
    r"|lastmod|valid(?:ity)?"
    r"|effective|gültig|approved|supersedes|replaces|ersetzt)\b"
    r"(?=[*_]{0,3}\s?[:=|]|\s?v?\d|,|$|\s(?:from|until|as|on|since|of|date|ab|bis|vom|no|by|desde|depuis)\b)"
    r"|(?:this|these|diese[rs]?|ce|cette|este|esta) (?:\w+ ){0,2}?(?:policy|document|page|guide|handbook"
    r"|procedure|version|price list"
    r"|list|agreement|terms|notice|richtlinie|dokument|fassung|preisliste|ordnung|politique|política"
    r"|documento) (?:\w+ ){0,3}?"
    r"(?:effective|valid|in force|force|applies|replaces|supersedes|updated|reviewed|gilt|gültig|ersetzt"
    r"|kraft|vigueur|vigor)"
    r"|(?:this|these) (?:articles?|pages?|documents?|docs|documentation|manual|guide) (?:documents?"
    r"|describes?|covers?)\b"
    r"|copyright\b|©|\(c\)|&copy;"
    r"|(?:zuletzt|letzte|dernière|mise à jour|última|actualizado|aktualisiert|erstellt|geprüft"
    r"|nächste (?:über)?prüfung)"
    r"|(?:as of|page|seite|página) \d|(?:introduced|added|new|deprecated|changed|removed) in (?:v|version|release|\d))",
    re.IGNORECASE,
)
_DATING: Final = frozenset({"date", "version", "number", "time"})
_ON_OFF: Final = frozenset({("on", "off"), ("off", "on")})


class TextComparison(NamedTuple):
    """What two texts say differently, and how far they are about the same.

    Where sibling isn't "", the texts are one form about two things, and the differences are facts about each: no
    conflict. aligned is the share of the smaller text's sentences that have a partner, equal that of those which say
    the same. wording is what else they say in other words.
    """

    differences: tuple[Difference, ...] = ()
    sibling: str = ""
    aligned: float = 0.0
    equal: float = 0.0
    wording: Wording = Wording()

    @property
    def conflicts(self) -> tuple[Difference, ...]:
        """The differences, if the texts speak of the same thing."""
        return () if self.sibling else self.differences


def differences(text_a: str, text_b: str, *, title_a: str = "", title_b: str = "") -> TextComparison:
    """The values and turns that differ in sentences that otherwise say the same, by their place in the first text.

    Swapped texts give the mirrored result. Front matter has to be off; a title that stood there may be given.
    """
    return between(Reading(text_a), Reading(text_b), title_a=title_a, title_b=title_b)


def between(a: Reading, b: Reading, *, title_a: str = "", title_b: str = "") -> TextComparison:
    """The same of texts that are read already, for those that are compared with several others."""
    if (a.text, title_a) <= (b.text, title_b):
        return _compared(a, b, (title_a, title_b), mirrored=False)
    found = _compared(b, a, (title_b, title_a), mirrored=True)
    turned = sorted(map(_mirrored, found.differences), key=_place)
    return found._replace(differences=tuple(turned), wording=found.wording.turned())


def _compared(a: Reading, b: Reading, titles: tuple[str, str], *, mirrored: bool) -> TextComparison:
    alignment = align(a, b)
    text_a, text_b = a.text, b.text
    own = _own_values(alignment, titles)
    found = [each for pair in alignment.changed for each in _of_pair(alignment, pair, own, (text_a, text_b))]
    pair = siblings(alignment, text_a, text_b, titles)
    least = min(len(alignment.a), len(alignment.b))
    return TextComparison(
        tuple(sorted(found, key=_place)),
        named(pair, mirrored=mirrored) if pair else "",
        alignment.share,
        alignment.equal / least if least else 0.0,
        wording(alignment, (text_a, text_b), {(one.start_a, one.start_b) for one in found}),
    )


def _place(d: Difference) -> tuple[int, int, str, str, str]:
    return d.start_a, d.start_b, d.kind, d.value_a, d.value_b


def _mirrored(d: Difference) -> Difference:
    return Difference(d.kind, d.value_b, d.value_a, d.sentence_b, d.sentence_a, d.start_b, d.start_a)


def _own_values(alignment: Alignment, titles: tuple[str, str]) -> _Own:
    """The versions, dates and numbers by which two texts' titles differ: saying them, they speak of themselves."""
    return frozenset(
        (x.key, y.key)
        for one, other in {titles, first_lines(alignment)}
        if one != other
        for x, y in contrast(tokens(one), tokens(other)).values
        if x.kind in _DATING
    )


def _of_pair(alignment: Alignment, pair: Aligned, own: _Own, texts: tuple[str, str]) -> Iterator[Difference]:
    a, b = alignment.a[pair.a], alignment.b[pair.b]
    found = pair.contrast
    if not _worth_it(a, b, pair, found, alignment.share):
        return
    quotes = [" ".join(text[slice(*s.quote)].split()) for text, s in zip(texts, (a, b), strict=True)]
    for kind, x, y in _claims(a, b, own, pair):
        yield Difference(kind, x, y, quotes[0], quotes[1], a.quote[0], b.quote[0])


def _worth_it(a: Sentence, b: Sentence, pair: Aligned, found: Contrast, share: float) -> bool:
    """Whether the sentences say enough for a difference between them to mean something."""
    if share < _RELATED:
        return a.kind not in {CELL, OPTION, HEADING} and found.identical and _speaks_for_itself(pair)
    content = min(content_of(pair.tokens_a), content_of(pair.tokens_b)) + len(found.turns) + len(found.negated)
    if share < _SAME_TEXT:
        return bool(a.label) or content > _ENOUGH
    return (
        bool(a.label) or content >= _ENOUGH - (a.path == b.path) or (content >= 1 and (":" in a.body or "=" in a.body))
    )


def _speaks_for_itself(pair: Aligned) -> bool:
    """Whether two sentences of texts that are strangers are about one thing by their own words."""
    words = sum(weighty(token) and not token.kind for token in pair.tokens_a)
    if not any(x.kind in _SAID_IN_HEADINGS or x.unit for x, _ in pair.contrast.values):
        return words >= _ALONE
    if len(pair.tokens_a[0].key) > 3 and pair.tokens_a[0].key.endswith("s") and weighty(pair.tokens_a[0]):
        return words >= _ALL_OF_A_KIND
    return words + sum(token.kind in TURNS for token in pair.tokens_a) >= _ALONE_MEASURED


def _claims(a: Sentence, b: Sentence, own: _Own, pair: Aligned) -> Iterator[tuple[str, str, str]]:
    found = pair.contrast
    if found.alike:
        yield from _values(a, b, own, pair)
    if a.kind == HEADING or not found.identical:
        if a.kind == OPTION:
            yield from _option(pair)
        return
    negated = denied(found)
    turns = found.turns if not found.negated else []
    for x, y in [*turns, *([negated] if negated else [])]:
        yield "modality" if "modality" in {x.kind, y.kind} else "polarity", x.raw, y.raw


def _values(a: Sentence, b: Sentence, own: _Own, pair: Aligned) -> Iterator[tuple[str, str, str]]:
    found = pair.contrast
    if found.negated or (found.turns and len(found.turns) > 1):
        return
    itself = bool(_ABOUT_ITSELF.match(a.body) or _ABOUT_ITSELF.match(b.body))
    if a.label:
        itself = itself or bool(_ABOUT_ITSELF.match(f"{a.label.split('|')[0]}: "))
    if _other_subject(pair, found) or sum(x.kind in {"number", "version"} for x, _ in found.values) >= _MANY:
        return
    for x, y in found.values:
        if x.kind in _DATING and (itself or (x.key, y.key) in own):
            continue
        if a.kind == HEADING and x.kind not in _SAID_IN_HEADINGS:
            continue
        yield x.kind, x.raw, y.raw


def _other_subject(pair: Aligned, found: Contrast) -> bool:
    """Whether the sentence speaks of another version of a thing, and so gives it another value."""
    first = pair.tokens_a[1:2]
    return len(found.values) > 1 and bool(first) and first[0].kind == "version" and first[0] is found.values[0][0]


def _option(pair: Aligned) -> Iterator[tuple[str, str, str]]:
    """A setting of one word that has another one there."""
    if len(pair.tokens_a) == len(pair.tokens_b) == 1:
        (x,), (y,) = pair.tokens_a, pair.tokens_b
        if not x.kind and not y.kind and x.key != y.key:
            polar = (x.key, y.key) in _ON_OFF
            yield "polarity" if polar else "option", x.raw, y.raw

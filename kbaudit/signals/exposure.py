"""What a document must not give away: secrets and personal data, found and made unreadable at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import Field, Link, Mark
from kbaudit.signals.exposed import Exposed, apart
from kbaudit.signals.personal import personal_numbers
from kbaudit.signals.roots import roots_in
from kbaudit.signals.secret_tokens import known_secrets
from kbaudit.signals.secret_words import announced_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kbaudit.model import Extract, Passage

MOST_MARKS: Final = 50
_SHORTEST: Final = 4
_REACH: Final = 300
_BLOCK: Final = "█"
_VISIBLE: Final = re.compile(r"[^\n\r\t]")


def redacted(extract: Extract) -> tuple[Extract, tuple[Mark, ...]]:
    """The document with every secret and every piece of personal data overwritten, and at most 50 marks of them.

    The text keeps its length, so that passages, links and spans hold; elsewhere a notice stands in the value's place.
    A value that is found in one place is overwritten in all. Nothing downstream ever sees the original.
    """
    elsewhere = "\n".join(dict.fromkeys(_strings(extract)))
    values = {one.value: one for one in (*apart(exposed_in(elsewhere)), *apart(exposed_in(extract.text)))}
    if not values:
        return extract, ()
    clean = _Clean(values)
    marks = (*_text_marks(extract, clean), *_other_marks(extract, clean))
    return clean.extract(extract), marks[:MOST_MARKS]


def exposed_in(text: str) -> Iterator[Exposed]:
    """Every secret and every piece of personal data in a text, in no order."""
    roots = roots_in(text)
    yield from known_secrets(text)
    yield from announced_secrets(text, roots)
    yield from personal_numbers(text, roots)


def _strings(extract: Extract) -> Iterator[str]:
    """Everything that a document's text doesn't repeat, a line each; a field's name stands before its values."""
    yield from (extract.title, *extract.hidden)
    yield from (f"{field.name}: {value}" for field in extract.fields for value in field.values)
    yield from (detail for _, detail in extract.problems)
    if extract.kind == "markdown" and all(_shows(extract.text, link) for link in (*extract.links, *extract.images)):
        return  # its text is the source, where everything else stands
    yield extract.heading
    yield from extract.anchors
    yield from (link.target for link in extract.links)
    yield from (part for image in extract.images for part in (image.target, image.text))
    yield from (heading for passage in extract.passages for heading in passage.heading)


def _shows(text: str, link: Link) -> bool:
    """Whether a target stands in the text; most do right where the link begins."""
    return text.find(link.target, link.start, link.start + _REACH) >= 0 or link.target in text


class _Clean:
    """Overwrites the values of one document wherever they stand."""

    def __init__(self, values: dict[str, Exposed]) -> None:
        self._values = values
        self._found: dict[str, list[Exposed]] = {}

    def found(self, text: str) -> list[Exposed]:
        """Every place of a value in a text, in order; of those that overlap the first."""
        if text in self._found:
            return self._found[text]
        places = (replace(one, start=at, end=at + len(v)) for v, one in self._values.items() for at in _all(text, v))
        self._found[text] = apart(places)
        return self._found[text]

    def short(self, text: str) -> str:
        """A text with a notice for each value."""
        return _replaced(text, [(one, one.notice) for one in self.found(text)])

    def even(self, text: str) -> str:
        """A text of the same length and the same lines."""
        return _replaced(text, [(one, _covered(one)) for one in self.found(text)])

    def extract(self, extract: Extract) -> Extract:
        """The whole document."""
        return replace(
            extract,
            title=self.short(extract.title),
            text=self.even(extract.text),
            passages=tuple(map(self._passage, extract.passages)),
            links=tuple(map(self._link, extract.links)),
            fields=tuple(self._field(field) for field in extract.fields),
            sample=self.short(extract.sample),
            problems=tuple((code, self.short(detail)) for code, detail in extract.problems),
            heading=self.short(extract.heading),
            images=tuple(map(self._link, extract.images)),
            anchors=tuple(self._anchor(anchor) for anchor in extract.anchors),
            hidden=tuple(map(self.short, extract.hidden)),
        )

    def _anchor(self, anchor: str) -> str:
        """An anchor is made of a heading: in lower case, less its signs."""
        bare = _bare(anchor)
        hidden = (one for value, one in self._values.items() if len(key := _bare(value)) >= _SHORTEST and key in bare)
        found = next(hidden, None)
        return found.notice if found else self.short(anchor)

    def _passage(self, passage: Passage) -> Passage:
        return replace(passage, heading=tuple(map(self.short, passage.heading)))

    def _link(self, link: Link) -> Link:
        return Link(self.short(link.target), self.short(link.text), link.start)

    def _field(self, field: Field) -> Field:
        return Field(self.short(field.name), tuple(map(self.short, field.values)), field.origin)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _all(text: str, value: str) -> Iterator[int]:
    at = text.find(value)
    while at >= 0:
        yield at
        at = text.find(value, at + len(value))


def _replaced(text: str, replaced: list[tuple[Exposed, str]]) -> str:
    if not replaced:
        return text
    pieces: list[str] = []
    done = 0
    for one, by in replaced:
        pieces += (text[done : one.start], by)
        done = one.end
    return "".join((*pieces, text[done:]))


def _covered(one: Exposed) -> str:
    """The notice, filled up to the value's length; a value that is too short for it, or of many lines, has none."""
    line, notice = one.value.partition("\n")[0], one.notice
    if len(line) >= len(notice) and not _has_controls(line):
        return notice + _VISIBLE.sub(_BLOCK, one.value[len(notice) :])
    return _VISIBLE.sub(_BLOCK, one.value)


def _has_controls(line: str) -> bool:
    return "\t" in line or "\r" in line[:-1]


def _text_marks(extract: Extract, clean: _Clean) -> Iterator[Mark]:
    for one in clean.found(extract.text)[:MOST_MARKS]:
        heading = _heading_at(extract, clean, one.start)
        yield Mark(one.kind, one.label, one.start, one.end, quote=heading, digest=one.digest)


def _heading_at(extract: Extract, clean: _Clean, at: int) -> str:
    """The heading under which a value stands: it is shown in the value's place."""
    passage = next((p for p in extract.passages if p.start <= at < p.end and p.heading), None)
    return clean.short(passage.heading[-1])[:80] if passage else ""


def _other_marks(extract: Extract, clean: _Clean) -> Iterator[Mark]:
    """Those outside the text. A heading or a link repeats the text: it is told of only where it doesn't."""
    told = {one.value for one in clean.found(extract.text)}
    for place, text, repeats in _places(extract):
        for one in {one.value: one for one in clean.found(text)}.values():
            if not (repeats and one.value in told):
                yield Mark(one.kind, one.label, place=clean.short(place), digest=one.digest)
                told.add(one.value)


def _places(extract: Extract) -> Iterable[tuple[str, str, bool]]:
    yield "title", extract.title, False
    yield from ((field.name, "\n".join(field.values), False) for field in extract.fields)
    yield from (("hidden", hidden, False) for hidden in extract.hidden)
    yield "heading", "\n".join((extract.heading, *(h for p in extract.passages for h in p.heading))), True
    yield "link", "\n".join(part for link in extract.links for part in (link.target, link.text)), True
    yield "image", "\n".join(part for image in extract.images for part in (image.target, image.text)), True
    yield "anchor", "\n".join(extract.anchors), True
    yield "problem", "\n".join(detail for _, detail in extract.problems), True

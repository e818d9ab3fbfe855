"""What a document gives away, by its marks, as a finding says it: what it is, how often and where, never the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import shortened
from kbaudit.model import Evidence, Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.model import Document, Mark, MarkKind

_PLACES: Final = {
    "title": "in the title",
    "hidden": "in text that isn't shown",
    "heading": "in a heading",
    "link": "in a link",
    "image": "in an image's address",
    "anchor": "in an anchor",
    "problem": "in what could not be read",
    "path": "in the name of the file or of a folder",
}
_NAMED_AT_MOST: Final = 3


def marks_of(document: Document, kind: MarkKind) -> tuple[Mark, ...]:
    """The document's marks of one kind, in their order."""
    if not document.marks:  # as in most documents; a check of each kind asks
        return ()
    return tuple(mark for mark in document.marks if mark.kind is kind)


def said(marks: Sequence[Mark]) -> str:
    """What was found and where: 'AWS access key (under "Deploy"), password (in the field "pw")'."""
    return ", ".join(f"{label} ({_where(group)})" for label, group in _by_label(marks).items())


def evidence(marks: Sequence[Mark]) -> tuple[Evidence, ...]:
    """A piece for each label. Digests tell values apart."""
    return tuple(
        Evidence(shortened(label), f"{_counted(group)}, {_where(group)}") for label, group in _by_label(marks).items()
    )


def key_of(uri: str, mark: Mark) -> tuple[str, ...]:
    """What makes a value the same one in the next audit: a second key in a known file is a new finding."""
    return uri, mark.digest or mark.quote, mark.label if not mark.digest else ""


def passage_of(marks: Sequence[Mark]) -> Passage | None:
    """Where it stands in the text, if that is one place."""
    if len(marks) != 1 or marks[0].place:
        return None
    (mark,) = marks
    return Passage(mark.start, mark.end, (mark.quote,) if mark.quote else ())


def values_in(marks: Sequence[Mark]) -> int:
    """How many different values there are."""
    return len({(mark.label, mark.digest) for mark in marks})


def _by_label(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    groups: dict[str, list[Mark]] = {}
    for mark in marks:
        groups.setdefault(mark.label, []).append(mark)
    return groups


def _counted(marks: Sequence[Mark]) -> str:
    digests = sorted({mark.digest for mark in marks})
    return f"{len(digests)} value{'s' * (len(digests) != 1)} ({', '.join(f'#{digest}' for digest in digests)})"


def _where(marks: Sequence[Mark]) -> str:
    places = list(dict.fromkeys(map(_place, marks)))
    more = len(places) - _NAMED_AT_MOST
    return ", ".join(places[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def _place(mark: Mark) -> str:
    if not mark.place:
        return f'under "{shortened(mark.quote)}"' if mark.quote else "in the text"
    return _PLACES.get(mark.place, f'in the field "{shortened(mark.place)}"')

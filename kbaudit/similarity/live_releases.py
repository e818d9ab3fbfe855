"""Releases that live side by side: which documents of a family stand in which of them, and what comes after what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.model import Subject
    from kbaudit.similarity.ranking import Candidate

OVER: Final = -1
"""The place of what a set with release lines holds beside its live releases: before the oldest of them."""


class Line(NamedTuple):
    """The documents (uris) of a family that one current member stands for; release is "" where there are no lines."""

    release: str
    uris: frozenset[str]


def place(subject: Subject) -> int | None:
    """Where a document's release stands among the live ones, the oldest is 0; None without release lines.

    What a set with release lines holds beside the live releases is over, or not out yet: it comes before them all.
    """
    live = subject.governance.releases
    if not live:
        return None
    return live.index(subject.release) if subject.release in live else OVER


def apart(a: Subject, b: Subject) -> bool:
    """Whether two documents are of two live releases: then neither replaces or contradicts the other."""
    return bool(a.release and b.release) and a.release != b.release


def in_lines(candidates: Sequence[Candidate]) -> list[Line]:
    """A family's documents by live release, the oldest first; those of none stand with the newest.

    The newest that counts is one with a page that isn't a draft, and is in effect already.
    """
    lines: dict[tuple[int, str], list[Candidate]] = {}
    rest = []
    for candidate in candidates:
        at = place(candidate.subject)
        if at is None or at == OVER:
            rest.append(candidate)
        else:
            lines.setdefault((at, candidate.subject.release), []).append(candidate)
    if not lines:
        return [Line("", frozenset(c.uri for c in rest))]
    newest = max(lines, key=lambda line: (_settled(lines[line]), line))
    lines[newest] = lines[newest] + rest
    return [Line(release, frozenset(c.uri for c in lines[at, release])) for at, release in sorted(lines)]


def _settled(line: Sequence[Candidate]) -> int:
    able = [candidate for candidate in line if candidate.barred != State.DRAFT]
    return bool(able) + any(_in_effect(candidate) for candidate in able)


def _in_effect(candidate: Candidate) -> bool:
    """Whether a document was in effect when it was learned, whatever moment it's judged for."""
    begins = candidate.takes_effect
    return begins is None or begins <= candidate.subject.document.learned_at

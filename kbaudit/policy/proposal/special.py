"""Folders whose name says what lies in them, whatever the knowledge base: archives, drafts, minutes, templates."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.policy.proposal.pieces import Piece

_LEAST: Final = 3
_LEAST_SHARE: Final = 0.02  # a smaller share makes a set only with
_MANY: Final = 20  # so many documents
_MOST_LEFT_OUT: Final = 0.5  # a folder with more of all documents is the knowledge base, whatever its name
_MOST_SPELLINGS: Final = 6
_ORDER: Final = re.compile(r"^[\d\W_]+|[\W_]+$")  # "01 - Minutes", "_archive"


class Purpose(StrEnum):
    """What the documents of a set are there for, in the order in which the sets come."""

    ARCHIVE = "archive"
    DRAFTS = "drafts"
    MEETINGS = "meeting-notes"
    RECORDS = "records"
    NEWS = "news"
    TEMPLATES = "templates"
    LIVING = ""


_NAMES: Final[dict[Purpose, str]] = {
    Purpose.ARCHIVE: "archive archives archived archiv archivo archivio obsolete superseded withdrawn retired old",
    Purpose.DRAFTS: "draft drafts entwurf entwürfe brouillon brouillons borrador borradores wip",
    Purpose.MEETINGS: "meeting meetings minutes meetingnotes meetingminutes protokoll protokolle standup standups"
    " retros retrospectives besprechungen actas comptesrendus",
    Purpose.RECORDS: "changelog changelogs releasenotes adr adrs decisions decisionrecords rfc rfcs postmortems"
    " incidentreports auditreports certificates",
    Purpose.NEWS: "blog blogs news newsletter newsletters announcements posts",
    Purpose.TEMPLATES: "template templates vorlage vorlagen formulare plantillas modèles",
}
_PURPOSE_OF: Final = {name: purpose for purpose, names in _NAMES.items() for name in names.split()}
LEFT_OUT: Final = frozenset({Purpose.ARCHIVE, Purpose.DRAFTS})
"""What is no part of a knowledge base that answers come from."""


@dataclass(frozen=True, slots=True)
class Special:
    """The documents in folders of one purpose, and how the folders are called."""

    purpose: Purpose
    names: tuple[str, ...]
    pieces: tuple[Piece, ...] = field(repr=False)


def specials(pieces: Sequence[Piece]) -> tuple[Special, ...]:
    """The purposes that enough documents have, in the order of their sets."""
    found = {purpose: _of(purpose, pieces) for purpose in _NAMES}
    kept: list[Special] = []
    taken: set[str] = set()
    for purpose, inside in found.items():
        own = tuple(piece for piece in inside if piece.uri not in taken)
        if _enough(purpose, len(own), len(pieces)):
            kept.append(Special(purpose, _names_of(purpose, own), own))
            taken.update(piece.uri for piece in own)
    return tuple(kept)


def _of(purpose: Purpose, pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if any(purpose_of(name) is purpose for name in piece.folders)]


def purpose_of(folder: str) -> Purpose:
    """What the name of a folder says of what is in it."""
    plain = _ORDER.sub("", folder.casefold())
    return _PURPOSE_OF.get(re.sub(r"[\W_]+", "", plain), Purpose.LIVING)


def _enough(purpose: Purpose, count: int, of: int) -> bool:
    if purpose in LEFT_OUT:
        return _LEAST <= count <= _MOST_LEFT_OUT * of
    return count >= max(_LEAST, min(_LEAST_SHARE * of, _MANY))


def _names_of(purpose: Purpose, pieces: Sequence[Piece]) -> tuple[str, ...]:
    """The spellings that folders of this purpose have, those with the most documents first."""
    names = Counter(name for piece in pieces for name in set(piece.folders) if purpose_of(name) is purpose)
    return tuple(name for name, _ in sorted(names.items(), key=lambda item: (-item[1], item[0]))[:_MOST_SPELLINGS])

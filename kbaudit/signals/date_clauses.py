"""Sentences whose verb follows the date, and the line by which wikis tell who changed a page and when.

"Diese Richtlinie wurde zuletzt am 3. März 2024 überprüft."; "Created by Ann Lee, last modified by Bo on Mar 03, 2021"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import DateKind
from kbaudit.signals.date_phrases import GERMAN_SUBJECT
from kbaudit.signals.moments import moment_at
from kbaudit.signals.validity import DONE

if TYPE_CHECKING:
    from kbaudit.signals.moments import Moment

_BEGIN: Final = re.compile(
    GERMAN_SUBJECT + r"(?:ist|wurde|bleibt|tritt|muss) (?:zuletzt )?"
    r"(?P<link>am|zum|bis(?: zum| einschließlich)?|seit(?: dem)?|ab(?: dem)?) ",
    re.IGNORECASE,
)
_VERBS: Final = {
    "am": (
        (DateKind.REVIEWED, r"(?:über)?(?:ge)?prüft"),
        (DateKind.UPDATED, r"(?:aktualisiert|geändert|bearbeitet|überarbeitet)"),
        (DateKind.PUBLISHED, r"veröffentlicht"),
        (DateKind.CREATED, r"erstellt"),
        (DateKind.EFFECTIVE, r"in kraft(?: getreten)?"),
        (DateKind.VALID_UNTIL, r"außer kraft"),
    ),
    "bis": (
        (DateKind.VALID_UNTIL, r"(?:gültig|in kraft)"),
        (DateKind.REVIEW_DUE, r"(?:zu (?:über)?prüfen|(?:über)?(?:ge)?prüft werden)"),
    ),
    "ab": ((DateKind.EFFECTIVE, r"(?:gültig|in kraft)"),),
}
_VERBS_AFTER: Final = {
    link: tuple(
        (kind, re.compile(rf"(?: um \d\d?[:.]\d\d uhr)?(?: zuletzt)? {verb}\b", re.IGNORECASE)) for kind, verb in verbs
    )
    for link, verbs in {**_VERBS, "zum": _VERBS["am"][-2:], "seit": _VERBS["ab"]}.items()
}
_WRITTEN: Final = re.compile(
    r"(?P<kind>Created|Added|Angelegt|Erstellt|Créée?|Cread[oa]|Añadid[oa]) (?:by|von|par|por) (?P<by>[^,\n]{2,80}?)"
    r"(?P<changed>(?:,| and|,? und| et| y)? (?:last |zuletzt |dernière |última )"
    r"(?:modified|updated|changed|edited|geändert|aktualisiert|bearbeitet|modification|modificación)"
    r"(?: (?:by|von|par|por) (?P<editor>[^,\n]{2,80}?))?)?,? (?:on|am|le|el) (?=\w)",
)


class Clause(NamedTuple):
    """The date that a sentence gives its document. start is where the date begins."""

    kind: DateKind
    moment: Moment
    start: int


def german_clause(sentence: str) -> Clause | None:
    """The date of a German sentence about the document itself, by its verb."""
    begun = _BEGIN.match(sentence)
    found = moment_at(sentence, begun.end()) if begun else None
    if not begun or not found:
        return None
    verbs = _VERBS_AFTER[begun["link"].lower().split()[0]]
    kind = next((kind for kind, verb in verbs if verb.match(sentence, found.end)), None)
    return Clause(kind, found, begun.end()) if kind else None


def written_clause(sentence: str) -> Clause | None:
    """When a page was changed last, or else made, by the line that a wiki puts over it."""
    written = _WRITTEN.match(sentence)
    found = moment_at(sentence, written.end(), doubtful=True) if written else None
    if not written or not found or not DONE.match(sentence, found.end):
        return None
    return Clause(DateKind.UPDATED if written["changed"] else DateKind.CREATED, found, written.end())


def writer_of(sentence: str) -> str:
    """Who made a page, by the same line; "" for any other."""
    written = _WRITTEN.match(sentence)
    return written["by"].strip() if written and written_clause(sentence) else ""

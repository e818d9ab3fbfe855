"""The words by which documents name their state, in English, German, French and Spanish."""

from __future__ import annotations

import re
from typing import Final

from kbaudit.model import State

WORDS: Final = {
    State.DRAFT: r"draft|entwurf|brouillon|borrador|wip|work in progress|in arbeit",
    State.DEPRECATED: r"deprecated|outdated|out of date|out-of-date|veraltet|überholt",
    State.OBSOLETE: r"obsolete|withdrawn|rejected|retired|rescinded|revoked|cancelled|zurückgezogen|aufgehoben|ungültig|obsolète|obsoleto",
    State.SUPERSEDED: r"superseded|replaced|ersetzt|abgelöst|remplacée?|reemplazad[oa]",
    State.ARCHIVED: r"archived|archiviert|archivée?|archivad[oa]",
}
"""What names each state, for a pattern that ignores case."""

_STATUS: Final = re.compile(
    r"(?:in |as |im |the |a |⚠️? ?)?(?:" + "|".join(f"(?P<{state.value}>{words})" for state, words in WORDS.items()) + r")\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BY: Final = re.compile(
    r"[\s,;:(-]{1,3}(?:superseded |replaced )?(?:by|in favou?r of|with|durch|par|por)\b:?\s{1,3}(?P<what>.{2,300})", re.IGNORECASE | re.DOTALL
)
_LINK: Final = re.compile(r"\[[^\[\]\n]{0,200}\]\(\s{0,3}<?([^()\s<>]{1,300})>?[^()\n]{0,100}\)")
_NAME_END: Final = re.compile(r"[.;!](?:\s|$)|,\s(?:which|and|as|since|from|effective|on)\b|\s(?:on|since|as of|from|effective)\s(?=\d|[A-Z])|\n\n|\s\(")
_NO_WORD: Final = re.compile(r"(?i)by|\W{0,5}|none|n/a|tbd|.{0,20}\b(?:date|year|month)")


def state_of(status: str) -> tuple[State | None, str]:
    """The state that a status line names ("Superseded by ADR-12") and its successor, or None and ""."""
    found = _STATUS.match(status.strip(" *_[]\"'"))
    if not found:
        return None, ""
    state = next(state for state in WORDS if found[state.value])
    rest = found["rest"]
    if rest[:1] == "-" and rest[1:2].isalpha():  # "draft-ietf-..." is a name
        return None, ""
    by = _BY.match(rest)
    successor = successor_in(by["what"]) if by else ""
    return (State.SUPERSEDED if successor and state is not State.OBSOLETE else state), successor


def successor_in(text: str) -> str:
    """The document that a text names first: the target of its link, else the words up to the end of the sentence."""
    if link := _LINK.search(text):
        return link[1]
    name = _NAME_END.split(text, maxsplit=1)[0].strip(" \t\n.,:;*_\"'“”„`)]")
    return "" if len(name) > 160 or _NO_WORD.fullmatch(name) else " ".join(name.split())

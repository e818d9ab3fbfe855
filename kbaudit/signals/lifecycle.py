"""The words by which documents name their state and their successor, in English, German, French and Spanish."""

from __future__ import annotations

import re
from typing import Final

from kbaudit.model import State

WORDS: Final = {
    State.DRAFT: "draft|entwurf|brouillon|borrador",
    State.DEPRECATED: "deprecated|outdated|out of date|out-of-date|veraltet|überholt",
    State.OBSOLETE: "obsolete|withdrawn|rejected|retired|rescinded|revoked|cancelled|no longer maintained"
    "|no longer valid|zurückgezogen|aufgehoben|ungültig|nicht mehr gültig|außer kraft"
    "|obsolète|annulée?|abrogée?|caduque|retirée?|obsolet[oa]|anulad[oa]|derogad[oa]|retirad[oa]",
    State.SUPERSEDED: "superseded|replaced|ersetzt|abgelöst|remplacée?|reemplazad[oa]|sustituid[oa]",
    State.ARCHIVED: "archived|archiviert|archivée?|archivad[oa]",
}
"""What names each state: alternatives of a pattern that ignores case."""

_STATUS: Final = re.compile(
    r"(?:in |as |im |a |an )?(?:"
    + "|".join(f"(?P<{state.value}>{words})" for state, words in WORDS.items())
    + r")\b(?!-\w)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BY: Final = re.compile(
    r"[\s,;:(-]{1,3}(?:superseded |replaced )?(?:by|in favou?r of|with|durch|par|por)\b\s?:?\s{1,3}(?P<what>.{2,300})",
    re.IGNORECASE | re.DOTALL,
)
_LINK: Final = re.compile(r"\[[^\[\]\n]{0,200}\]\(\s{0,3}<?([^()\s<>]{1,300})>?[^()\n]{0,100}\)")
_NAME_END: Final = re.compile(
    r"[.;!](?:\s|$)|,\s(?:which|and|as|since|from|effective|on|please|see)\b"
    r"|\s(?:on|since|as of|from|effective)\s(?=\d|[A-Z])|\s(?:and|which|because|for)\b|\n\n|\s\("
)
_NOTHING: Final = re.compile(r"\W{0,5}|by|none|n/a|tbd|it|them|something|hand|a new.{0,60}|an?|the", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"^(?:the|our|der|die|das|den|le|la|les|el|los|las) ", re.IGNORECASE)


def state_of(status: str) -> tuple[State | None, str]:
    """The state that a status line names ("Superseded by ADR-12") and its successor; None and "" for any other."""
    found = _STATUS.match(status.strip(" *_[]\"'"))
    if not found:
        return None, ""
    state = next(state for state in WORDS if found[state.value])
    by = _BY.match(found["rest"])
    successor = successor_in(by["what"]) if by else ""
    return (State.SUPERSEDED if successor and state is not State.OBSOLETE else state), successor


def successor_in(text: str) -> str:
    """The document that a text names first: the target of its link, else the words up to the end of the sentence."""
    if link := _LINK.search(text):
        return link[1]
    name = " ".join(_NAME_END.split(text, maxsplit=1)[0].split()).strip(" .,;*_\"'“”„)]")
    name = _ARTICLE.sub("", name.strip("`") if name.startswith("`") else name)
    return "" if len(name) > 160 or _NOTHING.fullmatch(name) else name

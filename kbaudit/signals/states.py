"""State claims: what a document declares itself to be, in fields, its title, or a banner at its beginning."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, State, StateClaim
from kbaudit.signals.banners import banner_claims
from kbaudit.signals.lifecycle import state_of
from kbaudit.signals.moved import moved_claims
from kbaudit.signals.names import key_of, linked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kbaudit.model import Extract, Field
    from kbaudit.signals.statements import Statements

_STATUS_KEYS: Final = frozenset(
    {
        "status",
        "state",
        "stage",
        "lifecycle",
        "lifecyclestatus",
        "lifecyclestate",
        "docstatus",
        "docstate",
        "documentstatus",
        "documentstate",
        "pagestatus",
        "contentstatus",
        "publicationstatus",
    }
)
_FLAGS: Final = {
    "draft": State.DRAFT,
    "isdraft": State.DRAFT,
    "deprecated": State.DEPRECATED,
    "isdeprecated": State.DEPRECATED,
    "obsolete": State.OBSOLETE,
    "withdrawn": State.OBSOLETE,
    "retired": State.OBSOLETE,
    "superseded": State.SUPERSEDED,
    "archived": State.ARCHIVED,
    "isarchived": State.ARCHIVED,
}
_UNFINISHED: Final = frozenset({"wip", "work in progress", "in progress", "in arbeit"})
_SUCCESSOR_KEYS: Final = frozenset({"supersededby", "replacedby", "obsoletedby", "successor", "supersededwith"})
_SHORTEST_LINK: Final = 3  # characters
_NO: Final = frozenset({"", "false", "no", "off", "0", "null", "none", "~", "n/a", "-", "never", "tbd"})
_IDENTIFIERS: Final = re.compile(r"[^\s,;]{1,200}(?:\s{0,3}[,;]\s{0,3}[^\s,;]{1,200})+")
_TAG_KEYS: Final = frozenset({"tag", "tags"})
_STATUS_TAG: Final = re.compile(r"#?(?:status|state|lifecycle)[/:](\w{3,20})$", re.IGNORECASE)
"""A tag that says outright that it is a status, as notes in Obsidian have them."""
_LAYOUTS: Final = frozenset({"withdrawn", "deprecated", "obsolete", "archived"})


def state_claims(statements: Statements) -> tuple[StateClaim, ...]:
    """Every state that the document declares for itself; of two alike, the one that names a successor stays."""
    extract = statements.extract
    stated = (_linked(claim, extract) for claim in (*banner_claims(statements), *moved_claims(statements)))
    claims = [*_declared(extract.fields), *stated]
    named = {claim.state for claim in claims if claim.successor}
    kept: dict[tuple[State, str], StateClaim] = {}
    for claim in claims:
        if claim.successor or claim.state not in named:
            kept.setdefault((claim.state, claim.successor), claim)
    return tuple(kept.values())


def _linked(claim: StateClaim, extract: Extract) -> StateClaim:
    """The claim with the target of the link on its successor's name: the text of HTML and Word shows no targets."""
    name = claim.successor.casefold()
    if extract.kind == "markdown" or not name:
        return claim
    texts = ((" ".join(link.text.split()).casefold(), link.target) for link in extract.links)
    target = next((target for text, target in texts if target and len(text) >= _SHORTEST_LINK and text in name), "")
    return replace(claim, successor=target) if target else claim


def _declared(fields: Iterable[Field]) -> Iterator[StateClaim]:
    for field in fields:
        key = key_of(field.name)
        if key in _SUCCESSOR_KEYS:
            for successor in _successors(field):
                yield StateClaim(State.SUPERSEDED, field.origin, field.name, successor)
        elif key in _STATUS_KEYS:
            state, successor = (State.DRAFT, "") if field.value.lower() in _UNFINISHED else state_of(field.value)
            if state:
                yield StateClaim(state, field.origin, f"{field.name}: {field.value}"[:160], successor)
        elif state := _flagged(key, field):
            yield StateClaim(state, field.origin, f"{field.name}: {field.value}"[:160])


def _flagged(key: str, field: Field) -> State | None:
    value = field.value.strip().lower()
    if key in _FLAGS:
        return None if value in _NO else _FLAGS[key]
    if key == "layout" and value in _LAYOUTS:
        return state_of(value)[0]
    if key in _TAG_KEYS:
        return next((state_of(found[1])[0] for each in field.values if (found := _STATUS_TAG.match(each))), None)
    if key == "published" and value in {"false", "no"} and field.origin is Origin.FRONT_MATTER:
        return State.DRAFT
    return None


def _successors(field: Field) -> Iterator[str]:
    """Each successor of a list; commas part identifiers and paths, never titles."""
    for value in (linked(each).target for each in field.values):
        parts = re.split(r"[,;]", value) if _IDENTIFIERS.fullmatch(value.strip()) else [value]
        yield from (part.strip() for part in parts if part.strip().lower() not in _NO)

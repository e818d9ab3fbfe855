"""What a title or the first lines declare of the document: "DRAFT - do not distribute", "[ARCHIVED] Travel policy".

A page about drafts or deprecation is not one: the word counts alone, in capitals, as a label, or in a sentence whose
subject is the document itself; and only before the first section.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, State, StateClaim
from kbaudit.signals.declarations import declared_states, favoured
from kbaudit.signals.lifecycle import WORDS, state_of
from kbaudit.signals.statements import OPENING, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.signals.statements import Line, Statements

_ANY: Final = (
    "draft", "entwurf", "brouillon", "borrador", "deprecated", "outdated", "out of date", "out-of-date",
    "veraltet", "überholt", "withdrawn", "retired", "rescinded", "revoked", "no longer", "any more", "anymore",
    "nicht mehr", "ungültig", "zurückgezogen", "aufgehoben", "außer kraft", "obsol", "supersede", "replaced",
    "ersetzt", "abgelöst", "remplac", "reemplaz", "sustituid", "archiv", "caduque", "abrog",
    "annulé", "anulad", "derogad", "retirad", "retiré", "plus valable", "plus en vigueur", "ya no",
)  # fmt: skip
_WORD: Final = re.compile("|".join(_ANY), re.IGNORECASE)
_NAMES: Final = "|".join(words for state, words in WORDS.items() if state is not State.SUPERSEDED)
_LABEL: Final = f"(?P<label>{_NAMES})"

_TITLES: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"[\[(]{_LABEL}[\])]",
        rf"{_LABEL}$",
        rf"{_LABEL}\s?(?::|[-–—]\s|[–—])",
        rf".{{1,200}}[\[(]{_LABEL}(?: v?[\d.]{{1,8}})?[\])]$",
        rf".{{1,200}}\s[-–—|]\s?{_LABEL}(?: v?[\d.]{{1,8}})?$",
    )
)
_SIGNS: Final = re.compile(r"^[^\w\[(\"']{1,10}")

_BANNER: Final = re.compile(
    rf"(?:(?:note|warning|caution|danger|info|important|tip|attention)\b[\s:\"]{{0,3}})?[\[(\"]?{_LABEL}[\])\"]?"
    r"(?:(?P<end>[\s.!:]{0,3}$)|(?P<version>\s(?:v|version |rev\.? ?)?\d[\d.]{0,6}\b)"
    r"|\s?[:.!,–—-]\s{0,3}(?P<text>.*)|(?P<purpose>\s(?:for|document|version|policy|only)\b.{0,60}$))",
    re.IGNORECASE | re.DOTALL,
)
_ORDER: Final = re.compile(
    r"please |do not|don't|use |see |refer |not (?:for|yet)|this |the current|replaced|superseded|moved|no longer"
    r"|v\.?\d|version|as of|since|in favou?r|nicht |bitte |siehe |\d"
    r"|for (?:internal|discussion|comment|review|approval|consultation|information)",
    re.IGNORECASE,
)
_DRAWN: Final = re.compile(r"\s*(?:>|:::|!!!|\[|<|[\u2190-\u2bff\U0001f000-\U0001faff])")
_BOLD: Final = re.compile(r"\s*(?:\*\*|__|[*_](?=\w))")
_LISTED: Final = re.compile(r"\s*(?:[-+]|\*(?!\*)|\d{1,3}[.)])\s")
_STATUS_SECTION: Final = re.compile(
    r"^#{1,4}[ \t]{1,4}status[ \t]{0,9}\r?\n\s{0,9}(?P<status>[^\s#].{2,200})$", re.IGNORECASE | re.MULTILINE
)


def banner_claims(statements: Statements) -> list[StateClaim]:
    """The states that the title and the opening declare, in their order."""
    extract, end = statements.extract, statements.opening_end
    claims = [*_of_title(extract.title), *_of_status_section(extract.text)]
    opening = extract.text[:end].lower()
    if not any(word in opening for word in _ANY):
        return claims
    labels: list[StateClaim] = []
    for line in statements.lines(_WORD, 0, end):
        if line.text == extract.title:
            continue
        if line.bare.startswith("#"):
            claims += _of_title(line.text)
            continue
        said = declared_states(line)
        claims += said
        labels += () if said else _of_label(line)
    # Several different labels are a list of the states that there are, not the state that the document has.
    return claims + labels if len({claim.state for claim in labels}) <= 1 else claims


def _of_title(title: str) -> Iterator[StateClaim]:
    if not title or not _WORD.search(title):
        return
    bare = _SIGNS.sub("", title, count=1).rstrip(" *_")
    found = next((found for form in _TITLES if (found := form.match(bare))), None) or _shouted(bare)
    state = state_of(found["label"])[0] if found else None
    if state:
        yield StateClaim(state, Origin.SENTENCE, quoted(title))


_SHOUTED: Final = re.compile(
    r"(?P<label>DRAFT|OBSOLETE|DEPRECATED|ARCHIVED|WITHDRAWN|ENTWURF|VERALTET)\s(?=.{0,200}[a-zäöü])"
)


def _shouted(title: str) -> re.Match[str] | None:
    """The label in capitals, unlike the rest: "DRAFT Travel policy"."""
    return _SHOUTED.match(title)


def _of_status_section(text: str) -> Iterator[StateClaim]:
    """The line under a heading "Status", as architecture decision records have it."""
    found = _STATUS_SECTION.search(text, 0, OPENING)
    state, successor = state_of(found["status"]) if found else (None, "")
    if found and state:
        yield StateClaim(state, Origin.SENTENCE, quoted(f"Status: {found['status']}"), successor)


def _of_label(line: Line) -> Iterator[StateClaim]:
    found = _BANNER.match(line.text)
    if not found or _LISTED.match(line.bare):
        return
    shouted = found["label"].isupper()
    drawn = bool(_DRAWN.match(line.bare))
    text = found["text"]
    told = shouted or drawn or bool(text and found["label"][0].isupper() and _ORDER.match(text))
    alone = found["end"] is not None and bool(_BOLD.match(line.bare))
    titled = text is None and found["end"] is None and found["label"][0].isupper()
    state = state_of(found["label"])[0]
    if state and (told or alone or titled):
        yield StateClaim(state, Origin.SENTENCE, quoted(line.text), favoured(text or line.after))

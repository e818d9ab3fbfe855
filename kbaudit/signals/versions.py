"""Version claims: which version a document says that it is, in a field, its title or a label near the beginning.

A version of what the page is about is none of the page: "Applies to version 7.4", "Version 2.1 of the API", the
headings of a changelog. So a label stands at the beginning of a line or in a table, with the number and nothing but
a date after it; and several that differ are a history.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, VersionClaim
from kbaudit.signals.names import key_of
from kbaudit.signals.statements import OPENING, plain, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.signals.statements import Line, Statements

_KEYS: Final = frozenset(
    f"{of}{what}"
    for of in ("", "document", "doc", "policy", "page")
    for what in ("version", "versionnumber", "versionno", "revision", "revisionnumber", "rev")
)
_NUMBER: Final = r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})(?![\d.]*[\w%])"
_WORD: Final = r"(?:version|versión|revision|révision|revisión|rev\.?|ver\.?|fassung)"
_VALUE: Final = re.compile(rf"\s{{0,3}}(?:v\.?|{_WORD})?\s{{0,3}}{_NUMBER}", re.IGNORECASE)
_HINT: Final = re.compile(rf"{_WORD}(?:\s?(?:no|number|nr)\b)?\W{{0,20}}\d|\bv\.?\d", re.IGNORECASE)
_WORDS: Final = ("version", "versión", "revisi", "révisi", "rev", "ver.", "fassung")
_SHORT_HINT: Final = re.compile(r"v\.?\d")
_TABLE: Final = re.compile(
    rf"^(?P<head>[^\n]{{0,300}}\b{_WORD}[^\n]{{0,300}})\n(?:[ \t|:+=-]{{1,300}}\n)?"
    r"(?P<row>[^\n]{1,600})(?:\n(?P<next>[^\n]{0,600}))?",
    re.IGNORECASE | re.MULTILINE,
)
_COLUMN: Final = re.compile(rf"{_WORD}(?:\s?(?:no|number|nr)\b\.?)?", re.IGNORECASE)
_BESIDE: Final = re.compile(
    r"(?:date|author|owner|status|approv|review|issue|effective|document|title|classification|change|description|summary"
    r"|department|datum|autor|verantwortlich|freigabe|änderung).{0,30}",
    re.IGNORECASE,
)
"""What heads the other columns of a document's own table; beside anything else it's a list of products."""
_CELL_END: Final = re.compile(r"\s{0,5}[|\t]\s{0,5}")
_YEAR: Final = r"(?:19|20)\d\d\b.{0,60}$"
_DATED: Final = (
    r"(?:\s{0,3}$|\.(?:\s|$)"
    rf"|\s{{0,3}}[|·•;,/–—(-]\s{{0,3}}(?:$|[^\n]{{0,20}}?{_YEAR})"
    rf"|\s(?:(?:dated|from|of|as of|vom|valid from|effective)\s[^\n]{{0,20}}?{_YEAR}|(?:\d\d?\.){{2}}{_YEAR}|{_YEAR})"
    r"|\s{0,3}[|·•;,/–—(-]?\s{0,3}"
    r"(?:final|approved|draft|current|published|entwurf|author|owner|status|date)\b.{0,60}$)"
)
_STATED: Final = re.compile(
    rf"(?:(?:document|doc|policy|page|current|this)\s)?{_WORD}(?:\s?(?:no|number|nr)\b\.?)?(?P<label>\s{{0,3}}:)?"
    rf"\s{{0,3}}v?\.?{_NUMBER}{_DATED}",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(rf"v\.?{_NUMBER}{_DATED}", re.IGNORECASE)
_TITLE: Final = re.compile(rf"(?:[\s(\[,:|–-])(?:v\.?\s?|{_WORD}\s?){_NUMBER}[)\]]?\s{{0,3}}$", re.IGNORECASE)
_OF_OTHERS: Final = re.compile(
    r"\b(?:to|from|for|with|in|on|using|of|releases?|changelog|what['’]?s new|upgrad\w{1,3}|migrat\w{1,4}"
    r"|updat\w{1,3}|install\w{0,7}|mov(?:e|ing)|api|sdk|protocol|notes)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE: Final = 200


def version_claims(statements: Statements) -> tuple[VersionClaim, ...]:
    """Every version that the document states as its own: its fields', its title's, its label's."""
    return tuple(dict.fromkeys([*_declared(statements), *_of_title(statements), *_stated(statements)]))


def _declared(statements: Statements) -> Iterator[VersionClaim]:
    for field in statements.extract.fields:
        found = _VALUE.match(field.value[:60]) if key_of(field.name) in _KEYS else None
        if found:
            yield VersionClaim(found["number"], field.origin, field.name)


def _of_title(statements: Statements) -> Iterator[VersionClaim]:
    title = statements.extract.title[:_LONGEST_TITLE]
    found = _TITLE.search(title) if any(map(str.isdigit, title)) else None
    if found and not _OF_OTHERS.search(title, 0, found.start()):
        yield VersionClaim(found["number"], Origin.SENTENCE, quoted(title))


def _stated(statements: Statements) -> list[VersionClaim]:
    end = min(len(statements.text), OPENING)
    opening = statements.text[:end].lower()
    if not any(word in opening for word in _WORDS) and not _SHORT_HINT.search(opening):
        return []
    claims = [claim for line in statements.lines(_HINT, 0, end) for claim in _labelled(line, statements)]
    claims += _of_table(statements.text[:end])
    return claims if len({claim.value for claim in claims}) == 1 else []


def _labelled(line: Line, statements: Statements) -> Iterator[VersionClaim]:
    """The version that a line labels as such; a section's heading labels what stands below it."""
    if line.bare.lstrip().startswith("#") or line.text == statements.extract.title:
        return
    cells = line.cells()
    for cell in cells:
        found = _STATED.match(cell) or (_SHORT.match(cell) if line.early and len(cells) == 1 else None)
        if found and (line.early or found.groupdict().get("label")):
            yield VersionClaim(found["number"], Origin.SENTENCE, quoted(cell))
            return


def _of_table(opening: str) -> Iterator[VersionClaim]:
    """The version in the table of one row that a document has about itself; one of several rows is a history."""
    if "|" not in opening and "\t" not in opening:
        return
    for table in _TABLE.finditer(opening):
        names, values, further = (_cells(table[part] or "") for part in ("head", "row", "next"))
        if not 2 <= len(names) == len(values) != len(further):
            continue
        own = [at for at, name in enumerate(names) if _COLUMN.fullmatch(name)]
        if len(own) == 1 and sum(bool(_BESIDE.fullmatch(name)) for name in names) == len(names) - 1:
            value = values[own[0]]
            if found := _VALUE.fullmatch(value):
                yield VersionClaim(found["number"], Origin.SENTENCE, quoted(f"{names[own[0]]}: {value}"))


def _cells(row: str) -> list[str]:
    return [plain(cell) for cell in _CELL_END.split(row.strip("| \t"))]

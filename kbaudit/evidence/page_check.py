"""Does report.html show what documents.jsonl and findings.json say? Its tables and its headlines against theirs."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from kbaudit.evidence.checking import HIDDEN, Contradiction, bare, same
from kbaudit.evidence.page_data import PAGE, data_of
from kbaudit.evidence.page_shown import NOT_HELD, shown_agrees
from kbaudit.evidence.reading import listed, mapping, text
from kbaudit.model import Severity, displayed
from kbaudit.reports.html import PRINT_DIGITS, SHOWN_URI
from kbaudit.reports.html.register import SKIPPED
from kbaudit.reports.wording import clipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.evidence.checking import Hidden
    from kbaudit.evidence.reading import Bundle
    from kbaudit.evidence.register import Registered

FINDINGS: Final = "findings.json"

_LARGEST: Final = 1 << 28  # bytes of the page, which is read as a whole
_TITLE: Final = 200  # characters of an owner that are shown
_DAY: Final = timedelta(days=1)
_SEVERITIES: Final = tuple(map(str, Severity))
T = TypeVar("T")
_ROW = tuple[str, str, str]
"""Status, owner and date of a row."""


def page_agrees(
    bundle: Bundle, findings: Mapping[str, object], register: Mapping[str, Registered], hidden: Hidden
) -> str:
    """report.html: its run, its headlines and the columns of its tables are those of the other files."""
    run = text(mapping(findings, "run", FINDINGS), "id", FINDINGS)
    page = bundle.data(bundle.report + PAGE, _LARGEST)
    if run.encode() not in page:
        raise Contradiction(f"{PAGE} doesn't name the run {run}")
    told = [each for each in listed(findings, "findings", FINDINGS) if isinstance(each, dict)]
    data = data_of(page, len(register) + len(told))
    same(text(data, "run", PAGE), run, f"the run that the tables of {PAGE} are of")
    places = _Places(mapping(mapping(data, "register", PAGE), "columns", PAGE), register, hidden)
    _rows_agree(mapping(data, "register", PAGE), register, places)
    _findings_agree(mapping(data, "findings", PAGE), told, places)
    shown = f"the {len(register):,} files and {len(told):,} findings of the others"
    if shown_agrees(page, findings, told):
        return (
            f"{PAGE} shows the run {run}, its verdict and counts, {shown}, by this kbaudit's script; unheld: {NOT_HELD}"
        )
    return f"{PAGE} shows {shown}; another version made it, so its headlines, style and script aren't compared"


class _Places:
    """The rows of the page's table by what is shown of their uris, and what should be shown of each uri."""

    def __init__(self, columns: Mapping[str, object], register: Mapping[str, Registered], hidden: Hidden) -> None:
        shown = listed(columns, "uri", PAGE)
        same(len(shown), len(register), f"documents in {PAGE}")
        self._names = hidden.names
        self.rows = [self._key(bare(each) if isinstance(each, str) else "") for each in shown]
        self._known = set(self.rows)

    def of(self, uri: str) -> str:
        """What is shown of a uri. Those that another version hid in its own way are all one."""
        told = displayed(clipped(bare(self._names.text(uri) if self._names else uri), SHOWN_URI))
        return told if self._names or told in self._known else HIDDEN

    def _key(self, shown: str) -> str:
        return HIDDEN if self._names is None and HIDDEN in shown else shown


def _rows_agree(table: Mapping[str, object], register: Mapping[str, Registered], places: _Places) -> None:
    """Each document with its status, owner and date, in whatever order: hidden names change it."""
    columns, words = mapping(table, "columns", PAGE), mapping(table, "words", PAGE)
    owners = listed(words, "owner", PAGE)
    status, owner, day = (listed(columns, name, PAGE) for name in ("status", "owner", "date"))
    shown: dict[str, list[_ROW]] = defaultdict(list)
    for place, one, at, on in zip(places.rows, status, owner, day, strict=True):
        shown[place].append((str(one), str(_at(owners, at)), str(on)))
    expected: dict[str, list[_ROW]] = defaultdict(list)
    for uri, each in register.items():
        told = SKIPPED if each.skipped else each.status
        expected[places.of(uri)].append((told, displayed(clipped(each.owner, _TITLE)), each.effective))
    for place, rows in expected.items():
        same(len(shown[place]), len(rows), f"rows of {place} in {PAGE}")
        for found, wanted in zip(sorted(shown[place]), sorted(rows), strict=True):
            same(found[:2], wanted[:2], f"the status and the owner of {place} in {PAGE}")
            if not _is_day_of(found[2], wanted[2]):
                raise Contradiction(f"the date of {place} in {PAGE}: {found[2][:40]}, and not {wanted[2]}")


def _is_day_of(day: str, moment: str) -> bool:
    """Whether it's the day of a moment in any zone: a document states its date as it's there where it was written."""
    if not (day and moment):
        return day == moment
    return abs(date.fromisoformat(day) - datetime.fromisoformat(moment).date()) <= _DAY


def _findings_agree(table: Mapping[str, object], told: Sequence[Mapping[str, object]], places: _Places) -> None:
    """Each finding, in their order: code and name, severity, status, the document it's about and those it affects."""
    codes = listed(table, "codes", PAGE)
    names = ("code", "severity", "status", "place", "affects", "print")
    rows = zip(*(listed(table, name, PAGE) for name in names), strict=True)
    same(len(listed(table, "code", PAGE)), len(told), f"findings in {PAGE}")
    for (code, severity, status, place, affects, digest), each in zip(rows, told, strict=True):
        where = f"{each.get('code')} on {each.get('uri')} in {PAGE}"
        same(_at(codes, code), [each["code"], each["name"]], f"the check of {where}")
        found = (_at(_SEVERITIES, severity), status, digest)
        same(found, (each["severity"], each["status"], str(each["fingerprint"])[:PRINT_DIGITS]), where)
        concerned = [places.of(str(uri)) for uri in listed(each, "affects", FINDINGS)]
        same(sorted(_at(places.rows, row) for row in affects), sorted(concerned), f"the documents of {where}")
        if place != -1:
            same(_at(places.rows, place), places.of(str(each["uri"])), f"the document of {where}")


def _at(values: Sequence[T], place: object) -> T:
    if not isinstance(place, int) or not 0 <= place < len(values):
        raise Contradiction(f"{PAGE} points to what isn't there")
    return values[place]

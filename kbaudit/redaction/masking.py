"""What names of files and folders give away, out of what people are shown: a name itself can't be changed.

The files that tie documents to points and to other runs keep the names: documents.jsonl, relations.jsonl, stamps.jsonl
and the `uri` fields of findings.json.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from kbaudit.redaction.any_of import any_of
from kbaudit.redaction.holdings import Holds
from kbaudit.redaction.mentioned import mentioned, uris_of
from kbaudit.redaction.rewriting import Rewriting
from kbaudit.signals import exposed_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from kbaudit.model import Report

    Hide = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Masked:
    """A report as programs read it, its uris as they are, and as people do; names are what the two differ in."""

    for_programs: Report
    for_people: Report
    names: Names


class Names:
    """The names that give something away, and what is shown in their place; of none most of the time.

    hidden are the uris of which people are shown something else, each with that.
    """

    def __init__(self, uris: Iterable[str]) -> None:
        known = sorted({uri for uri in uris if uri})
        exposed = exposed_names(known)
        self._by = {one.value: one.notice for some in exposed.values() for one in some}
        self._any = any_of(self._by) if self._by else None
        self.hidden: Mapping[str, str] = dict(self._shown(known)) if self._by else {}

    def __bool__(self) -> bool:
        return bool(self._by)

    def text(self, text: str) -> str:
        """A text in which such a name may stand."""
        return self._any.sub(lambda found: self._by[found[0]], text) if self._any else text

    def uri(self, uri: str) -> str:
        """A uri as it is shown."""
        return self.hidden.get(uri) or self.text(uri)

    def _shown(self, known: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Two files whose names differ in what is masked stay two: all but the first get a number."""
        bare = {uri: self.text(uri) for uri in known}
        taken = {uri for uri, shown in bare.items() if uri == shown}
        last: dict[str, int] = {}  # of what is shown the number given last: who comes next needn't ask from 1 on
        for uri, shown in bare.items():
            if uri != shown:
                number = last.get(shown, 0) + 1
                while (name := _numbered(shown, number)) in taken:
                    number += 1
                last[shown] = number
                taken.add(name)
                yield uri, name


def masked(report: Report) -> Masked:
    """The report as it is in both ways where no name gives anything away: nearly always."""
    names = Names(chain(uris_of(report), mentioned(report)))
    if not names:
        return Masked(report, report, names)
    bare = replace(report, rules={}, stamps=())
    programs: Report = Rewriting(_Masking(names, in_uris=False)).of(bare, names.text)
    people: Report = Rewriting(_Masking(names, in_uris=True)).of(bare, names.text)
    shown = tuple({**stamp, "uri": names.uri(str(stamp.get("uri", "")))} for stamp in report.stamps)
    return Masked(
        replace(programs, rules=report.rules, stamps=report.stamps),
        replace(people, rules=report.rules, stamps=shown),
        names,
    )


def _numbered(shown: str, number: int) -> str:
    """As in "a.md (2)"; of a folder "a (2)/"."""
    if number == 1:
        return shown
    return f"{shown[:-1]} ({number})/" if shown.endswith("/") else f"{shown} ({number})"


class _Masking:
    """Hides the names alone: every text may hold one, and uris do where people are shown them."""

    def __init__(self, names: Names, *, in_uris: bool) -> None:
        self.uri: Hide = names.uri if in_uris else str
        self.of: Mapping[Holds, Hide] = dict.fromkeys(Holds, names.text) | {Holds.URI: self.uri}
        self.finish: Mapping[type, Callable[[Any, Any], Any]] = {}

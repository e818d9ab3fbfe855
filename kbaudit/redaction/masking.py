"""What names of files and folders give away, out of what people are shown: a name itself can't be changed.

The files that tie documents to points and to other runs keep the names: documents.jsonl, relations.jsonl, stamps.jsonl
and the `uri` fields of findings.json.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from kbaudit.redaction.holdings import Holds
from kbaudit.redaction.mentioned import mentioned, uris_of
from kbaudit.redaction.rewriting import Rewriting
from kbaudit.signals import exposed_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from kbaudit.model import Report

    Hide = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Masked:
    """A report as programs read it, its uris as they are, and as people do."""

    for_programs: Report
    for_people: Report


class Names:
    """The names that give something away, and what is shown in their place; of none most of the time."""

    def __init__(self, uris: Iterable[str]) -> None:
        known = sorted({uri for uri in uris if uri})
        exposed = exposed_names(known)
        self._by = {one.value: one.notice for some in exposed.values() for one in some}
        self._shown: dict[str, str] = {}
        taken: set[str] = set()
        for uri in known if self._by else ():
            shown = self.text(uri)
            number = 1
            while shown != uri and shown in taken:  # two files whose names differ in what is masked stay two
                number += 1
                shown = f"{self.text(uri)} ({number})"
            taken.add(shown)
            self._shown[uri] = shown

    def __bool__(self) -> bool:
        return bool(self._by)

    def text(self, text: str) -> str:
        """A text in which such a name may stand."""
        for value, notice in self._by.items():
            if value in text:
                text = text.replace(value, notice)
        return text

    def uri(self, uri: str) -> str:
        """A uri as it is shown."""
        return self._shown.get(uri) or self.text(uri)


def masked(report: Report) -> Masked:
    """The report as it is in both ways where no name gives anything away: nearly always."""
    names = Names(chain(uris_of(report), mentioned(report)))
    if not names:
        return Masked(report, report)
    bare = replace(report, rules={}, stamps=())
    programs: Report = Rewriting(_Masking(names, in_uris=False)).of(bare, names.text)
    people: Report = Rewriting(_Masking(names, in_uris=True)).of(bare, names.text)
    shown = tuple({**stamp, "uri": names.uri(str(stamp.get("uri", "")))} for stamp in report.stamps)
    return Masked(
        replace(programs, rules=report.rules, stamps=report.stamps), replace(people, rules=report.rules, stamps=shown)
    )


class _Masking:
    """Hides the names alone: every text may hold one, and uris do where people are shown them."""

    def __init__(self, names: Names, *, in_uris: bool) -> None:
        self.uri: Hide = names.uri if in_uris else str
        self.of: Mapping[Holds, Hide] = dict.fromkeys(Holds, names.text) | {Holds.URI: self.uri}
        self.finish: Mapping[type, Callable[[Any, Any], Any]] = {}

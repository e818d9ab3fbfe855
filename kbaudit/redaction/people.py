"""Pseudonyms of people: "owner-007", the same one for a person's id, name and mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kbaudit.model import Owned, Report

_SHORTEST: Final = 4


class People:
    """The pseudonym of everybody whom a report names, numbered in the order of their names.

    groups are the ways in which one person is called; is_meant says which of these names get a pseudonym.
    """

    def __init__(self, groups: Iterable[Iterable[str]], is_meant: Callable[[str], bool]) -> None:
        first: dict[str, str] = {}
        for group in sorted({tuple(dict.fromkeys(name for name in group if name)) for group in groups}):
            known = next((first[name] for name in group if name in first), group[0] if group else "")
            for name in group:
                first.setdefault(name, known)
        meant = sorted({of for name, of in first.items() if is_meant(name)})
        numbers = {name: f"owner-{number:03}" for number, name in enumerate(meant, 1)}
        self.names = {name: numbers[of] for name, of in first.items() if of in numbers}

    def in_texts(self) -> dict[str, str]:
        """The names that are looked for in texts."""
        return {name: by for name, by in self.names.items() if len(name) >= _SHORTEST}


def named_in(report: Report) -> Iterator[tuple[str, ...]]:
    """Everybody whom a report names: owners by their id, name, mail address and claim; who proposed or waived."""
    for subject in report.corpus.subjects.values():
        yield from _owned(subject.owner)
        yield from ((claim.value,) for claim in subject.document.owners)
    for use in report.corpus.waivers:
        yield (use.entry.by,)
    yield from ((finding.waiver.by,) for finding in report.findings if finding.waiver)


def _owned(owned: Owned) -> Iterator[tuple[str, ...]]:
    claim = owned.claim
    said = claim.value if claim and claim.origin is not Origin.INDEX_PAGE else ""
    yield owned.value, owned.name, owned.mail, said
    yield from ((other,) for other in (owned.backup, owned.suggested, *(loser.value for loser in owned.losers)))

"""Folders that hold one body of pages again and again: live releases (5.1/, 7.4/) or dated editions (2019-01-01/)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.policy.proposal.yaml import glob_of
from kbaudit.policy.release_lines import RELEASE, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kbaudit.policy.proposal.pieces import Piece

_RELEASE: Final = re.compile(
    r"(?P<prefix>(?:v|ver|version|r|rel|release|ed|edition)?[-_. ]?)"
    r"(?P<label>\d{1,4}(?:\.\d{1,4}){0,3}(?:[-.]?(?:x|lts|(?:alpha|beta|rc)\d{0,2}))?)",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"(?:19|20)\d\d(?:[-_.]?[01]\d(?:[-_.]?[0-3]\d)?)?")
_DEEPEST: Final = 5
_LEAST_SHARED: Final = 0.3  # of the pages of a folder, those that a sister has too: below it they hold different things
_Page = tuple[str, str]  # its path inside the edition, and its family
_MOST_LIVE: Final = 6


@dataclass(frozen=True, slots=True)
class Editions:
    """Sister folders under `parent` that are called prefix + label, the latest label last; dated: the labels are dates.

    counts are the documents of each.
    """

    parent: tuple[str, ...]
    prefix: str
    labels: tuple[str, ...]
    counts: Mapping[str, int]
    dated: bool

    @property
    def documents(self) -> int:
        return sum(self.counts.values())

    @property
    def live(self) -> tuple[str, ...]:
        """The releases to propose as live: all, or the latest ones where there are many."""
        return self.labels[-_MOST_LIVE:]

    @property
    def path(self) -> str:
        """The pattern in which {release} stands for the label."""
        return glob_of((*self.parent, self.prefix), "").removesuffix("/") + f"{RELEASE}/**"

    def folder(self, label: str) -> tuple[str, ...]:
        return (*self.parent, f"{self.prefix}{label}")

    def glob(self, label: str) -> str:
        return glob_of(self.folder(label))

    def outdates(self, folders: Sequence[str]) -> bool:
        """Whether what lies in these folders is of an older edition than the latest."""
        latest = self.folder(self.labels[-1])
        return self.holds(folders) and tuple(folders[: len(latest)]) != latest

    def holds(self, folders: Sequence[str]) -> bool:
        depth = len(self.parent)
        return tuple(folders[:depth]) == self.parent and tuple(folders[: depth + 1]) in {
            self.folder(label) for label in self.labels
        }


def editions(pieces: Sequence[Piece], family_of: Mapping[str, str]) -> tuple[Editions, ...]:
    """What lies in editions in one source, the largest first; none within another.

    family_of names the family of each document that has one: agendas of one name in the folders of many months are no
    editions, unless they are versions of each other.
    """
    sisters: dict[tuple[str, ...], dict[str, list[_Page]]] = defaultdict(lambda: defaultdict(list))
    for piece in pieces:
        for depth, name in enumerate(piece.folders[:_DEEPEST]):
            if _DATE.fullmatch(name) or _RELEASE.fullmatch(name):
                rest = "/".join((*piece.folders[depth + 1 :], piece.path.rpartition("/")[2]))
                sisters[piece.folders[:depth]][name].append((rest, family_of.get(piece.uri, "")))
                break  # the outermost counts
    found = [made for parent, names in sisters.items() for made in _sisters(parent, names)]
    return tuple(sorted(found, key=lambda one: (-one.documents, one.parent)))


def _sisters(parent: tuple[str, ...], names: Mapping[str, list[_Page]]) -> Iterator[Editions]:
    pages = Counter(page for own in names.values() for page in set(own) if page[1])
    alike = {
        name: own for name, own in names.items() if sum(pages[page] > 1 for page in own) >= _LEAST_SHARED * len(own)
    }
    dated = {name: len(own) for name, own in alike.items() if _DATE.fullmatch(name)}
    numbered = {name: len(own) for name, own in alike.items() if name not in dated}
    if len(dated) > 1:
        yield Editions(parent, "", tuple(sorted(dated)), dated, dated=True)
    prefix, labels = _labels(numbered)
    if len(labels) > 1:
        counts = {label: numbered[f"{prefix}{label}"] for label in labels}
        yield Editions(parent, prefix, in_order(labels, None), counts, dated=False)


def _labels(names: Iterable[str]) -> tuple[str, list[str]]:
    """The prefix that most of the folders have, and the labels of those."""
    parts = [(found["prefix"], found["label"]) for name in names if (found := _RELEASE.fullmatch(name))]
    if not parts:
        return "", []
    prefix = min(Counter(prefix for prefix, _ in parts).items(), key=lambda item: (-item[1], item[0]))[0]
    return prefix, sorted(label for own, label in parts if own == prefix)

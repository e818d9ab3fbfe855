"""Many findings of one kind as few: one for a folder and all that lies below it, less the folders that differ from it.

A folder is told apart from the one above it where another share of its documents is concerned (nearly all, some, hardly
any) and it holds a hundredth of the other's documents or more. So a tree without owners is one finding at its top, and
a folder in it that has owners, or alone has none, is seen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from kbaudit.checks.fingerprints import over
from kbaudit.model import Evidence, displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kbaudit.model import Finding

_MANY: Final = 0.9
_FEW: Final = 0.1
_LEAST: Final = 2
_PART: Final = 100
"""A folder told apart holds two documents, and this part of those in the folder that it's told apart from."""
_NAMED: Final = 10


@dataclass(frozen=True)  # without slots: what follows from it is worked out once
class Tree:
    """The folders of a corpus; direct counts the documents that lie in each itself."""

    direct: Counter[str]

    @classmethod
    def of(cls, uris: Iterable[str]) -> Tree:
        """That of these documents."""
        return cls(Counter(map(_folder, uris)))

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """All of them, each after the one above it."""
        return tuple(sorted({*self.direct, *(above for folder in self.direct for above in _above(folder))}))

    @cached_property
    def below(self) -> Counter[str]:
        """How many documents lie in each folder and further down."""
        found = Counter(self.direct)
        for folder, number in self.direct.items():
            for above in _above(folder):
                found[above] += number
        return found

    def with_more(self, uris: Iterable[str]) -> Tree:
        """The same tree with files that are no documents."""
        more = Counter(map(_folder, uris))
        return Tree(self.direct + more) if more else self


def rolled(findings: Sequence[Finding], tree: Tree, of_many: str) -> Iterator[Finding]:
    """Findings of one kind, each on one document, as one for each folder that is told; of_many ends its sentence.

    Those in folders where no other document is concerned stay as they are.
    """
    held: dict[str, list[Finding]] = {}
    for finding in findings:
        held.setdefault(_folder(finding.affects[0].uri), []).append(finding)
    concerned = Tree(Counter({folder: len({f.affects[0].uri for f in each}) for folder, each in held.items()}))
    told = _told(tree, concerned)
    regions: dict[str, list[str]] = {}
    for folder in held:
        regions.setdefault(told[folder], []).append(folder)
    for top, folders in regions.items():
        group = [finding for folder in folders for finding in held[folder]]
        if sum(concerned.direct[folder] for folder in folders) == 1:
            yield from group
        else:
            yield _one(group, _Region(_common(folders), top, told, tree, concerned), of_many)


def _told(tree: Tree, concerned: Tree) -> dict[str, str]:
    """For each folder the one that it's told in: itself, or one above it."""
    told: dict[str, str] = {}
    for folder in tree.folders:
        above = told.get(_folder(folder.rstrip("/")), "")
        size = tree.below[folder]
        differs = not above or _extent(folder, tree, concerned) != _extent(above, tree, concerned)
        apart = differs and (not above or size >= max(_LEAST, tree.below[above] / _PART))
        told[folder] = folder if apart else above
    return told


def _extent(folder: str, tree: Tree, concerned: Tree) -> int:
    """Whether nearly all of its documents are concerned (2), some (1), or hardly any (0)."""
    share = concerned.below[folder] / tree.below[folder]
    return (share >= _MANY) + (share > _FEW)


@dataclass(frozen=True)  # without slots, as above
class _Region:
    """What is told under a folder: all below it that is told in the same one as it (top)."""

    folder: str
    top: str
    told: dict[str, str]
    tree: Tree
    concerned: Tree

    @cached_property
    def folders(self) -> list[str]:
        return [each for each, top in self.told.items() if top == self.top and each.startswith(self.folder)]

    @cached_property
    def apart(self) -> list[str]:
        """The folders in it that are told apart from it."""
        within = (each for each in self.told.values() if each != self.top and each.startswith(self.folder))
        return [each for each in dict.fromkeys(within) if self.told[_folder(each.rstrip("/"))] == self.top]

    @property
    def documents(self) -> int:
        return sum(self.tree.direct[folder] for folder in self.folders)

    def where(self) -> str:
        """`in hr/`, `below hr/`, `below hr/ (2 folders apart)`; `directly in hr/` where nothing further down counts."""
        named = displayed(self.folder)
        further = [each for each in self.folders if each != self.folder and self.tree.direct[each]]
        if not further:
            return f"directly in {named}" if self.apart else f"in {named}"
        apart = f" ({len(self.apart)} folder{'s' * (len(self.apart) != 1)} apart)" if self.apart else ""
        return f"below {named}{apart}"

    def shares(self) -> Iterator[Evidence]:
        """The folders in it with the share of each, the largest first; then those that are told apart."""
        parts: dict[str, tuple[int, int]] = {}
        for folder in self.folders:
            rest = folder[len(self.folder) :].partition("/")[0]
            if rest:
                part = f"{self.folder}{rest}/"
                some, all_ = parts.get(part, (0, 0))
                parts[part] = some + self.concerned.direct[folder], all_ + self.tree.direct[folder]
        yield from _listed("share", {part: counts for part, counts in parts.items() if counts[0]})
        yield from _listed("told apart", {f: (self.concerned.below[f], self.tree.below[f]) for f in self.apart})


def _listed(label: str, parts: dict[str, tuple[int, int]]) -> Iterator[Evidence]:
    ordered = sorted(parts.items(), key=lambda part: (-part[1][1], part[0]))
    for folder, (some, all_) in ordered[:_NAMED]:
        yield Evidence(label, f"{some:,} of {all_:,} in {displayed(folder)}")
    if len(ordered) > _NAMED:
        yield Evidence(label, f"and {len(ordered) - _NAMED:,} more folders")


def _one(group: list[Finding], region: _Region, of_many: str) -> Finding:
    group = sorted(group, key=lambda finding: (finding.affects[0].uri, finding.fingerprint))
    first = group[0]
    affects = tuple(affected for finding in group for affected in finding.affects)
    count = len({affected.uri for affected in affects})
    prints = tuple(finding.fingerprint for finding in group)
    return replace(
        first,
        uri=region.folder,
        message=f"{count:,} of {region.documents:,} documents {region.where()} {of_many}.",
        affects=affects,
        evidence=tuple(region.shares()),
        passage=None,
        spoiled=(),
        keys=(),
        fingerprint=over(first.code, region.folder, prints),
        fingerprints=prints,
        first_seen=min((finding.first_seen for finding in group if finding.first_seen), default=None),
    )


def _common(folders: Sequence[str]) -> str:
    """The folder that holds all of them, however deep."""
    first, last = min(folders).split("/"), max(folders).split("/")
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first) - 1)
    return "/".join(first[:same]) + "/"


def _folder(uri: str) -> str:
    return uri.rpartition("/")[0] + "/"


def _above(folder: str) -> Iterator[str]:
    """The folders above a folder: "kb/hr/" and "kb/" of "kb/hr/pay/"."""
    while (folder := _folder(folder.rstrip("/"))) != "/":
        yield folder

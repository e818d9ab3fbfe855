"""From folders to document sets: few, each of documents that can be asked the same, in first-match order.

Folders belong together where as many of their documents are reviewed, dated and owned, in the same language; they part
where others own them, or where nobody does and somebody has to be found for each.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from kbaudit.policy.proposal.pieces import foremost, share
from kbaudit.policy.proposal.special import Purpose, purpose_of
from kbaudit.policy.proposal.yaml import glob_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kbaudit.policy.proposal.editions import Editions
    from kbaudit.policy.proposal.pieces import Piece

_LEAST: Final = 5  # fewer documents are no set of their own
_LEAST_SHARE: Final = 0.02  # and so is a smaller share, unless it's
_MANY: Final = 50  # documents
_WRAPPER: Final = 0.9  # a folder with so many of all documents is the knowledge base itself
_CLEAR: Final = 0.6  # the share from which one value speaks for a folder
_APART: Final = 0.5  # folders are unlike whose shares lie that far apart
_MOST: Final = 8
_MOST_LANGUAGES: Final = 5
_OPEN: Final = 0.15  # a larger share of documents in no set gets a set of its own
_UNOWNED: Final = 0.1
_SPLIT_AT: Final = 20
_SPLIT_SHARE: Final = 0.05
_NAMED: Final = 3
_LISTED: Final = 4  # a set of more folders than that is told as all that no other set has
_OTHER: Final = "other"
_LOOSE: Final = ""  # the name of the unit of files that lie directly in the base
_DEPARTMENTS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        hr people personnel personal finance accounting buchhaltung legal compliance it engineering security sales
        vertrieb marketing support customersupport customerservice operations ops product facilities procurement
        purchasing einkauf quality qa research production
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Area:
    """The documents of a set to be, and what matches them. source is "" for all."""

    name: str
    source: str
    patterns: tuple[str, ...]
    purpose: Purpose = Purpose.LIVING
    editions: tuple[Editions, ...] = ()
    pieces: tuple[Piece, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class _Likeness:
    """What makes folders one set."""

    language: str
    content: str
    reviewed: float
    dated: float
    owned: float
    owner: str
    department: str

    def like(self, other: _Likeness) -> bool:
        words = (self.language, self.content, self.owner, self.department)
        if words != (other.language, other.content, other.owner, other.department):
            return False
        shares = ((self.reviewed, other.reviewed), (self.dated, other.dated), (self.owned, other.owned))
        return all(abs(one - two) < _APART for one, two in shares)


@dataclass(slots=True)
class _Group:
    """Units that are alike; the likeness is that of the largest."""

    likeness: _Likeness
    units: dict[str, list[Piece]]

    @property
    def size(self) -> int:
        return sum(map(len, self.units.values()))


def areas(source: str, pieces: Sequence[Piece], found: Sequence[Editions]) -> tuple[Area, ...]:
    """The sets of one source, without the special ones. Documents that are like nothing else stay in none."""
    base = _base(pieces, found)
    units: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.folders[: len(base)] == base:
            units[_unit(piece, base, found)].append(piece)
    least = max(_LEAST, min(_LEAST_SHARE * len(pieces), _MANY))
    groups = _fewer(_groups(units, least, apart=not base and _nobody_owns(units, len(pieces))))
    return _with_the_rest(source, _areas_of(source, base, groups, units, found), pieces)


def _base(pieces: Sequence[Piece], found: Sequence[Editions]) -> tuple[str, ...]:
    """The folder in which nearly everything lies."""
    base: tuple[str, ...] = ()
    parents = {one.parent for one in found}
    while base not in parents:
        inner = Counter(p.folders[: len(base) + 1] for p in pieces if p.folders[: len(base)] == base)
        (folder, count), *_ = inner.most_common(1) or [((), 0)]
        if len(folder) <= len(base) or count < _WRAPPER * len(pieces) or purpose_of(folder[-1]):
            break
        base = folder
    return base


def _unit(piece: Piece, base: tuple[str, ...], found: Sequence[Editions]) -> str:
    if any(one.parent == base and one.holds(piece.folders) for one in found):
        return _LOOSE
    return piece.folders[len(base)] if len(piece.folders) > len(base) else _LOOSE


def _nobody_owns(units: dict[str, list[Piece]], of: int) -> bool:
    """Whether each folder needs an owner to be found: a few large ones, of which hardly a document names one."""
    everything = [piece for unit in units.values() for piece in unit]
    large = [unit for name, unit in units.items() if name and len(unit) >= max(_SPLIT_AT, _SPLIT_SHARE * of)]
    return share(everything, (p.owner for p in everything)) < _UNOWNED and 1 < len(large) <= _MOST


def _groups(units: dict[str, list[Piece]], least: float, *, apart: bool) -> list[_Group]:
    groups: list[_Group] = []
    for name, unit in sorted(units.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(unit) < least:
            continue
        likeness = _likeness(name, unit, apart=apart)
        group = next((group for group in groups if group.likeness.like(likeness)), None)
        if group is None:
            groups.append(_Group(likeness, {name: unit}))
        else:
            group.units[name] = unit
    return groups


def _likeness(name: str, unit: Sequence[Piece], *, apart: bool) -> _Likeness:
    language, most = foremost(piece.language for piece in unit)
    content, tables = foremost(piece.content or "text" for piece in unit)
    owner, clear = foremost(piece.owner for piece in unit)
    owned = share(unit, (piece.owner for piece in unit))
    plain = "".join(filter(str.isalnum, name.casefold()))
    return _Likeness(
        language=language if most >= _CLEAR else "",
        content=content if tables >= _CLEAR and content != "text" else "",
        reviewed=share(unit, (piece.reviewed for piece in unit)),
        dated=share(unit, (piece.dated for piece in unit)),
        owned=owned,
        owner=owner if clear >= _CLEAR and owned >= _APART else "",
        department=name if apart or plain in _DEPARTMENTS else "",
    )


def _fewer(groups: list[_Group]) -> list[_Group]:
    """The groups without distinctions that make too many of them: translations in one, then owners and departments."""
    languages = Counter(group.likeness.language for group in groups)
    if len(languages) > _MOST_LANGUAGES:
        main = groups[0].likeness.language
        groups = _merged(groups, lambda one: one if one.language == main else replace(one, language="others"))
    if len(groups) > _MOST:
        groups = _merged(groups, lambda one: replace(one, owner="", department=""))
    return groups


def _merged(groups: Iterable[_Group], without: Callable[[_Likeness], _Likeness]) -> list[_Group]:
    merged: list[_Group] = []
    for group in groups:
        likeness = without(group.likeness)
        other = next((one for one in merged if one.likeness.like(likeness)), None)
        if other is None:
            merged.append(_Group(likeness, dict(group.units)))
        else:
            other.units.update(group.units)
    return merged


def _areas_of(
    source: str,
    base: tuple[str, ...],
    groups: Sequence[_Group],
    units: dict[str, list[Piece]],
    found: Sequence[Editions],
) -> list[Area]:
    """The groups as sets: those of a few folders first, then the one that has all the rest of the base."""
    main = next((group for group in groups if _LOOSE in group.units), None)
    if main is None and groups:
        widest = max(groups, key=lambda group: (len(group.units), group.size))
        main = widest if len(widest.units) > (1 if len(groups) == 1 else _LISTED) else None
    made = [
        _area(_named(group.units), source, [(*base, name) for name in sorted(group.units)], group.units.values(), found)
        for group in groups
        if group is not main
    ]
    if main is not None:
        others = {name for group in groups if group is not main for name in group.units}
        held = [unit for name, unit in units.items() if name not in others]
        made.append(_area(base[-1] if base else source, source, [base], held, found))
    return made


def _area(
    name: str,
    source: str,
    folders: Sequence[tuple[str, ...]],
    units: Iterable[Sequence[Piece]],
    found: Sequence[Editions],
) -> Area:
    pieces = tuple(sorted((piece for unit in units for piece in unit), key=lambda piece: piece.uri))
    own = tuple(one for one in found if any(one.parent[: len(folder)] == folder for folder in folders))
    return Area(name, source, tuple(map(glob_of, folders)), editions=own, pieces=pieces)


def _named(units: Iterable[str]) -> str:
    *most, last = sorted(units)[:_NAMED]
    return f"{', '.join(most)} and {last}" if most else last


def _with_the_rest(source: str, made: list[Area], pieces: Sequence[Piece]) -> tuple[Area, ...]:
    """The sets, widened by what is in none where it's alike, or followed by one for it where it's much."""
    held = {piece.uri for area in made for piece in area.pieces}
    rest = tuple(piece for piece in pieces if piece.uri not in held)
    everything = (glob_of(()),)
    if not made:
        return (Area(source, source, everything, pieces=rest),) if rest else ()
    if len(made) == 1 and _joins(rest, made[0].pieces):
        (only,) = made
        whole = tuple(sorted((*only.pieces, *rest), key=lambda piece: piece.uri))
        return (replace(only, patterns=everything, pieces=whole),)
    if len(rest) > _OPEN * len(pieces):
        return (*made, Area(_OTHER, source, everything, pieces=rest))
    return tuple(made)


def _joins(rest: Sequence[Piece], to: Sequence[Piece]) -> bool:
    """Whether what is in no set can be asked the same as those that are in one."""
    if not rest:
        return True
    kinds: tuple[Callable[[Piece], object], ...] = (lambda p: p.reviewed, lambda p: p.dated, lambda p: p.owner)
    return all(abs(share(rest, map(kind, rest)) - share(to, map(kind, to))) < _APART for kind in kinds)

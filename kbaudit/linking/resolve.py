"""The walk over all documents: each link is looked for, and what is surely missing is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from kbaudit.linking.bases import Base
from kbaudit.linking.finding import find
from kbaudit.linking.fragments import Anchors
from kbaudit.linking.images import Gallery
from kbaudit.linking.suggestions import Suggestions
from kbaudit.linking.targets import Style, internal, is_host
from kbaudit.model import BrokenLink, displayed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kbaudit.linking.places import Places
    from kbaudit.linking.targets import Target
    from kbaudit.model import Link

KINDS: Final = frozenset({"markdown", "html", "docx", "odt", "ipynb"})
"""Kinds whose links start from where the file lies; those of mails and e-books start from elsewhere."""
_WITHIN_FILE: Final = "!/"  # an attachment: nobody knows what lay beside it
_WEB: Final = ("http://", "https://", "mailto:")
_AT_ONCE: Final = 500
_MOST: Final = 200
"""Broken links that are kept of one document."""
_HABIT: Final = 3
"""Links of a style that have to work in a source before one that doesn't is called broken."""
_SAVED: Final = 3
"""Links of an HTML page, all of them to nothing, that show it to be saved from a site."""


class Linked(Protocol):
    """A document and what it links, shows and offers to links."""

    @property
    def uri(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def links(self) -> tuple[Link, ...]: ...
    @property
    def images(self) -> tuple[Link, ...]: ...
    @property
    def anchors(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Resolved:
    """The broken links of each document that has any, and the uris of images that some document shows or links."""

    broken: Mapping[str, tuple[BrokenLink, ...]]
    shown: frozenset[str]


class _Habit(NamedTuple):
    """A way of writing links in a source; from a site's root it may hold in one folder and not in another."""

    source: str
    style: Style
    folder: str


class _Missing(NamedTuple):
    """A link to nothing, which is broken if that habit works elsewhere in the source."""

    uri: str
    link: Link
    path: str
    habit: _Habit


def resolve_links(
    documents: Iterable[Linked],
    places: Places,
    anchors_of: Callable[[Sequence[str]], Mapping[str, tuple[str, ...]]],
) -> Resolved:
    """Looks for the target of every link. anchors_of gives the anchors of documents by uri."""
    walk = _Walk(places, Gallery(places.images))
    for document in documents:
        walk.read(document)
    broken = walk.settled(anchors_of)
    return Resolved(broken, walk.gallery.shown())


@dataclass(slots=True)
class _Walk:
    """What was found so far. fragments are those that links name, by the document that should have them."""

    places: Places
    gallery: Gallery
    missing: list[_Missing] = field(default_factory=list)
    fragments: dict[str, list[tuple[str, Link, str]]] = field(default_factory=dict)
    works: Counter[_Habit] = field(default_factory=Counter)
    fails: Counter[_Habit] = field(default_factory=Counter)
    broken: dict[str, list[BrokenLink]] = field(default_factory=dict)
    suggestions: Suggestions = field(init=False)

    def __post_init__(self) -> None:
        self.suggestions = Suggestions(self.places)

    def read(self, document: Linked) -> None:
        """Looks for everything that one document links and shows."""
        base = Base.of(document.uri)
        self.gallery.meet(document.uri)
        for image in document.images:
            self._show(base, image.target)
        if document.kind in KINDS and _WITHIN_FILE not in document.uri:
            self._read_links(document, base)

    def _read_links(self, document: Linked, base: Base) -> None:
        missing: list[_Missing] = []
        found = 0
        own = Anchors(document.anchors)
        for written, link in {link.target: link for link in reversed(document.links)}.items():
            target = None if written.startswith(_WEB) else internal(written)
            if target is None:
                self.gallery.show_named(base.source, written)
            elif target.path or target.from_root:
                found += self._follow(document, base, link, target, missing)
            else:
                self._check(document.uri, link, target.fragment, document.uri, own)
        # A page saved from the web brings links with it that mean its site.
        if document.kind != "html" or found or len(missing) < _SAVED:
            self.missing += missing[:_MOST]
            self.fails.update(each.habit for each in missing)

    def settled(
        self, anchors_of: Callable[[Sequence[str]], Mapping[str, tuple[str, ...]]]
    ) -> dict[str, tuple[BrokenLink, ...]]:
        """The broken links by document, now that all documents were read."""
        for each in self.missing:
            if self._is_broken(each):
                self._break(each.uri, _to_nothing(each, self.suggestions))
        targets = sorted(self.fragments)
        for at in range(0, len(targets), _AT_ONCE):
            for uri, names in anchors_of(targets[at : at + _AT_ONCE]).items():
                anchors = Anchors(names)
                for linking, link, fragment in self.fragments[uri]:
                    self._check(linking, link, fragment, uri, anchors)
        return {
            uri: tuple(sorted(found, key=lambda each: (each.start, each.target)))
            for uri, found in sorted(self.broken.items())
        }

    def _follow(self, document: Linked, base: Base, link: Link, target: Target, missing: list[_Missing]) -> bool:
        """Whether something is there. What surely isn't joins the missing."""
        found = find(self.places, base, target)
        if found.uri is None:
            if found.path:
                missing.append(_Missing(document.uri, link, found.path, _habit(base, target)))
            return False
        self.works[_habit(base, target)] += 1
        self.gallery.show(found.uri)
        if target.fragment and found.uri:
            self.fragments.setdefault(found.uri, []).append((document.uri, link, target.fragment))
        return True

    def _is_broken(self, each: _Missing) -> bool:
        if each.habit.source in self.places.vaults and self.suggestions.has_name(each.path):
            return False
        if each.habit.style is Style.FILE or is_host(each.link.target):
            return True
        works, fails = self.works[each.habit], self.fails[each.habit]
        return works >= _HABIT and works >= fails

    def _check(self, linking: str, link: Link, fragment: str, uri: str, anchors: Anchors) -> None:
        if len(self.broken.get(linking, ())) < _MOST and anchors.lack(fragment):
            where = "this document" if uri == linking else displayed(uri)
            why = f'no heading or anchor "{displayed(fragment)}" in {where}'
            self._break(
                linking,
                BrokenLink(link.target, link.start, why, self.suggestions.anchor(fragment, sorted(anchors.names))),
            )

    def _break(self, uri: str, broken: BrokenLink) -> None:
        found = self.broken.setdefault(uri, [])
        if len(found) < _MOST:
            found.append(broken)

    def _show(self, base: Base, written: str) -> None:
        target = internal(written)
        uri = find(self.places, base, target).uri if target else None
        if uri:
            self.gallery.show(uri)
        else:
            self.gallery.show_named(base.source, written)


def _habit(base: Base, target: Target) -> _Habit:
    return _Habit(base.source, target.style, target.path.rpartition("/")[0] if target.from_root else "")


def _to_nothing(missing: _Missing, suggestions: Suggestions) -> BrokenLink:
    target = missing.link.target
    if is_host(target):
        return BrokenLink(target, missing.link.start, "a web address without https://", f"https://{target}")
    return BrokenLink(target, missing.link.start, "nothing is there", suggestions.page(missing.path))

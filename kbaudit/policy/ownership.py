"""Who owns each document: by the policy, by itself, by owner files, or by the index page of its folder.

Who wrote a text counts only if nobody is named as its owner; who changed it is never more than a suggestion. With an
owner directory a writer whom it doesn't know is nobody's owner.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, Owned, OwnerClaim
from kbaudit.policy.claims import AS_USUAL, is_author

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kbaudit.model import Document
    from kbaudit.policy.claims import Trust
    from kbaudit.policy.owner_directory import Directory

_INDEX_PAGES: Final = ("index", "_index", "readme")
"""The names of index pages less what follows their first dot, the one that counts most first."""


def owners_of(
    documents: Sequence[Document],
    named: Callable[[Document], OwnerClaim | None],
    inherits: Callable[[Document], bool],
    trust: Trust,
    directory: Directory | None,
) -> Mapping[str, Owned]:
    """The owner of each document, by uri. named gives the policy's own claim, inherits asks the document's set."""
    found = {one.uri: owned(_claims(one, named(one)), trust, directory) for one in documents}
    if not any(inherits(one) for one in documents):
        return found
    pages = _index_pages(found)
    for one in documents:
        if not found[one.uri].value and inherits(one):
            found[one.uri] = _inherited(one.uri, found, pages)
    return found


def _claims(document: Document, named: OwnerClaim | None) -> tuple[OwnerClaim, ...]:
    return document.owners if named is None else (named, *document.owners)


def owned(claims: Sequence[OwnerClaim], trust: Trust = AS_USUAL, directory: Directory | None = None) -> Owned:
    """Who owns a document: by the trust in where it's said, as the directory knows them."""
    suggested = next((claim.value for claim in claims if claim.origin is Origin.GIT), "")
    named = (claim for claim in claims if claim.origin is not Origin.GIT)
    ranked = list(named)
    if len(ranked) > 1:
        ranked.sort(key=lambda claim: (is_author(claim), trust.ranks[claim.origin]))
    if directory is None:
        found = Owned(ranked[0].value, ranked[0], tuple(ranked[1:])) if ranked else Owned()
    else:
        found = directory.owned(ranked)
        if found.standing == "unknown" and found.claim and is_author(found.claim):
            found = Owned(losers=tuple(ranked))
    return found if found.value else replace(found, suggested=suggested)


def _index_pages(owned: Mapping[str, Owned]) -> dict[str, str]:
    """The index page of each folder that has one with an owner."""
    pages: dict[str, tuple[int, str]] = {}
    for uri, owner in owned.items():
        folder, _, name = uri.rpartition("/")
        stem = name.partition(".")[0].casefold()
        if owner.value and stem in _INDEX_PAGES:
            place = (_INDEX_PAGES.index(stem), uri)
            pages[folder] = min(place, pages.get(folder, place))
    return {folder: uri for folder, (_, uri) in pages.items()}


def _inherited(uri: str, owned: Mapping[str, Owned], pages: Mapping[str, str]) -> Owned:
    """The owner of the nearest index page above a document, in its own folder or further up."""
    own = owned[uri]
    for folder in _above(uri):
        page = pages.get(folder)
        given = owned[page] if page else None
        if page and given and given.claim:
            claim = OwnerClaim(given.claim.value, Origin.INDEX_PAGE, f"{page}, {given.claim.where}")
            return replace(given, claim=claim, losers=own.losers, suggested="")
    return own


def _above(uri: str) -> Iterable[str]:
    folder = uri.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]

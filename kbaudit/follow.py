"""The inside of judging links: everything that they may lead to, files that the patterns leave out among it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.catalog import Kind
from kbaudit.crawlers.patterns import Patterns
from kbaudit.linking import Places, Resolved, resolve_links
from kbaudit.model import BrokenLink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kbaudit.catalog import Catalog
    from kbaudit.model import Document, Skipped
    from kbaudit.policy import Policy

_KIND: Final[Kind[tuple[dict[str, tuple[BrokenLink, ...]], frozenset[str]]]] = Kind(
    "links", tuple[dict[str, tuple[BrokenLink, ...]], frozenset[str]]
)


def follow_links(
    catalog: Catalog,
    policy: Policy,
    sources: Sequence[str] | None,
    documents: Mapping[str, Document],
    skipped: Sequence[Skipped],
) -> Resolved:
    """The links of the live documents that lead to nothing, and the images that some document shows.

    They depend on the files and the crawl's patterns alone: while these stay the same, what was found is taken again.
    """
    partial = [source for source in catalog.sources(sources) if catalog.ignored([source])]
    files = [(skip.uri, skip.reason.value) for skip in skipped]
    made_of = (catalog.contents(sources), repr(files), repr((partial, policy.crawl.include, policy.crawl.exclude)))
    held = catalog.kept(_KIND, made_of)
    if held is not None and held[0].keys() <= documents.keys():
        return Resolved(*held)
    found = _followed(
        catalog, sources, documents, Places(documents.values(), skipped, partial=partial, left_out=_left_out(policy))
    )
    catalog.keep(_KIND, made_of, (dict(found.broken), found.shown))
    return found


def _followed(
    catalog: Catalog, sources: Sequence[str] | None, documents: Mapping[str, Document], places: Places
) -> Resolved:

    def anchors_of(uris: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        keys = {uri: documents[uri].content_key for uri in uris if uri in documents}
        held = catalog.structures(sorted(set(keys.values())))
        return {uri: held[key].anchors if key in held else () for uri, key in keys.items()}

    return resolve_links(catalog.linked(sources), places, anchors_of)


def _left_out(policy: Policy) -> Callable[[str], bool]:
    """Whether the patterns leave out what a link means; without regard to case, as links are compared."""
    include = Patterns.of([line.casefold() for line in policy.crawl.include], where="include")
    exclude = Patterns.of([line.casefold() for line in policy.crawl.exclude], where="exclude")

    def is_left_out(path: str) -> bool:
        files = list(_files_of(path.partition("/")[2]))
        if any(_fits(exclude, file) for file in files):
            return True
        return bool(include) and not any(_fits(include, file) for file in files)

    return is_left_out


def _files_of(path: str) -> Iterator[str]:
    """What a link may mean by a path: the file itself, or one that makes a page of that name."""
    stem = path.rpartition(".")[0] if "." in path.rpartition("/")[2] else path
    yield from (path, f"{stem}.md", f"{stem}/index.md")


def _fits(patterns: Patterns, path: str) -> bool:
    """Whether the patterns mean the file or a folder above it."""
    parts = path.split("/")
    entries = [path, *("/".join(parts[:count]) + "/" for count in range(len(parts) - 1, 0, -1))]
    return any(verdict.ignored for entry in entries if (verdict := patterns.verdict(entry)))

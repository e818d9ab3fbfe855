"""Real knowledge bases: what is called broken there was looked at by eye; these figures hold the resolver to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kbaudit.extractors import extract, kind_by_name
from kbaudit.linking import Places, Resolved, resolve_links
from kbaudit.model import Field, Link


@dataclass(frozen=True)
class Read:
    uri: str
    kind: str
    links: tuple[Link, ...]
    images: tuple[Link, ...]
    anchors: tuple[str, ...]
    fields: tuple[Field, ...]
    source: str = "files"


def followed(folder: Path) -> tuple[list[Read], Resolved]:
    read: list[Read] = []
    for file in sorted(folder.rglob("*")):
        uri = f"files/{file.relative_to(folder).as_posix()}"
        if file.is_file() and kind_by_name(uri) == "markdown":
            found = extract("markdown", file.read_bytes())
            read.append(Read(uri, "markdown", found.links, found.images, found.anchors, found.fields))
    anchors = {each.uri: each.anchors for each in read}
    places = Places(read, ())  # type: ignore[arg-type] - all that is asked of a document
    return read, resolve_links(read, places, lambda uris: {uri: anchors[uri] for uri in uris})


@pytest.mark.parametrize(
    ("corpus", "at_most"),
    [("gov-moj-cloud-platform", 0), ("history-gds-way", 10), ("gov-govuk-2020", 45), ("versions-react-native", 60)],
)
def test_healthy_links_stay_silent(corpora: Path, corpus: str, at_most: int) -> None:
    read, found = followed(corpora / corpus / "files")
    assert sum(map(len, found.broken.values())) <= at_most
    known = {each.uri.casefold() for each in read}
    for uri, broken in found.broken.items():  # none of them names a file that stands right there
        for each in broken:
            path = f"{uri.rpartition('/')[0]}/{each.target.partition('#')[0].removeprefix('./')}".casefold()
            assert path not in known or "#" in each.target


def test_links_that_are_known_to_be_broken(corpora: Path) -> None:
    _, found = followed(corpora / "history-gds-way" / "files")
    told = {(uri.rpartition("/")[2], each.target) for uri, broken in found.broken.items() for each in broken}
    assert ("js.html.md.erb", "#when-to-use-standardx") in told  # a no-break space makes the heading none
    assert ("programming-languages.html.md.erb", "programming-languages/python/python.html") in told

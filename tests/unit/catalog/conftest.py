"""Learned files to fill catalogs with."""

from __future__ import annotations

import hashlib
import random
from array import array
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from kbaudit.catalog import Catalog
from kbaudit.model import (
    DateClaim,
    DateKind,
    Extract,
    Facts,
    Field,
    FoundFile,
    Keys,
    Learned,
    Link,
    Origin,
    OwnerClaim,
    Passage,
    Signals,
    Source,
    State,
    StateClaim,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


class Learn(Protocol):
    def __call__(
        self,
        uri: str,
        text: str,
        *,
        mtime_ns: int = 5,
        title: str = "A title",
        bands: Sequence[int] = (),
        masked_bands: Sequence[int] = (),
        anchors: Sequence[int] = (),
        said: Sequence[tuple[int, int]] = (),
    ) -> Learned: ...


def packed(numbers: Sequence[int]) -> bytes:
    return array("q", numbers).tobytes()


def learned(
    uri: str,
    text: str,
    *,
    mtime_ns: int = 5,
    title: str = "A title",
    bands: Sequence[int] = (),
    masked_bands: Sequence[int] = (),
    anchors: Sequence[int] = (),
    said: Sequence[tuple[int, int]] = (),
) -> Learned:
    """What a worker makes of a Markdown file, with every kind of claim. said are statements and their wordings."""
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    source = uri.partition("/")[0]
    extract = Extract(
        kind="markdown",
        title=title,
        text=text,
        passages=(Passage(0, len(text), ("Top", "Below"), 3), Passage(len(text), len(text))),
        links=(Link("../b.md#x", "see b", 4),),
        fields=(Field("tags", ("a", "b"), Origin.FRONT_MATTER),),
        problems=(("front_matter", "line 3: odd"),),
    )
    signals = Signals(
        language="en",
        confidence=0.875,
        reasons=("symbol_noise",),
        dates=(DateClaim(DateKind.UPDATED, "2024-03-03", Origin.SENTENCE, "Last updated: 3 March 2024", "3 March"),),
        owners=(OwnerClaim("#team", Origin.FRONT_MATTER, "owner"),),
        states=(StateClaim(State.DRAFT, Origin.SENTENCE, "This is a draft", "b.md"),),
    )
    facts = Facts(sha256, extract, signals, len(text.split()), sha256[::-1], b"\0\xff" * 256, b"")
    found = FoundFile(uri, source, b"/" + uri.encode(), len(text), mtime_ns)
    keys = Keys(
        bands=packed(bands),
        masked_bands=packed(masked_bands),
        anchors=packed(anchors),
        statements=packed([statement for statement, _ in said]),
        wordings=packed([wording for _, wording in said]),
    )
    return Learned(found, sha256, "markdown", facts=facts, keys=keys)


@pytest.fixture
def learn() -> Learn:
    """The maker of learned files."""
    return learned


@pytest.fixture
def filled(tmp_path: Path, learn: Learn) -> Path:
    """A closed catalog of 40 documents in the source docs, some alike."""
    path = tmp_path / "filled.duckdb"
    noise = random.Random(7)  # noqa: S311 - texts that don't compress
    with Catalog.open(path) as catalog:
        catalog.begin_crawl([Source("docs", Path("/docs"))], datetime(2026, 1, 1, tzinfo=UTC), "1")
        catalog.record(
            [learn(f"docs/{n:02}.md", noise.randbytes(4000).hex(), bands=[n % 7, 100 + n]) for n in range(40)]
        )
        catalog.finish_crawl()
    return path

"""Is the sample the one that the run's id draws? It's drawn again from the register."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from kbaudit.evidence.checking import HIDDEN, Contradiction, same
from kbaudit.evidence.names import MANIFEST, PRINTED, SHEET
from kbaudit.evidence.reading import mapping, number, text
from kbaudit.evidence.sampling import PARTS, SKIPPED, draw
from kbaudit.evidence.sheet import FIXED
from kbaudit.reports.csv import cell
from kbaudit.reports.markdown_text import code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.evidence.reading import Bundle
    from kbaudit.evidence.register import Met, Registered

LARGEST_SAMPLE = 10_000


def sample_agrees(
    bundle: Bundle, manifest: Mapping[str, object], register: Mapping[str, Registered], files: Mapping[str, Met]
) -> str:
    """The sheets have the files that are drawn, in their order, with their contents."""
    said = mapping(manifest, "sample", MANIFEST)
    seed, size = text(said, "seed", MANIFEST), number(said, "size", MANIFEST)
    same(seed, text(mapping(manifest, "run", MANIFEST), "id", MANIFEST), "the seed of the sample is")
    if not 0 < size <= LARGEST_SAMPLE:
        raise Contradiction(f"a sample of {size:,} is none that kbaudit draws")
    for uri, each in register.items():
        if not each.skipped and each.status not in PARTS:
            raise Contradiction(f"the status of {uri} is {each.status[:80]!r}")
    sample = draw(((uri, SKIPPED if each.skipped else each.status) for uri, each in register.items()), seed, size)
    same(dict(said), {**said, "population": dict(sample.population), "drawn": sample.drawn_of}, "the sample is of")
    rows = list(csv.reader(StringIO(bundle.data(SHEET).decode(), newline="")))[1:]
    printed = bundle.data(PRINTED).decode()
    if len(rows) != len(sample.drawn):
        raise Contradiction(f"{SHEET} has {len(rows):,} files, and the run's id draws {len(sample.drawn):,}")
    for place, (row, (uri, part)) in enumerate(zip(rows, sample.drawn, strict=True), 1):
        number_, part_, uri_, sha256 = row[: len(FIXED)]
        hidden = HIDDEN in uri_  # a name that gives something away isn't shown to people
        if (number_, part_, sha256) != (str(place), part, files[uri].sha256) or not (hidden or uri_ == cell(uri)):
            raise Contradiction(f"{SHEET} isn't the sample that the run's id draws: number {place} is {uri}")
        if not hidden and f"- File: {code(uri)}\n" not in printed:
            raise Contradiction(f"{PRINTED} isn't the sample that the run's id draws: it hasn't {uri}")
    return f"the {len(sample.drawn):,} files are those that the run's id draws"

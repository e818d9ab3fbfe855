"""Is the sample the one that its seed draws? It's drawn again from the register."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Final

from kbaudit.evidence.checking import Contradiction, same
from kbaudit.evidence.identity import run_of
from kbaudit.evidence.names import MANIFEST, PRINTED, SHEET
from kbaudit.evidence.reading import mapping, number, text
from kbaudit.evidence.sampling import LONGEST_SEED, PARTS, SKIPPED, draw
from kbaudit.evidence.sheet import FIXED
from kbaudit.reports.csv import cell
from kbaudit.reports.markdown_text import code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.evidence.checking import Hidden
    from kbaudit.evidence.reading import Bundle
    from kbaudit.evidence.register import Met, Registered

LARGEST_SAMPLE: Final = 10_000

_LARGEST: Final = 1 << 28  # bytes of a sheet


def sample_agrees(
    bundle: Bundle,
    manifest: Mapping[str, object],
    register: Mapping[str, Registered],
    files: Mapping[str, Met],
    hidden: Hidden,
) -> str:
    """The sheets have the files that are drawn, in their order, with their contents."""
    said = mapping(manifest, "sample", MANIFEST)
    seed, size = text(said, "seed", MANIFEST), number(said, "size", MANIFEST)
    if not 0 < size <= LARGEST_SAMPLE:
        raise Contradiction(f"a sample of {size:,} is none that kbaudit draws")
    for uri, each in register.items():
        if not each.skipped and each.status not in PARTS:
            raise Contradiction(f"the status of {uri} is {each.status[:80]!r}")
    sample = draw(((uri, SKIPPED if each.skipped else each.status) for uri, each in register.items()), seed, size)
    same(dict(said), {**said, "population": dict(sample.population), "drawn": sample.drawn_of}, "the sample is of")
    drawer = "the run's id" if seed == run_of(manifest).get("id") else f"the seed {seed[:LONGEST_SEED]!r}"
    rows = list(csv.reader(StringIO(bundle.data(SHEET, _LARGEST).decode(), newline="")))[1:]
    printed = bundle.data(PRINTED, _LARGEST).decode()
    if len(rows) != len(sample.drawn):
        raise Contradiction(f"{SHEET} has {len(rows):,} files, and {drawer} draws {len(sample.drawn):,}")
    for place, (row, (uri, part)) in enumerate(zip(rows, sample.drawn, strict=True), 1):
        number_, part_, uri_, sha256 = row[: len(FIXED)]
        if (number_, part_, sha256) != (str(place), part, files[uri].sha256) or not _is(uri_, uri, hidden):
            raise Contradiction(f"{SHEET} isn't the sample that {drawer} draws: number {place} is {uri}")
        if f"- File: {code(uri if uri_ == cell(uri) else uri_)}\n" not in printed:
            raise Contradiction(f"{PRINTED} isn't the sample that {drawer} draws: it hasn't {uri_}")
    return f"the {len(sample.drawn):,} files are those that {drawer} draws"


def _is(shown: str, uri: str, hidden: Hidden) -> bool:
    """Whether a cell shows a uri; where a name in it gives something away, people are shown something else."""
    return shown == cell(uri) or hidden.is_uri(shown, uri)

"""What is read from documents as other systems write and export them: Confluence, Notion, SharePoint, site generators.

The documents stand in benchmarks/labels/exports, with what each states in truth.jsonl: days by kind, and the owner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.extractors import extract, kind_by_name
from kbaudit.policy.ownership import owned
from kbaudit.signals import read_signals

if TYPE_CHECKING:
    from kbaudit.model import Extract, Signals

FOLDER: Final = Path(__file__).parent / "labels" / "exports"


class Export(NamedTuple):
    """A document and what it states. days are (kind, ISO day) pairs; owner is "" for nobody."""

    file: str
    days: frozenset[tuple[str, str]]
    owner: str


def exports() -> list[Export]:
    """Every document, in the order of the truth."""
    found = []
    for line in (FOLDER / "truth.jsonl").read_text("utf-8").splitlines():
        said = json.loads(line)
        file, owner = said.pop("file"), said.pop("owner", "")
        found.append(Export(file, frozenset(said.items()), owner))
    return found


def read(file: str) -> tuple[Extract, Signals]:
    """What the extractor and the signals make of a document."""
    content = extract(kind_by_name(file) or "text", (FOLDER / file).read_bytes())
    return content, read_signals(content)


def days_in(signals: Signals) -> set[tuple[str, str]]:
    return {(claim.kind.value, claim.value[:10]) for claim in signals.dates}


def main() -> None:
    """Prints a line a document, and the sums."""
    right = stated = wrong = owners = owned_by = 0
    for export in exports():
        _, signals = read(export.file)
        days, owner = days_in(signals), owned(signals.owners).value
        right, stated, wrong = (
            right + len(days & export.days),
            stated + len(export.days),
            wrong + len(days - export.days),
        )
        owners, owned_by = owners + (owner == export.owner), owned_by + 1
        if days != export.days or owner != export.owner:
            missed, more = sorted(export.days - days), sorted(days - export.days)
            print(f"    {export.file}: missed {missed}, besides {more}, owner {owner!r} for {export.owner!r}")
    print(f"exports, dates: {right} of {stated} read, {wrong} besides")
    print(f"exports, owners: {owners} of {owned_by} right")


if __name__ == "__main__":
    main()

"""A knowledge base of any size in the words of real pages, with its policy and four audits: what makes big reports.

Each page has the sentences of a page in ../shared/corpora with its longer words exchanged for others of them, so that
thousands of pages of one origin share no text; versions, copies, near duplicates and contradictions are on purpose.
Owners come from a directory of sixty, dates from eight years. The same for the same seed. About 50,000 findings (before
any is rolled up) come of 40,000 documents:

    python -m benchmarks.grown DIR [DOCUMENTS [SEED]]      makes DIR/kb, DIR/kbaudit.yaml, DIR/catalog.duckdb
    kbaudit check -c DIR/catalog.duckdb -p DIR/kbaudit.yaml --as-of 2026-11-01 -o DIR/report
"""

from __future__ import annotations

import random
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.grown_pages import OWNERS, SETS, Writer
from kbaudit import pipeline
from kbaudit.catalog import Catalog
from kbaudit.model import Source
from kbaudit.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.grown_pages import Page
    from kbaudit.model import Report

DOCUMENTS: Final = 40_000
SEED: Final = 7
AS_OF: Final = tuple(datetime(*day, tzinfo=UTC) for day in ((2025, 11, 1), (2026, 3, 1), (2026, 7, 1), (2026, 11, 1)))
JOBS: Final = 2

_DEMANDS: Final = {
    "hr": "owner: required, review_every: 12 months, audience: staff",
    "finance": "owner: required, max_age: 2 years, audience: staff, required_metadata: [owner, title, audience]",
    "legal": "owner: required, review_every: 24 months, checks: {KB202: {severity: error, effect: exclude}}",
    "support": "max_age: 2 years, audience: customers, recency: {half_life: 1 year, floor: 0.5}",
    "product": "max_age: 3 years, audience: customers",
    "engineering": "owner: required, max_age: 4 years",
    "security": "owner: required, review_every: 12 months, review: required",
    "sales": "max_age: 18 months, mode: simulate",
}
_LEFT: Final = 4  # owners of all


def main(folder: Path, documents: int = DOCUMENTS, seed: int = SEED) -> None:
    """Makes and judges it, and prints what came of it."""
    began = time.perf_counter()
    policy = grow(folder, documents, seed)
    print(f"{documents:,} documents made in {time.perf_counter() - began:.0f} s", flush=True)
    for as_of, told in judged(folder, policy, seed):
        print(f"as of {as_of:%Y-%m-%d}, {time.perf_counter() - began:.0f} s: {told}", flush=True)


def grow(folder: Path, documents: int = DOCUMENTS, seed: int = SEED) -> Path:
    """Writes so many documents below folder/kb, and the policy for them with its owners, whose path is returned."""
    writer = Writer(random.Random(seed))
    for page in writer.pages(documents):
        _write(folder / "kb", page)
    owners = "".join(f"  - {{{_owner(n)}}}\n" for n in range(OWNERS))
    (folder / "owners.yaml").write_text(f"schema: kbaudit.owners/1\nowners:\n{owners}", encoding="utf-8")
    sets = "".join(f'  - {{name: {name}, match: ["{name}/**"], {said}}}\n' for name, said in _DEMANDS.items())
    policy = folder / "kbaudit.yaml"
    policy.write_text(
        f"schema: kbaudit.policy/1\nname: grown\nextends: default\nowner_directory: owners.yaml\n"
        f"document_sets:\n{sets}",
        encoding="utf-8",
    )
    return policy


def judged(folder: Path, policy: Path, seed: int = SEED) -> Iterator[tuple[datetime, str]]:
    """Crawls folder/kb into folder/catalog.duckdb and judges it at four moments; before the last some pages change."""
    settings = load_policy(policy)
    sources = [Source("kb", folder / "kb")]
    with Catalog.open(folder / "catalog.duckdb") as catalog:
        for as_of in AS_OF:
            if as_of == AS_OF[-1]:
                _maintain(folder / "kb", random.Random(seed))
            if as_of in {AS_OF[0], AS_OF[-1]}:
                pipeline.crawl(catalog, sources, pipeline.Crawling(settings, jobs=JOBS))
            report = pipeline.judge(catalog, pipeline.Judging(settings, as_of))
            yield as_of, _told(report, len(catalog.told(report.run.id)))


def _told(report: Report, findings: int) -> str:
    summary = report.summary
    codes = ", ".join(
        f"{code} {number:,}" for code, number in summary.by_code.items() if number > summary.documents // 500
    )
    return (
        f"{summary.documents:,} documents, {summary.served:,} served, {findings:,} findings before rolling up, "
        f"{len(report.findings):,} shown ({codes}); {len(report.history.gone):,} gone, "
        f"{len(report.history.statuses):,} statuses changed"
    )


def _maintain(folder: Path, chance: random.Random) -> None:
    """What people did since: some pages were reviewed, a few deleted, a few written."""
    found = sorted(folder.rglob("*.md"))
    for path in chance.sample(found, len(found) // 50):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?<=last_reviewed_on: )\S+", "2026-08-15", text), encoding="utf-8")
    for path in chance.sample(found, len(found) // 200):
        path.unlink()
    for page in Writer(chance).pages(len(found) // 200):
        _write(folder, page._replace(path=page.path.replace("/", "/new/", 1)))


def _write(folder: Path, page: Page) -> None:
    path = folder / page.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page.text(), encoding="utf-8")


def _owner(number: int) -> str:
    name = f"person{number}"
    left = f", active: false, backup: person{(number + 1) % OWNERS}" if number % (OWNERS // _LEFT) == 9 else ""
    return f"id: {name}, mail: {name}@example.com, team: {SETS[number // 7 % len(SETS)]}{left}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:4]))

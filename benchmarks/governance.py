"""Dates, owners and overdue reviews on real knowledge bases, against the truth that stands beside them.

Prints a line a figure: right, wrong and absent of how many documents state it; then what is claimed where the truth
knows nothing. Overdue and stale are sets of documents as of the truth's moment. Needs ../shared/corpora.

    python -m benchmarks.governance              everything but the two below
    python -m benchmarks.governance sharepoint   the first report on an export of 5,000 files
    python -m benchmarks.governance rejudge      judging 40,000 documents again under another policy (10 minutes)
"""

from __future__ import annotations

import calendar
import json
import os
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks import (
    governance_exports,
    governance_history,
    governance_rejudge,
    governance_sentences,
    governance_times,
)
from benchmarks import governance_sharepoint as sharepoint
from kbaudit.catalog import Catalog
from kbaudit.checks.judge import in_force
from kbaudit.model import DateKind, Origin, Source
from kbaudit.pipeline import Crawling, Judging, crawl, examine
from kbaudit.policy import load_pack, read_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.model import Subject
    from kbaudit.pipeline import Examined
    from kbaudit.policy import Policy

CORPORA: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
JOBS: Final = 2
LIMIT: Final = 12  # months, from which on the benchmark's own policy calls a document stale
POLICY: Final = f"""schema: kbaudit.policy/1
extends: default
document_sets:
  - {{name: all, match: ["**"], max_age: {LIMIT} months}}
"""


class Truths(NamedTuple):
    """A truth file, and the moments to judge as of besides its own."""

    corpus: str
    file: str = "truth_governance.jsonl"
    also: tuple[str, ...] = ()


TRUTHS: Final = (
    Truths("gov-govuk-2020", "truth_governance_asof_2020-07-01.jsonl", also=("2020-01-01", "2021-01-01")),
    Truths("gov-govuk-2020"),
    Truths("gov-moj-cloud-platform", also=("2025-10-01", "2026-06-01")),
    Truths("history-gds-way", also=("2025-07-01",)),
    Truths("versions-powershell", also=("2024-01-01", "2019-01-01")),
)


def main() -> None:
    """Every figure, corpus by corpus; then what needs no corpus."""
    with tempfile.TemporaryDirectory() as folder:
        for truth in TRUTHS:
            with learned(Path(folder), truth.corpus) as catalog:
                of_corpus(catalog, truth)
        with learned(Path(folder), "owners-opentelemetry") as catalog:
            of_owners(catalog)
        with learned(Path(folder), "supersession-peps") as catalog:
            of_peps(catalog)
        for corpus in sorted(path.name for path in CORPORA.iterdir() if path.is_dir()):
            with learned(Path(folder), corpus) as catalog:
                governance_times.file_times(list(catalog.documents()), corpus, limited())
    governance_history.main()
    governance_times.ambiguous()
    governance_exports.main()
    governance_sentences.main()


def learned(work: Path, corpus: str) -> Catalog:
    """The catalog of a corpus, learned once."""
    path, files = work / f"{corpus}.duckdb", CORPORA / corpus / "files"
    known = path.exists()
    catalog = Catalog.open(path)
    if not known:
        crawl(catalog, [Source("kb", files)], Crawling(load_pack("default"), jobs=JOBS))
    return catalog


def rows(corpus: str, file: str) -> list[dict]:
    return list(map(json.loads, (CORPORA / corpus / file).read_text("utf-8").splitlines()))


def midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def limited() -> Policy:
    """The benchmark's own policy."""
    return read_policy(POLICY.encode(), "benchmark", base=Path())


def judged(catalog: Catalog) -> Examined:
    """Everything that there is to find, whatever the moment."""
    return examine(catalog, Judging(limited(), midnight("2026-01-01")))


def of_corpus(catalog: Catalog, truths: Truths) -> None:
    """Review date, period, expiry, owner, and what is overdue or stale at each moment."""
    said = {f"kb/{row['path']}": row for row in rows(truths.corpus, truths.file)}
    examined = judged(catalog)
    subjects = {uri: examined.corpus.subjects[uri] for uri in said if uri in examined.corpus.subjects}
    name = f"{truths.corpus} ({next(iter(said.values()))['as_of']})"
    print(f"{name}: {len(subjects)} documents of {len(said)} rows")
    score(f"{name}, last reviewed or changed", said, subjects, "last_reviewed", _last)
    score(f"{name}, review period", said, subjects, "review_in", _period)
    score(f"{name}, review due", said, subjects, "expires_on", _due)
    score(f"{name}, owner", said, subjects, "owners", _owners)
    for day in (next(iter(said.values()))["as_of"], *truths.also):
        held = in_force(examined.findings, midnight(day), examined.corpus)
        flagged = {code: {f.uri for f in held if f.code == code} & subjects.keys() for code in ("KB201", "KB202")}
        late = {uri for uri in subjects if (said[uri]["expires_on"] or "9") < day}
        stale = {uri for uri in subjects if said[uri]["last_reviewed"] and _stale(said[uri]["last_reviewed"], day)}
        _same(f"{name}, overdue as of {day}", flagged["KB202"], late)
        _same(f"{name}, stale as of {day}", flagged["KB201"], stale)


def score(what: str, said: Mapping[str, dict], subjects: Mapping[str, Subject], field: str, read: object) -> None:
    """One line: right, wrong and absent of those that state it, and how many are claimed for the others."""
    right = wrong = absent = besides = 0
    for uri, subject in subjects.items():
        truth, found = said[uri][field], read(subject)  # type: ignore[operator] # a function of a subject
        if not truth:
            besides += bool(found)
        elif not found:
            absent += 1
        else:
            right, wrong = right + (found == truth), wrong + (found != truth)
            if found != truth:
                print(f"    {uri}: {found!r} for {truth!r}")
    stated = right + wrong + absent
    if stated or besides:
        print(f"{what}: {right} right, {wrong} wrong, {absent} absent of {stated}; {besides} besides")


def _last(subject: Subject) -> str:
    claim = subject.effective.claim
    return claim.value[:10] if claim and claim.origin is not Origin.PATH else ""


def _period(subject: Subject) -> str:
    claim = subject.review_due.claim
    return claim.raw if claim else ""


def _due(subject: Subject) -> str:
    at = subject.review_due.at
    return (at - timedelta(days=1)).date().isoformat() if at else ""


def _owners(subject: Subject) -> list[str]:
    """The one that won, and those that stand in the same place."""
    claim = subject.owner.claim
    beside = [] if claim is None else [c for c in (claim, *subject.owner.losers) if c.where == claim.where]
    return [each.value for each in beside]


def _stale(day: str, as_of: str) -> bool:
    """Whether a day is over by the limit: by calendar months, the last day of a month staying one."""
    then = date.fromisoformat(day)
    years, month = divmod(then.month - 1 + LIMIT, 12)
    last = calendar.monthrange(then.year + years, month + 1)[1]
    return date(then.year + years, month + 1, min(then.day, last)) <= date.fromisoformat(as_of)


def _same(what: str, found: set[str], truth: set[str]) -> None:
    print(f"{what}: {len(found & truth)} of {len(truth)}, {len(found - truth)} besides", flush=True)
    for uri in sorted(found ^ truth)[:5]:
        print(f"    {'besides' if uri in found else 'missed'}: {uri}")


def of_owners(catalog: Catalog) -> None:
    """Component owners, and CODEOWNERS beneath them."""
    subjects = judged(catalog).corpus.subjects
    truths = {f"kb/{row['path']}": row for row in rows("owners-opentelemetry", "truth_owners.jsonl")}
    for field, file in (("owners", "component"), ("codeowners", "CODEOWNERS")):
        right = stated = 0
        for uri, row in truths.items():
            owner = subjects[uri].owner
            claims = [
                c for c in (owner.claim, *owner.losers) if c and c.origin is Origin.OWNER_FILE and file in c.where
            ]
            stated += bool(row[field])
            right += bool(row[field]) and {c.value for c in claims} <= set(row[field]) and bool(claims)
        print(f"owners-opentelemetry, {field}: {right} right of {stated}")
    won = sum(subjects[uri].owner.value in (row["owners"] or row["codeowners"]) for uri, row in truths.items())
    print(f"owners-opentelemetry, the owner that wins: {won} right of {len(truths)}")


def of_peps(catalog: Catalog) -> None:
    """Authors, dates of creation and states, in headers like those of mail."""
    subjects = judged(catalog).corpus.subjects
    created = authors = states = 0
    truths = rows("supersession-peps", "truth_governance.jsonl")
    for row in truths:
        subject = subjects[f"kb/{row['path']}"]
        day = datetime.strptime(row["created"], "%d-%b-%Y").replace(tzinfo=UTC).date().isoformat()
        created += any(c.kind is DateKind.CREATED and c.value == day for c in subject.document.dates)
        authors += {c.value for c in subject.document.owners} >= set(row["owners"])
        said = row["superseded_by"] or row["status"] in {"Draft", "Rejected", "Superseded", "Withdrawn"}
        states += bool(subject.document.states) == bool(said)
    print(f"supersession-peps: created {created}, all authors {authors}, states {states} of {len(truths)}")


if __name__ == "__main__":
    os.environ.setdefault("TZ", "UTC")
    match sys.argv[1:]:
        case []:
            main()
        case ["sharepoint"]:
            sharepoint.main()
        case ["rejudge", *kept]:
            governance_rejudge.main(Path(kept[0]) if kept else None)
        case _:
            sys.exit(__doc__)

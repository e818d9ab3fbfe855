"""Two things that dates must never do: a file's time makes nothing fresher, and no day is guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kbaudit.model import DateClaim, DateKind, Document, Origin
from kbaudit.policy import load_pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.policy import Policy

LEARNED = datetime(2026, 1, 1, tzinfo=UTC)


def file_times(documents: Sequence[Document], corpus: str, policy: Policy) -> None:
    """Whether the times of files ever make a document fresher: all new, all old, each another."""
    now, old = datetime.now(UTC), datetime(2001, 1, 1, tzinfo=UTC)
    moments = {
        "new": [now] * len(documents),
        "old": [old] * len(documents),
        "each another": [now - timedelta(days=n) for n in range(len(documents))],
    }
    without = _ages(policy, documents, None)
    fresher = sum(_fresher(without, _ages(policy, documents, times)) for times in moments.values())
    print(f"{corpus}, fresher by the times of files (three kinds): {fresher} of {len(documents)}")


def _ages(
    policy: Policy, documents: Sequence[Document], times: Sequence[datetime] | None
) -> dict[str, datetime | None]:
    """The date from which each document's age counts, with its files written at those times (None: at no time)."""
    stamps = [0] * len(documents) if times is None else [int(at.timestamp() * 10**9) for at in times]
    changed = [replace(one, mtime_ns=ns) for one, ns in zip(documents, stamps, strict=True)]
    return {one.uri: one.effective.at for one in policy.govern(changed)}


def _fresher(without: Mapping[str, datetime | None], ages: Mapping[str, datetime | None]) -> int:
    return sum(at is not None and (without[uri] is None or at > without[uri]) for uri, at in ages.items())


def ambiguous() -> None:
    """Days such as 03/04/2024 in made-up folders: British, American, both at once, and nothing that tells."""
    for name, tells, order in (
        ("day first by the folder", ("25/04/2024",), 0),
        ("month first by the folder", ("04/25/2024",), 1),
        ("nothing tells", ("2024-04-25",), None),
        ("the folder disagrees", ("25/04/2024", "04/25/2024"), None),
    ):
        days = [(day, month) for day in range(1, 13) for month in range(1, 13) if day != month]
        documents = [_dated(f"kb/{day}-{month}.md", f"{day:02}/{month:02}/2024") for day, month in days]
        documents += [_dated(f"kb/told-{n}.md", raw) for n, raw in enumerate(tells)]
        subjects = {one.uri: one for one in load_pack("default").govern(documents)}
        right = guessed = told = 0
        for day, month in days:
            subject = subjects[f"kb/{day}-{month}.md"]
            value = subject.effective.claim.value if subject.effective.claim else ""
            wanted = f"2024-{month:02}-{day:02}" if order == 0 else f"2024-{day:02}-{month:02}"
            right += order is not None and value == wanted
            guessed += order is None and bool(value)
            told += bool(subject.doubtful)
        print(f"ambiguous days, {name}: {right} read right, {guessed} guessed, {told} reported, of {len(days)}")


def _dated(uri: str, written: str) -> Document:
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", written)
    a, b = (int(found[1]), int(found[2])) if found else (0, 0)
    year = found[3] if found else ""
    doubtful = bool(found) and max(a, b) <= 12
    value = (f"{year}-{b:02}-{a:02}" if b <= 12 else f"{year}-{a:02}-{b:02}") if found else written
    claim = DateClaim(
        DateKind.UPDATED, value, Origin.FRONT_MATTER, "updated", written, f"{year}-{a:02}-{b:02}" if doubtful else ""
    )
    return Document(uri, "kb", "0" * 64, 1, 1, LEARNED, "markdown", "", "en", 1, 1, "", 1.0, dates=(claim,))

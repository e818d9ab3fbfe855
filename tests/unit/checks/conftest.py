"""Builds small corpora for the checks' tests, in one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kbaudit.model import (
    Corpus,
    DateClaim,
    Dated,
    DateKind,
    Document,
    Family,
    Governance,
    Member,
    Origin,
    Owned,
    Period,
    Relation,
    RelationKind,
    Skipped,
    SkipReason,
    State,
    StateClaim,
    Subject,
)

LEARNED = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = {"reviewed": DateKind.REVIEWED, "updated": DateKind.UPDATED, "published": DateKind.PUBLISHED}

BuildSubject = Callable[..., Subject]
BuildCorpus = Callable[..., Corpus]


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def claim(kind: DateKind, day: str) -> DateClaim:
    return DateClaim(kind, day, Origin.FRONT_MATTER, f"{kind.value}_on", day)


def dated(kind: DateKind, day: str | None, ends: bool = False) -> Dated:
    """ends: the moment is the midnight after the day."""
    if day is None:
        return Dated()
    return Dated(Period(days=int(ends)).after(at(day)), claim(kind, day))


def _subject(uri: str = "kb/hr/a.md", governance: Governance | None = None, **said: Any) -> Subject:
    kind, day = next(((KINDS[name], said[name]) for name in KINDS if name in said), (DateKind.REVIEWED, None))
    document = replace(_document(uri, **said), **said.get("has", {}))
    made = Subject(
        document=document,
        governance=governance or Governance("hr", **said.get("asks", {})),
        effective=dated(kind, day),
        valid_from=dated(DateKind.EFFECTIVE, said.get("begins")),
        expires=dated(DateKind.VALID_UNTIL, said.get("valid_until"), ends=True),
        review_due=dated(DateKind.REVIEW_DUE, said.get("review_due"), ends=True),
        owner=Owned(said.get("owner", "hr@example.org")),
        no_newer_than=at(said["file_time"]) if "file_time" in said else None,
    )
    return replace(made, **said.get("judged", {}))


def _document(uri: str, **said: Any) -> Document:
    """A healthy document; has={...} replaces any of its fields."""
    return Document(
        uri=uri,
        source="kb",
        sha256="0" * 64,
        size=said.get("size", 1000),
        mtime_ns=0,
        learned_at=LEARNED,
        kind="markdown",
        title="A",
        language="en",
        words=said.get("words", 100),
        passages=1,
        text_sha256="1" * 64,
        confidence=said.get("confidence", 1.0),
        problems=tuple(said.get("problems", ())),
        dates=tuple(claim(DateKind.REVIEWED, d) for d in said.get("review_claims", ())),
        states=tuple(StateClaim(State(s), Origin.FRONT_MATTER, f"status: {s}") for s in said.get("states", ())),
    )


def _corpus(
    subjects: Sequence[Subject | Mapping[str, Any]] = (),
    *,
    members: Sequence[Member] = (),
    near: tuple[str, str] | None = None,
    skipped: SkipReason | None = None,
    ordered: bool = True,
    also: Mapping[str, Any] | None = None,
) -> Corpus:
    """Members make one family, and documents where no subject is given for them; near is a near-duplicate pair.

    also are further fields of the corpus.
    """
    given = [one if isinstance(one, Subject) else _subject(**one) for one in subjects]
    named = {m.uri for m in members} | set(near or ())
    built = {one.uri: one for one in (*(_subject(uri, reviewed="2025-06-01") for uri in named), *given)}
    made = Corpus(
        subjects=dict(sorted(built.items())),
        skipped=(Skipped("kb/hr/scan.pdf", skipped, "for a test"),) if skipped else (),
        relations=(Relation(RelationKind.NEAR_DUPLICATE, *near, 0.91, 0.95, 0.97),) if near else (),
        families=(Family("f1", tuple(members), "version in the name", ordered),) if members else (),
    )
    return replace(made, **(also or {}))


@pytest.fixture(scope="session")
def subject() -> BuildSubject:
    return _subject


@pytest.fixture(scope="session")
def corpus() -> BuildCorpus:
    return _corpus

"""Documents made up for the tests of similarity."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from kbaudit.model import (
    DateClaim,
    Dated,
    DateKind,
    Document,
    Field,
    Governance,
    Origin,
    State,
    StateClaim,
    Subject,
)
from kbaudit.similarity.copies import text_digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEARNED = datetime(2026, 1, 1, tzinfo=UTC)


class MakeSubject(Protocol):
    """Makes a subject of a uri and a text; moments are ISO dates."""

    def __call__(
        self,
        uri: str,
        text: str = "",
        *,
        data: bytes | None = None,
        title: str = "",
        fields: Mapping[str, str | tuple[str, ...]] | None = None,
        states: Sequence[tuple[State, str]] = (),
        effective: str = "",
        valid_from: str = "",
        expires: str = "",
    ) -> Subject: ...


def dated(day: str, kind: DateKind) -> Dated:
    if not day:
        return Dated()
    claim = DateClaim(kind, day, Origin.FRONT_MATTER, "test")
    return Dated(datetime.fromisoformat(day).replace(tzinfo=UTC), claim)


@pytest.fixture
def subject() -> MakeSubject:
    def make(
        uri: str,
        text: str = "",
        *,
        data: bytes | None = None,
        title: str = "",
        fields: Mapping[str, str | tuple[str, ...]] | None = None,
        states: Sequence[tuple[State, str]] = (),
        effective: str = "",
        valid_from: str = "",
        expires: str = "",
    ) -> Subject:
        raw = data if data is not None else text.encode()
        document = Document(
            uri=uri,
            source=uri.partition("/")[0],
            sha256=hashlib.sha256(raw).hexdigest(),
            size=len(raw),
            mtime_ns=0,
            learned_at=LEARNED,
            kind="markdown",
            title=title,
            language="en",
            words=len(re.findall(r"\w+", text)),
            passages=1,
            text_sha256=text_digest(text),
            confidence=1.0,
            fields=tuple(
                Field(name, (value,) if isinstance(value, str) else value, Origin.FRONT_MATTER)
                for name, value in (fields or {}).items()
            ),
            states=tuple(StateClaim(state, Origin.FRONT_MATTER, "status", successor) for state, successor in states),
        )
        return Subject(
            document,
            Governance(""),
            effective=dated(effective, DateKind.UPDATED),
            valid_from=dated(valid_from, DateKind.EFFECTIVE),
            expires=dated(expires, DateKind.VALID_UNTIL),
        )

    return make

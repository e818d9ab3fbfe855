"""Documents and policies that the policy tests share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbaudit.model import Document
from kbaudit.policy import read_policy

LEARNED = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def make_document():
    """A document at a uri; any field of it may be given."""
    plain = Document(
        uri="kb/a.md", source="kb", sha256="00", size=10, mtime_ns=0, learned_at=LEARNED, kind="markdown", title="A",
        language="en", words=10, passages=1, text_sha256="00", confidence=1.0,
    )  # fmt: skip

    def make(uri: str = "kb/a.md", **said: object) -> Document:
        return replace(plain, uri=uri, source=uri.partition("/")[0], **said)

    return make


@pytest.fixture
def policy():
    """Reads a policy from its text, less the first line that every policy has."""

    def read(text: str = ""):
        return read_policy(f"schema: kbaudit.policy/1\n{text}".encode(), "kbaudit.yaml", base=Path("/base"))

    return read

"""Fixtures that many tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real knowledge bases with ground truth; the test is skipped where it is absent."""
    if not CORPORA.is_dir():
        pytest.skip("no ../shared/corpora beside the checkout")
    return CORPORA


@pytest.fixture(scope="session")
def project() -> Path:
    """The checkout's top folder."""
    return ROOT

"""Fixtures that many tests share."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"

# How long an example takes on a busy machine says nothing of it; in CI each run draws the same examples.
settings.register_profile("kbaudit", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("kbaudit")

# Started in the background a shell lets Ctrl-C be ignored, by all that is started from there: some tests send it.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)


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

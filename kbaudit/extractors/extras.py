"""What to say where a format's library isn't installed: it comes with kbaudit, but not with --no-deps."""

from __future__ import annotations

from kbaudit.errors import ExtractionError
from kbaudit.model import SkipReason


def missing(what: str, package: str) -> ExtractionError:
    """The error for documents that need a package that isn't there."""
    return ExtractionError(SkipReason.MISSING_EXTRA, f"{what} need {package}", remedy=f"pip install {package}")

"""Version claims: which version a document says that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbaudit.model import VersionClaim
    from kbaudit.signals.statements import Statements


def version_claims(statements: Statements) -> tuple[VersionClaim, ...]:
    """Every version that the document states as its own."""
    return ()

"""The checks: one file each, all of them listed here. judge.py runs them; pages.py has their documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.kb101_exact_copy import ExactCopy
from kbaudit.checks.kb102_near_duplicate import NearDuplicate
from kbaudit.checks.kb103_superseded import Superseded
from kbaudit.checks.kb201_stale import Stale
from kbaudit.checks.kb202_review_overdue import ReviewOverdue
from kbaudit.checks.kb203_expired import Expired
from kbaudit.checks.kb204_undated import Undated
from kbaudit.checks.kb206_self_declared_obsolete import SelfDeclaredObsolete
from kbaudit.checks.kb207_draft_in_production import DraftInProduction
from kbaudit.checks.kb301_unowned import Unowned
from kbaudit.checks.kb401_wrong_file_type import WrongFileType
from kbaudit.checks.kb501_empty import Empty
from kbaudit.checks.kb502_unreadable import Unreadable

if TYPE_CHECKING:
    from kbaudit.checks.base import Check

CHECKS: Final[tuple[Check, ...]] = (
    ExactCopy(),
    NearDuplicate(),
    Superseded(),
    Stale(),
    ReviewOverdue(),
    Expired(),
    Undated(),
    SelfDeclaredObsolete(),
    DraftInProduction(),
    Unowned(),
    WrongFileType(),
    Empty(),
    Unreadable(),
)

__all__ = ["CHECKS"]

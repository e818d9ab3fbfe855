"""The checks: one file each, all of them listed here. judge.py runs them; pages.py has their documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.kb101_exact_copy import ExactCopy
from kbaudit.checks.kb102_near_duplicate import NearDuplicate
from kbaudit.checks.kb103_superseded import Superseded
from kbaudit.checks.kb104_conflicting_values import ConflictingValues
from kbaudit.checks.kb105_partial_copy import PartialCopy
from kbaudit.checks.kb106_ambiguous_current_version import AmbiguousCurrentVersion
from kbaudit.checks.kb201_stale import Stale
from kbaudit.checks.kb202_review_overdue import ReviewOverdue
from kbaudit.checks.kb203_expired import Expired
from kbaudit.checks.kb204_undated import Undated
from kbaudit.checks.kb205_future_dated import FutureDated
from kbaudit.checks.kb206_self_declared_obsolete import SelfDeclaredObsolete
from kbaudit.checks.kb207_draft_in_production import DraftInProduction
from kbaudit.checks.kb208_untrustworthy_date import UntrustworthyDate
from kbaudit.checks.kb301_unowned import Unowned
from kbaudit.checks.kb302_unknown_owner import UnknownOwner
from kbaudit.checks.kb303_ungoverned import Ungoverned
from kbaudit.checks.kb304_missing_metadata import MissingMetadata
from kbaudit.checks.kb401_wrong_file_type import WrongFileType
from kbaudit.checks.kb402_title_mismatch import TitleMismatch
from kbaudit.checks.kb403_unexpected_language import UnexpectedLanguage
from kbaudit.checks.kb404_version_label_mismatch import VersionLabelMismatch
from kbaudit.checks.kb405_classification_leak import ClassificationLeak
from kbaudit.checks.kb501_empty import Empty
from kbaudit.checks.kb502_unreadable import Unreadable
from kbaudit.checks.kb503_low_confidence_text import LowConfidenceText
from kbaudit.checks.kb504_thin import Thin
from kbaudit.checks.kb505_placeholder import Placeholder
from kbaudit.checks.kb506_dangling_reference import DanglingReference
from kbaudit.checks.kb507_broken_internal_link import BrokenInternalLink
from kbaudit.checks.kb508_unstructured_passage import UnstructuredPassage
from kbaudit.checks.kb601_secret import Secret
from kbaudit.checks.kb602_personal_data import PersonalData
from kbaudit.checks.kb603_instruction import Instruction
from kbaudit.checks.kb901_waiver_expired import WaiverExpired
from kbaudit.checks.kb902_waiver_unused import WaiverUnused
from kbaudit.checks.kb903_limit_reached import LimitReached

if TYPE_CHECKING:
    from kbaudit.checks.base import Check

CHECKS: Final[tuple[Check, ...]] = (
    ExactCopy(),
    NearDuplicate(),
    Superseded(),
    ConflictingValues(),
    PartialCopy(),
    AmbiguousCurrentVersion(),
    Stale(),
    ReviewOverdue(),
    Expired(),
    Undated(),
    FutureDated(),
    SelfDeclaredObsolete(),
    DraftInProduction(),
    UntrustworthyDate(),
    Unowned(),
    UnknownOwner(),
    Ungoverned(),
    MissingMetadata(),
    WrongFileType(),
    TitleMismatch(),
    UnexpectedLanguage(),
    VersionLabelMismatch(),
    ClassificationLeak(),
    Empty(),
    Unreadable(),
    LowConfidenceText(),
    Thin(),
    Placeholder(),
    DanglingReference(),
    BrokenInternalLink(),
    UnstructuredPassage(),
    Secret(),
    PersonalData(),
    Instruction(),
    WaiverExpired(),
    WaiverUnused(),
    LimitReached(),
)

__all__ = ["CHECKS"]

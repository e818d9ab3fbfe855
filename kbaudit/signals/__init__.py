"""What a text says about itself: language, quality, dates, owners, states. Pure functions of one Extract.

To add a signal: one module with a function of the Extract (or of its Statements), and one line in `read_signals`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.model import Signals
from kbaudit.signals.dates import date_claims
from kbaudit.signals.exposed_names import exposed_names, masked, name_marks
from kbaudit.signals.exposure import redacted
from kbaudit.signals.faults import faults_of
from kbaudit.signals.instructions import instruction_marks
from kbaudit.signals.language import language_of, warm
from kbaudit.signals.owners import owner_claims
from kbaudit.signals.paths import path_date
from kbaudit.signals.quality import quality_of
from kbaudit.signals.statements import Statements
from kbaudit.signals.states import state_claims
from kbaudit.signals.versions import version_claims

if TYPE_CHECKING:
    from kbaudit.model import Extract, Mark

__all__ = ["exposed_names", "masked", "name_marks", "path_date", "read_signals", "redacted", "warm"]


def read_signals(extract: Extract, exposed: tuple[Mark, ...] = ()) -> Signals:
    """Everything that a text says about itself: of a redacted extract, with the marks of what was redacted."""
    statements = Statements(extract)
    damage, faults = faults_of(extract)
    confidence, reasons = quality_of(extract, damage)
    return Signals(
        language=language_of(extract.sample),
        confidence=confidence,
        reasons=reasons,
        dates=date_claims(statements),
        owners=owner_claims(statements),
        states=state_claims(statements),
        versions=version_claims(statements),
        marks=(*exposed, *faults, *instruction_marks(extract)),
    )

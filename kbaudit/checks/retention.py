"""How long a document has to be kept that a finding asks to take out of use: archive it until then, don't delete it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import day_after
from kbaudit.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Finding

_OUT_OF_USE: Final = frozenset({"KB103", "KB201", "KB203", "KB206"})
_LABEL: Final = "keep until"
_TOLD_AT_MOST: Final = 10  # documents of one finding


def with_retention(finding: Finding, corpus: Corpus) -> Finding:
    """The finding with the day until which its documents have to be kept, where the policy says how long.

    It goes by the document's own date; where none is known, nothing is told. Done twice, it stays the same.
    """
    if finding.code not in _OUT_OF_USE:
        return finding
    kept = tuple(islice(_kept(finding, corpus), _TOLD_AT_MOST))
    others = tuple([piece for piece in finding.evidence if piece.label != _LABEL])
    return replace(finding, evidence=(*others, *kept)) if (*others, *kept) != finding.evidence else finding


def _kept(finding: Finding, corpus: Corpus) -> Iterator[Evidence]:
    for affected in finding.affects:
        subject = corpus.subjects.get(affected.uri)
        period = subject.governance.retention if subject else None
        if subject and period and subject.effective.at:
            said = f"{day_after(subject.effective, period)} (retention {period})"
            yield Evidence(_LABEL, said, affected.uri if len(finding.affects) > 1 else "")

"""What a check is: one kind of problem, looked for in the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Affected, Corpus, Effect, Finding, Severity


class Check(Protocol):
    """Looks for ONE kind of problem. severity, effect and roll_up are defaults; a policy may change them.

    summary is one line for help and SARIF; of_many ends the sentence "12 of 14 documents in hr/ ...".
    """

    code: str
    name: str
    summary: str
    of_many: str
    severity: Severity
    effect: Effect
    roll_up: bool

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        """Every problem of this kind, those yet to come included: a check never learns the as-of moment."""
        ...


@runtime_checkable
class Narrowing(Protocol):
    """A check whose findings speak of many documents, and have to be worded anew when they speak of fewer."""

    def narrowed(self, finding: Finding, affects: tuple[Affected, ...], corpus: Corpus) -> Finding:
        """The same finding for some of its documents: uri, affects, message and evidence change, nothing else."""
        ...

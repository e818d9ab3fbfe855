from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kbaudit.checks.judge import run_checks
from kbaudit.checks.kb903_limit_reached import LimitReached
from kbaudit.model import CheckSetting, Effect, Severity, Uncompared

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.model import Corpus


def test_pairs_that_were_not_compared_are_one_finding(corpus: Callable[..., Corpus]) -> None:
    left = Uncompared(1204, 8, ("kb/a.md", "kb/b.md"))
    [finding] = LimitReached().find(replace(corpus(), uncompared=left))
    assert finding.message == (
        "1,204 pairs of alike documents were not compared sentence by sentence: of so many that are alike, each was "
        "compared with the 8 likest."
    )
    assert [affected.uri for affected in finding.affects] == ["kb/a.md", "kb/b.md"]


def test_it_never_keeps_a_document_from_being_served(corpus: Callable[..., Corpus]) -> None:
    given = replace(corpus(), uncompared=Uncompared(1, 8, ("kb/x.md", "kb/y.md")))
    strict = {"KB903": CheckSetting(enabled=True, severity=Severity.ERROR, effect=Effect.EXCLUDE)}
    [finding] = [one for one in run_checks(given, strict) if one.code == "KB903"]
    assert (finding.severity, finding.effect) == (Severity.WARNING, Effect.NONE)
    assert finding.message.startswith("1 pair of alike documents was not compared")

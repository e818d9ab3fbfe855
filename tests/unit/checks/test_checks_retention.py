"""How long to keep what a finding asks to take out of use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from kbaudit.checks.judge import in_force, run_checks
from kbaudit.model import Corpus, Evidence, Finding, Member, Period

BuildCorpus = Callable[..., Corpus]
KEPT = {"retention": Period(months=84)}


def only(code: str, findings: tuple[Finding, ...]) -> Finding:
    (found,) = (finding for finding in findings if finding.code == code)
    return found


def kept(finding: Finding) -> list[Evidence]:
    return [piece for piece in finding.evidence if piece.label == "keep until"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("KB201", {"asks": {**KEPT, "max_age": Period(months=12)}}),
        ("KB203", {"asks": KEPT, "valid_until": "2025-01-01"}),
        ("KB206", {"asks": KEPT, "states": ["obsolete"]}),
    ],
)
def test_a_finding_says_until_when_to_keep(corpus: BuildCorpus, code: str, said: dict[str, Any]) -> None:
    found = only(code, run_checks(corpus([{"reviewed": "2024-03-04", **said}]), {}))
    assert kept(found) == [Evidence("keep until", "2031-03-04 (retention 7 years)")]


@pytest.mark.parametrize("said", [{"states": ["obsolete"]}, {"states": ["obsolete"], "asks": KEPT, "reviewed": None}])
def test_nothing_is_told_without_a_retention_or_a_date(corpus: BuildCorpus, said: dict[str, Any]) -> None:
    assert kept(only("KB206", run_checks(corpus([{"reviewed": "2024-03-04", **said}]), {}))) == []


def test_other_findings_tell_nothing(corpus: BuildCorpus) -> None:
    draft = corpus([{"reviewed": "2024-03-04", "states": ["draft"], "asks": KEPT}])
    assert kept(only("KB207", run_checks(draft, {}))) == []


def test_of_many_documents_each_is_told_as_far_as_it_is_spoken_of(corpus: BuildCorpus) -> None:
    years = (2021, 2023)
    older = [
        Member(f"kb/v{n}.md", n, superseded_by=(f"kb/v{n + 1}.md",), superseded_at=datetime(year, 1, 1, tzinfo=UTC))
        for n, year in enumerate(years, 1)
    ]
    subjects = [{"uri": f"kb/v{n}.md", "reviewed": f"202{n}-05-05", "asks": KEPT} for n in (1, 2, 3)]
    family = corpus(subjects, members=[*older, Member("kb/v3.md", 3)])
    findings = run_checks(family, {})
    whole = only("KB103", findings)
    assert [(p.value[:10], p.uri) for p in kept(whole)] == [("2028-05-05", "kb/v1.md"), ("2029-05-05", "kb/v2.md")]
    (early,) = in_force(findings, datetime(2022, 1, 1, tzinfo=UTC), family)
    assert [(p.value[:10], p.uri) for p in kept(early)] == [("2028-05-05", "")]
    assert early.fingerprint == whole.fingerprint


def test_it_is_no_part_of_what_makes_a_finding_the_same(corpus: BuildCorpus) -> None:
    def print_of(asks: dict[str, Any]) -> str:
        obsolete = corpus([{"reviewed": "2024-03-04", "states": ["obsolete"], "asks": asks}])
        return only("KB206", run_checks(obsolete, {})).fingerprint

    assert print_of(KEPT) == print_of({})

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from kbaudit.model import Corpus, Governance, Severity, Skipped, SkipReason
from kbaudit.reports import render_terminal
from kbaudit.reports.priorities import top_findings
from kbaudit.reports.readiness import by_set, verdict_sentence
from kbaudit.reports.wording import ORIGINS, SKIP_REASONS, clipped, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.model import Report

EXPECTED = """\
kbaudit 0.1.0 · handbook · as of 2026-11-21 00:00 UTC · policy default

4 of 12 documents must not be served and 1 only with less weight; begin with
KB103 superseded-version (2 documents).

8 of 12 documents (67 %), 67 % of passages may be served
████████████████████████████████████████████████▒▒▒▒▒▒░░░░░░░░░░░░░░░░░░░░░░░░░░
█ 7 served   ▒ 1 demoted   ░ 4 excluded

Document sets that lose most  documents  demoted  excluded  may be served
hr                                    5        0         3           40 %
finance                               3        0         1           67 %
it                                    3        1         0          100 %

What matters most

error   KB103 superseded-version · excludes 1 document
        handbook/hr/travel-policy-2021.md
        A newer version of this document is in force.
        To do: Archive it, or mark it superseded by hr/travel-policy.md.
"""


def test_the_summary_reads_like_this(report: Report) -> None:
    text = render_terminal(report, width=80, colour=False)
    assert text.startswith(EXPECTED)
    assert text.endswith(
        "Files: 17 found = 12 documents + 2 skipped + 3 ignored\n"
        "  skipped 1: pages without text (a scan)\n"
        "  skipped 1: of a type that kbaudit doesn't read\n"
        "Waived: 1 finding, not listed here\n"
    )
    assert "review-overdue · demotes 1 document · known" in text
    assert "expired" not in text


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("colour", [True, False])
def test_it_fits_its_width(report: Report, width: int, colour: bool) -> None:
    text = render_terminal(report, width=width, colour=colour)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(map(cell_len, plain.splitlines())) <= width
    assert ("\x1b" in text) is colour


def test_the_environment_does_not_change_the_text(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    before = render_terminal(report, width=80, colour=False), render_terminal(report, width=80, colour=True)
    for name, value in {
        "FORCE_COLOR": "1",
        "NO_COLOR": "1",
        "COLUMNS": "33",
        "TERM": "dumb",
        "TZ": "Asia/Tokyo",
    }.items():
        monkeypatch.setenv(name, value)
    assert (render_terminal(report, width=80, colour=False), render_terminal(report, width=80, colour=True)) == before


@pytest.mark.parametrize("width", [60, 80])
def test_hostile_text_neither_steers_nor_breaks_the_terminal(hostile_report: Report, width: int) -> None:
    plain = render_terminal(hostile_report, width=width, colour=False)
    assert all(ch.isprintable() or ch == "\n" for ch in plain)
    assert max(map(cell_len, plain.splitlines())) <= width
    assert len(plain.splitlines()) < 150
    coloured = render_terminal(hostile_report, width=width, colour=True)
    assert set(re.findall(r"\x1b(?!\[[0-9;]*m)", coloured)) == set()
    assert "\x1b]" not in coloured


def test_markup_is_shown_as_text(report: Report) -> None:
    finding = dataclasses.replace(report.findings[0], message="[bold]see[/bold] [link=x]y[/link] :warning:")
    text = render_terminal(dataclasses.replace(report, findings=(finding,)), width=100, colour=True)
    assert "[bold]see[/bold] [link=x]y[/link] :warning:" in text


def test_folders_stand_in_where_no_set_is_declared(report: Report) -> None:
    subjects = {
        uri: dataclasses.replace(subject, governance=Governance("")) for uri, subject in report.corpus.subjects.items()
    }
    bare = dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, subjects=subjects))
    assert [group.name for group in by_set(bare)] == ["handbook/hr/", "handbook/finance/", "handbook/it/"]
    assert "Folders that lose most" in render_terminal(bare, width=80, colour=False)


def test_ten_findings_at_most_and_every_code_has_its_turn(report: Report) -> None:
    many = tuple(
        dataclasses.replace(report.findings[0], uri=f"handbook/{n:02}.md", fingerprint=str(n)) for n in range(30)
    )
    shown = top_findings((*many, *report.findings[2:]), 10)
    assert [finding.code for finding in shown] == ["KB103"] * 3 + ["KB502"] + ["KB103"] * 6
    assert {finding.severity for finding in shown} == {Severity.ERROR}
    text = render_terminal(dataclasses.replace(report, findings=many), width=80, colour=False)
    assert text.count("KB103 superseded-version · ") == 10
    assert "What matters most (10 of 30 findings)" in text


def test_more_affected_documents_go_first(report: Report) -> None:
    one = dataclasses.replace(report.findings[0], uri="a", affects=report.findings[0].affects)
    two = dataclasses.replace(report.findings[0], uri="b", affects=report.findings[0].affects * 2)
    assert [finding.uri for finding in top_findings((one, two), 2)] == ["b", "a"]


def test_the_verdict_says_when_all_is_well(report: Report, rebuild: Callable[..., Report]) -> None:
    fine = rebuild(report.corpus, ())
    assert verdict_sentence(fine) == "All 12 documents may be served; there is nothing to mend."
    noted = rebuild(report.corpus, (report.findings[-1],))
    expected = "All 12 documents may be served; worth a look is KB301 unowned (2 documents)."
    assert verdict_sentence(noted) == expected
    assert "What matters most" not in render_terminal(fine, width=80, colour=False)


def test_nothing_to_audit_is_never_a_perfect_score(rebuild: Callable[..., Report]) -> None:
    skipped = (Skipped("a/b.png", SkipReason.UNSUPPORTED, "image/png"),)
    empty = rebuild(Corpus({}, skipped, (), ()), (), complete=False)
    assert verdict_sentence(empty) == "There is nothing to audit: 4 files found, none of them a document."
    text = render_terminal(empty, width=80, colour=False)
    assert "0 of 0 documents (0 %), 0 % of passages may be served" in text
    assert "100 %" not in text


def test_an_incomplete_audit_says_so_first(report: Report) -> None:
    partial = dataclasses.replace(report, run=dataclasses.replace(report.run, complete=False))
    assert verdict_sentence(partial).startswith("This audit is incomplete: 1 file of 17 can't be read")


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(0, 0, 0), (0, 9, 0), (1, 1000, 1), (999, 1000, 99), (5, 5, 100), (812, 1024, 79)]
)
def test_rounding_never_flatters(part: int, whole: int, expected: int) -> None:
    assert percent(part, whole) == expected


def test_every_reason_and_origin_has_words() -> None:
    assert set(SKIP_REASONS) == set(SkipReason)
    assert {str(origin) for origin in ORIGINS} >= {"policy", "front_matter", "mtime", "path", "sentence"}


def test_clipping_keeps_to_the_limit_after_escaping() -> None:
    assert clipped("short", 10) == "short"
    assert clipped("x" * 11, 10) == "x" * 9 + "…"
    assert len(clipped("\x00" * 9, 10)) == 10

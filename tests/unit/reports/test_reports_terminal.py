from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from kbaudit.model import Affected, Corpus, Governance, Severity, Skipped, SkipReason
from kbaudit.reports import render_terminal
from kbaudit.reports.groups import grouped, said_of_folders
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

What to do first

 1  error   KB103 superseded-version · excludes 2 documents (17 %)
    handbook/hr/travel-policy-2021.md
    A newer version of this document is in force.
    handbook/hr/travel-policy-2023.md
    A newer version of this document is in force.
    Changed money: EUR 85 → EUR 110
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
    assert "review-overdue · demotes 1 document (8 %) · known" in text
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


def test_what_is_of_one_kind_is_one_block(report: Report) -> None:
    many = tuple(
        dataclasses.replace(
            report.findings[0], uri=f"kb/{n % 2}/{n:02}.md", affects=(Affected(f"kb/{n % 2}/{n:02}.md"),),
            fingerprint=str(n),
        )
        for n in range(31)
    )  # fmt: skip
    text = render_terminal(dataclasses.replace(report, findings=(*many, *report.findings[2:])), width=80, colour=False)
    assert text.count("KB103 superseded-version · excludes 31 documents") == 1
    assert "31 findings, in kb/0/ (16), kb/1/ (15); for example:" in text
    assert text.count("A newer version of this document is in force.") == 2
    assert text.count("Archive it, or mark it superseded") == 1
    assert text.index("KB103") < text.index("KB502") < text.index("KB101")


def test_at_most_ten_kinds_are_told(report: Report) -> None:
    many = tuple(dataclasses.replace(report.findings[0], code=f"KB{n}", fingerprint=str(n)) for n in range(700, 713))
    text = render_terminal(dataclasses.replace(report, findings=many), width=100, colour=False)
    assert "What to do first (10 of 13 kinds of finding)" in text
    steps = re.findall(r"^ ?(\d+)  error   (KB7\d\d)", text, re.MULTILINE)
    assert steps == [(str(n), f"KB{699 + n}") for n in range(1, 11)]
    rest = text[text.index("After that") :]
    assert re.findall(r"^    error   (KB7\d\d)", rest, re.MULTILINE) == ["KB710", "KB711", "KB712"]
    assert rest.count("A newer version of this document is in force.") == 3, "where one finding is all, it is told"


def test_the_severer_goes_first_then_the_one_with_more_documents(report: Report) -> None:
    one, waived = report.findings[0], report.findings[2]
    two = dataclasses.replace(one, code="KB104", affects=(*one.affects, Affected("handbook/x.md")))
    note = dataclasses.replace(two, code="KB102", severity=Severity.NOTE)
    assert [group.code for group in grouped((note, one, two, waived))] == ["KB104", "KB103", "KB102"]
    assert grouped((waived,)) == ()


def test_a_secret_cannot_wait(report: Report) -> None:
    many = dataclasses.replace(report.findings[0], affects=tuple(Affected(f"handbook/{n}.md") for n in range(9)))
    secret = dataclasses.replace(report.findings[0], code="KB601", fingerprint="s")
    severer = dataclasses.replace(secret, severity=Severity.WARNING)
    assert [group.code for group in grouped((many, secret))] == ["KB601", "KB103"]
    assert [group.code for group in grouped((many, severer))] == ["KB103", "KB601"]


def test_two_severities_of_one_check_are_one_step_with_both_remedies(report: Report) -> None:
    one = report.findings[0]
    worse = [dataclasses.replace(one, uri=f"handbook/{n}.md", fingerprint=str(n)) for n in range(3)]
    mild = dataclasses.replace(one, severity=Severity.WARNING, remedy="Date it.", uri="handbook/z.md", fingerprint="z")
    (group,) = grouped((*worse, mild))
    assert (group.severity, group.count) == (Severity.ERROR, "4 findings (3 errors)")
    text = render_terminal(dataclasses.replace(report, findings=(*worse, mild)), width=100, colour=False)
    assert "To do: Date it." in text
    assert f"To do: {one.remedy}" in text


def test_a_share_is_told_from_one_percent_on(report: Report) -> None:
    (group,) = grouped(report.findings[:1])
    assert [group.share(of) for of in (1, 2, 3, 100, 101)] == ["100 %", "50 %", "33 %", "1 %", ""]
    assert group.share(0) == "", "files that are no documents are no share of them"


def test_what_shows_a_difference_is_the_example(report: Report) -> None:
    dull = [dataclasses.replace(report.findings[0], uri=f"handbook/{n}.md", fingerprint=str(n)) for n in range(5)]
    text = render_terminal(dataclasses.replace(report, findings=(*dull, report.findings[1])), width=80, colour=False)
    assert "Changed money: EUR 85 → EUR 110" in text


def test_folders_beyond_the_third_are_counted() -> None:
    folders = tuple((f"kb/{n}/", 9 - n) for n in range(5))
    assert said_of_folders(folders) == "mainly in kb/0/ (9), kb/1/ (8), kb/2/ (7) and 2 more folders"


@pytest.mark.parametrize("colour", [True, False])
def test_it_ends_with_one_line_end(report: Report, colour: bool) -> None:
    text = render_terminal(report, width=80, colour=colour)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_the_verdict_says_when_all_is_well(report: Report, rebuild: Callable[..., Report]) -> None:
    fine = rebuild(report.corpus, ())
    assert verdict_sentence(fine) == "All 12 documents may be served; there is nothing to mend."
    noted = rebuild(report.corpus, (report.findings[-1],))
    expected = "All 12 documents may be served; worth a look is KB301 unowned (2 documents)."
    assert verdict_sentence(noted) == expected
    assert "What to do first" not in render_terminal(fine, width=80, colour=False)


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

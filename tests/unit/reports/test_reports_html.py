from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from kbaudit.model import Affected, Corpus, Status
from kbaudit.reports import RENDERERS, html_view
from kbaudit.reports.story import render_story

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.model import Report

VOID = {"meta", "input", "rect", "circle"}


class Page(HTMLParser):
    """A page as a browser sees it: its elements, attributes, texts, and whether the tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("style", "script"):
            self.raw[self.open[-1]] = data
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.texts))

    @property
    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]


def page(report: Report) -> Page:
    return Page(RENDERERS["html"].render(report))


def assert_safe(made: Page) -> None:
    """No handler, no style attribute, no address but an anchor of this page, one style and one script."""
    tags = [tag for tag, _ in made.elements]
    assert tags.count("script") == tags.count("style") == 1
    assert not {"img", "iframe", "object", "embed", "link", "base", "audio", "video"} & set(tags)
    for tag, attributes in made.elements:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset", "action")
        ]
        if "href" in attributes:
            assert tag == "a"
            assert str(attributes["href"]).startswith("#")
    anchors = {str(attributes["href"])[1:] for tag, attributes in made.elements if tag == "a"}
    assert anchors <= set(made.ids)
    assert len(made.ids) == len(set(made.ids))
    assert made.open == []


def test_the_page_is_balanced_safe_and_every_link_arrives(report: Report) -> None:
    assert_safe(page(report))


def test_the_policy_allows_exactly_the_style_and_script_of_the_page(report: Report) -> None:
    made = page(report)
    (policy,) = [str(a["content"]) for tag, a in made.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        digest = base64.b64encode(hashlib.sha256(made.raw[tag].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "http" not in made.raw["style"] + made.raw["script"]


def test_it_tells_the_whole_story(report: Report) -> None:
    text = page(report).text
    for words in (
        "4 of 12 documents must not be served and 1 only with less weight; begin with KB103",
        "8 of 12 documents (67 %), 67 % of passages may be served",
        "17 files found = 12 documents + 2 skipped + 3 ignored by pattern.",
        "2026-05-11 front matter: last_reviewed_on not 2025-01-07, sentence: Last updated: 7 January 2025",
        "handbook/hr/travel-policy-2023.md 2023 superseded 2026-03-01",
        "handbook/hr/travel-policy.md current",
        "Order: the year in the file name",
        "3 pages, no text",
        "Run text recognition over it.",
        "sha256:5d1f0c",
        "under Parental leave › Who can take it",
    ):
        assert words in text


def test_every_document_finding_and_skipped_file_is_there(report: Report) -> None:
    made = page(report)
    rows = [a for tag, a in made.elements if tag == "tr" and "data-status" in a]
    assert [a["data-status"] for a in rows].count("exclude") == report.summary.excluded
    assert len(rows) == report.summary.documents
    assert [a["id"] for tag, a in made.elements if tag == "details"] == sorted({f.code for f in report.findings})
    assert len([tag for tag, _ in made.elements if tag == "article"]) == len(report.findings)
    for uri in (*report.corpus.subjects, *(skipped.uri for skipped in report.corpus.skipped)):
        assert uri in made.text


def test_bars_say_in_words_what_they_show(report: Report) -> None:
    labels = [str(a["aria-label"]) for tag, a in page(report).elements if tag == "svg" and a.get("role") == "img"]
    assert labels[0] == "7 served, 1 demoted, 4 excluded, of 12 documents"
    assert len(labels) == 5


def test_hostile_text_is_shown_and_does_nothing(hostile_report: Report, harmless_report: Report) -> None:
    text = RENDERERS["html"].render(hostile_report)
    text.encode("utf-8")
    assert all(ch.isprintable() or ch == "\n" for ch in text)
    made = Page(text)
    assert_safe(made)
    expected = Counter((tag, *sorted(attributes)) for tag, attributes in page(harmless_report).elements)
    assert Counter((tag, *sorted(attributes)) for tag, attributes in made.elements) == expected


def test_an_empty_report_is_a_page_too(rebuild: Callable[..., Report]) -> None:
    made = page(rebuild(Corpus({}, (), (), ()), (), ignored=0, complete=False))
    assert_safe(made)
    assert "There is nothing to audit" in made.text
    assert "incomplete" in made.text


def test_what_a_limit_leaves_out_is_told(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in {"ROWS": 5, "FINDINGS_A_CODE": 1, "PLACES_A_FINDING": 1}.items():
        monkeypatch.setattr(html_view, name, limit)
    wide = dataclasses.replace(report.findings[0], affects=tuple(map(Affected, report.corpus.subjects)))
    made = page(dataclasses.replace(report, findings=(wide, *report.findings)))
    assert_safe(made)
    assert "7 more documents would make this page too long" in made.text
    assert "2 more findings would make this page too long" in made.text
    assert "and 10 more, in findings.json" in made.text
    rows = [a["data-status"] for tag, a in made.elements if tag == "tr" and "data-status" in a]
    assert sorted(map(str, rows)) == ["demote"] + ["exclude"] * 4


def test_a_family_without_a_current_member_says_so(report: Report) -> None:
    families = tuple(dataclasses.replace(family, ordered=False) for family in report.corpus.families)
    made = page(dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, families=families)))
    assert made.text.count("no current member") == 2


def test_a_day_of_another_zone_is_shown_as_stated(report: Report) -> None:
    uri = "handbook/it/vpn.md"
    subject = report.corpus.subjects[uri]
    assert subject.effective.at
    at = subject.effective.at.replace(day=30, month=6, hour=22)  # 1 July, midnight in Berlin
    moved = dataclasses.replace(subject, effective=dataclasses.replace(subject.effective, at=at))
    subjects = {**report.corpus.subjects, uri: moved}
    made = page(dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, subjects=subjects)))
    assert "2026-07-01 front matter" in made.text


@pytest.mark.parametrize(
    ("begins", "why"),
    [
        (datetime(2027, 1, 1, tzinfo=UTC), "not in effect before 2027-01-01 00:00 UTC"),
        (None, "its text can't be trusted: confidence 0.99"),
    ],
)
def test_what_is_withheld_without_a_finding_says_why(report: Report, begins: datetime | None, why: str) -> None:
    uri = "handbook/it/vpn.md"
    verdict = dataclasses.replace(report.verdicts[uri], status=Status.EXCLUDE, valid_from=begins)
    withheld = dataclasses.replace(report, verdicts={**report.verdicts, uri: verdict})
    assert why not in page(report).text
    assert why in page(withheld).text
    assert f"excluded: {why} (as of" in render_story(withheld, uri)


def test_what_is_excluded_now_is_not_served_until_later(report: Report) -> None:
    uri = "handbook/it/vpn.md"
    assert "2029-07-01" in page(report).text
    assert "excluded from 2029-07-01" in render_story(report, uri)
    verdict = dataclasses.replace(report.verdicts[uri], status=Status.EXCLUDE, base_status=Status.EXCLUDE)
    excluded = dataclasses.replace(report, verdicts={**report.verdicts, uri: verdict})
    assert "2029-07-01" not in page(excluded).text
    assert "excluded from" not in render_story(excluded, uri)

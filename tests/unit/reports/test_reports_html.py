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

from kbaudit.model import Affected, Corpus, Evidence, Relation, RelationKind, Status
from kbaudit.reports import RENDERERS, html_findings, html_view
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


def words(text: str) -> str:
    """The words of a page, each element apart."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


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
    assert _structure(made) == _structure(page(harmless_report))


def _structure(made: Page) -> Counter[tuple[str, ...]]:
    """The elements of a page; how many words of a sentence are marked depends on its words."""
    words = {"mark", "del", "ins", "em"}
    return Counter((tag, *sorted(attributes)) for tag, attributes in made.elements if tag not in words)


def test_two_versions_stand_side_by_side(report: Report) -> None:
    text = RENDERERS["html"].render(report)
    said = words(text)
    assert "A older handbook/hr/travel-policy-2023.md Travel policy 2023 2023-03-01 (front matter" in said
    assert "B newer handbook/hr/travel-policy.md Travel policy 2026-03-01" in said
    assert "Told by: year in the name. Similarity (Jaccard) 0.89." in said
    assert "money EUR 85 → EUR 110" in said
    assert "pays <mark>EUR </mark><del><mark>85</mark></del> for the room" in text
    assert "pays <mark>EUR </mark><ins><mark>110</mark></ins> for the room" in text


def test_a_conflict_shows_both_sides_and_which_is_newer(report: Report) -> None:
    uri, other = "handbook/it/wifi-guests.md", "handbook/it/vpn.md"
    finding = dataclasses.replace(
        report.findings[0], code="KB104", name="conflicting-values", uri=uri, affects=(Affected(uri), Affected(other)),
        evidence=(Evidence("money here", "30 days: the whole sentence", uri), Evidence("x there", "y", other)),
    )  # fmt: skip
    made = page(dataclasses.replace(report, findings=(finding, *report.findings)))
    assert_safe(made)
    assert "A older handbook/it/wifi-guests.md" in made.text
    assert "B newer handbook/it/vpn.md" in made.text
    assert "both are served as current" in made.text
    assert "30 days ≠ two weeks" in made.text
    assert "the whole sentence" not in made.text  # the two sides say it
    tags = Counter(tag for tag, _ in made.elements)
    assert tags["em"] == 4  # two values in each sentence: neither side replaces the other
    assert tags["del"] == tags["ins"] == 4  # of KB103


def test_where_no_date_tells_neither_side_is_newer(report: Report) -> None:
    uri, other = "handbook/it/notes.txt", "handbook/it/vpn.md"
    alike = Relation(RelationKind.NEAR_DUPLICATE, uri, other, 0.91, 0.95, 0.97)
    finding = dataclasses.replace(
        report.findings[0], code="KB102", uri=uri, evidence=(Evidence("near duplicate of", "nearly the same", other),)
    )
    corpus = dataclasses.replace(report.corpus, relations=(alike,))
    made = page(dataclasses.replace(report, corpus=corpus, findings=(finding,)))
    assert "Nothing tells which of the two is newer. Similarity (Jaccard) 0.91." in made.text
    assert "no date · no owner" in made.text


def test_the_findings_begin_with_a_table_by_check_and_folder(report: Report) -> None:
    assert "KB103 superseded-version error exclude 2 2 handbook/hr/ 2" in words(RENDERERS["html"].render(report))


def test_an_empty_report_is_a_page_too(rebuild: Callable[..., Report]) -> None:
    made = page(rebuild(Corpus({}, (), (), ()), (), ignored=0, complete=False))
    assert_safe(made)
    assert "There is nothing to audit" in made.text
    assert "incomplete" in made.text


def test_what_a_limit_leaves_out_is_told(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_view, "ROWS", 5)
    for name, limit in {"FINDINGS_A_CODE": 1, "PLACES_A_FINDING": 1}.items():
        monkeypatch.setattr(html_findings, name, limit)
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

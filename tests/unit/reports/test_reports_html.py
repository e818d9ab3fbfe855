from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from kbaudit.model import (
    Affected,
    Attestation,
    Corpus,
    Effect,
    Evidence,
    Family,
    Gone,
    History,
    Member,
    PastAudit,
    Relation,
    RelationKind,
    Rewording,
    Severity,
    Status,
    Told,
    Waiver,
    WaiverUse,
    Wording,
)
from kbaudit.reports import RENDERERS
from kbaudit.reports.html import findings as finding_rows
from kbaudit.reports.html import overview, sides
from kbaudit.reports.story import render_story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kbaudit.model import Report

VOID = {"meta", "input", "rect", "circle", "line"}


class Page(HTMLParser):
    """A page as a browser sees it: its elements, attributes, texts, and whether the tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self.blocks: list[tuple[str, str]] = []
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
            self.raw[str(self.elements[-1][1].get("id", self.open[-1]))] = data
            self.blocks.append((self.open[-1], data))
        else:
            self.texts.append(data)

    def data(self, island: str = "data") -> Any:
        """What an island of the page holds."""
        return json.loads(zlib.decompress(base64.b64decode(self.raw[island])))

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


def document(made: Page, uri: str) -> dict[str, Any]:
    """A row of the register by column, with what opening it shows."""
    columns = made.data()["register"]["columns"]
    row = columns["uri"].index(uri)
    shared = made.data()["register"]["words"]
    said = {name: shared[name][column[row]] if name in shared else column[row] for name, column in columns.items()}
    return said | made.data(f"document-{row // made.data()['block']}")[row % made.data()["block"]]


def assert_safe(made: Page) -> None:
    """No handler, no style attribute, no address but a fragment, data that can't end its element, and one script."""
    tags = [tag for tag, _ in made.elements]
    scripts = [attributes for tag, attributes in made.elements if tag == "script"]
    assert [a.get("type") for a in scripts if a.get("type") != "text/plain"] == [None]
    assert tags.count("style") == 2
    assert not {"img", "iframe", "object", "embed", "link", "base", "audio", "video"} & set(tags)
    for tag, attributes in made.elements:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset", "action")
        ]
        if "href" in attributes:
            assert tag == "a"
            assert re.fullmatch(r"#[\w.~%/?=&-]+", str(attributes["href"]))
    for name, data in made.raw.items():
        if re.fullmatch(r"data|(?:finding|document)-\d+", name):
            assert re.fullmatch(r"[A-Za-z0-9+/=]+", data)
    anchors = {str(attributes["href"])[1:] for tag, attributes in made.elements if tag == "a"}
    assert {anchor for anchor in anchors if not re.search("[/?]", anchor)} <= set(made.ids)
    assert len(made.ids) == len(set(made.ids))
    assert made.open == []


def test_the_page_is_balanced_safe_and_every_link_arrives(report: Report) -> None:
    made = page(report)
    assert_safe(made)
    rows = {f"document/{quote(uri, safe='/')}" for uri in made.data()["register"]["columns"]["uri"]}
    links = {str(a["href"])[1:] for tag, a in made.elements if tag == "a"}
    assert {link for link in links if link.startswith("document/")} <= rows


def test_the_policy_allows_exactly_the_styles_and_the_script_of_the_page(report: Report) -> None:
    made = page(report)
    (policy,) = [str(a["content"]) for tag, a in made.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    styles = [text for tag, text in made.blocks if tag == "style"]
    for directive, texts in (("style-src", styles), ("script-src", [made.raw["script"]])):
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert " ".join((directive, *(f"'sha256-{digest}'" for digest in digests))) + ";" in policy
    addresses = set(re.findall(r"https?:[^\"'` ]*", "".join(styles) + made.raw["script"]))
    assert {re.sub(r"/\d{4}/.*|/1999/.*", "", address) for address in addresses} <= {"http://www.w3.org"}  # namespaces


def test_nothing_in_the_script_makes_markup_or_code_of_text(report: Report) -> None:
    own = page(report).raw["script"].split("*/", 1)[1]
    for way in (
        "eval(",
        "new Function",
        "document.write",
        "insertAdjacentHTML",
        "dangerouslySetInnerHTML",
        "outerHTML",
    ):
        assert way not in own.split("\nconst {", 1)[1]


def test_it_tells_the_whole_story(report: Report) -> None:
    text = page(report).text
    for said in (
        "May this knowledge base be served? In part",
        "4 of 12 documents must not be served and 1 only with less weight; begin with KB103",
        "KB103 superseded-version excludes 2 documents (17 %)",
        "8 of 12 documents (67 %), 67 % of passages may be served",
        "17 files found = 12 documents + 2 skipped + 3 ignored by pattern.",
        "sha256:5d1f0c",
        "Sign-off",
    ):
        assert said in text


def test_every_document_finding_and_skipped_file_is_there(report: Report) -> None:
    data = page(report).data()
    columns, findings = data["register"]["columns"], data["findings"]
    assert sorted(columns["uri"]) == columns["uri"]
    assert set(columns["uri"]) == {*report.corpus.subjects, *(skipped.uri for skipped in report.corpus.skipped)}
    assert columns["status"].count("exclude") == report.summary.excluded
    assert columns["status"].count("skipped") == report.summary.skipped
    assert findings["message"] == [finding.message for finding in report.findings]
    assert findings["print"] == [finding.fingerprint[:16] for finding in report.findings]
    said = [[columns["uri"][at] for at in affects] for affects in findings["affects"]]
    assert said == [[affected.uri for affected in finding.affects] for finding in report.findings]


def test_a_document_tells_its_claims_and_which_lost(report: Report) -> None:
    first = document(page(report), "handbook/hr/onboarding.md")
    assert (first["date"], first["from"]) == ("2026-05-11", "front matter: last_reviewed_on")
    said = ["Effective", "2026-05-11", "front matter: last_reviewed_on"]
    assert first["dates"][0][:3] == said
    assert first["dates"][0][3][0] == ["2025-01-07", "sentence: Last updated: 7 January 2025"]
    vpn = document(page(report), "handbook/it/vpn.md")
    assert (vpn["ends"], vpn["moments"]) == ("2029-07-01", ["excluded from 2029-07-01 00:00 UTC"])


def test_an_excluded_document_tells_what_would_change_it(report: Report) -> None:
    old = document(page(report), "handbook/hr/travel-policy-2023.md")
    assert (old["status"], old["codes"]) == ("exclude", ["KB103"])
    assert old["todo"] == [["KB103", next(f.remedy for f in report.findings if f.code == "KB103")]]


def test_a_skipped_file_tells_what_would_make_it_readable(report: Report) -> None:
    (scan,) = [skipped for skipped in report.corpus.skipped if skipped.detail == "3 pages, no text"]
    said = document(page(report), scan.uri)
    assert (said["status"], said["skipped"], said["remedy"]) == (
        "skipped",
        scan.detail,
        "Run text recognition over it.",
    )


def test_a_family_tells_which_is_current_and_what_became_of_the_others(report: Report) -> None:
    data = page(report).data()
    (family,) = [one for one in data["families"] if one["reason"] == "the year in the file name"]
    uris = [data["register"]["columns"]["uri"][at] for at, *_ in family["members"]]
    assert uris[family["current"]] == "handbook/hr/travel-policy.md"
    old = family["members"][uris.index("handbook/hr/travel-policy-2023.md")]
    assert old[1:5] == ["2023", "superseded 2026-03-01", "2023-03-01", "2026-03-01"]


def test_pictures_say_in_words_what_they_show(report: Report) -> None:
    labels = [str(a["aria-label"]) for tag, a in page(report).elements if tag == "svg" and a.get("role") == "img"]
    assert labels[0] == "7 served, 1 demoted, 4 excluded, of 12 documents"
    assert any(re.fullmatch(r"\d+ errors, \d+ warnings, \d+ notes", label) for label in labels)
    assert any("median age" in label for label in labels)


def test_hostile_text_is_shown_and_does_nothing(hostile_report: Report, harmless_report: Report) -> None:
    text = RENDERERS["html"].render(hostile_report)
    text.encode("utf-8")
    assert all(ch.isprintable() or ch == "\n" for ch in text)
    made = Page(text)
    assert_safe(made)
    assert _structure(made) == _structure(page(harmless_report))
    for island in ("data", "finding-0", "document-0"):
        assert all(said.isprintable() for said in _texts(made.data(island)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from (name, *_texts(one))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _structure(made: Page) -> Counter[tuple[str, ...]]:
    return Counter((tag, *sorted(attributes)) for tag, attributes in made.elements)


def test_what_is_audited_stands_in_the_running_header_as_escapes(report: Report) -> None:
    named = dataclasses.replace(report, run=dataclasses.replace(report.run, sources=('x"; } </style><script>',)))
    made = page(named)
    assert_safe(made)
    (header,) = [text for tag, text in made.blocks if tag == "style" and "@top-left" in text and "counter" in text]
    assert r'content: "Audit of x\000022 \00003b  \00007d  \00003c \00002f style' in header


def pair(made: Page, row: int = 0) -> dict[str, Any]:
    """The first two documents that a finding shows side by side, by their uris."""
    found = made.data("finding-0")[row]["pairs"][0]
    uris = made.data()["register"]["columns"]["uri"]
    return found | {"a": uris[found["a"]], "b": uris[found["b"]]}


def test_two_versions_stand_side_by_side(report: Report) -> None:
    row = next(n for n, f in enumerate(report.findings) if "travel-policy-2023" in f.uri)
    made = pair(page(report), row)
    assert (made["a"], made["b"]) == ("handbook/hr/travel-policy-2023.md", "handbook/hr/travel-policy.md")
    assert (made["newer"], made["replaced"], made["alike"]) == (True, True, "0.89")
    assert made["why"] == "Told by: year in the name."
    money = next(one for one in made["contrasts"] if one["values"] == [["money", "EUR 85", "EUR 110"]])
    assert ["85", 3] in money["a"]  # changed, and a value
    assert ["110", 3] in money["b"]
    assert ["EUR ", 2] in money["a"]


def test_a_conflict_shows_both_sides_and_which_is_newer(report: Report) -> None:
    uri, other = "handbook/it/wifi-guests.md", "handbook/it/vpn.md"
    finding = dataclasses.replace(
        report.findings[0], code="KB104", name="conflicting-values", uri=uri, affects=(Affected(uri), Affected(other)),
        evidence=(Evidence("money here", "30 days: the whole sentence", uri), Evidence("x there", "y", other)),
    )  # fmt: skip
    made = page(dataclasses.replace(report, findings=(finding, *report.findings)))
    assert_safe(made)
    said = pair(made)
    assert (said["a"], said["b"], said["newer"], said["replaced"]) == (uri, other, True, False)
    assert "both are served as current" in said["why"]
    assert said["contrasts"][0]["values"][0][1:] == ["30 days", "two weeks"]
    assert "evidence" not in made.data("finding-0")[0]  # the two sides say it


def test_where_no_date_tells_neither_side_is_newer(report: Report) -> None:
    uri, other = "handbook/it/notes.txt", "handbook/it/vpn.md"
    alike = Relation(RelationKind.NEAR_DUPLICATE, uri, other, 0.91, 0.95, 0.97)
    finding = dataclasses.replace(
        report.findings[0], code="KB102", uri=uri, evidence=(Evidence("near duplicate of", "nearly the same", other),)
    )
    corpus = dataclasses.replace(report.corpus, relations=(alike,))
    said = pair(page(dataclasses.replace(report, corpus=corpus, findings=(finding,))))
    assert (said["newer"], said["why"], said["alike"]) == (False, "Nothing tells which of the two is newer.", "0.91")


def test_near_duplicates_show_what_was_reworded(report: Report) -> None:
    uri, other = "handbook/it/notes.txt", "handbook/it/vpn.md"
    wording = Wording((Rewording("Ask the old desk.", "Ask the new desk."),), more=3, only_a=2)
    alike = Relation(RelationKind.NEAR_DUPLICATE, uri, other, 0.91, 0.95, 0.97, wording=wording)
    finding = dataclasses.replace(report.findings[0], code="KB102", uri=uri, evidence=(Evidence("like", "", other),))
    corpus = dataclasses.replace(report.corpus, relations=(alike,))
    said = pair(page(dataclasses.replace(report, corpus=corpus, findings=(finding,))))
    old = [["Ask the ", 0], ["old", 1], [" desk.", 0]]
    assert said["reworded"] == [[old, [["Ask the ", 0], ["new", 1], [" desk.", 0]]]]
    assert (said["more"], said["only_a"], "only_b" in said) == (3, 2, False)


def test_a_document_tells_its_copies_and_what_was_made_from_one_form(report: Report) -> None:
    one, other, third = sorted(report.corpus.subjects)[:3]
    relations = (
        Relation(RelationKind.EXACT_COPY, one, other, 1.0, 1.0, 1.0),
        Relation(RelationKind.TEMPLATE_SIBLING, one, third, 0.7, 0.9, 0.8),
    )
    made = page(dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, relations=relations)))
    uris = made.data()["register"]["columns"]["uri"]
    assert document(made, one)["ties"] == [
        ["Copies", [["the same text as", uris.index(other), "Jaccard 1.00"]], 0],
        ["Made from one form", [["like", uris.index(third), "Jaccard 0.70"]], 0],
    ]
    assert document(made, other)["ties"] == [["Copies", [["repeated by", uris.index(one), "Jaccard 1.00"]], 0]]


def test_the_findings_begin_with_a_table_by_check_and_folder(report: Report) -> None:
    assert "KB103 superseded-version error exclude 2 2 handbook/hr/ 2" in words(RENDERERS["html"].render(report))


def test_an_empty_report_is_a_page_too(rebuild: Callable[..., Report]) -> None:
    made = page(rebuild(Corpus({}, (), (), ()), (), ignored=0, complete=False))
    assert_safe(made)
    assert "May this knowledge base be served? Can't tell" in made.text
    assert "There is nothing to audit" in made.text
    assert "incomplete" in made.text
    assert made.data()["families"] == []


def test_what_isnt_shown_side_by_side_is_counted(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(n for n, f in enumerate(report.findings) if "travel-policy-2023" in f.uri)
    whole = page(report).data("finding-0")[row]["pairs"][0]
    assert whole["left"] == 0
    monkeypatch.setattr(sides, "CONTRASTS", 1)
    cut = page(report).data("finding-0")[row]["pairs"][0]
    assert cut["left"] == sum(len(one["values"]) for one in whole["contrasts"][1:])
    monkeypatch.setattr(finding_rows, "PAIRS", 0)
    assert page(report).data("finding-0")[row]["pairs_left"] == 1


def test_tables_of_sets_and_owners_say_how_many_they_leave_out(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "table of documents has them all" not in page(report).text
    monkeypatch.setattr(overview, "ROWS", 1)
    made = page(report)
    assert_safe(made)
    assert re.findall(r"and (\d+) more ([a-z ]+): the table of documents has them all", made.text) == [
        ("3", "document sets"), ("3", "owners"),
    ]  # fmt: skip


def test_a_family_without_a_current_member_says_so(report: Report) -> None:
    families = tuple(dataclasses.replace(family, ordered=False) for family in report.corpus.families)
    data = page(dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, families=families))).data()
    assert [family["current"] for family in data["families"]] == [-1, -1]


def test_a_day_of_another_zone_is_shown_as_stated(report: Report) -> None:
    uri = "handbook/it/vpn.md"
    subject = report.corpus.subjects[uri]
    assert subject.effective.at
    at = subject.effective.at.replace(day=30, month=6, hour=22)  # 1 July, midnight in Berlin
    moved = dataclasses.replace(subject, effective=dataclasses.replace(subject.effective, at=at))
    subjects = {**report.corpus.subjects, uri: moved}
    made = page(dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, subjects=subjects)))
    assert (document(made, uri)["date"], document(made, uri)["from"][:12]) == ("2026-07-01", "front matter")


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
    assert document(page(report), uri)["why"] == ""
    assert document(page(withheld), uri)["why"] == why
    assert f"excluded: {why} (as of" in render_story(withheld, uri)


def test_what_is_excluded_now_is_not_served_until_later(report: Report) -> None:
    uri = "handbook/it/vpn.md"
    assert document(page(report), uri)["ends"] == "2029-07-01"
    assert "excluded from 2029-07-01" in render_story(report, uri)
    verdict = dataclasses.replace(report.verdicts[uri], status=Status.EXCLUDE, base_status=Status.EXCLUDE)
    excluded = dataclasses.replace(report, verdicts={**report.verdicts, uri: verdict})
    assert document(page(excluded), uri)["ends"] == ""
    assert "excluded from" not in render_story(excluded, uri)


def test_earlier_audits_make_a_trend_and_a_documents_history(report: Report) -> None:
    assert "Trend over" not in page(report).text
    uri, then = "handbook/it/vpn.md", report.run.as_of - timedelta(days=30)
    past = PastAudit("0" * 32, then, report.run.policy_name, True, 10, 6, 1, 3, {"error": 5, "warning": 2})
    gone = Gone(Told("f", "KB505", "placeholder", uri, Severity.NOTE, "To be written."), then, then)
    history = History((past,), {uri: ((then, Status.EXCLUDE), (report.run.as_of, Status.SERVE))}, then, {}, (gone,))
    made = page(dataclasses.replace(report, history=history))
    assert_safe(made)
    day = f"{then:%Y-%m-%d}"
    assert f"Trend over 2 audits From {day} 00:00 UTC to" in words(
        RENDERERS["html"].render(dataclasses.replace(report, history=history))
    )
    said = document(made, uri)
    assert said["since"] == day
    assert said["history"] == [[day, "exclude"], [f"{report.run.as_of:%Y-%m-%d}", "serve"]]
    assert said["gone"] == [["KB505", "placeholder", "To be written.", day, day]]


def test_what_is_judged_by_and_set_aside_is_told(report: Report) -> None:
    uri = "handbook/it/vpn.md"
    end = datetime(2027, 1, 1, tzinfo=UTC)
    waiver = Waiver("f", "KB201", uri, "0", "Rewritten in spring.", "ann@example.org", "2026-11-01", end)
    review = Attestation(uri, "0", "bob@example.org", "2026-10-01")
    uses = (WaiverUse(waiver, "used"), WaiverUse(review, "voided", "the text has changed"))
    corpus = dataclasses.replace(report.corpus, waivers=uses)
    made = page(dataclasses.replace(report, corpus=corpus, left_out=(("drafts/", 3),)))
    assert_safe(made)
    said = " ".join(made.text.split())
    assert f"KB201 {uri} ann@example.org 2026-11-01 2027-01-01 00:00 UTC Rewritten in spring. used" in words(
        RENDERERS["html"].render(dataclasses.replace(report, corpus=corpus))
    )
    assert "voided: the text has changed" in said
    assert "Ignored, by pattern drafts/ 3" in said
    assert "Waivers and attestations" not in page(report).text


def test_a_set_that_only_simulates_says_so(report: Report) -> None:
    uri = "handbook/it/vpn.md"
    subject = report.corpus.subjects[uri]
    governance = dataclasses.replace(subject.governance, simulate=True)
    subjects = {**report.corpus.subjects, uri: dataclasses.replace(subject, governance=governance)}
    told = dataclasses.replace(report.findings[0], effect=Effect.NONE, simulated=Effect.EXCLUDE)
    corpus = dataclasses.replace(report.corpus, subjects=subjects)
    said = page(dataclasses.replace(report, corpus=corpus, findings=(told,))).text
    assert "only simulated" in said
    assert re.search(r"would exclude \d+ document.*Readiness", said)


def test_what_nobody_owns_is_in_the_workload_though_it_is_no_document(report: Report) -> None:
    owned = {uri: s for uri, s in report.corpus.subjects.items() if s.owner.value}
    broken = dataclasses.replace(
        report.findings[0], uri="handbook/broken.pdf", affects=(Affected("handbook/broken.pdf"),)
    )
    corpus = dataclasses.replace(report.corpus, subjects=owned, families=(), relations=())
    made = page(dataclasses.replace(report, corpus=corpus, findings=(broken,)))
    assert "#worklist/" in {a.get("href") for tag, a in made.elements if tag == "a"}


def test_what_was_always_excluded_has_no_day_from_which_it_is(report: Report) -> None:
    uri = "handbook/it/vpn.md"
    ends = datetime(2026, 1, 1, tzinfo=UTC)
    verdict = dataclasses.replace(
        report.verdicts[uri], status=Status.EXCLUDE, base_status=Status.EXCLUDE, expires_at=ends
    )
    excluding = dataclasses.replace(report.findings[0], effect=Effect.EXCLUDE, uri=uri)
    verdicts = {**report.verdicts, uri: verdict}
    for since, said in ((None, ""), (ends, "2026-01-01")):
        finding = dataclasses.replace(excluding, affects=(Affected(uri, since),))
        made = page(dataclasses.replace(report, verdicts=verdicts, findings=(finding,)))
        assert document(made, uri)["ends"] == said


def test_a_members_time_ends_where_a_newer_version_begins(report: Report) -> None:
    uris = sorted(report.corpus.subjects)[:3]
    begins = [datetime(2024, 1, day, tzinfo=UTC) for day in (1, 5, 9)]
    members = tuple(Member(uri, rank, takes_effect=at) for rank, (uri, at) in enumerate(zip(uris, begins, strict=True)))
    family = Family("f", members, "the day")
    data = page(dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, families=(family,)))).data()
    assert [member[3:5] for member in data["families"][0]["members"]] == [
        ["2024-01-01", "2024-01-05"], ["2024-01-05", "2024-01-09"], ["2024-01-09", ""],
    ]  # fmt: skip


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert RENDERERS["html"].render(report) == RENDERERS["html"].render(report)

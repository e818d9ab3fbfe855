"""Findings, documents and families in a browser: searched, narrowed, sorted, arranged, linked to, taken away."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browser_tables import Listing, Row

AS_OF = date(2026, 6, 1)
AGES = ((182, "under 6 months"), (365, "6 to 12 months"), (730, "1 to 2 years"), (1095, "2 to 3 years"))
STATUSES = ("serve", "demote", "exclude", "skipped")


@dataclass(frozen=True)
class Told:
    """What the files beside the page say: it has to say the same."""

    findings: list[dict[str, Any]]
    documents: dict[str, dict[str, Any]]

    @classmethod
    def beside(cls, report: Path) -> Told:
        findings = json.loads((report.parent / "findings.json").read_text())["findings"]
        lines = (report.parent / "documents.jsonl").read_text(encoding="utf-8").splitlines()
        documents = {line["uri"]: line for line in map(json.loads, lines)}
        skipped = {uri: {**line, "status": "skipped"} for uri, line in documents.items() if "skipped" in line}
        return cls(findings, documents | skipped)

    def of(self, finding: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The documents that a finding concerns."""
        return [self.documents[uri] for uri in finding["affects"]]


def age(days: int) -> str:
    return "no date" if days < 0 else next((words for most, words in AGES if days <= most), "over 3 years")


def days_of(document: Mapping[str, Any]) -> int:
    """Days since its effective date, -1 where it has none."""
    at = document.get("effective", {}).get("at")
    return max(0, (AS_OF - date.fromisoformat(at[:10])).days) if at and document["status"] != "skipped" else -1


def owner_of(document: Mapping[str, Any]) -> str:
    return document.get("owner", {}).get("value") or "nobody"


def set_of(document: Mapping[str, Any]) -> str:
    return document.get("document_set") or "no set"


FACETS: dict[str, dict[str, Callable[[Told, Mapping[str, Any]], Iterable[str]]]] = {
    "findings": {
        "Check": lambda _, one: [f"{one['code']} {one['name']}"],
        "Severity": lambda _, one: [one["severity"]],
        "Status": lambda _, one: ["open" if one["status"] == "new" else one["status"]],
        "Effect": lambda _, one: [one["effect"]],
        "Set": lambda told, one: map(set_of, told.of(one)),
        "Owner": lambda told, one: map(owner_of, told.of(one)),
        "Age of the document": lambda told, one: [age(max(map(days_of, told.of(one)), default=-1))],
    },
    "documents": {
        "Status": lambda _, one: [one["status"]],
        "Check": lambda told, one: {f["code"] for f in told.findings if one["uri"] in f["affects"]} or ["no finding"],
        "Set": lambda _, one: [set_of(one)],
        "Owner": lambda _, one: [owner_of(one)],
        "Age": lambda _, one: [age(days_of(one))],
        "Kind": lambda _, one: [one.get("kind") or "not read"],
    },
}


@pytest.fixture
def told(sample_report: Path) -> Told:
    return Told.beside(sample_report)


@pytest.fixture
def table(open_report, sample_report):
    def call(name: str, fragment: str = "") -> Listing:
        return Listing(open_report(sample_report, fragment=fragment).page, name)

    return call


def holds(row: Row, words: str) -> bool:
    said = " ".join(row.values()).casefold()
    return all(word in said for word in words.casefold().split())


def test_all_that_was_found_is_there(table, told):
    findings = table("findings").csv()
    assert [(row["Code"], row["Document"]) for row in findings] == [(one["code"], one["uri"]) for one in told.findings]
    assert [row["What"] for row in findings] == [one["message"] for one in told.findings]
    documents = {row["Path"]: row["Status"] for row in table("documents").csv()}
    assert documents == {uri: one["status"] for uri, one in told.documents.items()}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("findings", "KB203"),
        ("findings", "PRICE-list"),
        ("findings", "kb203 finance"),
        ("findings", "KB104 probation"),
        ("documents", "annual-leave"),
        ("documents", "exclude hr/"),
        ("documents", "fleet"),
        ("families", "travel"),
    ],
)
def test_search(table, name, words):
    listing = table(name)
    everything = listing.csv()
    listing.search(words)
    expected = [row for row in everything if holds(row, words)]
    if (name, words) == ("documents", "exclude hr/"):  # what a status is called isn't searched for: there is a facet
        expected = []
    listing.expect_shown(len(expected))
    assert listing.csv() == expected
    assert all(listing.row(index).is_visible() for index in range(min(3, len(expected))))
    listing.search("")
    listing.expect_shown(len(everything))


def test_a_search_for_nothing_that_is_there(table):
    listing = table("documents")
    listing.search("no such words anywhere")
    listing.expect_shown(0)
    assert listing.view.get_by_text("Nothing fits.").is_visible()
    listing.show_all()
    listing.expect_shown(114)


@pytest.mark.parametrize(("name", "label"), [(name, label) for name, some in FACETS.items() for label in some])
def test_each_facet(table, told, name, label):
    listing = table(name)
    of = FACETS[name][label]
    all_of = told.findings if name == "findings" else list(told.documents.values())
    counts = Counter(value for one in all_of for value in set(of(told, one)))
    assert listing.choices(label) == counts

    first, *_, last = [*counts, *counts]
    listing.tick(label, first)
    listing.expect_shown(counts[first])
    assert listing.choices(label) == counts, "what each other value would add stays to be seen"
    if last != first:
        listing.tick(label, last)
        both = sum(1 for one in all_of if {first, last} & set(of(told, one)))
        listing.expect_shown(both)
    listing.page.keyboard.press("Escape")
    assert listing.view.locator(".chips .chip").count() == (1 if last == first else 2)
    listing.show_all()
    listing.expect_shown(len(all_of))


def test_families_by_whether_one_is_current(table):
    listing = table("families")
    assert listing.choices("Current member") == {"has a current member": 6, "no current member": 1}
    listing.tick("Current member", "no current member")
    listing.expect_shown(1)
    assert "opening-the-shop" in listing.row(0).inner_text()


def test_facets_narrow_one_another(table, told):
    listing = table("findings")
    listing.tick("Severity", "error")
    errors = [one for one in told.findings if one["severity"] == "error"]
    listing.expect_shown(len(errors))
    assert listing.choices("Check") == Counter(f"{one['code']} {one['name']}" for one in errors)
    listing.tick("Check", "KB203 expired")
    listing.search("loyalty")
    listing.expect_shown(1)
    listing.view.get_by_role("button", name="Remove Severity: error").click()
    listing.view.get_by_role("button", name="Remove Check: KB203 expired").click()
    listing.expect_shown(1)
    listing.show_all()
    listing.expect_shown(len(told.findings))


def lower(heading: str) -> Callable[[Row], object]:
    return lambda row: row[heading].lower()


def number(heading: str) -> Callable[[Row], object]:
    return lambda row: int(row[heading] or -1)


ORDERS: dict[str, dict[str, Callable[[Row], object]]] = {
    "findings": {
        "Check": lower("Code"),
        "Severity": lambda row: ("note", "warning", "error").index(row["Severity"]),
        "Document": lower("Document"),
        "What": lower("What"),
        "Effect": lower("Effect"),
        "Owner": lower("Owner"),
        "Documents": number("Documents"),
    },
    "documents": {
        "Document": lower("Path"),
        "Status": lambda row: STATUSES.index(row["Status"]),
        "Effective date": lower("Effective date"),
        "Owner": lower("Owner"),
        "Set": lower("Set"),
        "Served until": lambda row: row["Served until"] or "9999",
    },
    "families": {"Family": lower("Family"), "Members": number("Members"), "Order told by": lower("Order told by")},
}


@pytest.mark.parametrize("name", ORDERS)
def test_sorting_by_each_column(table, name):
    listing = table(name)
    for heading, key in ORDERS[name].items():
        ways = set()
        for _ in range(2):
            way = listing.sort(heading)
            ways.add(way)
            keys = [key(row) for row in listing.csv()]
            assert keys == sorted(keys, reverse=way == "descending"), f"{heading}, {way}"
        assert ways == {"ascending", "descending"}, heading


def test_the_choice_of_columns(table):
    listing = table("documents")
    assert listing.headings == ["Document", "Status", "Reasons", "Effective date", "Owner", "Set", "Served until"]
    listing.tick("Columns", "Kind")
    listing.tick("Columns", "Age in days")
    listing.tick("Columns", "Set")
    assert listing.headings == [
        "Document", "Status", "Reasons", "Effective date", "Owner", "Served until", "Kind", "Age in days",
    ]  # fmt: skip
    rows = listing.csv()
    assert {row["Kind"] for row in rows} >= {"markdown", "pdf", "xlsx"}
    assert "Set" not in rows[0]


def test_a_link_opens_the_same_view_again(open_report, sample_report):
    first = Listing(open_report(sample_report).page, "findings")
    first.search("sample")
    first.tick("Severity", "warning")
    first.tick("Set", "customers")
    first.tick("Columns", "Since")
    first.page.keyboard.press("Escape")
    first.sort("Document")
    fragment = first.page.url.partition("#")[2]
    again = Listing(open_report(sample_report, fragment=fragment).page, "findings")
    again.expect_shown(first.shown)
    assert 0 < first.shown < 67
    assert again.headings == first.headings
    assert again.csv() == first.csv()
    assert again.view.get_by_role("searchbox", name="Find").first.input_value() == "sample"
    assert again.view.locator("th[aria-sort=ascending]").inner_text().startswith("Document")
    assert again.view.bounding_box()["y"] < 900, "the table is what the link shows"


def test_a_link_that_means_nothing_is_the_whole_table(table):
    listing = table("documents", "documents?sort=nonsense&columns=,,&status=&q=")
    assert listing.shown in {0, 114}  # no document has an empty status
    listing = table("findings", "findings?check=KB999&sort=-__proto__&columns=constructor")
    listing.expect_shown(0)
    listing.show_all()
    listing.expect_shown(67)


def test_csv_is_what_the_filter_left(table):
    listing = table("findings")
    listing.tick("Check", "KB203 expired")
    listing.tick("Columns", "Since")
    rows = listing.csv()
    assert [row["Document"] for row in rows] == [
        "sample_corpus/finance/price-list-2024.pdf",
        "sample_corpus/finance/price-list-2025.pdf",
        "sample_corpus/support/loyalty-card.md",
    ]
    usual = ["Code", "Check", "Severity", "Status", "Document", "What", "Effect", "Owner", "Documents"]
    assert list(rows[0]) == [*usual, "Since"]
    assert {row["Code"] for row in rows} == {"KB203"}

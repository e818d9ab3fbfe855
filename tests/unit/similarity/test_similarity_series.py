from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from kbaudit.model import RelationKind
from kbaudit.similarity import compare_all, measure, read_markers, related
from kbaudit.similarity.period_names import Unit, read_period, without_periods

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kbaudit.similarity.related import Related

    from .conftest import MakeSubject

MONTHS = ("January", "February", "March", "April", "May", "June")


def filled(number: int) -> str:
    """One form, filled in anew each time."""
    draw = random.Random(number)  # noqa: S311 - not for secrets
    return (
        f"Revenue was EUR {draw.randint(800, 1500)},000, {draw.randint(1, 9)} percent above plan. "
        f"Costs of goods came to EUR {draw.randint(400, 700)},000. The stores served {draw.randint(10000, 20000)} "
        f"customers, and the returns desk took back {draw.randint(100, 900)} parcels.\n\nOutlook: the plan for the "
        f"quarter is kept. Inventory stands at {draw.randint(20, 60)} days. The headcount was {draw.randint(180, 220)}."
    )


def edited(number: int) -> str:
    """One text, of which a value is changed from edition to edition."""
    return (
        "The laptop is encrypted and stays with the person who signed for it. Lost devices are told to the service "
        f"desk within {number + 2} hours. Guests use the network for visitors. Doors are locked by the last one. "
        "The kitchen is for all, and whoever used it leaves it clean. Questions go to the front desk in the hall."
    )


def look(make: MakeSubject, pages: Mapping[str, tuple[str, str]], **fields: str) -> Related:
    """What the pipeline makes of pages given as title and body: every pair of them is measured and compared."""
    texts = {uri: f"# {title}\n\n{body}\n" for uri, (title, body) in pages.items()}
    made = {uri: make(uri, text, title=pages[uri][0], fields=fields) for uri, text in sorted(texts.items())}
    by_key = {made[uri].document.content_key: text for uri, text in texts.items()}
    pairs = [(a, b) for a in sorted(by_key) for b in sorted(by_key) if a < b]

    def read(wanted: Iterable[str]) -> dict[str, str]:
        return {key: by_key[key] for key in wanted}

    titles = {subject.document.content_key: subject.document.title for subject in made.values()}
    return related(made, measure(pairs, read), list(compare_all(pairs, read, titles)), read_markers(made), 0.8)


SERIES = {
    "2026-MM-report": lambda m: (f"kb/2026-0{m}-report.md", f"Monthly report {MONTHS[m - 1]} 2026"),
    "report-2026-MM": lambda m: (f"kb/report-2026-0{m}.md", f"Store report {MONTHS[m - 1]} 2026"),
    "report-january-2026": lambda m: (f"kb/report-{MONTHS[m - 1].lower()}-2026.md", "Controlling report"),
    "folders of months": lambda m: (f"kb/2026/0{m}/report.md", "KPI report"),
    "quarters": lambda m: (f"kb/Q{(m - 1) % 4 + 1}-{2025 + m // 5} report.md", "Quarterly report"),
    "years": lambda m: (f"kb/{2019 + m} annual report.md", f"Annual report {2019 + m}"),
    "years of payroll": lambda m: (f"kb/{2020 + m}-payroll.md", "Payroll summary"),
    "minutes": lambda m: (f"kb/2026-0{m}-28-minutes.md", f"Minutes 0{m}/2026"),
    "weeks": lambda m: (f"kb/weekly-2026-W1{m}.md", f"Weekly report 1{m}"),
    "stand-ups": lambda m: (f"kb/stand-up_2026030{m}.md", "Stand-up"),
    "German": lambda m: (f"kb/umsatzbericht-2026-0{m}.md", "Umsatzbericht"),
    "French": lambda m: (f"kb/compte-rendu-2026-0{m}.md", "Compte rendu"),
    "Spanish": lambda m: (f"kb/2026-0{m} informe.md", "Informe de ventas"),
    "no word of a series": lambda m: (f"kb/shop-floor-2026-0{m}.md", f"Shop floor {MONTHS[m - 1]} 2026"),
    "no word, one title": lambda m: (f"kb/shop-floor-2026-0{m}.md", "Shop floor"),
    "a word in the title only": lambda m: (f"kb/north-2026-0{m}.md", f"Report of the north, {MONTHS[m - 1]} 2026"),
}


@pytest.mark.parametrize("scheme", SERIES)
def test_a_series_is_one_form(subject: MakeSubject, scheme: str) -> None:
    found = look(subject, {(n := SERIES[scheme](m))[0]: (n[1], filled(m)) for m in range(1, 7)})
    assert found.families == ()
    assert [one.kind for one in found.relations] == [RelationKind.TEMPLATE_SIBLING] * 5


EDITIONS = {
    "price lists by year": (("kb/price-list-2025.md", "kb/price-list-2026.md"), "Price list", filled),
    "price lists by month": ([f"kb/price-list-2026-0{m}.md" for m in (1, 2, 3)], "Price list", filled),
    "handbooks": (("kb/handbook-2023-04.md", "kb/handbook-2023-09.md"), "Handbook", edited),
    "policies": (("kb/travel-2021.md", "kb/travel-2023.md"), "Travel policy", edited),
    "a policy about reports": (("kb/report-2021.md", "kb/report-2023.md"), "Policy on reports", edited),
    "months of one text": ([f"kb/house-2023-0{m}.md" for m in (1, 2, 3)], "The house", edited),
}


@pytest.mark.parametrize("case", EDITIONS)
def test_editions_are_versions(subject: MakeSubject, case: str) -> None:
    uris, title, body = EDITIONS[case]
    (family,) = look(subject, {uri: (title, body(at)) for at, uri in enumerate(uris)}).families
    assert [member.uri for member in family.members] == list(uris)
    assert family.ordered


def test_editions_of_a_site_are_versions_even_of_a_page_on_reports(subject: MakeSubject) -> None:
    pages = {
        f"kb/{edition}/{name}.md": (name, f"{edited(at)} {name} {name} is told here.")
        for at, edition in enumerate(("2023-04", "2023-05", "2023-06"))
        for name in ("devices", "kitchen", "doors", "incident-report")
    }
    families = look(subject, pages).families
    report = next(family for family in families if "incident-report" in family.members[0].uri)
    assert [member.uri[3:10] for member in report.members] == ["2023-04", "2023-05", "2023-06"]


def test_a_declared_succession_wins(subject: MakeSubject) -> None:
    old = subject("kb/report-2026-01.md", filled(1), title="Report", fields={"superseded_by": "report-2026-02.md"})
    new = subject("kb/report-2026-02.md", filled(2), title="Report")
    made = {one.uri: one for one in (old, new)}
    (family,) = related(made, [], [], read_markers(made), 0.8).families
    assert [member.uri for member in family.members] == list(made)
    assert family.reason.startswith("declared")


def test_drafts_of_one_period_are_versions(subject: MakeSubject) -> None:
    pages = {f"kb/report-2026-0{m}.md": ("Report", filled(m)) for m in (1, 2, 3)}
    pages["kb/report-2026-03-v2.md"] = ("Report", filled(3).replace("Outlook", "The outlook"))
    (family,) = look(subject, pages).families
    assert [member.uri for member in family.members] == ["kb/report-2026-03.md", "kb/report-2026-03-v2.md"]


def test_real_copies_stay_copies(subject: MakeSubject) -> None:
    pages = {f"kb/report-2026-0{m}.md": ("Report", filled(m)) for m in (1, 2, 3)}
    pages["kb/other/report-of-march.md"] = ("Report", filled(3))
    kinds = {one.kind for one in look(subject, pages).relations}
    assert kinds == {RelationKind.TEMPLATE_SIBLING, RelationKind.EXACT_COPY}


@pytest.mark.parametrize(
    ("text", "unit", "written"),
    [
        ("kb/2026-01-28-minutes", Unit.DAY, "2026-01-28"),
        ("Protokoll vom 3. März 2026", Unit.DAY, "3. märz 2026"),
        ("kb/weekly-2026-W11", Unit.WEEK, "2026-w11"),
        ("Bericht KW 7 2026", Unit.WEEK, "kw 7 2026"),
        ("kb/2026/01/report", Unit.MONTH, "2026/01"),
        ("Minutes 01/2026", Unit.MONTH, "01/2026"),
        ("informe enero 2026", Unit.MONTH, "enero 2026"),
        ("kb/Q1-2025 report", Unit.QUARTER, "q1-2025"),
        ("kb/2020 annual report", Unit.YEAR, "2020"),
    ],
)
def test_periods_read(text: str, unit: Unit, written: str) -> None:
    read = read_period(text)
    assert read
    assert (read[0].unit, read[0].text) == (unit, written)


@pytest.mark.parametrize("text", ["kb/report", "kb/report-12", "kb/iso-27001", "kb/order-12026-01"])
def test_no_period(text: str) -> None:
    assert read_period(text) is None


def test_neighbours_differ_by_one() -> None:
    for one, next_one in (("2025-12", "2026-01"), ("2025-Q4", "2026-Q1"), ("2025-W52", "2026-W01")):
        first, second = read_period(one), read_period(next_one)
        assert first
        assert second
        assert second[0].number - first[0].number == 1


def test_paths_of_a_series_are_one_without_their_dates() -> None:
    assert without_periods("kb/2026/01/report") == without_periods("kb/2025/12/report") == "kb/report"
    assert without_periods("kb/weekly-2026-w11") == "kb/weekly"

"""Folders with two pages that say different things, or that only look as if: what the real command makes of them.

Each stands among twenty pages that have nothing to do with it and of which nothing may be reported.
"""

# ruff: noqa: E501 - prose reads better unwrapped

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import pytest

AS_OF = "2026-09-01"
TOLD = ("KB101", "KB102", "KB103", "KB104", "KB105", "KB106")
WRITTEN = datetime(2026, 5, 4, 9, tzinfo=UTC).timestamp()

AROUND = {
    "canteen": "Lunch is served from eleven to two. The menu of the week hangs beside the till and is sent round on Friday. Guests pay with a card.",
    "bicycles": "Two rows of stands are covered. Whoever comes by bicycle every day may ask the caretaker for a locker and a key.",
    "printers": "Jobs wait in the queue of each floor until somebody holds a badge against the reader. Toner lies in the cupboard next door.",
    "first-aid": "The box hangs in the corridor on the ground floor. Helpers wear a green pin and are trained every second autumn by the Red Cross.",
    "library": "Books that the whole team needs are bought by the librarian. Put a slip into the catalogue when you lend one out for a journey.",
    "plants": "The gardener waters the palms on Mondays. Please don't pour coffee into the pots, for it has killed three of them already.",
    "minutes": "Whoever leads a meeting names somebody who takes notes. The notes lie in the shared folder before the day is over.",
    "keys": "Lost keys are reported to the front desk at once, because the lock of the outer door has to be exchanged by a locksmith.",
    "interns": "An intern gets a mentor from another team. At the end both write down what they learned, and a certificate is signed.",
    "lighting": "Lamps in the halls go out by themselves when nobody moves. Who works late presses the switch beside the lift to keep them on.",
    "postage": "Parcels are franked in the mail room. Write the cost centre on the slip, and hand urgent ones over before noon.",
    "archive": "Paper files go to the cellar after the project was closed. Boxes are numbered, and the list of them is kept by the registry.",
    "music-room": "The piano is tuned twice a year. Singing is welcome during lunch as long as the seminar next door has a break.",
    "heating": "Radiators are set by the building's own control. If a room stays cold, tell the caretaker the number on its door.",
    "languages": "Courses in Polish and Danish are taught on Wednesdays. The teacher comes to us, and the books are lent for the winter.",
    "cleaning": "Desks are wiped at night. Leave nothing on them that mustn't get wet, and close the windows when you go home.",
    "photographs": "Pictures of colleagues are published only after they agreed in writing. The form lies with the press office.",
    "telephones": "The switchboard connects calls from outside. Put your absence into the calendar so that nobody waits in vain.",
    "garden": "Tables in the yard may be used in summer. Bring chairs back before rain, and keep the path to the gate clear.",
    "newsletter": "Contributions are sent to the editor by the middle of the month. Photographs are welcome if their author is named.",
}  # fmt: skip

LEAVE = """Staff who want to return what they bought for a project hand it back to the store, unused and with its slip, within {} of
the purchase. The store keeps a list of what came back and tells purchasing every Friday. Goods that were made to measure stay with
the project, and so do opened packages, whatever they cost."""
PAIRS = {
    "a number of days": (LEAVE, "14 days", "30 days"),
    "money": (
        "A night in a hotel on a trip for the company is paid up to {} without further questions. What lies above that is paid by the "
        "traveller, unless the head of the department agreed in writing before the trip began. Receipts are kept for the auditors.",
        "EUR 85",
        "EUR 110",
    ),
    "percentage": (
        "Orders that arrive before the first of a quarter are granted a rebate of {} on the list price. The rebate is shown on the "
        "confirmation and on the bill, and it can't be combined with other offers that the sales team makes to a customer.",
        "5 %",
        "12 %",
    ),
    "date": (
        "The old booking system is switched off for every branch on {} in the evening. Until then bookings may be entered in either "
        "system; the night job carries them over. Afterwards the old addresses lead to a page that explains the move.",
        "3 March 2026",
        "17 April 2026",
    ),
    "must and must not": (
        "Visitors of the laboratory {} enter the clean room without an escort from the team that runs it. The escort signs them in, "
        "shows them where the showers are, and stays with them until they have left the building again.",
        "may",
        "must not",
    ),
    "enabled and disabled": (
        "Remote access to the file server is {} for all accounts of contractors from their first day on. A contractor who needs "
        "something else asks the service desk, which forwards the wish to the security officer for a decision.",
        "enabled",
        "disabled",
    ),
}  # fmt: skip


def page(title: str, body: str, **fields: str) -> str:
    declared = {"title": title, "owner": "lena.ott@harbour.example", **fields}
    head = "\n".join(f"{name}: {value}" for name, value in declared.items())
    return f"---\n{head}\n---\n\n# {title}\n\n{body}\n"


@pytest.fixture
def audited(kbaudit, tmp_path):
    """Audits a folder of these pages and the twenty: the findings told of relations, and the lines of relations.jsonl."""

    def audit(pages: Mapping[str, str]) -> tuple[list[dict], list[dict]]:
        top = tmp_path / "kb"
        around = {f"house/{name}.md": page(name.title(), body) for name, body in AROUND.items()}
        for name, text in {**around, **pages}.items():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            (top / name).write_text(text, encoding="utf-8")
            os.utime(top / name, (WRITTEN, WRITTEN))
        outcome = kbaudit("audit", top, "--as-of", AS_OF, "--fail-on", "never")
        assert outcome.code == 0, outcome.err
        findings = [finding for finding in outcome.findings["findings"] if finding["code"] in TOLD]
        assert not [uri for finding in findings for uri in finding["affects"] if uri.startswith("kb/house/")]
        return findings, outcome.lines("relations.jsonl")

    return audit


def codes(findings: Iterable[Mapping]) -> list[str]:
    return sorted(finding["code"] for finding in findings)


def said(finding: Mapping) -> str:
    return finding["message"] + " ".join(evidence["value"] for evidence in finding["evidence"])


@pytest.mark.parametrize("kind", PAIRS)
def test_two_pages_with_one_other_value(audited, kind):
    text, one, other = PAIRS[kind]
    findings, _ = audited(
        {
            "shop/what-comes-back.md": page("What comes back", text.format(one)),
            "rules/section-four.md": page("House rules, part four", text.format(other)),
        }
    )
    assert codes(findings) == ["KB104"], [finding["message"] for finding in findings]
    assert sorted(findings[0]["affects"]) == ["kb/rules/section-four.md", "kb/shop/what-comes-back.md"]
    assert one in said(findings[0])
    assert other in said(findings[0])


def test_a_sentence_of_a_long_page(audited):
    answer = "An order can be cancelled free of charge within {} of the confirmation by writing to the service desk."
    rest = "\n\n".join(f"## Question {n}\n\n{line}" for n, line in enumerate(_strangers(30), 1))
    findings, _ = audited(
        {
            "faq.md": page("Frequently asked questions", f"{rest}\n\n## Can I cancel?\n\n{answer.format('24 hours')}"),
            "sales/cancelling.md": page(
                "Cancelling an order",
                f"This page is for customers who changed their mind. {answer.format('48 hours')} "
                "The desk confirms it, and what was paid already is sent back to the account that it came from.",
            ),
        }
    )
    assert codes(findings) == ["KB104"], [finding["message"] for finding in findings]
    assert "24 hours" in said(findings[0])
    assert "48 hours" in said(findings[0])


SHORT = {
    "another unit": (
        "The room has two racks. The key hangs at the front desk. Backups are kept for {}. Nobody smokes there.",
        "You get a laptop on your first day. Backups are kept for {}. Ask your mentor where the coffee stands.",
        ("24 hours",),
        ("three days",),
    ),
    "several rules of one page": (
        "Contractors {} use the VPN. The client is {}. Sessions end after {}. Split tunnelling is {}. Support is given by {}.",
        "",
        ("may", "OpenVPN", "8 hours", "enabled", "the first desk"),
        ("must not", "WireGuard", "24 hours", "disabled", "the second desk"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHORT)
def test_two_short_pages(audited, kind):
    text, other, here, there = SHORT[kind]
    titles = ("Server room", "Onboarding") if other else ("VPN access", "VPN access")
    findings, _ = audited(
        {
            "it/first.md": page(titles[0], text.format(*here)),
            "people/second.md": page(titles[1], (other or text).format(*there)),
        }
    )
    assert "KB104" in codes(findings), [finding["message"] for finding in findings]
    said_of_it = next(said(finding) for finding in findings if finding["code"] == "KB104")
    assert here[0] in said_of_it
    assert there[0] in said_of_it


def test_two_weeks_are_fourteen_days(audited):
    text, other, *_ = SHORT["another unit"]
    findings, _ = audited(
        {
            "it/first.md": page("Server room", text.format("two weeks")),
            "people/second.md": page("Onboarding", other.format("14 days")),
        }
    )
    assert findings == []


def _strangers(count: int) -> list[str]:
    """Sentences that have nothing in common."""
    things = re.findall(
        r"\S+", "ladder kettle curtain drawer lantern pillow saddle anchor basket candle hammer mirror needle ribbon"
    )
    deeds = re.findall(
        r"\S+", "polished borrowed painted weighed folded repaired shelved labelled counted carried emptied"
    )
    places = re.findall(r"\S+", "attic cellar yard stable kitchen harbour tower chapel orchard mill")
    return [
        f"The {things[n % 14]} of the {places[n % 10]} is {deeds[n % 11]} by whoever finds the {things[(n * 5 + 3) % 14]}."
        for n in range(count)
    ]


def _in_other_words(number: int) -> str:
    """Eight sentences in words that no other number's have."""
    draw = random.Random(number)  # noqa: S311 - no secret, and the same words in every run
    words = ["".join(draw.choices(("ba", "ko", "li", "mu", "ne", "ro", "sa", "ti", "wu"), k=4)) for _ in range(80)]
    return " ".join(f"The {' '.join(words[first : first + 10])}." for first in range(0, 80, 10))


CITIES = re.findall(
    r"\S+",
    "Aachen Bremen Chemnitz Dresden Essen Freiburg Gera Halle Ingolstadt Jena Kassel Leipzig Mainz Neuss Oldenburg Potsdam "
    "Quedlinburg Rostock Stuttgart Trier Ulm Viersen Wismar Xanten Zwickau Bonn Celle Erfurt Hagen Siegen",
)
CUSTOMERS = [f"{city} {trade}" for city in CITIES[:20] for trade in ("Bakery", "Cycles", "Books", "Dental", "Yachts")]
MONTHS = re.findall(r"\S+", "January February March April May June July August September October November December")


def invoice(number: int) -> str:
    customer = CUSTOMERS[number]
    return page(
        f"Invoice {4100 + number}",
        f"Invoice number: {4100 + number}\n\nBill to: {customer}\n\n"
        f"Thank you for your order of {number % 28 + 1} {MONTHS[number % 12]} 2026. We charge you for {number % 9 + 2} hours of work at "
        f"EUR {80 + number % 5 * 10} an hour, in all EUR {(number % 9 + 2) * (80 + number % 5 * 10)} without tax. Please pay within "
        f"{(14, 30)[number % 2]} days to the account below and give the number of the invoice. Late payments cost interest of 5 % a year. "
        f"For questions call our office in Kiel, Monday to Friday.",
    )


def report(number: int) -> str:
    return page(
        f"Monthly report {MONTHS[number]} 2026",
        f"In {MONTHS[number]} the service desk closed {310 + number * 17} tickets, of which {12 + number * 3} were urgent. The median time to an "
        f"answer was {20 + number * 2} minutes. Availability of the shop was {97 + number % 3} %. {3 + number % 4} people worked on the desk. "
        "The backlog is reviewed on the first Monday of the following month.\n\n## Outlook\n\nNothing unusual is planned.",
    )


def branch(number: int) -> str:
    city = CITIES[number]
    return page(
        f"Branch {city}",
        f"The branch in {city} opens at {8 + number % 3}:00 and closes at {17 + number % 4}:30. It has {4 + number % 7} desks and "
        f"{1 + number % 3} meeting rooms. Deliveries are taken until {14 + number % 3}:00 at the back door. The branch manager of {city} "
        f"keeps the keys. Call {number + 21} from any desk in an emergency. Visitors to {city} park behind the house.",
    )


@pytest.mark.parametrize(
    ("pages", "most"),
    [
        ({f"billing/invoice-{4100 + n}.md": invoice(n) for n in range(100)}, 600),
        ({f"reports/{n + 1:02}-{MONTHS[n].lower()}.md": report(n) for n in range(12)}, 80),
        ({f"branches/{CITIES[n].lower()}.md": branch(n) for n in range(30)}, 200),
    ],
    ids=["invoices", "monthly reports", "branch pages"],
)
def test_forms_of_one_template(audited, pages, most):
    findings, relations = audited(pages)
    assert [finding["message"] for finding in findings] == []
    assert len(relations) <= most
    assert {relation["kind"] for relation in relations} <= {"template_sibling", "near_duplicate"}


DISCLAIMER = """This page is meant for members of staff. Nothing in it is legal advice, and nothing in it changes your contract. If
a law or an agreement with the works council says something else, that holds. The page may be changed at any time without notice, and
older printed copies are not valid. Questions go to the legal department, which answers within 5 working days."""


def test_one_disclaimer_under_forty_pages(audited):
    pages = {
        f"notes/{n:02}.md": page(f"{text.split()[1]} {n}", f"{text}\n\n## Disclaimer\n\n{DISCLAIMER}")
        for n, text in enumerate(map(_in_other_words, range(40)))
    }
    findings, relations = audited(pages)
    assert [finding["message"] for finding in findings] == []
    assert relations == []


@pytest.mark.parametrize(
    ("older", "newer", "fields"),
    [
        ("rules/refund-v1.md", "rules/refund-v2.md", {}),
        ("rules/old-refunds.md", "rules/refund-policy-2.md", {"superseded_by": "refund-policy-2.md"}),
    ],
    ids=["numbered", "declared"],
)
def test_versions_of_one_policy(audited, older, newer, fields):
    findings, relations = audited(
        {
            older: page("Refund policy", LEAVE.format("14 days"), **fields),
            newer: page("Refund policy", LEAVE.format("30 days")),
        }
    )
    assert codes(findings) == ["KB103"], [finding["message"] for finding in findings]
    assert findings[0]["affects"] == [f"kb/{older}"]
    assert "14 days" in said(findings[0])
    assert "30 days" in said(findings[0])
    assert [relation["kind"] for relation in relations] == ["older_version_of"]


REST = """The store keeps a list of what came back and tells purchasing every Friday. Goods that were made to measure stay with the
project. The list is closed at the end of a year and handed to the auditors, who look at every tenth line of it. Whoever finds a mistake
writes it on the last page, with a date and a name, so that it can be put right before the books are closed for good."""


@pytest.mark.parametrize(("days", "expected"), [("14 days", ["KB106"]), ("30 days", ["KB104", "KB106"])])
def test_one_title_and_nothing_that_tells_which_is_newer(audited, days, expected):
    first = "What was bought for a project is handed back to the store, unused and with its slip, within {} of the purchase."
    findings, _ = audited(
        {
            "projects/returns.md": page(
                "Returns to the store", f"{first.format('14 days')} {REST} Bring a cart; the lift is narrow."
            ),
            "store/how-to-return.md": page(
                "Returns to the store", f"{first.format(days)} {REST} On Tuesdays nobody is there before ten."
            ),
        }
    )
    assert codes(findings) == expected, [finding["message"] for finding in findings]
    both = ["kb/projects/returns.md", "kb/store/how-to-return.md"]
    assert all(sorted(finding["affects"]) == both for finding in findings)


def test_a_draft_doesnt_conflict_with_the_live_page(audited):
    findings, _ = audited(
        {
            "shop/what-comes-back.md": page("What comes back", LEAVE.format("14 days")),
            "plans/returns-next-year.md": page("Returns next year", LEAVE.format("30 days"), status="draft"),
        }
    )
    assert "KB104" not in codes(findings)


def test_an_expired_page_takes_nothing_from_the_live_one(audited):
    findings, _ = audited(
        {
            "shop/what-comes-back.md": page("What comes back", LEAVE.format("14 days")),
            "plans/summer-offer.md": page("Summer offer", LEAVE.format("30 days"), valid_until="2026-06-30"),
        }
    )
    assert "kb/shop/what-comes-back.md" not in [uri for finding in findings for uri in finding["affects"]]


def test_two_languages_of_one_page(audited):
    findings, _ = audited(
        {
            "en/parking.md": page("Parking", "Staff park on the upper deck for EUR 40 a month. The barrier opens with the badge from 6:00 to 22:00, and 12 places are for guests."),
            "de/parking.md": page("Parken", "Beschäftigte parken auf dem oberen Deck für 45 EUR im Monat. Die Schranke öffnet mit dem Ausweis von 6:00 bis 22:00, und 12 Plätze sind für Gäste."),
        }
    )  # fmt: skip
    assert findings == []


def test_copies_of_one_side_make_one_conflict(audited):
    findings, relations = audited(
        {
            "shop/what-comes-back.md": page("What comes back", LEAVE.format("14 days")),
            "branches/what-comes-back.md": page("What comes back", LEAVE.format("14 days")),
            "rules/section-four.md": page("House rules, part four", LEAVE.format("30 days")),
        }
    )
    assert codes(findings) == ["KB101", "KB104"], [finding["message"] for finding in findings]
    assert sum(relation["kind"] == "conflicts_with" for relation in relations) == 1


FILLED = """Present: Ann, Bob, Carla, Dora, Emil and Fritz, chaired by Ann.

Revenue was EUR {},000, {} percent above plan. Costs of goods came to EUR {},000. The stores served {} customers, and the returns desk took
back {} parcels.

Outlook: the plan for the quarter is kept. Inventory stands at {} days. The headcount at the end was {}."""
PERIODS = {
    "monthly reports": ("finance/2026-0{}-report.md", "Monthly report 0{}/2026"),
    "folders of months": ("finance/2026/0{}/report.md", "KPI report"),
    "minutes": ("board/2026-0{}-28-minutes.md", "Minutes 0{}/2026"),
    "weekly reports": ("sales/weekly-2026-W1{}.md", "Weekly report 1{}"),
    "annual reports": ("about/202{} annual report.md", "Annual report 202{}"),
}


@pytest.mark.parametrize("kind", PERIODS)
def test_documents_of_one_series_are_siblings(audited, kind):
    name, title = PERIODS[kind]
    draw = random.Random(4)  # noqa: S311 - not for secrets
    tops = (1500, 9, 700, 20000, 900, 60, 220)
    pages = {
        name.format(number): page(title.format(number), FILLED.format(*(draw.randint(top // 3, top) for top in tops)))
        for number in range(1, 7)
    }
    findings, relations = audited(pages)
    assert codes(findings) == [], [finding["message"] for finding in findings]
    assert [relation["kind"] for relation in relations] == ["template_sibling"] * 5


def test_a_price_list_of_two_years_is_two_versions(audited):
    text = "A night in the room on the garden costs {}, with breakfast and the use of the pool. Children up to six stay for free. The tax of the town is paid at the desk, in cash or by card, on the day of arrival."
    findings, _ = audited(
        {f"shop/price-list-{year}.md": page("Price list", text.format(f"EUR {year - 1930}")) for year in (2025, 2026)}
    )
    assert codes(findings) == ["KB103"]

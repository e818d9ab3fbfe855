"""Short pages: forms filled in for two things are silent, pages of one matter whose rules differ contradict each other."""

# ruff: noqa: E501 - prose reads better unwrapped

from __future__ import annotations

import pytest

from kbaudit.similarity.differences import differences

GOODS = "Goods may be returned within {} of delivery. The postage is paid by the {}. Opened goods are {} from return. Refunds arrive after {} working days."
ONE, OTHER = GOODS.format("14 days", "customer", "excluded", "5"), GOODS.format("30 days", "company", "included", "10")


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Refund Policy", "Refund Policy"),
        ("Refund Policy", "Refund Rules"),
        ("Refund Policy", "Returns Policy"),
        ("Refund Policy", "Refund Policy (EU)"),
        ("Customer Refund Policy", "Refund Handbook"),
        ("How Refunds Work", "Refund Policy"),
        ("Refund Policy Overview", "Refund Policy Details"),
        ("Returns Guidelines", "Refund Procedure"),
    ],
)
def test_titles_that_name_one_matter_leave_a_conflict(title: str, other: str) -> None:
    found = differences(f"# {title}\n\n{ONE}", f"# {other}\n\n{OTHER}")
    assert found.sibling == ""
    assert [d.kind for d in found.conflicts] == ["duration", "polarity", "duration"]


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Refund policy: Kiel", "Refund policy: Bremen"),
        ("Kiel Refund Rules", "Bremen Refund Policy"),
        ("Refund Policy for Staff", "Refund Policy for Customers"),
        ("Refund Policy Germany", "Refund Policy France"),
        ("Gold Plan", "Silver Plan"),
        ("Laptop Policy", "Phone Policy"),
    ],
)
def test_titles_that_name_two_things_make_siblings(title: str, other: str) -> None:
    found = differences(f"# {title}\n\n{ONE}", f"# {other}\n\n{OTHER}")
    assert found.sibling
    assert found.conflicts == ()


@pytest.mark.parametrize(
    ("text", "here", "there", "kinds"),
    [
        (
            "# Password policy\n\nPasswords must have at least {} characters. They are changed every {}. Sharing a password with a colleague is {}. Accounts are locked after {} failed attempts. {} resets them.",
            ("8", "90 days", "forbidden", "5", "IT Support"),
            ("12", "180 days", "allowed", "3", "Service Desk"),
            ["number", "duration", "polarity", "number"],
        ),
        (
            "# Purchasing\n\nOrders above {} go to the {role}. The {role} signs within 3 days. The {role} may refuse an order. Invoices are paid within {}. Private orders are {}.",
            ("EUR 500", "14 days", "forbidden", {"role": "Manager"}),
            ("EUR 900", "30 days", "allowed", {"role": "Director"}),
            ["duration", "polarity"],
        ),
        (
            "# Per diems\n\nHotel: up to {}\n\nTaxi: up to {}\n\nMeals: {} a day",
            ("EUR 120", "EUR 30", "EUR 24"),
            ("EUR 150", "EUR 40", "EUR 28"),
            ["money", "money", "money"],
        ),
        (
            "# Rules of the house\n\nStore: {} on Sundays\n\nCourse fee: {}\n\nAccount: locked after {}",
            ("open", "EUR 30", "3 tries"),
            ("closed", "EUR 50", "5 tries"),
            ["polarity", "money", "number"],
        ),
        (
            "# Badge rules\n\nOwner: {}\n\nBadges {} be worn outside. A lost badge costs {}. Visitors get a badge for {}.",
            ("Facilities", "must", "EUR 20", "1 day"),
            ("Security", "must not", "EUR 35", "5 days"),
            ["modality", "money", "duration"],
        ),
    ],
    ids=["passwords", "roles", "amounts after labels", "turns after labels", "owners"],
)  # fmt: skip
def test_several_other_rules_under_one_title_are_conflicts(
    text: str, here: tuple[object, ...], there: tuple[object, ...], kinds: list[str]
) -> None:
    found = differences(_filled(text, here), _filled(text, there))
    assert found.sibling == ""
    assert [d.kind for d in found.conflicts] == kinds


@pytest.mark.parametrize(
    ("text", "here", "there"),
    [
        (
            "# Contract of employment\n\nBetween the company and {}. The salary is {} a month. Holidays are {}. Overtime is {}.",
            ("Lena Ott", "EUR 4,000", "28 days", "paid"),
            ("Jan Berg", "EUR 5,000", "30 days", "not paid"),
        ),
        (
            "# Minutes of the board\n\nDate: {}. Present: {} members. The budget of {} was approved.",
            ("3 March 2026", "7", "EUR 4,000"),
            ("7 April 2026", "5", "EUR 6,000"),
        ),
        (
            "# Site rules\n\nLocation: {}\n\nA lost badge costs {}. Visitors get a badge for {}.",
            ("Kiel", "EUR 20", "1 day"),
            ("Bremen", "EUR 35", "5 days"),
        ),
    ],
    ids=["person", "day of a meeting", "place"],
)  # fmt: skip
def test_a_form_may_say_below_its_title_what_it_is_about(
    text: str, here: tuple[object, ...], there: tuple[object, ...]
) -> None:
    found = differences(_filled(text, here), _filled(text, there))
    assert found.sibling
    assert found.conflicts == ()


def _filled(text: str, values: tuple[object, ...]) -> str:
    named = {name: value for each in values if isinstance(each, dict) for name, value in each.items()}
    return text.format(*values, **named)


def test_parts_of_a_program_speak_of_themselves() -> None:
    said = "Called if the time after a press on the part lasts longer than {}."
    a = f"PressBox draws a frame. Rows in PressBox are late. PressBox has a shadow. {said.format('370 ms')}"
    b = f"Colours of a Switcher come from the theme. One Switcher fits a line. Use Switcher. {said.format('500 ms')}"
    assert differences(a, b, title_a="A first look", title_b="What it does").conflicts
    assert differences(a, b, title_a="PressBox", title_b="Switcher").conflicts == ()


def test_what_a_title_says_of_its_edition_is_no_conflict() -> None:
    text = "# Interface of the store v{0}\n\nMany thanks go to those who wrote down the Interface {0} in the summer. Orders are kept for {1}."
    found = differences(text.format("1.0", "30 days"), text.format("2.0", "60 days"))
    assert [d.kind for d in found.conflicts] == ["duration"]


def test_numbers_of_references_are_none_of_a_statement() -> None:
    a = "This protocol complements :pep:`325` and the variables [3]_ of other servers.\n\n[3] The manual of the module"
    b = "This protocol complements :pep:`342` and the variables [5]_ of other servers.\n\n[5] The manual of the module"
    assert differences(a, b).conflicts == ()


def test_a_line_of_tildes_under_a_heading_opens_no_fence() -> None:
    text = "Scoping\n~~~~~~~\n\nA default of an outer scope is {}supported here.\n\nRules\n~~~~~\n\nNone."
    assert [d.kind for d in differences(text.format(""), text.format("not ")).conflicts] == ["polarity"]
    fenced = "Words above.\n~~~\nA default of an outer scope is {}supported here.\n~~~\n"
    assert differences(fenced.format(""), fenced.format("not ")).conflicts == ()


def test_a_wrapped_line_with_a_colon_goes_on() -> None:
    long = "On such systems, if the flag for closing is set, the descriptor of the file is not"
    text = f"{long} inherited: it will be closed when the child begins to run."
    assert differences(text, text.replace("not inherited", "not\ninherited")).conflicts == ()

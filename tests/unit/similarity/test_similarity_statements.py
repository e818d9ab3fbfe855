from __future__ import annotations

import numpy as np
import pytest

from kbaudit.similarity.hashed_tokens import tokenised
from kbaudit.similarity.statements import statements


def of(text: str) -> dict[int, set[int]]:
    """The wordings of a text's statements."""
    found: dict[int, set[int]] = {}
    for key, wording in zip(*(each.tolist() for each in statements(tokenised(text, sentences=True))), strict=True):
        found.setdefault(key, set()).add(wording)
    return found


def disputed(a: str, b: str) -> int:
    """How many statements both texts make, in other wordings."""
    ours, theirs = of(a), of(b)
    return sum(not ours[key] & theirs[key] for key in ours.keys() & theirs.keys())


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Refunds are possible within 14 days of purchase.", "Refunds are possible within 30 days of purchase."),
        ("Staff must lock the screen before leaving the desk.", "Staff may lock the screen before leaving the desk."),
        ("It is allowed to park bikes before the main gate.", "It is not allowed to park bikes before the main gate."),
        ("Guests don't need a badge for the old canteen.", "Guests need a badge for the old canteen."),
        ("Database backups are kept for 24 hours.", "Database backups are kept for three days."),
        ("Backups are kept for 24 hours.", "Backups are kept for three days."),
        ("Refunds are paid within 10 working days.", "Refunds are paid within two weeks."),
        ("A single upload may have 500 MB at most.", "A single upload may have 2 GB at most."),
        ("Interest of 5 per cent is due each year.", "Interest of 8 % is due each year."),
        ("A hotel for one night costs EUR 85.", "A hotel for one night costs 110 euros."),
        ("Sessions of guests end after 24h of silence.", "Sessions of guests end after two days of silence."),
        ("Der Antrag muss nach 6 Wochen beim Amt liegen.", "Der Antrag muss nach zwei Monaten beim Amt liegen."),
        ("Der Antrag muss nach 6 Wochen beim Amt liegen.", "Der Antrag muss nach 3 Wochen beim Amt liegen."),
        ("员工必须在离职后归还公司的笔记本电脑和所有门禁卡。", "员工不可在离职后归还公司的笔记本电脑和所有门禁卡。"),
    ],
)  # fmt: skip
def test_a_statement_is_known_again_with_another_value(a: str, b: str) -> None:
    assert disputed(a, b) == 1
    assert disputed(f"# Holidays\n\nSome words before. {a} Some words after", f"- {b}\n- nothing else") == 1
    assert disputed(a, a) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The canteen is on the ground floor near the main gate.",
        "Call 116 117 at night.",
        "| 14 | 30 | 60 | 90 |",
        " ".join(["word"] * 300) + " 14",
    ],
)
def test_what_is_no_statement(text: str) -> None:
    assert of(text) == {}


def test_lines_that_run_on_are_one_sentence_and_items_are_not() -> None:
    long = "The hotel for a night on a business trip within the country may cost"
    assert (
        disputed(
            f"{long} at most\n120 euros without the breakfast.", f"{long} at most 150 euros without\nthe breakfast."
        )
        == 1
    )
    listed = of(
        "- Members of the club pay 10 euros for a whole evening\n- Guests of the club pay 15 euros for an evening"
    )
    assert len(listed) == 2


def test_a_unit_that_no_number_stands_before_is_a_word() -> None:
    assert (
        disputed(
            "The old report of 2020. Days off are 5 in all for us.", "The old report of 2021. Off are 5 in all for us."
        )
        == 0
    )
    assert disputed("The working hours of the team are 38 a week.", "The hours of the team are 40 a week.") == 0


def test_a_list_of_one_pattern_is_no_statement() -> None:
    lines = [f"The switch for the new editor was added in version {n} of the program.\n\n" for n in range(1, 9)]
    assert of("".join(lines[:3])) != {}
    assert of("".join(lines)) == {}


def test_the_number_is_bounded_and_the_same_ones_are_kept() -> None:
    text = "".join(
        f"The {name} of the house {name} in the town must be {name}.\n\n" for name in map(_name, range(3000))
    )
    keys, wordings = statements(tokenised(text, sentences=True))
    assert keys.size == wordings.size == 400
    more, _ = statements(tokenised(f"Nobody may enter the old cellar of this house.\n\n{text}", sentences=True))
    assert np.isin(keys, more).sum() >= 399


def _name(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))

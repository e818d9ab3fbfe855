from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.similarity.differences import differences

DATA = Path(__file__).parent / "data"


def pairs(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


CONFLICTING = pairs("conflicting_pairs.jsonl")
SILENT = pairs("silent_pairs.jsonl")
TEXTS = [row[side] for row in (*CONFLICTING, *SILENT) for side in ("a", "b")]


@pytest.mark.parametrize("row", CONFLICTING, ids=lambda row: f"{row['kind']}: {row['a'][-40:]}")
def test_conflicting_values_are_found(row: dict[str, str]) -> None:
    found = differences(row["a"], row["b"])
    assert [difference.kind for difference in found.conflicts] == [row["kind"]]
    (difference,) = found.conflicts
    assert difference.value_a != difference.value_b
    assert " ".join(row["a"][difference.start_a :].split()).startswith(difference.sentence_a)


@pytest.mark.parametrize("row", SILENT, ids=lambda row: f"{row['why']}: {row['a'][-40:]}")
def test_look_alikes_are_silent(row: dict[str, str]) -> None:
    found = differences(row["a"], row["b"])
    assert found.conflicts == ()
    assert bool(found.sibling) == (row["why"] == "sibling")


@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_swapped_texts_give_the_mirrored_result(a: str, b: str) -> None:
    there, back = differences(a, b), differences(b, a)
    mirrored = {
        (d.kind, d.value_b, d.value_a, d.sentence_b, d.sentence_a, d.start_b, d.start_a) for d in back.differences
    }
    assert {
        (d.kind, d.value_a, d.value_b, d.sentence_a, d.sentence_b, d.start_a, d.start_b) for d in there.differences
    } == mirrored
    assert (there.aligned, bool(there.sibling)) == (back.aligned, bool(back.sibling))


@given(st.text(max_size=400))
def test_a_text_differs_nowhere_from_itself(text: str) -> None:
    assert differences(text, text).differences == ()


@settings(max_examples=200)
@given(st.lists(st.sampled_from(TEXTS), max_size=6), st.lists(st.sampled_from(TEXTS), max_size=6))
def test_any_texts_are_compared(some: list[str], others: list[str]) -> None:
    found = differences("\n\n".join(some), "\n\n".join(others))
    assert 0 <= found.equal <= found.aligned


def test_a_title_from_elsewhere_makes_siblings() -> None:
    a, b = "Monday: 9:00\n\nParking is free.", "Monday: 10:30\n\nParking is free."
    assert differences(a, b).conflicts
    found = differences(a, b, title_a="Opening hours Altenkoog", title_b="Opening hours Brueckhaven")
    assert found.sibling == 'same form, "Brueckhaven" for "Altenkoog"'
    assert found.conflicts == ()
    back = differences(b, a, title_a="Opening hours Brueckhaven", title_b="Opening hours Altenkoog")
    assert back.sibling == 'same form, "Altenkoog" for "Brueckhaven"'


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("# Price list 2025", "# Price list 2026"),
        ("# Travel policy v1", "# Travel policy v2"),
        ("# Travel policy (draft)", "# Travel policy (final)"),
        ("# Travel policy, valid from March 2024", "# Travel policy, valid from May 2025"),
    ],
)
def test_editions_of_one_text_are_no_siblings(title: str, other: str) -> None:
    rest = "\n\nA night in a hotel is refunded up to EUR {}.\n\nReceipts are kept."
    found = differences(title + rest.format(85), other + rest.format(120))
    assert found.sibling == ""
    assert [d.kind for d in found.conflicts] == ["money"]


def test_a_stray_sentence_of_other_texts_speaks_for_itself() -> None:
    filler = [
        f"The {word} is described in full elsewhere by others."
        for word in ("roof", "cellar", "stair", "garden", "hall")
    ]
    other = [
        f"Our {word} team meets visitors with great joy here." for word in ("sales", "legal", "audit", "stock", "press")
    ]
    sentence = "Every refund claim must reach the finance team within {} days of the trip."
    found = differences("\n\n".join([*filler, sentence.format(14)]), "\n\n".join([sentence.format(30), *other]))
    assert [(d.value_a, d.value_b) for d in found.conflicts] == [("14 days", "30 days")]


def test_a_changed_number_of_a_real_page_is_exactly_that_difference(corpora: Path) -> None:
    chance = random.Random(2)  # noqa: S311 - any place does
    pages = sorted((corpora / "history-gds-way" / "files" / "2026-01-01").rglob("*.md.erb"))
    found = tried = 0
    for page in pages:
        text = page.read_text("utf-8")
        places = list(re.finditer(r"(?<=[a-z] )\d{1,3}(?= (?:days|weeks|months|minutes|hours|seconds)\b)", text))
        if not places:
            continue
        place = chance.choice(places)
        changed = f"{text[: place.start()]}{int(place[0]) + 400}{text[place.end() :]}"
        result = differences(text, changed)
        tried += 1
        assert len(result.conflicts) <= 1
        found += [d.kind for d in result.conflicts] == ["duration"]
    assert tried >= 5
    assert found >= 0.8 * tried  # examples and rounded values are passed over on purpose

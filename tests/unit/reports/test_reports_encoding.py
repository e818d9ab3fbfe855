from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from kbaudit.reports.encoding import instant, json_line, json_page, ratio

# Half a surrogate pair is no text; it is written as the words \udXXX instead (next test).
any_text = st.text(st.characters(exclude_categories=["Cs"]))


@given(any_text)
def test_any_text_comes_back_from_one_line_of_visible_characters(text: str) -> None:
    line = json_line({"text": text})
    assert json.loads(line) == {"text": text}
    assert len(line.splitlines()) == 1
    assert line.endswith("}\n")


@given(st.text(st.characters(categories=["Cs"]), min_size=1))
def test_half_a_surrogate_pair_is_never_written(text: str) -> None:
    line = json_line({"text": text})
    line.encode("utf-8")
    json.loads(line)["text"].encode("utf-8")


def test_what_steers_a_terminal_is_escaped_and_letters_are_not() -> None:
    line = json_line({"t": "naïve 日本 👩 \x9b2J \u202e \u2028 \ufeff \U000e0041"})
    assert "naïve 日本 👩" in line
    assert all(ch.isprintable() for ch in line.rstrip("\n"))


def test_keys_keep_their_order() -> None:
    assert json_line({"b": 1, "a": [1.5, None]}) == '{"b": 1, "a": [1.5, null]}\n'
    assert json_page({"b": 1, "a": 2}) == '{\n  "b": 1,\n  "a": 2\n}\n'


def test_an_instant_is_utc_with_a_z() -> None:
    assert instant(datetime(2026, 11, 21, 1, tzinfo=timezone(timedelta(hours=2)))) == "2026-11-20T23:00:00Z"
    assert instant(datetime(2026, 11, 21, 1, 0, 0, 5, tzinfo=UTC)) == "2026-11-21T01:00:00.000005Z"
    assert instant(None) == ""


def test_a_ratio_is_free_of_binary_noise() -> None:
    assert ratio(0.1 + 0.2) == 0.3

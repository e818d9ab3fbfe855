from __future__ import annotations

import pytest

from kbaudit.policy.expressions import fits, refuse_unusable


@pytest.mark.parametrize(
    ("pattern", "text", "whole"),
    [
        ("[0-9]+", "12", True),
        ("[0-9]+", "12a", False),
        ("a|ab", "ab", True),
        ("ä+", "ää", True),
        ("(?i)draft", "DRAFT", True),
        ("x", "\ud800", False),
        (".*", "\ud800", True),
    ],
)
def test_the_whole_text_is_matched(pattern, text, whole):
    assert fits(pattern, text) is whole


def test_what_backtracks_elsewhere_is_linear_here():
    assert not fits("(a+)+(a*)*b", "a" * 200_000)


@pytest.mark.parametrize("pattern", ["(", "(?<=a)b", r"(a)\1", "[b-a]", "a" * 1001, "((a{100}){100}){100}", "\ud800"])
def test_what_cannot_be_used_is_refused(pattern, capfd):
    with pytest.raises(ValueError):  # noqa: PT011 - the words are those of RE2
        refuse_unusable(pattern)
    assert capfd.readouterr() == ("", "")

"""Findings with some of their fields changed."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from kbaudit.checks.altered import altered
from kbaudit.model import Affected, Effect, Finding

FINDING = Finding("KB201", "kb/a.md", "Old.", "Review it.", (Affected("kb/a.md"),), keys=(("kb/a.md", "2024"),))


@pytest.mark.parametrize("name", [field.name for field in fields(Finding)])
def test_changes_what_is_named_and_nothing_else(name: str) -> None:
    assert altered(FINDING, **{name: "changed"}) == replace(FINDING, **{name: "changed"})  # type: ignore[arg-type] # any


def test_changes_several_at_once() -> None:
    changed = altered(FINDING, effect=Effect.DEMOTE, name="stale")
    assert changed == replace(FINDING, effect=Effect.DEMOTE, name="stale")
    assert FINDING.effect is Effect.NONE


def test_refuses_a_field_that_there_is_not() -> None:
    with pytest.raises(KeyError, match="nmae"):
        altered(FINDING, nmae="stale")

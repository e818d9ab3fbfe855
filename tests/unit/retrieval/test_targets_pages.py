from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbaudit.retrieval.indexes import INDEXES
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Recency, RuleSettings, build_rules
from kbaudit.retrieval.targets import BY_NAME, TARGETS
from kbaudit.retrieval.targets.base import Asked, Target

NAMED = [pytest.param(target, id=target.name) for target in TARGETS]


def test_every_target_has_a_row_in_order_and_a_page(project: Path):
    folder = project / "docs" / "retrieval"
    rows = re.findall(r"^\| \[([\w-]+)\]\((.+?)\) \|", (folder / "README.md").read_text(), re.MULTILINE)
    assert [name for name, _ in rows] == sorted(BY_NAME)
    assert all(page == f"{name}.md" and (folder / page).is_file() for name, page in rows)


def test_the_table_says_which_have_a_live_index(project: Path):
    text = (project / "docs" / "retrieval" / "README.md").read_text()
    cells = [line.split(" | ") for line in text.splitlines() if line.startswith("| [")]
    with_index = {cell[0].partition("[")[2].partition("]")[0] for cell in cells if cell[3] == "yes"}
    assert with_index == set(INDEXES)


@pytest.mark.parametrize("target", NAMED)
@pytest.mark.parametrize("now", [None, 1_800_000_000.5])
def test_what_is_printed_is_python_or_sql_and_the_moment_is_baked_in_only_if_it_was_given(
    target: Target, now: float | None
):
    settings = RuleSettings(recency=(Recency("hr", 180, 0.5), Recency("it", 30, 0, 400)))
    rules = Rules.from_json(build_rules(settings, datetime(2027, 1, 1, tzinfo=UTC)))
    compiled = target.compile(Asked(rules, now, collection="handbook"))
    if compiled.comment == "#":
        ast.parse(compiled.code)
    assert "1800000000.5" not in compiled.code if now is None else "1800000000.5" in compiled.code
    assert "$now" not in compiled.code
    assert compiled.left

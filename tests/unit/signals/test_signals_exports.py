"""Documents as wikis, site generators and office systems export them: the benchmark's own, each with what it states."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kbaudit.extractors import extract, kind_by_name
from kbaudit.policy.ownership import owned
from kbaudit.signals import read_signals

FOLDER = Path(__file__).parents[3] / "benchmarks" / "labels" / "exports"
TRUTH = [json.loads(line) for line in (FOLDER / "truth.jsonl").read_text("utf-8").splitlines()]
MISSED = {"backstage.md"}
"""Not read yet: "valid_for" as the rhythm of reviews."""


@pytest.mark.parametrize("said", TRUTH, ids=lambda said: said["file"])
def test_dates_and_owner(said):
    file, owner = said["file"], said.get("owner", "")
    signals = read_signals(extract(kind_by_name(file), (FOLDER / file).read_bytes()))
    days = {(claim.kind.value, claim.value[:10]) for claim in signals.dates}
    stated = {(kind, day) for kind, day in said.items() if kind not in {"file", "owner"}}
    assert ((days, owned(signals.owners).value) == (stated, owner)) != (file in MISSED)


def test_who_wrote_a_page_owns_it_only_where_nobody_else_is_named():
    signals = read_signals(extract("html", (FOLDER / "confluence_properties.html").read_bytes()))
    found = owned(signals.owners)
    assert found.value == "HR Operations"
    assert [claim.value for claim in found.losers] == ["Dana Whitlock"]

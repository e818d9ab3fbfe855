"""A day begins and ends at midnight of the policy's zone; the machine's zone changes nothing."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kbaudit.checks.judge import in_force, run_checks
from kbaudit.extractors.markdown import extract
from kbaudit.model import Corpus, Document
from kbaudit.policy import read_policy
from kbaudit.retrieval.resolve import resolve
from kbaudit.signals import read_signals

LEARNED = datetime(2026, 1, 1, tzinfo=UTC)
PAGES = {
    "expiring": "---\nvalid_until: 2025-06-30\n---\nText.\n",
    "overdue": "---\nlast_reviewed_on: 2025-01-15\nreview_in: 6 months\n---\nText.\n",
    "stale": "Last updated: 10 March 2024\n",
    "coming": "Effective date: 2025-09-01\n",
    "instant": "---\nexpires: 2025-06-30T12:00:00+02:00\n---\nText.\n",
    "clockless": "---\nlastmod: 2024-03-10 23:30\n---\nText.\n",
}
MIDNIGHT = {  # of the days that matter, in UTC: Auckland is 12 or 13 hours ahead, Los Angeles 7 or 8 behind
    "UTC": {
        "expiring": "2025-07-01T00", "overdue": "2025-07-16T00", "stale": "2025-03-10T00", "coming": "2025-09-01T00",
        "instant": "2025-06-30T10", "clockless": "2025-03-10T00",
    },
    "Pacific/Auckland": {
        "expiring": "2025-06-30T12", "overdue": "2025-07-15T12", "stale": "2025-03-09T11", "coming": "2025-08-31T12",
        "instant": "2025-06-30T10", "clockless": "2025-03-09T11",
    },
    "America/Los_Angeles": {
        "expiring": "2025-07-01T07", "overdue": "2025-07-16T07", "stale": "2025-03-10T07", "coming": "2025-09-01T07",
        "instant": "2025-06-30T10", "clockless": "2025-03-10T07",
    },
}  # fmt: skip
CODES = {"expiring": "KB203", "overdue": "KB202", "stale": "KB201", "instant": "KB203", "clockless": "KB201"}


def corpus(zone: str) -> Corpus:
    said = f"schema: kbaudit.policy/1\nextends: default\nzone: {zone}\ndefaults: {{max_age: 1 year}}\n"
    policy = read_policy(said.encode(), "kbaudit.yaml", base=Path("/base"))
    documents = [
        Document(
            f"kb/{name}.md", "kb", "0" * 64, 1, 0, LEARNED, "markdown", name, "en", 40, 1, "", 1.0, dates=signals.dates
        )
        for name, page in PAGES.items()
        for signals in [read_signals(extract(page.encode(), "markdown"))]
    ]
    return Corpus({one.uri: one for one in policy.govern(documents)}, (), (), ())


def told(zone: str) -> dict[str, tuple[set[str], str, str, set[str]]]:
    """Of each page the codes before and at its moment, and whether it is served then."""
    whole = corpus(zone)
    findings = run_checks(whole, next(iter(whole.subjects.values())).governance.checks, ())
    outcome = {}
    for name, hour in MIDNIGHT[zone].items():
        uri, at = f"kb/{name}.md", datetime.fromisoformat(f"{hour}:00:00+00:00")
        before, on = at - timedelta(seconds=1), at
        codes = [{f.code for f in in_force(findings, moment, whole) if f.uri == uri} for moment in (before, on)]
        status = [str(resolve(whole, findings, moment, min_confidence=0)[uri].status) for moment in (before, on)]
        outcome[name] = (codes[0], *status, codes[1])
    return outcome


@pytest.mark.parametrize("zone", MIDNIGHT)
def test_days_begin_and_end_at_midnight_of_the_policys_zone(zone):
    found = told(zone)
    for name, code in CODES.items():
        before, _, then, on = found[name]
        assert code not in before, name
        assert code in on, name
        assert then == ("demote" if code == "KB202" else "exclude"), name
    assert found["coming"][1:3] == ("exclude", "serve")


@pytest.mark.parametrize("zone", MIDNIGHT)
def test_the_machines_zone_changes_nothing(zone, monkeypatch):
    outcomes = []
    for machine in MIDNIGHT:
        monkeypatch.setitem(os.environ, "TZ", machine)
        time.tzset()
        try:
            outcomes.append((told(zone), corpus(zone).subjects))
        finally:
            monkeypatch.undo()
            time.tzset()
    assert outcomes[0] == outcomes[1] == outcomes[2]

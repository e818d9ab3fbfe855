"""Waivers and attestations, with the real command: from a closed gate to an open one, and back when they are over."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from page_words import words_of

NOW = "2026-06-01"
AFTER = str(datetime.now(UTC).date() + timedelta(days=400))
LAST = str(datetime.now(UTC).date() + timedelta(days=300))

RATES = """---
title: Rates of the ferry
owner: ann@example.com
last_reviewed_on: 2026-01-10
valid_until: 2026-03-31
---

# Rates of the ferry

A crossing costs twelve euros for a person and thirty for a car; children under six travel free. Tickets are sold at the
pier, from half an hour before the boat leaves, and on board when the booth is closed. The winter table hangs beside it.
"""

MOORING = """---
title: Mooring
owner: ann@example.com
last_reviewed_on: 2019-02-01
---

# Mooring

Boats of guests lie at the outer jetty, bow to the wall. Two lines ashore and one spring are enough in fair weather;
when it blows from the south the harbour master hands out a second spring. Nobody leaves a boat alone in a gale.
"""


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    folder = tmp_path / "harbour"
    folder.mkdir()
    (folder / "rates.md").write_text(RATES, encoding="utf-8")
    (folder / "mooring.md").write_text(MOORING, encoding="utf-8")
    return folder


def by_code(outcome) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for finding in outcome.findings["findings"]:
        found.setdefault(finding["code"], []).append(finding)
    return found


def stamp(outcome, name: str) -> dict[str, object]:
    return next(stamp for stamp in outcome.lines("stamps.jsonl") if stamp["uri"].endswith(name))


def test_a_finding_is_waived_until_its_day(kbaudit, harbour, project):
    formats = ("--format", "sarif", "--format", "junit", "--format", "csv")
    first = kbaudit("audit", harbour, "--as-of", NOW)
    assert first.code == 1
    (finding,), run = by_code(first)["KB203"], first.findings["run"]["id"]
    assert stamp(first, "rates.md")["kb_status"] == "exclude"

    done = kbaudit(
        "waive", finding["fingerprint"][:8], "--code", "KB203", "--reason", "the pier still has the old table",
        "--by", "ann", "--until", LAST,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert f"waived through {LAST} by ann" in done.out
    assert "KB203 expired (error, effect exclude) in harbour/rates.md" in done.out

    waived = kbaudit("audit", harbour, "--as-of", NOW, *formats)
    assert waived.code == 0, waived.out
    (finding,) = by_code(waived)["KB203"]
    assert finding["status"] == "waived"
    assert finding["waiver"]["by"] == "ann"
    schema = json.loads((project / "docs" / "schemas" / "findings.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(waived.findings)
    assert "Waived: 1 finding" in waived.out
    kept = stamp(waived, "rates.md")
    ends = datetime.fromisoformat(LAST).replace(tzinfo=UTC) + timedelta(days=1)
    assert (kept["kb_status"], kept["kb_expires_ts"]) == ("serve", ends.timestamp())
    assert waived.findings["run"]["id"] != run
    (suppressed,) = [
        result["suppressions"]
        for result in json.loads((waived.report / "findings.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
        if "suppressions" in result
    ]
    assert "the pier still has the old table" in suppressed[0]["justification"]
    for name in ("junit.xml", "findings.csv"):
        assert "waived by ann until" in (waived.report / name).read_text(encoding="utf-8")
    assert "waived by ann until" in words_of(waived.report / "report.html")
    assert "waived by ann until" in kbaudit("explain", "rates.md", "--as-of", NOW).out

    after = kbaudit("check", "--as-of", AFTER)
    assert after.code == 1
    assert by_code(after)["KB203"][0]["status"] == "new"
    assert len(by_code(after)["KB901"]) == 1
    assert stamp(after, "rates.md")["kb_status"] == "exclude"

    again = kbaudit(
        "waive", "rates.md", "--code", "kb203", "--reason", "x", "--by", "ann", "--until", LAST, "--as-of", NOW
    )
    assert again.code == 2
    assert "waived already: see kbaudit-waivers.yaml:6" in again.err

    (harbour / "rates.md").write_text(RATES.replace("twelve", "thirteen"), encoding="utf-8")
    changed = kbaudit("audit", harbour, "--as-of", NOW)
    assert changed.code == 1
    assert by_code(changed)["KB203"][0]["status"] == "new"
    assert "is voided: the document changed since" in by_code(changed)["KB902"][0]["message"]
    anew = kbaudit("waive", "rates.md", "--reason", "x", "--by", "ann", "--until", LAST, "--as-of", NOW)
    assert anew.code == 0, anew.err
    assert kbaudit("check", "--as-of", NOW).code == 0
    (harbour / "rates.md").unlink()
    gone = kbaudit("audit", harbour, "--as-of", NOW)
    assert {finding["uri"] for finding in by_code(gone)["KB902"]} == {"kbaudit-waivers.yaml"}


GARBLED = """---
title: Tides
owner: ann@example.com
last_reviewed_on: 2026-01-10
---

# Tides

The table of the tides hangs beside the door of the office, and whoever takes a boat out reads it before the gate opens.

Tbe cha1rman may approve al1 expen5es 0ver 40 euros wben tbe gu1de says s0, and tbe t1de tab1e ho1ds f0r a11 b0ats 1n.
"""


def test_a_waiver_lifts_what_the_set_asks_and_tells_what_it_cant_lift(kbaudit, harbour, tmp_path):
    (harbour / "rates.md").unlink()
    (harbour / "mooring.md").write_text(GARBLED, encoding="utf-8")
    policy = tmp_path / "kbaudit.yaml"
    text = "schema: kbaudit.policy/1\nextends: default\nname: ours\ndefaults: {min_confidence: 0.95}\n"
    policy.write_text(text + "retrieval: {min_confidence: 0}\n", encoding="utf-8")
    assert stamp(kbaudit("audit", harbour, "--as-of", NOW), "mooring.md")["kb_status"] == "exclude"
    given = ("--reason", "read by hand", "--by", "ann", "--until", LAST, "--as-of", NOW)
    done = kbaudit("waive", "mooring.md", "--code", "KB503", *given)
    assert done.code == 0, done.err
    assert "retrieval.min_confidence" not in done.out
    held = stamp(kbaudit("check", "--as-of", NOW), "mooring.md")
    ends = datetime.fromisoformat(LAST).replace(tzinfo=UTC) + timedelta(days=1)
    assert (held["kb_status"], held["kb_expires_ts"]) == ("serve", ends.timestamp())
    assert stamp(kbaudit("check", "--as-of", AFTER), "mooring.md")["kb_status"] == "exclude"

    (tmp_path / "kbaudit-waivers.yaml").unlink()
    policy.write_text(text + "retrieval: {min_confidence: 0.9}\n", encoding="utf-8")
    told = kbaudit("waive", "mooring.md", "--code", "KB503", *given)
    assert "not served all the same: its confidence" in told.out
    assert "below retrieval.min_confidence (0.9)" in told.out


def test_a_stale_document_is_attested(kbaudit, harbour):
    first = kbaudit("audit", harbour, "--as-of", NOW)
    assert stamp(first, "mooring.md")["kb_status"] == "exclude"
    done = kbaudit("attest", "mooring.md", "--by", "ann", "--on", "2026-05-20", "--until", "2027-05-20")
    assert done.code == 0, done.err
    held = kbaudit("check", "--as-of", NOW)
    kept = stamp(held, "mooring.md")
    assert (kept["kb_status"], kept["kb_effective_date"]) == ("serve", "2026-05-20")
    (line,) = [line for line in held.lines("documents.jsonl") if line["uri"] == "harbour/mooring.md"]
    assert line["effective"]["from"] == "attestation: by ann"
    assert [lost["value"] for lost in line["effective"]["losers"]] == ["2019-02-01"]
    overdue = kbaudit("check", "--as-of", "2027-05-21")
    assert [finding["uri"] for finding in by_code(overdue)["KB202"]] == ["harbour/mooring.md"]
    assert kbaudit("attest", "mooring.md", "--by", "bob").code == 2
    (harbour / "mooring.md").write_text(MOORING + "\nMind the ice in March.\n", encoding="utf-8")
    changed = kbaudit("audit", harbour, "--as-of", NOW)
    assert stamp(changed, "mooring.md")["kb_status"] == "exclude"
    assert "The attestation by ann of 2026-05-20 is voided" in by_code(changed)["KB902"][0]["message"]


def test_a_file_that_cant_be_used_is_never_passed_over(kbaudit, harbour, tmp_path):
    file = tmp_path / "kbaudit-waivers.yaml"
    file.write_text("schema: kbaudit.waivers/1\nwaivers:\n  - reasn: x\n", encoding="utf-8")
    for command in (("audit", harbour), ("check",), ("explain", "rates.md")):
        outcome = kbaudit(*command)
        assert outcome.code == 2
        assert 'kbaudit-waivers.yaml:3:5: unknown key "reasn" in waivers[0] (did you mean "reason"?)' in outcome.err
    file.unlink()
    assert kbaudit("audit", harbour, "--as-of", NOW).code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--until", "2020-01-01"], "has passed"),
        (["--until", "tomorrow"], "is not a day"),
        (["--reason", " "], "--reason says nothing"),
        (["--code", "KB601"], "there is no finding of KB601"),
        (["-c", "none.duckdb"], "there is no catalog"),
    ],
)
def test_what_cant_be_waived_is_told(kbaudit, harbour, tmp_path, words, said):
    kbaudit("crawl", harbour)
    given = {"--until": LAST, "--reason": "x", "--by": "ann", "--as-of": NOW} | dict([words])
    outcome = kbaudit("waive", "rates.md", *(word for pair in given.items() for word in pair))
    assert outcome.code == 2
    assert said in outcome.err
    assert not (tmp_path / "kbaudit-waivers.yaml").exists()


@pytest.mark.afresh
def test_the_file_lies_beside_the_policy(kbaudit, harbour, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ours.yaml").write_text(
        "schema: kbaudit.policy/1\nzone: Pacific/Auckland\n", encoding="utf-8"
    )
    policy = ("-p", "rules/ours.yaml")
    assert kbaudit("audit", harbour, *policy, "--as-of", NOW).code == 1
    done = kbaudit("waive", "rates.md", *policy, "--reason", "x", "--by", "ann", "--until", LAST, "--as-of", NOW)
    assert done.code == 0, done.err
    assert (tmp_path / "rules" / "kbaudit-waivers.yaml").exists()
    held = kbaudit("audit", harbour, *policy, "--as-of", NOW)
    assert held.code == 0
    ends = datetime.fromisoformat(LAST).replace(tzinfo=UTC) + timedelta(hours=12)
    assert abs(stamp(held, "rates.md")["kb_expires_ts"] - ends.timestamp()) <= 3600


def test_the_page_and_the_help_name_the_same_options(kbaudit, project):
    page = (project / "docs" / "waivers.md").read_text(encoding="utf-8")
    shared = {"--policy", "--catalog", "--quiet", "--no-color", "--debug", "--help", "--file"}
    for command in ("waive", "attest"):
        section = page.partition(f"## kbaudit {command}\n")[2].partition("\n## ")[0]
        options = set(re.findall(r"--[a-z-]+", kbaudit(command, "--help").out.partition("Options:")[2]))
        assert options - shared == set(re.findall(r"--[a-z-]+", section)) - shared

"""`kbaudit diff` with the real command: what appeared, what was fixed, and what a pipeline makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PAGE = """---
title: {0}
owner: ann@example.com
last_reviewed_on: {1}
---

# {0}

{2}
"""
BOATS = "The rowing boats lie at the northern pier from May to September. Whoever takes one writes it into the book."
OARS = (
    "Oars are numbered like their boats. A broken one goes to the workshop on the same day, with a note on the blade."
)


@pytest.fixture
def harbour(kbaudit, tmp_path: Path) -> Path:
    """A folder audited on two days: one page was mended in between, and one came that is out of date."""
    folder = tmp_path / "harbour"
    folder.mkdir()
    (folder / "boats.md").write_text(PAGE.format("Boats", "2019-05-01", BOATS))
    (folder / "oars.md").write_text(PAGE.format("Oars", "2026-05-01", OARS))
    assert kbaudit("audit", folder, "--as-of", "2026-06-01", "--fail-on", "never", "-o", "first").code == 0
    (folder / "boats.md").write_text(PAGE.format("Boats", "2026-06-10", BOATS))
    (folder / "moorings.md").write_text(PAGE.format("Moorings", "2018-03-01", "DRAFT. To be done: ask the bailiff."))
    assert kbaudit("audit", folder, "--as-of", "2026-07-01", "--fail-on", "never", "-o", "second").code == 0
    return folder


def changed(outcome) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    said = json.loads(outcome.out)
    appeared, fixed = ({(f["code"], f["uri"]) for f in said[side]} for side in ("appeared", "fixed"))
    return appeared, fixed


def test_what_appeared_and_what_was_fixed(kbaudit, harbour):
    appeared, fixed = changed(kbaudit("diff", "--format", "json"))
    assert fixed == {("KB201", "harbour/boats.md")}
    assert ("KB201", "harbour/moorings.md") in appeared
    assert not {uri for _, uri in appeared} & {"harbour/boats.md", "harbour/oars.md"}
    text = kbaudit("diff").out
    assert "0 stayed" in text
    assert text.index("Appeared:") < text.index("harbour/moorings.md") < text.index("Fixed, or not found any more:")


def test_two_reports_say_the_same_as_the_catalog(kbaudit, harbour):
    by_catalog, by_files = kbaudit("diff", "--format", "json"), kbaudit("diff", "first", "second", "--format", "json")
    assert changed(by_files) == changed(by_catalog)
    moved = {row["uri"]: (row["before"], row["after"]) for row in json.loads(by_files.out)["documents"]}
    assert moved == {"harbour/boats.md": ("exclude", "serve"), "harbour/moorings.md": ("", "exclude")}
    backwards = changed(kbaudit("diff", "second", "first", "--format", "json"))
    assert backwards == changed(by_catalog)[::-1]


def test_the_exit_code_is_for_what_appeared(kbaudit, harbour):
    assert kbaudit("diff", "--fail-on", "warning").code == 1
    assert kbaudit("diff", "--fail-on", "never").code == 0
    assert kbaudit("diff", "latest", "latest", "--fail-on", "note").code == 0


def test_audits_are_listed_and_found_by_their_id(kbaudit, harbour):
    runs = json.loads(kbaudit("diff", "--list", "--format", "json").out)["runs"]
    assert [run["as_of"][:10] for run in runs] == ["2026-06-01", "2026-07-01"]
    named = kbaudit("diff", runs[0]["id"][:8], runs[1]["id"][:8], "--format", "json")
    assert changed(named) == changed(kbaudit("diff", "--format", "json"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("zzzzzz",), "zzzzzz"),
        (("a", "b", "c"), "two audits at most"),
        (("--list", "latest"), "takes no RUN"),
        (("nowhere/findings.json", "latest"), "nowhere"),
    ],
)
def test_a_run_that_is_not_there_is_wrong_use(kbaudit, harbour, arguments, said):
    outcome = kbaudit("diff", *arguments)
    assert outcome.code == 2
    assert said in outcome.err


def test_what_stays_keeps_the_day_on_which_it_was_first_seen(kbaudit, harbour):
    kbaudit("audit", harbour, "--as-of", "2026-08-01", "--fail-on", "never")
    findings = json.loads((harbour.parent / "kbaudit-report" / "findings.json").read_text())["findings"]
    seen = {f["uri"]: f["first_seen"][:10] for f in findings if f["code"] == "KB201"}
    assert seen == {"harbour/moorings.md": "2026-07-01"}


LEAVE = """---
title: Sick leave
owner: ann@example.com
---

# Sick leave

Version {0} of {1}. Who is ill tells the office before eight. After {2} days a note of a doctor is due, which lies in
the letter box of the office on the day after. Whoever falls ill abroad sends a picture of the note.
"""


def test_a_family_is_told_by_the_version_that_is_newly_superseded(kbaudit, tmp_path: Path):
    folder = tmp_path / "hr"
    folder.mkdir()
    for number, year in ((1, 2021), (2, 2022)):
        (folder / f"sick-leave-v{number}.md").write_text(LEAVE.format(number, f"{year}-03-01", number + 1))
    assert kbaudit("audit", folder, "--as-of", "2026-06-01", "--fail-on", "never", "-o", "first").code == 0
    (folder / "sick-leave-v3.md").write_text(LEAVE.format(3, "2024-03-01", 4))
    audited = kbaudit("audit", folder, "--as-of", "2026-07-01", "--fail-on", "never", "-o", "second")
    assert next(f["affects"] for f in audited.findings["findings"] if f["code"] == "KB103") == [
        "hr/sick-leave-v1.md", "hr/sick-leave-v2.md"
    ]  # fmt: skip
    for runs in ((), ("first", "second")):
        appeared, fixed = changed(kbaudit("diff", *runs, "--format", "json"))
        assert {uri for code, uri in appeared if code == "KB103"} == {"hr/sick-leave-v2.md"}, runs
        assert "KB103" not in {code for code, _ in fixed}

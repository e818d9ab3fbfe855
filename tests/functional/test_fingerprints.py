"""Fingerprints with the real command: the same problem keeps its own, whatever moves around it; a new one is new."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from typing import Any

FRONT_MATTER = re.compile(r"\A(?:(---|\+\+\+)\n.*?\n\1\n|<!--.*?-->\n|\{.*?\n\}\n)", re.DOTALL)
NEUTRAL = "\nThis page is kept with the others of its folder, and it is read from the top to the bottom.\n\n"
NOW = ("--as-of", "2026-06-01")

MAY_CHANGE: dict[str, str] = {
    "KB102 sample_corpus/finance/hotel-commission.md": "the other document of the pair is HTML and gets no sentence",
    "KB105 sample_corpus/support/what-hotels-get.html": "so the pair is no near duplicate any more",
    "KB405 sample_corpus/support/what-hotels-get.html": "and its text is no longer the same",
}
"""Findings that the sentence may change, by code and uri, each with the reason."""

KEYS = ("AKIA" + "QYLPMN5HHXOD7LZF", "AKIA" + "ZT3KDWPV6RJM2XQE")
PAGE = """---
title: Deploying
owner: ann@example.com
last_reviewed_on: 2026-05-01
---

# Deploying

Every evening the ferry's timetable is published to the screens at the two piers. The script that does it takes
its key from the shell: write {} before you call it, and wait until both screens have blinked twice.
{}"""


def prints(finding: Mapping[str, Any]) -> Iterable[str]:
    return finding.get("fingerprints") or [finding["fingerprint"]]


def told(outcome) -> dict[str, str]:
    """Each fingerprint with the finding that has it, in words."""
    return {
        print_: f"{finding['code']} {finding['uri']}: {finding['message']}"
        for finding in outcome.findings["findings"]
        for print_ in prints(finding)
    }


def secrets(outcome) -> dict[str, str]:
    """Each finding of secrets, by what it says, with its status."""
    found = [f for f in outcome.findings["findings"] if f["code"] == "KB601"]
    return {f"{f['message']} {f['evidence']}": f["status"] for f in found}


def test_a_sentence_above_changes_no_fingerprint(kbaudit, project, tmp_path):
    folder = tmp_path / "sample_corpus"
    shutil.copytree(project / "sample_corpus", folder)
    policy = ("-p", folder / "kbaudit.yaml")
    before = told(kbaudit("audit", folder, *policy, *NOW, "-o", "before"))
    pages = [page for page in folder.rglob("*.md") if page.stat().st_size > 200]
    for page in pages:
        text = page.read_bytes().decode("utf-8", "surrogateescape")
        begins = found.end() if (found := FRONT_MATTER.match(text)) else 0
        page.write_bytes((text[:begins] + NEUTRAL + text[begins:]).encode("utf-8", "surrogateescape"))
    assert len(pages) > 20
    after = told(kbaudit("audit", folder, *policy, *NOW, "-o", "after"))

    def moved(one: dict[str, str], other: dict[str, str]) -> list[str]:
        lost = [said for print_, said in one.items() if print_ not in other]
        return sorted(said for said in lost if said.partition(":")[0] not in MAY_CHANGE)

    assert (moved(before, after), moved(after, before)) == ([], [])
    assert len(before) > 60


def test_a_second_key_in_a_known_file_is_a_finding_of_its_own(kbaudit, tmp_path):
    page = tmp_path / "ops" / "deploying.md"
    page.parent.mkdir()
    page.write_text(PAGE.format(KEYS[0], ""))
    first = kbaudit("audit", "ops", *NOW, "-o", "first")
    assert (first.code, list(secrets(first).values())) == (1, ["new"])

    same = kbaudit("audit", "ops", *NOW, "--baseline", "first/findings.json")
    assert (same.code, list(secrets(same).values())) == (0, ["known"])

    page.write_text(PAGE.format(KEYS[0], f"\nAt the northern pier the key is {KEYS[1]} instead.\n"))
    second = kbaudit("audit", "ops", *NOW, "--baseline", "first/findings.json")
    assert (second.code, sorted(secrets(second).values())) == (1, ["known", "new"])
    both = kbaudit("audit", "ops", *NOW, "-o", "both")
    assert list(secrets(both).values()) == ["new"], "without a baseline they are told together"

    page.write_text(PAGE.format(KEYS[1], ""))
    left = kbaudit("audit", "ops", *NOW, "--baseline", "both/findings.json")
    assert (left.code, list(secrets(left).values())) == (0, ["known"]), "what was mended makes nothing new"


def test_one_new_document_among_known_ones_is_told_alone(kbaudit, tmp_path):
    folder = tmp_path / "wiki"
    folder.mkdir()
    topics = ("buoys", "ropes", "lamps", "paint", "anchors", "oars")
    text = "# {0}\n\nOwner: ann@example.com\n\nAll that the harbour knows of {0}: where {0} lie and who may take {0}.\n"
    for topic in topics:
        (folder / f"{topic}.md").write_text(text.format(topic) + f"There are {len(topic)} shelves for them.\n")
    undated = [f for f in kbaudit("audit", "wiki", *NOW, "-o", "a").findings["findings"] if f["code"] == "KB204"]
    (rolled,) = undated
    assert rolled["uri"] == "wiki/"
    assert len(rolled["fingerprints"]) == len(rolled["affects"]) == len(topics)

    (folder / "sails.md").write_text("# Sails\n\nSails hang in the long shed, the red ones to the left of the door.\n")
    later = kbaudit("audit", "wiki", *NOW, "--baseline", "a/findings.json")
    by_status = {f["status"]: f for f in later.findings["findings"] if f["code"] == "KB204"}
    assert (by_status["known"]["uri"], by_status["new"]["uri"]) == ("wiki/", "wiki/sails.md")
    (folder / "ropes.md").unlink()
    (folder / "sails.md").unlink()
    fewer = kbaudit("audit", "wiki", *NOW, "--baseline", "a/findings.json")
    assert [f["status"] for f in fewer.findings["findings"] if f["code"] == "KB204"] == ["known"]


def test_a_baseline_of_fingerprints_alone_is_read(kbaudit, tmp_path):
    page = tmp_path / "ops" / "deploying.md"
    page.parent.mkdir()
    page.write_text(PAGE.format(KEYS[0], ""))
    (finding,) = [f for f in kbaudit("audit", "ops", *NOW).findings["findings"] if f["code"] == "KB601"]
    (tmp_path / "old.json").write_text(f'{{"findings": [{{"fingerprint": "{finding["fingerprint"]}"}}]}}')
    assert kbaudit("audit", "ops", *NOW, "--baseline", "old.json").code == 0
    (tmp_path / "odd.json").write_text('{"findings": [{"fingerprint": "x", "fingerprints": 7}]}')
    assert kbaudit("audit", "ops", *NOW, "--baseline", "odd.json").code == 2

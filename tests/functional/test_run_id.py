"""The id of a run is the digest of all that went into it: another input, another id."""

from __future__ import annotations

import shutil
import subprocess

import pytest

PAGE = """---
title: Ropes
last_reviewed_on: 2019-05-01
---

# Ropes

Ropes hang in the long shed, sorted by length.
"""


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_claim_that_lost_is_an_input_too(kbaudit, tmp_path):
    folder = tmp_path / "harbour"
    folder.mkdir()
    (folder / "ropes.md").write_text(PAGE)
    before = kbaudit("audit", folder, "--as-of", "2026-11-20", "--fail-on", "never").findings
    again = kbaudit("audit", folder, "--as-of", "2026-11-20", "--fail-on", "never").findings
    assert before == again
    git = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all", "--date", "2026-10-01T12:00:00+0000"]):
        subprocess.run([*git, *command], cwd=folder, check=True)
    after = kbaudit("audit", folder, "--as-of", "2026-11-20", "--fail-on", "never").findings
    assert before["run"]["id"] != after["run"]["id"]

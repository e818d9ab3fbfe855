"""The same inputs give the same bytes; an unchanged folder is not opened again; a changed policy opens nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from kbaudit.learn import Assignment, learn
from kbaudit.model import FoundFile, Learned

FILES = ("report.html", "findings.json", "documents.jsonl", "relations.jsonl", "rules.json", "stamps.jsonl")

WATCHED = """
import os, sys
opened = []
sys.addaudithook(lambda event, arguments: opened.append(arguments[0]) if event == "open" else None)
from kbaudit import workers
started = []
pool = workers.ProcessPool
workers.ProcessPool = lambda *a, **k: started.append(1) or pool(*a, **k)
from kbaudit.cli.main import kbaudit
try:
    kbaudit.main(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
paths = {os.fsdecode(path) for path in opened if isinstance(path, (str, bytes))}
print("OPENED", sum("/docs/" in path and os.path.isfile(path) for path in paths), "POOLS", len(started))
"""


def test_two_runs_in_two_zones_write_the_same_bytes(kbaudit, project, tmp_path):
    source = project / "sample_corpus"
    first = kbaudit("audit", source, "--as-of", "2026-06-01", "-c", "a.duckdb", "-o", "a", env={"TZ": "Asia/Kolkata"})
    west = {"TZ": "America/New_York", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    second = kbaudit("audit", source, "--as-of", "2026-06-01", "-c", "b.duckdb", "-o", "b", "-j", 1, env=west)
    assert first.code == second.code == 1
    assert first.out == second.out
    for name in FILES:
        assert (first.report / name).read_bytes() == (second.report / name).read_bytes(), name


def _opened(tmp_path: Path, *arguments: str) -> tuple[int, int]:
    script = tmp_path / "watched.py"
    script.write_text(WATCHED)
    done = subprocess.run(
        [sys.executable, script, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300
    )
    words = done.stdout.split()
    return int(words[words.index("OPENED") + 1]), int(words[words.index("POOLS") + 1])


def test_an_unchanged_folder_is_not_opened_again(kbaudit, project, tmp_path):
    shutil.copytree(project / "sample_corpus", tmp_path / "docs")
    kbaudit("audit", "docs", "--as-of", "2026-06-01")
    before = {name: (tmp_path / "kbaudit-report" / name).read_bytes() for name in FILES}
    opened, pools = _opened(tmp_path, "audit", "docs", "--as-of", "2026-06-01")
    assert opened == 0
    assert pools == 0, "no worker is started where nothing has to be read"
    assert before == {name: (tmp_path / "kbaudit-report" / name).read_bytes() for name in FILES}


def test_a_changed_policy_opens_no_document(kbaudit, project, tmp_path):
    shutil.copytree(project / "sample_corpus", tmp_path / "docs")
    kbaudit("audit", "docs", "--as-of", "2026-06-01")
    shutil.rmtree(tmp_path / "docs")
    strict = kbaudit("check", "-p", "strict", "--as-of", "2026-06-01", "-o", "strict")
    assert strict.code == 1
    served = json.loads((tmp_path / "kbaudit-report" / "findings.json").read_text())["summary"]["served"]
    assert strict.findings["summary"]["served"] < served


def test_known_content_is_not_extracted_again(tmp_path):
    page = tmp_path / "a.md"
    page.write_text("# One\n\nSome words.\n")
    found = FoundFile("docs/a.md", "docs", str(page).encode(), page.stat().st_size, 1)
    first = learn(Assignment(found, "", 10**6))
    assert first.facts is not None
    assert learn(Assignment(found, first.sha256, 10**6)) == Learned(found, first.sha256, "markdown")


def test_a_touched_file_stays_and_a_deleted_one_leaves(kbaudit, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text("# One\n\nSome words.\n")
    (docs / "b.md").write_text("# Two\n\nOther words.\n")
    kbaudit("audit", docs)
    (docs / "a.md").touch()
    (docs / "b.md").unlink()
    outcome = kbaudit("audit", docs, "--as-of", "2026-06-01")
    assert [line["uri"] for line in outcome.lines("documents.jsonl")] == ["docs/a.md"]


def test_a_raised_limit_reads_what_was_too_large(kbaudit, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# One\n\n" + "Some words. " * 20)
    policy = tmp_path / "kbaudit.yaml"
    policy.write_text("schema: kbaudit.policy/1\nlimits: {file_size: 100 B}\n")
    assert kbaudit("audit", "docs").findings["summary"]["skipped"] == 1
    policy.write_text("schema: kbaudit.policy/1\nlimits: {file_size: 1 MiB}\n")
    assert kbaudit("audit", "docs").findings["summary"]["documents"] == 1


def test_the_date_in_a_path_belongs_to_the_file_not_to_its_content(kbaudit, tmp_path):
    docs = tmp_path / "docs"
    for folder in ("2026-04", "other"):
        (docs / folder).mkdir(parents=True)
        (docs / folder / "minutes.md").write_text(
            "# Minutes\n\nWe talked about the bakery and the new oven for long.\n"
        )
    outcome = kbaudit("audit", docs, "--as-of", "2026-06-01")
    dated = {line["uri"]: line["effective"]["at"] for line in outcome.lines("documents.jsonl")}
    assert dated["docs/2026-04/minutes.md"].startswith("2026-04-01")
    assert not dated["docs/other/minutes.md"]

"""Exit codes of the contract: what a pipeline decides by."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GOOD = "---\ntitle: Opening hours\nowner: desk@shop.example\nlast_reviewed_on: 2026-05-01\n---\n\nWe open at nine.\n"
BAD = GOOD.replace("last_reviewed_on: 2026-05-01", "last_reviewed_on: 2026-05-01\nvalid_until: 2026-05-20")
AS_OF = ("--as-of", "2026-06-01")
PAGES = 2000  # so many that a run over them can be stopped
EMPTY_CATALOG = 600_000  # bytes, a little more than a new catalog takes


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "hours.md").write_text(GOOD)
    return folder


@pytest.mark.afresh
def test_passed(kbaudit, docs):
    outcome = kbaudit("audit", docs, *AS_OF)
    assert outcome.code == 0, outcome.err
    assert outcome.findings["summary"]["served"] == 1


@pytest.mark.afresh
def test_gate_closed(kbaudit, docs):
    (docs / "offer.md").write_text(BAD)
    outcome = kbaudit("audit", docs, *AS_OF)
    assert outcome.code == 1
    assert "gate" in outcome.err


def test_fail_on_never_reports_only(kbaudit, docs):
    (docs / "offer.md").write_text(BAD)
    assert kbaudit("audit", docs, *AS_OF, "--fail-on", "never").code == 0


def test_known_findings_do_not_close_the_gate(kbaudit, docs):
    (docs / "offer.md").write_text(BAD)
    kbaudit("audit", docs, *AS_OF, "-o", "first")
    outcome = kbaudit("audit", docs, *AS_OF, "-o", "second", "--baseline", "first/findings.json")
    assert outcome.code == 0
    assert outcome.findings["summary"]["excluded"] == 1, "a baseline never changes a status"
    (docs / "price.md").write_text(BAD.replace("We open at nine", "A helmet costs 29 euros"))
    assert kbaudit("audit", docs, *AS_OF, "-o", "third", "--baseline", "first/findings.json").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("audit", "no/such/folder"), marks=pytest.mark.afresh),
        ("audit",),
        ("audit", "docs", "--as-of", "tomorrow"),
        ("audit", "docs", "-p", "nobody"),
        ("audit", "docs", "--baseline", "docs/hours.md"),
        pytest.param(("adit", "docs"), marks=pytest.mark.afresh),
        ("check",),
        ("explain", "KB999"),
        ("policy", "check", "no-such.yaml"),
    ],
)
def test_wrong_use(kbaudit, docs, arguments):
    outcome = kbaudit(*arguments)
    assert outcome.code == 2, outcome.err
    assert outcome.err
    assert outcome.out == ""


def test_wrong_policy_says_where(kbaudit, docs, tmp_path):
    (tmp_path / "kbaudit.yaml").write_text("schema: kbaudit.policy/1\ndefaults:\n  max_agee: 1 year\n")
    outcome = kbaudit("audit", docs)
    assert outcome.code == 2
    assert "kbaudit.yaml:3:3" in outcome.err
    assert "max_age" in outcome.err


@pytest.mark.afresh
def test_nothing_to_audit_is_no_perfect_score(kbaudit, tmp_path):
    (tmp_path / "empty").mkdir()
    assert kbaudit("audit", "empty").code == 3
    (tmp_path / "empty" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert kbaudit("audit", "empty").code == 3


def test_too_many_unreadable_files(kbaudit, docs):
    for number in range(3):
        (docs / f"broken-{number}.docx").write_bytes(b"PK\x03\x04 not really")
    outcome = kbaudit("audit", docs, *AS_OF)
    assert outcome.code == 3
    assert "incomplete" in outcome.err


def test_types_that_are_not_read_never_count(kbaudit, docs):
    for number in range(20):
        (docs / f"photo-{number}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    outcome = kbaudit("audit", docs, *AS_OF)
    assert outcome.code == 0
    assert outcome.findings["summary"]["skipped"] == 20


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize(
    ("arguments", "code"), [(("audit", "docs", *AS_OF), 1), (("policy", "schema"), 0), (("explain", "KB103"), 0)]
)
def test_a_reader_that_has_gone_changes_no_exit_code(docs, tmp_path, arguments, code):
    (docs / "offer.md").write_text(BAD)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "kbaudit", *arguments],
        cwd=tmp_path,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.afresh
def test_damaged_catalog(kbaudit, docs, tmp_path):
    (tmp_path / "catalog.duckdb").write_text("this is no catalog")
    outcome = kbaudit("audit", docs, "-c", "catalog.duckdb")
    assert outcome.code == 4
    assert len(outcome.err.strip().splitlines()) == 1


def test_catalog_in_use_is_said_at_once(kbaudit, docs, tmp_path):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time\nfrom pathlib import Path\nfrom kbaudit.catalog import Catalog\n"
            "with Catalog.open(Path('c.duckdb')):\n    print('held', flush=True)\n    time.sleep(60)",
        ],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        outcome = kbaudit("audit", docs, "-c", "c.duckdb")
        assert outcome.code == 5
        assert str(holder.pid) in outcome.err
    finally:
        holder.kill()
        holder.communicate()


def _wait_until_something_is_learned(folder: Path, running: subprocess.Popen[str]) -> None:
    """The catalog grows with the first part that is written to it."""
    for _ in range(1200):
        assert running.poll() is None, "the run ended before it could be stopped: add pages"
        if sum(path.stat().st_size for path in folder.glob("*") if path.exists()) > EMPTY_CATALOG:
            return
        time.sleep(0.05)
    raise AssertionError("nothing was learned in a minute")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_keeps_what_it_learned(kbaudit, tmp_path, stop, code):
    docs = tmp_path / "many"
    docs.mkdir()
    for number in range(PAGES):
        (docs / f"page-{number:05}.md").write_text(f"# Page {number}\n\n" + f"Line {number} of text. " * 200)
    running = subprocess.Popen(
        [sys.executable, "-m", "kbaudit", "audit", docs, "--fail-on", "never"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait_until_something_is_learned(tmp_path / ".kbaudit", running)
    running.send_signal(stop)
    _, said = running.communicate(timeout=30)
    assert running.returncode == code, said
    assert "learned and kept" in said
    kept = int(said.split("stopped: ")[1].split(" ")[0].replace(",", ""))
    assert 0 < kept < PAGES
    again = kbaudit("crawl", docs)
    assert again.code == 0, again.err
    assert f"unchanged {kept:,}" in again.out
    assert f"found {PAGES:,}" in again.out


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_closed_stream_changes_no_exit_code(docs, tmp_path, closed):
    command = f'"{sys.executable}" -m kbaudit audit "{docs}" --as-of 2026-06-01 {closed}'
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "kbaudit-report" / "findings.json").exists()

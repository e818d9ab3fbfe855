"""Reports as a user's command writes them, for those who look at the pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import hostile_page

SAMPLE = Path(__file__).resolve().parents[2] / "sample_corpus"
MOMENTS = ("2025-12-01", "2026-03-01", "2026-06-01")  # the last one is that of the truth in tests/functional


def audited(source: str | Path, folder: Path, policy: Path, *, as_of: str) -> Path:
    """`kbaudit audit SOURCE` as of this day, catalog and report under folder; the report's folder."""
    report = folder / "report"
    words = [str(source), "-p", str(policy), "-c", str(folder / "catalog.duckdb"), "-o", str(report), "--as-of", as_of]
    done = subprocess.run(
        [sys.executable, "-m", "kbaudit", "audit", *words, "--fail-on", "never"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"kbaudit audit {' '.join(words)} ended with {done.returncode}: {done.stderr}"
    return report


def sample(folder: Path) -> Path:
    """The sample corpus under its own policy, audited at three moments; the report of the last one."""
    return [audited(SAMPLE, folder, SAMPLE / "kbaudit.yaml", as_of=moment) for moment in MOMENTS][-1]


def hostile(folder: Path) -> Path:
    """The report of a knowledge base that is meant to break it, audited at two moments."""
    hostile_page.write(folder)
    source = f"{hostile_page.SOURCE}={folder / 'corpus'}"
    return [audited(source, folder, folder / "kbaudit.yaml", as_of=moment) for moment in hostile_page.MOMENTS][-1]

"""Runs the real command as a user does: another process, no terminal, its own working directory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Outcome:
    """What came of one run of the command, and the files it wrote."""

    code: int
    out: str
    err: str
    report: Path

    @property
    def findings(self) -> dict[str, object]:
        return json.loads((self.report / "findings.json").read_text(encoding="utf-8"))

    def lines(self, name: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.report / name).read_text(encoding="utf-8").splitlines()]


Kbaudit = Callable[..., Outcome]


@pytest.fixture
def kbaudit(tmp_path: Path) -> Kbaudit:
    """Calls `kbaudit ARGUMENT...` in tmp_path; the report folder is the one that -o names, or the default."""

    def call(*arguments: object, env: Mapping[str, str] | None = None, cwd: Path = tmp_path) -> Outcome:
        words = [str(argument) for argument in arguments]
        done = subprocess.run(
            [sys.executable, "-m", "kbaudit", *words],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        report = cwd / words[words.index("-o") + 1] if "-o" in words else cwd / "kbaudit-report"
        assert "Traceback" not in done.stderr, done.stderr
        return Outcome(done.returncode, done.stdout, done.stderr, report)

    return call

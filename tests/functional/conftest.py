"""Runs the real command: another process, no terminal, its own working directory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from starter import CAN_FORK, PATIENCE, Starter


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
Launch = Callable[..., subprocess.CompletedProcess[bytes]]
LaunchText = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter | None]:
    """What forks runs for this session's tests, where runs can be forked."""
    if not CAN_FORK:
        yield None
        return
    starter = Starter()
    yield starter
    starter.close()


@pytest.fixture(scope="session")
def launch(starter: Starter | None) -> Launch:
    """Runs `kbaudit WORD...` in cwd, forked where that comes to the same (see starter.py)."""

    def call(
        cwd: Path, *words: object, stdin: bytes = b"", env: Mapping[str, str] | None = None, afresh: bool = False
    ) -> subprocess.CompletedProcess[bytes]:
        given = [str(word) for word in words]
        if starter and not afresh and env is None and starter.fits():
            done = starter.run(given, cwd, stdin)
        else:
            done = subprocess.run(
                [sys.executable, "-m", "kbaudit", *given],
                cwd=cwd,
                env={**os.environ, **(env or {})},
                input=stdin,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done

    return call


@pytest.fixture(scope="session")
def launch_text(launch: Launch) -> LaunchText:
    """The same; what was said is text."""

    def call(
        cwd: Path, *words: object, env: Mapping[str, str] | None = None, afresh: bool = False
    ) -> subprocess.CompletedProcess[str]:
        done = launch(cwd, *words, env=env, afresh=afresh)
        return subprocess.CompletedProcess(done.args, done.returncode, _text(done.stdout), _text(done.stderr))

    return call


@pytest.fixture(scope="session")
def kbaudit_in(launch_text: LaunchText) -> Kbaudit:
    """Calls `kbaudit ARGUMENT...` in cwd; the report folder is the one that -o names, or the default."""

    def call(cwd: Path, *arguments: object, env: Mapping[str, str] | None = None, afresh: bool = False) -> Outcome:
        done = launch_text(cwd, *arguments, env=env, afresh=afresh)
        report = cwd / str(arguments[arguments.index("-o") + 1]) if "-o" in arguments else cwd / "kbaudit-report"
        return Outcome(done.returncode, done.stdout, done.stderr, report)

    return call


@pytest.fixture
def kbaudit(request: pytest.FixtureRequest, kbaudit_in: Kbaudit, tmp_path: Path) -> Kbaudit:
    """The same in tmp_path.

    A test or module marked `afresh` has each run start as a user's does; else it may be forked.
    """
    afresh = request.node.get_closest_marker("afresh") is not None

    def call(*arguments: object, env: Mapping[str, str] | None = None, cwd: Path = tmp_path) -> Outcome:
        return kbaudit_in(cwd, *arguments, env=env, afresh=afresh)

    return call


def _text(said: bytes) -> str:
    """As a terminal's reader has it: UTF-8, and ends of lines of any kind are one."""
    return said.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")

"""The help texts: every command has one with an example, and the README shows what they say."""

from __future__ import annotations

import re

import pytest

from kbaudit import __version__
from kbaudit.cli.main import COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(kbaudit, command):
    outcome = kbaudit(command, "--help")
    assert outcome.code == 0
    assert "Example" in outcome.out


@pytest.mark.parametrize("command", [(), *((command,) for command in COMMANDS)])
def test_help_keeps_each_example_on_a_line_that_fits(kbaudit, command):
    text = kbaudit(*command, "--help").out
    assert "\\b" not in text
    assert re.search(r"Examples?:\n +kbaudit ", text)
    assert max(len(line) for line in text.splitlines()) <= 80


def test_version(kbaudit):
    assert kbaudit("--version").out == f"kbaudit {__version__}\n"


def test_the_readme_shows_the_commands(kbaudit, project):
    readme = (project / "README.md").read_text(encoding="utf-8")
    listed = kbaudit("--help").out.split("Commands:\n")[1]
    for line in listed.splitlines():
        assert " ".join(line.split()) in " ".join(readme.split()), line

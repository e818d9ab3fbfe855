"""The help texts: every command has one with an example, and the README shows what they say."""

from __future__ import annotations

import contextlib
import json
import re

import pytest

from kbaudit import __version__
from kbaudit.cli.main import COMMANDS


@pytest.mark.afresh
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


PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")


def test_no_link_of_the_docs_is_broken(project):
    pages = [
        page
        for name in PAGES
        for page in ([project / name] if name.endswith(".md") else (project / name).rglob("*.md"))
    ]
    targets = [
        (page, target.partition("#")[0])
        for page in pages
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("#")
    ]
    assert targets
    assert [f"{page.name}: {target}" for page, target in targets if not (page.parent / target).exists()] == []


def test_the_python_of_the_readme_runs(kbaudit, project, tmp_path):
    kbaudit("audit", project / "sample_corpus", "--as-of", "2026-06-01")
    stamps = (tmp_path / "kbaudit-report" / "stamps.jsonl").read_text(encoding="utf-8").splitlines()
    (example,) = re.findall(r"```python\n(.+?)```", (project / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    program = compile(example, "README.md", "exec")
    with contextlib.chdir(tmp_path):
        uris = [json.loads(stamp)["uri"] for stamp in stamps]
        names = {"hits": [{"metadata": {"source": uri}, "score": 0.5, "text": uri} for uri in (*uris, "unknown.md")]}
        exec(program, names)  # noqa: S102 - the README's own words
    refused = dict(names["refused"])
    assert {*names["context"], *refused} == {*uris, "unknown.md"}
    assert refused["unknown.md"] == ("unknown document",)
    assert len(names["context"]) > 5

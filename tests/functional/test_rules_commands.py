"""`kbaudit rules`: compile, show, check; and the rules in an environment that has nothing but the standard library."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbaudit.retrieval.targets import TARGETS

if TYPE_CHECKING:
    from .conftest import LaunchText


@pytest.fixture(scope="module")
def audited(launch_text: LaunchText, tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    top = tmp_path_factory.mktemp("rules")
    launch_text(top, "audit", project / "sample_corpus", "-q", "--as-of", "2026-06-01")
    return top


@pytest.mark.parametrize("target", [target.name for target in TARGETS])
def test_every_target_compiles(launch_text: LaunchText, audited: Path, target: str):
    alone = launch_text(audited, "rules", "compile", "--target", target)
    assert (alone.returncode, "leaves to an adapter" in alone.stderr) == (2, True)
    done = launch_text(audited, "rules", "compile", "--target", target, "--with-adapter", "--collection", "handbook")
    assert (done.returncode, done.stderr) == (0, "")
    assert "left to an adapter after retrieval: at most one side of a conflict" in done.stdout
    assert "kb_status" in done.stdout
    fixed = launch_text(
        audited, "rules", "compile", "--target", target, "--with-adapter", "--now", "2027-06-01", "--format", "json"
    )
    compiled = json.loads(fixed.stdout)
    assert compiled["target"] == target
    assert '"$now"' not in json.dumps([compiled["filter"], compiled["parameters"]])
    assert re.search(r"1811808000|2027-06-01", json.dumps(compiled["filter"]) + json.dumps(compiled["parameters"]))


def test_show_tells_the_rules_and_what_each_target_can(launch_text: LaunchText, audited: Path):
    shown = launch_text(audited, "rules", "show").stdout
    assert "  kb_expires_ts > $now\n  kb_confidence >= 0.5\n  kb_is_latest is true" in shown
    assert shown.startswith("rules of the audit as of 2026-06-01T00:00:00Z, rule set sha256:")
    assert "documents of one family in an answer: at most 1" in shown
    for target in TARGETS:
        assert re.search(rf"^  {re.escape(target.name)} +filter", shown, re.MULTILINE), target.name


def test_check(launch_text: LaunchText, audited: Path, tmp_path: Path):
    done = launch_text(audited, "rules", "check", "kbaudit-report/rules.json", afresh=True)
    assert (done.returncode, "the rules are understood; 1" in done.stdout) == (0, True)
    (tmp_path / "rules.json").write_text('{"schema": "kbaudit.rules/9"}')
    refused = launch_text(audited, "rules", "check", tmp_path / "rules.json")
    assert (refused.returncode, "kbaudit.rules/9" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("compile", "--target", "qdrant", "--now", "yesterday"), "is no moment"),
        (("compile", "--target", "oracle"), "is not one of"),
        (("compile", "--target", "qdrant", "--release", "$now"), "can't be called"),
        (
            ("apply", "--target", "pgvector", "--collection", "c", "--url", "postgresql://a:geheim@h/d"),
            "holds a password",
        ),
        (("apply", "--target", "pgvector", "--collection", "c", "--url", "host=h password=geheim"), "holds a password"),
        (("apply", "--target", "duckdb", "--collection", "c", "--path", "nowhere.duckdb"), "no such file"),
        (("apply", "--target", "chroma", "--collection", "c", "--path", "nowhere"), "nowhere"),
    ],
)
def test_wrong_use_is_told_in_a_line(launch_text: LaunchText, audited: Path, words: tuple[str, ...], said: str):
    done = launch_text(audited, "rules", *words)
    assert done.returncode in (2, 4)
    assert said in done.stderr
    assert "geheim" not in done.stderr + done.stdout


BARE = """
import json, sys
sys.path.insert(0, {project!r})
before = set(sys.modules)
from kbaudit.retrieval.ruleset import RuleSet
from kbaudit.retrieval.targets import TARGETS
from kbaudit.retrieval.targets.base import Asked
rules = RuleSet.load("kbaudit-report/rules.json", stamps="kbaudit-report/stamps.jsonl")
uris = [json.loads(line)["uri"] for line in open("kbaudit-report/stamps.jsonl")]
found = rules.apply([{{"metadata": {{"source": uri}}, "score": 1.0, "text": "x"}} for uri in uris], now=1780272000)
for target in TARGETS:
    assert target.compile(Asked(rules.rules)).code
print(len(found.kept), len(found.dropped))
print(*sorted(name for name in {{each.partition(".")[0] for each in set(sys.modules) - before}}
              if name not in sys.stdlib_module_names))
"""


def test_a_service_needs_the_standard_library_alone(audited: Path, project: Path):
    """-S: no installed package can be imported. What is kept is what the audit says may be served."""
    code = BARE.format(project=str(project))
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=audited, capture_output=True, text=True, check=True)
    counts, names = done.stdout.splitlines()
    assert names == "kbaudit"
    kept, dropped = map(int, counts.split())
    assert kept > 60
    assert dropped > 15


def test_rules_are_imported_in_less_than_a_tenth_of_the_audit(project: Path):
    """Counted in modules, not in seconds: importing few of them is what makes it quick."""
    code = f"import sys; sys.path.insert(0, {str(project)!r}); import {{}}; print(len(sys.modules))"
    counts = [
        int(
            subprocess.run([sys.executable, "-c", code.format(name)], capture_output=True, text=True, check=True).stdout
        )
        for name in ("kbaudit.retrieval.ruleset", "kbaudit.cli.audit")
    ]
    assert counts[0] * 4 < counts[1]

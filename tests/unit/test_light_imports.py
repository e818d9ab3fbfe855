"""What must start fast imports little: the rules run inside other people's services, `--version` waits for nobody."""

from __future__ import annotations

import subprocess
import sys

import pytest

FOREIGN = """
import sys
before = set(sys.modules)
import {module}
names = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(*sorted(names - set(sys.stdlib_module_names) - {{"kbaudit"}}))
"""


def foreign(module: str) -> list[str]:
    """The top-level modules outside the standard library that importing this one brings."""
    done = subprocess.run(
        [sys.executable, "-c", FOREIGN.format(module=module)], capture_output=True, text=True, check=True
    )
    return [name for name in done.stdout.split() if not name.startswith("_")]


@pytest.mark.parametrize("module", ["kbaudit.retrieval", "kbaudit.retrieval.evaluate", "kbaudit.model"])
def test_standard_library_alone(module):
    assert foreign(module) == []


def test_the_command_line_starts_with_click_alone():
    assert foreign("kbaudit.cli.main") == ["click"]


def test_the_audit_does_not_import_unstructured():
    assert "unstructured" not in foreign("kbaudit.cli.audit")

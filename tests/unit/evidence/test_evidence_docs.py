"""The docs of the bundle and of the regulations name only what there is; the manifest has the form of its schema."""

from __future__ import annotations

import re

import pytest

from kbaudit.checks import CHECKS
from kbaudit.cli.main import COMMANDS
from kbaudit.evidence.guide import GUIDE_TEXT
from kbaudit.evidence.names import NAMES
from kbaudit.reports import RENDERERS

PAGES = ("evidence.md", "regulations.md")
FILES = {renderer.filename for renderer in RENDERERS.values()} | NAMES | {"worklists/", "README.md"}


@pytest.fixture(params=PAGES)
def page(request, project) -> str:
    return (project / "docs" / request.param).read_text(encoding="utf-8")


def test_every_check_that_is_named_exists(page):
    codes = {check.code for check in CHECKS}
    assert set(re.findall(r"KB\d{3}", page)) <= codes


def test_every_command_that_is_named_exists(page):
    named = set(re.findall(r"(?:`|^ {4})kbaudit ([a-z]+)", page, re.MULTILINE))
    assert named
    assert named <= COMMANDS.keys()


def test_every_file_that_is_named_exists(page):
    named = set(re.findall(r"`([\w-]+(?:\.\w+)+|worklists/|SHA256SUMS)`", page))
    assert named
    assert named <= FILES


def test_the_regulations_claim_no_compliance(project):
    text = (project / "docs" / "regulations.md").read_text(encoding="utf-8")
    assert "makes nobody compliant" in text
    claims = re.findall(r"\b(?:ensures|guarantees|complies|compliant with|certified)\b", text, re.IGNORECASE)
    assert claims == []


def test_the_page_of_the_bundle_tells_every_file_and_check(project):
    text = (project / "docs" / "evidence.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if name not in text] == []
    assert "--expect" in text
    assert "sha256sum -c SHA256SUMS" in text
    assert "sha256sum -c SHA256SUMS" in GUIDE_TEXT

"""What is claimed by a file's place: owner files that can't be read are told, and better reading learns anew."""

from __future__ import annotations

from pathlib import Path

import pygit2
import pytest

from kbaudit import places
from kbaudit.catalog import Catalog
from kbaudit.model import Skipped, SkipReason, Source
from kbaudit.pipeline import Crawling, crawl
from kbaudit.places import learn_places
from kbaudit.policy import load_pack
from kbaudit.signals.owner_files import MOST_RULES
from kbaudit.signals.owner_patterns import MOST_TRIES

PAGE = "# Leave\n\nStaff get 25 days of leave a year, and may carry five over.\n"
TOO_LARGE, CORRUPT = SkipReason.TOO_LARGE, SkipReason.CORRUPT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "kb/hr/leave.md", PAGE)
    return tmp_path / "kb"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def learned(folder: Path) -> tuple[list[str], list[Skipped]]:
    """The owners of the page, and the owner files that can't be read; the catalog is opened anew to tell them."""
    path = folder.parent / "catalog.duckdb"
    with Catalog.open(path) as catalog:
        crawl(catalog, [Source("kb", folder.resolve())], Crawling(load_pack("default"), jobs=1))
    with Catalog.open(path, read_only=True) as catalog:
        placed = catalog.placed().get("kb/hr/leave.md")
        owners = [claim.value for claim in placed.owners] if placed else []
        return owners, [one for one in catalog.skipped() if one.reason is not SkipReason.UNSUPPORTED]


@pytest.mark.parametrize(
    ("name", "text", "reason", "detail"),
    [
        ("CODEOWNERS", "* @all\n" + "#" * 3 * 2**20, TOO_LARGE, "larger than 3,145,728 bytes"),
        ("CODEOWNERS", "\n" * MOST_RULES + "* @all\n", TOO_LARGE, "more than 50,000 lines"),
        ("CODEOWNERS", "* @all\n" + "*q*.md @x\n" * (MOST_TRIES + 1), TOO_LARGE, "more than 500 patterns"),
        ("hr/OWNERS", "# who\napprovers: [ann\n", CORRUPT, "line 3: "),
        (".github/component_owners.yml", "components:\n  hr: &a\n    - ann\n", CORRUPT, "line 2: anchors"),
    ],
)
def test_an_owner_file_that_cant_be_read_is_told(
    folder: Path, name: str, text: str, reason: SkipReason, detail: str
) -> None:
    write(folder / name, text)
    owners, skipped = learned(folder)
    assert owners == []
    assert [(one.uri, one.reason) for one in skipped] == [(f"kb/{name}", reason)]
    assert skipped[0].detail.startswith(f"owner file: {detail}")
    write(folder / name, "* @all\n" if "CODE" in name else "approvers: [ann]\ncomponents: {hr: [ann]}\n")
    owners, skipped = learned(folder)
    assert (len(owners), skipped) == (1, [])


@pytest.mark.parametrize(
    "text", ["", "set noparent\nfile://x\n*\n", "per-file *.md=ann@example.org\n", "- ann\n", "[a"]
)
def test_an_owners_file_of_another_form_is_no_fault(folder: Path, text: str) -> None:
    write(folder / "OWNERS", text)
    assert learned(folder) == ([], [])


def test_no_other_file_takes_the_place_of_one_that_cant_be_read(folder: Path) -> None:
    write(folder / "CODEOWNERS", "* @all\n")
    assert learned(folder)[0] == ["@all"]
    write(folder / ".github/CODEOWNERS", "\n" * (MOST_RULES + 1))
    assert learned(folder)[0] == []


def test_a_file_above_the_source_is_told_too(folder: Path) -> None:
    git = pygit2.init_repository(str(folder.parent))
    who = pygit2.Signature("Ann", "ann@example.org", 0, 0)
    git.create_commit("HEAD", who, who, "One", git.index.write_tree(), [])
    write(folder.parent / "OWNERS", "approvers: {")
    assert [one.uri for one in learned(folder)[1]] == ["kb/../OWNERS"]


def test_better_reading_learns_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("kb", folder.resolve())
    with Catalog.open(folder.parent / "catalog.duckdb") as catalog:
        states = []
        for version in (places.PLACER, places.PLACER, "another"):
            monkeypatch.setattr(places, "PLACER", version)
            learn_places(catalog, [source])
            states.append(catalog.state_of_places("kb"))
    assert states[0] == states[1] != states[2]

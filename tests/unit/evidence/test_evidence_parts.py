"""The small parts of a bundle: names, versions, uris turned back into paths, the statement, the catalog's tables."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kbaudit.catalog import Catalog
from kbaudit.evidence.environment import PACKAGES, environment
from kbaudit.evidence.guide import GUIDE_TEXT
from kbaudit.evidence.hashing import below_of, hash_skipped
from kbaudit.evidence.names import NAMES
from kbaudit.evidence.statement import TYPE, statement_text
from kbaudit.model import FoundFile, Learned, Skipped, SkipReason, Source, uri_of
from kbaudit.policy import NO_WAIVERS

DAY = datetime(2026, 6, 1, tzinfo=UTC)


@given(st.binary(min_size=1, max_size=40))
def test_a_uri_leads_back_to_its_path(path):
    assert below_of(uri_of("docs", path)) == path


def test_the_packages_are_those_that_kbaudit_requires(project):
    required = tomllib.loads((project / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {re.split(r"[<>=\[]", each)[0] for each in required} == set(PACKAGES)
    assert all(environment()["packages"].values()), "each of them is installed here"


def test_the_guide_tells_every_file():
    unsaid = [name for name in NAMES if name not in GUIDE_TEXT and not name.startswith("SHA256SUMS.")]
    assert unsaid == ["README.md"]


def test_the_statement_is_an_in_toto_statement():
    manifest = dict.fromkeys(("schema", "run", "population", "policy", "waivers"), "x")
    text = statement_text(manifest, "0" * 64, "1" * 64)
    assert f'"_type": "{TYPE}"' in text
    assert '"predicateType": "urn:kbaudit:' in text


def test_no_waivers_have_no_digest():
    assert (NO_WAIVERS.digest, NO_WAIVERS.meaning) == ("", "[]")


def _met(catalog: Catalog, root: Path, name: str, reason: SkipReason) -> None:
    path = root / name
    status = path.stat()
    found = FoundFile(f"docs/{name}", "docs", str(path).encode(), status.st_size, status.st_mtime_ns)
    catalog.record([Learned(found, "", "", skipped=Skipped(found.uri, reason, "", "", "docs", found.size))])


def test_a_skipped_file_is_hashed_once_and_again_when_it_has_changed(tmp_path):
    root = tmp_path / "docs"
    root.mkdir()
    (root / "a.bin").write_bytes(b"one")
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        catalog.begin_crawl([Source("docs", root)], DAY, "1")
        _met(catalog, root, "a.bin", SkipReason.UNSUPPORTED)
        catalog.finish_crawl()
        assert [uri for uri, _, _ in catalog.unhashed()] == ["docs/a.bin"]
        catalog.record_hashes(hash_skipped(catalog.unhashed(), catalog.roots()))
        assert catalog.unhashed() == []
        first = dict(catalog.skipped_contents(["docs"]))
        assert first == {"docs/a.bin": "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"}
        (root / "a.bin").write_bytes(b"three")
        catalog.begin_crawl([Source("docs", root)], DAY, "1")
        _met(catalog, root, "a.bin", SkipReason.UNSUPPORTED)
        catalog.finish_crawl()
        assert catalog.skipped_contents() == {}, "the hash was that of what it was"
        catalog.record_hashes(hash_skipped(catalog.unhashed(), catalog.roots()))
        assert catalog.skipped_contents().keys() == {"docs/a.bin"}
        assert catalog.skipped_contents() != first


def test_what_lies_outside_or_inside_a_file_is_not_opened(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "OWNERS").write_text("x")
    roots = {"docs": uri_of("", str(tmp_path / "docs").encode())}
    asked = [(f"docs/{name}", 1, 1) for name in ("../OWNERS", "mail.eml!/a.png", "gone.png")]
    assert list(hash_skipped([*asked, ("other/x.png", 1, 1)], roots)) == []


def test_left_out_files_are_those_of_the_last_crawl(tmp_path):
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        assert catalog.left_out() == []
        catalog.begin_crawl([Source("docs", tmp_path), Source("more", tmp_path)], DAY, "1")
        catalog.record_left_out("docs", [("docs/b.tmp", "*.tmp"), ("docs/a.tmp", "*.tmp")])
        catalog.record_left_out("more", [("more/c", "")])
        assert catalog.left_out(["docs"]) == [("docs/a.tmp", "*.tmp"), ("docs/b.tmp", "*.tmp")]
        catalog.record_left_out("docs", [])
        assert catalog.left_out() == [("more/c", "")]

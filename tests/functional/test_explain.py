"""`kbaudit explain PATH`: the story of one document, from the catalog alone."""

from __future__ import annotations

import shutil

OLD = """---
last_reviewed_on: 2024-02-01
version: 1
---
# Returns of rented bikes

A bike that was paid in advance can be returned within 14 days of the booking. The shop keeps the deposit until the bike
was looked at by a mechanic, and pays it back on the same day. Bring the receipt and the key of the lock with you.
Damage that was there before is written down by the shop and is never charged to the customer.
"""
NEW = (
    OLD.replace("2024", "2026").replace("version: 1", "version: 2").replace("14 days", "30 days")
    .replace("and the key of the lock", "or the booking number, and the key of the lock")
)  # fmt: skip


def test_the_story_of_an_older_version(kbaudit, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "returns-v1.md").write_text(OLD, encoding="utf-8")
    (docs / "returns-v2.md").write_text(NEW, encoding="utf-8")
    assert kbaudit("crawl", "docs").code == 0
    shutil.rmtree(docs)
    told = kbaudit("explain", "returns-v1.md", "--as-of", "2026-06-01")
    assert told.code == 0, told.err
    assert told.err == ""
    lines = told.out.splitlines()
    assert lines[0] == "docs/returns-v1.md"
    assert lines[2].startswith("  excluded: KB103 superseded-version")
    assert "  effective: 2024-02-01 (front matter: last_reviewed_on)" in lines
    assert "  > v1  2024-02-01  docs/returns-v1.md  (superseded by docs/returns-v2.md)" in lines
    assert "    v2  2026-02-01  docs/returns-v2.md  (current)" in lines
    assert "What changed since, in docs/returns-v2.md" in lines
    assert "    duration: 14 days here, 30 days there" in lines
    assert "    Bring the receipt {+or the booking number,+} and the key of the lock with you." in lines
    assert told.out.endswith("\n")


def test_quiet_leaves_the_result(kbaudit, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(NEW, encoding="utf-8")
    as_of = ("--as-of", "2026-06-01")
    loud, quiet = kbaudit("audit", "docs", *as_of), kbaudit("audit", "docs", "-q", *as_of)
    assert quiet.out == loud.out
    assert quiet.out.endswith("\n")
    assert quiet.err == ""
    assert "report: " in loud.err


def test_the_story_tells_the_status_over_audits(kbaudit, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "returns.md").write_text(NEW + "\nThis page is valid until 1 March 2026.\n", encoding="utf-8")
    (docs / "other.md").write_text("# Opening hours\n\nTODO: write the opening hours.\n", encoding="utf-8")
    for as_of in ("2026-02-10", "2026-02-20", "2026-04-01", "2026-09-01"):
        assert kbaudit("audit", "docs", "--as-of", as_of, "--fail-on", "never").code == 0
    told = kbaudit("explain", "returns.md", "--as-of", "2026-10-01").out.splitlines()
    begins = told.index("Status over audits")
    assert told[begins + 1 : begins + 3] == [
        "  in the corpus since 2026-02-10",
        "  serve since 2026-02-10, exclude since 2026-04-01",
    ]
    told = kbaudit("explain", "returns.md", "--as-of", "2026-02-20").out
    assert "in the corpus since 2026-02-10" in told
    assert "exclude" not in told[told.index("Status over audits") :], "no audit of a later moment is seen"
    told = kbaudit("explain", "returns.md", "--as-of", "2026-03-15").out
    assert "  serve since 2026-02-10, exclude now" in told
    assert "Status over audits" not in kbaudit("explain", "returns.md", "--as-of", "2026-02-10").out
    (docs / "other.md").write_text("# Opening hours\n\nMonday to Friday from 9:00 to 17:00.\n", encoding="utf-8")
    kbaudit("crawl", "docs")
    assert "  no more: KB505 placeholder (2026-02-10 to 2026-09-01): " in kbaudit("explain", "other.md").out

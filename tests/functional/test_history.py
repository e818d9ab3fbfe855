"""A report's history: what earlier audits of the same sources said, and never a later one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from kbaudit import pipeline
from kbaudit.catalog import Catalog
from kbaudit.model import History, Report, Source, Status
from kbaudit.policy import load_pack

RETURNS = "# Returns\n\nA bike can be returned within 14 days of the booking, in the shop that lent it. "
ENDS = "\n\nThis page is valid until 28 February 2026.\n"
HOURS = "# Opening hours\n\nThe shop opens from Monday to Friday at nine and closes when the last bike is back. "


def _day(month: int) -> datetime:
    return datetime(2026, month, 1, tzinfo=UTC)


def _judged(catalog: Catalog, month: int, *, record: bool = True) -> Report:
    return pipeline.judge(catalog, pipeline.Judging(load_pack("default"), _day(month)), record=record)


def test_an_audit_sees_those_of_an_earlier_as_of_alone(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "returns.md").write_text(RETURNS * 4 + ENDS, encoding="utf-8")
    crawling = pipeline.Crawling(load_pack("default"), jobs=1)
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        pipeline.crawl(catalog, [Source("docs", docs)], crawling)
        assert _judged(catalog, 2).history == History()
        assert _judged(catalog, 4).history.statuses == {
            "docs/returns.md": ((_day(2), Status.SERVE), (_day(4), Status.EXCLUDE))
        }
        (docs / "hours.md").write_text(HOURS * 4, encoding="utf-8")
        pipeline.crawl(catalog, [Source("docs", docs)], crawling)
        last = _judged(catalog, 6)
        assert [audit.as_of for audit in last.history.audits] == [_day(2), _day(4)]
        assert [audit.documents for audit in last.history.audits] == [1, 1]
        assert last.history.first_audited("docs/hours.md") == _day(6)
        assert last.history.first_audited("docs/returns.md") == _day(2)
        earlier = _judged(catalog, 3, record=False).history
        assert [audit.as_of for audit in earlier.audits] == [_day(2)], "a later audit isn't seen"
        assert earlier.statuses == {"docs/returns.md": ((_day(2), Status.SERVE), (_day(3), Status.EXCLUDE))}
        assert _judged(catalog, 6).history == last.history, "the same run again sees what it saw"
        (docs / "returns.md").write_text(RETURNS * 4, encoding="utf-8")
        pipeline.crawl(catalog, [Source("docs", docs)], crawling)
        mended = _judged(catalog, 7).history
        assert [(one.told.code, one.first, one.last) for one in mended.gone if one.told.code == "KB203"] == [
            ("KB203", _day(4), _day(6))
        ]
        assert mended.statuses["docs/returns.md"][-1] == (_day(7), Status.SERVE)

"""rules.json and stamps.jsonl: what the retrieval layer loads (docs/rules.md), written as retrieval made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.reports.encoding import json_line, json_page

if TYPE_CHECKING:
    from kbaudit.model import Report


class Rules:
    """Renders rules.json."""

    name = "rules"
    filename = "rules.json"

    def render(self, report: Report) -> str:
        return json_page(report.rules)


class Stamps:
    """Renders stamps.jsonl, sorted by uri."""

    name = "stamps"
    filename = "stamps.jsonl"

    def render(self, report: Report) -> str:
        return "".join(json_line(stamp) for stamp in sorted(report.stamps, key=lambda stamp: str(stamp.get("uri", ""))))

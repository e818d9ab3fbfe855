"""What every renderer is: a report in, the text of one file out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kbaudit.model import Report


class Renderer(Protocol):
    """Renders a report as the text of one file. Pure: the same report gives the same text, UTF-8 with LF."""

    name: str
    filename: str

    def render(self, report: Report) -> str:
        """The whole text of the file."""

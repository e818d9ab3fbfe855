"""Reports: the outcome of an audit as files and as a terminal summary. A renderer returns text; write.py writes it.

To add a report: a module with a Renderer (base.py), and one line in RENDERERS (renderers.py).
"""

from kbaudit.reports.base import Renderer
from kbaudit.reports.renderers import ALWAYS, RENDERERS
from kbaudit.reports.terminal import render_terminal
from kbaudit.reports.worklist_files import remove_worklists, write_worklists
from kbaudit.reports.write import write_report

__all__ = [
    "ALWAYS",
    "RENDERERS",
    "Renderer",
    "remove_worklists",
    "render_terminal",
    "write_report",
    "write_worklists",
]

"""All renderers, by the name of their format.

To add a report: a module with a Renderer (base.py), and one line in RENDERERS.
"""

from typing import Final

from kbaudit.reports.base import Renderer
from kbaudit.reports.csv import Csv
from kbaudit.reports.documents import Documents
from kbaudit.reports.html import Html
from kbaudit.reports.json import Findings
from kbaudit.reports.junit import Junit
from kbaudit.reports.relations import Relations
from kbaudit.reports.rules import Rules, Stamps
from kbaudit.reports.sarif import Sarif

RENDERERS: Final[dict[str, Renderer]] = {
    "json": Findings(),
    "documents": Documents(),
    "relations": Relations(),
    "rules": Rules(),
    "stamps": Stamps(),
    "html": Html(),
    "csv": Csv(),
    "sarif": Sarif(),
    "junit": Junit(),
}

ALWAYS: Final = ("html", "json", "documents", "relations", "rules", "stamps")
"""The formats that every audit writes; the others on request."""
FOR_RETRIEVAL: Final = frozenset({"rules", "stamps"})
"""Those that tie the points of an index to documents: nothing in them can be hidden."""
FOR_PROGRAMS: Final = FOR_RETRIEVAL | {"json", "documents", "relations"}
"""Those whose uris tell programs of documents; the others are shown to people."""

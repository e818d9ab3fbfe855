"""How alike documents are, and which are copies or versions of one another. The catalog joins the bands."""

from kbaudit.similarity.alignment import Reading, align
from kbaudit.similarity.comparing import COMPARER, compare_all, worth_comparing
from kbaudit.similarity.copies import content_key
from kbaudit.similarity.families import find_families
from kbaudit.similarity.kinship import version_candidates
from kbaudit.similarity.measure import measure
from kbaudit.similarity.relations import relate_documents
from kbaudit.similarity.versions import read_markers

__all__ = [
    "COMPARER",
    "Reading",
    "align",
    "compare_all",
    "content_key",
    "find_families",
    "measure",
    "read_markers",
    "relate_documents",
    "version_candidates",
    "worth_comparing",
]

"""How alike documents are, and which are copies or versions of one another. The catalog joins the bands."""

from kbaudit.similarity.alignment import Reading, align
from kbaudit.similarity.boilerplate import passages
from kbaudit.similarity.choosing import Choice, one_of_each_text
from kbaudit.similarity.comparing import COMPARER, compare_all
from kbaudit.similarity.kinship import version_candidates
from kbaudit.similarity.measure import measure
from kbaudit.similarity.related import related
from kbaudit.similarity.versions import read_markers
from kbaudit.similarity.wordings import wording

__all__ = [
    "COMPARER",
    "Choice",
    "Reading",
    "align",
    "compare_all",
    "measure",
    "one_of_each_text",
    "passages",
    "read_markers",
    "related",
    "version_candidates",
    "wording",
]

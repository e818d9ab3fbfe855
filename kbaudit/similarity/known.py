"""What is known of documents before any of them is tied to another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.similarity.comparing import Compared
from kbaudit.similarity.copies import contents
from kbaudit.similarity.measured import Measured
from kbaudit.similarity.series import Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kbaudit.model import Comparison, Document, Pair, Subject
    from kbaudit.similarity.markers import Marker


@dataclass(frozen=True, slots=True)
class Known:
    """The documents, what their paths say, and what was measured and compared between their contents.

    content gives for each uri the least uri of the same content: under it measurements and comparisons are found.
    A date that tells which period a document of a series is about is no marker, but part of its name.
    """

    subjects: Mapping[str, Subject]
    documents: Mapping[str, Document]
    markers: Mapping[str, Marker]
    content: Mapping[str, str]
    measured: Measured
    compared: Compared
    series: Series

    @classmethod
    def of(
        cls,
        subjects: Mapping[str, Subject],
        pairs: Iterable[Pair],
        comparisons: Iterable[Comparison],
        markers: Mapping[str, Marker],
    ) -> Known:
        """What is known of these documents; pairs and comparisons are by content key."""
        content = contents(subjects)
        by_key = {subject.document.content_key: content[uri] for uri, subject in subjects.items()}
        documents = {uri: subject.document for uri, subject in subjects.items()}
        measured = Measured(pairs, content, by_key)
        compared = Compared(comparisons, by_key)
        series = Series(documents, markers, content, measured, compared)
        return cls(
            subjects=subjects,
            documents=documents,
            markers=series.markers(markers),
            content=content,
            measured=measured,
            compared=compared,
            series=series,
        )

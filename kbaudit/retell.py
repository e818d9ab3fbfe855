"""The inside of `kbaudit explain PATH`: which document is meant, its text, and what was reworded since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.errors import UsageError
from kbaudit.reports.story_changes import SHOWN, Rewritten, compared_with, differing
from kbaudit.similarity import Reading, align, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.catalog import Catalog
    from kbaudit.model import Report

_NAMED: Final = 10  # documents that are listed where a path may mean any of them


@dataclass(frozen=True, slots=True)
class Story:
    """A document of a report, its text as the catalog holds it, and what changed between it and another version."""

    uri: str
    text: str = ""
    rewritten: Rewritten | None = None


def retell(catalog: Catalog, report: Report, what: str) -> Story:
    """The story of the document that is meant: a uri as the reports show it, or the end of one.

    Raises:
        UsageError: no document, or more than one, is meant.
    """
    uri = meant([*report.corpus.subjects, *(skip.uri for skip in report.corpus.skipped)], what)
    return Story(uri, _texts(catalog, report, uri).get(uri, ""), _rewritten(catalog, report, uri))


def meant(uris: Sequence[str], what: str) -> str:
    """The one of these uris that is meant by a uri as the reports show it, by the end of one, or by a file's path.

    Raises:
        UsageError: none of them, or more than one, is meant.
    """
    wanted = what.removeprefix("./")
    if wanted in uris:
        return wanted
    near = [uri for uri in uris if uri.endswith("/" + wanted.lstrip("/")) or wanted.endswith("/" + uri)]
    if len(near) == 1:
        return near[0]
    if not near:
        raise UsageError(f"the catalog holds no document {what!r}")
    listed = "\n".join(near[:_NAMED])
    raise UsageError(f"{what!r} could be any of {len(near)} documents; name one of them:\n{listed}")


def _texts(catalog: Catalog, report: Report, *uris: str) -> dict[str, str]:
    """The texts of those of the documents that the catalog holds one of."""
    subjects = report.corpus.subjects
    keys = {uri: subjects[uri].document.content_key for uri in uris if uri in subjects}
    texts = catalog.texts(sorted(set(keys.values())))
    return {uri: texts[key] for uri, key in keys.items() if key in texts}


def _rewritten(catalog: Catalog, report: Report, uri: str) -> Rewritten | None:
    """What changed between a document and the version that its story compares it with; None without one."""
    pair = compared_with(report, uri, report.run.as_of)
    texts = _texts(catalog, report, *pair) if pair else {}
    if pair is None or len(texts) < len(pair):
        return None
    older, newer = pair
    aligned = align(Reading(texts[older]), Reading(texts[newer]))
    told = {(one.start_a, one.start_b) for one in differing(report, older, newer)}
    return Rewritten(older, newer, wording(aligned, (texts[older], texts[newer]), told, SHOWN))

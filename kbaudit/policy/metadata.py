"""Which of the metadata that a policy requires a document has: a field of that name, or what kbaudit recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import DateKind
from kbaudit.signals.names import key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.model import Subject


def _reviewed(subject: Subject) -> bool:
    reviews = (claim for claim in subject.document.dates if claim.kind is DateKind.REVIEWED)
    return subject.review_due.at is not None or any(claim not in subject.ahead for claim in reviews)


_RECOGNISED: Final[dict[str, Callable[[Subject], bool]]] = {
    "owner": lambda subject: bool(subject.owner.value),
    "title": lambda subject: bool(subject.document.title),
    "date": lambda subject: subject.effective.at is not None,
    "review": _reviewed,
    "version": lambda subject: bool(subject.document.versions),
    "language": lambda subject: bool(subject.document.language),
}
"""Words that stand for what kbaudit finds in other places too: in properties, in sentences, in the policy."""


def missing_metadata(subject: Subject) -> tuple[str, ...]:
    """The names of what its set requires and the document lacks, as the policy writes them."""
    given = {key_of(field.name) for field in subject.document.fields if any(map(str.strip, field.values))}
    return tuple(name for name in subject.governance.required_metadata if not _has(subject, key_of(name), given))


def _has(subject: Subject, key: str, given: set[str]) -> bool:
    recognised = _RECOGNISED.get(key)
    return key in given or (recognised is not None and recognised(subject))

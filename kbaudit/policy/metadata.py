"""Which of the metadata that a policy requires a document has, and whether its values are what they have to be.

A field of that name counts, or what kbaudit recognised.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateKind
from kbaudit.policy.expressions import fits
from kbaudit.signals.dates import names_a_date
from kbaudit.signals.names import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kbaudit.model import Document, Field, MetadataRule, Subject

_APPROVERS: Final = frozenset({"approver", "approvers", "approvedby", "approval"})

_key: Final = lru_cache(maxsize=4096)(key_of)  # a corpus has few names of fields, each of them many times


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
    "effectivedate": lambda subject: subject.valid_from.at is not None,
    "approver": lambda subject: any(_key(f.name) in _APPROVERS and f.value.strip() for f in subject.document.fields),
    "classification": lambda subject: bool(subject.governance.classification),
}
"""Words that stand for what kbaudit finds in other places too: in properties, in sentences, in the policy."""
_LONGEST_VALUE: Final = 40  # characters of a value, where a finding tells what is wrong with it


def missing_metadata(subject: Subject) -> tuple[str, ...]:
    """The names of what its set requires and the document lacks, as the policy writes them."""
    given = {_key(field.name) for field in subject.document.fields if any(map(str.strip, field.values))}
    return tuple(name for name in subject.governance.required_metadata if not _has(subject, _key(name), given))


def unread_dates(document: Document) -> tuple[Field, ...]:
    """The fields that are named as dates and have a number in them, and of which no date could be read."""
    named = [field for field in document.fields if names_a_date(field) and any(map(str.isdigit, field.value))]
    if not named:
        return ()
    read = {claim.where for claim in document.dates}
    return tuple(field for field in named if field.name not in read)


def _has(subject: Subject, key: str, given: set[str]) -> bool:
    recognised = _RECOGNISED.get(key)
    return key in given or (recognised is not None and recognised(subject))


def unfit_metadata(subject: Subject) -> tuple[tuple[str, str], ...]:
    """The fields whose values break a rule of the set, each with what is wrong. What is missing breaks none."""
    rules = {_key(rule.name): rule for rule in subject.governance.metadata_rules}
    said = ((_key(field.name), field.values) for field in subject.document.fields)
    return tuple(
        (rules[key].name, wrong) for key, values in said if key in rules for wrong in _wrong(rules[key], values)
    )


def _wrong(rule: MetadataRule, values: tuple[str, ...]) -> Iterator[str]:
    allowed = {value.casefold() for value in rule.values}
    for value in filter(None, map(str.strip, values)):
        shown = f'"{value[:_LONGEST_VALUE]}{"…" * (len(value) > _LONGEST_VALUE)}"'
        if allowed and value.casefold() not in allowed:
            yield f"{shown} is none of {', '.join(rule.values)}"
        elif rule.pattern and not fits(rule.pattern, value):
            yield f"{shown} doesn't match {rule.pattern}"

"""What findings say, less the words of documents: a check's general summary where its message quotes.

What quotes nothing is named here, check by check: of a check that isn't, all is taken for a quotation.
"""

from __future__ import annotations

import re
from typing import Final

from kbaudit.checks import CHECKS
from kbaudit.redaction.levels import withheld

_OWN_WORDS: Final = frozenset(
    {
        "KB101", "KB102", "KB103", "KB105", "KB106", "KB201", "KB202", "KB203", "KB204", "KB205", "KB207", "KB301",
        "KB302", "KB303", "KB401", "KB403", "KB501", "KB504",
    }
)  # fmt: skip
"""Checks whose messages hold names of documents, sets and people, dates, labels of versions and figures alone."""
_OWN_EVIDENCE: Final = frozenset(
    {
        ("KB101", "kept"), ("KB102", "likest"), ("KB102", "near duplicate of"), ("KB103", "current"),
        ("KB103", "older"), ("KB103", "told by"), ("KB105", "part of"), ("KB106", "a version"), ("KB106", "candidate"),
        ("KB104", "which side is newer"), ("KB104", "which side is more authoritative"), ("KB104", "more"),
        ("KB201", "file last changed"), ("KB302", "proposed owner"), ("KB403", "language"), ("KB502", "reason"),
        ("KB508", "characters"), ("KB903", "documents in them"),
    }
)  # fmt: skip
_LABELLED_BY_DOCUMENTS: Final = frozenset({"KB402"})
_SUMMARY: Final = {check.code: check.summary for check in CHECKS}
_VERSION: Final = re.compile(r"[v\d][\d ._-]*|no version label", re.IGNORECASE)
_SUPERSEDED: Final = re.compile(r"Superseded by [^()]*?(?: \((?P<label>.*)\))?, and still live\.", re.DOTALL)
_IDENTIFIER: Final = re.compile(r"[\w.:$ -]{1,40}")
_MOST_WORDS: Final = 3
_LONGEST_NAME: Final = 4  # words
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}")


def message(code: str, said: str, *, rolled_up: bool, bare: str) -> str:
    """A finding's message. bare is the same without the names of documents and sets in quotation marks."""
    general = _SUMMARY.get(code) or withheld(said)
    if rolled_up:
        return said
    if code not in _OWN_WORDS or '"' in bare:
        return general
    if code == "KB103":  # a document may have declared the label of a version
        found = _SUPERSEDED.fullmatch(bare)
        return said if found and _VERSION.fullmatch(found["label"] or "1") else general
    return said


def evidence(code: str, label: str, value: str, *, rolled_up: bool) -> str:
    """The value of a piece of evidence."""
    if rolled_up or (code, label) in _OWN_EVIDENCE:
        return version(value) if label in {"current", "older"} else value
    return withheld(value)


def evidence_label(code: str, label: str) -> str:
    """What a piece of evidence is called."""
    return field(label) if code in _LABELLED_BY_DOCUMENTS or code not in _SUMMARY else label


def remedy(code: str, said: str, *, bare: str) -> str:
    """What to do, less what is quoted; bare as for a message."""
    if code == "KB507":
        return said.partition(" Likely ")[0]
    return f"See `kbaudit explain {code}`." if '"' in bare else said


def quoted(said: str) -> str:
    """Words of kbaudit's own in which a document may be quoted, in quotation marks: all from the first to the last."""
    first, last = said.find('"'), said.rfind('"')
    return said if first < 0 else f"{said[:first]}{withheld(said[first + 1 : max(first + 1, last)])}{said[last + 1 :]}"


def version(said: str) -> str:
    """A version: numbers are told, words aren't."""
    return said if not said or _VERSION.fullmatch(said) else withheld(said)


def field(name: str) -> str:
    """The name of a declared field; one that is a sentence isn't told."""
    return name if _IDENTIFIER.fullmatch(name) and len(name.split()) <= _MOST_WORDS else withheld(name)


def person(name: str) -> str:
    """Somebody's name, which stays where only texts are hidden; a sentence in its place doesn't."""
    return name if len(name.split()) <= _LONGEST_NAME else withheld(name)


def is_date(value: str) -> bool:
    """Whether a declared value is a date and nothing else."""
    return bool(_DATE.fullmatch(value))

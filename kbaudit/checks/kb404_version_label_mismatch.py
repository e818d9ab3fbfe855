"""KB404: a document bears two versions that can't both be its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.checks.file_names import stem
from kbaudit.checks.wording import quote, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Origin, Severity, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Document, VersionClaim

_NAMED: Final = re.compile(
    r"(?P<before>.*?)(?:^|[-_ .(]|(?<=[a-z])(?=V))(?:v|ver|version|rev|revision)[-_. ]?"
    r"(?P<number>\d{1,3}(?:[._]\d{1,3}){0,3})"
    r"(?:[-_ .()]{1,3}(?:final|draft|copy|approved|signed|clean|latest|[a-z]{2}|\d\d?|(?:19|20)\d\d[-_.\d]{0,6}))"
    r"{0,3}\)?$",
    re.IGNORECASE,
)
_OF_OTHERS: Final = re.compile(
    r"(?:^|[-_ .])(?:api|rest|sdk|schema|protocol|spec|http|oauth|openapi|graphql|changelog|releases?|notes|whatsnew"
    r"|upgrad(?:e|ing)|migrat(?:e|ing|ion))(?:$|[-_ .])",
    re.IGNORECASE,
)
_LONGEST_NAME: Final = 200


class VersionLabelMismatch:
    """The version in the file's name against those that the document states, and these among themselves."""

    code = "KB404"
    name = "version-label-mismatch"
    summary = "Its name says one version and its text another, or two of its own statements disagree."
    of_many = "bear two versions that disagree"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            if not subject.document.versions:
                continue
            named = _named(subject.uri)
            message = _contradiction(named, subject.document)
            if message:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=message,
                    remedy="Find out which version it is, and say so everywhere: in its name, metadata and text.",
                    affects=(Affected(subject.uri),),
                    evidence=_evidence(named, subject.document),
                    keys=((subject.uri, named, *(claim.value for claim in subject.document.versions)),),
                )


def _named(uri: str) -> str:
    """The version at the end of a file's name, "" for none; that of a product or interface isn't the document's."""
    name = stem(uri)
    found = _NAMED.match(name) if len(name) <= _LONGEST_NAME else None
    return found["number"].replace("_", ".") if found and not _OF_OTHERS.search(found["before"]) else ""


def _contradiction(named: str, document: Document) -> str:
    """What disagrees with what, as a sentence; "" where everything may be the same version."""
    first, *others = document.versions
    for claim in document.versions if named else ():
        if not _agree(named, claim.value):
            return f"Its name says version {named}, {_place(claim, document)} version {displayed(claim.value)}."
    for claim in others:
        if not _agree(first.value, claim.value):
            one, other = _place(first, document), _place(claim, document)
            said = f"{one} says version {displayed(first.value)}, {other} version {displayed(claim.value)}."
            return f"{said[0].upper()}{said[1:]}"
    return ""


def _agree(one: str, other: str) -> bool:
    """Whether two may be the same version: 3 and 3.0 are, and a coarser one (v2) goes with 2.4."""
    return all(int(a) == int(b) for a, b in zip(one.split("."), other.split("."), strict=False))


def _place(claim: VersionClaim, document: Document) -> str:
    if claim.origin is not Origin.SENTENCE:
        return "its metadata"
    return "its title" if claim.where == document.title else "its text"


def _evidence(named: str, document: Document) -> tuple[Evidence, ...]:
    name = (Evidence("file name", shortened(stem(document.uri))),) if named else ()
    return (*name, *(quote(claim, claim.value) for claim in document.versions))

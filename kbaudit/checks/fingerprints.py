"""What makes a finding the same one in the next audit: its check, its documents and what they say.

No page, line or place in a text, no count, figure or moment, no wording of ours: a paragraph inserted above, a better
message or another day changes no fingerprint. What is new in a document does: a second key is a second fingerprint.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import replace
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from kbaudit.checks.base import Narrowing
from kbaudit.model import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from kbaudit.model import Affected, Corpus, Finding, Mark

_FIGURES: Final = re.compile(r"\d[\d.,:]*")


@runtime_checkable
class Parting(Protocol):
    """A check whose findings tell several things of one document, each of which may be known while others are new."""

    def parted(self, finding: Finding, keys: Set[tuple[str, ...]], corpus: Corpus) -> Finding:
        """The same finding for those of its keys alone: message, evidence and passage change, nothing else."""
        ...


def fingerprinted(finding: Finding) -> Finding:
    """The finding with its fingerprint, and with those of its keys."""
    prints = prints_of(finding)
    return replace(finding, fingerprint=whole_print(finding, prints), fingerprints=prints)


def whole_print(finding: Finding, prints: tuple[str, ...]) -> str:
    """The finding's own fingerprint, by those of its keys."""
    return prints[0] if len(prints) == 1 else over(finding.code, finding.uri, prints)


def over(code: str, place: str, prints: Iterable[str]) -> str:
    """One fingerprint for several of one check; place is the document or folder that they are told under."""
    return hashlib.sha256("\n".join((code, place, *sorted(prints))).encode("utf-8", "backslashreplace")).hexdigest()


def prints_of(finding: Finding) -> tuple[str, ...]:
    """The fingerprints of a finding's keys, each once, in their order."""
    keys = finding.keys or (_by_evidence(finding),)
    if len(keys) == 1:  # as nearly all have
        return (_print(finding.code, keys[0]),)
    return tuple(dict.fromkeys(_print(finding.code, key) for key in keys))


def keys_within(finding: Finding, affects: Sequence[Affected]) -> tuple[tuple[str, ...], ...]:
    """The keys that a finding keeps when it speaks of these documents alone."""
    uris = {affected.uri for affected in affects}
    kept = tuple(key for key in finding.keys if key[0] in uris)
    return kept or tuple((affects[0].uri, *key) for key in finding.keys)


def by_mark(uri: str, marks: Iterable[Mark]) -> tuple[tuple[str, ...], ...]:
    """A key for each mark: what is quoted of it, or its label. The same words a second time are a second key."""
    return told_apart((uri, mark.quote or mark.label) for mark in marks)


def told_apart(keys: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The keys, those that repeat an earlier one numbered."""
    seen: Counter[tuple[str, ...]] = Counter()
    apart = []
    for key in keys:
        seen[key] += 1
        apart.append(key if seen[key] == 1 else (*key, str(seen[key])))
    return tuple(apart)


def without_figures(text: str) -> str:
    """A message of ours less its line numbers, counts and sizes."""
    return _FIGURES.sub("#", text)


def against(
    findings: Iterable[Finding], known: frozenset[str], corpus: Corpus, checks: Mapping[str, object]
) -> Iterator[Finding]:
    """The findings, those marked as known of which all was known before; what is waived stays so.

    One that tells something known and something new becomes two, where its check (by code) can part it; else it's new.
    """
    for finding in findings:
        if finding.status is not FindingStatus.NEW or not known:
            yield finding
        elif finding.fingerprint in known or known.issuperset(finding.fingerprints or (finding.fingerprint,)):
            yield replace(finding, status=FindingStatus.KNOWN)
        else:
            old, new = _parted(finding, known, corpus, checks[finding.code])
            if old:
                yield replace(old, status=FindingStatus.KNOWN)
            yield new


def _parted(finding: Finding, known: frozenset[str], corpus: Corpus, check: object) -> tuple[Finding | None, Finding]:
    """What of a finding is known, None where that can't be told apart, and what is new."""
    old = {key for key in finding.keys if _print(finding.code, key) in known}
    new = set(finding.keys) - old
    if not old or not new:
        return None, finding
    if isinstance(check, Parting):
        return _anew(check.parted(finding, old, corpus), old), _anew(check.parted(finding, new, corpus), new)
    touched = {key[0] for key in new}
    affects = [tuple(a for a in finding.affects if (a.uri in touched) is is_new) for is_new in (False, True)]
    if not isinstance(check, Narrowing) or not all(affects):
        return None, finding
    first, second = (check.narrowed(finding, some, corpus) for some in affects)
    kept = {key for key in finding.keys if key[0] not in touched}
    return _anew(first, kept), _anew(second, set(finding.keys) - kept)


def _anew(part: Finding, keys: Set[tuple[str, ...]]) -> Finding:
    return fingerprinted(replace(part, keys=tuple(key for key in part.keys if key in keys)))


def _by_evidence(finding: Finding) -> tuple[str, ...]:
    documents = (affected.uri for affected in finding.affects)
    return (*documents, *(part for piece in finding.evidence for part in (piece.value, piece.uri)))


def _print(code: str, key: tuple[str, ...]) -> str:
    # As json.dumps writes a list of texts, in a third of its time.
    return hashlib.sha256(f"[{', '.join(map(encode_basestring_ascii, (code, *key)))}]".encode()).hexdigest()

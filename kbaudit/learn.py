"""One file and its facts: read, identify, extract, signals, sketches. Runs inside a worker; sees no policy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np

from kbaudit.crawlers import read_file
from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract, kind_by_name, unsupported_remedy
from kbaudit.model import Facts, FoundFile, Learned, Skipped, SkipReason
from kbaudit.signals import read_signals, redacted, warm
from kbaudit.similarity.shingles import shingled
from kbaudit.similarity.sketch import SCHEME, band_keys, sketch_batch

LEARNER: Final = f"4/{SCHEME}"
"""The version of everything that makes facts; facts of another version are learned anew. Raise it when facts change."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A file to learn. known_sha256 is the content whose facts the catalog holds for it ("" for none)."""

    found: FoundFile
    known_sha256: str
    size_limit: int


def prepare() -> None:
    """Readies a worker: language profiles and MinHash permutations are loaded once (see warmed.py)."""
    warm()
    sketch_batch([np.zeros(1, dtype=np.uint64)])


def learn(assignment: Assignment) -> Learned:
    """Reads one file and learns its facts; a file that can't be read comes back as skipped, with the reason.

    Content that is known already (same sha256) is not extracted again: then neither facts nor skipped is set.
    """
    found = assignment.found
    kind = kind_by_name(found.uri)
    if kind is None:
        unread = ExtractionError(
            SkipReason.UNSUPPORTED, "kbaudit doesn't read this type", remedy=unsupported_remedy(found.uri)
        )
        return Learned(found, "", "", skipped=skipped(found, unread))
    sha256 = ""
    try:
        data = read_file(found.path, assignment.size_limit)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 == assignment.known_sha256:
            return Learned(found, sha256, kind)
        return _learned(found, data, sha256, kind)
    except ExtractionError as error:
        return Learned(found, sha256, kind, skipped=skipped(found, error))


def skipped(found: FoundFile, error: ExtractionError) -> Skipped:
    """The record of a file that can't be read."""
    return Skipped(found.uri, error.reason, error.detail, error.remedy, source=found.source, size=found.size)


def _learned(found: FoundFile, data: bytes, sha256: str, kind: str) -> Learned:
    original = extract(kind, data, found.uri)
    content, exposed = redacted(original)
    shingles = shingled(content.text)
    sketch, masked_sketch = sketch_batch([shingles.raw, shingles.masked])
    facts = Facts(
        sha256=sha256,
        extract=content,
        signals=read_signals(content, exposed),
        words=shingles.words,
        text_sha256=hashlib.sha256(original.text.encode()).hexdigest(),
        sketch=sketch,
        masked_sketch=masked_sketch,
    )
    return Learned(found, sha256, kind, facts=facts, bands=tuple(band_keys(sketch)))

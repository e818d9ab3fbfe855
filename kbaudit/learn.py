"""One file and its facts: read, identify, extract, signals, sketches. Runs inside a worker; sees no policy.

What is attached to a file becomes documents of its own, each learned like a file: "mail.eml!/price.xlsx".
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from kbaudit.crawlers import read_file
from kbaudit.errors import ExtractionError
from kbaudit.extractors import NATIVE, extract, kind_by_name, kind_of, unsupported_remedy
from kbaudit.extractors.enclosed import safe_name, unique
from kbaudit.extractors.kinds import BINARY, called, image_by_name
from kbaudit.model import Facts, FoundFile, Learned, Skipped, SkipReason, uri_of
from kbaudit.signals import read_signals, redacted, warm
from kbaudit.similarity.keys import keyed
from kbaudit.similarity.sketch import SCHEME, sketch_batch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.model import Attachment

LEARNER: Final = f"6/{SCHEME}"
"""The version of everything that makes facts; facts of another version are learned anew. Raise it when facts change."""


ATTACHED_LIMIT: Final = 200
"""Attachments of one file that are learned, those within attachments among them."""
ATTACHED_DEPTH: Final = 3
"""Levels of attachments within attachments."""
ATTACHED_SIZE: Final = 4
"""All attachments of one file together, in times of what one file may have."""
_PICTURE_SIZE: Final = 1 << 20
"""Pictures up to this size are opened, to see whether they are what their names say."""
_WITHIN: Final = "!/"
_OUTLOOKS_OWN: Final = "winmail.dat"
_APART: Final = "save it as a file of its own"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A file to learn. known_sha256 is the content whose facts the catalog holds for it ("" for none).

    seconds is what the work on it may take: when half of them are gone, no further attachment is begun. unopened says
    why attachments aren't opened this time, if they aren't.
    """

    found: FoundFile
    known_sha256: str
    size_limit: int
    seconds: float = 60.0
    unopened: Skipped | None = None
    extractor: str = NATIVE


def learner(extractor: str) -> str:
    """The version of everything that makes facts, when texts are read by that extractor."""
    return LEARNER if extractor == NATIVE else f"{LEARNER}+{extractor}"


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
        return Learned(found, "", "", skipped=skipped(found, _unread_file(found, assignment.size_limit)))
    sha256 = ""
    try:
        data = read_file(found.path, assignment.size_limit)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 == assignment.known_sha256:
            return Learned(found, sha256, kind)
        return _learned(found, data, sha256, kind, _Allowance(assignment))
    except ExtractionError as error:
        return Learned(found, sha256, kind, skipped=skipped(found, error))


def skipped(found: FoundFile, error: ExtractionError) -> Skipped:
    """The record of a file that can't be read."""
    return Skipped(found.uri, error.reason, error.detail, error.remedy, source=found.source, size=found.size)


def _unread(name: str) -> ExtractionError:
    remedy = unsupported_remedy(name)
    if image_by_name(name) and not name.lower().endswith(".ico"):  # an icon holds nothing to read
        return ExtractionError(SkipReason.IMAGE, "text in a picture isn't recognised", remedy=remedy)
    if name.lower().endswith(_OUTLOOKS_OWN):
        remedy = "have the mail sent again without Outlook's own format (TNEF)"
    return ExtractionError(SkipReason.UNSUPPORTED, "kbaudit doesn't read this type", remedy=remedy)


def _unread_file(found: FoundFile, size_limit: int) -> ExtractionError:
    """Why a file isn't read, and for a picture what it is instead, if its name is wrong."""
    by_name = _unread(found.uri)
    if by_name.reason is not SkipReason.IMAGE:
        return by_name
    try:
        really, named = kind_of(found.uri, read_file(found.path, min(size_limit, _PICTURE_SIZE)))
    except ExtractionError:  # too large for that, or gone: the name says enough
        return by_name
    if really is None or named is None or really == named:
        return by_name
    problem = f"named as {called(named)}, but it is {called(really)}"
    if really in BINARY:
        return ExtractionError(SkipReason.CORRUPT, problem, remedy="give it the name of its real type")
    return ExtractionError(SkipReason.IMAGE, problem, remedy=by_name.remedy)


def _learned(found: FoundFile, data: bytes, sha256: str, kind: str, allowance: _Allowance) -> Learned:
    whole = extract(kind, data, found.uri, extractor=allowance.extractor)
    attached, problems = _attached(found, whole.attachments, allowance)
    original = replace(whole, attachments=(), problems=(*whole.problems, *problems))
    content, exposed = redacted(original)
    alike = keyed(content.text)
    facts = Facts(
        sha256=sha256,
        extract=content,
        signals=read_signals(content, exposed),
        words=alike.words,
        text_sha256=hashlib.sha256(original.text.encode()).hexdigest(),
        sketch=alike.sketch,
        masked_sketch=alike.masked_sketch,
    )
    return Learned(found, sha256, kind, facts=facts, keys=alike.keys, attached=attached)


# --- what is attached --------------------------------------------------------------------------------


class _Allowance:
    """What the attachments of one file may still use, all levels together."""

    def __init__(self, assignment: Assignment) -> None:
        self.unopened = assignment.unopened
        self.extractor = assignment.extractor
        self.largest = assignment.size_limit
        self.files = ATTACHED_LIMIT
        self.bytes = ATTACHED_SIZE * assignment.size_limit
        self.depth = 0
        self._until = time.monotonic() + assignment.seconds / 2

    @property
    def is_late(self) -> bool:
        """Whether the time is better kept for what is begun."""
        return time.monotonic() > self._until


def _attached(
    host: FoundFile, attachments: Sequence[Attachment], allowance: _Allowance
) -> tuple[tuple[Learned, ...], tuple[tuple[str, str], ...]]:
    """What came of each attachment, and a problem ("limit", ...) of the host where not all were taken."""
    if attachments and allowance.depth >= ATTACHED_DEPTH:
        return (), (("limit", f"attachments within attachments are read to {ATTACHED_DEPTH} levels"),)
    made: list[Learned] = []
    names: set[str] = set()
    for attachment in attachments:
        allowance.files -= 1
        allowance.bytes -= len(attachment.data)
        if allowance.files < 0 or allowance.bytes < 0:
            return tuple(made), (("limit", f"{len(made):,} of {len(attachments):,} attachments read"),)
        name = unique(safe_name(attachment.name), names)
        names.add(name)
        uri = f"{host.uri}{_WITHIN}{uri_of('', name.encode())[1:]}"
        found = FoundFile(uri, host.source, host.path, len(attachment.data), host.mtime_ns)
        made.append(_opened(found, attachment.data, allowance))
    return tuple(made), ()


def _opened(found: FoundFile, data: bytes, allowance: _Allowance) -> Learned:
    """What came of one attachment. Whatever it does, short of ending the process, costs itself alone."""
    kind = kind_by_name(found.uri)
    if kind is None:
        return Learned(found, "", "", skipped=skipped(found, _unread(found.uri)))
    sha256 = ""
    allowance.depth += 1
    try:
        _check(data, allowance)
        sha256 = hashlib.sha256(data).hexdigest()
        return _learned(found, data, sha256, kind, allowance)
    except ExtractionError as error:
        why = error
    except MemoryError:
        why = ExtractionError(SkipReason.MEMORY_LIMIT, "needs more memory than the limit", remedy=_APART)
    except Exception as error:  # noqa: BLE001 - whatever a library raises on an attachment must cost that alone
        why = ExtractionError(SkipReason.CRASHED, f"{type(error).__name__}: {error}"[:500], remedy=_APART)
    finally:
        allowance.depth -= 1
    return Learned(found, sha256, kind, skipped=skipped(found, why))


def _check(data: bytes, allowance: _Allowance) -> None:
    if allowance.unopened:
        why = allowance.unopened
        raise ExtractionError(why.reason, why.detail, remedy=why.remedy)
    if len(data) > allowance.largest:
        raise ExtractionError(
            SkipReason.TOO_LARGE, f"larger than {allowance.largest:,} bytes", remedy="split it, or raise the limit"
        )
    if allowance.is_late:
        raise ExtractionError(SkipReason.TIME_LIMIT, "what is attached before it took the time", remedy=_APART)

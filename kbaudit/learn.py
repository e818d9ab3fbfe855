"""One file and its facts: read, identify, extract, signals, sketches. Runs inside a worker; sees no policy.

What is attached to a file becomes documents of its own, each learned like a file: "mail.eml!/price.xlsx".
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from kbaudit.attached import APART, DEPTH, Allowance, named
from kbaudit.crawlers import read_file
from kbaudit.errors import ExtractionError
from kbaudit.extractors import NATIVE, extract, kind_by_name, kind_of, unsupported_remedy
from kbaudit.extractors.kinds import BINARY, image_by_name, misnamed
from kbaudit.model import Facts, FoundFile, Learned, Skipped, SkipReason
from kbaudit.signals import read_signals, redacted, warm
from kbaudit.similarity.copies import text_digest
from kbaudit.similarity.keys import keyed
from kbaudit.similarity.sketch import SCHEME, sketch_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kbaudit.model import Attachment

LEARNER: Final = f"9/{SCHEME}"
"""The version of everything that makes facts; facts of another version are learned anew. Raise it when facts change."""

_PICTURE_SIZE: Final = 8 << 20
"""Pictures up to this size are opened, to see whether they are what their names say."""
_OUTLOOKS_OWN: Final = "winmail.dat"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A file to learn. known_sha256 is the content whose facts the catalog holds for it ("" for none).

    seconds is what the work on it may take; unopened is that of attached.Allowance.
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
        most = min(assignment.size_limit, _PICTURE_SIZE)
        return Learned(found, "", "", skipped=skipped(found, _unread(found.uri, lambda: read_file(found.path, most))))
    sha256 = ""
    try:
        data = read_file(found.path, assignment.size_limit)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 == assignment.known_sha256:
            return Learned(found, sha256, kind)
        allowance = Allowance(assignment.size_limit, assignment.seconds, assignment.unopened)
        return _Learning(assignment.extractor, allowance).learned(found, data, sha256, kind)
    except ExtractionError as error:
        return Learned(found, sha256, kind, skipped=skipped(found, error))


def skipped(found: FoundFile, error: ExtractionError) -> Skipped:
    """The record of a file that can't be read."""
    return Skipped(found.uri, error.reason, error.detail, error.remedy, source=found.source, size=found.size)


def _unread(name: str, read: Callable[[], bytes]) -> ExtractionError:
    """Why a file isn't read; for a picture also what it is instead, if its name is wrong."""
    by_name = _unread_by_name(name)
    if by_name.reason is not SkipReason.IMAGE:
        return by_name
    try:
        really, claimed = kind_of(name, read())
    except ExtractionError:  # too large for that, or gone: the name says enough
        return by_name
    if really is None or claimed is None or really == claimed:
        return by_name
    problem = misnamed(claimed, really)
    if really in BINARY:
        return ExtractionError(SkipReason.CORRUPT, problem, remedy="give it the name of its real type")
    return ExtractionError(SkipReason.IMAGE, problem, remedy=by_name.remedy)


def _unread_by_name(name: str) -> ExtractionError:
    remedy = unsupported_remedy(name)
    if image_by_name(name) and not name.lower().endswith(".ico"):  # an icon holds nothing to read
        return ExtractionError(SkipReason.IMAGE, "text in a picture isn't recognised", remedy=remedy)
    if name.lower().endswith(_OUTLOOKS_OWN):
        remedy = "have the mail sent again without Outlook's own format (TNEF)"
    return ExtractionError(SkipReason.UNSUPPORTED, "kbaudit doesn't read this type", remedy=remedy)


@dataclass(frozen=True, slots=True)
class _Learning:
    """One file's bytes to facts, and so for each that is attached to it."""

    extractor: str
    allowance: Allowance

    def learned(self, found: FoundFile, data: bytes, sha256: str, kind: str) -> Learned:
        """The facts of bytes of that kind, and what came of what is attached. Raises ExtractionError."""
        whole = extract(kind, data, extractor=self.extractor)
        attached, problems = self._attached(found, whole.attachments)
        original = replace(whole, attachments=(), problems=(*whole.problems, *problems))
        content, exposed = redacted(original)
        alike = keyed(content.text)
        facts = Facts(
            sha256=sha256,
            extract=content,
            signals=read_signals(content, exposed),
            words=alike.words,
            text_sha256=text_digest(original.text),
            sketch=alike.sketch,
            masked_sketch=alike.masked_sketch,
        )
        return Learned(found, sha256, kind, facts=facts, keys=alike.keys, attached=attached)

    def _attached(
        self, host: FoundFile, attachments: Sequence[Attachment]
    ) -> tuple[tuple[Learned, ...], tuple[tuple[str, str], ...]]:
        """What came of each attachment, and a problem ("limit", ...) of the host where not all were taken."""
        if attachments and self.allowance.depth >= DEPTH:
            return (), (("limit", f"attachments within attachments are read to {DEPTH} levels"),)
        made: list[Learned] = []
        for found, data in named(host, attachments):
            if not self.allowance.covers(len(data)):
                return tuple(made), (("limit", f"{len(made):,} of {len(attachments):,} attachments read"),)
            made.append(self._opened(found, data))
        return tuple(made), ()

    def _opened(self, found: FoundFile, data: bytes) -> Learned:
        """What came of one attachment. Whatever it does, short of ending the process, costs itself alone."""
        kind = kind_by_name(found.uri)
        if kind is None:
            return Learned(found, "", "", skipped=skipped(found, _unread(found.uri, lambda: data)))
        sha256 = ""
        self.allowance.depth += 1
        try:
            self.allowance.check(len(data))
            sha256 = hashlib.sha256(data).hexdigest()
            return self.learned(found, data, sha256, kind)
        except ExtractionError as error:
            why = error
        except MemoryError:
            why = ExtractionError(SkipReason.MEMORY_LIMIT, "needs more memory than the limit", remedy=APART)
        except Exception as error:  # noqa: BLE001 - whatever a library raises on an attachment must cost that alone
            why = ExtractionError(SkipReason.CRASHED, f"{type(error).__name__}: {error}"[:500], remedy=APART)
        finally:
            self.allowance.depth -= 1
        return Learned(found, sha256, kind, skipped=skipped(found, why))

"""What a crawl finds and learns, from files to facts. Nothing here depends on a policy or on the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from kbaudit.errors import SkipReason
    from kbaudit.model.claims import DateClaim, Mark, OwnerClaim, StateClaim, VersionClaim
    from kbaudit.model.words import Origin


@dataclass(frozen=True, slots=True)
class Source:
    """A folder to crawl, under the name that begins its uris."""

    name: str
    root: Path


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file that a crawler found. path is absolute, as bytes; the uri is made by `uri_of`."""

    uri: str
    source: str
    path: bytes
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was found and is not a document: why, and what would make it one."""

    uri: str
    reason: SkipReason
    detail: str
    remedy: str = ""
    source: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text under one heading: text[start:end], in characters. page counts from 1, 0 is none."""

    start: int
    end: int
    heading: tuple[str, ...] = ()
    page: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A link as the document gives it; start is where it stands in the text, in characters."""

    target: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Field:
    """A piece of declared metadata: name as written (nested keys joined by a dot), every value as text."""

    name: str
    values: tuple[str, ...]
    origin: Origin

    @property
    def value(self) -> str:
        """The values as one line."""
        return ", ".join(self.values)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within a file, such as what is attached to a mail: its name as given there, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Extract:
    """What an extractor makes of one file's bytes.

    text is what is compared and served: for text formats the body as written, less the front matter; else the
    text layer. sample is prose for language detection (no code, no markup, at most 2,000 characters). problems
    are tolerated faults, each a short code and a detail ("front_matter", "line 3: ...").
    heading is the first heading as a reader sees it, whatever the title was taken from. images are shown, not
    linked. anchors are the fragments that a link may name ("#..." less the sign). hidden are stretches that the file
    holds and a reader isn't shown. attachments become documents of their own.
    """

    kind: str
    title: str
    text: str
    passages: tuple[Passage, ...]
    links: tuple[Link, ...] = ()
    fields: tuple[Field, ...] = ()
    sample: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    heading: str = ""
    images: tuple[Link, ...] = ()
    anchors: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Signals:
    """What a text says about itself. confidence is 0..1; reasons say what lowered it, worst first."""

    language: str
    confidence: float
    reasons: tuple[str, ...] = ()
    dates: tuple[DateClaim, ...] = ()
    owners: tuple[OwnerClaim, ...] = ()
    states: tuple[StateClaim, ...] = ()
    versions: tuple[VersionClaim, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    r"""All that is learned from one content: written once per sha256 and kind, read by every audit.

    words counts `\w+` tokens, in scripts without spaces each character. text_sha256 is that of the text's words and
    signs, whatever blanks part them (similarity.copies.text_digest). sketch and masked_sketch are MinHash values (see
    similarity.sketch) as bytes.
    """

    sha256: str
    extract: Extract
    signals: Signals
    words: int
    text_sha256: str
    sketch: bytes
    masked_sketch: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """By what contents find those that may resemble them: signed 64-bit numbers, each field the bytes of an array.

    bands and masked_bands are the LSH keys of the two sketches; anchors are chosen runs of words (see
    similarity.anchors); statements are sentences less their values, wordings the same ones with them, side by side.
    """

    bands: bytes = b""
    masked_bands: bytes = b""
    anchors: bytes = b""
    statements: bytes = b""
    wordings: bytes = b""


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of one file: facts of new content, or skipped with the reason, or neither when the content is known.

    keys are those of the facts. attached is what came of the files within it.
    """

    found: FoundFile
    sha256: str
    kind: str
    facts: Facts | None = None
    skipped: Skipped | None = None
    keys: Keys = Keys()
    attached: tuple[Learned, ...] = ()

    @property
    def content_key(self) -> str:
        return _content_key(self.sha256, self.kind)


@dataclass(frozen=True, slots=True)
class Document:
    """A live document as the catalog holds it: the file and its facts, without text, passages and links."""

    uri: str
    source: str
    sha256: str
    size: int
    mtime_ns: int
    learned_at: datetime
    kind: str
    title: str
    language: str
    words: int
    passages: int
    text_sha256: str
    confidence: float
    reasons: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    fields: tuple[Field, ...] = ()
    dates: tuple[DateClaim, ...] = ()
    owners: tuple[OwnerClaim, ...] = ()
    states: tuple[StateClaim, ...] = ()
    versions: tuple[VersionClaim, ...] = ()
    marks: tuple[Mark, ...] = ()
    heading: str = ""

    @property
    def content_key(self) -> str:
        return _content_key(self.sha256, self.kind)


def _content_key(sha256: str, kind: str) -> str:
    """The name of one content read as one kind: under it facts, measured pairs and comparisons are kept."""
    return f"{sha256}:{kind}"

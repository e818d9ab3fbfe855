"""What a crawl finds and learns, from files to facts. Nothing here depends on a policy or on the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from kbaudit.errors import SkipReason
    from kbaudit.model.words import DateKind, MarkKind, Origin, State


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
class DateClaim:
    """A date that a document (or its file system) claims. value is ISO 8601, a date or an aware UTC instant.

    where names the field, or quotes the sentence. raw is the text as it stands there.
    """

    kind: DateKind
    value: str
    origin: Origin
    where: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class OwnerClaim:
    """Somebody whom a document names as its owner: a mail address, handle, team or display name."""

    value: str
    origin: Origin
    where: str


@dataclass(frozen=True, slots=True)
class StateClaim:
    """A state that a document declares; where names the field or quotes the sentence; successor as written."""

    state: State
    origin: Origin
    where: str
    successor: str = ""


@dataclass(frozen=True, slots=True)
class VersionClaim:
    """A version that a document states as its own, as written ("2.1"); where names the field or quotes the words."""

    value: str
    origin: Origin
    where: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found in a stretch of the text: text[start:end]. label says what, in a few words.

    place is "" for the text, else "title", a field's name, or "hidden"; then start and end are 0. quote is what a
    reader may be shown of it; of secrets and personal data that is nothing. text_sha256 is that of the stretch as it
    was read, where a passage is spoiled as a whole; digest tells two values of one kind apart, giving neither away.
    """

    kind: MarkKind
    label: str
    start: int = 0
    end: int = 0
    place: str = ""
    quote: str = ""
    text_sha256: str = ""
    digest: str = ""


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

    words counts `\w+` tokens, in scripts without spaces each character. sketch and masked_sketch are MinHash values
    (see similarity.sketch) as bytes.
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

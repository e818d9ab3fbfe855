"""Mail (.eml) by the standard library: the body as text, the headers as declared metadata."""

from __future__ import annotations

import email.utils
from datetime import UTC
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from kbaudit.errors import ExtractionError
from kbaudit.extractors.compound import Compound
from kbaudit.extractors.decode import decode
from kbaudit.extractors.passages import Block, packed
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract, Field, Link, Origin, Passage, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator

PART_LIMIT: Final = 1_000
HEADER_LIMIT: Final = 4_000
NESTED_LIMIT: Final = 5
"""Levels of messages within messages that are read."""
_HEADERS: Final = ("From", "To", "Cc", "Reply-To", "Date", "Message-ID", "In-Reply-To", "List-Id", "Expires")
_VALUE_LIMIT: Final = 2_000
_TITLE_LIMIT: Final = 300
_ENCRYPTED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"})


class _Bounded(EmailPolicy):
    """The standard policy, with long headers cut: its parser takes time and memory by the square of their length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:HEADER_LIMIT]


class Letter(NamedTuple):
    """One message: what it says and what it declares of itself."""

    subject: str
    text: str
    passages: tuple[Passage, ...]
    links: tuple[Link, ...]
    fields: tuple[Field, ...]
    problems: tuple[tuple[str, str], ...]


def extract(data: bytes, name: str) -> Extract:  # noqa: ARG001 - every extractor is called alike
    """The message in these bytes; attachments are named, not read. Raises ExtractionError: encrypted."""
    letter = letter_of(data)
    return Extract(
        kind="eml",
        title=letter.subject,
        text=letter.text,
        passages=letter.passages,
        links=letter.links,
        fields=letter.fields,
        sample=sample_of(letter.text[:RAW_LIMIT]),
        problems=letter.problems,
    )


def letter_of(data: bytes) -> Letter:
    """One message. A text/plain body goes before an HTML one, as the same text in two clothes; others follow."""
    problems: tuple[tuple[str, str], ...] = ()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:200].count(0) > 50:
        source, problems = decode(data)  # a message that was saved as UTF-16
        data = source.encode()
    parsed = BytesParser(EmailMessage, policy=_Bounded()).parsebytes(data.lstrip(b"\xef\xbb\xbf\r\n"))
    message = cast("EmailMessage", parsed)
    subject = " ".join(_header(message, "Subject").split())[:_TITLE_LIMIT]
    reading = _Reading(subject)
    reading.take(message, 0)
    body = reading.compound
    if reading.encrypted and not body.size:
        raise ExtractionError(SkipReason.ENCRYPTED, "the body is encrypted", remedy="save it decrypted")
    fields = (*_fields(message), *reading.attachments())
    found = (*problems, *reading.problems)
    return Letter(subject, body.text, tuple(body.passages), tuple(body.links), fields, found)


class _Reading:
    """The parts of a message so far, nested messages included."""

    def __init__(self, subject: str) -> None:
        self._top = (subject,) if subject else ()
        self.problems: list[tuple[str, str]] = []
        self.encrypted = False
        self.compound = Compound()
        self._names: dict[str, None] = {}
        self._count = 0

    def take(self, part: MIMEPart, depth: int) -> None:
        """Reads one part and all below it."""
        self._count += 1
        if self._count > PART_LIMIT or depth > NESTED_LIMIT:
            self._note("limit", "more parts than are read")
            return
        kind = part.get_content_type()
        self.encrypted = self.encrypted or kind in _ENCRYPTED
        if kind == "multipart/alternative":
            self._alternative(part, depth)
        elif part.is_multipart():
            for each in part.iter_parts() if kind != "message/rfc822" else _nested(part):
                self.take(each, depth + 1)
        elif part.is_attachment() or part.get_filename() or part.get_content_maintype() != "text":
            self._attachment(part)
        else:
            self._text(part, kind)

    def _alternative(self, part: MIMEPart, depth: int) -> None:
        choices = list(part.iter_parts())
        plain = next((each for each in choices if each.get_content_type() == "text/plain"), None)
        # The last one that can be shown is the richest one (RFC 2046, 5.1.4).
        chosen = plain if plain is not None and _decoded(plain).strip() else next(reversed(choices), None)
        if chosen is not None:
            self.take(chosen, depth + 1)
        for each in choices:
            if each is not chosen and each.get_filename():
                self._attachment(each)

    def _attachment(self, part: MIMEPart) -> None:
        name = " ".join(str(part.get_filename() or "").split())[:_VALUE_LIMIT]
        if name:
            self._names[name] = None

    def _text(self, part: MIMEPart, kind: str) -> None:
        written = _decoded(part)
        for defect in part.defects:
            self._note("mail", type(defect).__name__)
        if kind == "text/html":
            from kbaudit.extractors import html  # noqa: PLC0415 - most mail has a plain body

            self.compound.add(html.extract(written.encode("utf-8", "replace"), ""), self._top)
            return
        text = written.replace("\r\n", "\n").strip("\n")
        blocks = [Block(0), *(Block(at) for at in _paragraphs(text))]
        self.compound.add(Extract("eml", "", text, packed(text, blocks)), self._top)

    def _note(self, code: str, detail: str) -> None:
        if (code, detail) not in self.problems:
            self.problems.append((code, detail))

    def attachments(self) -> tuple[Field, ...]:
        """The names of the attachments, as one field."""
        names = tuple(self._names)
        return (Field("mail.attachment", names, Origin.PROPERTIES),) if names else ()


def _nested(part: MIMEPart) -> Iterator[MIMEPart]:
    held = part.get_payload()
    for each in held if isinstance(held, list) else ():
        if isinstance(each, MIMEPart):
            yield each


def _decoded(part: MIMEPart) -> str:
    """A text part, whatever its encodings claim; unknown ones are guessed."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset("")
    try:
        return payload.decode(charset) if charset else decode(payload)[0]
    except (LookupError, UnicodeDecodeError, ExtractionError):
        return _guessed(payload)


def _guessed(payload: bytes) -> str:
    try:
        return decode(payload)[0]
    except ExtractionError:
        return payload.decode("latin-1").replace("\0", "\ufffd")


def _paragraphs(text: str) -> Iterator[int]:
    at = text.find("\n\n")
    while at >= 0:
        yield at + 2
        at = text.find("\n\n", at + 2)


def _header(message: EmailMessage, name: str) -> str:
    # The standard library raises all kinds of errors on headers that break the rules (bpo-30988 and its like).
    try:
        return str(message[name] or "")
    except Exception:  # noqa: BLE001 - see above
        return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _fields(message: EmailMessage) -> Iterator[Field]:
    for name in _HEADERS:
        written = " ".join(_header(message, name).split())[:_VALUE_LIMIT]
        value = _instant(written) if name == "Date" else written
        if value:
            yield Field(f"mail.{name}", (value,), Origin.PROPERTIES)


def _instant(written: str) -> str:
    """A Date header as an instant in UTC; as written where it is none."""
    try:
        moment = email.utils.parsedate_to_datetime(written)
        # RFC 5322: "-0000" says nothing of the zone; the time is UTC all the same.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return written

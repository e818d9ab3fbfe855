"""Outlook messages (.msg) by python-oxmsg: the body as text, the envelope as metadata, attachments as files."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, Final, cast

from kbaudit.errors import ExtractionError
from kbaudit.extractors.compound import Compound
from kbaudit.extractors.enclosed import attachment, is_seal
from kbaudit.extractors.extras import missing
from kbaudit.extractors.flow import Flow
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Attachment, Extract, Field, Origin, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxmsg import Message
    from oxmsg.attachment import Attachment as Enclosed
    from oxmsg.storage import Storage

NESTED_LIMIT: Final = 5
"""Levels of messages within messages that are read."""
_ENCRYPTED: Final = ("encrypted", "pkcs7-mime")
_TITLE_LIMIT: Final = 300
_VALUE_LIMIT: Final = 2_000

# Properties of MS-OXPROPS and MS-OXMSG.
_CONTENT_ID: Final = 0x3712
_SHORT_NAME: Final = 0x3704
_HIDDEN: Final = 0x7FFE
_MESSAGE_WITHIN: Final = "__substg1.0_3701000D"
_PROPERTIES: Final = "__properties_version1.0"
_HEADER_WITHIN: Final = 24
"""Bytes before the properties of a message within a message; one that is a file has eight more."""


def extract(data: bytes, kind: str) -> Extract:  # noqa: ARG001 - every extractor is called alike
    """The message in these bytes and those within it. Raises ExtractionError: encrypted or corrupt."""
    try:
        from oxmsg import Message  # noqa: PLC0415 - an extra, and only Outlook messages need it
    except ImportError as error:
        raise missing("Outlook messages", "python-oxmsg") from error
    try:
        message = Message.load(io.BytesIO(data))
        reading = _Reading(Message)
        return reading.read(message)
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ExtractionError(SkipReason.CORRUPT, detail, remedy="save it again as .eml or .msg") from error


class _Reading:
    """A message and those within it."""

    def __init__(self, library: type[Message]) -> None:
        self._library = library
        self._compound = Compound()
        self._hidden: list[str] = []
        self._attachments: list[Attachment] = []
        self._problems: list[tuple[str, str]] = []

    def read(self, message: Message) -> Extract:
        """The whole document."""
        headers = {key.lower(): str(value) for key, value in message.message_headers.items()}
        declared = f"{message.message_class} {headers.get('content-type', '')}".lower()
        if any(word in declared for word in _ENCRYPTED):
            raise ExtractionError(SkipReason.ENCRYPTED, "the body is encrypted", remedy="save it decrypted")
        subject = _subject(message)
        self._take(message, (subject,) if subject else (), 0)
        text = self._compound.text
        names = tuple(dict.fromkeys(each.name for each in self._attachments))
        files = (Field("mail.attachment", names, Origin.PROPERTIES),) if names else ()
        return Extract(
            kind="msg",
            title=subject,
            text=text,
            passages=tuple(self._compound.passages),
            links=tuple(self._compound.links),
            fields=(*_fields(message, headers), *files),
            sample=sample_of(text[:RAW_LIMIT]),
            problems=tuple(self._problems),
            hidden=tuple(self._hidden),
            attachments=tuple(self._attachments),
        )

    def _take(self, message: Message, top: tuple[str, ...], depth: int) -> None:
        body = _body(message)
        self._compound.add(body, top)
        self._hidden += body.hidden
        self._problems += [each for each in body.problems if each not in self._problems]
        for enclosed in message.attachments:
            within = next((each for each in _storage(enclosed).storages if each.name == _MESSAGE_WITHIN), None)
            if within is None:
                self._enclosed(enclosed)
            elif depth < NESTED_LIMIT:
                self._take(self._library(_as_file(within)), top, depth + 1)
            else:
                self._problems.append(("limit", "more messages within messages than are read"))

    def _enclosed(self, enclosed: Enclosed) -> None:
        media = (enclosed.mime_type or "").lower()
        if is_seal(media) or (media.startswith("image/") and _is_decoration(enclosed)):
            return
        given = enclosed.file_name or enclosed.properties.str_prop_value(_SHORT_NAME) or ""
        name = " ".join(given.replace("\0", " ").split())[:_TITLE_LIMIT]
        if enclosed.file_bytes is None:  # a link to a file elsewhere, or an object of another program
            self._problems.append(("partial", f"what is attached as {name!r} isn't in the message itself"))
        else:
            self._attachments.append(attachment(name, media, enclosed.file_bytes))


def _storage(enclosed: Enclosed) -> Storage:
    """The folder that the attachment is in: the only way to a message within a message."""
    return cast("Storage", enclosed._storage)


def _as_file(within: Storage) -> Storage:
    """A message within a message as if it were a file of its own: its properties begin eight bytes later."""
    streams = tuple(
        replace(each, bytes_=each.bytes_[:_HEADER_WITHIN] + bytes(8) + each.bytes_[_HEADER_WITHIN:])
        if each.name == _PROPERTIES
        else each
        for each in within.streams
    )
    return replace(within, streams=streams)


def _is_decoration(enclosed: Enclosed) -> bool:
    """Whether an image belongs to the body that shows it, as the logo of a signature does."""
    properties = enclosed.properties
    return bool(properties.int_prop_value(_HIDDEN)) or bool(properties.str_prop_value(_CONTENT_ID))


def _subject(message: Message) -> str:
    return " ".join((message.subject or "").split())[:_TITLE_LIMIT]


def _body(message: Message) -> Extract:
    """The plain body, else the HTML one."""
    written = (message.body or "").replace("\r\n", "\n").strip("\n\0")
    if not written.strip() and message.html_body:
        from kbaudit.extractors import html  # noqa: PLC0415 - most messages have a plain body

        return html.extract(message.html_body.encode("utf-8", "replace"), "html")
    flow = Flow()
    for paragraph in written.split("\n\n"):
        flow.block(paragraph.strip("\n"))
    text, passages = flow.made()
    return Extract("msg", "", text, passages)


def _fields(message: Message, headers: dict[str, str]) -> Iterator[Field]:
    people = tuple(each.email_address for each in message.recipients)
    sent = message.sent_date
    found = {
        "From": (_readable(message.sender or headers.get("from", "")),),
        "To": people,
        "Date": ((sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC).isoformat(),) if sent else (),
        "Message-ID": (headers.get("message-id", ""),),
    }
    for name, values in found.items():
        written = tuple(" ".join(value.split())[:_VALUE_LIMIT] for value in values if value.strip())
        if written:
            yield Field(f"mail.{name}", written, Origin.PROPERTIES)


def _readable(header: str) -> str:
    """A header less its MIME encoding (RFC 2047)."""
    try:
        return str(make_header(decode_header(header)))
    except (ValueError, LookupError):
        return header

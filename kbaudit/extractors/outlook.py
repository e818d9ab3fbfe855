"""Outlook messages (.msg) by python-oxmsg: the body as text, the envelope as declared metadata."""

from __future__ import annotations

import io
from datetime import UTC
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors.extras import missing
from kbaudit.extractors.flow import Flow
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract, Field, Origin, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxmsg import Message

_ENCRYPTED: Final = ("encrypted", "pkcs7-mime")
_TITLE_LIMIT: Final = 300
_VALUE_LIMIT: Final = 2_000


def extract(data: bytes, name: str) -> Extract:  # noqa: ARG001 - every extractor is called alike
    """The message in these bytes; attachments are named, not read. Raises ExtractionError: encrypted or corrupt."""
    try:
        from oxmsg import Message  # noqa: PLC0415 - an extra, and only Outlook messages need it
    except ImportError as error:
        raise missing("Outlook messages", "python-oxmsg") from error
    try:
        return _extracted(Message.load(io.BytesIO(data)))
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ExtractionError(SkipReason.CORRUPT, detail, remedy="save it again as .eml or .msg") from error


def _extracted(message: Message) -> Extract:
    headers = {key.lower(): str(value) for key, value in message.message_headers.items()}
    declared = f"{message.message_class} {headers.get('content-type', '')}".lower()
    if any(word in declared for word in _ENCRYPTED):
        raise ExtractionError(SkipReason.ENCRYPTED, "the body is encrypted", remedy="save it decrypted")
    subject = " ".join((message.subject or "").split())[:_TITLE_LIMIT]
    body = (message.body or "").replace("\r\n", "\n").strip("\n\0")
    fields = tuple(_fields(message, headers))
    if not body.strip() and message.html_body:
        from kbaudit.extractors import html  # noqa: PLC0415 - most messages have a plain body

        page = html.extract(message.html_body.encode("utf-8", "replace"), "")
        return Extract("msg", subject, page.text, page.passages, page.links, fields, page.sample)
    flow = Flow()
    flow.under(0, subject)
    for paragraph in body.split("\n\n"):
        flow.block(paragraph.strip("\n"))
    text, passages = flow.made()
    return Extract("msg", subject, text, passages, fields=fields, sample=sample_of(text[:RAW_LIMIT]))


def _fields(message: Message, headers: dict[str, str]) -> Iterator[Field]:
    people = tuple(each.email_address for each in message.recipients)
    files = tuple(each.file_name or "" for each in message.attachments)
    sent = message.sent_date
    found = {
        "From": (_readable(message.sender or headers.get("from", "")),),
        "To": people,
        "Date": ((sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC).isoformat(),) if sent else (),
        "Message-ID": (headers.get("message-id", ""),),
        "attachment": files,
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

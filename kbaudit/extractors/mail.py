"""Mail (.eml) by the standard library: the body as text, the headers as declared metadata, attachments as files."""

from __future__ import annotations

import email.utils
from datetime import UTC
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from kbaudit.errors import ExtractionError
from kbaudit.extractors.decode import decode
from kbaudit.extractors.mail_parts import Place, Reading
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Attachment, Extract, Field, Link, Origin, Passage, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER_LIMIT: Final = 4_000
_HEADERS: Final = ("From", "To", "Cc", "Reply-To", "Date", "Message-ID", "In-Reply-To", "List-Id", "Expires")
_VALUE_LIMIT: Final = 2_000
_TITLE_LIMIT: Final = 300
_REGISTRY: Final = HeaderRegistry()


@lru_cache(maxsize=1024)
def _header_of(name: str, value: str) -> Any:
    """A header, parsed once: the parser asks again and again for the type of a part, and each time anew."""
    written = "".join(value.splitlines())
    try:
        return _REGISTRY(name, written)
    except Exception:
        # The standard library raises all kinds of errors on headers that break the rules (bpo-30988 and its like);
        # of what describes a part nothing is then known.
        if name.lower().startswith("content-"):
            return _REGISTRY(name, "")
        raise


class _Bounded(EmailPolicy):
    """The standard policy, with long headers cut: its parser takes time and memory by the square of their length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:HEADER_LIMIT]

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return value if hasattr(value, "name") else _header_of(name, value)


class Letter(NamedTuple):
    """One message: what it says, what it declares of itself, and what is attached to it."""

    subject: str
    text: str
    passages: tuple[Passage, ...]
    links: tuple[Link, ...]
    fields: tuple[Field, ...]
    problems: tuple[tuple[str, str], ...]
    hidden: tuple[str, ...]
    attachments: tuple[Attachment, ...]


def extract(data: bytes, kind: str) -> Extract:
    """The message in these bytes. Raises ExtractionError: encrypted, or nested beyond all reason."""
    letter = letter_of(data)
    return Extract(
        kind=kind,
        title=letter.subject,
        text=letter.text,
        passages=letter.passages,
        links=letter.links,
        fields=letter.fields,
        sample=sample_of(letter.text[:RAW_LIMIT]),
        problems=letter.problems,
        hidden=letter.hidden,
        attachments=letter.attachments,
    )


def letter_of(data: bytes) -> Letter:
    """One message. A text/plain body goes before an HTML one, as the same text in two clothes; others follow."""
    problems: tuple[tuple[str, str], ...] = ()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:200].count(0) > 50:
        source, problems = decode(data)  # a message that was saved as UTF-16
        data = source.encode()
    message = _parsed(data.lstrip(b"\xef\xbb\xbf\r\n"))
    subject = " ".join(_header(message, "Subject").split())[:_TITLE_LIMIT]
    reading = Reading(subject)
    reading.take(message, Place())
    reading.take_pictures()
    body = reading.compound
    if reading.encrypted and not body.size:
        raise ExtractionError(SkipReason.ENCRYPTED, "the body is encrypted", remedy="save it decrypted")
    return Letter(
        subject,
        body.text,
        tuple(body.passages),
        tuple(body.links),
        fields=(*_fields(message), *named(reading.attachments)),
        problems=(*problems, *reading.problems),
        hidden=tuple(reading.hidden),
        attachments=tuple(reading.attachments),
    )


def named(attachments: list[Attachment]) -> tuple[Field, ...]:
    """The names of the attachments, as one field."""
    names = tuple(dict.fromkeys(each.name for each in attachments))
    return (Field("mail.attachment", names, Origin.PROPERTIES),) if names else ()


def _parsed(data: bytes) -> EmailMessage:
    try:
        return cast("EmailMessage", BytesParser(EmailMessage, policy=_Bounded()).parsebytes(data))
    except RecursionError as error:
        raise ExtractionError(
            SkipReason.CORRUPT, "its parts are nested too deeply", remedy="save what is in it as files of their own"
        ) from error


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

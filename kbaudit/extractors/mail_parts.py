"""The parts of a message (RFC 2046), nested ones included: which are its text, and which are files of their own."""

from __future__ import annotations

import re
from email.message import MIMEPart
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.errors import ExtractionError
from kbaudit.extractors.compound import Compound
from kbaudit.extractors.decode import decode
from kbaudit.extractors.enclosed import attachment, is_card, is_seal
from kbaudit.extractors.passages import Block, packed
from kbaudit.model import Attachment, Extract

if TYPE_CHECKING:
    from collections.abc import Iterator

PART_LIMIT: Final = 1_000
NESTED_LIMIT: Final = 5
"""Levels of messages within messages that are read."""
LEVEL_LIMIT: Final = 50
"""Levels of parts within parts that are read, messages or not."""
_ENCRYPTED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"})
_SHOWN: Final = re.compile(r"""cid:([^"'\s<>)]{1,200})""", re.IGNORECASE)


class Place(NamedTuple):
    """Where a part stands: how deep, in how many messages, among related parts, in a body that is shown or not."""

    level: int = 0
    messages: int = 0
    related: bool = False
    shown: bool = True

    def below(self, media: str) -> Place:
        """The place of the parts within a part of that media type."""
        is_message = media == "message/rfc822"
        related = media == "multipart/related" or (self.related and media == "multipart/alternative")
        return self._replace(level=self.level + 1, messages=self.messages + is_message, related=related)


class Reading:
    """The parts of a message so far, nested messages included."""

    def __init__(self, subject: str) -> None:
        self._top = (subject,) if subject else ()
        self.problems: list[tuple[str, str]] = []
        self.encrypted = False
        self.compound = Compound()
        self.hidden: list[str] = []
        self.attachments: list[Attachment] = []
        self._pages: list[MIMEPart] = []
        self._pictures: list[MIMEPart] = []
        self._count = 0

    def take(self, part: MIMEPart, place: Place) -> None:
        """Reads one part and all below it."""
        self._count += 1
        if self._count > PART_LIMIT or place.level > LEVEL_LIMIT or place.messages > NESTED_LIMIT:
            self._note("limit", "more parts than are read")
            return
        media = part.get_content_type()
        self.encrypted = self.encrypted or media in _ENCRYPTED
        if media == "multipart/alternative":
            self._alternative(part, place.below(media))
        elif part.is_multipart():
            for each in part.iter_parts() if media != "message/rfc822" else _nested(part):
                self.take(each, place.below(media))
        elif part.get_content_maintype() != "text" or _is_file(part, media):
            self._enclosed(part, media, place)
        else:
            self._pages += [part] if media == "text/html" else []
            if place.shown:
                self._text(part, media)

    def _alternative(self, part: MIMEPart, place: Place) -> None:
        choices = list(part.iter_parts())
        plain = next((each for each in choices if each.get_content_type() == "text/plain"), None)
        # The last one that can be shown is the richest one (RFC 2046, 5.1.4).
        chosen = plain if plain is not None and _decoded(plain).strip() else next(reversed(choices), None)
        for each in choices:
            if each is chosen:
                self.take(each, place)
            elif each.get_content_type() == "text/html" or each.get_content_maintype() != "text":
                self.take(each, place._replace(shown=False))  # the same text once more, but files may stand within it

    def _enclosed(self, part: MIMEPart, media: str, place: Place) -> None:
        if is_seal(media):
            return
        if part.get_content_maintype() != "image":
            self._attach(part, media)
        elif not place.related and (part.is_attachment() or _is_plain(part)):
            self._pictures.append(part)  # others belong to the body that shows them, as the logo of a signature does

    def take_pictures(self) -> None:
        """Attaches the pictures that are files of their own: those that no page of the message shows."""
        wanted = [each for each in self._pictures if each["Content-ID"]]
        shown = {name for page in self._pages for name in _SHOWN.findall(_decoded(page))} if wanted else set()
        for picture in self._pictures:
            if str(picture["Content-ID"] or "").strip(" <>") not in shown:
                self._attach(picture, picture.get_content_type())

    def _attach(self, part: MIMEPart, media: str) -> None:
        payload = part.get_payload(decode=True)
        self.attachments.append(
            attachment(str(part.get_filename() or ""), media, payload if isinstance(payload, bytes) else b"")
        )

    def _text(self, part: MIMEPart, media: str) -> None:
        written = _decoded(part)
        for defect in part.defects:
            self._note("mail", type(defect).__name__)
        if media == "text/html":
            from kbaudit.extractors import html  # noqa: PLC0415 - most mail has a plain body

            page = html.extract(written.encode("utf-8", "replace"), "html")
            self.compound.add(page, self._top)
            self.hidden += page.hidden
            for problem in page.problems:
                self._note(*problem)
            return
        text = written.replace("\r\n", "\n").strip("\n")
        blocks = [Block(0), *(Block(at) for at in _paragraphs(text))]
        self.compound.add(Extract("eml", "", text, packed(text, blocks)), self._top)

    def _note(self, code: str, detail: str) -> None:
        if (code, detail) not in self.problems:
            self.problems.append((code, detail))


def _is_file(part: MIMEPart, media: str) -> bool:
    return part.is_attachment() or bool(part.get_filename()) or is_card(media)


def _is_plain(part: MIMEPart) -> bool:
    """Whether nothing says that a picture is shown in the body."""
    return part.get_content_disposition() is None and part["Content-ID"] is None


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
    except (LookupError, ValueError, ExtractionError):
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

"""Mailboxes (.mbox): every message under its subject, one after another."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors import text as plain
from kbaudit.extractors.mail import letter_of, named
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Attachment, Extract, Link, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.extractors.mail import Letter

MESSAGE_LIMIT: Final = 5_000
# The line that RFC 4155 puts before each message; one inside a body is written with ">" before it.
_FROM_LINE: Final = re.compile(rb"^From \S{1,320} .{0,10}\w{3} \w{3} +\d{1,2} \d\d:\d\d.{0,40}$", re.MULTILINE)
_QUOTED: Final = re.compile(rb"^>(>{0,20}From )", re.MULTILINE)


def extract(data: bytes, kind: str) -> Extract:
    """The messages in a mailbox; each is a heading. A message that can't be read is a problem, the others stay."""
    reading = _Reading()
    for number, message in enumerate(_messages(data), start=1):
        if number > MESSAGE_LIMIT:
            reading.problems[("limit", f"the first {MESSAGE_LIMIT:,} messages read")] = None
            break
        reading.take(message, number)
    if reading.is_empty and data.strip():
        found = plain.extract(data, kind)
        problem = ("mail", "no message with a text: read as plain text")
        return replace(found, problems=(*found.problems, *reading.problems, problem))
    text = "".join(reading.pieces)
    return Extract(
        kind=kind,
        title="",
        text=text,
        passages=tuple(reading.passages),
        links=tuple(reading.links),
        fields=named(reading.attachments),
        sample=sample_of(text[:RAW_LIMIT]),
        problems=tuple(reading.problems),
        hidden=tuple(reading.hidden),
        attachments=tuple(reading.attachments),
    )


def _messages(data: bytes) -> Iterator[bytes]:
    ends: int | None = None
    for found in _FROM_LINE.finditer(data):
        if ends is not None:
            yield _QUOTED.sub(rb"\1", data[ends : found.start()])
        ends = found.end()
    yield data if ends is None else _QUOTED.sub(rb"\1", data[ends:])


class _Reading:
    """The messages so far."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.passages: list[Passage] = []
        self.links: list[Link] = []
        self.hidden: list[str] = []
        self.attachments: list[Attachment] = []
        self.problems: dict[tuple[str, str], None] = {}
        self._size = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing came of the messages so far, and nothing says why."""
        return not self.pieces and not self.attachments and not any(code == "partial" for code, _ in self.problems)

    def take(self, message: bytes, number: int) -> None:
        """Appends one message: its subject as a line of its own, then its text."""
        try:
            letter = letter_of(message)
        except ExtractionError as error:
            self.problems["partial", f"message {number}: {error.detail}"] = None
            return
        self.problems.update(dict.fromkeys(letter.problems))
        self.hidden += letter.hidden
        self.attachments += letter.attachments
        self._append(letter)

    def _append(self, letter: Letter) -> None:
        subject = f"{letter.subject}\n\n" if letter.subject and letter.text else letter.subject
        if not subject and not letter.text.strip():
            return
        start = self._size + (2 if self.pieces else 0)
        self.pieces += ["\n\n", subject, letter.text] if self.pieces else [subject, letter.text]
        body = start + len(subject)
        if letter.subject:
            self.passages.append(Passage(start, start + len(letter.subject), (letter.subject,)))
        self.passages += [Passage(p.start + body, p.end + body, p.heading) for p in letter.passages]
        self.links += [Link(each.target, each.text, each.start + body) for each in letter.links]
        self._size = body + len(letter.text)

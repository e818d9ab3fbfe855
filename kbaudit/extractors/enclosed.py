"""What is enclosed in a message: which parts are files of their own, and what the nameless ones are called."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from kbaudit.model import Attachment

if TYPE_CHECKING:
    from collections.abc import Collection

_ENDINGS: Final = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/epub+zip": ".epub",
    "application/rtf": ".rtf",
    "application/json": ".json",
    "application/xml": ".xml",
    "application/zip": ".zip",
    "application/ics": ".ics",
    "application/ms-tnef": ".dat",
    "application/pgp-keys": ".asc",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/xml": ".xml",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/tiff": ".tiff",
}
"""By media type; the system's own table differs from machine to machine."""
_SEALS: Final = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-encrypted",
    }
)
_CARDS: Final = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory"})
_GIVEN_LIMIT: Final = 2_000
_NAME_LIMIT: Final = 150
_ENDING_LIMIT: Final = 10


def is_seal(media: str) -> bool:
    """Whether a part of that media type only seals the message (S/MIME, PGP), and is nothing to read."""
    return media in _SEALS


def is_card(media: str) -> bool:
    """Whether a part of that media type is text for programs: an invitation, a visiting card."""
    return media in _CARDS


def attachment(name: str, media: str, data: bytes) -> Attachment:
    """A file that is enclosed. One without a name is called by its media type: "attachment.pdf"."""
    written = " ".join(name.split())[:_GIVEN_LIMIT]
    return Attachment(written or f"attachment{_ENDINGS.get(media, '.bin')}", data)


def safe_name(given: str) -> str:
    """The name that an attachment has in its uri: of the given one, which nobody vouches for, what is safe in a path.

    The base name alone, without control or invisible characters, in at most 150 characters, its ending kept.
    """
    base = given.replace("\\", "/").rpartition("/")[2]
    name = " ".join("".join(each if each.isprintable() else " " for each in base).split())
    if not name.strip(". "):
        return "attachment"
    if len(name) > _NAME_LIMIT:
        stem, dot, ending = name.rpartition(".")
        kept = f"{dot}{ending}" if stem and len(ending) <= _ENDING_LIMIT else ""
        name = name[: _NAME_LIMIT - len(kept)].rstrip() + kept
    return name


def unique(name: str, names: Collection[str]) -> str:
    """The name, or the next one with a number, as file managers number copies: "price (2).xlsx"."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f"{dot}{ending}") if stem else (name, "")
    numbered = (f"{stem} ({number}){ending}" for number in count(2))
    return name if name not in names else next(each for each in numbered if each not in names)

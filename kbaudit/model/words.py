"""The settled words as enumerations, and how names are written."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kbaudit.errors import SkipReason

NEVER_TS: Final = 253402300799  # 9999-12-31T23:59:59Z: the stamp's "never"; no field is ever null


class Severity(StrEnum):
    """How much a finding matters to people and to the gate, least first."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Effect(StrEnum):
    """What a finding does to the retrieval of its documents, mildest first."""

    NONE = "none"
    DEMOTE = "demote"
    EXCLUDE = "exclude"


class Status(StrEnum):
    """What the retrieval layer does with a document: the worst effect of its findings."""

    SERVE = "serve"
    DEMOTE = "demote"
    EXCLUDE = "exclude"


class FindingStatus(StrEnum):
    """A finding against the baseline and the waivers. It never changes a document's status by itself."""

    NEW = "new"
    KNOWN = "known"
    WAIVED = "waived"


UNREADABLE: Final = frozenset(SkipReason) - {
    SkipReason.UNSUPPORTED,
    SkipReason.IMAGE,
    SkipReason.NOT_REGULAR,
    SkipReason.VANISHED,
}
"""Reasons that make a file unreadable (KB502) and count against the policy's limit; the others never do."""


class DateKind(StrEnum):
    """What a date claim says happened, or will happen, on that date."""

    REVIEWED = "reviewed"
    UPDATED = "updated"
    EFFECTIVE = "effective"
    PUBLISHED = "published"
    CREATED = "created"
    VALID_UNTIL = "valid_until"
    REVIEW_DUE = "review_due"


class Origin(StrEnum):
    """Where a claim was read, most trusted first; a policy ranks them anew."""

    ATTESTATION = "attestation"
    POLICY = "policy"
    FRONT_MATTER = "front_matter"
    HTML_META = "html_meta"
    HTML_TIME = "html_time"
    SENTENCE = "sentence"
    OWNER_FILE = "owner_file"
    INDEX_PAGE = "index_page"
    PROPERTIES = "document_properties"
    GIT = "git"
    PATH = "path"
    MTIME = "mtime"


class State(StrEnum):
    """What a document says of itself."""

    DRAFT = "draft"
    DEPRECATED = "deprecated"
    OBSOLETE = "obsolete"
    SUPERSEDED = "superseded"
    ARCHIVED = "archived"


class MarkKind(StrEnum):
    """What is wrong with, or remarkable in, a stretch of a text."""

    GARBLED = "garbled"
    PLACEHOLDER = "placeholder"
    DANGLING = "dangling_reference"
    UNSTRUCTURED = "unstructured"
    SECRET = "secret"  # noqa: S105 - a word, not a password
    PERSONAL = "personal_data"
    INSTRUCTION = "instruction"


class RelationKind(StrEnum):
    """What ties two documents. In every Relation `a` is the older or lesser side."""

    EXACT_COPY = "exact_copy"
    NEAR_DUPLICATE = "near_duplicate"
    OLDER_VERSION_OF = "older_version_of"
    PART_OF = "part_of"
    TRANSLATION_OF = "translation_of"
    CONFLICTS_WITH = "conflicts_with"
    TEMPLATE_SIBLING = "template_sibling"


def uri_of(source: str, relative: bytes) -> str:
    r"""The uri of a file: source name, "/" and the relative path, from bytes and reversible.

    Bytes that aren't UTF-8 become \xNN, so does "!" at the end of a folder's name ("mail.eml!/" is what is attached to
    mail.eml), and a backslash is doubled; everything else stands as it is.
    """
    text = relative.replace(b"\\", b"\\\\").replace(b"!/", b"\\x21/").decode("utf-8", "backslashreplace")
    return f"{source}/{text}"


def displayed(text: str) -> str:
    """The text as it may be shown: control, bidi and other invisible characters as escapes, nothing else changed."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(ch if ch.isprintable() or ch == "\u3000" else ch.encode("unicode_escape").decode() for ch in text)

"""May these files be ingested? A file as it is now against the stamp that an audit gave its document."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import uri_of
from kbaudit.retrieval.evaluate import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.retrieval.rule_file import Rules
    from kbaudit.retrieval.stamps import Fields, Stamp, Stamps

_CHUNK: Final = 1 << 20


class Word(StrEnum):
    """What the gate says of a file: serve and demote may be ingested; no audit has judged changed and unknown ones."""

    SERVE = "serve"
    DEMOTE = "demote"
    EXCLUDE = "exclude"
    CHANGED = "changed"
    UNKNOWN = "unknown"


class Answer(NamedTuple):
    """What the gate says of one file; uri is "" where no audit knows it."""

    path: str
    word: Word
    reasons: tuple[str, ...] = ()
    uri: str = ""


@dataclass(frozen=True)  # without slots: what follows from it is worked out once
class Admission:
    """The rules and stamps of an audit, and where its sources lie (folders by name), as far as that is known."""

    rules: Rules
    stamps: Stamps
    roots: Mapping[str, str]

    def passes(self, word: Word) -> bool:
        """Whether files of which the gate says so may be ingested."""
        return word in (Word.SERVE, Word.DEMOTE) or (word is Word.UNKNOWN and self.rules.unknown_documents == "serve")

    def ask(self, path: str, now: float) -> Answer:
        """What the gate says of a file at `now` (epoch seconds). One that can't be read is unknown."""
        try:
            content = _sha256(path)
        except OSError as error:
            return Answer(path, Word.UNKNOWN, (error.strerror or type(error).__name__,))
        stamp = self._stamp(path, content)
        if stamp is None:
            return Answer(path, Word.UNKNOWN, ("in no audit",))
        if stamp.content and stamp.content != content:
            return Answer(path, Word.CHANGED, ("not as it was audited",), stamp.uri)
        return Answer(path, *_judged(self.rules, stamp.fields, now), stamp.uri)

    def _stamp(self, path: str, content: str) -> Stamp | None:
        """That of the uri which the path ends in, or of the only document of that name with this content."""
        full = os.path.realpath(path)
        inside = [(name, below) for name, top in self._tops if (below := full.removeprefix(top)) != full]
        parts = full.replace(os.sep, "/").split("/")
        named = inside or [(parts[at], "/".join(parts[at + 1 :])) for at in range(len(parts) - 1)]
        uris = (_uri(name, below) for name, below in named)
        found = next((uri for uri in uris if uri in self.stamps.by_uri), None)
        if found is not None or inside:
            return self.stamps.by_uri[found] if found else None
        alike = self._by_content.get((content, _uri("", parts[-1])[1:]), ())
        return alike[0] if len(alike) == 1 else None

    @cached_property
    def _tops(self) -> Sequence[tuple[str, str]]:
        """The sources' names and folders, these with a separator at their end."""
        return [(name, os.path.realpath(root).rstrip(os.sep) + os.sep) for name, root in self.roots.items()]

    @cached_property
    def _by_content(self) -> Mapping[tuple[str, str], Sequence[Stamp]]:
        found: dict[tuple[str, str], list[Stamp]] = {}
        for uri, stamp in self.stamps.by_uri.items():
            found.setdefault((stamp.content, uri.rpartition("/")[2]), []).append(stamp)
        return found


def _uri(name: str, below: str) -> str:
    """The uri of what lies in a source, from the path's own bytes: they may be no text."""
    return uri_of(name, os.fsencode(below.replace(os.sep, "/")))


def _judged(rules: Rules, fields: Fields, now: float) -> tuple[Word, tuple[str, ...]]:
    """Whatever release the document is of: which of them is asked for is a matter of the query."""
    release = str(fields.get("kb_release") or "") or None
    decision = evaluate(rules, fields, now, release)
    if not decision.keep:  # what only demotes is no reason where the document has expired
        return Word.EXCLUDE, decision.reasons[fields["kb_status"] == "exclude" and len(decision.reasons) > 1 :]
    demoted_from = fields.get("kb_demote_ts")
    begun = isinstance(demoted_from, int | float) and demoted_from <= now
    return Word.DEMOTE if begun or fields["kb_status"] == "demote" else Word.SERVE, decision.reasons


def _sha256(path: str) -> str:
    with open(path, "rb", opener=_regular) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _regular(path: str, flags: int) -> int:
    """Opens without waiting, and files alone: a pipe or a device among the paths must not stop the gate."""
    opened = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise OSError(errno.EINVAL, "no regular file")
    return opened

"""May these files be ingested? A file as it is now against the stamp that an audit gave its document."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

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
        for name, root in self.roots.items():
            inside = os.path.relpath(full, os.path.realpath(root))
            if not inside.startswith(os.pardir):
                return self.stamps.by_uri.get(f"{name}/{inside.replace(os.sep, '/')}")
        parts = full.replace(os.sep, "/").split("/")
        uris = ("/".join(parts[at:]) for at in range(len(parts) - 1))
        found = next((uri for uri in uris if uri in self.stamps.by_uri), None)
        if found is not None:
            return self.stamps.by_uri[found]
        alike = self._by_content.get((content, parts[-1]), ())
        return alike[0] if len(alike) == 1 else None

    @cached_property
    def _by_content(self) -> Mapping[tuple[str, str], Sequence[Stamp]]:
        found: dict[tuple[str, str], list[Stamp]] = {}
        for uri, stamp in self.stamps.by_uri.items():
            found.setdefault((stamp.content, uri.rpartition("/")[2]), []).append(stamp)
        return found


def _judged(rules: Rules, fields: Fields, now: float) -> tuple[Word, tuple[str, ...]]:
    """Whatever release the document is of: which of them is asked for is a matter of the query."""
    release = str(fields.get("kb_release") or "") or None
    decision = evaluate(rules, fields, now, release)
    if not decision.keep:
        codes = tuple(reason for reason in decision.reasons[1:] if reason)
        return Word.EXCLUDE, codes or decision.reasons
    demoted_from = fields.get("kb_demote_ts")
    begun = isinstance(demoted_from, int | float) and demoted_from <= now
    return Word.DEMOTE if begun or fields["kb_status"] == "demote" else Word.SERVE, decision.reasons


def _sha256(path: str) -> str:
    with open(path, "rb", opener=_regular) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _regular(path: str, flags: int) -> int:
    """Opens without waiting, whatever it is: a pipe among the paths must not stop the gate."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))

"""Adds entries to a waiver file as text, so that a review sees the new lines and nothing else.

A round trip through a YAML library would write the whole file anew; here comments, order and form stay as they are.
What comes out is read again before it's written: it has to say what the file said, and the new entries.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbaudit.errors import OutputError, PolicyError
from kbaudit.model import displayed
from kbaudit.policy.tree import read_tree
from kbaudit.policy.waivers import FILE_NAME, SCHEMA, AttestationEntry, WaiverEntry, Waivers, read_waivers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kbaudit.model import Attestation, Waiver
    from kbaudit.policy.tree import Tree

_HEADER: Final = f"""\
# What somebody answers for until a day (waivers), and which revisions somebody has reviewed (attestations).
# Written by `kbaudit waive` and `kbaudit attest`, or by hand. Have every change of it reviewed.
schema: {SCHEMA}
"""
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./@-]*(?: [A-Za-z0-9_./@-]+)*")
_NOT_TEXT: Final = re.compile(r"true|false|null|yes|no|on|off|y|n|[\d_./@-]*|0[box].*|[\d_.]+e-?[\d_]+", re.IGNORECASE)
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_LINE_END: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # those of YAML 1.1, whose marks count lines by them
_LINE: Final = re.compile(f"[^\n\r\x85\u2028\u2029]*(?:{_LINE_END.pattern})")
_BARE: Final = frozenset({"fingerprint", "sha256", "on", "until"})

Entry = WaiverEntry | AttestationEntry


def append_entries(path: Path, entries: Sequence[Entry], now: datetime) -> None:
    """Adds the entries, all of one kind, to the file, or to a new one. At any moment the old or the new file stands.

    Raises:
        PolicyError: the file can't be used, or would say something twice; nothing is written.
        OutputError: it can't be written.
    """
    file = displayed(path.name)
    try:
        old = path.read_bytes() if os.path.lexists(path) else b""
        new = with_entries(old or _HEADER.encode(), entries, file, now)
        _write(path.resolve(), new)
    except OSError as error:
        raise OutputError(f"can't write {displayed(str(path))}: {error.strerror or error}") from error


def with_entries(data: bytes, entries: Sequence[Entry], file: str, now: datetime) -> bytes:
    """The bytes of a waiver file with the entries, all of one kind, at the end of their section."""
    before = read_waivers(data, file, UTC, now)
    section = "waivers" if isinstance(entries[0], WaiverEntry) else "attestations"
    text = data.decode("utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    lines = _LINE.findall(text if _LINE_END.search(text[-1:]) else f"{text}{end}")
    made = "".join(_inserted(lines, entries, section, read_tree(data, file), end)).encode()
    _same_and_more(before, read_waivers(made, file, UTC, now), len(entries), file)
    return made


def _inserted(lines: list[str], entries: Sequence[Entry], section: str, tree: Tree, end: str) -> list[str]:
    """The lines with the entries at the end of the section, or with a new section at the end."""
    key = tree.keys.get((section,))
    if key is None:
        return [*lines, end, f"{section}:{end}", *_written(entries, 2, end)]
    _, line, column = tree.values[section,]
    if lines[line - 1][column - 1 :].strip() == "[]":
        opened = f"{lines[line - 1][: column - 1].rstrip()}{end}"
        return [*lines[: line - 1], opened, *_written(entries, 2, end), *lines[line:]]
    at = _end_of(key.line, lines, tree)
    return [*lines[:at], *_written(entries, column - 1, end), *lines[at:]]


def _end_of(start: int, lines: list[str], tree: Tree) -> int:
    """The index of the line after a section's last one; what stands before the next section belongs to that."""
    others = (place.line for path, place in tree.keys.items() if len(path) == 1 and place.line > start)
    end = min(others, default=len(lines) + 1) - 1
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1
    return end


def _written(entries: Sequence[Entry], indent: int, end: str) -> list[str]:
    written = []
    for entry in entries:
        pairs = ((name, value) for name, value in entry.model_dump().items() if value)
        for place, (name, value) in enumerate(pairs):
            written.append(f"{' ' * indent}{'  ' if place else '- '}{name}: {_scalar(name, value)}{end}")
    return written


def _scalar(name: str, text: str) -> str:
    """A text as YAML 1.1 and 1.2 read it alike; days and digests stand as they are."""
    if name in _BARE or (_PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text)):
        return text
    return f'"{"".join(_ESCAPES.get(ch) or _shown(ch) for ch in text)}"'


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _same_and_more(before: Waivers, after: Waivers, more: int, file: str) -> None:
    """Holds what was made against what was there. Raises PolicyError where its form doesn't allow to add to it."""
    old, new = _entries(before), _entries(after)
    if len(new) != len(old) + more or any(entry not in new for entry in old):
        raise PolicyError("is of a form that can't be added to: write its entries as lists, one key a line", file=file)


def _entries(said: Waivers) -> list[Waiver | Attestation]:
    waivers = (replace(waiver, where="") for waiver in said.waivers)
    return [*waivers, *(replace(attestation, where="") for attestation in said.attestations)]


def _write(path: Path, data: bytes) -> None:
    """Puts the file in the place of the old one at once, with that one's rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE_NAME}-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask

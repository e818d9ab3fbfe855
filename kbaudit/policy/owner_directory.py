"""The owner directory: whom a claim of ownership means, and whether they are still there.

A CSV file with a header, or a YAML file {schema: kbaudit.owners/1, owners: [...]}. An entry has an id, and perhaps a
name, a mail address, a team, whether it is active, and a backup (the id of another entry). A team may be an entry of
its own; else it is known by the people who name it.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.errors import PolicyError
from kbaudit.model import Owned, displayed
from kbaudit.policy.tree import LARGEST, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kbaudit.model import OwnerClaim

SCHEMA: Final = "kbaudit.owners/1"
COLUMNS: Final = ("id", "name", "mail", "team", "active", "backup")
_NAMED_OTHERWISE: Final = {"email": "mail", "e-mail": "mail", "handle": "id", "login": "id", "display name": "name"}
_ACTIVE: Final = {
    "": True,
    "true": True,
    "yes": True,
    "1": True,
    "false": False,
    "no": False,
    "0": False,
    "left": False,
}
_MAIL: Final = re.compile(r"[^\s<>()\"',;:]{1,100}@[^\s<>()\"',;:]{1,200}")
_ASIDE: Final = re.compile(r"<[^<>]*>|\([^()]*\)")
_MOST_BACKUPS: Final = 10  # one after the other, until somebody is there


@dataclass(frozen=True, slots=True)
class Entry:
    """One person or team. line is where the file has it."""

    id: str
    name: str = ""
    mail: str = ""
    team: str = ""
    active: bool = True
    backup: str = ""
    line: int = 0


class Directory:
    """Resolves claims to entries: to the one with that id, else by mail address, name or team."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_id = {entry.id: entry for entry in entries}
        self._ids = {name: entry for entry in entries if (name := _folded(entry.id))}
        self._named: dict[str, set[str]] = {}
        for entry in entries:
            for name in _names(entry):
                self._named.setdefault(name, set()).add(entry.id)
        self._teams: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.team:
                self._teams.setdefault(_folded(entry.team), []).append(entry)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The people and teams, in the order of the file."""
        return tuple(self._by_id.values())

    def owned(self, ranked: Sequence[OwnerClaim]) -> Owned:
        """The owner by claims that are ranked already: of those at the first one's place the first that is active."""
        if not ranked:
            return Owned()
        first = ranked[0]
        beside = [claim for claim in ranked if (claim.origin, claim.where) == (first.origin, first.where)]
        resolved = [(claim, self._resolved(claim)) for claim in beside]
        claim, found = next((one for one in resolved if one[1].standing == "active"), resolved[0])
        losers = tuple(other for other in ranked if other is not claim)
        return Owned(found.value, claim, losers, found.name, found.mail, found.standing, found.backup)

    def _resolved(self, claim: OwnerClaim) -> Owned:
        """Who is meant, as far as the directory knows them."""
        for name in _said(claim.value):
            if entry := self._ids.get(name):
                return self._of(entry)
            ids = self._named.get(name, set())
            if len(ids) == 1:
                return self._of(self._by_id[next(iter(ids))])
            if not ids and name in self._teams:
                return self._of_team(self._teams[name])
        return Owned(claim.value, standing="unknown")

    def _of(self, entry: Entry) -> Owned:
        standing = "active" if entry.active else "left"
        backup = "" if entry.active else self._stands_in(entry)
        return Owned(entry.id, None, (), entry.name, entry.mail, standing, backup)

    def _of_team(self, members: Sequence[Entry]) -> Owned:
        """A team is there as long as one of its people is."""
        there = any(member.active for member in members)
        backup = "" if there else next(filter(None, map(self._stands_in, members)), "")
        return Owned(members[0].team, standing="active" if there else "left", backup=backup)

    def _stands_in(self, entry: Entry) -> str:
        """The first active one along the backups, "" if there is none."""
        for _ in range(_MOST_BACKUPS):
            following = self._by_id.get(entry.backup)
            if following is None:
                return ""
            if following.active:
                return following.id
            entry = following
        return ""


def load_directory(path: Path, shown: str) -> Directory:
    """The directory of a file. Raises PolicyError, with the line, for one that can't be read or isn't sound."""
    file = displayed(shown)
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise PolicyError(f"can't be read: {getattr(error, 'strerror', None) or error}", file=file) from error
    if len(data) > LARGEST:
        raise PolicyError(f"is larger than {LARGEST // 2**20} MiB", file=file)
    rows = _yaml_rows(data, file) if path.suffix.lower() in {".yaml", ".yml"} else _csv_rows(data, file)
    return Directory(list(_checked([_entry(row, line, file) for line, row in rows], file)))


def _csv_rows(data: bytes, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyError("is not UTF-8 text", file=file, line=data.count(b"\n", 0, error.start) + 1) from None
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        header = [_column(name, file) for name in next(reader, [])]
        _refuse_double(header, file)
        for cells in reader:
            if any(map(str.strip, cells)):
                if len(cells) != len(header):
                    raise PolicyError(
                        f"has {len(cells)} cells under {len(header)} columns", file=file, line=reader.line_num
                    )
                yield reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    except csv.Error as error:
        raise PolicyError(f"is no CSV: {error}", file=file, line=reader.line_num) from None


def _column(written: str, file: str) -> str:
    name = written.strip().casefold()
    name = _NAMED_OTHERWISE.get(name, name)
    if name not in COLUMNS:
        raise PolicyError(f'unknown column "{displayed(written)}" (there are: {", ".join(COLUMNS)})', file=file, line=1)
    return name


def _refuse_double(header: Sequence[str], file: str) -> None:
    if "id" not in header:
        raise PolicyError(f"lacks the column id (there are: {', '.join(COLUMNS)})", file=file, line=1)
    if len(set(header)) < len(header):
        raise PolicyError("names a column twice", file=file, line=1)


def _yaml_rows(data: bytes, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    tree = read_tree(data, file)
    content = tree.value
    if not isinstance(content, dict) or content.get("schema") != SCHEMA or content.keys() != {"schema", "owners"}:
        raise PolicyError(f'must hold "schema: {SCHEMA}" and "owners", a list', file=file, line=1, column=1)
    owners = content["owners"]
    if not isinstance(owners, list):
        raise PolicyError("owners: must be a list", file=file, line=tree.place(("owners",))[1])
    for index, entry in enumerate(owners):
        _, line, column = tree.place(("owners", index))
        if not isinstance(entry, dict):
            raise PolicyError(f"owners[{index}]: must be a mapping", file=file, line=line, column=column)
        for key in entry:
            if key not in COLUMNS:
                where = tree.place(("owners", index, key), of_key=True)
                known = ", ".join(COLUMNS)
                raise PolicyError(
                    f'unknown key "{displayed(key)}" (there are: {known})', file=file, line=where[1], column=where[2]
                )
            if isinstance(entry[key], dict | list):
                where = tree.place(("owners", index, key))
                raise PolicyError(f"owners[{index}].{key}: must be a text", file=file, line=where[1], column=where[2])
        yield line, {key: _plain(value) for key, value in entry.items()}


def _plain(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _entry(row: dict[str, str], line: int, file: str) -> Entry:
    active = _ACTIVE.get(row.get("active", "").casefold())
    if active is None:
        raise PolicyError(f'active: "{displayed(row["active"])}" must be true or false', file=file, line=line)
    if not row.get("id"):
        raise PolicyError("has an entry without an id", file=file, line=line)
    texts = {name: row.get(name, "") for name in COLUMNS if name != "active"}
    return Entry(**texts, active=active, line=line)


def _checked(entries: Iterable[Entry], file: str) -> Iterator[Entry]:
    known = {entry.id: entry for entry in entries}
    seen: dict[str, str] = {}
    for entry in entries:
        if other := seen.get(_folded(entry.id)):
            written = "" if other == entry.id else f', once as "{displayed(other)}"'
            raise PolicyError(f'has the id "{displayed(entry.id)}" twice{written}', file=file, line=entry.line)
        if entry.backup and entry.backup not in known:
            problem = f'backup: "{displayed(entry.backup)}" is the id of no entry'
            raise PolicyError(problem, file=file, line=entry.line)
        seen[_folded(entry.id)] = entry.id
        yield entry


def _names(entry: Entry) -> Iterator[str]:
    """What an entry may be called by, beside its id."""
    yield from filter(None, map(_folded, (entry.mail, entry.name)))


def _said(claimed: str) -> Iterator[str]:
    """What a claim may mean, the surest first: a mail address in it, the whole, the name beside it, a handle."""
    if mail := _MAIL.search(claimed):
        yield _folded(mail[0])
    yield _folded(claimed)
    bare = _ASIDE.sub(" ", claimed)
    yield _folded(bare)
    surname, comma, given = bare.partition(",")
    if comma and given.strip():
        yield _folded(f"{given} {surname}")
    handle = claimed.strip().lstrip("@#")
    yield _folded(handle)
    yield _folded(handle.rpartition("/")[2])
    yield _folded(re.sub(r"[-_.]+", " ", handle.rpartition("/")[2]))


def _folded(name: str) -> str:
    """A name without what people write differently: case, accents as one sign or two, blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

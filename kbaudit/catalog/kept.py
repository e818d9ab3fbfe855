"""What was worked out from the whole of the documents, kept under a digest of all that it was worked out from.

Another threshold of age, severity, waiver or as-of moment changes none of it: then nothing is worked out again. What
can't be read is worked out again too: a catalog may come from elsewhere.
"""

from __future__ import annotations

import hashlib
import zlib
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from kbaudit import __version__
from kbaudit.catalog.schema import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from kbaudit.catalog.session import Session

Value = TypeVar("Value")

LATEST: Final = 4
"""So many of a kind are kept: policies that are tried in turn find theirs."""

_LARGEST: Final = 1 << 30  # bytes unpacked; 40,000 documents make 11 million
_FASTEST: Final = 1  # zlib's level: to a seventh in a tenth of the time that it takes to work out
_ROWS_AT_ONCE: Final = 10_000
_CONTENTS: Final = """
    SELECT uri, key, facts.learner
    FROM files JOIN facts ON facts.key = files.sha256 || ':' || files.kind
    WHERE reason IS NULL AND gone_at IS NULL
        AND ($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[])))
    ORDER BY uri"""


class Kind(Generic[Value]):
    """A kind of value that is kept: its name, its type, and what the names in the annotations of that type mean."""

    def __init__(self, name: str, shape: object, names: Mapping[str, object] | None = None) -> None:
        self.name = name
        self._shape = shape
        self._names = dict(names or {})

    def written(self, value: Value) -> bytes:
        """The value as JSON, packed."""
        return zlib.compress(self._adapter.dump_json((value,)), _FASTEST)

    def read(self, data: object) -> Value | None:
        """What `written` wrote; None for anything else."""
        if not isinstance(data, bytes):
            return None
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(data, _LARGEST)
            return self._adapter.validate_json(text)[0] if unpacking.eof else None
        except (zlib.error, ValidationError):
            return None

    @cached_property
    def _adapter(self) -> TypeAdapter[tuple[Value]]:
        """Of the value in a tuple: pydantic lets a dataclass by itself not wait for its names."""
        shape = tuple[self._shape]  # type: ignore[name-defined] # known at run time only
        adapter: TypeAdapter[tuple[Value]] = TypeAdapter(shape, config=ConfigDict(defer_build=True))
        adapter.rebuild(_types_namespace=self._names)
        return adapter


def contents(session: Session, sources: Sequence[str] | None) -> str:
    """A digest of which documents are live, and of the facts of their contents: of what they are, and who learned."""
    digest = hashlib.sha256()
    named = {"sources": None if sources is None else list(sources)}
    for rows in session.stream(_CONTENTS, named, _ROWS_AT_ONCE):
        digest.update(repr(rows).encode())
    return digest.hexdigest()


def held(session: Session, kind: Kind[Value], made_of: Iterable[str]) -> Value | None:
    """What was worked out from the same things by the same program; None where that isn't kept, or can't be read."""
    if not session.has_table("kept"):
        return None
    digest = _digest(made_of)
    rows = session.rows("SELECT data FROM kept WHERE kind = ? AND digest = ?", (kind.name, digest))
    value = kind.read(rows[0][0]) if rows else None
    if value is not None and not session.read_only:
        session.run(
            """UPDATE kept SET turn = (SELECT max(turn) + 1 FROM kept)
               WHERE kind = $kind AND digest = $digest AND turn < (SELECT max(turn) FROM kept WHERE kind = $kind)""",
            {"kind": kind.name, "digest": digest},
        )
    return value


def keep(session: Session, kind: Kind[Value], made_of: Iterable[str], value: Value) -> None:
    """Keep what was worked out; the one of this kind that wasn't used for longest goes. Nothing in a read-only one."""
    if session.read_only:
        return
    digest = _digest(made_of)
    with session.transaction():
        session.run(KEPT)  # a catalog of this schema may be older than the table
        session.run("DELETE FROM kept WHERE kind = ? AND digest = ?", (kind.name, digest))
        session.run(
            "INSERT INTO kept SELECT ?, ?, coalesce(max(turn), 0) + 1, ? FROM kept",
            (kind.name, digest, kind.written(value)),
        )
        session.run(
            """DELETE FROM kept WHERE kind = $kind AND turn NOT IN (
                   SELECT turn FROM kept WHERE kind = $kind ORDER BY turn DESC LIMIT $latest)""",
            {"kind": kind.name, "latest": LATEST},
        )


def _digest(made_of: Iterable[str]) -> str:
    return hashlib.sha256(repr((_program(), *made_of)).encode()).hexdigest()


@cache
def _program() -> str:
    """A digest of this program: of its sources too, since a version that somebody forgot to raise would go unseen."""
    digest = hashlib.sha256(__version__.encode())
    for name, source in sorted(_sources(files("kbaudit"), "")):
        digest.update(repr((name, source)).encode())
    return digest.hexdigest()


def _sources(folder: Traversable, path: str) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield path + entry.name, entry.read_bytes()

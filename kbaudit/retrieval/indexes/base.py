"""What a live index is: an engine's points, of which a few fields are read and those written that begin with kb_."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from kbaudit.errors import UsageError
from kbaudit.retrieval.rules import Match
from kbaudit.retrieval.stamps import CONTENT, DOCUMENT, RULESET, STAMP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

READ: Final = (STAMP, RULESET, CONTENT, DOCUMENT, "kb_status")
"""The fields that are read of each point, beside the one that ties it to its document and, if asked for, its text."""

BATCH: Final = 1_000  # points that are read or written at a time, where the engine sets no limit of its own


@dataclass(frozen=True, slots=True)
class Address:
    """Where an index is. url or path, as the engine has it; collection is its collection, table, index or class.

    Credentials are never part of it: they come from the environment or the client's own configuration. namespace is
    the engine's part of a collection (Pinecone's namespace, PostgreSQL's schema, Weaviate's tenant), "" for its
    default. key names the column or field with a point's id where the engine doesn't settle that.
    """

    url: str = ""
    path: str = ""
    collection: str = ""
    namespace: str = ""
    key: str = "id"
    match: Match = field(default_factory=Match)


class Point(NamedTuple):
    """A point as it is in the index: its id as the client takes it, and what it holds in match.field.

    fields has those of READ that the point has and that aren't null; text what match.text_field holds.
    """

    id: object
    value: object
    fields: Mapping[str, object]
    text: str = ""


class Index(Protocol):
    """A live index, opened. Its client is imported when it's opened; its errors come as IndexFailure."""

    @classmethod
    def open(cls, address: Address) -> Index:
        """Opens the index.

        Raises IndexFailure where it can't be reached or isn't there, UsageError for an address that can't be right.
        """

    def size(self) -> int:
        """How many points there are."""

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        """Every point once, in batches; with its text if that is asked for. Vectors are never read."""

    def prepare(self) -> None:
        """Makes room for the kb_ fields: columns, payload indexes. What is there already stays as it is."""

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        """Sets these kb_ fields on the points with these ids, and touches nothing else of them. Safe to repeat."""

    def close(self) -> None:
        """Ends the connection."""


def missing_client(target: str, package: str) -> UsageError:
    """The error for a client that isn't installed."""
    return UsageError(f"{target} needs {package}: pip install 'kbaudit[{target}]'")

"""One shard of Qdrant in a folder, opened in the process by qdrant-edge: no server, and quick at any size."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kbaudit.errors import IndexFailure
from kbaudit.retrieval.indexes.base import BATCH, Address, Point, missing_client
from kbaudit.retrieval.indexes.payloads import Layout, alike

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qdrant_edge import EdgeShard, PointId


def is_shard(path: str) -> bool:
    """Whether a folder holds a shard of qdrant-edge."""
    return bool(path) and (Path(path) / "edge_config.json").is_file()


class QdrantShard:
    """A shard; it has no collections. What is written is on disk once it's closed."""

    def __init__(self, shard: EdgeShard, address: Address) -> None:
        self._shard = shard
        self._layout = Layout(address.match)
        self._where = f"qdrant: shard {address.path}"

    @classmethod
    def open(cls, address: Address) -> QdrantShard:
        try:
            from qdrant_edge import EdgeShard  # noqa: PLC0415 - only where a shard is asked for
        except ImportError:
            raise missing_client("qdrant", "qdrant-edge-py") from None
        with _failing(f"qdrant: shard {address.path}"):
            return cls(EdgeShard.load(address.path), address)

    def size(self) -> int:
        from qdrant_edge import CountRequest  # noqa: PLC0415 - see open

        with _failing(self._where):
            return self._shard.count(CountRequest(exact=True))

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        from qdrant_edge import ScrollRequest  # noqa: PLC0415 - see open

        wanted = self._layout.wanted(text=text)
        after: PointId | None = None
        while True:
            with _failing(self._where):
                request = ScrollRequest(offset=after, limit=BATCH, with_payload=wanted, with_vector=False)
                found, after = self._shard.scroll(request)
            yield [self._layout.point(one.id, one.payload, text=text) for one in found]
            if after is None:
                return

    def prepare(self) -> None:
        from qdrant_edge import PayloadSchemaType, UpdateOperation  # noqa: PLC0415 - see open

        kinds = {
            "keyword": PayloadSchemaType.Keyword,
            "float": PayloadSchemaType.Float,
            "bool": PayloadSchemaType.Bool,
        }
        with _failing(self._where):
            there = self._shard.info().payload_schema
            for field, kind in self._layout.indexed.items():
                if field not in there:
                    self._shard.update(UpdateOperation.create_field_index(field, kinds[kind]))

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        from qdrant_edge import UpdateOperation  # noqa: PLC0415 - see open

        with _failing(self._where):
            for ids, fields in alike(changes):
                operation = UpdateOperation.set_payload(
                    cast("list[PointId]", ids), dict(fields), self._layout.below or None
                )
                self._shard.update(operation)
            self._shard.flush()

    def close(self) -> None:
        self._shard.close()


@contextmanager
def _failing(where: str) -> Iterator[None]:
    """The engine's errors as IndexFailure."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the engine raises no class of its own
        what = " ".join(str(error).split())[:200]
        raise IndexFailure(f"{where}: {what}; check --path, and that nothing else has it open") from None

"""The real engines that a tour goes through: filled with chunks as a pipeline would, queried by what was compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import drawn
import postgres

from kbaudit.retrieval.indexes.base import Address
from kbaudit.retrieval.rules import Match
from kbaudit.retrieval.select import Hit
from kbaudit.retrieval.targets import BY_NAME
from kbaudit.retrieval.targets.base import Asked

NAME = "chunks"
MOST = 10_000  # more than there are points: each query finds all that the filter lets through
Vector = list[float]


@dataclass(frozen=True)
class Chunk:
    """What someone else's splitter made: a piece of text, and the path of the file that a loader read."""

    id: int
    source: str
    text: str
    vector: Vector


@dataclass(frozen=True)
class Engine:
    """An engine that holds the chunks. query gives the hits at a moment; address is for apply and index check."""

    target: str
    address: Address
    query: Callable[[Asked, Vector], list[Hit]]
    add: Callable[[list[Chunk]], None]
    words: tuple[str, ...]  # the address as the command line takes it


def _flat(metadata: Mapping[str, Any], score: float) -> Hit:
    return Hit(metadata, score, str(metadata.get("text", "")))


@contextmanager
def qdrant(folder: Path, match: Match, chunks: list[Chunk]) -> Iterator[Engine]:
    from qdrant_client import QdrantClient, models

    path = str(folder / "qdrant")

    def add(more: list[Chunk]) -> None:
        client = QdrantClient(path=path)
        if not client.collection_exists(NAME):
            size = len(more[0].vector)
            client.create_collection(NAME, models.VectorParams(size=size, distance=models.Distance.COSINE))
        client.upsert(
            NAME,
            [models.PointStruct(id=c.id, vector=c.vector, payload={"source": c.source, "text": c.text}) for c in more],
        )
        client.close()

    def query(asked: Asked, vector: Vector) -> list[Hit]:
        client = QdrantClient(path=path)
        names = drawn.run(BY_NAME["qdrant"].compile(asked).code)
        found = names["kb_query"](client, vector, limit=MOST)
        client.close()
        return [_flat(point.payload, point.score) for point in found]

    add(chunks)
    yield Engine("qdrant", Address(path=path, collection=NAME, match=match), query, add, ("--path", path))


@contextmanager
def pgvector(folder: Path, match: Match, chunks: list[Chunk]) -> Iterator[Engine]:
    import psycopg
    from psycopg.rows import dict_row

    with postgres.server() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            size = len(chunks[0].vector)
            connection.execute(
                f"CREATE TABLE {NAME} (id int PRIMARY KEY, source text, text text, embedding vector({size}))"
            )

        def add(more: list[Chunk]) -> None:
            with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
                cursor.executemany(
                    f"INSERT INTO {NAME} (id, source, text, embedding) VALUES (%s, %s, %s, %s)",  # noqa: S608 - our own name
                    [(c.id, c.source, c.text, str(c.vector)) for c in more],
                )

        def query(asked: Asked, vector: Vector) -> list[Hit]:
            compiled = BY_NAME["pgvector"].compile(asked)
            with psycopg.connect(url, row_factory=dict_row) as connection:
                values = {**compiled.parameters, "query": str(vector), "limit": MOST}
                rows = connection.execute(compiled.statement, values).fetchall()
            return [_flat(row, row["kb_score"]) for row in rows]

        add(chunks)
        yield Engine("pgvector", Address(url=url, collection=NAME, match=match), query, add, ("--url", url))


@contextmanager
def duckdb(folder: Path, match: Match, chunks: list[Chunk]) -> Iterator[Engine]:
    import duckdb as client

    path = str(folder / "chunks.duckdb")
    with client.connect(path) as connection:
        connection.execute(f"CREATE TABLE {NAME} (id INTEGER, source VARCHAR, text VARCHAR, embedding DOUBLE[])")

    def add(more: list[Chunk]) -> None:
        with client.connect(path) as connection:
            rows = [(c.id, c.source, c.text, c.vector) for c in more]
            names = "(id, source, text, embedding)"
            connection.executemany(f"INSERT INTO {NAME} {names} VALUES (?, ?, ?, ?)", rows)  # noqa: S608 - our own

    def query(asked: Asked, vector: Vector) -> list[Hit]:
        compiled = BY_NAME["duckdb"].compile(asked)
        with client.connect(path) as connection:
            found = connection.execute(compiled.statement, {**compiled.parameters, "query": vector, "limit": MOST})
            names = [column[0] for column in found.description]
            return [_flat(row, row["kb_score"]) for row in (dict(zip(names, r, strict=True)) for r in found.fetchall())]

    add(chunks)
    yield Engine("duckdb", Address(path=path, collection=NAME, match=match), query, add, ("--path", path))


@contextmanager
def chroma(folder: Path, match: Match, chunks: list[Chunk]) -> Iterator[Engine]:
    import chromadb
    from chromadb.config import Settings

    path = str(folder / "chroma")
    client = chromadb.PersistentClient(path, Settings(anonymized_telemetry=False))
    collection = client.create_collection(NAME, embedding_function=None)

    def add(more: list[Chunk]) -> None:
        collection.add(
            [str(c.id) for c in more],
            [c.vector for c in more],
            [{"source": c.source, "text": c.text} for c in more],
            [c.text for c in more],
        )

    def query(asked: Asked, vector: Vector) -> list[Hit]:
        where = BY_NAME["chroma"].compile(asked).filter
        found = collection.query(query_embeddings=[vector], n_results=collection.count(), where=where)
        return [
            _flat(metadata, 1 / (1 + distance))
            for metadata, distance in zip(found["metadatas"][0], found["distances"][0], strict=True)
        ]

    add(chunks)
    yield Engine("chroma", Address(path=path, collection=NAME, match=match), query, add, ("--path", path))


@contextmanager
def lancedb(folder: Path, match: Match, chunks: list[Chunk]) -> Iterator[Engine]:
    import lancedb as client

    path = str(folder / "lancedb")

    def rows(more: list[Chunk]) -> list[dict[str, Any]]:
        return [{"id": c.id, "source": c.source, "text": c.text, "vector": c.vector} for c in more]

    table = client.connect(path).create_table(NAME, rows(chunks))

    def add(more: list[Chunk]) -> None:
        opened = client.connect(path).open_table(NAME)
        opened.merge_insert("id").when_not_matched_insert_all().execute(rows(more))

    def query(asked: Asked, vector: Vector) -> list[Hit]:
        names = drawn.run(BY_NAME["lancedb"].compile(asked).code)
        opened = client.connect(path).open_table(NAME)
        columns = [name for name in opened.schema.names if name != "vector"]
        found = names["kb_query"](opened, vector, columns=columns, limit=MOST)
        return [_flat(row, row["kb_score"]) for row in found]

    assert table.count_rows() == len(chunks)
    yield Engine("lancedb", Address(path=path, collection=NAME, match=match), query, add, ("--path", path))


@contextmanager
def milvus(folder: Path, match: Match, chunks: list[Chunk]) -> Iterator[Engine]:
    from milvus_lite.server_manager import server_manager_instance
    from pymilvus import DataType, MilvusClient

    path = str(folder / "milvus.db")

    @contextmanager
    def opened() -> Iterator[MilvusClient]:
        """One process at a time holds the file."""
        client = MilvusClient(path)
        yield client
        client.close()
        server_manager_instance.release_server(path)

    def add(more: list[Chunk]) -> None:
        with opened() as client:
            if not client.has_collection(NAME):
                schema = client.create_schema(enable_dynamic_field=True)
                schema.add_field("id", DataType.INT64, is_primary=True)
                schema.add_field("vector", DataType.FLOAT_VECTOR, dim=len(more[0].vector))
                exact = client.prepare_index_params()  # its usual index finds most, not all
                exact.add_index("vector", index_type="FLAT", metric_type="COSINE")
                client.create_collection(NAME, schema=schema, index_params=exact)
            client.insert(NAME, [{"id": c.id, "source": c.source, "text": c.text, "vector": c.vector} for c in more])

    def query(asked: Asked, vector: Vector) -> list[Hit]:
        names = drawn.run(BY_NAME["milvus"].compile(asked).code)
        with opened() as client:
            client.load_collection(NAME)
            found = names["kb_query"](client, vector, limit=1_000)
        return [_flat(hit["entity"], hit["distance"]) for hit in found]

    add(chunks)
    yield Engine("milvus", Address(path=path, collection=NAME, match=match), query, add, ("--path", path))


ENGINES = {
    "qdrant": qdrant,
    "pgvector": pgvector,
    "duckdb": duckdb,
    "chroma": chroma,
    "lancedb": lancedb,
    "milvus": milvus,
}

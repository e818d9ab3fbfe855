"""Live indexes, a module an engine. Importing this package imports no client."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.retrieval.indexes.base import Address, Index

INDEXES: Final[Mapping[str, tuple[str, str]]] = {
    "chroma": ("chroma", "ChromaIndex"),
    "duckdb": ("duckdb", "DuckdbIndex"),
    "elasticsearch": ("opensearch", "ElasticsearchIndex"),
    "lancedb": ("lancedb", "LanceDBIndex"),
    "milvus": ("milvus", "MilvusIndex"),
    "opensearch": ("opensearch", "OpenSearchIndex"),
    "pgvector": ("pgvector", "PgvectorIndex"),
    "pinecone": ("pinecone", "PineconeIndex"),
    "qdrant": ("qdrant", "QdrantIndex"),
    "weaviate": ("weaviate", "WeaviateIndex"),
}
"""Where the index of each target is: module and class."""


def open_index(target: str, address: Address) -> Index:
    """The live index of a target, opened. Raises IndexFailure where it can't be, UsageError for a missing client."""
    module, name = INDEXES[target]
    opener: type[Index] = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    return opener.open(address)

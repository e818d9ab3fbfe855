"""The retrieval systems that rules are compiled for, a module each. Standard library alone: no client is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.retrieval.targets.azure_ai_search import AzureAiSearch
from kbaudit.retrieval.targets.chroma import Chroma
from kbaudit.retrieval.targets.duckdb import Duckdb
from kbaudit.retrieval.targets.elasticsearch import Elasticsearch, OpenSearch
from kbaudit.retrieval.targets.haystack import Haystack
from kbaudit.retrieval.targets.lancedb import LanceDB
from kbaudit.retrieval.targets.langchain import LangChain
from kbaudit.retrieval.targets.llamaindex import LlamaIndex
from kbaudit.retrieval.targets.milvus import Milvus
from kbaudit.retrieval.targets.pgvector import Pgvector
from kbaudit.retrieval.targets.pinecone import Pinecone
from kbaudit.retrieval.targets.qdrant import Qdrant
from kbaudit.retrieval.targets.redis import Redis
from kbaudit.retrieval.targets.vespa import Vespa
from kbaudit.retrieval.targets.weaviate import Weaviate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.retrieval.targets.base import Target

TARGETS: Final[tuple[Target, ...]] = (
    AzureAiSearch(),
    Chroma(),
    Duckdb(),
    Elasticsearch(),
    Haystack(),
    LanceDB(),
    LangChain(),
    LlamaIndex(),
    Milvus(),
    OpenSearch(),
    Pgvector(),
    Pinecone(),
    Qdrant(),
    Redis(),
    Vespa(),
    Weaviate(),
)
BY_NAME: Final[Mapping[str, Target]] = {target.name: target for target in TARGETS}

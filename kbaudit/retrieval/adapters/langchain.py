"""LangChain: a retriever around another one, and a document compressor. Needs langchain-core."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbaudit.retrieval.adapters.base import needing, read_rules, score_of, tell, with_citation
from kbaudit.retrieval.ruleset import RuleSet  # noqa: TC001 - pydantic reads the annotation
from kbaudit.retrieval.select import Hit

with needing("langchain-core", "langchain"):
    from langchain_core.documents import BaseDocumentCompressor, Document
    from langchain_core.retrievers import BaseRetriever
    from pydantic import ConfigDict, Field, field_validator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.callbacks import (
        AsyncCallbackManagerForRetrieverRun,
        CallbackManagerForRetrieverRun,
        Callbacks,
    )


class GovernedCompressor(BaseDocumentCompressor):
    """Keeps of the documents that were found those that an audit lets through, best first.

    rules is a RuleSet or the path of a rules.json; score_key names the metadata with a document's score (0 or more,
    higher is better): without it the place in the ranking counts. release asks for one release, None for the default.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    rules: RuleSet
    release: str | None = None
    score_key: str | None = None

    @field_validator("rules", mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        return read_rules(value) if isinstance(value, str | Path) else value

    def compress_documents(
        self,
        documents: Sequence[Document],
        query: str,  # noqa: ARG002 - the framework's signature
        callbacks: Callbacks = None,  # noqa: ARG002 - the framework's signature
    ) -> Sequence[Document]:
        """The documents that may be used, as copies that carry what an answer cites."""
        return self.select(documents)

    def select(self, documents: Sequence[Document], now: float | None = None) -> list[Document]:
        """The documents that may be used at `now` (epoch seconds; None: this moment)."""
        count = len(documents)
        hits = [
            Hit(each.metadata, score_of(self._score(each), rank, count), each.page_content, each)
            for rank, each in enumerate(documents)
        ]
        selection = self.rules.apply(hits, now, self.release)
        tell(selection)
        return [
            each.model_copy(update={"metadata": with_citation(kept)})
            for kept in selection.kept
            if isinstance(each := kept.hit.item, Document)
        ]

    def _score(self, document: Document) -> float | None:
        score = document.metadata.get(self.score_key) if self.score_key else None
        return float(score) if isinstance(score, int | float) else None


class GovernedRetriever(BaseRetriever):
    """A retriever around another one, that returns what an audit lets through.

    Let the inner one find more than is wanted (some tens): what is dropped isn't replaced. k cuts what is kept.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    retriever: BaseRetriever
    rules: RuleSet
    release: str | None = None
    score_key: str | None = None
    k: int | None = Field(default=None, ge=1)

    @field_validator("rules", mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        return read_rules(value) if isinstance(value, str | Path) else value

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **named: Any
    ) -> list[Document]:
        found = self.retriever.invoke(query, config={"callbacks": run_manager.get_child()}, **named)
        return self._kept(found)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, **named: Any
    ) -> list[Document]:
        found = await self.retriever.ainvoke(query, config={"callbacks": run_manager.get_child()}, **named)
        return self._kept(found)

    def _kept(self, found: Sequence[Document]) -> list[Document]:
        compressor = GovernedCompressor(rules=self.rules, release=self.release, score_key=self.score_key)
        return compressor.select(found)[: self.k]

"""LangChain: the filter dict of its vector stores for Chroma, Pinecone and PostgreSQL; decay is left to the adapter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.targets.base import Asked, Compiled, left_to_adapter
from kbaudit.retrieval.targets.expressions import fill
from kbaudit.retrieval.targets.operators import operators
from kbaudit.retrieval.targets.printed import parts
from kbaudit.retrieval.targets.python_code import as_python

if TYPE_CHECKING:
    from kbaudit.retrieval.conditions import Condition

_CODE: Final = '''\
# For langchain-chroma, langchain-pinecone and langchain-postgres (PGVector), whose filters are alike. Other stores'
# filters aren't: compile for the engine itself and hand its filter on.
# documents = kb_search(store, question{call})
{imported}

def kb_filter({parameter}) -> dict:
    """What may be served{when}."""
    return {filter}


def kb_search(store, question: str, {first}k: int = 10) -> list:
    """The documents that are most like the question and may be served."""
    return store.similarity_search(question, k=k, filter=kb_filter({argument}))


# As a retriever, made anew for each query, for its filter has the moment in it:
# retriever = store.as_retriever(search_kwargs={"k": 50, "filter": kb_filter({now})})
# retriever = GovernedRetriever(retriever=retriever, rules="kbaudit-report/rules.json", k=10)
# (from kbaudit.retrieval.adapters.langchain import GovernedRetriever)
'''


class LangChain:
    """LangChain: `filter=` of a vector store's searches. Its fields are those of a document's metadata."""

    name = "langchain"
    title = "LangChain"

    def compile(self, asked: Asked) -> Compiled:
        built = operators(self.name, asked, self._named, cuts=True)  # Chroma cuts
        own = {**parts(asked), "now": "", "filter": as_python(built, indent=4)}
        if asked.now is None:  # in whole seconds, for Chroma
            own |= {"parameter": "now: int", "first": "now: int, ", "call": ", int(time.time())"}
            own |= {"now": "int(time.time())", "when": " at `now` (whole seconds: int(time.time()))"}
        return Compiled(
            target=self.name,
            filter=built,
            code=fill(_CODE, own),
            setup="# The kb_ fields stand in the documents' metadata: run `kbaudit rules apply` on the store's engine.",
            left=left_to_adapter(asked.rules, decays=False),
        )

    def _named(self, condition: Condition) -> str:
        if not condition.field.isidentifier():
            raise Uncompilable(self.name, condition, "PGVector takes names alone that are Python identifiers")
        return condition.field

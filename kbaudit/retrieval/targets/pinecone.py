"""Pinecone: its metadata filter. Pinecone can't weigh by age: recency and demotion are left to the adapter."""

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
# pip install pinecone
# index = Pinecone().Index({collection})  # reads PINECONE_API_KEY
# matches = kb_query(index, embedding{call})
{imported}

def kb_filter({parameter}) -> dict:
    """What may be served{when}, as a metadata filter."""
    return {filter}


def kb_query(index, embedding, {first}limit: int = 10, namespace: str = "") -> list:
    """The nearest records that may be served. embedding is that of the question."""
    found = index.query(
        vector=embedding, top_k=limit, filter=kb_filter({argument}), namespace=namespace, include_metadata=True
    )
    return list(found.matches)
'''
_SETUP: Final = (
    "# Nothing has to be created: `kbaudit rules apply --target pinecone` writes the kb_ fields into each record's "
    "metadata.\n# Dates are epoch seconds, lists JSON text (about 1 of the 40 kB that a record's metadata may have)."
)


class Pinecone:
    """Pinecone: `filter=` of query."""

    name = "pinecone"
    title = "Pinecone"

    def compile(self, asked: Asked) -> Compiled:
        def named(condition: Condition) -> str:
            name = asked.prefix + condition.field
            if name.startswith("$"):
                raise Uncompilable(self.name, condition, "no key of its metadata begins with $")
            return name

        built = operators(self.name, asked, named)
        return Compiled(
            target=self.name,
            filter=built,
            code=fill(_CODE, {**parts(asked), "filter": as_python(built, indent=4)}),
            setup=_SETUP,
            left=left_to_adapter(asked.rules, decays=False),
        )

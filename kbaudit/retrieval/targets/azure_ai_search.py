"""Azure AI Search: an OData filter. A scoring profile can't weigh as the rules do: that is left to the adapter.

Its freshness function adds to the score, knows no half-life and no floor, and wants dates, not numbers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter
from kbaudit.retrieval.targets.expressions import as_code, as_text, fill, moment_literal
from kbaudit.retrieval.targets.printed import parts
from kbaudit.retrieval.targets.typed import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.retrieval.conditions import Condition, Scalar

_CODE: Final = '''\
# pip install azure-search-documents
# client = SearchClient(endpoint, {collection}, credential)
# results = kb_search(client, embedding{call})
from azure.search.documents.models import VectorFilterMode, VectorizedQuery
{imported}

def kb_filter({parameter}) -> str:
    """What may be served{when}, as an OData filter."""
    return {filter}


def kb_search(client, embedding, {first}limit: int = 10) -> list:
    """The nearest documents that may be served. "embedding" is the field of the vectors."""
    nearest = VectorizedQuery(vector=embedding, k_nearest_neighbors=limit, fields="embedding")
    found = client.search(
        search_text=None,
        vector_queries=[nearest],
        filter=kb_filter({argument}),
        vector_filter_mode=VectorFilterMode.PRE_FILTER,
        top=limit,
    )
    return list(found)
'''
_SETUP: Final = """\
# The index needs these fields; they are added to one that is there by index_client.create_or_update_index.
# from azure.search.documents.indexes.models import SimpleField
fields = [
{fields}
]"""
_TYPES: Final = {str: "Edm.String", float: "Edm.Double", bool: "Edm.Boolean"}
_WORDS: Final = {"==": "eq", "in": "eq", ">": "gt", ">=": "ge", "<": "lt", "<=": "le"}
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


class AzureAiSearch:
    """Azure AI Search: `$filter`. Fields of a complex field are named by a path with slashes."""

    name = "azure-ai-search"
    title = "Azure AI Search"

    def compile(self, asked: Asked) -> Compiled:
        known_only(self.name, asked.rules)
        self._check_path(asked)
        filtered = fold(self.name, asked.clause, lambda condition: self._leaf(asked, condition), _join)
        return Compiled(
            target=self.name,
            filter=as_text(filtered),
            code=fill(_CODE, {**parts(asked), "filter": as_code(filtered)}),
            setup=_setup(),
            left=left_to_adapter(asked.rules, decays=False),
        )

    def _leaf(self, asked: Asked, condition: Condition) -> str:
        _, values = typed(self.name, condition)
        path = asked.prefix.replace(".", "/") + condition.field
        word = _WORDS[condition.operator]
        tests = [f"{path} {word} {_literal(value, asked.now)}" for value in values]
        return _join("OR", tests) if tests else "false"

    def _check_path(self, asked: Asked) -> None:
        if not all(_NAME.match(name) for name in asked.prefix.split(".")[:-1]):
            raise Uncompilable(self.name, f"match.field {asked.rules.match.field}", "no field can have this name")


def _literal(value: Scalar, now: float | None) -> str:
    if value == NOW:
        return moment_literal(now)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _join(word: str, joined: Sequence[str]) -> str:
    return joined[0] if len(joined) == 1 else f"({f' {word.lower()} '.join(joined)})"


def _setup() -> str:
    fields = (
        f'    SimpleField(name="{name}", type="{_TYPES[kind]}", filterable=True),' for name, kind in COLUMNS.items()
    )
    return _SETUP.replace("{fields}", "\n".join(fields))

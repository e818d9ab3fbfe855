"""Milvus: its boolean expression, with literals: Milvus Lite takes no template parameters.

No decay: Milvus's decay ranker has no floor, no unknown date and no weight by document set, and counts the future as
age. Recency and demotion are left to the adapter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter
from kbaudit.retrieval.targets.expressions import as_code, as_text, fill, literals, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.retrieval.conditions import Condition

_CODE: Final = '''\
# pip install pymilvus
# client = MilvusClient("http://localhost:19530")
# hits = kb_query(client, embedding{call})
{imported}

def kb_expr({parameter}) -> str:
    """What may be served{when}, as a Milvus expression."""
    return {filter}


def kb_query(client, embedding, {first}limit: int = 10) -> list:
    """The nearest entities that may be served."""
    found = client.search(
        {collection}, data=[embedding], filter=kb_expr({argument}), limit=limit, output_fields=["*"]
    )
    return list(found[0])
'''
_SETUP: Final = """\
# With enable_dynamic_field=True nothing has to be created: `kbaudit rules apply --target milvus` writes the kb_ fields.
# Else the collection needs these fields (Milvus 2.6 adds them to one that is there; `kbaudit rules apply` does that):
{fields}"""
_TYPES: Final = {str: "DataType.VARCHAR, max_length=65535", float: "DataType.DOUBLE", bool: "DataType.BOOL"}
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_KEYWORDS: Final = frozenset(
    {"and", "or", "not", "in", "like", "is", "null", "exists", "iso", "interval", "true", "false", "text_match"}
)
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Milvus:
    """Milvus 2.6 and Milvus Lite 3: `filter=` of search and query."""

    name = "milvus"
    title = "Milvus"

    def compile(self, asked: Asked) -> Compiled:
        known_only(self.name, asked.rules)
        expression = fold(self.name, asked.clause, lambda condition: self._leaf(asked, condition), _join)
        return Compiled(
            target=self.name,
            filter=as_text(expression),
            code=_code(asked, expression),
            setup=_setup(asked.collection),
            left=left_to_adapter(asked.rules, decays=False),
        )

    def _leaf(self, asked: Asked, condition: Condition) -> str:
        field = self._field(asked, condition)
        values = literals(self.name, condition, asked.now, _quoted)
        kind = COLUMNS.get(condition.field)
        if kind is not None and values.keys() != {kind}:
            raise Uncompilable(self.name, condition, "a field has values of one type only")
        if condition.operator != "in":
            return f"{field} {condition.operator} {next(iter(values.values()))[0]}"
        if asked.prefix:  # Milvus Lite knows no `in` for a key of a JSON field
            return _join("OR", [f"{field} == {value}" for some in values.values() for value in some])
        return _join("OR", [f"{field} in [{', '.join(some)}]" for some in values.values()])

    def _field(self, asked: Asked, condition: Condition) -> str:
        """The field's name; a key of a JSON field where match.field is nested."""
        outer, *keys = (*asked.prefix.split(".")[:-1], condition.field)
        if not _NAME.match(outer) or outer.lower() in _KEYWORDS or "\0" in condition.field:
            raise Uncompilable(self.name, condition, "no field can have this name in an expression")
        return outer + "".join(f"[{_quoted(key)}]" for key in keys)


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _join(word: str, parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({f' {word.lower()} '.join(parts)})"


def _code(asked: Asked, expression: str) -> str:
    return fill(_CODE, {**places(asked), "filter": as_code(expression)})


def _setup(collection: str) -> str:
    fields = (
        f'client.add_collection_field({collection!r}, "{name}", {_TYPES[kind]}, nullable=True)'
        for name, kind in COLUMNS.items()
    )
    return _SETUP.replace("{fields}", "\n".join(fields))

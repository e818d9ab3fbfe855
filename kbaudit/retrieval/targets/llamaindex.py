"""LlamaIndex: MetadataFilters, for every vector store; decay is left to the adapter's postprocessor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter, moment
from kbaudit.retrieval.targets.expressions import fill
from kbaudit.retrieval.targets.printed import parts
from kbaudit.retrieval.targets.python_code import as_python
from kbaudit.retrieval.targets.typed import LISTS, ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.retrieval.conditions import Group, Scalar

Json = dict[str, object]

_CODE: Final = '''\
# pip install llama-index-core
# nodes = kb_retriever(index{call}).retrieve(question)
{imported}
from llama_index.core.vector_stores.types import MetadataFilters

KB_TRUTHS = {truths}


def kb_filters({parameter}) -> MetadataFilters:
    """What may be served{when}."""
    filters = MetadataFilters.model_validate(
        {filter}
    )
    return kb_truths(filters)


def kb_truths(filters: MetadataFilters) -> MetadataFilters:
    """The filters with truth values, which stores compare with, but which MetadataFilter refuses to be made with."""
    for part in filters.filters:
        if isinstance(part, MetadataFilters):
            kb_truths(part)
        elif part.key in KB_TRUTHS:
            part.value = bool(part.value)
    return filters


def kb_retriever(index, {first}top_k: int = 10):
    """A retriever over a VectorStoreIndex for one query: its filters have the moment in them."""
    return index.as_retriever(similarity_top_k=top_k, filters=kb_filters({argument}))
'''
_SETUP: Final = (
    "# The kb_ fields stand in each node's metadata: `kbaudit rules apply` on the store's own engine.\n"
    "# Not every store takes every operator: LlamaIndex's SimpleVectorStore, for one, takes no filters within filters."
)


class LlamaIndex:
    """LlamaIndex: `filters=` of its retrievers. filter has 1 and 0 for truth values, as MetadataFilters takes them."""

    name = "llamaindex"
    title = "LlamaIndex"

    def compile(self, asked: Asked) -> Compiled:
        known_only(self.name, asked.rules)
        truths = _truths(asked.clause)
        built = fold(self.name, asked.clause, lambda condition: _leaf(asked, condition), _join)
        whole = built if "filters" in built else {"filters": [built], "condition": "and"}
        named = {"filter": as_python(whole, indent=8), "truths": as_python(sorted(truths))}
        return Compiled(
            target=self.name,
            filter=whole,
            code=fill(_CODE, {**parts(asked), **named}),
            setup=_SETUP,
            left=left_to_adapter(asked.rules, decays=False),
        )


def _truths(clause: Condition | Group) -> set[str]:
    """The fields that are compared with truth values, and with nothing else."""
    truths: set[str] = set()
    others: set[str] = set()
    for condition in _conditions(clause):
        for value in condition.values:
            (truths if isinstance(value, bool) else others).add(condition.field)
    both = sorted(truths & others)
    if both:
        raise Uncompilable(LlamaIndex.name, both[0], "a field is compared with truth values or with others, not both")
    return truths


def _conditions(clause: Condition | Group) -> list[Condition]:
    if isinstance(clause, Condition):
        return [clause]
    return [condition for part in clause.clauses for condition in _conditions(part)]


def _leaf(asked: Asked, condition: Condition) -> Json:
    if condition.field in LISTS:
        raise Uncompilable(LlamaIndex.name, condition, "stores differ in how they compare a list")
    if condition.operator in ORDERS:
        return _one(condition.field, condition.operator, moment(condition.values[0], asked.now))
    if NOW in condition.values:
        raise Uncompilable(LlamaIndex.name, condition, f'"{NOW}" stands for the moment')
    texts = [value for value in condition.values if isinstance(value, str)]
    numbers = [value for value in condition.values if isinstance(value, int | float) and not isinstance(value, bool)]
    truths = {int(value) for value in condition.values if isinstance(value, bool)}
    some = [_among(condition.field, same) for same in (texts, numbers) if same]
    return _join("OR", [*some, *(_one(condition.field, "==", value) for value in sorted(truths))])


def _among(name: str, values: Sequence[Scalar]) -> Json:
    return _one(name, "==", values[0]) if len(values) == 1 else _one(name, "in", list(values))


def _one(name: str, word: str, value: object) -> Json:
    return {"key": name, "value": value, "operator": word}


def _join(word: str, joined: Sequence[Json]) -> Json:
    """The parts joined, those that are joined alike taken in: several stores know one level only."""
    if len(joined) == 1:
        return joined[0]
    filters: list[object] = []
    for part in joined:
        inner = part.get("filters")
        filters += inner if isinstance(inner, list) and part["condition"] == word.lower() else [part]
    return {"filters": filters, "condition": word.lower()}

"""Qdrant: a payload filter, and the weights as a formula over prefetched points. For servers from 1.14 on."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter, moment
from kbaudit.retrieval.targets.python_code import as_python

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.retrieval.conditions import Condition, Scalar
    from kbaudit.retrieval.rules import Recency

Json = dict[str, object]

INDEXED: Final[Mapping[str, str]] = {
    "kb_status": "keyword",
    "kb_document_set": "keyword",
    "kb_release": "keyword",
    "kb_is_latest": "bool",
    # float, not integer: an integer index doesn't know a point whose number has a fraction
    "kb_valid_from_ts": "float",
    "kb_expires_ts": "float",
    "kb_demote_ts": "float",
    "kb_effective_ts": "float",
    "kb_confidence": "float",
}
"""The fields that want a payload index, and its type."""

LISTS: Final = ("kb_reasons", "kb_superseded_by", "kb_conflicts")
_ORDERS: Final = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_SECONDS_A_DAY: Final = 86_400
_ENDLESS: Final = 1e15  # seconds: beyond all ages
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)

_FILTER: Final = '''\
from qdrant_client import QdrantClient, models


def kb_filter({arguments}) -> models.Filter:
    """What may be served{at}."""
    return models.Filter.model_validate(
        {filter}
    )

'''

_PLAIN_QUERY: Final = '''
def kb_query(client: QdrantClient, vector: list[float], {arguments_first}limit: int = 10) -> list[models.ScoredPoint]:
    """The nearest points that may be served."""
    return client.query_points(
        {collection}, query=vector, query_filter=kb_filter({now}), limit=limit, with_payload=True
    ).points
'''

_DECAYING_QUERY: Final = '''
def kb_formula({arguments}) -> models.FormulaQuery:
    """The score (higher is better) times the weight by age and demotion."""
    return models.FormulaQuery.model_validate(
        {formula}
    )


def kb_query(client: QdrantClient, vector: list[float], {arguments_first}limit: int = 10) -> list[models.ScoredPoint]:
    """The {inner} nearest points that may be served, weighed; the best of them."""
    nearest = models.Prefetch(query=vector, filter=kb_filter({now}), limit=max({inner}, limit))
    return client.query_points(
        {collection}, prefetch=[nearest], query=kb_formula({now}), limit=limit, with_payload=True
    ).points
'''

_USE: Final = """

# Put in: the client, and the query's vector as your embedding model gives it. For example
#   client = QdrantClient(url="http://localhost:6333", api_key=os.environ.get("QDRANT_API_KEY"))
#   hits = kb_query(client, vector{time})
"""


class Qdrant:
    """Qdrant, through its Python client; filter and formula are the JSON of its REST API."""

    name = "qdrant"
    title = "Qdrant"

    def compile(self, asked: Asked) -> Compiled:
        built = _filter(asked)
        formula = _formula(asked)
        return Compiled(
            target=self.name,
            filter=built,
            code=_code(asked, built, formula),
            setup=_setup(asked),
            decay=formula,
            left=left_to_adapter(asked.rules, decays=True),
        )


class _Before(str):
    """A moment some seconds before that of the query: text in JSON, an expression in Python."""

    __slots__ = ()

    def __repr__(self) -> str:
        return self.removeprefix("$")


def path(name: str, prefix: str, clause: object) -> str:
    """A field's path as Qdrant reads it: name may have dots, prefix ("metadata.") leads down by them.

    Raises Uncompilable for names that no path can say.
    """
    parts = [*prefix.split(".")[:-1], name]
    if any('"' in part or "\\" in part or not part for part in parts):
        raise Uncompilable(Qdrant.name, clause, "its paths have no names with quotation marks or backslashes")
    return ".".join(part if _PLAIN.fullmatch(part) else f'"{part}"' for part in parts)


def _filter(asked: Asked) -> Json:
    known_only(Qdrant.name, asked.rules)

    def leaf(condition: Condition) -> Json:
        if condition.field in LISTS:
            raise Uncompilable(Qdrant.name, condition, "a list passes if any of its values does")
        key = path(condition.field, asked.prefix, condition)
        order = _ORDERS.get(condition.operator)
        if order is not None:
            return {"key": key, "range": {order: moment(condition.values[0], asked.now)}}
        if NOW in condition.values:
            raise Uncompilable(Qdrant.name, condition, f'"{NOW}" stands for the moment')
        return _one_of(key, condition.values)

    def join(word: str, parts: Sequence[Json]) -> Json:
        return {"must" if word == "AND" else "should": list(parts)}

    return fold(Qdrant.name, asked.clause, leaf, join)


def _one_of(key: str, values: Sequence[Scalar]) -> Json:
    """A test for any of the values, each as its type wants it: match takes no fractions, nor 1 for 1.0."""
    texts = [value for value in values if isinstance(value, str)]
    tests: list[Json] = []
    if texts:
        tests.append({"key": key, "match": {"any": texts} if len(texts) > 1 else {"value": texts[0]}})
    for value in values:
        if isinstance(value, bool):
            tests.append({"key": key, "match": {"value": value}})
        elif not isinstance(value, str):
            tests.append({"key": key, "range": {"gte": value, "lte": value}})
    return tests[0] if len(tests) == 1 else {"should": tests}


def _formula(asked: Asked) -> Json | None:
    """The weighed score, None where nothing weighs.

    No condition is negated in a filter; here must_not only tells which weight a point that passed has. A product
    isn't worked out beyond a factor that is 0, so that dates that are null or no numbers are never looked at.
    """
    # Not below 0, without max: that came later than formulas.
    factors: list[object] = [{"mult": [0.5, {"sum": ["$score", {"abs": "$score"}]}]}]
    if asked.rules.recency:
        factors.append({"sum": _recency(asked)})
    if asked.rules.demote_weight < 1:
        factors.append({"sum": _demotion(asked)})
    if len(factors) == 1:
        return None
    return {"formula": {"mult": factors}, "defaults": {path("kb_effective_ts", asked.prefix, "recency"): 0}}


def _demotion(asked: Asked) -> list[object]:
    status = path("kb_status", asked.prefix, "demote_weight")
    begins = path("kb_demote_ts", asked.prefix, "demote_weight")
    now: Scalar = NOW if asked.now is None else asked.now
    demoted: list[Json] = [{"key": status, "match": {"value": "demote"}}, {"key": begins, "range": {"lte": now}}]
    return [{"must_not": demoted}, {"mult": [{"should": demoted}, asked.rules.demote_weight]}]


def _recency(asked: Asked) -> list[object]:
    """Terms of which those of a point's document set aren't 0: a sum, since sets exclude one another."""
    field = path("kb_document_set", asked.prefix, "recency")
    entries = tuple(reversed(list(asked.rules.recency_of.values())))  # as they stand in rules.json
    names = [_text(entry.document_set) for entry in entries]
    terms: list[object] = [{"must_not": [{"key": field, "match": {"any": names}}]}]
    for entry in entries:
        terms.extend(_weights(entry, {"key": field, "match": {"value": entry.document_set}}, asked))
    return terms


def _weights(entry: Recency, of_set: Json, asked: Asked) -> list[object]:
    """1 for a date to come, the decay as far as it stays above the floor, the floor for the rest."""
    key = path("kb_effective_ts", asked.prefix, "recency")
    now: Scalar = NOW if asked.now is None else asked.now
    half_life = min(entry.half_life_days * _SECONDS_A_DAY, _ENDLESS)
    reach = _reach(entry)
    known: Json = {"gt": 0} if reach is None else {"gt": 0, "gte": _before(asked.now, reach)}
    decay = {"exp_decay": {"x": key, "target": now, "scale": half_life, "midpoint": 0.5}}
    terms: list[object] = [
        {"must": [of_set, {"key": key, "range": {"gt": now}}]},
        {"mult": [{"must": [of_set, {"key": key, "range": {**known, "lte": now}}]}, decay]},
    ]
    if entry.floor > 0:
        terms.append({"mult": [{"must": [of_set], "must_not": [{"key": key, "range": known}]}, entry.floor]})
    return terms


def _reach(entry: Recency) -> float | None:
    """The age in seconds from which on the floor is left; None where there is none."""
    ages = [] if entry.horizon_days is None else [entry.horizon_days * _SECONDS_A_DAY]
    if entry.floor > 0:
        ages.append(entry.half_life_days * _SECONDS_A_DAY * abs(math.log2(entry.floor)))
    return min((*ages, _ENDLESS)) if ages else None


def _before(now: float | None, seconds: float) -> Scalar:
    return _Before(f"{NOW} - {seconds!r}") if now is None else now - seconds


def _text(name: str) -> str:
    if name == NOW:
        raise Uncompilable(Qdrant.name, f"recency of {name}", f'"{NOW}" stands for the moment')
    return name


def _code(asked: Asked, built: Json, formula: Json | None) -> str:
    later = asked.now is None
    query = _PLAIN_QUERY if formula is None else _DECAYING_QUERY
    parts = {
        "{arguments}": "now: float" if later else "",
        "{arguments_first}": "now: float, " if later else "",
        "{now}": "now" if later else "",
        "{at}": " at `now` (epoch seconds: time.time())" if later else "",
        "{time}": ", time.time()" if later else "",
        "{inner}": str(asked.inner),
        "{collection}": repr(asked.collection),
        "{filter}": as_python(built, indent=8),
        "{formula}": as_python(formula, indent=8),
    }
    # In one pass: what is put in may itself hold braces.
    known = re.compile("|".join(map(re.escape, parts)))
    return known.sub(lambda found: parts[found[0]], _FILTER + query + _USE)


def _setup(asked: Asked) -> str:
    """Python that makes the payload indexes; `kbaudit rules apply` makes them too."""
    fields = {path(name, asked.prefix, "setup"): kind for name, kind in INDEXED.items()}
    return (
        "# Once: payload indexes, without which each filter reads all points. `kbaudit rules apply` makes them too.\n"
        f"fields = {as_python(fields)}\n"
        "for field, kind in fields.items():\n"
        f"    client.create_payload_index({asked.collection!r}, field, kind)\n"
    )

"""Elasticsearch and OpenSearch: a bool filter inside the search for the nearest, and the weights as a script around it.

No engine's own decay function is used: OpenSearch's gives what has no date the full score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter, moment
from kbaudit.retrieval.targets.expressions import fill
from kbaudit.retrieval.targets.printed import parts
from kbaudit.retrieval.targets.python_code import as_python
from kbaudit.retrieval.targets.typed import ORDERS, typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.retrieval.columns import Kind
    from kbaudit.retrieval.conditions import Condition
    from kbaudit.retrieval.targets.base import Target

Json = dict[str, object]

_ORDERS: Final = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_NEVER: Final[Json] = {"match_none": {}}

SCRIPT: Final = """\
double weight = 1.0;
def set = doc[params.document_set];
if (set.size() > 0 && params.recency.containsKey(set.value)) {
  def entry = params.recency[set.value];
  def date = doc[params.effective];
  weight = entry.floor;
  if (date.size() > 0 && date.value > 0) {
    double days = Math.max(0.0, params.now - date.value) / 86400.0;
    if (entry.horizon < 0 || days <= entry.horizon) {
      weight = Math.max(entry.floor, Math.pow(0.5, days / entry.half_life));
    }
  }
}
def status = doc[params.status];
def from = doc[params.demote];
if ((status.size() > 0 && status.value == 'demote') || (from.size() > 0 && from.value <= params.now)) {
  weight *= params.demote_weight;
}
return Math.max(0.0, _score) * weight;
"""
"""The weights (docs/rules.md, items 4 and 5) in Painless. All that differs comes as params: it's compiled once."""

_CODE: Final = '''\
# pip install {package}
# client = {client}
# hits = kb_search(client, embedding{call})
{imported}
SCRIPT = """\\
{script}"""


def kb_filter({parameter}) -> dict:
    """What may be served{when}."""
    return {filter}


def kb_script({parameter}) -> dict:
    """The score times the weight by age and demotion."""
    return {"source": SCRIPT, "params": {params}}


def kb_search(client, embedding, {first}limit: int = 10) -> list:
    """Of the {inner} nearest that may be served, the best by weight. "embedding" is the field of the vectors."""
    most = max({inner}, limit)
    nearest = {nearest}
    query = {"script_score": {"query": nearest, "script": kb_script({argument})}}
    found = client.search(index={collection}, body={"size": limit, "query": query})
    return list(found["hits"]["hits"])
'''


class Elasticsearch:
    """Elasticsearch from 8.12 on: its knn query."""

    name = "elasticsearch"
    title = "Elasticsearch"

    def compile(self, asked: Asked) -> Compiled:
        client = 'Elasticsearch("http://localhost:9200", api_key=os.environ["ELASTICSEARCH_API_KEY"])'
        nearest = (
            '{"knn": {"field": "embedding", "query_vector": embedding, "k": most, "num_candidates": most}}\n'
            '    nearest["knn"]["filter"] = kb_filter({argument})'
        )
        return _compiled(self, asked, {"package": "elasticsearch", "client": client, "nearest": nearest})


class OpenSearch:
    """OpenSearch with the k-NN plugin."""

    name = "opensearch"
    title = "OpenSearch"

    def compile(self, asked: Asked) -> Compiled:
        client = 'OpenSearch("https://localhost:9200", http_auth=(user, password))'
        nearest = '{"knn": {"embedding": {"vector": embedding, "k": most, "filter": kb_filter({argument})}}}'
        return _compiled(self, asked, {"package": "opensearch-py", "client": client, "nearest": nearest})


def _compiled(target: Target, asked: Asked, own: Mapping[str, str]) -> Compiled:
    """The rules for one of the two: own is what differs, the client and how a search for the nearest is written."""
    known_only(target.name, asked.rules)
    built = fold(target.name, asked.clause, lambda condition: _leaf(target.name, asked, condition), _join)
    params = _params(asked)
    shared = parts(asked)
    printed = {
        **shared,
        **own,
        "script": SCRIPT,
        "filter": as_python(built, indent=4),
        "params": as_python(params, indent=4),
        "nearest": own["nearest"].replace("{argument}", shared["argument"]),
    }
    return Compiled(
        target=target.name,
        filter=built,
        code=fill(_CODE, printed),
        setup=_setup(target.title, asked),
        decay={"source": SCRIPT, "params": params},
        left=left_to_adapter(asked.rules, decays=True),
    )


def _leaf(target: str, asked: Asked, condition: Condition) -> Json:
    _, values = typed(target, condition)
    field = asked.prefix + condition.field
    if not values:
        return _NEVER
    if condition.operator in ORDERS:
        return {"range": {field: {_ORDERS[condition.operator]: moment(values[0], asked.now)}}}
    return {"terms": {field: list(values)}} if len(values) > 1 else {"term": {field: {"value": values[0]}}}


def _join(word: str, joined: Sequence[Json]) -> Json:
    if word == "AND":
        return {"bool": {"filter": list(joined)}}
    return {"bool": {"should": list(joined), "minimum_should_match": 1}}


def _params(asked: Asked) -> Json:
    recency = {
        entry.document_set: {
            "half_life": float(entry.half_life_days),
            "floor": float(entry.floor),
            "horizon": -1.0 if entry.horizon_days is None else float(entry.horizon_days),
        }
        for entry in asked.rules.recency_of.values()
    }
    return {
        "now": NOW if asked.now is None else asked.now,
        "recency": recency,
        "demote_weight": float(asked.rules.demote_weight),
        "document_set": f"{asked.prefix}kb_document_set",
        "effective": f"{asked.prefix}kb_effective_ts",
        "status": f"{asked.prefix}kb_status",
        "demote": f"{asked.prefix}kb_demote_ts",
    }


def mapping(prefix: str) -> Json:
    """The mapping of the kb_ fields below prefix ("metadata."): exact texts, and no text taken for a number."""
    types: dict[Kind, Json] = {
        str: {"type": "keyword"},
        float: {"type": "double", "coerce": False},
        bool: {"type": "boolean"},
    }
    properties: Json = {name: types[kind] for name, kind in COLUMNS.items()}
    for name in reversed(prefix.split(".")[:-1]):
        properties = {name: {"properties": properties}}
    return {"properties": properties}


def _setup(title: str, asked: Asked) -> str:
    return (
        "# Before the first stamp, or texts become analysed text. Lists are stored as they are.\n"
        f"# For {title}: the field of the vectors needs an index that filters while it searches.\n"
        f"client.indices.put_mapping(index={asked.collection!r}, body={as_python(mapping(asked.prefix))})\n"
    )

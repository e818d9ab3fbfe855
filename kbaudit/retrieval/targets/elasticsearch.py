"""Elasticsearch and OpenSearch: a bool filter inside the search for the nearest, and the weights as a script around it.

No engine's own decay function is used: OpenSearch's gives what has no date the full score.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
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

# The weights (docs/rules.md, items 4 and 5) in Painless. What is said in the rules comes as params, not as code.
_SCRIPT: Final = """\
double weight = 1.0;
if (doc['{prefix}kb_document_set'].size() > 0) {
  double floor = 1.0;
  double half_life = 0.0;
  double horizon = -1.0;
{sets}  if (half_life > 0.0) {
    weight = floor;
    if (doc['{prefix}kb_effective_ts'].size() > 0 && doc['{prefix}kb_effective_ts'].value > 0) {
      double days = Math.max(0.0, params.now - doc['{prefix}kb_effective_ts'].value) / 86400.0;
      if (horizon < 0.0 || days <= horizon) {
        weight = Math.max(floor, Math.pow(0.5, days / half_life));
      }
    }
  }
}
if (doc['{prefix}kb_status'].size() > 0 && doc['{prefix}kb_status'].value == 'demote') {
  weight *= params.demote_weight;
} else if (doc['{prefix}kb_demote_ts'].size() > 0 && doc['{prefix}kb_demote_ts'].value <= params.now) {
  weight *= params.demote_weight;
}
return Math.max(0.0, _score) * weight;
"""
_OF_SET: Final = """\
  if (doc['{prefix}kb_document_set'].value == params.set_{n}) {
    floor = params.floor_{n};
    half_life = params.half_life_{n};
    horizon = params.horizon_{n};
  }
"""
_PLAIN: Final = re.compile(r"[^'\"\\\x00-\x1f]*\Z")  # what needs no escape in a script

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
    params, script = _params(target.name, asked), _script(target.name, asked)
    shared = parts(asked)
    printed = {
        **shared,
        **own,
        "script": script,
        "filter": as_python(built, indent=4),
        "params": as_python(params, indent=4),
        "nearest": own["nearest"].replace("{argument}", shared["argument"]),
    }
    return Compiled(
        target=target.name,
        filter=built,
        code=fill(_CODE, printed),
        setup=_setup(target.title, asked),
        decay={"source": script, "params": params},
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


def _script(target: str, asked: Asked) -> str:
    if not _PLAIN.match(asked.prefix):
        raise Uncompilable(target, f"match.field {asked.rules.match.field!a}", "no script can name it")
    sets = (_OF_SET.replace("{n}", str(n)) for n in range(len(asked.rules.recency_of)))
    return _SCRIPT.replace("{sets}", "".join(sets)).replace("{prefix}", asked.prefix)


def _params(target: str, asked: Asked) -> Json:
    params: Json = {
        "now": NOW if asked.now is None else asked.now,
        "demote_weight": float(asked.rules.demote_weight),
    }
    for n, entry in enumerate(asked.rules.recency_of.values()):
        if entry.document_set == NOW:
            raise Uncompilable(target, f"recency of {NOW}", f'"{NOW}" stands for the moment')
        params[f"set_{n}"] = entry.document_set
        params[f"half_life_{n}"] = float(entry.half_life_days)
        params[f"floor_{n}"] = float(entry.floor)
        params[f"horizon_{n}"] = -1.0 if entry.horizon_days is None else float(entry.horizon_days)
    return params


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

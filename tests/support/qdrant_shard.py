"""Qdrant's own engine without a server: a shard of qdrant-edge-py, asked in the JSON of the REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import qdrant_edge as edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

KINDS = {
    "keyword": edge.PayloadSchemaType.Keyword,
    "float": edge.PayloadSchemaType.Float,
    "bool": edge.PayloadSchemaType.Bool,
}


def shard(folder: Path | str, points: Sequence[Mapping[str, Any]], vectors: Sequence[list[float]] | None = None) -> Any:
    """A new shard whose points have these payloads and, as ids, their places from 0 on."""
    made = edge.EdgeShard.create(
        str(folder), edge.EdgeConfig(vectors=edge.EdgeVectorParams(size=2, distance=edge.Distance.Dot))
    )
    vectors = vectors or [[1.0, 0.0]] * len(points)
    made.update(
        edge.UpdateOperation.upsert_points(
            [
                edge.Point(n, vector, dict(payload))
                for n, (payload, vector) in enumerate(zip(points, vectors, strict=True))
            ]
        )
    )
    return made


def add_indexes(made: Any, fields: Mapping[str, str]) -> None:
    for field, kind in fields.items():
        made.update(edge.UpdateOperation.create_field_index(field, KINDS[kind]))


def kept(made: Any, built: Mapping[str, Any], limit: int = 10_000) -> set[int]:
    """The ids of the points that a filter lets through."""
    found, offset = made.scroll(edge.ScrollRequest(limit=limit, filter=condition(built)))
    assert offset is None
    return {record.id for record in found}


def weighed(
    made: Any, vector: list[float], built: Mapping[str, Any], formula: Mapping[str, Any], limit: int
) -> list[Any]:
    nearest = edge.Prefetch(limit=limit, query=edge.Query.Nearest(vector), filter=condition(built))
    query = edge.Formula(expression(formula["formula"]), formula["defaults"])
    return list(made.query(edge.QueryRequest(limit=limit, prefetches=[nearest], query=query)))


def condition(content: Mapping[str, Any]) -> Any:
    """A filter or a condition of the REST API as qdrant-edge takes it."""
    if "key" not in content:
        return edge.Filter(**{word: _conditions(parts) for word, parts in content.items()})
    if "range" in content:
        return edge.FieldCondition(content["key"], range=edge.RangeFloat(**content["range"]))
    match = content["match"]
    return edge.FieldCondition(
        content["key"], match=edge.MatchAny(match["any"]) if "any" in match else edge.MatchValue(_value(match["value"]))
    )


def _conditions(parts: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [condition(part) for part in parts]


def expression(content: Any) -> Any:  # noqa: PLR0911 - a kind a line
    if isinstance(content, int | float):
        return edge.Expression.Constant(float(content))
    if isinstance(content, str):
        return edge.Expression.Variable(content)
    [(word, parts)] = content.items() if len(content) == 1 else [("", content)]
    if word == "mult":
        return edge.Expression.Mult([expression(part) for part in parts])
    if word == "sum":
        return edge.Expression.Sum([expression(part) for part in parts])
    if word == "abs":
        return edge.Expression.Abs(expression(parts))
    if word == "exp_decay":
        return edge.Expression.Decay(
            edge.DecayKind.Exp,
            expression(parts["x"]),
            target=expression(parts["target"]),
            midpoint=parts["midpoint"],
            scale=parts["scale"],
        )
    return edge.Expression.Condition(condition(content))


def _value(value: Any) -> Any:
    # The binding (0.9.0) takes True for 1, which no truth value equals; numpy's it takes for what it is.
    return np.bool_(value) if isinstance(value, bool) else value

"""What the SQL targets share: the kb_ columns, conditions and weights as SQL, with the values bound or written in.

SQL lives in the catalog only; the targets are the exception, for SQL is what they print.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import LISTS, MOMENTS, SHARES, TEXTS, TRUTHS
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.base import fold, known_only

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kbaudit.retrieval.conditions import Condition, Scalar
    from kbaudit.retrieval.rules import Recency
    from kbaudit.retrieval.targets.base import Asked

_TEXT, _MOMENT, _NUMBER, _TRUTH, _TEXTS = "TEXT", "BIGINT", "DOUBLE PRECISION", "BOOLEAN", "TEXT[]"

COLUMNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(TEXTS, _TEXT),
    **dict.fromkeys(LISTS, _TEXTS),
    **dict.fromkeys(MOMENTS, _MOMENT),
    **dict.fromkeys(SHARES, _NUMBER),
    **dict.fromkeys(TRUTHS, _TRUTH),
}
"""The columns of a point's stamp and their types, in words that PostgreSQL and DuckDB both take."""

_ORDERS: Final = frozenset({">", ">=", "<", "<="})
_INDENT: Final = "      "
_SECONDS_A_DAY: Final = 86_400
_HALVINGS: Final = 200  # beyond these nothing is left, and PostgreSQL's power fails where it would come to 0
_ENDLESS: Final = 1e15  # seconds: beyond all ages


class Values(Protocol):
    """How values come into a statement."""

    def put(self, name: str, value: Scalar) -> str:
        """The SQL for a value."""

    def now(self) -> str:
        """The SQL for the moment of the query, in seconds since 1970."""

    def name(self, name: str) -> str:
        """An identifier (quoted) as it stands in a statement."""


@dataclass(slots=True)
class Bound:
    """Values as parameters by name, written as marker does: `%(name)s`, `$name`. percent is what stands for a "%"."""

    marker: Callable[[str], str]
    moment: float | None
    percent: str = "%"
    parameters: dict[str, Scalar] = field(default_factory=dict)

    def put(self, name: str, value: Scalar) -> str:
        count = sum(known.rpartition("_")[0] == name for known in self.parameters) + 1
        self.parameters[f"{name}_{count}"] = value
        return self.marker(f"{name}_{count}")

    def now(self) -> str:
        self.parameters["now"] = NOW if self.moment is None else self.moment
        return self.marker("now")

    def name(self, name: str) -> str:
        return name.replace("%", self.percent)


@dataclass(slots=True)
class Written:
    """Values as they stand in the text of a statement; clock is the engine's SQL for now."""

    quote: Callable[[str], str]
    moment: float | None
    clock: str

    def put(self, name: str, value: Scalar) -> str:  # noqa: ARG002 - parameters have names, literals none
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        return self.quote(value) if isinstance(value, str) else _number(value)

    def now(self) -> str:
        return self.clock if self.moment is None else f"CAST({_number(self.moment)} AS DOUBLE PRECISION)"

    def name(self, name: str) -> str:
        return name


def _number(value: float) -> str:
    return f"({value!r})" if value < 0 else repr(value)  # in brackets: two minus signs begin a comment


def quoted(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def table_of(collection: str, namespace: str = "") -> str:
    """A table, quoted: "schema.table" where no schema is named apart."""
    schema, dot, table = collection.partition(".")
    if namespace:
        return f"{quoted(namespace)}.{quoted(collection)}"
    return f"{quoted(schema)}.{quoted(table)}" if dot else quoted(schema)


def add_columns(table: str) -> list[str]:
    """The statements that give a table (quoted) the kb_ columns that it lacks."""
    return [f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {quoted(name)} {kind}" for name, kind in COLUMNS.items()]


def query(target: str, asked: Asked, values: Values, similarity: str, nearest_first: str, limit: str) -> str:
    """The whole query: the nearest rows that may be served, scored again by age and demotion outside of the search.

    similarity is higher for what is better; nearest_first is what the engine's vector index orders by.
    """
    condition = where(target, asked, values, indent=_INDENT)
    weighs = weight(target, asked, values, indent=_INDENT)
    # A vector of zeros is like nothing: its similarity is NaN, which PostgreSQL takes for the greatest number.
    score = "GREATEST(NULLIF(\"kb_similarity\", CAST('NaN' AS DOUBLE PRECISION)), 0.0)"
    inner = max(asked.inner, int(limit)) if limit.isdecimal() else f"GREATEST({asked.inner}, {limit})"
    scored = f"{score}\n{_INDENT}* {weighs}" if weighs else score
    return (
        f'SELECT nearest.*,\n    {scored} AS "kb_score"\n'
        "FROM (\n"
        f'    SELECT *, {similarity} AS "kb_similarity"\n'
        f"    FROM {values.name(table_of(asked.collection))}\n"
        f"    WHERE {condition}\n"
        f"    ORDER BY {nearest_first}\n"
        f"    LIMIT {inner}\n"
        ") AS nearest\n"
        'ORDER BY "kb_score" DESC, "kb_similarity" DESC\n'
        f"LIMIT {limit}"
    )


def where(target: str, asked: Asked, values: Values, indent: str = "") -> str:
    """The whole filter as one condition. Raises Uncompilable for what typed columns can't express."""
    known_only(target, asked.rules)

    def leaf(condition: Condition) -> str:
        kind = COLUMNS.get(condition.field)
        if kind is None:
            raise Uncompilable(target, condition, "it's no kb_ column; compare it in a WHERE of your own")
        if kind == _TEXTS:
            raise Uncompilable(target, condition, "its column holds lists")
        if any(isinstance(value, str) and "\0" in value for value in condition.values):
            raise Uncompilable(target, condition, "its text has no NUL")
        if condition.operator in _ORDERS:
            return _order(condition, kind, values)
        if NOW in condition.values:
            raise Uncompilable(target, condition, f'"{NOW}" stands for the moment')
        return _equality(condition, kind, values)

    def join(word: str, parts: Sequence[str]) -> str:
        return parts[0] if len(parts) == 1 else "(" + f" {word} ".join(parts) + ")"

    clause = asked.clause
    return f"\n{indent}AND ".join(fold(target, part, leaf, join) for part in clause.clauses)


def _order(condition: Condition, kind: str, values: Values) -> str:
    [limit] = condition.values
    if kind not in (_MOMENT, _NUMBER):
        return "FALSE"  # text and truth values have no order in the rules
    right = values.now() if limit == NOW else values.put(condition.field, limit)
    return f"{quoted(condition.field)} {condition.operator} {right}"


def _equality(condition: Condition, kind: str, values: Values) -> str:
    """A column never equals a value of another kind: those are left out, and engines aren't asked to convert them."""
    fitting = [values.put(condition.field, value) for value in condition.values if _fits(value, kind)]
    name = quoted(condition.field)
    if not fitting:
        return "FALSE"
    return f"{name} = {fitting[0]}" if len(fitting) == 1 else f"{name} IN ({', '.join(fitting)})"


def _fits(value: Scalar, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == _TRUTH
    return kind == _TEXT if isinstance(value, str) else kind in (_MOMENT, _NUMBER)


def weight(target: str, asked: Asked, values: Values, indent: str = "") -> str | None:
    """What a score is multiplied by, as one expression; None where nothing weighs."""
    factors = []
    if asked.rules.recency:
        entries = tuple(reversed(list(asked.rules.recency_of.values())))  # as they stand in rules.json
        cases = [f"WHEN {_set(target, entry, values)} THEN{_decay(entry, values, indent)}" for entry in entries]
        factors.append(f"\n{indent}    ".join(['CASE "kb_document_set"', *cases, f"ELSE 1.0\n{indent}END"]))
    if asked.rules.demote_weight < 1:
        demoted = f'"kb_status" = {values.put("status", "demote")} OR "kb_demote_ts" <= {values.now()}'
        factors.append(
            f"CASE WHEN {demoted} THEN {values.put('demoted', float(asked.rules.demote_weight))} ELSE 1.0 END"
        )
    return f"\n{indent}* ".join(factors) or None


def _set(target: str, entry: Recency, values: Values) -> str:
    name = entry.document_set
    if name == NOW or "\0" in name:
        raise Uncompilable(target, f"recency of {name!a}", "it's no text of a column")
    return values.put("set", name)


def _decay(entry: Recency, values: Values, indent: str) -> str:
    half_life = values.put("half_life", min(entry.half_life_days * _SECONDS_A_DAY, _ENDLESS))
    floor = values.put("floor", float(entry.floor))
    known = '"kb_effective_ts" > 0'
    if entry.horizon_days is not None:
        horizon = values.put("horizon", min(entry.horizon_days * _SECONDS_A_DAY, _ENDLESS))
        known += f' AND "kb_effective_ts" >= {values.now()} - {horizon}'
    age = f'GREATEST({values.now()} - "kb_effective_ts", 0.0)'
    left = f"POWER(0.5, LEAST({age} / {half_life}, {_HALVINGS}.0))"
    lines = (f"CASE WHEN {known}", f"THEN GREATEST({floor}, {left})", f"ELSE {floor} END")
    return f"\n{indent}      " + f"\n{indent}        ".join(lines)

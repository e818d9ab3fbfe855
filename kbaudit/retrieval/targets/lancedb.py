"""LanceDB: an SQL filter for `where(..., prefilter=True)`, and the weight as a computed column of the nearest rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter
from kbaudit.retrieval.targets.expressions import as_code, as_text, checked, fill, literals, moment_literal, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.retrieval.conditions import Condition
    from kbaudit.retrieval.rules import Recency

_CODE: Final = '''\
# pip install lancedb
# table = lancedb.connect("lancedb").open_table({collection})
# rows = kb_query(table, embedding{call}, columns=["id", "text"])
{imported}

def kb_where({parameter}) -> str:
    """What may be served{when}, as SQL."""
    return {filter}


def kb_weight({parameter}) -> str:
    """What a row's score is multiplied by: its age and whether it's demoted, as SQL."""
    return {weight}


def kb_query(table, embedding, {first}columns: list, limit: int = 10) -> list:
    """The best rows that may be served: of the {inner} nearest, weighed by age and demotion. Best first."""
    wanted = {name: f"`{name}`" for name in columns}
    wanted |= {"kb_weight": kb_weight({argument}), "_distance": "_distance"}
    nearest = table.search(embedding).where(kb_where({argument}), prefilter=True).select(wanted).limit({most})
    rows = nearest.to_list()
    for row in rows:  # scores are 0 or more, higher is better; for a cosine index: max(0, 1 - row["_distance"])
        row["kb_score"] = row["kb_weight"] / (1 + max(0, row["_distance"]))
    return sorted(rows, key=lambda row: -row["kb_score"])[:limit]
'''
_SETUP: Final = """\
# `kbaudit rules apply --target lancedb` adds these columns to the table itself; then, for large tables:
# table.create_scalar_index("kb_status", index_type="BITMAP"); table.create_scalar_index("kb_expires_ts")
table.add_columns({columns})"""
_TYPES: Final = {str: "STRING", float: "DOUBLE", bool: "BOOLEAN"}
_UNFIT: Final = re.compile(r"[`.\x00]")  # a column's name has no dot, and is quoted by backticks
_DAY: Final = "86400.0"


class LanceDB:
    """LanceDB: its kb_ fields are columns of their own, whatever match.field is nested in."""

    name = "lancedb"
    title = "LanceDB"

    def compile(self, asked: Asked) -> Compiled:
        known_only(self.name, asked.rules)
        where = fold(self.name, asked.clause, lambda condition: self._leaf(asked, condition), _join)
        weight = _weight(asked)
        return Compiled(
            target=self.name,
            filter=as_text(where),
            code=_code(asked, where, weight),
            setup=_setup(),
            decay=as_text(weight),
            left=left_to_adapter(asked.rules, decays=True),
        )

    def _leaf(self, asked: Asked, condition: Condition) -> str:
        column = self._column(asked, condition)
        values = literals(self.name, condition, asked.now, _quoted)
        kind = COLUMNS.get(condition.field)
        if len(values) > 1 or (kind is not None and kind not in values):
            raise Uncompilable(self.name, condition, "a column has values of one type only")
        (texts,) = values.values()
        if condition.operator == "in":
            return f"{column} IN ({', '.join(texts)})"
        return f"{column} {'=' if condition.operator == '==' else condition.operator} {texts[0]}"

    def _column(self, asked: Asked, condition: Condition) -> str:
        """kb_ fields are columns of the table: a struct that grows breaks the searches of LanceDB 0.40."""
        outer = () if condition.field in COLUMNS else asked.prefix.split(".")[:-1]
        path = [*outer, condition.field]
        if any(_UNFIT.search(name) or not name for name in path):
            raise Uncompilable(self.name, condition, "no column can have this name")
        return ".".join(f"`{name}`" for name in path)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _join(word: str, parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({f' {word} '.join(parts)})"


def _weight(asked: Asked) -> str:
    """The weight of docs/rules.md, items 4 and 5. Lance's SQL has no CASE: sums of 0 and 1 stand in for it."""
    now = moment_literal(asked.now)
    weight = "1.0"
    for name, entry in asked.rules.recency_of.items():  # a row is of one set at most
        of_set = f"kb_document_set = {_quoted(checked(LanceDB.name, entry, str(name)))}"
        weight = _choice(of_set, _of_age(entry, now), weight)
    if asked.rules.demote_weight < 1:
        demoted = f"kb_status = 'demote' OR kb_demote_ts <= {now}"
        weight += f" * {_choice(demoted, repr(float(asked.rules.demote_weight)), '1.0')}"
    return weight


def _choice(condition: str, then: str, otherwise: str) -> str:
    """The one where the condition holds, the other where it doesn't or nobody knows."""
    holds = f"CAST(({condition}) IS TRUE AS DOUBLE)"
    return f"({holds} * {then} + (1.0 - {holds}) * {otherwise})"


def _of_age(entry: Recency, now: str) -> str:
    floor = repr(float(entry.floor))
    days = f"greatest(0.0, {now} - coalesce(kb_effective_ts, 0.0)) / {_DAY}"
    known = "kb_effective_ts > 0"  # null or 0: the date is unknown
    if entry.horizon_days is not None:
        known = f"{known} AND {days} <= {float(entry.horizon_days)!r}"
    return _choice(known, f"greatest({floor}, power(0.5, {days} / {float(entry.half_life_days)!r}))", floor)


def _code(asked: Asked, where: str, weight: str) -> str:
    return fill(
        _CODE,
        {
            **places(asked),
            "most": f"max(limit, {asked.inner})",
            "inner": str(asked.inner),
            "weight": as_code(weight),
            "filter": as_code(where),
        },
    )


def _setup() -> str:
    columns = (f'"{name}": "CAST(NULL AS {_TYPES[kind]})"' for name, kind in COLUMNS.items())
    return _SETUP.replace("{columns}", "{\n    " + ",\n    ".join(columns) + ",\n}")

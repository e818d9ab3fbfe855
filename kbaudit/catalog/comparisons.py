"""What contents say differently, compared once, whatever the uris and policies."""

from __future__ import annotations

import json
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from kbaudit.catalog.encoding import table
from kbaudit.model import Comparison, Difference, Rewording, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kbaudit.catalog.session import Session

_WANTED: Final = pa.schema([("a", pa.string()), ("b", pa.string())])
_ROWS: Final = pa.schema(
    [
        ("a", pa.string()),
        ("b", pa.string()),
        ("aligned", pa.float64()),
        ("equal", pa.float64()),
        ("said", pa.string()),
    ]
)
_WRITTEN_AT_ONCE: Final = 500
_row: Final = attrgetter(
    *(field.name for field in fields(Difference))
)  # thrice as fast as astuple, which copies deeply
_KEPT: Final = 50  # differences of one pair; two editions of a manual have thousands, and nobody is shown as many


def held(session: Session, pairs: Sequence[tuple[str, str]], comparer: str) -> list[Comparison]:
    """Those of the pairs that this version of the comparer has compared, sorted."""
    with session.tables({"wanted": table(_WANTED, pairs)}):
        rows = session.rows(
            """SELECT a, b, aligned, "equal", said FROM comparisons SEMI JOIN wanted USING (a, b)
               WHERE comparer = ? ORDER BY a, b""",
            (comparer,),
        )
    return [_comparison(*row) for row in rows]


def lacking(session: Session, pairs: Sequence[tuple[str, str]], comparer: str) -> list[tuple[str, str]]:
    """Those of the pairs that this version of the comparer hasn't compared, sorted."""
    with session.tables({"wanted": table(_WANTED, pairs)}):
        rows = session.rows(
            """SELECT a, b FROM wanted ANTI JOIN (SELECT a, b FROM comparisons WHERE comparer = ?) USING (a, b)
               ORDER BY a, b""",
            (comparer,),
        )
    return [(a, b) for a, b in rows]


def record(session: Session, comparisons: Iterable[Comparison], comparer: str) -> None:
    """Keep comparisons, in parts; those of the same pairs by another version go."""
    waiting: list[tuple[object, ...]] = []
    for one in comparisons:
        differences = [_row(each) for each in one.differences[:_KEPT]]
        said = json.dumps([one.sibling, differences, _worded(one.wording)], ensure_ascii=False)
        waiting.append((one.a, one.b, one.aligned, one.equal, said))
        if len(waiting) >= _WRITTEN_AT_ONCE:
            _write(session, waiting, comparer)
            waiting = []
    if waiting:
        _write(session, waiting, comparer)


def _write(session: Session, rows: Sequence[tuple[object, ...]], comparer: str) -> None:
    with session.tables({"new": table(_ROWS, rows)}), session.transaction():
        session.run("DELETE FROM comparisons USING new WHERE comparisons.a = new.a AND comparisons.b = new.b")
        session.run("INSERT INTO comparisons SELECT ?, * FROM new", (comparer,))


def _comparison(a: str, b: str, aligned: float, equal: float, said: str) -> Comparison:
    sibling, differences, (rewordings, *counts) = json.loads(said)
    wording = Wording(tuple(Rewording(*each) for each in rewordings), *counts)
    return Comparison(a, b, tuple(Difference(*each) for each in differences), sibling, aligned, equal, wording)


def _worded(wording: Wording) -> list[object]:
    return [[(one.a, one.b) for one in wording.rewordings], wording.more, wording.only_a, wording.only_b]

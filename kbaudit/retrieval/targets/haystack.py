"""Haystack: its filter dict, for every document store; decay is left to the adapter's component."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter, moment
from kbaudit.retrieval.targets.python_code import as_python

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.retrieval.conditions import Condition
    from kbaudit.retrieval.rule_file import Rules

_CODE: Final = '''\
import time


def kb_filter(now: float) -> dict:
    """What may be served at `now` (time.time())."""
    return {filter}


# For example: retriever.run(query=query, filters=kb_filter(time.time()))
'''


class Haystack:
    """Haystack 2: `filters=` of its retrievers and document stores."""

    name = "haystack"
    title = "Haystack"

    def compile(self, asked: Asked) -> Compiled:
        built = haystack_filter(asked.rules, asked.now, asked.release)
        return Compiled(
            target=self.name,
            filter=built,
            code=_CODE.replace("{filter}", as_python(built, indent=4)),
            setup="The fields stand in each document's meta.",
            left=left_to_adapter(asked.rules, decays=False),
        )


def haystack_filter(rules: Rules, now: float | None = None, release: str | None = None) -> dict[str, object]:
    """The filter as Haystack's dict; with "$now" in it where no moment is given. Raises Uncompilable."""
    known_only(Haystack.name, rules)

    def leaf(condition: Condition) -> dict[str, object]:
        value = list(condition.values) if condition.operator == "in" else moment(condition.values[0], now)
        return {"field": f"meta.{condition.field}", "operator": condition.operator, "value": value}

    def join(word: str, parts: Sequence[dict[str, object]]) -> dict[str, object]:
        return {"operator": word, "conditions": list(parts)}

    return fold(Haystack.name, Asked(rules, now, release).clause, leaf, join)

"""What printed Python has where the moment is left to the query, and what it has where it's fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbaudit.retrieval.targets.base import Asked


def parts(asked: Asked) -> dict[str, str]:
    """The parts of a template for expressions.fill.

    parameter and first declare `now`, argument and call pass it on; when says of which moment a docstring speaks.
    """
    open_ = asked.now is None
    return {
        "imported": "import time\n" if open_ else "",
        "collection": repr(asked.collection),
        "inner": str(asked.inner),
        "call": ", time.time()" if open_ else "",
        "parameter": "now: float" if open_ else "",
        "first": "now: float, " if open_ else "",
        "argument": "now" if open_ else "",
        "when": " at `now` (time.time())" if open_ else f" at {asked.now}",
    }

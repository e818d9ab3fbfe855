"""What the adapters share: how they read the rules, how ranks stand in for scores, what is told of what was dropped."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kbaudit.errors import UsageError
from kbaudit.retrieval.ruleset import RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kbaudit.retrieval.select import Kept, Selection

LOG: Final = logging.getLogger("kbaudit.retrieval")
_SHOWN: Final = ("kb_uri", "kb_doc_id")
_LONGEST: Final = 500  # characters


@contextmanager
def needing(package: str, extra: str) -> Iterator[None]:
    """Around the imports of a framework: where it isn't installed, a UsageError names the extra that brings it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(f"this adapter needs {package}: pip install 'kbaudit[{extra}]' ({error})") from error


def read_rules(rules: RuleSet | Path | str, stamps: Path | str | None = None) -> RuleSet:
    """The rules themselves, or those in a file, with the stamps beside them if they're named."""
    return rules if isinstance(rules, RuleSet) else RuleSet.load(rules, stamps=stamps)


def score_of(given: float | None, rank: int, count: int) -> float:
    """The framework's score; where it gives none, the place in the ranking: 1 for the first, 1/n for the last."""
    return (count - rank) / count if given is None else given


def with_citation(kept: Kept) -> dict[str, object]:
    """The metadata of what is kept: with the stamp's (owner, effective date, version), its weight and other sides."""
    cited: dict[str, object] = {**kept.metadata, "kb_weight": kept.weight}
    if kept.disputed_by:
        cited["kb_disputed_by"] = list(kept.disputed_by)
    return cited


def tell(selection: Selection) -> None:
    """A line in the log (level INFO) for each hit that was dropped: its document, and why."""
    if LOG.isEnabledFor(logging.INFO):
        for dropped in selection.dropped:
            LOG.info("dropped %s: %s", _name(dropped.metadata), _line("; ".join(dropped.reasons)))


def _name(metadata: Mapping[str, object]) -> str:
    """What a document is called, on one line whatever it holds."""
    found = next((metadata[key] for key in (*_SHOWN, "source") if metadata.get(key)), "a point without a name")
    return _line(str(found))


def _line(text: str) -> str:
    """A text of documents or of an index, quoted, on one line and not endless."""
    return json.dumps(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...", ensure_ascii=True)

"""Random rules and random points: what every compiled form is held against the reference evaluator with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

AS_OF: Final = datetime(2027, 1, 1, tzinfo=UTC)
NOW: Final = 1_800_000_000
NEVER: Final = 253402300799

TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "kb_status": ("serve", "demote", "exclude"),
    "kb_release": ("", "1.0", "2.0-rc1"),
    "kb_owner": ("", "ann@example.org", "team:it"),
    "kb_document_set": ("hr", "it"),
    "kb_audience": ("", "staff"),
    "kb_language": ("en", "de"),
}
NUMBERS: Final[Mapping[str, tuple[float, ...]]] = {
    "kb_valid_from_ts": (0, NOW - 1, NOW, NOW + 1),
    "kb_expires_ts": (NOW - 1, NOW, NOW + 1, NEVER),
    "kb_effective_ts": (0, NOW - 86_400, NOW),
    "kb_demote_ts": (NOW, NEVER),
    "kb_confidence": (0.0, 0.49, 0.5, 1.0),
}
TRUTHS: Final = ("kb_is_latest", "kb_has_owner")
NEEDED: Final = {
    "kb_status": "serve",
    "kb_release": "",
    "kb_is_latest": True,
    "kb_valid_from_ts": 0,
    "kb_expires_ts": NEVER,
    "kb_confidence": 1.0,
}
"""What a point needs to pass the usual filter: random points begin with it, or none would ever be kept."""

HOSTILE: Final = (
    "",
    " ",
    "'",
    '"',
    "\\",
    "a'b\"c\\d",
    "'; DROP TABLE documents; --",
    "$$",
    "$1",
    ":now",
    "%s",
    "{}",
    "line\nbreak\ttab",
    "é",
    "e\u0301",
    "😀",
    "\u202eabc",
    "null",
    "true",
    "0",
    "*",
    "a,b",
    "[x]",
    "${x}",
    "serve ",
    "SERVE",
    "x" * 300,
)

texts = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
numbers = st.integers(-(2**53), 2**53) | st.floats(-1e12, 1e12, allow_nan=False).map(
    lambda value: float(f"{value:.6g}")
)
scalars = texts | numbers | st.booleans()


def _typed(field: str) -> st.SearchStrategy[Any]:
    if field in TEXTS:
        return st.sampled_from(TEXTS[field]) | texts
    if field in NUMBERS:
        return st.sampled_from(NUMBERS[field]) | numbers
    return st.booleans()


FIELDS: Final = (*TEXTS, *NUMBERS, *TRUTHS)


@st.composite
def clauses(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """A clause of a filter whose values are of their fields' types."""
    if depth and draw(st.booleans()):
        parts = draw(st.lists(clauses(depth - 1), min_size=1, max_size=3))
        return {"operator": draw(st.sampled_from(["AND", "OR"])), "conditions": parts}
    field = draw(st.sampled_from(FIELDS))
    if field in NUMBERS and draw(st.booleans()):
        limit = draw(st.just("$now") | _typed(field))
        return {"field": field, "operator": draw(st.sampled_from([">", ">=", "<", "<="])), "value": limit}
    if draw(st.booleans()):
        return {"field": field, "operator": "==", "value": draw(_typed(field))}
    return {"field": field, "operator": "in", "value": draw(st.lists(_typed(field), min_size=1, max_size=4))}


@st.composite
def rule_sets(draw: st.DrawFn, match: Match = Match()) -> Rules:  # noqa: B008 - frozen
    """Rules with the usual filter, a random one, or both; and any default release."""
    settings = RuleSettings(
        match=match, release=draw(st.sampled_from(["latest", "1.0", "2.0-rc1"]) | texts.filter(bool))
    )
    content = build_rules(settings, AS_OF)
    chosen = draw(st.sampled_from(["usual", "random", "both"]))
    if chosen == "random":
        content["filter"] = draw(clauses())
    elif chosen == "both":
        content["filter"] = {"operator": "AND", "conditions": [content["filter"], draw(clauses())]}
    return Rules.from_json(content)


@st.composite
def points(draw: st.DrawFn, *, typed: bool, nulls: bool = True) -> dict[str, Any]:
    """A point's metadata: fields missing, null (unless nulls is False), empty, hostile; of any type unless typed."""
    fields: dict[str, Any] = {"source": draw(texts)}
    if draw(st.booleans()):
        fields |= NEEDED
    for field in draw(st.lists(st.sampled_from(FIELDS), max_size=5, unique=True)):
        if draw(st.integers(0, 5)) == 0:
            fields.pop(field, None)
        elif nulls and draw(st.integers(0, 5)) == 0:
            fields[field] = None
        else:
            fields[field] = draw(_typed(field) if typed else (_typed(field) | scalars))
    return fields

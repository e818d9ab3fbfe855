"""What a target is, what is asked of it, what it gives; and the walk through a filter that all of them share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from kbaudit.errors import Uncompilable, UsageError
from kbaudit.retrieval.conditions import Condition, Group
from kbaudit.retrieval.evaluate import LATEST, STATUSES
from kbaudit.retrieval.rules import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kbaudit.retrieval.conditions import Scalar
    from kbaudit.retrieval.rule_file import Rules

T = TypeVar("T")

_EXACT: Final = 2**53  # the whole numbers that every engine holds exactly

FAMILIES: Final = "at most so many documents of one family (relevance.max_documents_per_family)"
CONFLICTS: Final = "at most one side of a conflict (relevance.conflicts)"
RECENCY: Final = "less weight with age and for what is demoted (recency, demote_weight)"
LEAST: Final = "the least score (relevance.min_score)"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be compiled. now is in epoch seconds, None to leave it to the query; release None is the default.

    collection is the collection, table, index or class in the engine. approximate allows what only comes near the
    rules' weights. inner is how many of the nearest points are scored again by age.
    """

    rules: Rules
    now: float | None = None
    release: str | None = None
    collection: str = "documents"
    approximate: bool = False
    inner: int = 100

    def __post_init__(self) -> None:
        if self.release == NOW:
            raise UsageError(f'a release can\'t be called "{NOW}"')

    @property
    def clause(self) -> Group:
        """The whole filter: that of the rules, that an audit knows the document, and the release."""
        asked = self.rules.release if self.release is None else self.release
        known = Condition("kb_status", "in", STATUSES)
        latest = Condition("kb_is_latest", "==", (True,))
        of_release = latest if asked == LATEST else Condition("kb_release", "in", ("", asked))
        whole = self.rules.clause
        clauses = whole.clauses if isinstance(whole, Group) and whole.operator == "AND" else (whole,)
        needed = () if any(_tells_status(clause) for clause in clauses) else (known,)
        return Group("AND", (*needed, *clauses, of_release))

    @property
    def prefix(self) -> str:
        """What stands before the fields' names where match.field is nested: "metadata." for "metadata.source"."""
        head, dot, _ = self.rules.match.field.rpartition(".")
        return head + dot


def _tells_status(clause: Condition | Group) -> bool:
    """Whether a clause holds for points alone that have a status of an audit."""
    if isinstance(clause, Group) or clause.field != "kb_status":
        return False
    return clause.operator in ("in", "==") and all(value in STATUSES for value in clause.values)


@dataclass(frozen=True, slots=True)
class Compiled:
    """The rules in a target's own form.

    filter is what its client takes: a JSON value, or text with parameters (by name). The text "$now" stands in it, or
    among the parameters, where the moment is left to the query. decay is the target's form of recency and demotion,
    None where it has none. code is ready to paste: it has the filter and the decay as a function of now; setup says
    what to create first. left is what an adapter has to do after retrieval. statement is an SQL target's whole query
    with parameters.
    """

    target: str
    filter: object
    code: str
    setup: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    decay: object = None
    left: tuple[str, ...] = ()
    comment: str = "#"  # what begins a comment in code
    statement: str = ""


class Target(Protocol):
    """A retrieval system that rules are compiled for. name is what --target takes, title what it's called."""

    name: str
    title: str

    def compile(self, asked: Asked) -> Compiled:
        """The rules in the target's form. Raises Uncompilable for a clause that it can't express."""


def fold(
    target: str, clause: Condition | Group, leaf: Callable[[Condition], T], join: Callable[[str, Sequence[T]], T]
) -> T:
    """A filter in another form: leaf gives that of a condition, join that of what AND or OR joins.

    Raises Uncompilable for values that no engine compares as the rules mean it.
    """
    if isinstance(clause, Group):
        return join(clause.operator, [fold(target, part, leaf, join) for part in clause.clauses])
    for value in clause.values:
        _check(target, clause, value)
    return leaf(clause)


def _check(target: str, clause: Condition, value: Scalar) -> None:
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise Uncompilable(target, clause, "the text is no Unicode") from None
    elif not isinstance(value, bool) and abs(value) > _EXACT:
        raise Uncompilable(target, clause, "engines round numbers beyond 2^53")


def known_only(target: str, rules: Rules) -> None:
    """Raises Uncompilable where the rules let unknown documents through: a positive filter can't."""
    if rules.unknown_documents == "serve":
        raise Uncompilable(
            target, "unknown_documents: serve", "a filter finds stamped points only; leave the filtering to an adapter"
        )


def moment(value: Scalar, now: float | None) -> Scalar:
    """The value, with "$now" replaced where the moment is known."""
    return now if value == NOW and now is not None else value


def left_to_adapter(rules: Rules, *, decays: bool) -> tuple[str, ...]:
    """What an engine that filters (and maybe decays) leaves to the adapter, in words."""
    weighs = bool(rules.recency) or rules.demote_weight < 1
    return tuple(
        what
        for what, needed in (
            (RECENCY, weighs and not decays),
            (FAMILIES, rules.max_documents_per_family is not None),
            (CONFLICTS, rules.one_side),
            (LEAST, rules.min_score is not None),
        )
        if needed
    )

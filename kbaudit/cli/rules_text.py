"""What the retrieval commands print: compiled rules, rules in words, what was applied, the state of an index."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.model import displayed
from kbaudit.retrieval.conditions import Group
from kbaudit.retrieval.evaluate import LATEST, STATUSES
from kbaudit.retrieval.targets import TARGETS
from kbaudit.retrieval.targets.base import Asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.retrieval.apply import Applied
    from kbaudit.retrieval.conditions import Condition
    from kbaudit.retrieval.index_check import IndexFinding, IndexState
    from kbaudit.retrieval.rule_file import Rules
    from kbaudit.retrieval.stamps import Stamps
    from kbaudit.retrieval.targets.base import Compiled

_SHOWN: Final = 5


def pasteable(compiled: Compiled, rules: Rules, title: str) -> str:
    """The code, after comments on what it is, what to create first and what is left to an adapter."""
    notes = [f"kbaudit rules for {title}, rule set {rules.digest}", *compiled.setup.splitlines()]
    notes += [f"left to an adapter after retrieval: {what}" for what in compiled.left]
    head = "".join(_commented(displayed(note), compiled.comment) + "\n" for note in notes)
    return f"{head}\n{compiled.code.rstrip()}\n"


def _commented(note: str, mark: str) -> str:
    return note if note.startswith(mark) else f"{mark} {note}".rstrip()


def described(rules: Rules, stamps: Stamps | None) -> str:
    """The rules in words; with stamps, what they say of how many documents."""
    return "".join(f"{line}\n" for line in _lines(rules, stamps))


def _lines(rules: Rules, stamps: Stamps | None) -> Iterator[str]:
    yield f"rules of the audit as of {displayed(rules.as_of)}, rule set {displayed(rules.digest)}"
    if stamps is not None:
        counts = Counter(str(stamp.fields["kb_status"]) for stamp in stamps.by_uri.values())
        told = ", ".join(f"{counts[word]:,} {word}" for word in STATUSES)
        yield f"its stamps: {told}; live releases: {displayed(', '.join(stamps.releases)) or 'none'}"
    yield f"a point belongs to the document that its field {displayed(rules.match.field)} names" + _prefixes(rules)
    yield "it may be served when all of these hold ($now is the moment of the query, in seconds since 1970)"
    yield from (f"  {line}" for line in _conditions(rules))
    latest = "kb_is_latest is true" if rules.release == LATEST else f"kb_release is {displayed(rules.release)} or none"
    yield f"  {latest} (the release asked for, where a query names no other)"
    yield f"points of documents that no audit knows: {rules.unknown_documents}"
    yield from _weights(rules)
    limit = rules.max_documents_per_family
    yield f"documents of one family in an answer: {'any number' if limit is None else f'at most {limit}'}"
    yield f"sides of a conflict in an answer: {'one' if rules.one_side else 'both'}"
    yield f"least score: {'none' if rules.min_score is None else f'{rules.min_score:g}'}"
    yield ""
    yield "what each target does by itself; the rest is done by an adapter behind it, or not at all (docs/retrieval)"
    for target in TARGETS:
        yield f"  {target.name:<16} {_possible(target.name, rules)}"


def _conditions(rules: Rules) -> Iterator[str]:
    whole = rules.clause
    joined = isinstance(whole, Group) and whole.operator == "AND"
    for clause in whole.clauses if isinstance(whole, Group) and joined else (whole,):
        yield from _clauses(clause)


def _weights(rules: Rules) -> Iterator[str]:
    for entry in rules.recency:
        beyond = f", {entry.floor:g} beyond {entry.horizon_days:g} days" if entry.horizon_days else ""
        yield (
            f"recency in {displayed(entry.document_set)}: half the weight every {entry.half_life_days:g} days, "
            f"at least {entry.floor:g}{beyond}"
        )
    yield f"weight of what is demoted: {rules.demote_weight:g}"


def _prefixes(rules: Rules) -> str:
    match = rules.match
    parts = [f"without {displayed(match.strip_prefix)!r}"] if match.strip_prefix else []
    parts += [f"after {displayed(match.add_prefix)!r}"] if match.add_prefix else []
    return f" ({', '.join(parts)})" if parts else ""


def _clauses(clause: Condition | Group) -> Iterator[str]:
    if isinstance(clause, Group):
        for part in clause.clauses:
            inside = list(_clauses(part))
            first, *others = inside
            yield f"{clause.operator.lower():<3} {first}"
            yield from (f"    {line}" for line in others)
    else:
        yield displayed(str(clause))


def _possible(name: str, rules: Rules) -> str:
    target = next(each for each in TARGETS if each.name == name)
    try:
        left = target.compile(Asked(rules)).left
    except Uncompilable as error:
        return displayed(f"can't: {error}")
    return "filter" + ("" if any("recency" in what for what in left) else ", weights by age and demotion")


def outcome(applied: Applied, *, dry_run: bool) -> str:
    """What was done to an index, a line each."""
    return "".join(f"{line}\n" for line in _outcome(applied, dry_run=dry_run))


def _outcome(done: Applied, *, dry_run: bool) -> Iterator[str]:
    did = "would stamp" if dry_run else "stamped"
    yield f"{did} {done.stamped:,} of {done.points:,} points, {done.unchanged:,} unchanged"
    if done.passages:
        yield f"{done.passages:,} points are kept out for the passage that they hold"
    if done.unmatched:
        shown = ", ".join(displayed(value) or "(nothing)" for value in done.examples)
        yield f"{done.unmatched:,} points without a document: {shown}"
    if done.orphaned:
        yield f"{done.orphaned:,} points of documents that are gone: stamped exclude"
    if done.foreign:
        yield f"{done.foreign:,} points of other sources' audits: left as they are"
    if done.missing:
        shown = ", ".join(map(displayed, done.missing[:_SHOWN])) + (" ..." if len(done.missing) > _SHOWN else "")
        yield f"{len(done.missing):,} documents that may be served have no point: {shown}"
    if done.outdated:
        yield (
            f"{done.outdated:,} points hold the text of an earlier revision: index those documents again "
            "(--reindexed if that was done and the index keeps its kb_ fields)"
        )
    if done.unenforced:
        yield (
            f"{done.unenforced:,} documents have passages that are kept out: that isn't enforced where a point's text "
            "isn't read, set retrieval.match.text_field in the policy (or have an adapter with the stamps do it)"
        )


def index_state(state: IndexState, rules: Rules, where: str) -> str:
    """The state of an index, a paragraph a finding, after which index was held against which audit."""
    share = f" ({_floored(state.indexed, state.servable)} %)" if state.servable else ""
    indexed = f"of {state.servable:,} documents that may be served {state.indexed:,} are indexed{share}"
    lines = [
        f"{displayed(where)} against the audit as of {displayed(rules.as_of)}, rule set {displayed(rules.digest)}",
        f"{state.points:,} points; {indexed}",
    ]
    if state.prefixes:
        strip, add, tied = state.prefixes
        lines.append(
            f"the points aren't tied to their documents: strip_prefix: {displayed(strip)!r} and add_prefix: "
            f"{displayed(add)!r} under retrieval.match in the policy would tie {tied:.0%} of those without one "
            "(then judge again: kbaudit check)"
        )
    for finding in state.findings:
        lines += _told(finding)
    if not state.findings:
        lines.append("the index is what the audit says")
    return "\n".join(lines) + "\n"


def _floored(part: int, whole: int) -> int:
    """Percent, never rounded up: 100 % means all."""
    return part * 100 // whole


def _counted(points: int) -> str:
    return "1 point" if points == 1 else f"{points:,} points"


def _told(finding: IndexFinding) -> list[str]:
    names = list(finding.of)
    shown = [
        f"    {displayed(name)}" + (f" ({_counted(finding.of[name])})" if finding.of[name] else "")
        for name in names[:_SHOWN]
    ]
    more = [f"    ... and {len(names) - _SHOWN:,} more (--format json has all)"] if len(names) > _SHOWN else []
    return [
        "",
        f"{finding.code} {finding.name} ({finding.severity}): {finding.message}",
        *shown,
        *more,
        f"  {finding.remedy}",
    ]

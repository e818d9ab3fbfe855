"""The proposed policy as a commented file, with what each rule hits beside it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.policy.proposal.beside import canonical_lines, checks_lines, crawl_lines, owners_lines
from kbaudit.policy.proposal.found import found_here
from kbaudit.policy.proposal.pieces import foremost
from kbaudit.policy.proposal.special import Purpose
from kbaudit.policy.proposal.yaml import (
    all_in_quotes,
    documents,
    entry,
    folder_name,
    in_quotes,
    percent,
    quoted,
    remark,
    shown,
)
from kbaudit.policy.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.policy.firing.fired import Demand, Fired, Firing
    from kbaudit.policy.proposal.areas import Area
    from kbaudit.policy.proposal.demands import Rule
    from kbaudit.policy.proposal.editions import Editions
    from kbaudit.policy.proposal.pieces import Piece
    from kbaudit.policy.proposal.propose import Proposal, ProposedSet

_MANY: Final = 0.5
_LISTED: Final = 5  # folders, sources, owners that a comment names
_PURPOSES: Final = {
    Purpose.MEETINGS: "Notes of meetings",
    Purpose.RECORDS: "Records of what was decided or done",
    Purpose.NEWS: "News",
    Purpose.TEMPLATES: "Forms to be filled in",
}
_READ_ME: Final = (
    "Nothing in it is settled: read it from top to bottom, change what isn't as you want it, strike out the rest. "
    "docs/policy.md explains every key; what isn't said here is as in the pack default."
)
_MARKS: Final = (
    "Beside a rule stands why it's proposed, and how many documents it would hit today. (!) marks one that hits more "
    'than half of its set: soften it, or begin with "mode: simulate" in that set, which reports and changes nothing.'
)
_UNCLEAR: Final = (
    "such as 03/04/2024 count for nothing (KB208), since no other date here tells whether the day or the month comes "
    "first. If you know it, say so:"
)
_IN_A_FILE: Final = (
    "All of them are in this file; mark who left there (active: false), and KB302 finds their documents."
)
_IN_NO_FILE: Final = "With a file of people and teams, KB302 finds the documents of those who left:"
_ALIVE: Final = (
    "Those named here live side by side: each has its own current pages, and answers come from the latest unless a "
    "query asks for another. Strike out a release that is over: its pages then count as older versions (KB103)."
)
_UNGOVERNED: Final = (
    "The limits of the pack default hold for them, and KB303 goes on telling of them until somebody decides. A last "
    'set that matches "**" would take them.'
)


def policy_text(
    proposal: Proposal, fired: Firing | None = None, *, directory: str = "", sources: Mapping[str, str] | None = None
) -> str:
    """The file. Without what fired the shares are left out. directory is the file of the owner directory, "" for none.

    sources are the folders of those sources whose name isn't their folder's own.
    """
    parts = (
        _head(proposal, fired),
        found_here(proposal.pieces),
        _whole(proposal, directory, sources or {}),
        crawl_lines(proposal),
        _sets(proposal, fired),
        canonical_lines(proposal),
        owners_lines(proposal),
        checks_lines(proposal, fired),
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _head(proposal: Proposal, fired: Firing | None) -> Iterator[str]:
    sources = " and ".join(map(folder_name, proposal.sources[:_LISTED]))
    many = documents(len(proposal.pieces))
    yield from remark(f"A policy for {sources}, proposed by `kbaudit policy init` for the {many} in the catalog.")
    yield "#"
    yield from remark(_READ_ME)
    if fired:
        yield from remark(_MARKS)
        share = f"{fired.passing:,} of {documents(fired.documents)} ({percent(fired.passing, fired.documents)})"
        without = f"; the {len(proposal.passed_by):,} that it leaves out don't count" if proposal.left_out else ""
        yield from remark(f"Under it {share} may be served as of {proposal.as_of.date().isoformat()}{without}.")
    yield f"schema: {SCHEMA}"
    yield f"name: {quoted(proposal.sources[0]) if len(proposal.sources) == 1 else 'knowledge base'}"
    yield "extends: default"


def _whole(proposal: Proposal, directory: str, sources: Mapping[str, str]) -> Iterator[str]:
    """What holds for all documents alike."""
    yield from entry("zone: UTC", "where days begin and end; yours may be another, such as Europe/Vienna", 0)
    if sources:
        yield ""
        yield from remark("The names under which these folders were read; they begin the documents' uris.")
        yield "sources:"
        yield from (f"  {quoted(name)}: {in_quotes(path)}" for name, path in sorted(sources.items()))
    if unclear := sum(len(piece.subject.doubtful) for piece in proposal.pieces):
        yield ""
        yield from remark(f"{unclear:,} date{'s' * (unclear != 1)} {_UNCLEAR}")
        yield "# date_order: day_first     # or month_first"
    if proposal.owners:
        yield ""
        yield from _directory(proposal, directory)


def _directory(proposal: Proposal, directory: str) -> Iterator[str]:
    most = ", ".join(f"{shown(one.entry.id)} ({one.documents:,})" for one in proposal.owners[:_LISTED])
    others = len(proposal.owners) - _LISTED
    more = f" and {others:,} more" if others > 0 else ""
    yield from remark(f"Owners that documents name: {most}{more}. {_IN_A_FILE if directory else _IN_NO_FILE}")
    yield f"owner_directory: {in_quotes(directory)}" if directory else "# owner_directory: owners.yaml"


def _sets(proposal: Proposal, fired: Firing | None) -> Iterator[str]:
    if proposal.sets:
        yield from remark("The document sets: the first one that matches a document governs it.")
        yield "document_sets:"
    for number, one in enumerate(proposal.sets):
        if number:
            yield ""
        yield from _set(one, len(proposal.kept), fired.of(one.area.name) if fired else None)
    if proposal.ungoverned:
        yield ""
        yield from _ungoverned(proposal.ungoverned, indent=2 if proposal.sets else 0)


def _set(one: ProposedSet, of: int, fired: Fired | None) -> Iterator[str]:
    area = one.area
    yield from remark(_said_of(area, of), 2)
    yield f"  - name: {quoted(area.name)}"
    if area.source:
        yield f"    source: {quoted(area.source)}"
    yield f"    match: {all_in_quotes(area.patterns)}"
    for rule in one.rules:
        yield from entry(rule.text, _comment(rule, fired), 4)
    numbered = [editions for editions in area.editions if not editions.dated]
    if numbered:
        yield from _releases(numbered[0])


def _said_of(area: Area, of: int) -> str:
    """What is in a set, in a sentence."""
    count = len(area.pieces)
    many = f"all {documents(count)}" if count == of else f"{documents(count)}, {percent(count, of)} of all"
    lead = f"{_PURPOSES[area.purpose]}: {many}." if area.purpose else f"{many[0].upper()}{many[1:]}."
    owner, most = foremost(piece.owner for piece in area.pieces)
    owned = sum(bool(piece.owner) for piece in area.pieces)
    if most <= _MANY or owned <= _MANY * count:
        return lead
    return f"{lead} {shown(owner)} owns {percent(round(most * owned), owned)} of those that name an owner."


def _comment(rule: Rule, fired: Fired | None) -> str:
    return f"{rule.why}. {_hits(rule.demands, fired)}" if fired and rule.demands else rule.why


def _hits(demands: Sequence[Demand], fired: Fired) -> str:
    """What a rule hits; of several fields, which ones are lacking."""
    codes = ", ".join(dict.fromkeys(code for demand in demands for code in demand.codes))
    hit, of = frozenset[str]().union(*map(fired.hit, demands)), fired.concerned(demands[0])
    if not hit:
        return f"Hits none ({codes})"
    lacking = ", ".join(f"{len(some):,} lack {demand.name}" for demand in demands if (some := fired.hit(demand)))
    which = f": {lacking}" if len(demands) > 1 else ""
    many = " (!)" if len(hit) > _MANY * of else ""
    return f"Hits {len(hit):,} of {of:,} ({percent(len(hit), of)}; {codes}){which}{many}"


def _releases(editions: Editions) -> Iterator[str]:
    counts = ", ".join(f"{editions.counts[label]:,} in {label}" for label in editions.labels)
    yield from remark(f"One body of pages in several releases ({counts}). {_ALIVE}", 4)
    yield f"    releases: {{path: {in_quotes(editions.path)}, live: {all_in_quotes(editions.live)}}}"


def _ungoverned(pieces: Sequence[Piece], indent: int) -> Iterator[str]:
    folders = Counter(piece.folders[0] if piece.folders else "" for piece in pieces)
    ranked = sorted(folders.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{count:,} {_where(name)}" for name, count in ranked[:_LISTED])
    more = f", and {len(ranked) - _LISTED:,} more folders" if len(ranked) > _LISTED else ""
    yield from remark(f"In no set: {documents(len(pieces))} ({named}{more}). {_UNGOVERNED}", indent)


def _where(folder: str) -> str:
    return f"in {folder_name(folder)}/" if folder else "at the top"

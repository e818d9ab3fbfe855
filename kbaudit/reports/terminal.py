"""The summary that `kbaudit audit` prints: the verdict, readiness, the worst sets, what matters most, what was skipped.

All text of documents goes through `displayed` and rich's Text, never through markup: a title can't colour, move the
cursor or forge a line.
"""

from __future__ import annotations

from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kbaudit.model import FindingStatus, RelationKind, Severity
from kbaudit.reports.comparisons import Comparisons
from kbaudit.reports.groups import Group as Matter
from kbaudit.reports.groups import examples, grouped, said_of_folders
from kbaudit.reports.readiness import Readiness, by_set, has_sets, overall, readiness_line, verdict_sentence
from kbaudit.reports.wording import SKIP_REASONS, clipped, counted, since, when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from kbaudit.model import Finding, Report

TOP: Final = 10
SETS: Final = 5
NARROWEST: Final = 40
QUOTES: Final = 3
QUOTE: Final = 160

# One glyph each, so that the bar reads without colour.
_GLYPHS: Final = (("served", "█", "green"), ("demoted", "▒", "yellow"), ("excluded", "░", "red"))
_STYLES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def render_terminal(report: Report, *, width: int, colour: bool) -> str:
    """The summary as text of at most width columns; without colour it holds no escape codes."""
    page = StringIO()
    console = Console(
        file=page, width=max(width, NARROWEST), color_system="standard" if colour else None, force_terminal=colour,
        no_color=not colour, highlight=False, markup=False, emoji=False, legacy_windows=False, force_jupyter=False,
    )  # fmt: skip
    for block in _blocks(report, console.width):
        console.print(block)
        console.print()
    text = page.getvalue() if colour else "\n".join(line.rstrip() for line in page.getvalue().split("\n"))
    return text.rstrip("\n") + "\n"


def _blocks(report: Report, width: int) -> Iterator[RenderableType]:
    yield _heading(report)
    yield Text(verdict_sentence(report), style="bold")
    if report.changes:
        yield Text(clipped(since(report.changes, report.zone), 200))
    yield _readiness(report, min(width, 80))
    groups = [group for group in by_set(report) if group.served < group.documents][:SETS]
    if groups:
        yield _worst(groups, "Document sets" if has_sets(report) else "Folders")
    yield from _top(report)
    yield from _repeated(report)
    yield _left_out(report)


def _heading(report: Report) -> Text:
    run = report.run
    as_of = f"as of {when(run.as_of, report.zone)}"
    parts = (run.tool, ", ".join(run.sources), as_of, f"policy {run.policy_name}")
    return Text(" · ".join(clipped(part, 200) for part in parts), style="dim")


def _readiness(report: Report, width: int) -> Group:
    whole = overall(report)
    key = Text()
    for name, glyph, style in _GLYPHS:
        key.append(f"{glyph} ", style=style)
        key.append(f"{getattr(whole, name):,} {name}   ")
    return Group(Text(readiness_line(report)), _bar(whole, width), key)


def _bar(group: Readiness, width: int) -> Text:
    """The bar, every kind that occurs at least one cell wide."""
    bar = Text(no_wrap=True)
    counts = {name: getattr(group, name) for name, _, _ in _GLYPHS}
    cells = {name: max(1, width * count // group.documents) if count else 0 for name, count in counts.items()}
    if group.documents:
        widest = max(cells, key=lambda name: cells[name])
        cells[widest] += width - sum(cells.values())
    for name, glyph, style in _GLYPHS:
        bar.append(glyph * cells[name], style=style)
    return bar


def _worst(groups: list[Readiness], title: str) -> Group:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(f"{title} that lose most", overflow="fold")
    for column in ("documents", "demoted", "excluded", "may be served"):
        table.add_column(column, justify="right", overflow="fold")
    for group in groups:
        numbers = (f"{group.documents:,}", f"{group.demoted:,}", f"{group.excluded:,}", f"{group.share} %")
        table.add_row(Text(clipped(group.name, 100)), *(Text(number) for number in numbers))
    return Group(table)


def _top(report: Report) -> Iterator[RenderableType]:
    matters = grouped(report.findings)
    if not matters:
        return
    more = f" ({TOP} of {len(matters)} kinds of finding)" if len(matters) > TOP else ""
    yield Text("What to do first" + more, "bold")
    comparisons = Comparisons(report.corpus)
    documents = report.summary.documents
    for step, matter in enumerate(matters[:TOP], 1):
        yield _matter(step, matter, comparisons, documents)
    if len(matters) > TOP:
        rest = [_further(matter, documents) for matter in matters[TOP:]]
        yield Group(Text("After that", "bold"), *rest, Text("    report.html tells all of them"))


def _matter(step: int, matter: Matter, comparisons: Comparisons, documents: int) -> Group:
    """All findings of one kind: how many and where, a few of them, and what to do."""
    shown = examples(matter, comparisons)
    body = [line for finding in shown for line in _example(finding, comparisons, remedy=not matter.remedy)]
    if len(shown) < len(matter.findings):
        body.insert(0, Text(f"{matter.count}, {clipped(said_of_folders(matter.folders), 300)}; for example:"))
    if matter.remedy:
        body.append(_to_do(matter.remedy))
    head = Text(f"{step:>2}  ").append_text(_head(matter, documents))
    return Group(head, Padding(Group(*body), (0, 0, 0, 4), expand=False))


def _head(matter: Matter, documents: int) -> Text:
    head = Text()
    head.append(f"{matter.severity.value:<8}", style=_STYLES[matter.severity])
    head.append(clipped(f"{matter.code} {matter.name}", 80), style="bold")
    known = f" · {'known' if matter.known == len(matter.findings) else f'{matter.known:,} known'}" * bool(matter.known)
    share = matter.share(documents)
    head.append(f" · {matter.consequence}{f' ({share})' * bool(share)}{known}", style="dim")
    return head


def _further(matter: Matter, documents: int) -> Group:
    """A kind of finding that isn't among the first, in a line or two: what it is, how much, and where."""
    alone = matter.findings[0].message if len(matter.findings) == 1 else ""
    said = alone or f"{matter.count}, {said_of_folders(matter.folders)}."
    body = Padding(Text(clipped(said, 300)), (0, 0, 0, 12), expand=False)
    return Group(Text("    ").append_text(_head(matter, documents)), body)


def _example(finding: Finding, comparisons: Comparisons, *, remedy: bool) -> Iterator[Text]:
    yield Text(clipped(finding.uri, 300), style="cyan", overflow="fold")
    yield Text(clipped(finding.message, 400))
    for relation in comparisons.behind(finding)[:1]:
        if relation.kind is RelationKind.OLDER_VERSION_OF and relation.differences:
            first = relation.differences[0]
            yield Text(
                clipped(f"Changed {first.kind}: {clipped(first.value_a, 80)} → {clipped(first.value_b, 80)}", 200)
            )
    if remedy:
        yield _to_do(finding.remedy)


def _repeated(report: Report) -> Iterator[RenderableType]:
    """What many documents say in the same words, said once."""
    passages = report.corpus.repeated
    if passages:
        yield Group(
            Text(f"Repeated passages: {len(passages):,}, none of them a finding", style="bold"),
            *(
                Text(f"  said in {one.documents:,} documents or more: “{clipped(one.text, QUOTE)}”")
                for one in passages[:QUOTES]
            ),
            *([Text("  the others stand in report.html")] if len(passages) > QUOTES else []),
        )


def _to_do(remedy: str) -> Text:
    line = Text("To do: ", style="bold")
    line.append(clipped(remedy, 300), style="not bold")
    return line


def _left_out(report: Report) -> Group:
    """Every file found is accounted for: documents, skipped by reason, ignored."""
    counts = report.summary
    documents = f"{counts.documents:,} document{'s' * (counts.documents != 1)}"
    parts = f"{documents} + {counts.skipped:,} skipped + {counts.ignored:,} ignored"
    lines = [Text(f"Files: {counts.found:,} found = {parts}")]
    reasons = Counter(skipped.reason for skipped in report.corpus.skipped)
    for reason, number in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        lines.append(Text(f"  skipped {number:,}: {SKIP_REASONS[reason]}"))
    waived = sum(finding.status == FindingStatus.WAIVED for finding in report.findings)
    if waived:
        lines.append(Text(f"Waived: {counted(waived, 'finding')}, not listed here"))
    return Group(*lines)

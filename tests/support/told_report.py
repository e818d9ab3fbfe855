"""A report in which everything tells of its documents' places, words and people, judged by the real checks."""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kbaudit.checks.judge import in_force, marked, roll_up, run_checks
from kbaudit.conclude import counted, identified, rule_settings
from kbaudit.model import (
    Attestation,
    BrokenLink,
    Changes,
    Corpus,
    DateClaim,
    DateKind,
    Difference,
    Document,
    Family,
    Field,
    Gone,
    History,
    Mark,
    MarkKind,
    Member,
    Origin,
    OwnerClaim,
    PastAudit,
    Relation,
    RelationKind,
    Repeated,
    Report,
    Severity,
    Skipped,
    SkipReason,
    State,
    StateClaim,
    Status,
    Told,
    VersionClaim,
    Waiver,
    WaiverUse,
)
from kbaudit.policy import load_pack
from kbaudit.reports import RENDERERS, render_terminal
from kbaudit.reports.worklist_pages import render_worklists
from kbaudit.retrieval.resolve import resolve
from kbaudit.retrieval.rules import build_rules
from kbaudit.retrieval.stamp import stamp_all

if TYPE_CHECKING:
    from collections.abc import Sequence

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
WORDS = "the quokka borrows seven lanterns whenever granite weather settles over marshy orchards"
OTHER_WORDS = "no quokka returns eleven lanterns although granite weather leaves those marshy orchards"
OWNERS = ("wilhelmina.quist@marlowe.example", "Ludovica Brandt", "Team Zephyr-Nine")
_ISLAND = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


@dataclass(frozen=True)
class Names:
    """What the source, its folders and files are called: as many files as are drawn, at least six."""

    source: str
    folders: Sequence[str]
    files: Sequence[str]

    @property
    def uris(self) -> list[str]:
        return [f"{self.source}/{self.folders[n % len(self.folders)]}/{name}" for n, name in enumerate(self.files)]

    @property
    def parts(self) -> set[str]:
        """The names, and those of files without their endings."""
        return {self.source, *self.folders, *self.files, *(name.rpartition(".")[0] for name in self.files)} - {""}


def told_report(names: Names) -> Report:
    """The report of such documents: what they say names other ones, and so does what is said of them."""
    uris = names.uris
    corpus = _corpus(names, uris)
    policy = load_pack("default")
    findings = run_checks(corpus, policy.ungoverned.checks, _waivers(names, uris))
    held = marked(in_force(findings, AS_OF, corpus), frozenset(), corpus)
    verdicts = resolve(corpus, findings, AS_OF, min_confidence=0.5)
    shown = roll_up(held, corpus, policy.ungoverned.checks)
    told = Told("f" * 64, "KB507", "broken-internal-link", f"{names.source}/{names.folders[0]}/former-{names.files[0]}",
                Severity.NOTE, f'The link to "{names.files[1]}" leads to nothing: {WORDS}.')  # fmt: skip
    past = PastAudit("1" * 32, datetime(2026, 1, 1, tzinfo=UTC), "default", complete=True, documents=3, served=1,
                     demoted=1, excluded=1, by_severity={"error": 2})  # fmt: skip
    return Report(
        run=identified(corpus, policy, AS_OF, (names.source,), learners=("1",), ignored=0, complete=True),
        summary=counted(corpus, shown, verdicts, 0),
        corpus=corpus,
        findings=shown,
        verdicts=verdicts,
        rules=build_rules(rule_settings(policy), AS_OF),
        stamps=tuple(stamp_all(corpus, verdicts)),
        changes=Changes("1" * 32, datetime(2026, 1, 1, tzinfo=UTC), appeared=(told,), fixed=(told,)),
        history=History(
            audits=(past,),
            statuses={uris[0]: ((datetime(2026, 1, 1, tzinfo=UTC), Status.SERVE),)},
            begins=datetime(2026, 1, 1, tzinfo=UTC),
            joined={uris[1]: datetime(2026, 2, 1, tzinfo=UTC)},
            gone=(Gone(told, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),),
        ),
    )


def _corpus(names: Names, uris: Sequence[str]) -> Corpus:
    documents = [_document(names, uris, number) for number in range(len(uris))]
    subjects = {subject.uri: subject for subject in load_pack("default").govern(documents)}
    a, b, c, d, e, *_ = uris
    said = Difference("duration", "seven lanterns", "eleven lanterns", f"In {a} {WORDS}.", OTHER_WORDS, 0, 0)
    return Corpus(
        subjects=dict(sorted(subjects.items())),
        skipped=(
            Skipped(
                f"{names.source}/{names.folders[-1]}/scan of {names.files[0]}",
                SkipReason.CORRUPT,
                f"{names.files[2]} in it: {WORDS}",
                source=names.source,
            ),
        ),
        relations=(
            Relation(RelationKind.EXACT_COPY, a, b, 1.0, 1.0, 1.0, "same bytes"),
            replace(Relation(RelationKind.CONFLICTS_WITH, c, d, 0.7, 0.9, 0.8, f"{d} is newer"), differences=(said,)),
            Relation(RelationKind.PART_OF, e, a, 0.2, 0.2, 0.9, f"90 % of it stands in {a}"),
            Relation(RelationKind.TEMPLATE_SIBLING, a, e, 0.6, 0.6, 0.6, f"one form, {WORDS}"),
            Relation(RelationKind.NEAR_DUPLICATE, e, c, 0.9, 0.9, 0.9, ""),
        ),
        families=(
            Family(
                "fam:1",
                (Member(a, 1, f"v1 {WORDS}", superseded_by=(b,)), Member(b, 2, "v2"), Member(e, 2, copy_of=b)),
                "version in the name",
            ),
            Family("fam:2", (Member(c, 1), Member(d, 1)), f"nothing tells which is newer: {c} or {d}", ordered=False),
        ),
        broken_links={
            a: (
                BrokenLink(f"../{names.folders[0]}/no {names.files[0]}", 3, f'no heading or anchor "{WORDS}"', b),
                BrokenLink(f"#{names.folders[0]}", 9, "nothing is there", f"#{WORDS}"),
            )
        },
        shown=frozenset({f"{names.source}/{names.folders[0]}/picture.png"}),
        waivers=(
            WaiverUse(
                Attestation(a, "a" * 64, OWNERS[0], "2026-01-01", reason=WORDS, where="kbaudit-waivers.yaml:3"),
                "unused",
                f"there is no {a}",
            ),
        ),
        repeated=(Repeated(f"{WORDS} in {names.files[3]}", 21, tuple(uris[:2])),),
    )


def _document(names: Names, uris: Sequence[str], number: int) -> Document:
    other, uri = uris[(number + 1) % len(uris)], uris[number]
    file, folder = names.files[number], names.folders[number % len(names.folders)]
    owner = OWNERS[number % len(OWNERS)]
    return Document(
        uri=uri,
        source=names.source,
        sha256=f"{number:064x}",
        size=900,
        mtime_ns=0,
        learned_at=datetime(2026, 5, 1, tzinfo=UTC),
        kind="markdown",
        title=f"{file.rpartition('.')[0]}: {WORDS}" if number % 2 else f"All of {folder}",
        language="en",
        words=300,
        passages=3,
        text_sha256=f"{number:064x}",
        confidence=0.9,
        reasons=(f'odd letters: "{WORDS}"',),
        problems=(("limit", f"3 of 9 pages of {file}, {WORDS}"),),
        fields=(
            Field("title", (f"{WORDS} {folder}",), Origin.FRONT_MATTER),
            Field("classification", ("public",), Origin.FRONT_MATTER),
            Field(WORDS, (WORDS, other), Origin.HTML_META),
        ),
        dates=(
            DateClaim(DateKind.UPDATED, "2019-03-01", Origin.SENTENCE, f"Updated in {file}: {WORDS}", "1 March 2019"),
            DateClaim(DateKind.REVIEWED, "2020-03-01", Origin.GIT, f"commit 1 by {owner}: move {other}; {WORDS}"),
            DateClaim(DateKind.PUBLISHED, "2018-03-01", Origin.PATH, folder, "2018-03"),
        ),
        owners=(
            OwnerClaim(owner, Origin.OWNER_FILE, f"CODEOWNERS:3 /{folder}/"),
            OwnerClaim(OWNERS[(number + 1) % len(OWNERS)], Origin.SENTENCE, f"{WORDS} by {owner}"),
        ),
        states=(StateClaim(State.SUPERSEDED, Origin.SENTENCE, f"{WORDS}, see {other}", other.rpartition("/")[2]),)
        if number % 3 == 2
        else (),
        versions=(
            VersionClaim("2.1", Origin.SENTENCE, WORDS),
            VersionClaim("3.4", Origin.FRONT_MATTER, "version"),
        ),
        marks=(
            Mark(MarkKind.PLACEHOLDER, "a blank to fill in", 3, 9, quote=f'"{WORDS}" in "{file}"'),
            Mark(MarkKind.SECRET, "AWS access key", 3, 9, quote=WORDS, digest="12ab"),
            Mark(MarkKind.GARBLED, "garbled", 3, 9, quote=WORDS, text_sha256="b" * 64),
        ),
        heading=f"{WORDS} {folder}",
    )


def _waivers(names: Names, uris: Sequence[str]) -> tuple[Waiver, ...]:
    until = datetime(2026, 3, 1, tzinfo=UTC)
    return (Waiver("e" * 64, "KB301", uris[0], "a" * 64, f"{WORDS}: {names.folders[0]}/{names.files[0]}", OWNERS[1],
                   "2026-01-01", until, "kbaudit-waivers.yaml:9"),)  # fmt: skip


def rendered(report: Report) -> dict[str, str]:
    """All that can be written of a report, by file."""
    pages = {one.filename: one.render(report) for one in RENDERERS.values() if one.name not in {"rules", "stamps"}}
    pages["stdout"] = render_terminal(report, width=10_000, colour=False)
    return pages | {f"worklists/{name}": text for name, text in render_worklists(report, {}).items()}


def read(page: str) -> str:
    """What a reader, a parser or a browser makes of a page: as it is, unescaped, unpacked and decoded."""
    unpacked = [_unpacked(found[0]) for found in _ISLAND.finditer(page)]
    plain = "\n".join((page, *unpacked))
    return "\n".join((plain, html.unescape(plain), unquote(plain), plain.replace("\\", ""), _unquoted(plain)))


def _unpacked(packed: str) -> str:
    try:
        return zlib.decompress(base64.b64decode(packed)).decode("utf-8")
    except (ValueError, zlib.error):
        return ""


def _unquoted(text: str) -> str:
    """Each text of a JSON file as its parser gives it."""
    said = []
    for found in re.finditer(r'"(?:[^"\\\n]|\\.)*"', text):
        try:
            said.append(json.loads(found[0]))
        except ValueError:
            continue
    return "\n".join(said)

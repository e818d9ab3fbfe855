"""A believable report, made by hand: a small company's handbook with a family, a skipped file and every severity."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from kbaudit.model import (
    NEVER_TS,
    Affected,
    Corpus,
    DateClaim,
    Dated,
    DateKind,
    Difference,
    Document,
    Effect,
    Evidence,
    Family,
    Finding,
    FindingStatus,
    Governance,
    Member,
    Origin,
    Owned,
    OwnerClaim,
    Passage,
    Relation,
    RelationKind,
    Repeated,
    Report,
    Run,
    Severity,
    Skipped,
    SkipReason,
    Status,
    Subject,
    Summary,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

AS_OF = datetime(2026, 11, 21, tzinfo=UTC)

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "closing": "</script></style><!--",
    "quotes": "\"'`&<>{{ 7*7 }}{% raw %}",
    "attribute": '" onmouseover="alert(1)" x="',
    "ansi": "\x1b[31mred\x1b]0;title\x07\x9b2J",
    "markup": "[bold red]x[/] [link=https://evil.example]y[/link] [/]",
    "bidi": "invoice\u202egpj.exe\u2066\u200f",
    "nul": "a\x00b\x08c\x0bd\ufffe\uffff",
    "surrogate": "half \ud83d pair \udc80",
    "lines": "one\ntwo\r\nthree\u2028four\x85five\u2029",
    "long": "x" * 10_000,
    "long_words": "lorem ipsum " * 900,
    "emoji": "👩\u200d👩\u200d👧 🇨🇭 naïve 日本語 \u0301",
    "cdata": "]]> <![CDATA[ <!DOCTYPE x> &amp; &#0;",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-1-1",
    "at": "@SUM(1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "wide": "＝1+1",
    "link": "[here](https://evil.example) {0} [x](1)",
    "percent": "100% %s %00 ../../etc/passwd?a=b#c",
}


OTHER_OWNERS = (OwnerClaim("Jo Brandt <jb@nordwind.example>", Origin.PROPERTIES, "last modified by"),)


def subject(
    path: str,
    title: str,
    *,
    document_set: str = "",
    owner: str = "",
    reviewed: str = "",
    kind: str = "markdown",
    losers: tuple[DateClaim, ...] = (),
) -> Subject:
    """A document of the handbook with what the policy makes of it."""
    owners = (OwnerClaim(owner, Origin.FRONT_MATTER, "owner"),) if owner else ()
    claim = (
        DateClaim(DateKind.REVIEWED, reviewed, Origin.FRONT_MATTER, "last_reviewed_on", reviewed) if reviewed else None
    )
    document = Document(
        uri=f"handbook/{path}",
        source="handbook",
        sha256=f"{sum(map(ord, path)):064x}",
        size=9_000,
        mtime_ns=1_700_000_000_000_000_000,
        learned_at=datetime(2026, 11, 20, tzinfo=UTC),
        kind=kind,
        title=title,
        language="en",
        words=1_200,
        passages=10,
        text_sha256=f"{len(title):064x}",
        confidence=0.98765432,
        owners=owners,
        dates=(claim,) if claim else (),
    )
    effective = Dated(datetime.fromisoformat(reviewed).replace(tzinfo=UTC), claim, losers) if claim else Dated()
    return Subject(
        document,
        Governance(document_set),
        effective=effective,
        owner=Owned(owner, owners[0], losers=OTHER_OWNERS if losers else ()) if owners else Owned(),
    )


def _subjects() -> dict[str, Subject]:
    lost = (
        DateClaim(DateKind.UPDATED, "2025-01-07T09:30:00+00:00", Origin.SENTENCE, "Last updated: 7 January 2025"),
        DateClaim(DateKind.CREATED, "2019-04-01", Origin.PROPERTIES, "created"),
    )
    people, finance, it = "people@nordwind.example", "finance@nordwind.example", "it-service"
    table = (
        ("finance/expense-rules.docx", "Expense rules", "finance", finance, "2026-02-01", "docx"),
        ("finance/price-list-2026.pdf", "Price list 2026", "finance", finance, "2026-01-02", "pdf"),
        ("finance/price-list-2026-copy.pdf", "Price list 2026", "finance", finance, "2026-01-02", "pdf"),
        ("hr/onboarding.md", "Your first week", "hr", people, "2026-05-11", "markdown"),
        ("hr/parental-leave.html", "Parental leave", "hr", people, "2022-03-01", "html"),
        ("hr/travel-policy-2021.md", "Travel policy 2021", "hr", people, "2021-03-01", "markdown"),
        ("hr/travel-policy-2023.md", "Travel policy 2023", "hr", people, "2023-03-01", "markdown"),
        ("hr/travel-policy.md", "Travel policy", "hr", people, "2026-03-01", "markdown"),
        ("it/minutes-2026-06.md", "Minutes of the IT round, June 2026", "it", "", "2026-06-09", "markdown"),
        ("it/notes.txt", "Notes", "", "", "", "text"),
        ("it/vpn.md", "Setting up the VPN", "it", it, "2026-07-01", "markdown"),
        ("it/wifi-guests.md", "Wi-Fi for guests", "it", it, "2024-12-01", "markdown"),
    )
    made = [
        subject(path, title, document_set=group, owner=owner, reviewed=day, kind=kind,
                losers=lost if path == "hr/onboarding.md" else ())
        for path, title, group, owner, day, kind in table
    ]  # fmt: skip
    return {one.uri: one for one in made}


def _finding(code: str, name: str, severity: Severity, effect: Effect, paths: Iterable[str], **more: object) -> Finding:
    uris = tuple(f"handbook/{path}" for path in paths)
    finding = Finding(
        code=code,
        uri=uris[0],
        message=str(more.pop("message")),
        remedy=str(more.pop("remedy")),
        affects=tuple(Affected(uri) for uri in uris),
        severity=severity,
        effect=effect,
        name=name,
        fingerprint=f"{code}-{sum(map(ord, ''.join(uris))):08x}",
    )
    return dataclasses.replace(finding, **more)  # type: ignore[arg-type]  # the keywords are a test author's own


def _findings() -> tuple[Finding, ...]:
    old = ("hr/travel-policy-2021.md", "hr/travel-policy-2023.md")
    return (
        *(
            _finding(
                "KB103", "superseded-version", Severity.ERROR, Effect.EXCLUDE, [path],
                message="A newer version of this document is in force.",
                remedy="Archive it, or mark it superseded by hr/travel-policy.md.",
                evidence=(Evidence("current version", "Travel policy", "handbook/hr/travel-policy.md"),
                          Evidence("ordered by", "the year in the file name")),
            )
            for path in old
        ),
        _finding(
            "KB203", "expired", Severity.ERROR, Effect.EXCLUDE, ["finance/expense-rules.docx"],
            message="Its validity ended on 2026-06-30.", remedy="Renew it or take it out.", status=FindingStatus.WAIVED,
            evidence=(Evidence("valid until", "2026-06-30 (sentence: “valid until 30 June 2026”)"),),
        ),
        _finding(
            "KB502", "unreadable", Severity.ERROR, Effect.EXCLUDE, ["finance/contract-scan.pdf"],
            message="Pages without text (a scan).", remedy="Run text recognition over it.",
        ),
        _finding(
            "KB101", "exact-copy", Severity.WARNING, Effect.EXCLUDE, ["finance/price-list-2026-copy.pdf"],
            message="The same bytes as finance/price-list-2026.pdf.", remedy="Keep one and link to it.",
            evidence=(Evidence("kept", "Price list 2026", "handbook/finance/price-list-2026.pdf"),),
        ),
        _finding(
            "KB201", "stale", Severity.WARNING, Effect.EXCLUDE, ["hr/parental-leave.html"],
            message="Last reviewed on 2022-03-01; documents of hr may be 3 years old.",
            remedy="Review it, then date the review.",
            evidence=(Evidence("effective date", "2022-03-01 (front matter: last_reviewed_on)"),),
            passage=Passage(10, 60, ("Parental leave", "Who can take it"), 2),
        ),
        _finding(
            "KB202", "review-overdue", Severity.WARNING, Effect.DEMOTE, ["it/wifi-guests.md"],
            message="Its review was due on 2026-06-01.", remedy="Review it.", status=FindingStatus.KNOWN,
        ),
        _finding(
            "KB301", "unowned", Severity.NOTE, Effect.NONE, ["it/minutes-2026-06.md", "it/notes.txt"],
            uri="handbook/it/", message="2 documents in this folder name no owner.",
            remedy="Name an owner in the front matter or the policy.",
        ),
    )  # fmt: skip


def _verdicts(subjects: Iterable[str], skipped: Iterable[Skipped], findings: Iterable[Finding]) -> dict[str, Verdict]:
    reasons: dict[str, list[Finding]] = {uri: [] for uri in subjects} | {
        s.uri: [] for s in skipped if s.reason != "unsupported"
    }
    for finding in findings:
        for affected in finding.affects:
            if finding.status != FindingStatus.WAIVED and finding.effect != Effect.NONE:
                reasons[affected.uri].append(finding)
    verdicts = {}
    for uri, held in reasons.items():
        effects = {finding.effect for finding in held}
        status = Status.EXCLUDE if Effect.EXCLUDE in effects else Status.DEMOTE if effects else Status.SERVE
        codes = tuple(sorted({finding.code for finding in held}))
        verdicts[uri] = Verdict(uri, status, codes, status, codes)
    uri = "handbook/it/vpn.md"
    if uri in verdicts:
        verdicts[uri] = dataclasses.replace(verdicts[uri], expires_at=datetime(2029, 7, 1, tzinfo=UTC))
    return verdicts


def assemble(corpus: Corpus, findings: tuple[Finding, ...], *, ignored: int = 3, complete: bool = True) -> Report:
    """A report whose counts follow from its parts."""
    verdicts = _verdicts(corpus.subjects, corpus.skipped, findings)
    statuses = Counter(verdicts[uri].status for uri in corpus.subjects)
    passages = {uri: one.document.passages for uri, one in corpus.subjects.items()}
    summary = Summary(
        found=len(corpus.subjects) + len(corpus.skipped) + ignored,
        documents=len(corpus.subjects),
        skipped=len(corpus.skipped),
        ignored=ignored,
        served=statuses[Status.SERVE],
        demoted=statuses[Status.DEMOTE],
        excluded=statuses[Status.EXCLUDE],
        passages=sum(passages.values()),
        passages_served=sum(number for uri, number in passages.items() if verdicts[uri].status != Status.EXCLUDE),
        by_code=Counter(finding.code for finding in findings),
        by_severity=Counter(str(finding.severity) for finding in findings),
    )
    run = Run("sha256:5d1f0c", AS_OF, "kbaudit 0.1.0", "default", "sha256:aa", "sha256:bb", ("handbook",), complete)
    stamps = tuple(
        {"uri": uri, "kb_status": str(verdict.base_status), "kb_expires_ts": NEVER_TS, "kb_release": "", "passages": []}
        for uri, verdict in sorted(verdicts.items(), reverse=True)
    )
    rules = {"schema": "kbaudit.rules/1", "ruleset": "sha256:cc", "as_of": "2026-11-21T00:00:00Z"}
    return Report(run, summary, corpus, findings, verdicts, rules, stamps)


def _changed(old: str, new: str) -> Difference:
    said = f"A guest pays {{}} for the room and the breakfast, if {old} was agreed."
    return Difference("money", old, new, said.format(old), said.format(new).replace(f"if {old}", f"if {new}"), 10, 12)


def believable() -> Report:
    """The handbook of Nordwind, a freight company, as of 21 November 2026."""
    base = "handbook/hr/travel-policy"
    current = f"{base}.md"
    family = Family(
        "fam-travel",
        (
            Member(f"{base}-2021.md", 0, "2021", superseded_by=(current,)),
            Member(
                f"{base}-2023.md", 1, "2023", superseded_by=(current,), superseded_at=datetime(2026, 3, 1, tzinfo=UTC)
            ),
            Member(current, 2),
        ),
        "the year in the file name",
    )
    prices = Family(
        "fam-prices",
        (
            Member("handbook/finance/price-list-2026.pdf", 0),
            Member("handbook/finance/price-list-2026-copy.pdf", 0, copy_of="handbook/finance/price-list-2026.pdf"),
        ),
        "the same bytes",
    )
    relations = (
        Relation(
            RelationKind.OLDER_VERSION_OF,
            f"{base}-2023.md",
            current,
            0.8912345678,
            0.97,
            0.95,
            "year in the name",
            (_changed("EUR 85", "EUR 110"), _changed("EUR 20", "EUR 25")),
        ),
        Relation(
            RelationKind.CONFLICTS_WITH,
            "handbook/it/wifi-guests.md",
            "handbook/it/vpn.md",
            0.2,
            0.3,
            0.4,
            "handbook/it/vpn.md is newer: 2026-07-01 against 2024-12-01",
            (_changed("30 days", "two weeks"),),
        ),
        Relation(RelationKind.EXACT_COPY, prices.members[1].uri, prices.members[0].uri, 1.0, 1.0, 1.0),
    )
    skipped = (
        Skipped(
            "handbook/finance/contract-scan.pdf", SkipReason.NO_TEXT_LAYER, "3 pages, no text",
            "Run text recognition over it.",
        ),
        Skipped("handbook/logo.png", SkipReason.UNSUPPORTED, "image/png"),
    )  # fmt: skip
    return assemble(Corpus(_subjects(), skipped, relations, (family, prices)), _findings())


def with_hostile(text: str) -> Report:
    """The believable report with this text everywhere that a document or path can put one."""
    report = believable()
    path = text.replace("/", "_")
    uri, old = f"handbook/hr/{path}", "handbook/hr/onboarding.md"
    subjects = dict(report.corpus.subjects)
    plain = subjects.pop(old)
    claim = DateClaim(DateKind.UPDATED, "2025-01-07", Origin.SENTENCE, text, text)
    subjects[uri] = dataclasses.replace(
        plain,
        document=dataclasses.replace(plain.document, uri=uri, title=text),
        governance=Governance(text),
        owner=Owned(text, OwnerClaim(text, Origin.SENTENCE, text)),
        effective=Dated(datetime(2025, 1, 7, tzinfo=UTC), claim, (claim,)),
    )
    finding = Finding(
        "KB206", uri, text, text, (Affected(uri),), (Evidence(text, text, uri), Evidence("x", text)),
        Passage(0, 5, (text, text)), severity=Severity.ERROR, effect=Effect.EXCLUDE, name="self-declared-obsolete",
        fingerprint="KB206-x",
    )  # fmt: skip
    family = Family(text, (Member(uri, 0, text), Member("handbook/it/vpn.md", 1, text, barred=text)), text)
    relation = Relation(RelationKind.NEAR_DUPLICATE, uri, "handbook/it/vpn.md", 0.9, 0.9, 0.9, text)
    difference = Difference(text, text, "30 days", f"{text} is due", "30 days is due", 0, 0)
    conflict = Relation(RelationKind.CONFLICTS_WITH, uri, "handbook/it/vpn.md", 0.9, 0.9, 0.9, text, (difference,))
    contradicts = Finding(
        "KB104", uri, text, text, (Affected(uri),), (Evidence(text, text, "handbook/it/vpn.md"),),
        severity=Severity.ERROR, effect=Effect.DEMOTE, name="conflicting-values", fingerprint="KB104-x",
    )  # fmt: skip
    corpus = Corpus(
        dict(sorted(subjects.items())),
        (*report.corpus.skipped, Skipped(f"{uri}.bin", SkipReason.UNSUPPORTED, text, text)),
        (*report.corpus.relations, relation, conflict),
        (*report.corpus.families, family),
        repeated=(Repeated(text, 40, (uri, "handbook/it/vpn.md")),),
    )
    made = assemble(corpus, (contradicts, finding, *report.findings))
    run = dataclasses.replace(made.run, sources=(path,), policy_name=text)
    return dataclasses.replace(made, run=run)


@pytest.fixture
def report() -> Report:
    """The believable report."""
    return believable()


@pytest.fixture
def rebuild() -> Callable[..., Report]:
    """Makes a report of a corpus and findings, its counts following from them."""
    return assemble


@pytest.fixture
def harmless_report() -> Report:
    """The report that a hostile one has to look like: the same places filled with plain words."""
    return with_hostile("plain words")


@pytest.fixture(params=sorted(HOSTILE))
def hostile(request: pytest.FixtureRequest) -> str:
    """A text that was made to break a report."""
    return HOSTILE[request.param]


@pytest.fixture
def hostile_report(hostile: str) -> Report:
    """A report that carries the hostile text everywhere."""
    return with_hostile(hostile)

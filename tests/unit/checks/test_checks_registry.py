"""Every check is whole: a page, defaults, flagged and clean cases. The cases themselves are below, a line each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kbaudit.checks import CHECKS
from kbaudit.checks.pages import page
from kbaudit.model import (
    UNREADABLE,
    Attestation,
    BrokenLink,
    Corpus,
    DateClaim,
    Dated,
    DateKind,
    Difference,
    Effect,
    Field,
    Mark,
    MarkKind,
    Member,
    Origin,
    Owned,
    Period,
    Relation,
    RelationKind,
    Severity,
    SkipReason,
    VersionClaim,
    Waiver,
    WaiverUse,
)

SECTIONS = ["What it does", "Why it harms retrieval", "Example", "Remedy", "Options"]
ALWAYS = datetime(1, 1, 1, tzinfo=UTC)


def on(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def doc(**said: Any) -> dict[str, Any]:
    """One document and nothing else."""
    return {"subjects": [said]}


def asks(**demands: Any) -> dict[str, Any]:
    return {"asks": demands}


def version(value: str) -> VersionClaim:
    return VersionClaim(value, Origin.FRONT_MATTER, "version")


def marked(kind: MarkKind) -> Mark:
    return Mark(kind, "IBAN", 3, 9, quote="Pay", digest="1a2b")


def claim(kind: str, day: str) -> DateClaim:
    return DateClaim(DateKind(kind), day, Origin.FRONT_MATTER, f"{kind}_on", day)


DOUBTFUL = DateClaim(DateKind.UPDATED, "2024-04-03", Origin.SENTENCE, "Updated 03/04/2024", "03/04/2024", "2024-03-04")
NOTED = DateClaim(DateKind.UPDATED, "2023-06-01", Origin.SENTENCE, "Last updated 1 June 2023", "1 June 2023")
COMMITTED = DateClaim(DateKind.UPDATED, "2024-01-05T10:00:00+00:00", Origin.GIT, "commit 1a2b by Ann: More leave")


def contradicted(by: DateClaim) -> Dated:
    """Updated on 1 March 2021 by the front matter, and at another time by somebody else."""
    return Dated(on("2021-03-01"), claim("updated", "2021-03-01"), (by,))


def broken_links(*broken: BrokenLink) -> dict[str, Any]:
    """One document with these."""
    return {"subjects": [{"uri": A}], "also": {"broken_links": {A: broken}}}


def faulty(kind: MarkKind, end: int = 20, text_sha256: str = "") -> Mark:
    return Mark(kind, "what is wrong", 10, end, quote="As shown", text_sha256=text_sha256)


YEAR = asks(max_age=Period(months=12))
MUST = asks(review_required=True)
A, B, C = "kb/a.md", "kb/b.md", "kb/c.md"


def related(kind: RelationKind, *subjects: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Two documents and one relation between them."""
    given = {one["uri"]: one for one in subjects}
    relation = Relation(kind, A, B, 0.5, 0.6, 0.9, "told so", **said)
    return {"subjects": [given.get(uri, {"uri": uri}) for uri in (A, B)], "also": {"relations": (relation,)}}


def conflict(*subjects: dict[str, Any]) -> dict[str, Any]:
    """Two documents of which one says 14 days and the other 30."""
    said = Difference("duration", "14 days", "30 days", "Within 14 days.", "Within 30 days.", 0, 0)
    return related(RelationKind.CONFLICTS_WITH, *subjects, differences=(said,))


def copied(content: dict[str, Any]) -> dict[str, Any]:
    """The same with a copy of the first document."""
    relations = (*content["also"]["relations"], Relation(RelationKind.EXACT_COPY, C, A, 1.0, 1.0, 1.0))
    return {"subjects": [*content["subjects"], {"uri": C}], "also": {"relations": relations}}


def labelled(a: str, b: str) -> dict[str, Any]:
    """Two documents under classification labels."""
    fields = [(Field("classification", (label,), Origin.FRONT_MATTER),) for label in (a, b)]
    return {"subjects": [{"uri": uri, "has": {"fields": said}} for uri, said in zip((A, B), fields, strict=True)]}


WAIVER = Waiver(
    "f" * 64, "KB201", A, "0" * 64, "still right", "ann", "2026-01-01", on("2027-01-01"), "kbaudit-waivers.yaml:3"
)
ATTESTATION = Attestation(A, "0" * 64, "ann", "2026-01-01", "2026-12-31", where="kbaudit-waivers.yaml:9")


def waived(entry: Waiver | Attestation, state: str) -> dict[str, Any]:
    """One document and what became of an entry of the waiver file."""
    return {"subjects": [{"uri": A}], "also": {"waivers": (WaiverUse(entry, state, "so it is"),)}}


def classified(a: str, b: str, *vocabulary: str) -> dict[str, Any]:
    """Two documents in sets under classification labels."""
    asked = [{"classification": label, "classifications": vocabulary} for label in (a, b)]
    return {"subjects": [{"uri": uri, "asks": said} for uri, said in zip((A, B), asked, strict=True)]}


def of_one_text(content: dict[str, Any], kind: RelationKind) -> dict[str, Any]:
    return {**content, "also": {"relations": (Relation(kind, A, B, 0.5, 0.6, 0.9),)}}


# code: (affected documents and since when; nothing for a clean case; the corpus)
CASES: dict[str, list[tuple[dict[str, datetime], dict[str, Any]]]] = {
    "KB101": [
        ({B: ALWAYS}, {"members": [Member(A, 1), Member(B, 1, copy_of=A)]}),
        ({A: ALWAYS}, {"members": [Member(A, 1, barred="archived"), Member(B, 1, copy_of=A)]}),
        ({B: ALWAYS, C: ALWAYS}, {"members": [Member(A, 1), Member(B, 1, copy_of=A), Member(C, 1, copy_of=A)]}),
        ({}, {"members": [Member(A, 1), Member(B, 2)]}),
    ],
    "KB102": [
        ({A: ALWAYS}, {"near": (A, B)}),
        ({A: ALWAYS}, {"near": (A, B), "members": [Member(A, 1), Member(C, 2)]}),
        ({}, {"near": (A, B), "members": [Member(A, 1), Member(B, 2)]}),
    ],
    "KB103": [
        ({A: ALWAYS}, {"members": [Member(A, 1, superseded_by=(B,)), Member(B, 2)]}),
        (
            {A: on("2027-01-01")},
            {"members": [Member(A, 1, superseded_by=(B,), superseded_at=on("2027-01-01")), Member(B, 2)]},
        ),
        ({}, {"members": [Member(A, 1), Member(B, 2, barred="draft")]}),
    ],
    "KB104": [
        ({A: ALWAYS, B: ALWAYS}, conflict()),
        ({A: ALWAYS, B: ALWAYS, C: ALWAYS}, copied(conflict())),
        ({A: on("2027-01-01"), B: on("2027-01-01")}, conflict({"uri": B, "begins": "2027-01-01"})),
        ({A: on("0001-01-01")}, conflict({"uri": A, "valid_until": "2026-12-31"})),
        ({}, conflict({"uri": A, "valid_until": "2026-12-31"}, {"uri": B, "begins": "2027-02-01"})),
        ({}, {"near": (A, B)}),
    ],
    "KB105": [
        ({A: ALWAYS}, related(RelationKind.PART_OF)),
        ({}, {"near": (A, B)}),
    ],
    "KB106": [
        ({A: ALWAYS, B: ALWAYS}, {"members": [Member(A, 1), Member(B, 1)], "ordered": False}),
        ({A: ALWAYS, B: ALWAYS}, {"members": [Member(A, 1, superseded_by=(B,)), Member(B, 2, barred="obsolete")]}),
        (
            {A: on("2027-01-01"), B: on("2027-01-01")},
            {"members": [Member(A, 1, superseded_by=(B,)), Member(B, 2, expires=on("2027-01-01"))]},
        ),
        ({}, {"members": [Member(A, 1, barred="obsolete")]}),  # alone in a live release
        ({}, {"members": [Member(A, 1), Member(B, 2, barred="draft")]}),
        (
            {},
            {
                "members": [
                    Member(A, 1, expires=on("2027-01-01"), superseded_by=(B,), superseded_at=on("2027-02-01")),
                    Member(B, 2, takes_effect=on("2027-02-01")),
                ]
            },
        ),
    ],
    "KB201": [
        ({"kb/hr/a.md": on("2020-03-04")}, doc(reviewed="2019-03-04", **YEAR)),
        ({"kb/hr/a.md": on("2025-02-28")}, doc(updated="2024-02-29", **YEAR)),
        ({"kb/hr/a.md": on("2020-03-04")}, doc(file_time="2019-03-04", **YEAR)),
        ({"kb/hr/a.md": on("2026-03-04")}, doc(updated="2025-03-04", file_time="2019-03-04", **YEAR)),
        ({}, doc(reviewed="1999-03-04")),
        ({}, doc(reviewed="1999-03-04", **asks(max_age=Period(months=12), evergreen=True))),
        ({}, doc(**YEAR)),
    ],
    "KB202": [
        ({"kb/hr/a.md": on("2024-03-04")}, doc(review_due="2024-03-03")),
        ({"kb/hr/a.md": on("2024-03-04")}, doc(review_due="2024-03-03", reviewed="2022-01-01", **MUST)),
        ({"kb/hr/a.md": ALWAYS}, doc(updated="2022-01-01", **MUST)),
        ({"kb/hr/a.md": ALWAYS}, doc(review_claims=["2031-01-01"], **MUST)),
        ({}, doc(updated="2022-01-01", review_due="2024-03-03", **asks(review_required=True, evergreen=True))),
        ({"kb/hr/a.md": on("2024-03-04")}, doc(review_due="2024-03-03", **asks(grace=Period(days=30)))),
        ({}, doc(reviewed="2022-01-01", **MUST)),
        ({}, doc(reviewed="2026-01-02", **MUST)),  # learned on 1 January in UTC, on the 2nd where the policy is
        ({}, doc(updated="2022-01-01")),
    ],
    "KB203": [
        ({"kb/hr/a.md": on("2024-01-01")}, doc(valid_until="2023-12-31")),
        ({}, doc(reviewed="2001-01-01")),
    ],
    "KB204": [
        ({"kb/hr/a.md": ALWAYS}, doc()),
        ({"kb/hr/a.md": ALWAYS}, doc(file_time="2025-01-01")),
        ({}, doc(published="2001-01-01")),
        ({}, doc(**asks(evergreen=True))),
    ],
    "KB205": [
        ({"kb/hr/a.md": ALWAYS}, doc(judged={"ahead": (claim("reviewed", "2062-01-01"),)})),
        ({"kb/hr/a.md": ALWAYS}, doc(judged={"ahead": tuple(claim(k, "2062-01-01") for k in ("created", "updated"))})),
        ({}, doc(reviewed="2025-01-01", review_due="2062-01-01", valid_until="2062-01-01")),
        ({}, doc()),
    ],
    "KB206": [
        ({"kb/hr/a.md": ALWAYS}, doc(states=["obsolete"])),
        ({"kb/hr/a.md": ALWAYS}, doc(states=["draft", "superseded", "archived"])),
        ({"kb/hr/a.md": ALWAYS}, doc(states=["deprecated"])),
        ({}, doc(states=["draft"])),
        ({}, doc()),
    ],
    "KB207": [
        ({"kb/hr/a.md": ALWAYS}, doc(states=["draft"])),
        ({}, doc(states=["obsolete"])),
        ({}, doc()),
    ],
    "KB208": [
        ({"kb/hr/a.md": ALWAYS}, doc(judged={"doubtful": (DOUBTFUL,)})),
        ({"kb/hr/a.md": ALWAYS}, doc(judged={"unread": (Field("reviewed", ("2020-13-45",), Origin.FRONT_MATTER),)})),
        ({"kb/hr/a.md": ALWAYS}, doc(**asks(disagreement=Period(12)), judged={"effective": contradicted(NOTED)})),
        ({"kb/hr/a.md": ALWAYS}, doc(**asks(disagreement=Period(12)), judged={"effective": contradicted(COMMITTED)})),
        ({}, doc(**asks(disagreement=Period(60)), judged={"effective": contradicted(NOTED)})),
        ({}, doc(judged={"effective": contradicted(NOTED)})),
        ({}, doc(**asks(disagreement=Period(12)))),
    ],
    "KB301": [
        ({"kb/hr/a.md": ALWAYS}, doc(owner="")),
        ({}, doc(owner="ann@example.org")),
    ],
    "KB302": [
        ({"kb/hr/a.md": ALWAYS}, doc(judged={"owner": Owned("bob", standing="left", backup="ann")})),
        ({"kb/hr/a.md": ALWAYS}, doc(judged={"owner": Owned("eve", standing="unknown")})),
        ({}, doc(judged={"owner": Owned("ann", standing="active")})),
        ({}, doc()),
    ],
    "KB303": [
        ({"kb/hr/a.md": ALWAYS}, doc(**asks(ungoverned=True))),
        ({}, doc()),
    ],
    "KB304": [
        ({"kb/hr/a.md": ALWAYS}, doc(judged={"missing": ("owner", "audience")})),
        ({"kb/hr/a.md": ALWAYS}, doc(problems=[("front_matter", "line 3: a tab")])),
        ({"kb/hr/a.md": ALWAYS}, doc(problems=[("front_matter", "line 3: a tab")], judged={"missing": ("owner",)})),
        ({"kb/hr/a.md": ALWAYS}, doc(judged={"unfit": (("version", '"two" doesn\'t match [0-9]+'),)})),
        ({}, doc(problems=[("encoding", "decoded as cp1252")])),
        ({}, doc()),
    ],
    "KB401": [
        ({"kb/hr/a.md": ALWAYS}, doc(problems=[("file_type", "named as plain text, but it is HTML")])),
        ({}, doc(problems=[("encoding", "decoded as cp1252")])),
        ({}, doc()),
    ],
    "KB402": [
        (
            {"kb/remote-work-policy.md": ALWAYS},
            doc(uri="kb/remote-work-policy.md", has={"title": "Expense policy", "heading": "Expense policy"}),
        ),
        ({}, doc(uri="kb/remote-work-policy.md", has={"title": "Remote working", "heading": "Remote working"})),
        ({}, doc()),
    ],
    "KB403": [
        ({"kb/hr/a.md": ALWAYS}, doc(has={"language": "de"}, **asks(languages=("en", "fr")))),
        ({}, doc(has={"language": "fr"}, **asks(languages=("en", "fr")))),
        ({}, doc(has={"language": "de"})),
    ],
    "KB404": [
        ({"kb/travel_v3.docx": ALWAYS}, doc(uri="kb/travel_v3.docx", has={"versions": (version("2.1"),)})),
        ({"kb/hr/a.md": ALWAYS}, doc(has={"versions": (version("1.0"), version("2.1"))})),
        ({}, doc(uri="kb/travel_v3.docx", has={"versions": (version("3.0"),)})),
        ({}, doc(has={"versions": (version("2.1"),)})),
    ],
    "KB405": [
        ({A: ALWAYS}, {**labelled("public", "confidential"), "near": (A, B)}),
        ({B: ALWAYS}, {**labelled("strictly confidential", "internal"), "near": (A, B)}),
        ({}, {**labelled("internal", "Internal"), "near": (A, B)}),
        ({}, {**labelled("public", "amber"), "near": (A, B)}),
        ({}, labelled("public", "confidential")),
        ({A: ALWAYS}, {**classified("public", "secret"), "near": (A, B)}),
        ({}, {**classified("public", ""), "near": (A, B)}),
        ({B: ALWAYS}, of_one_text(classified("secret", "public"), RelationKind.PART_OF)),
        ({}, of_one_text(classified("public", "secret"), RelationKind.PART_OF)),
        ({A: ALWAYS}, {**classified("TLP:GREEN", "TLP:RED", "TLP:GREEN", "TLP:RED"), "near": (A, B)}),
        ({}, {**classified("TLP:GREEN", "secret", "TLP:GREEN", "TLP:RED"), "near": (A, B)}),
    ],
    "KB501": [
        ({"kb/hr/a.md": ALWAYS}, doc(words=0, size=0)),
        ({"kb/hr/a.md": ALWAYS}, doc(words=0)),
        ({}, doc(words=1)),
    ],
    "KB502": [
        *(({"kb/hr/scan.pdf": ALWAYS}, {"skipped": reason}) for reason in sorted(UNREADABLE)),
        *(({}, {"skipped": reason}) for reason in sorted(set(SkipReason) - UNREADABLE - {SkipReason.IMAGE})),
        ({"kb/hr/scan.pdf": ALWAYS}, {"skipped": SkipReason.IMAGE}),
        ({}, {"skipped": SkipReason.IMAGE, "also": {"shown": frozenset({"kb/hr/scan.pdf"})}}),
        ({}, doc(words=0)),
    ],
    "KB503": [
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (faulty(MarkKind.GARBLED, text_sha256="2" * 64),)})),
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (faulty(MarkKind.GARBLED),)})),
        ({"kb/hr/a.md": ALWAYS}, doc(confidence=0.79, has={"reasons": ("only 2 words a page",)})),
        ({}, doc(confidence=0.8, has={"reasons": ("encoding: decoded as cp1252",)})),
        ({}, doc(confidence=0.0, has={"reasons": ("no text",)})),
        ({}, doc(has={"marks": (faulty(MarkKind.PLACEHOLDER),)})),
    ],
    "KB504": [
        ({"kb/hr/a.md": ALWAYS}, doc(words=19)),
        ({"kb/hr/a.md": ALWAYS}, doc(words=1)),
        ({"kb/hr/a.md": ALWAYS}, doc(words=99, asks={"min_words": 100})),
        ({}, doc(words=20)),
        ({}, doc(words=0)),
        ({}, doc(words=3, has={"kind": "csv"})),
        ({}, doc(words=3, states=["superseded"])),
        ({}, doc(uri="kb/hr/_index.md", words=3)),
        ({}, doc(words=3, has={"fields": (Field("redirect_to", ("b.md",), Origin.FRONT_MATTER),)})),
    ],
    "KB505": [
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (faulty(MarkKind.PLACEHOLDER), faulty(MarkKind.PLACEHOLDER))})),
        ({}, doc(has={"marks": (faulty(MarkKind.GARBLED),)})),
    ],
    "KB506": [
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (faulty(MarkKind.DANGLING),)})),
        ({}, doc()),
    ],
    "KB507": [
        ({A: ALWAYS}, broken_links(BrokenLink("b.md", 3, "nothing is there"))),
        ({A: ALWAYS}, broken_links(*[BrokenLink("#b", 3, "no heading")] * 12)),
        ({}, broken_links()),
        ({}, doc()),
    ],
    "KB508": [
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (faulty(MarkKind.UNSTRUCTURED, end=6011),)})),
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (faulty(MarkKind.UNSTRUCTURED),)}, asks={"passage_limit": 9})),
        ({}, doc(has={"marks": (faulty(MarkKind.UNSTRUCTURED, end=6010),)})),
    ],
    "KB601": [
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (marked(MarkKind.SECRET),)})),
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (marked(MarkKind.SECRET), marked(MarkKind.PERSONAL))})),
        ({}, doc(has={"marks": (marked(MarkKind.PERSONAL), marked(MarkKind.INSTRUCTION))})),
    ],
    "KB602": [
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (marked(MarkKind.PERSONAL),)})),
        ({}, doc(has={"marks": (marked(MarkKind.SECRET),)})),
    ],
    "KB603": [
        ({"kb/hr/a.md": ALWAYS}, doc(has={"marks": (marked(MarkKind.INSTRUCTION),)})),
        ({}, doc(has={"marks": (marked(MarkKind.SECRET),)})),
    ],
    "KB901": [
        ({A: on("2027-01-01")}, waived(WAIVER, "used")),
        ({}, waived(WAIVER, "voided")),
        ({}, waived(ATTESTATION, "used")),
        ({}, doc()),
    ],
    "KB902": [
        ({A: ALWAYS}, waived(WAIVER, "voided")),
        ({A: ALWAYS}, waived(ATTESTATION, "unused")),
        ({"kbaudit-waivers.yaml": ALWAYS}, waived(replace(WAIVER, uri="kb/gone.md"), "unused")),
        ({}, waived(WAIVER, "used")),
        ({}, doc()),
    ],
    "KB903": [
        ({"kb/hr/a.md": ALWAYS}, doc(problems=[("limit", "5,000 of 9,000 pages read")])),
        ({"kb/hr/a.md": ALWAYS}, doc(problems=[("partial", "2 of 9 pages can't be read"), ("limit", "x")])),
        ({}, {"skipped": SkipReason.TOO_LARGE}),
        ({}, doc(problems=[("encoding", "decoded as cp1252")])),
    ],
}

EACH = [(check, *case) for check in CHECKS for case in CASES.get(check.code, [])]


@pytest.mark.parametrize(("check", "flagged", "content"), EACH, ids=lambda value: getattr(value, "code", ""))
def test_case(check: Any, flagged: dict[str, datetime], content: dict[str, Any], corpus: Callable[..., Corpus]) -> None:
    found = list(check.find(corpus(**content)))
    assert {a.uri: a.since or ALWAYS for finding in found for a in finding.affects} == flagged
    assert len(found) == bool(flagged)
    for finding in found:
        assert finding.code == check.code
        assert finding.uri == finding.affects[0].uri
        assert finding.message.endswith(".")
        assert finding.remedy.endswith(".")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_check_is_whole(check: Any, project: Path) -> None:
    cases = CASES.get(check.code, [])
    assert any(flagged for flagged, _ in cases), "no flagged case"
    assert any(not flagged for flagged, _ in cases), "no clean case"
    assert check.severity in Severity
    assert check.effect in Effect
    assert check.summary.endswith(".")
    assert check.of_many
    text = page(check.code)
    assert text == (project / "docs" / "checks" / f"{check.code}.md").read_text("utf-8")
    assert text.startswith(f"# {check.code} {check.name}\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert all(body.strip() for body in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:])
    example = text.partition("## Example\n")[2].partition("\n\n##")[0].strip("\n")
    assert all(line.startswith("    ") for line in example.splitlines()), "an example is a code block"
    options = text.partition("## Options")[2]
    assert f"default `{check.severity.value}`" in options
    assert f"default `{check.effect.value}`" in options
    assert f"default `{str(check.roll_up).lower()}`" in options


def test_codes_are_sorted_and_unique() -> None:
    codes = [check.code for check in CHECKS]
    assert codes == sorted(set(codes))
    assert set(CASES) == set(codes)
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_one_module_a_check(project: Path) -> None:
    modules = sorted((project / "kbaudit" / "checks").glob("kb*.py"))
    assert [type(check).__module__.rpartition(".")[2] for check in CHECKS] == [file.stem for file in modules]
    assert [check.code.lower() for check in CHECKS] == [file.stem[:5] for file in modules]


def test_table_of_all_checks(project: Path) -> None:
    rows = re.findall(
        r"^\| \[(KB\d{3})\]\((KB\d{3})\.md\) \| (.+) \|$", (project / "docs/checks/README.md").read_text(), re.MULTILINE
    )
    expected = [
        (c.code, c.code, f"{c.name} | {c.summary} | {c.severity.value}{', by folder' * c.roll_up} | {c.effect.value}")
        for c in CHECKS
    ]
    assert rows == expected


def test_no_page_without_a_check(project: Path) -> None:
    pages = sorted(file.stem for file in (project / "docs" / "checks").glob("KB*.md"))
    of_indexes = [f"KB70{n}" for n in range(1, 6)]  # found by `kbaudit index check`
    assert pages == sorted([*(check.code for check in CHECKS), *of_indexes])

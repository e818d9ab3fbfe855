from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from kbaudit.model import Difference, SkipReason
from kbaudit.reports import RENDERERS

if TYPE_CHECKING:
    from pathlib import Path

    from kbaudit.model import Report


def validator(project: Path, name: str) -> Draft202012Validator:
    schema = json.loads((project / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def lines(report: Report, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in RENDERERS[name].render(report).splitlines()]


def by_uri(report: Report) -> dict[str, dict[str, object]]:
    return {str(line["uri"]): line for line in lines(report, "documents")}


def test_findings_fit_their_schema(report: Report, project: Path) -> None:
    page = json.loads(RENDERERS["json"].render(report))
    validator(project, "findings").validate(page)
    assert page["schema"] == "kbaudit.findings/1"
    assert page["run"]["as_of"] == "2026-11-21T00:00:00Z"
    assert page["summary"]["by_severity"] == {"error": 4, "warning": 3, "note": 1}
    assert [finding["code"] for finding in page["findings"]] == [finding.code for finding in report.findings]


def test_a_finding_has_every_field_in_a_fixed_order(report: Report) -> None:
    findings = json.loads(RENDERERS["json"].render(report))["findings"]
    stale = next(finding for finding in findings if finding["code"] == "KB201")
    assert list(stale) == [
        "code", "name", "severity", "effect", "uri", "passage", "message", "evidence", "affects", "remedy",
        "fingerprint", "status",
    ]  # fmt: skip
    assert stale["passage"] == {"start": 10, "end": 60, "heading": ["Parental leave", "Who can take it"], "page": 2}
    assert "passage" not in findings[0]
    assert findings[0]["evidence"][0] == {
        "label": "current version", "value": "Travel policy", "uri": "handbook/hr/travel-policy.md",
    }  # fmt: skip
    assert findings[0]["evidence"][1] == {"label": "ordered by", "value": "the year in the file name"}
    rolled_up = next(finding for finding in findings if finding["code"] == "KB301")
    assert rolled_up["uri"] == "handbook/it/"
    assert rolled_up["affects"] == ["handbook/it/minutes-2026-06.md", "handbook/it/notes.txt"]


def test_documents_fit_their_schema_and_all_are_there(report: Report, project: Path) -> None:
    check = validator(project, "documents")
    made = lines(report, "documents")
    for line in made:
        check.validate(line)
    expected = [*report.corpus.subjects, *(skipped.uri for skipped in report.corpus.skipped)]
    assert [line["uri"] for line in made] == sorted(expected)
    assert all(value is not None for line in made for value in line.values())


def test_a_document_says_which_claim_won_and_which_lost(report: Report) -> None:
    line = by_uri(report)["handbook/hr/onboarding.md"]
    assert line["owner"] == {
        "value": "people@nordwind.example",
        "from": "front matter: owner",
        "losers": [{"value": "Jo Brandt <jb@nordwind.example>", "from": "document properties: last modified by"}],
    }
    assert line["effective"] == {
        "at": "2026-05-11T00:00:00Z",
        "from": "front matter: last_reviewed_on",
        "losers": [
            {"kind": "updated", "value": "2025-01-07T09:30:00Z", "from": "sentence: Last updated: 7 January 2025"},
            {"kind": "created", "value": "2019-04-01", "from": "document properties: created"},
        ],
    }
    assert (line["confidence"], line["status"], line["document_set"]) == (0.987654, "serve", "hr")
    unknown = by_uri(report)["handbook/it/notes.txt"]
    assert unknown["owner"] == {"value": "", "from": ""}
    assert unknown["effective"] == {"at": "", "from": ""}
    assert by_uri(report)["handbook/it/vpn.md"]["expires_at"] == "2029-07-01T00:00:00Z"


def test_a_document_knows_its_family(report: Report) -> None:
    made = by_uri(report)
    current = "handbook/hr/travel-policy.md"
    old = made["handbook/hr/travel-policy-2021.md"]
    assert (old["family"], old["current"], old["superseded_by"]) == ("fam-travel", current, [current])
    assert (made[current]["current"], made[current]["superseded_by"]) == (current, [])
    alone = made["handbook/it/vpn.md"]
    assert (alone["family"], alone["current"]) == ("", "handbook/it/vpn.md")


def test_a_family_that_nothing_orders_has_no_current_member(report: Report, project: Path) -> None:
    families = tuple(dataclasses.replace(family, ordered=False) for family in report.corpus.families)
    undecided = dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, families=families))
    line = by_uri(undecided)["handbook/hr/travel-policy.md"]
    assert line["current"] is None
    validator(project, "documents").validate(line)


def test_supersession_counts_from_its_day(report: Report) -> None:
    run = dataclasses.replace(report.run, as_of=report.run.as_of.replace(year=2025))
    made = by_uri(dataclasses.replace(report, run=run))
    assert made["handbook/hr/travel-policy-2023.md"]["superseded_by"] == []
    assert made["handbook/hr/travel-policy-2021.md"]["superseded_by"] == ["handbook/hr/travel-policy.md"]


def test_a_skipped_file_has_a_line_with_reason_and_remedy(report: Report) -> None:
    line = by_uri(report)["handbook/finance/contract-scan.pdf"]
    assert line["skipped"] == {
        "reason": "no_text_layer", "detail": "3 pages, no text", "remedy": "Run text recognition over it.",
    }  # fmt: skip
    assert (line["status"], line["reasons"], line["sha256"]) == ("exclude", ["KB502"], "")
    assert "skipped" not in by_uri(report)["handbook/it/vpn.md"]


def test_the_schema_knows_every_skip_reason(project: Path) -> None:
    schema = validator(project, "documents").schema
    assert isinstance(schema, dict)
    assert schema["properties"]["skipped"]["properties"]["reason"]["enum"] == [str(reason) for reason in SkipReason]


def test_relations_fit_their_schema_and_are_sorted(report: Report, project: Path) -> None:
    made = lines(report, "relations")
    check = validator(project, "relations")
    for line in made:
        check.validate(line)
    assert [line["kind"] for line in made] == ["conflicts_with", "exact_copy", "older_version_of"]
    assert made[2]["jaccard"] == 0.891235
    assert made[2]["evidence"] == "year in the name"
    assert "evidence" not in made[1]
    assert "differences" not in made[1]
    assert [one["value_b"] for one in made[2]["differences"]] == ["EUR 110", "EUR 25"]  # type: ignore[attr-defined]  # plain JSON
    assert made[0]["differences"] == [
        {
            "kind": "money", "value_a": "30 days", "value_b": "two weeks",
            "sentence_a": "A guest pays 30 days for the room and the breakfast, if 30 days was agreed.",
            "sentence_b": "A guest pays two weeks for the room and the breakfast, if two weeks was agreed.",
        }
    ]  # fmt: skip


def test_differences_are_bounded(report: Report, project: Path) -> None:
    value = "99 EUR"
    long = f"{'word ' * 3_000}{value}{' word' * 3_000}"
    many = (Difference("money", value, "9" * 5_000, long, long, 0, 0),) * 50
    relations = (dataclasses.replace(report.corpus.relations[0], differences=many),)
    corpus = dataclasses.replace(report.corpus, relations=relations)
    (line,) = lines(dataclasses.replace(report, corpus=corpus), "relations")
    validator(project, "relations").validate(line)
    said = line["differences"]
    assert isinstance(said, list)
    assert len(said) == 20
    assert value in said[0]["sentence_a"]
    assert len(said[0]["value_b"]) == 200


def test_rules_and_stamps_are_written_as_they_are(report: Report) -> None:
    assert json.loads(RENDERERS["rules"].render(report)) == report.rules
    made = lines(report, "stamps")
    assert made == sorted(report.stamps, key=lambda stamp: str(stamp["uri"]))
    assert [line["uri"] for line in made] == sorted(str(line["uri"]) for line in made)


@pytest.mark.parametrize("name", ["json", "documents", "relations", "stamps"])
def test_hostile_text_stays_text(hostile_report: Report, hostile: str, project: Path, name: str) -> None:
    text = RENDERERS[name].render(hostile_report)
    text.encode("utf-8")
    assert all(ch.isprintable() or ch == "\n" for ch in text if ord(ch) < 0xE000)
    values = [json.loads(text)] if name == "json" else lines(hostile_report, name)
    if name != "stamps":
        check = validator(project, {"json": "findings"}.get(name, name))
        for value in values:
            check.validate(value)
    if name == "json" and not any("\ud800" <= ch <= "\udfff" for ch in hostile):
        assert values[0]["findings"][0]["message"] == hostile


@pytest.mark.parametrize("name", list(RENDERERS))
def test_the_same_report_gives_the_same_text(report: Report, name: str) -> None:
    renderer = RENDERERS[name]
    assert renderer.name == name
    text = renderer.render(report)
    assert text == renderer.render(report)
    assert text.endswith("\n")
    assert "\r" not in text


def test_the_docs_name_every_field_and_file(project: Path) -> None:
    page = (project / "docs" / "reports.md").read_text(encoding="utf-8")

    def fields(schema: dict[str, object]) -> set[str]:
        found = set(schema.get("properties", {}))  # type: ignore[call-overload]  # a schema is plain JSON
        parts = [*schema.values()]
        for part in parts:
            if isinstance(part, dict):
                found |= fields(part)
        return found

    for name in ("findings", "documents", "relations"):
        schema = json.loads((project / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
        missing = {field for field in fields(schema) if f"`{field}`" not in page}
        assert not missing, f"docs/reports.md doesn't name {sorted(missing)} of {name}"
    assert all(f"`{renderer.filename}`" in page and f"`{name}`" in page for name, renderer in RENDERERS.items())

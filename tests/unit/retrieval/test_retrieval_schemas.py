"""The rules and stamps that are made are what docs/schemas says, and the schemas refuse what isn't."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kbaudit.model import (
    NEVER_TS,
    Corpus,
    DateClaim,
    Dated,
    DateKind,
    Document,
    ExcludedPassage,
    Family,
    Governance,
    Member,
    Origin,
    Owned,
    Skipped,
    SkipReason,
    Status,
    Subject,
    Verdict,
)
from kbaudit.retrieval.resolve import resolve
from kbaudit.retrieval.rules import Match, Recency, RuleSettings, build_rules, digest
from kbaudit.retrieval.stamp import stamp, stamp_all

AS_OF = datetime(2026, 1, 1, 12, tzinfo=UTC)
FULL = RuleSettings(
    "serve", Match("path", "/data/", "kb/", "text"), 0.3, "2.1", (Recency("hr", 180, 0.5),), 0.1, None, "both", 0.2
)


def validator(project: Path, name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((project / "docs" / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_written(content: object) -> Any:
    return json.loads(json.dumps(content))


def a_subject(**changes: Any) -> Subject:
    document = Document(
        uri="kb/hr/Urlaub für alle.md",
        source="kb",
        sha256=hashlib.sha256(b"x").hexdigest(),
        size=1,
        mtime_ns=0,
        learned_at=AS_OF,
        kind="markdown",
        title="",
        language="de",
        words=9,
        passages=1,
        text_sha256="",
        confidence=0.98,
    )
    return Subject(**({"document": document, "governance": Governance("hr", audience="staff")} | changes))


def a_corpus(*subjects: Subject) -> Corpus:
    return Corpus(
        {s.uri: s for s in subjects},
        (Skipped("kb/scan.pdf", SkipReason.NO_TEXT_LAYER, ""), Skipped("kb/a.exe", SkipReason.UNSUPPORTED, "")),
        (),
        (),
    )


@pytest.mark.parametrize("settings", [RuleSettings(), FULL])
def test_rules_are_as_the_schema_says(settings: RuleSettings, project: Path) -> None:
    validator(project, "rules").validate(as_written(build_rules(settings, AS_OF)))


def test_rules_are_the_contract() -> None:
    rules = build_rules(RuleSettings(recency=(Recency("hr", 180, 0.5), Recency("it", 9, 0, 90))), AS_OF)
    assert list(rules) == [
        "schema", "ruleset", "as_of", "unknown_documents", "match", "filter", "release", "recency", "demote_weight",
        "relevance", "on_empty",
    ]  # fmt: skip
    assert {key: rules[key] for key in rules if key != "ruleset"} == {
        "schema": "kbaudit.rules/1",
        "as_of": "2026-01-01T12:00:00Z",
        "unknown_documents": "exclude",
        "match": {"field": "source", "strip_prefix": "", "add_prefix": "", "text_field": None},
        "filter": {
            "operator": "AND",
            "conditions": [
                {"field": "kb_status", "operator": "in", "value": ["serve", "demote"]},
                {"field": "kb_valid_from_ts", "operator": "<=", "value": "$now"},
                {"field": "kb_expires_ts", "operator": ">", "value": "$now"},
                {"field": "kb_confidence", "operator": ">=", "value": 0.5},
            ],
        },
        "release": {"default": "latest"},
        "recency": [
            {"document_set": "hr", "half_life_days": 180, "floor": 0.5},
            {"document_set": "it", "half_life_days": 9, "floor": 0, "horizon_days": 90},
        ],
        "demote_weight": 0.5,
        "relevance": {"max_documents_per_family": 1, "conflicts": "one_side", "min_score": None},
        "on_empty": "nothing",
    }


def test_ruleset_is_the_digest_of_all_but_as_of() -> None:
    today, tomorrow = (build_rules(RuleSettings(), AS_OF + timedelta(days=n)) for n in (0, 1))
    assert today["ruleset"] == tomorrow["ruleset"] != build_rules(FULL, AS_OF)["ruleset"]
    assert today["ruleset"] == digest({k: v for k, v in today.items() if k not in ("ruleset", "as_of")})


@pytest.mark.parametrize(
    "change", [{"extra": 1}, {"filter": {}}, {"demote_weight": 2}, {"ruleset": "abc"}, {"on_empty": "all"}]
)
def test_the_rules_schema_refuses(change: dict[str, object], project: Path) -> None:
    assert not validator(project, "rules").is_valid(as_written(build_rules(RuleSettings(), AS_OF) | change))


def test_stamps_are_as_the_schema_says(project: Path) -> None:
    reviewed = Dated(AS_OF, DateClaim(DateKind.REVIEWED, "2026-01-02", Origin.SENTENCE, "reviewed 2 January 2026"))
    corpus = a_corpus(a_subject(), a_subject(document=a_subject().document, effective=reviewed, owner=Owned("Anja")))
    stamps = list(stamp_all(corpus, resolve(corpus, (), AS_OF)))
    assert [s["uri"] for s in stamps] == ["kb/hr/Urlaub für alle.md", "kb/scan.pdf"]
    for made in stamps:
        validator(project, "stamps").validate(as_written(made))
        assert None not in made.values()


def test_a_stamp_in_full() -> None:
    reviewed = Dated(
        datetime(2025, 3, 2, 23, tzinfo=UTC), DateClaim(DateKind.REVIEWED, "2025-03-03", Origin.SENTENCE, "")
    )
    one = a_subject(effective=reviewed, owner=Owned("Anja"))
    verdict = Verdict(
        one.uri,
        Status.EXCLUDE,
        ("KB202",),
        Status.DEMOTE,
        ("KB202",),
        AS_OF,
        AS_OF + timedelta(days=1),
        AS_OF - timedelta(days=1),
    )
    made = stamp(one, verdict, ("f1", Member(one.uri, 1, superseded_by=("kb/z.md", "kb/b.md"))))
    noon = int(AS_OF.timestamp())
    assert {key: made[key] for key in made if key not in ("doc_id", "sha256", "stamp")} == {
        "uri": "kb/hr/Urlaub für alle.md",
        "kb_status": "demote",
        "kb_reasons": ["KB202"],
        "kb_valid_from_ts": noon,
        "kb_expires_ts": noon + 86_400,
        "kb_demote_ts": noon - 86_400,
        "kb_effective_ts": int(datetime(2025, 3, 2, 23, tzinfo=UTC).timestamp()),
        "kb_effective_date": "2025-03-03",
        "kb_owner": "Anja",
        "kb_has_owner": True,
        "kb_confidence": 0.98,
        "kb_language": "de",
        "kb_document_set": "hr",
        "kb_audience": "staff",
        "kb_version": "",
        "kb_family": "f1",
        "kb_release": "",
        "kb_is_latest": True,
        "kb_superseded_by": ["kb/b.md", "kb/z.md"],
        "kb_conflicts": [],
        "passages": [],
    }
    assert made["doc_id"] == hashlib.sha256(one.uri.encode()).hexdigest()[:32]
    assert made["stamp"] == digest({key: made[key] for key in made if key != "stamp"})


def test_never_always_unknown_none() -> None:
    one = a_subject()
    made = next(iter(stamp_all(a_corpus(one), {one.uri: Verdict(one.uri, Status.SERVE, (), Status.SERVE, ())})))
    nothing: dict[str, object] = {
        "kb_valid_from_ts": 0,
        "kb_effective_ts": 0,
        "kb_has_owner": False,
        "kb_superseded_by": [],
    }
    nothing |= {"kb_expires_ts": NEVER_TS, "kb_demote_ts": NEVER_TS}
    nothing |= {"kb_effective_date": "", "kb_owner": "", "kb_family": ""}
    assert {key: made[key] for key in nothing} == nothing


def test_an_unreadable_file_is_excluded_whatever_the_policy() -> None:
    corpus = a_corpus()
    (made,) = stamp_all(corpus, resolve(corpus, (), AS_OF))
    assert (made["kb_status"], made["kb_reasons"], made["kb_confidence"]) == ("exclude", ["KB502"], 0.0)


def test_before_1970_is_no_negative_time() -> None:
    ancient = Dated(datetime(1066, 10, 14, tzinfo=UTC))
    one = a_subject(effective=ancient, valid_from=ancient)
    corpus = a_corpus(one)
    made = next(iter(stamp_all(corpus, resolve(corpus, (), AS_OF))))
    assert (made["kb_effective_ts"], made["kb_valid_from_ts"], made["kb_effective_date"]) == (0, 0, "1066-10-14")


def test_families_are_in_the_stamp() -> None:
    one = a_subject()
    family = Family("f9", (Member(one.uri, 1, superseded_by=("kb/new.md",)), Member("kb/new.md", 2)), "name")
    corpus = Corpus({one.uri: one}, (), (), (family,))
    (made,) = stamp_all(corpus, resolve(corpus, (), AS_OF))
    assert (made["kb_family"], made["kb_superseded_by"]) == ("f9", ["kb/new.md"])


@pytest.mark.parametrize(
    ("live", "release", "latest"),
    [
        ((), "", True),
        (("5.1", "7.10"), "7.10", True),
        (("5.1", "7.10"), "5.1", False),
        (("7.10", "5.1"), "5.1", True),
        (("5.1", "7.10"), "", True),
    ],
)
def test_the_release_is_in_the_stamp(live: tuple[str, ...], release: str, latest: bool) -> None:
    one = a_subject(governance=Governance("manuals", releases=live), release=release)
    corpus = a_corpus(one)
    made = next(iter(stamp_all(corpus, resolve(corpus, (), AS_OF))))
    assert (made["kb_release"], made["kb_is_latest"]) == (release, latest)


def test_excluded_passages_are_in_the_stamp_and_in_its_digest(project: Path) -> None:
    one = a_subject()
    verdict = Verdict(one.uri, Status.SERVE, (), Status.SERVE, ())
    plain = stamp(one, verdict, None)
    kept_out = replace(verdict, passages=(ExcludedPassage(3, 9, "a" * 64, ("KB503",)),))
    made = stamp(one, kept_out, None, shingles=[[1, 2]])
    assert made["passages"] == [
        {"start": 3, "end": 9, "text_sha256": "a" * 64, "reasons": ["KB503"], "shingles": [1, 2]}
    ]
    assert made["stamp"] != plain["stamp"]
    validator(project, "stamps").validate(as_written(made))

from __future__ import annotations

import json
import math
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy
import pytest

from kbaudit.errors import UsageError
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Recency, RuleSettings, build_rules, is_as_written
from kbaudit.retrieval.select import Hit, select

NOW = 1_700_000_000
DAY = 86_400
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
SERVED: dict[str, Any] = {
    "doc_id": "a",
    "kb_status": "serve",
    "kb_reasons": [],
    "kb_valid_from_ts": 0,
    "kb_expires_ts": 253402300799,
    "kb_demote_ts": 253402300799,
    "kb_effective_ts": NOW,
    "kb_confidence": 1.0,
    "kb_document_set": "hr",
    "kb_family": "",
    "kb_release": "",
    "kb_is_latest": True,
}


def content(**settings: Any) -> dict[str, Any]:
    return build_rules(RuleSettings(**settings), AS_OF)


def rules(**settings: Any) -> Rules:
    return Rules.from_json(content(**settings))


def filtering(*conditions: object, join: str = "AND") -> Rules:
    return Rules.from_json(content() | {"filter": {"operator": join, "conditions": list(conditions)}})


def asks(field: str, operator: str, value: object) -> dict[str, object]:
    return {"field": field, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("changed", "keep"),
    [
        ({}, True),
        ({"kb_status": "demote"}, True),
        ({"kb_status": "exclude"}, False),
        ({"kb_status": "SERVE"}, False),
        ({"kb_status": ["serve"]}, False),
        ({"kb_status": 1}, False),
        ({"kb_valid_from_ts": NOW}, True),
        ({"kb_valid_from_ts": NOW + 1}, False),
        ({"kb_valid_from_ts": None}, False),
        ({"kb_valid_from_ts": "0"}, False),
        ({"kb_valid_from_ts": False}, False),
        ({"kb_expires_ts": NOW}, False),
        ({"kb_expires_ts": NOW + 1}, True),
        ({"kb_expires_ts": math.inf}, True),
        ({"kb_expires_ts": math.nan}, False),
        ({"kb_expires_ts": [NOW + 1]}, False),
        ({"kb_confidence": 0.5}, True),
        ({"kb_confidence": 0.49}, False),
        ({"kb_confidence": True}, False),
        ({"kb_is_latest": False}, False),
        ({"kb_is_latest": 1}, False),
        ({"kb_is_latest": None}, False),
    ],
)
def test_the_filter_fails_closed(changed: dict[str, Any], keep: bool) -> None:
    decision = evaluate(rules(), SERVED | changed, NOW)
    assert decision.keep is keep
    assert (decision.weight > 0) is keep


@pytest.mark.parametrize("field", ["kb_valid_from_ts", "kb_expires_ts", "kb_confidence", "kb_is_latest"])
def test_a_missing_field_drops_the_point(field: str) -> None:
    assert not evaluate(rules(), {k: v for k, v in SERVED.items() if k != field}, NOW).keep


def test_reasons_name_the_clause_and_the_codes() -> None:
    excluded = SERVED | {"kb_status": "exclude", "kb_reasons": ["KB103", "KB206"]}
    assert evaluate(rules(), excluded, NOW).reasons == ("not kb_status in serve, demote", "KB103", "KB206")
    assert evaluate(rules(), SERVED | {"kb_expires_ts": 5}, NOW).reasons == ("not kb_expires_ts > $now",)
    demoted = SERVED | {"kb_status": "demote", "kb_reasons": ["KB202"]}
    assert evaluate(rules(), demoted, NOW).reasons == ("KB202",)


@pytest.mark.parametrize(
    ("condition", "metadata", "holds"),
    [
        (asks("n", "==", 1), {"n": 1}, True),
        (asks("n", "==", 1), {"n": 1.0}, True),
        (asks("n", "==", 1), {"n": True}, False),
        (asks("n", "==", True), {"n": 1}, False),
        (asks("n", "==", True), {"n": True}, True),
        (asks("n", "==", "1"), {"n": 1}, False),
        (asks("n", "in", ["a", 2]), {"n": 2}, True),
        (asks("n", "in", ["a", 2]), {}, False),
        (asks("n", "<", 2), {"n": 1.5}, True),
        (asks("n", "<", 2), {"n": 2}, False),
        (asks("n", ">=", "$now"), {"n": NOW}, True),
    ],
)
def test_operators(condition: dict[str, object], metadata: dict[str, object], holds: bool) -> None:
    assert evaluate(filtering(condition), SERVED | metadata, NOW).keep is holds


def test_groups_nest() -> None:
    either = {"operator": "OR", "conditions": [asks("n", "==", 1), asks("n", "==", 2)]}
    nested = filtering(either, asks("m", "==", 1))
    assert evaluate(nested, SERVED | {"n": 2, "m": 1}, NOW).keep
    assert not evaluate(nested, SERVED | {"n": 3, "m": 1}, NOW).keep
    assert evaluate(nested, SERVED | {"n": 3, "m": 1}, NOW).reasons == ("not (n == 1) OR (n == 2)",)
    assert not evaluate(nested, SERVED | {"n": 1, "m": 2}, NOW).keep
    assert evaluate(filtering(asks("n", "==", 1), asks("n", "==", 2), join="OR"), SERVED | {"n": 2}, NOW).keep


@pytest.mark.parametrize(
    ("changed", "weight"),
    [
        ({}, 1.0),
        ({"kb_effective_ts": NOW - 180 * DAY}, 0.5),
        ({"kb_effective_ts": NOW - 90 * DAY}, 0.5**0.5),
        ({"kb_effective_ts": NOW - 100_000 * DAY}, 0.25),
        ({"kb_effective_ts": NOW + 9 * DAY}, 1.0),
        ({"kb_effective_ts": 0}, 0.25),
        ({"kb_effective_ts": None}, 0.25),
        ({"kb_effective_ts": "yesterday"}, 0.25),
        ({"kb_effective_ts": math.nan}, 0.25),
        ({"kb_document_set": "it", "kb_effective_ts": 1}, 1.0),
        ({"kb_status": "demote"}, 0.5),
        ({"kb_demote_ts": NOW}, 0.5),
        ({"kb_demote_ts": NOW + 1}, 1.0),
        ({"kb_demote_ts": NOW, "kb_status": "demote"}, 0.5),
        ({"kb_status": "demote", "kb_effective_ts": NOW - 180 * DAY}, 0.25),
    ],
)
def test_weight(changed: dict[str, Any], weight: float) -> None:
    decaying = rules(recency=(Recency("hr", 180, 0.25),), demote_weight=0.5)
    assert evaluate(decaying, SERVED | changed, NOW).weight == pytest.approx(weight)


@pytest.mark.parametrize(("age", "weight"), [(89, 0.71), (90, 0.71), (90.001, 0.25), (9000, 0.25)])
def test_beyond_the_horizon_only_the_floor_counts(age: float, weight: float) -> None:
    decaying = rules(recency=(Recency("hr", 180, 0.25, 90),))
    assert evaluate(decaying, SERVED | {"kb_effective_ts": NOW - age * DAY}, NOW).weight == pytest.approx(weight, 0.01)


def test_the_example_of_the_page(project: Path) -> None:
    page = (project / "docs" / "rules.md").read_text("utf-8")
    stamp = SERVED | {"kb_demote_ts": 1725408000, "kb_expires_ts": 1740960000, "kb_effective_ts": 1709424000}
    assert all(f'"{field}": {stamp[field]}' in page for field in ("kb_demote_ts", "kb_expires_ts", "kb_effective_ts"))
    decaying = rules(recency=(Recency("hr", 180, 0.5),), demote_weight=0.5)
    for day, keep, weight in [
        ("2024-03-03", True, 1.0),
        ("2024-08-30", True, 0.5),
        ("2024-09-04", True, 0.25),
        ("2025-03-03", False, 0.0),
    ]:
        assert f"| {day}" in page
        decision = evaluate(decaying, stamp, datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
        assert (decision.keep, decision.weight) == (keep, pytest.approx(weight))


@pytest.mark.parametrize("unstamped", [{}, {"kb_status": None}, {"source": "hr/a.md"}])
def test_unknown_documents(unstamped: dict[str, object]) -> None:
    assert not evaluate(rules(), unstamped, NOW).keep
    served = evaluate(rules(unknown_documents="serve"), unstamped, NOW)
    assert (served.keep, served.weight, served.reasons) == (True, 1.0, ("unknown document",))


def test_unknown_documents_served_does_not_serve_half_a_stamp() -> None:
    assert not evaluate(rules(unknown_documents="serve"), {"kb_status": "serve"}, NOW).keep


def test_releases() -> None:
    old = SERVED | {"kb_release": "0.72", "kb_is_latest": False}
    new = SERVED | {"kb_release": "0.73"}
    assert [evaluate(rules(), point, NOW).keep for point in (old, new, SERVED)] == [False, True, True]
    assert [evaluate(rules(), point, NOW, "0.72").keep for point in (old, new, SERVED)] == [True, False, True]
    assert [evaluate(rules(), point, NOW, "latest").keep for point in (old, new)] == [False, True]
    assert [evaluate(rules(release="0.72"), point, NOW).keep for point in (old, new, SERVED)] == [True, False, True]
    assert not evaluate(rules(), {k: v for k, v in SERVED.items() if k != "kb_release"}, NOW, "0.72").keep


def point(name: str, doc: str, family: str = "", release: str = "") -> dict[str, Any]:
    return SERVED | {"name": name, "kb_doc_id": doc, "kb_family": family, "kb_release": release}


RANKED = [
    point("a1", "a", "f"),
    point("b1", "b", "f"),
    point("a2", "a", "f"),
    point("c1", "c", "f", "2"),
    point("d1", "d"),
    point("e1", "e", "f"),
    point("d2", "d"),
    point("b2", "b", "f"),
]


@pytest.mark.parametrize(
    ("most", "kept"),
    [
        (1, "a1 a2 c1 d1 d2"),
        (2, "a1 b1 a2 c1 d1 d2 b2"),
        (None, "a1 b1 a2 c1 d1 e1 d2 b2"),
    ],
)
def test_documents_of_a_family_are_limited_passages_are_not(most: int | None, kept: str) -> None:
    hits = [Hit(found, 1.0) for found in RANKED]
    of_releases = rules(max_documents_per_family=most, release="2")  # and those of none
    limited = select(of_releases, hits, NOW).kept
    assert " ".join(str(one.metadata["name"]) for one in limited) == kept


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "kbaudit.rules/2"}, "schema"),
        ({"except_for": []}, "except_for"),
        ({"unknown_documents": "maybe"}, "unknown_documents"),
        ({"filter": {}}, "filter"),
        ({"filter": {"operator": "AND", "conditions": []}}, "one condition or more"),
        ({"filter": {"operator": "NOT", "conditions": [asks("n", "==", 1)]}}, "AND"),
        ({"filter": asks("n", "!=", 1)}, "operator"),
        ({"filter": asks("n", ">", "2024-01-01")}, "number"),
        ({"filter": asks("n", ">", True)}, "number"),
        ({"filter": asks("n", "in", [])}, "operator"),
        ({"filter": asks("n", "in", [None])}, "text, a finite number"),
        ({"filter": asks("n", "==", None)}, "text, a finite number"),
        ({"filter": asks("n", "==", math.inf)}, "text, a finite number"),
        ({"filter": asks("n", "==", "$now")}, "a moment"),
        ({"filter": asks("n", "in", ["a", "$now"])}, "a moment"),
        ({"filter": asks("n", ["=="], 1)}, "operator"),
        ({"filter": asks("", "==", 1)}, "name"),
        ({"filter": asks("n", "==", 1) | {"boost": 2}}, "filter"),
        ({"recency": [{"document_set": "hr", "half_life_days": 0, "floor": 0}]}, "half_life_days"),
        ({"recency": [{"document_set": "hr", "half_life_days": 9, "floor": 2}]}, "floor"),
        ({"recency": [{"document_set": "hr"}]}, "recency"),
        ({"recency": {}}, "recency"),
        ({"recency": [{"document_set": "hr", "half_life_days": 9, "floor": 0, "horizon_days": 0}]}, "horizon_days"),
        ({"recency": [{"document_set": "hr", "half_life_days": 9, "floor": 0, "horizon_days": None}]}, "horizon_days"),
        ({"recency": [{"document_set": "hr", "half_life_days": 9, "floor": 0, "horizon": 5}]}, "recency"),
        ({"demote_weight": -1}, "demote_weight"),
        ({"release": {}}, "default"),
        ({"relevance": {"max_documents_per_family": 0}}, "max_documents_per_family"),
        ({"relevance": {"max_documents_per_family": True}}, "max_documents_per_family"),
        ({"relevance": None}, "relevance"),
    ],
)
def test_what_is_not_understood_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Rules.from_json(content() | change)


def test_a_missing_key_is_refused() -> None:
    with pytest.raises(UsageError, match="demote_weight"):
        Rules.from_json({k: v for k, v in content().items() if k != "demote_weight"})


def test_groups_within_groups_without_end_are_refused() -> None:
    clause: dict[str, object] = asks("n", "==", 1)
    for _ in range(500):
        clause = {"operator": "AND", "conditions": [clause]}
    with pytest.raises(UsageError, match="no condition"):
        Rules.from_json(content() | {"filter": clause})


def test_load(tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(content()))
    assert Rules.load(file) == rules()


@pytest.mark.parametrize("bad", [b"", b"[]", b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_file_that_holds_no_rules_is_refused(bad: bytes, tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_bytes(bad)
    with pytest.raises(UsageError, match=r"rules\.json"):
        Rules.load(file)
    with pytest.raises(UsageError, match="absent"):
        Rules.load(tmp_path / "absent.json")


def test_needs_the_standard_library_alone(project: Path) -> None:
    """-S and -I: no site-packages; so nothing but the standard library and this checkout can be imported."""
    program = (
        f"import sys; sys.path.insert(0, {str(project)!r})\n"
        "import kbaudit.retrieval\n"
        "assert not [m for m in sys.modules if m.startswith('kbaudit.') and m != 'kbaudit.retrieval']\n"
        "from kbaudit.retrieval import evaluate, resolve, rules, stamp\n"
        "named = {m.partition('.')[0] for m in sys.modules} - {'kbaudit', '__main__'}\n"
        "print(sorted(named - sys.stdlib_module_names))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_rows_of_data_frames_hold_scalars_of_numpy() -> None:
    row = SERVED | {
        "kb_is_latest": numpy.bool_(True),
        "kb_expires_ts": numpy.int64(NOW + 1),
        "kb_confidence": numpy.float32(0.75),
        "kb_demote_ts": numpy.int64(NOW),
    }
    assert evaluate(rules(), row, NOW) == (True, (), 0.5)
    assert not evaluate(rules(), row | {"kb_is_latest": numpy.bool_(False)}, NOW).keep
    assert evaluate(
        filtering(asks("n", "==", 5), asks("t", "==", True)), row | {"n": numpy.int8(5), "t": numpy.bool_(True)}, NOW
    ).keep


def test_reasons_may_be_held_as_json() -> None:
    assert evaluate(rules(), SERVED | {"kb_reasons": '["KB202"]'}, NOW).reasons == ("KB202",)


@pytest.mark.parametrize("moment", [10**400, 1e300, math.inf])
def test_a_date_beyond_all_dates_is_new(moment: float) -> None:
    aging = rules(recency=(Recency("hr", 180, 0.5),))
    assert evaluate(aging, SERVED | {"kb_effective_ts": moment}, NOW).weight == 1.0


def test_rules_changed_by_hand_show() -> None:
    written = content()
    assert is_as_written(written)
    assert is_as_written(written | {"as_of": "2020-01-01"})
    assert not is_as_written(written | {"demote_weight": 1})

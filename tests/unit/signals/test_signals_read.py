"""The whole of the signals: hostile texts, and real documents against their truth."""

import json
from collections import Counter
from pathlib import Path

import pytest

from kbaudit.extractors import extract, kind_by_name
from kbaudit.model import DateKind, Extract, Field, Origin, Signals, State
from kbaudit.signals import read_signals


@pytest.mark.parametrize(
    "text",
    [
        "Last updated: " * 50_000,
        "Valid from 2024-01-01 " + " " * 200_000 + "x",
        "This document of the " * 30_000,
        "[" * 200_000 + "2024",
        "<a " * 100_000 + "2024-01-01",
        "a " * 200_000 + "bb",
        "2024-" * 100_000,
        "> " * 100_000 + "deprecated",
        "Owner: " + "(" * 100_000,
        "| 2024 " * 50_000,
        "\n2024\n" * 50_000,
        "status\n" * 50_000,
    ],
)
def test_hostile_texts_give_few_claims_and_do_not_hang(text: str) -> None:
    for kind in ("markdown", "text"):
        signals = read_signals(Extract(kind, text[:2_000], text, (), sample=text[:2_000]))
        assert len(signals.dates) + len(signals.owners) + len(signals.states) <= 100


def test_hostile_field_values_are_bounded() -> None:
    values = ("2024-01-01" + " " * 60_000 + "x", "a, " * 20_000, "superseded by " + "x " * 30_000, "(" * 60_000)
    fields = tuple(
        Field(name, (value,), Origin.FRONT_MATTER)
        for name in ("date", "owner", "status", "superseded_by", "review_in")
        for value in values
    )
    signals = read_signals(Extract("markdown", "", "", (), fields=fields))
    assert max((len(claim.value) for claim in signals.owners), default=0) <= 200
    assert max((len(claim.where) for claim in signals.states), default=0) <= 160


def test_the_same_text_gives_the_same_signals() -> None:
    text = "# Reisekosten (Entwurf)\n\nStand: 03.04.2024\n\nOwner: Jane Doe\n\nBelege sind aufzubewahren.\n" * 3
    found = Extract("markdown", "Reisekosten (Entwurf)", text, (), sample=text)
    assert read_signals(found) == read_signals(found)
    assert read_signals(found).language == "de"


def signals_of(folder: Path) -> dict[str, Signals]:
    names = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name: read_signals(extract(kind, path.read_bytes()))
        for name, path in names.items()
        if (kind := kind_by_name(name))
    }


def truth(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def first(signals: Signals, kind: DateKind) -> str | None:
    return next((claim.value for claim in signals.dates if claim.kind is kind), None)


@pytest.mark.parametrize("corpus", ["gov-govuk-2020", "gov-moj-cloud-platform", "history-gds-way"])
def test_reviews_and_owners_of_real_handbooks(corpora: Path, corpus: str) -> None:
    read = signals_of(corpora / corpus / "files")
    rows = [row for row in truth(corpora / corpus / "truth_governance.jsonl") if row["path"] in read]
    assert len(rows) > 50
    for row in rows:
        signals = read[str(row["path"])]
        assert first(signals, DateKind.REVIEWED) == row["last_reviewed"], row
        assert first(signals, DateKind.REVIEW_DUE) == row["expires_on"], row
        assert [claim.value for claim in signals.owners] == row["owners"], row
    assert min(signals.confidence for signals in read.values() if signals.reasons != ("no text",)) >= 0.8


def test_declared_supersession_of_real_proposals(corpora: Path) -> None:
    read = signals_of(corpora / "supersession-peps" / "files")
    for row in truth(corpora / "supersession-peps" / "truth_governance.jsonl"):
        signals = read[str(row["path"])]
        declared = [claim for claim in signals.states if claim.origin is Origin.FRONT_MATTER]
        named = [part.strip() for part in str(row["superseded_by"] or "").split(",") if part.strip()]
        assert [claim.successor for claim in declared if claim.successor] == named, row
        retired = any(claim.state in {State.SUPERSEDED, State.OBSOLETE} for claim in signals.states)
        assert retired == (row["status"] in {"Superseded", "Withdrawn", "Rejected"} or bool(named)), row
        assert [claim.value for claim in signals.owners] == row["owners"], row


def test_languages_of_real_translations(corpora: Path) -> None:
    read = signals_of(corpora / "owners-opentelemetry" / "files")
    wrong = Counter(
        (name.partition("/")[0], signals.language)
        for name, signals in read.items()
        if signals.language and signals.language != name.partition("/")[0]
    )
    assert not wrong
    assert sum(bool(signals.language) for signals in read.values()) > 420


def test_deprecated_pages_of_a_real_manual(corpora: Path) -> None:
    read = signals_of(corpora / "versions-react-native" / "files")
    states = {name: [claim.state for claim in signals.states] for name, signals in read.items() if signals.states}
    assert all(found == [State.DEPRECATED] for found in states.values())
    assert len(states) == 22
    assert "version-0.64/pickerios.md" in states
    assert "version-0.83/building-for-tv.md" in states
    assert "version-0.83/modal.md" not in states  # only a property of it is
    assert not any(signals.dates for signals in read.values())

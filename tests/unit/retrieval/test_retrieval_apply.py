"""Stamps onto points: what is written and what is left alone; the index's own engines have tests of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from a_stamp import a_stamp

from kbaudit.cli.rules_text import described, outcome
from kbaudit.model import Severity
from kbaudit.retrieval.apply import Applied, Applying, Unmatched, apply
from kbaudit.retrieval.index_check import check_index
from kbaudit.retrieval.indexes.base import Address, Index, Point
from kbaudit.retrieval.overlap import sampled
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.stamps import Stamps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

GARBLED = "Ths pssge ws grbld by scnnr tht nbdy lkd t fr yrs nd nw t sys nthng t ll tht n cn rd"
SPOILED = {"start": 0, "end": 9, "text_sha256": "a" * 64, "reasons": ["KB503"], "shingles": sampled(GARBLED)}


class InMemory:
    """An index of dicts."""

    def __init__(self, *values: str | None, text: str = "") -> None:
        self.held: dict[object, dict[str, Any]] = {n: {"source": value} for n, value in enumerate(values)}
        self.text = text
        self.written: list[tuple[object, Mapping[str, object]]] = []

    @classmethod
    def open(cls, address: Address) -> Index:
        raise NotImplementedError

    def size(self) -> int:
        return len(self.held)

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        for id_, held in self.held.items():
            fields = {name: value for name, value in held.items() if name != "source"}
            yield [Point(id_, held["source"], fields, self.text if text else "")]

    def prepare(self) -> None:
        """Dicts have room."""

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        self.written += changes
        for id_, fields in changes:
            self.held[id_].update(fields)

    def close(self) -> None:
        """Nothing to end."""


def audited(*stamps: dict[str, object], **settings: Any) -> tuple[Rules, Stamps]:
    rules = Rules.from_json(build_rules(RuleSettings(**settings), datetime(2027, 1, 1, tzinfo=UTC)))
    return rules, Stamps.of_audit(stamps, rules.match)


def test_points_of_one_document_share_what_is_written():
    """Else an index of ten million points takes its room in memory ten million times."""
    index = InMemory(*["kb/a.md"] * 50)
    assert apply(index, *audited(a_stamp("kb/a.md"))).stamped == 50
    assert len({id(fields) for _, fields in index.written}) == 1
    assert apply(index, *audited(a_stamp("kb/a.md"))).unchanged == 50


def test_what_another_audit_stamped_stays_as_it_is():
    """Two teams audit their own sources and share an index: neither must put away the other's documents."""
    index = InMemory(*["hr/a.md"] * 40, *["it/b.md"] * 40)
    loose = Applying(allow_unmatched=True)
    apply(index, *audited(a_stamp("hr/a.md")), loose)
    done = apply(index, *audited(a_stamp("it/b.md")), loose)
    assert (done.stamped, done.foreign, done.orphaned) == (40, 40, 0)
    assert {held["kb_status"] for held in index.held.values()} == {"serve"}
    again = apply(index, *audited(a_stamp("hr/a.md")), loose)
    assert (again.stamped, again.unchanged) == (0, 40)


def test_what_the_same_sources_lost_is_put_away_once():
    index = InMemory(*["hr/a.md"] * 99, "hr/gone.md")
    apply(index, *audited(a_stamp("hr/a.md"), a_stamp("hr/gone.md")))
    done = apply(index, *audited(a_stamp("hr/a.md")))
    assert (done.stamped, done.orphaned) == (1, 1)
    assert (index.held[99]["kb_status"], index.held[99]["kb_reasons"]) == ("exclude", ["KB701"])
    assert apply(index, *audited(a_stamp("hr/a.md"))).stamped == 0


def test_a_status_that_somebody_changed_by_hand_is_set_right():
    index = InMemory(*["kb/a.md"] * 3)
    rules, stamps = audited(a_stamp("kb/a.md", kb_status="exclude", kb_reasons=["KB103"]))
    apply(index, rules, stamps)
    index.held[1]["kb_status"] = "serve"
    [finding] = check_index(index, rules, stamps).findings
    assert (finding.code, finding.severity, finding.points) == ("KB705", Severity.ERROR, 1)
    assert apply(index, rules, stamps).stamped == 1
    assert check_index(index, rules, stamps).findings == ()


def test_passages_without_a_text_to_tell_them_by_are_reported():
    """The wrong text_field, or points whose text lies elsewhere: nothing is enforced, and that has to be said."""
    rules, stamps = audited(a_stamp("kb/a.md", passages=[SPOILED]), match=Match(text_field="txet"))
    assert apply(InMemory("kb/a.md"), rules, stamps).unenforced == 1
    told = apply(InMemory("kb/a.md", text=GARBLED), rules, stamps)
    assert (told.unenforced, told.passages) == (0, 1)
    excluded = a_stamp("kb/a.md", passages=[SPOILED], kb_status="exclude", kb_reasons=["KB103"])
    index = InMemory("kb/a.md", text=GARBLED)
    apply(index, *audited(excluded, match=Match(text_field="text")))
    assert index.held[0]["kb_reasons"] == ["KB103"]


def test_what_is_printed_breaks_no_terminal():
    done = Applied(points=4, unmatched=3, foreign=2, examples=("", "\x1b[31mred\n"))
    told = outcome(done, dry_run=False)
    assert "2 points of other sources' audits: left as they are" in told
    assert "(nothing), \\x1b[31mred\\n" in told
    rules, _ = audited()
    assert "\x1b" not in described(replace(rules, digest="\x1b[2J"))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((None, None), "They have no source, or nothing in it"),
        (("elsewhere/a.md",), "strip_prefix: 'elsewhere/' with add_prefix: 'kb/'"),
        (("\x1b[2J\u202e",), r"'\\x1b\[2J\\u202e'"),
        (("w " * 9_000,), "w w w"),
    ],
)
def test_a_refusal_says_why_and_writes_nothing(values: tuple[str | None, ...], said: str):
    index = InMemory(*values)
    with pytest.raises(Unmatched, match=said) as refused:
        apply(index, *audited(a_stamp("kb/a.md")))
    assert len(str(refused.value)) < 1_500
    assert index.written == []

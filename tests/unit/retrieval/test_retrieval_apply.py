"""Stamps onto points: what is written and what is left alone; the index's own engines have tests of their own."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from a_stamp import a_stamp

from kbaudit.cli.rules_text import described, outcome
from kbaudit.errors import Unmatched
from kbaudit.model import Severity
from kbaudit.retrieval.apply import Applied, Applying, apply
from kbaudit.retrieval.index_check import check_index
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address, Index
from kbaudit.retrieval.overlap import sampled
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.stamps import Stamps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GARBLED = "Ths pssge ws grbld by scnnr tht nbdy lkd t fr yrs nd nw t sys nthng t ll tht n cn rd"
SPOILED = {"start": 0, "end": 9, "text_sha256": "a" * 64, "reasons": ["KB503"], "shingles": sampled(GARBLED)}


class Table:
    """Points in a table of DuckDB, and all that was written onto them."""

    def __init__(self, *values: str | None, text: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._path = str(Path(self._folder.name, "points.duckdb"))
        with duckdb.connect(self._path) as connection:
            connection.execute("CREATE TABLE points (id INTEGER, source VARCHAR, text VARCHAR)")
            rows = [(n, value, text) for n, value in enumerate(values)]
            connection.executemany("INSERT INTO points VALUES (?, ?, ?)", rows)
        self._index = open_index(
            "duckdb", Address(path=self._path, collection="points", match=Match(text_field="text"))
        )
        self.written: list[tuple[object, Mapping[str, object]]] = []
        self.size, self.points, self.prepare = self._index.size, self._index.points, self._index.prepare

    @classmethod
    def open(cls, address: Address) -> Index:
        raise NotImplementedError

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        self.written += changes
        self._index.write(changes)

    def close(self) -> None:
        self._index.close()

    @property
    def held(self) -> list[dict[str, Any]]:
        """The rows as they are now, in their order."""
        with duckdb.connect(self._path) as connection:
            found = connection.execute("SELECT * FROM points ORDER BY id")
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def audited(*stamps: dict[str, object], **settings: Any) -> tuple[Rules, Stamps]:
    rules = Rules.from_json(build_rules(RuleSettings(**settings), datetime(2027, 1, 1, tzinfo=UTC)))
    return rules, Stamps.of_audit(stamps, rules.match)


def test_points_of_one_document_share_what_is_written():
    """Else an index of ten million points takes its room in memory ten million times."""
    index = Table(*["kb/a.md"] * 50)
    assert apply(index, *audited(a_stamp("kb/a.md"))).stamped == 50
    assert len({id(fields) for _, fields in index.written}) == 1
    assert apply(index, *audited(a_stamp("kb/a.md"))).unchanged == 50


def test_what_another_audit_stamped_stays_as_it_is():
    """Two teams audit their own sources and share an index: neither must put away the other's documents."""
    index = Table(*["hr/a.md"] * 40, *["it/b.md"] * 40)
    loose = Applying(allow_unmatched=True)
    apply(index, *audited(a_stamp("hr/a.md")), loose)
    done = apply(index, *audited(a_stamp("it/b.md")), loose)
    assert (done.stamped, done.foreign, done.orphaned) == (40, 40, 0)
    assert {held["kb_status"] for held in index.held} == {"serve"}
    again = apply(index, *audited(a_stamp("hr/a.md")), loose)
    assert (again.stamped, again.unchanged) == (0, 40)


def test_what_the_same_sources_lost_is_put_away_once():
    index = Table(*["hr/a.md"] * 99, "hr/gone.md")
    apply(index, *audited(a_stamp("hr/a.md"), a_stamp("hr/gone.md")))
    done = apply(index, *audited(a_stamp("hr/a.md")))
    assert (done.stamped, done.orphaned) == (1, 1)
    assert (index.held[99]["kb_status"], index.held[99]["kb_reasons"]) == ("exclude", ["KB701"])
    assert apply(index, *audited(a_stamp("hr/a.md"))).stamped == 0


def test_a_status_that_somebody_changed_by_hand_is_set_right():
    index = Table(*["kb/a.md"] * 3)
    rules, stamps = audited(a_stamp("kb/a.md", kb_status="exclude", kb_reasons=["KB103"]))
    apply(index, rules, stamps)
    index.write([("1", {"kb_status": "serve"})])
    [finding] = check_index(index, rules, stamps).findings
    assert (finding.code, finding.severity, finding.points) == ("KB705", Severity.ERROR, 1)
    assert apply(index, rules, stamps).stamped == 1
    assert check_index(index, rules, stamps).findings == ()


def test_passages_without_a_text_to_tell_them_by_are_reported():
    """The wrong text_field, or points whose text lies elsewhere: nothing is enforced, and that has to be said."""
    rules, stamps = audited(a_stamp("kb/a.md", passages=[SPOILED]), match=Match(text_field="txet"))
    assert apply(Table("kb/a.md"), rules, stamps).unenforced == 1
    told = apply(Table("kb/a.md", text=GARBLED), rules, stamps)
    assert (told.unenforced, told.passages) == (0, 1)
    excluded = a_stamp("kb/a.md", passages=[SPOILED], kb_status="exclude", kb_reasons=["KB103"])
    index = Table("kb/a.md", text=GARBLED)
    apply(index, *audited(excluded, match=Match(text_field="text")))
    assert index.held[0]["kb_reasons"] == ["KB103"]


def test_what_is_printed_breaks_no_terminal():
    done = Applied(points=4, unmatched=3, foreign=2, examples=("", "\x1b[31mred\n"))
    told = outcome(done, dry_run=False)
    assert "2 points of other sources' audits: left as they are" in told
    assert "(nothing), \\x1b[31mred\\n" in told
    rules, _ = audited()
    assert "\x1b" not in described(replace(rules, digest="\x1b[2J"), None)


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
    index = Table(*values)
    with pytest.raises(Unmatched, match=said) as refused:
        apply(index, *audited(a_stamp("kb/a.md")))
    assert len(str(refused.value)) < 1_500
    assert index.written == []


def test_deleted_documents_are_put_away_however_often_they_add_up():
    """Else an index that isn't purged is never stamped again once 5 % of its documents are gone."""
    index = Table(*(f"kb/{n}.md" for n in range(20)))
    everything = [a_stamp(f"kb/{n}.md") for n in range(20)]
    apply(index, *audited(*everything))
    for left in (15, 10, 6):
        done = apply(index, *audited(*everything[:left]))
        assert (done.orphaned, done.matched_share) == (20 - left, 1.0)
    assert [held["kb_status"] for held in index.held].count("serve") == 6


def test_most_of_the_documents_gone_at_once_are_sources_that_were_missing():
    index = Table(*(f"kb/{n}.md" for n in range(20)))
    everything = [a_stamp(f"kb/{n}.md") for n in range(20)]
    apply(index, *audited(*everything))
    before = index.held
    with pytest.raises(Unmatched, match=r"the documents of 11 of 20 points have gone .*--allow-unmatched"):
        apply(index, *audited(*everything[:9]))
    assert index.held == before
    assert apply(index, *audited(*everything[:9]), Applying(allow_unmatched=True)).stamped == 11


def test_prefixes_that_tie_no_more_put_nothing_away():
    """The documents are still there: it's the policy's match that is another one."""
    index = Table(*(f"kb/{n}.md" for n in range(20)))
    stamps = [a_stamp(f"kb/{n}.md") for n in range(20)]
    apply(index, *audited(*stamps))
    with pytest.raises(Unmatched, match="only 0 of 20 points"):
        apply(index, *audited(*stamps, match=Match(add_prefix="wiki/")))


def test_the_text_of_an_earlier_revision_is_demoted_and_of_no_known_date():
    index = Table("kb/a.md")
    apply(index, *audited(a_stamp("kb/a.md", kb_effective_ts=5, kb_effective_date="1970-01-01")))
    revised = audited(a_stamp("kb/a.md", sha256="c" * 64, kb_effective_ts=9, kb_effective_date="1970-01-02"))
    done = apply(index, *revised)
    held = index.held[0]
    assert (done.outdated, done.stamped) == (1, 1)
    assert (held["kb_status"], held["kb_reasons"], held["kb_effective_ts"]) == ("demote", ["KB703"], 0)
    assert (held["kb_effective_date"], held["kb_sha256"] == "c" * 64) == ("", False)
    assert apply(index, *revised).unchanged == 1
    assert [finding.code for finding in check_index(index, *revised).findings] == ["KB703"]
    assert apply(index, *revised, Applying(reindexed=True)).stamped == 1
    assert (index.held[0]["kb_status"], index.held[0]["kb_effective_ts"]) == ("serve", 9)
    assert not check_index(index, *revised).findings


def test_prefixes_that_tie_a_few_are_not_proposed():
    index = Table(*(f"/data/old/{n}.md" for n in range(20)))
    stamps = [a_stamp(f"kb/new/{n}.md") for n in range(3)] + [a_stamp(f"kb/new/x{n}.md") for n in range(20)]
    with pytest.raises(Unmatched) as refused:
        apply(index, *audited(*stamps))
    assert refused.value.prefixes is None

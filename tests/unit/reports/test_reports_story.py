from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kbaudit.model import (
    ExcludedPassage,
    Gone,
    History,
    PastAudit,
    Relation,
    RelationKind,
    Rewording,
    Severity,
    Status,
    Told,
    Wording,
)
from kbaudit.reports.story import render_story
from kbaudit.reports.story_changes import Rewritten, compared_with
from kbaudit.reports.story_family import MEMBERS

if TYPE_CHECKING:
    from kbaudit.model import Report

OLD = "handbook/hr/travel-policy-2023.md"
NEW = "handbook/hr/travel-policy.md"


def test_an_older_version_tells_why_and_since_when(report: Report) -> None:
    text = render_story(report, OLD)
    assert "  excluded: KB103 superseded-version (as of 2026-11-21 00:00 UTC, policy default)\n" in text
    assert "What would change that\n  KB103: Archive it, or mark it superseded by hr/travel-policy.md.\n" in text
    assert (
        "Family, oldest first (order: the year in the file name)\n"
        f"    2021  2021-03-01  handbook/hr/travel-policy-2021.md  (superseded by {NEW})\n"
        f"  > 2023  2023-03-01  {OLD}  (superseded since 2026-03-01 by {NEW})\n"
        f"          2026-03-01  {NEW}  (current)\n"
    ) in text


def test_it_tells_what_changed(report: Report) -> None:
    reworded = Rewording("Keep your receipts.", "Keep all of your receipts.")
    rewritten = Rewritten(OLD, NEW, Wording((reworded,), more=1, only_a=3, only_b=1))
    text = render_story(report, OLD, rewritten=rewritten)
    assert (
        f"What changed since, in {NEW}\n"
        "    money: EUR 85 here, EUR 110 there\n"
        "      here:  A guest pays EUR 85 for the room and the breakfast, if EUR 85 was agreed.\n"
        "      there: A guest pays EUR 110 for the room and the breakfast, if EUR 110 was agreed.\n"
    ) in text
    assert "  reworded ([-older-], {+newer+}):\n    Keep {+all of+} your receipts.\n" in text
    assert "    and 1 more, of less weight\n" in text
    assert "  sentences without a counterpart: 3 in the older, 1 in the newer\n" in text
    turned = render_story(report, NEW, rewritten=rewritten)
    assert f"What changed against {OLD}\n    money: EUR 110 here, EUR 85 there\n" in turned


def test_it_tells_its_status_over_audits(report: Report) -> None:
    first, second = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    told = Told("f", "KB505", "placeholder", OLD, Severity.WARNING, "A passage says\x1b TODO.")
    history = History(
        statuses={OLD: ((first, Status.SERVE), (second, Status.DEMOTE), (report.run.as_of, Status.EXCLUDE))},
        begins=datetime(2026, 8, 1, tzinfo=UTC),
        joined={OLD: first},
        gone=(Gone(told, first, second), Gone(dataclasses.replace(told, uri=NEW), first, first)),
    )
    text = render_story(dataclasses.replace(report, history=history), OLD)
    assert (
        "Status over audits\n"
        "  in the corpus since 2026-09-01\n"
        "  serve since 2026-09-01, demote since 2026-11-01 05:30 UTC, exclude now\n"
        "  no more: KB505 placeholder (2026-09-01 to 2026-11-01 05:30 UTC): A passage says\\x1b TODO.\n\n"
    ) in text
    assert "Status over audits" not in render_story(report, OLD)


def test_a_conflict_shows_both_sentences(report: Report) -> None:
    text = render_story(report, "handbook/it/vpn.md")
    assert (
        "Conflicts\n  with handbook/it/wifi-guests.md\n    handbook/it/vpn.md is newer: 2026-07-01 against 2024-12-01\n"
        "    money: two weeks here, 30 days there\n      here:  A guest pays two weeks"
    ) in text


def test_copies_parts_and_translations_are_told(report: Report) -> None:
    uri = "handbook/it/vpn.md"
    relations = (
        *report.corpus.relations,
        Relation(RelationKind.PART_OF, uri, OLD, 0.3, 0.3, 0.91),
        Relation(RelationKind.TRANSLATION_OF, OLD, uri, 0.0, 0.0, 0.0, "the same path under de/"),
    )
    told = dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, relations=relations))
    text = render_story(told, uri)
    assert f"Parts\n  a part of {OLD} (91 % of it)\n" in text
    assert f"Translations\n  translated by {OLD} (the same path under de/)\n" in text
    copy = render_story(report, "handbook/finance/price-list-2026-copy.pdf")
    assert "Copies\n  the same text as handbook/finance/price-list-2026.pdf (Jaccard 1.00)\n" in copy
    assert "(a copy of handbook/finance/price-list-2026.pdf)" in copy


def test_passages_that_are_kept_out_are_quoted(report: Report) -> None:
    uri = "handbook/it/vpn.md"
    passages = (ExcludedPassage(4, 12, "a" * 64, ("KB503",)),)
    verdict = dataclasses.replace(report.verdicts[uri], passages=passages)
    spoiled = dataclasses.replace(report, verdicts={**report.verdicts, uri: verdict})
    text = render_story(spoiled, uri, text="The g\x1b[31m rbled text")
    assert "served, without the passages that are kept out (as of" in text
    assert "Passages that are kept out\n  characters 4 to 12 (KB503): g\\x1b[31m r\n" in text


def test_hostile_text_stays_text(hostile_report: Report) -> None:
    hostile = Wording((Rewording("\x1b[2J a", "\u202e b"),))
    for uri in hostile_report.corpus.subjects:
        text = render_story(hostile_report, uri, rewritten=Rewritten(uri, uri, hostile))
        assert all(ch.isprintable() or ch == "\n" for ch in text)


def test_a_large_family_is_cut_about_the_document(report: Report) -> None:
    family = report.corpus.families[0]
    members = [dataclasses.replace(family.members[0], uri=f"handbook/v/{n:03}.md", rank=n) for n in range(200)]
    large = dataclasses.replace(family, members=(*members[:150], family.members[1], *members[150:]))
    corpus = dataclasses.replace(report.corpus, families=(large,))
    text = render_story(dataclasses.replace(report, corpus=corpus), OLD)
    assert text.count("handbook/v/") == MEMBERS - 1
    assert f"and {201 - MEMBERS} more members, in documents.jsonl" in text
    assert "handbook/v/199.md" in text


def test_versions_are_compared_with_the_current_one(report: Report) -> None:
    as_of = report.run.as_of
    assert compared_with(report, OLD, as_of) == (OLD, NEW)
    assert compared_with(report, NEW, as_of) == (OLD, NEW)
    assert compared_with(report, "handbook/finance/price-list-2026.pdf", as_of) is None
    assert compared_with(report, "handbook/it/vpn.md", as_of) is None


def test_moments_are_told_in_the_zone_of_the_policy(report: Report) -> None:
    report = dataclasses.replace(report, zone=ZoneInfo("Europe/London"))
    summer = datetime(2026, 5, 31, 23, tzinfo=UTC)
    verdict = dataclasses.replace(report.verdicts[OLD], valid_from=summer, demotes_at=summer, expires_at=None)
    told = dataclasses.replace(report, verdicts={**report.verdicts, OLD: verdict}, history=History(begins=summer))
    text = render_story(told, OLD)
    assert "  in effect from 2026-06-01 00:00 Europe/London\n" in text
    assert "  demoted from 2026-06-01 00:00 Europe/London\n" in text
    assert "  in the corpus since 2026-06-01\n" in text
    assert "(as of 2026-11-21 00:00 Europe/London, policy " in text


def test_the_end_of_all_calendars_is_told_in_utc(report: Report) -> None:
    report = dataclasses.replace(report, zone=ZoneInfo("Europe/Berlin"))
    end = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
    verdict = dataclasses.replace(report.verdicts[OLD], demotes_at=end)
    text = render_story(dataclasses.replace(report, verdicts={**report.verdicts, OLD: verdict}), OLD)
    assert "  demoted from 9999-12-31 23:30 UTC\n" in text


def test_a_finding_is_new_only_beside_earlier_audits(report: Report) -> None:
    assert "new in this audit" not in render_story(report, OLD)
    before = PastAudit("r", datetime(2026, 9, 1, tzinfo=UTC), "default", True, 1, 1, 0, 0)
    later = dataclasses.replace(report, history=History(audits=(before,)))
    assert "    new in this audit\n" in render_story(later, OLD)
    old = next(f for f in report.findings if OLD in {affected.uri for affected in f.affects})
    known = dataclasses.replace(later, findings=(dataclasses.replace(old, first_seen=before.as_of),))
    text = render_story(known, OLD)
    assert "    since 2026-09-01\n" in text
    assert "new in this audit" not in text

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from kbaudit.model import Relation, RelationKind, State
from kbaudit.similarity import measure, read_markers, related
from kbaudit.similarity.comparing import compare_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.model import Subject

    from .conftest import MakeSubject

RETURNS = """Goods come back to the shop within {} of the purchase, unused and with the slip. The till prints a second
slip that both sides sign. Goods made to measure stay with whoever ordered them, and so do opened packages."""
BRANCH = """The branch in {0} opens at {1}:00. It has {1} desks. The manager of the branch in {0} keeps the keys, and
visitors to {0} park behind the house, where {1} places are marked in white."""


def relations(*held: tuple[Subject, str]) -> list[Relation]:
    """The relations of these documents; every pair is measured and compared."""
    subjects = {subject.uri: subject for subject, _ in sorted(held, key=lambda one: one[0].uri)}
    texts = {subject.document.content_key: text for subject, text in held}

    def some(keys: object) -> Mapping[str, str]:
        return texts

    keys = list(combinations(sorted(texts), 2))
    pairs, comparisons = list(measure(keys, some)), list(compare_all(keys, some, {}))
    return list(related(subjects, pairs, comparisons, read_markers(subjects), 0.8).relations)


def conflicts(*held: tuple[Subject, str]) -> list[Relation]:
    return [one for one in relations(*held) if one.kind is RelationKind.CONFLICTS_WITH]


@pytest.fixture
def shop(subject: MakeSubject) -> tuple[Subject, str]:
    text = RETURNS.format("14 days")
    return subject("kb/shop.md", text, effective="2025-02-01"), text


@pytest.fixture
def desk(subject: MakeSubject) -> tuple[Subject, str]:
    text = RETURNS.format("30 days")
    return subject("kb/desk.md", text, effective="2026-02-01"), text


def test_the_older_side_comes_first_with_its_value(shop: tuple[Subject, str], desk: tuple[Subject, str]) -> None:
    (found,) = conflicts(shop, desk)
    assert (found.a, found.b) == ("kb/shop.md", "kb/desk.md")
    assert [(d.value_a, d.value_b) for d in found.differences] == [("14 days", "30 days")]
    assert found.evidence == "kb/desk.md is newer: 2026-02-01 against 2025-02-01"


def test_without_dates_no_side_is_called_newer(subject: MakeSubject) -> None:
    texts = [RETURNS.format(days) for days in ("14 days", "30 days")]
    (found,) = conflicts(*((subject(f"kb/{name}.md", text), text) for name, text in zip("ab", texts, strict=True)))
    assert (found.a, found.evidence) == ("kb/b.md", "nothing tells which is newer")  # as for near duplicates


def test_the_more_authoritative_side_comes_last_whatever_the_dates(
    shop: tuple[Subject, str], desk: tuple[Subject, str]
) -> None:
    (found,) = conflicts((replace(shop[0], authority=2), shop[1]), (replace(desk[0], authority=1), desk[1]))
    assert (found.a, found.b) == ("kb/desk.md", "kb/shop.md")
    assert [(d.value_a, d.value_b) for d in found.differences] == [("30 days", "14 days")]
    dated = "kb/desk.md is newer: 2026-02-01 against 2025-02-01"
    assert found.evidence == f"kb/shop.md is more authoritative by the policy; {dated}"


def test_a_copy_lends_its_authority_to_what_it_repeats(
    subject: MakeSubject, shop: tuple[Subject, str], desk: tuple[Subject, str]
) -> None:
    copy = replace(subject("kb/law/returns-of-goods.md", shop[1], data=b"copy"), authority=1)
    (found,) = conflicts(shop, desk, (copy, shop[1]))
    assert (found.a, found.b) == ("kb/desk.md", "kb/shop.md")


@pytest.mark.parametrize("state", [State.DRAFT, State.OBSOLETE, State.ARCHIVED, State.DEPRECATED])
def test_what_is_not_live_conflicts_with_nothing(subject: MakeSubject, shop: tuple[Subject, str], state: State) -> None:
    text = RETURNS.format("30 days")
    assert conflicts(shop, (subject("kb/desk.md", text, states=[(state, "")]), text)) == []


def test_what_a_family_orders_is_a_change(subject: MakeSubject) -> None:
    texts = [RETURNS.format(days) for days in ("14 days", "30 days")]
    found = relations(*((subject(f"kb/returns-v{n}.md", text), text) for n, text in enumerate(texts, 1)))
    assert [(one.kind, [(d.value_a, d.value_b) for d in one.differences]) for one in found] == [
        (RelationKind.OLDER_VERSION_OF, [("14 days", "30 days")])
    ]


def test_two_pages_of_one_title_are_versions_and_conflict(subject: MakeSubject) -> None:
    texts = [RETURNS.format(days) for days in ("14 days", "30 days")]
    held = [(subject(f"kb/{n}.md", text, title="Returns"), text) for n, text in zip("ab", texts, strict=True)]
    assert len(conflicts(*held)) == 1


def test_forms_of_one_template_are_siblings(subject: MakeSubject) -> None:
    texts = {city: BRANCH.format(city, opens) for city, opens in (("Bremen", 7), ("Kassel", 9))}
    held = [(subject(f"kb/{city}.md", text, title=f"Branch {city}"), text) for city, text in texts.items()]
    found = [one for one in relations(*held) if one.kind is not RelationKind.NEAR_DUPLICATE]
    assert [(one.kind, one.a, one.b) for one in found] == [
        (RelationKind.TEMPLATE_SIBLING, "kb/Bremen.md", "kb/Kassel.md")
    ]
    assert "Kassel" in found[0].evidence


def test_two_languages_of_one_page_dont_conflict(subject: MakeSubject) -> None:
    texts = [RETURNS.format(days) for days in ("14 days", "30 days")]
    uris = ("kb/docs/en/returns.md", "kb/docs/ja/returns.md")
    held = [(subject(uri, text), text) for uri, text in zip(uris, texts, strict=True)]
    assert conflicts(*held) == []


def test_two_products_in_one_how_to_dont_conflict(subject: MakeSubject) -> None:
    how_to = """{0} supports many sizes. For {0}, names of sizes always begin with a letter. You {1} always take the
newest size that {0} offers in your region. If {0} runs out of memory, take the next larger size."""
    cache = how_to.format("Kestrelcache", "must") + " A cache loses what it holds when it restarts, so keep the source."
    base = how_to.format("Larkbase", "should") + " Backups of the database are made at night and kept for a week."
    held = [
        (subject("kb/cache.md", cache, title="Setting up a cache"), cache),
        (subject("kb/base.md", base, title="Setting up a relational database"), base),
    ]
    assert conflicts(*held) == []


def test_an_odd_one_among_many_that_agree_conflicts_with_one_of_them(subject: MakeSubject) -> None:
    office = "Whoever objects to a decision writes to the appeals office within {} of the letter, and names the file."
    own = "The {0} is painted in spring. Volunteers bring ladders to the {0}, and the town pays for the colour."
    held = []
    for number, name in enumerate(("pier", "crane", "ferry", "wharf", "mast", "dock", "buoy", "quay")):
        text = f"{own.format(name)}\n\n{office.format('30 days' if name == 'mast' else '14 days')}\n"
        held.append((subject(f"kb/{number}-{name}.md", text), text))
    (found,) = conflicts(*held)
    assert {found.a, found.b} == {"kb/0-pier.md", "kb/4-mast.md"}


def test_two_sides_of_some_documents_each_conflict_in_every_pair(subject: MakeSubject) -> None:
    held = []
    for number, days in enumerate(("14 days", "14 days", "30 days", "30 days")):
        text = RETURNS.format(days) + f" The till number {number} stands at the door of the {'abcd'[number] * 3} hall."
        held.append((subject(f"kb/{number}.md", text), text))
    assert len(conflicts(*held)) == 4


def test_what_versions_and_near_duplicates_word_differently_is_told_the_older_side_first(subject: MakeSubject) -> None:
    text = RETURNS.format("14 days")
    newer = text.replace("Goods made to measure stay", "Things made to measure remain") + " Ask at the desk."
    (found,) = relations(*((subject(f"kb/returns-v{n}.md", one), one) for n, one in ((2, newer), (1, text))))
    assert (found.kind, found.a) == (RelationKind.OLDER_VERSION_OF, "kb/returns-v1.md")
    assert [(one.a[:12], one.b[:12]) for one in found.wording.rewordings] == [("Goods made t", "Things made ")]
    assert (found.wording.only_a, found.wording.only_b) == (0, 1)
    rest = "\n\n".join(BRANCH.format(name, 7) for name in ("the north", "the old harbour", "the upper town"))
    text, newer = (f"{one}\n\n{rest}" for one in (text, newer))
    (found,) = relations((subject("kb/shop.md", text), text), (subject("kb/desk.md", newer), newer))
    assert found.kind is RelationKind.NEAR_DUPLICATE
    sides = {found.a: 0, found.b: 1}
    (worded,) = found.wording.rewordings
    assert (worded.a, worded.b)[sides["kb/desk.md"]].startswith("Things made")


def test_the_days_are_those_that_the_documents_state(shop: tuple[Subject, str], desk: tuple[Subject, str]) -> None:
    """A day of summer time begins in UTC on the day before."""
    early = [replace(one.effective, at=one.effective.at - timedelta(hours=1)) for one, _ in (shop, desk)]
    (found,) = conflicts(
        (replace(shop[0], effective=early[0]), shop[1]), (replace(desk[0], effective=early[1]), desk[1])
    )
    assert found.evidence == "kb/desk.md is newer: 2026-02-01 against 2025-02-01"

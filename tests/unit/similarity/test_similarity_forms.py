from __future__ import annotations

import random
from types import MappingProxyType
from typing import TYPE_CHECKING

from kbaudit.model import Comparison, Pair, Relation, RelationKind
from kbaudit.similarity import measure, read_markers, related
from kbaudit.similarity.comparing import compare_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.model import Subject

    from .conftest import MakeSubject

INVOICE = """# Invoice {number}

Customer: {customer}

We delivered {pallets} pallets of roof tiles to the warehouse of {customer} on {day} June and charge for them as agreed.
Please pay EUR {amount} within 30 days to the account that is named below, and give the number of the invoice {number}.
Goods remain our property until they are paid in full. Complaints reach us within eight days of delivery in writing.
The place of jurisdiction is the seat of our company. Our terms of delivery apply, which we send on request.
"""
NAMES = ("Almond", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Ginkgo", "Hazel", "Ivory", "Juniper", "Larch", "Maple")


def invoice(number: int, customer: str = "") -> str:
    chance = random.Random(number)  # noqa: S311 - made-up values, always the same ones
    values = {"pallets": chance.randint(2, 90), "day": chance.randint(1, 30), "amount": chance.randint(100, 9999)}
    return INVOICE.format(number=2000 + number, customer=customer or f"{NAMES[number]} Ltd", **values)


def relations(
    subject: MakeSubject,
    texts: Mapping[str, str],
    compared: Sequence[tuple[str, str]] | None = None,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> list[Relation]:
    """The relations of documents by uri. Every pair is measured; those are compared that are given, or all."""
    subjects: dict[str, Subject] = {
        uri: subject(uri, text, title=titles.get(uri, "")) for uri, text in sorted(texts.items())
    }
    key_of = {uri: one.document.content_key for uri, one in subjects.items()}
    held = {key_of[uri]: text for uri, text in texts.items()}

    def some(keys: object) -> Mapping[str, str]:
        return held

    uris = sorted(texts)
    every = [(a, b) for at, a in enumerate(uris) for b in uris[at + 1 :]]

    def keyed(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(min(key_of[a], key_of[b]), max(key_of[a], key_of[b])) for a, b in pairs]

    pairs: list[Pair] = list(measure(keyed(every), some))
    comparisons: list[Comparison] = list(compare_all(keyed(every if compared is None else compared), some, {}))
    return list(related(subjects, pairs, comparisons, read_markers(subjects), 0.6).relations)


def of(kind: RelationKind, found: Sequence[Relation]) -> list[Relation]:
    return [one for one in found if one.kind is kind]


def forms(count: int = 12) -> dict[str, str]:
    return {f"kb/{number}.md": invoice(number) for number in range(count)}


def test_forms_are_tied_one_to_another_and_no_near_duplicates(subject: MakeSubject) -> None:
    found = relations(subject, forms())
    assert of(RelationKind.NEAR_DUPLICATE, found) == []
    assert of(RelationKind.CONFLICTS_WITH, found) == []
    siblings = of(RelationKind.TEMPLATE_SIBLING, found)
    assert len(siblings) == 11
    assert {uri for one in siblings for uri in (one.a, one.b)} == set(forms())


def test_forms_that_were_not_compared_are_forms(subject: MakeSubject) -> None:
    texts = forms()
    compared = [("kb/0.md", f"kb/{number}.md") for number in (1, 2, 3)]
    found = relations(subject, texts, compared)
    assert len(of(RelationKind.TEMPLATE_SIBLING, found)) == 11
    assert of(RelationKind.NEAR_DUPLICATE, found) == []


def test_without_a_comparison_nothing_is_called_a_form(subject: MakeSubject) -> None:
    found = relations(subject, forms(4), [])
    assert of(RelationKind.TEMPLATE_SIBLING, found) == []
    assert len(of(RelationKind.NEAR_DUPLICATE, found)) == 6


def test_an_invoice_with_a_typo_is_that_invoice(subject: MakeSubject) -> None:
    texts = forms() | {"kb/scan.md": invoice(7).replace("property", "propertty")}
    (found,) = of(RelationKind.NEAR_DUPLICATE, relations(subject, texts))
    assert {found.a, found.b} == {"kb/7.md", "kb/scan.md"}


def test_an_invoice_with_another_amount_is_that_invoice_and_says_so(subject: MakeSubject) -> None:
    text = invoice(7)
    paid = text[text.index("Please pay EUR ") + 15 :].split()[0]
    found = relations(subject, forms() | {"kb/scan.md": text.replace(f"EUR {paid}", "EUR 77")})
    (alike,) = of(RelationKind.NEAR_DUPLICATE, found)
    (conflict,) = of(RelationKind.CONFLICTS_WITH, found)
    assert {alike.a, alike.b} == {conflict.a, conflict.b} == {"kb/7.md", "kb/scan.md"}
    assert alike.differences == conflict.differences
    assert "EUR 77" in {side for one in alike.differences for side in (one.value_a, one.value_b)}


def test_two_invoices_to_one_customer_say_different_things_of_different_things(subject: MakeSubject) -> None:
    texts = forms() | {"kb/again.md": invoice(20, customer="Hazel Ltd").replace("Invoice 2020", "Invoice 2007")}
    found = relations(subject, texts)
    assert of(RelationKind.CONFLICTS_WITH, found) == []
    assert of(RelationKind.NEAR_DUPLICATE, found) == []


STEPS = """Open the menu and choose the device on which the program runs, then wait until its light turns green. {name}
shows what you change at once. Switch {name} on in the menu. Where {name} fails, restart the program by hand.
The cable has to be one that carries data, and the device has to trust the machine that it is plugged into.
Both are on one network, and nothing between them filters what they say. A red bar tells which line of the
program is at fault. Shake the device to see the menu again. On some of them it is opened by three fingers
that rest on the glass for a second. Edition {number} of this page was read by the team of the year. What is
unclear is asked in the chat room of the floor."""


def editions(*names: str) -> dict[str, str]:
    return {f"kb/{n}.md": STEPS.format(name=name, number=n) for n, name in enumerate(names)}


def test_a_name_that_changed_between_editions_makes_no_form(subject: MakeSubject) -> None:
    texts = editions("Live Reload", "Live Reload", "Live Reload", "Fast Refresh", "Fast Refresh", "Fast Refresh")
    found = relations(subject, texts)
    assert len(of(RelationKind.NEAR_DUPLICATE, found)) == 15
    assert of(RelationKind.TEMPLATE_SIBLING, found) == []
    assert of(RelationKind.CONFLICTS_WITH, found) == []


def test_one_page_about_each_of_several_things_is_a_form(subject: MakeSubject) -> None:
    texts = editions("Live Reload", "Fast Refresh", "Hot Swap", "Quick Patch")
    found = relations(subject, texts)
    assert of(RelationKind.NEAR_DUPLICATE, found) == []
    assert len(of(RelationKind.TEMPLATE_SIBLING, found)) == 3


def test_two_titles_are_enough(subject: MakeSubject) -> None:
    texts = {
        uri: f"# Using {name}\n\n{text}"
        for name, (uri, text) in zip(
            ("Live Reload", "Fast Refresh"), editions("Live Reload", "Fast Refresh").items(), strict=True
        )
    }
    titles = {"kb/0.md": "Using Live Reload", "kb/1.md": "Using Fast Refresh"}
    found = relations(subject, texts, titles=titles)
    assert of(RelationKind.NEAR_DUPLICATE, found) == []
    (tie,) = of(RelationKind.TEMPLATE_SIBLING, found)
    assert (tie.a, tie.b) == ("kb/0.md", "kb/1.md")


def test_names_decide_nothing(subject: MakeSubject) -> None:
    """Two that were never compared are judged by their form, whichever of all the documents is named first."""
    texts = [invoice(number) for number in range(8)]
    twice = texts[0].replace("roof tiles", "tiles").replace("in full", "wholly")
    nearly = texts[7].replace("Customer: Hazel", "Customer: Walnut")
    content = [texts[0], twice, *texts[1:], nearly]
    compared = [(a, b) for a in (0, 1) for b in range(2, 9)] + [(8, 9)]
    found = set()
    for shift in range(len(content)):
        uris = [f"kb/{(place + shift) % len(content)}.md" for place in range(len(content))]
        made = relations(subject, dict(zip(uris, content, strict=True)), [(uris[a], uris[b]) for a, b in compared])
        near = of(RelationKind.NEAR_DUPLICATE, made)
        found.add(frozenset(frozenset((uris.index(one.a), uris.index(one.b))) for one in near))
    assert len(found) == 1

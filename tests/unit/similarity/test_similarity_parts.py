from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from kbaudit.model import Comparison, Relation, RelationKind
from kbaudit.similarity import compare_all, measure, read_markers, related

if TYPE_CHECKING:
    from .conftest import MakeSubject

chance = random.Random(5)  # noqa: S311 (seeded on purpose)
WORDS = ["".join(chance.choices("abcdefghijklmnoprstu", k=7)) for _ in range(2000)]


def prose(count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def relations(make: MakeSubject, texts: dict[str, str], *, compared: bool = False) -> list[Relation]:
    """The relations of documents of which every pair was measured, and compared too, if so wished."""
    subjects = {uri: make(uri, text) for uri, text in sorted(texts.items())}
    by_key = {s.document.content_key: texts[uri] for uri, s in subjects.items()}
    keys = sorted(by_key)
    pairs = list(measure([(a, b) for a in keys for b in keys if a < b], lambda wanted: {k: by_key[k] for k in wanted}))
    comparisons: list[Comparison] = []
    if compared:
        comparisons = list(compare_all([(p.a, p.b) for p in pairs], lambda wanted: {k: by_key[k] for k in wanted}, {}))
    return list(related(subjects, pairs, comparisons, read_markers(subjects), 0.8).relations)


def parts(make: MakeSubject, texts: dict[str, str]) -> list[tuple[str, str, str]]:
    found = [r for r in relations(make, texts) if r.kind is RelationKind.PART_OF]
    return [(r.a, r.b, r.evidence) for r in found]


def test_a_notice_in_a_page(subject: MakeSubject) -> None:
    notice = prose(40)
    page = f"{prose(300)} {notice} {prose(200)}"
    found = parts(subject, {"kb/notice.md": notice, "kb/page.md": page, "kb/other.md": prose(200)})
    assert found == [("kb/notice.md", "kb/page.md", "all of it stands in kb/page.md")]


def test_most_of_a_document_in_another_one(subject: MakeSubject) -> None:
    part = prose(200)
    whole = f"{prose(300)} {' '.join(part.split()[:175])} {prose(300)}"
    ((a, b, evidence),) = parts(subject, {"kb/part.md": part, "kb/whole.md": whole})
    assert (a, b) == ("kb/part.md", "kb/whole.md")
    assert evidence == "87 % of it stands in kb/whole.md"


LINES = [f"{prose(4).capitalize()} {prose(5)}." for _ in range(16)]


def test_one_that_says_the_same_and_a_little_more(subject: MakeSubject) -> None:
    """Such as a list that has grown: too unlike for a near duplicate, too long for an ordinary part."""
    texts = {
        "kb/abc.md": "\n\n".join(LINES),
        "kb/xyz.md": "\n\n".join([*LINES[:6], *LINES[7:9], *LINES[10:13], *LINES[14:]]),
    }
    found = [r for r in relations(subject, texts, compared=True) if r.kind is RelationKind.PART_OF]
    assert [(r.a, r.b) for r in found] == [("kb/xyz.md", "kb/abc.md")]


def test_one_that_says_other_things_of_the_same_length(subject: MakeSubject) -> None:
    changed = [line.replace(".", " tomorrow.") if n % 3 == 0 else line for n, line in enumerate(LINES)]
    texts = {"kb/abc.md": "\n\n".join(LINES), "kb/xyz.md": "\n\n".join(changed[:-1])}
    assert [r for r in relations(subject, texts, compared=True) if r.kind is RelationKind.PART_OF] == []


def test_half_a_document_is_no_part(subject: MakeSubject) -> None:
    half = prose(100)
    assert parts(subject, {"kb/a.md": f"{half} {prose(100)}", "kb/b.md": f"{prose(300)} {half} {prose(300)}"}) == []


def test_one_relation_a_part_with_its_best_whole(subject: MakeSubject) -> None:
    notice = prose(60)
    texts = {f"kb/page{n}.md": f"{prose(200)} {notice[: 350 + 10 * n]} {prose(200)}" for n in range(10)}
    assert [(a, b) for a, b, _ in parts(subject, {"kb/notice.md": notice, **texts})] == [
        ("kb/notice.md", "kb/page9.md")
    ]


def test_the_whole_that_is_still_in_force_is_preferred(subject: MakeSubject) -> None:
    part, rest = prose(100), prose(300)
    texts = {
        "kb/part.md": part,
        "kb/manual_v1.md": f"{rest} {part}",
        "kb/manual_v2.md": f"{rest} {' '.join(part.split()[:95])} {prose(20)}",
    }
    assert [(a, b) for a, b, _ in parts(subject, texts)] == [("kb/part.md", "kb/manual_v2.md")]


def test_versions_are_no_parts_of_one_another(subject: MakeSubject) -> None:
    first = prose(100)
    assert parts(subject, {"kb/a_v1.md": first, "kb/a_v2.md": f"{first} {prose(200)}"}) == []


def test_siblings_of_one_template_are_no_parts(subject: MakeSubject) -> None:
    form = prose(120)
    texts = {f"kb/branch{n}.md": f"{form} {prose(14)}" for n in range(6)}
    assert parts(subject, texts) == []
    texts["kb/branch6.md"] = f"{form} {prose(80)}"  # one of them has more to say
    assert parts(subject, texts) == []


@pytest.mark.parametrize("text", ["", "not applicable", " ".join(f"word{n}" for n in range(25))])
def test_a_phrase_is_no_part(subject: MakeSubject, text: str) -> None:
    assert parts(subject, {"kb/stub.md": text, "kb/page.md": f"{text} {prose(200)}"}) == []


def test_copies_of_a_part_are_copies(subject: MakeSubject) -> None:
    notice = prose(60)
    page = f"{prose(100)} {notice} {prose(100)}"
    found = relations(subject, {"kb/notice.md": notice, "kb/x/notice.md": notice, "kb/page.md": page})
    assert [(r.kind.value, r.a, r.b) for r in found] == [
        ("exact_copy", "kb/x/notice.md", "kb/notice.md"),
        ("part_of", "kb/notice.md", "kb/page.md"),
    ]

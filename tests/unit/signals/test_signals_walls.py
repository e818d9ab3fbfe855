from __future__ import annotations

import pytest

from kbaudit.model import Extract, Mark, MarkKind
from kbaudit.signals.faults import faults_of

SENTENCE = "The supplier delivers the goods to the address that the order names, within ten days. "
WALL = (SENTENCE * 30).strip()


def marks(text: str, kind: str = "markdown") -> list[Mark]:
    _, found = faults_of(Extract(kind, "", text, ()))
    return [mark for mark in found if mark.kind is MarkKind.UNSTRUCTURED]


@pytest.mark.parametrize("kind", ["markdown", "text", "docx", "html", "pdf", "eml"])
def test_a_wall_of_text(kind: str) -> None:
    text = f"Intro.\n\n{WALL}\n\nEnd."
    (mark,) = marks(text, kind)
    assert (mark.start, mark.end) == (8, 8 + len(WALL))
    assert mark.label == f"{len(WALL):,} characters without a break"
    assert WALL.startswith(mark.quote.rstrip("…"))


def test_wrapped_lines_are_one_block_and_lists_are_not() -> None:
    wrapped = "\n".join([SENTENCE.strip()] * 30)
    assert len(marks(wrapped)) == 1
    assert marks(wrapped, "docx") == []
    assert marks("\n".join(f"- {SENTENCE}" for _ in range(30))) == []
    assert marks("\n".join([*([SENTENCE] * 15), "## Heading", *([SENTENCE] * 15)])) == []
    assert len(marks(f"- One.\n- {WALL}\n- Two.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join([SENTENCE] * 90),
        f"```\n{WALL}\n```",
        "| a | b |\n" * 400,
        "x = foo(a, b); y = bar[c]; if (x && y) { return; } " * 60,
        "8uPr5e8gVGVzbGEgLSDw4" * 200,
        " ".join(f"{n * 7919 % 10007}.{n}" for n in range(700)),
        " ".join(f"[page {n}](https://example.org/pages/{n})." for n in range(90)),
        "word " * 900,
    ],
)
def test_no_wall(text: str) -> None:
    assert marks(text) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "xml"])
def test_tables_and_data_are_no_prose(kind: str) -> None:
    assert marks(WALL, kind) == []

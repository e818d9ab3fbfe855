from __future__ import annotations

import random

import pytest

from kbaudit.extractors import extract
from kbaudit.model import Extract, Passage
from kbaudit.signals.garbled import damage_of
from kbaudit.signals.quality import quality_of
from kbaudit.signals.uncoded import Uncoded

PROSE = "Employees may claim travel expenses within thirty days of the journey, with all receipts attached.\n" * 20
FRENCH = "Les frais de déplacement doivent être déclarés dès le retour, après vérification par l'équipe.\n" * 20


def quality(text: str, kind: str = "text", **more: object) -> tuple[float, tuple[str, ...]]:
    made = Extract(kind, "", text, (), **more)  # type: ignore[arg-type]  # keyword pass-through
    return quality_of(made, damage_of(Uncoded(made)))


def scattered(text: str, share: float, mark: str) -> str:
    dice = random.Random(mark)  # noqa: S311 - no secret
    return "".join(mark if dice.random() < share else letter for letter in text)


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        FRENCH,
        "コレクターの詳細な設定方法については、設定ドキュメントを参照してください。" * 20,
        "| Name | Price |\n|------|-------|\n" + "| Bolt M8 | 0.12 € |\n" * 100,
        "```js\nif (a[i] === b[j]) { x += !y ? {...z} : [0]; }\n```\n" * 40,
        "See [the page](https://example.com/a/very/long/path/without/any/end/at/all?x=1&y=2#z)\n" * 20,
        "a = 1\nb = 2\nc = a + b\n" * 50,
        ("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo" * 3 + "\n") * 80,
        "Short.",
    ],
)
def test_healthy_texts_are_trusted(text: str) -> None:
    assert quality(text, "markdown") == (1.0, ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (scattered(PROSE, 0.12, "\ufffd"), "of the words hold replacement characters"),
        (scattered(PROSE, 0.05, "\x03"), "of the words hold control characters"),
        (FRENCH.encode().decode("cp1252", "replace"), "of the words hold mojibake (such as Ã© for é)"),
        ("Отчёт о командировке. ".encode().decode("cp1252", "replace") * 30, "hold mojibake"),
        (scattered(PROSE, 0.5, "$"), "of the words are broken"),
        ("".join(chr(0xE000 + ord(c)) if c.isalpha() else c for c in PROSE), "characters of a private font"),
        (" ".join(PROSE.replace(" ", "  ")), "of the words are fragments of one or two letters"),
        (PROSE.replace(" ", ""), "of the letters in words of 28 or more"),
    ],
)
def test_damaged_texts_are_not_trusted(text: str, reason: str) -> None:
    confidence, reasons = quality(text)
    assert confidence < 0.5
    assert reasons[0].startswith("100 % of the text is garbled: ")
    assert reason in reasons[0]


def test_a_little_damage_costs_little_and_never_the_trust() -> None:
    confidence, reasons = quality(scattered(PROSE, 0.01, "\ufffd"))
    assert 0.8 <= confidence < 0.95
    (reason,) = reasons
    assert reason.endswith("% of the words hold replacement characters")


def test_a_word_here_or_there_costs_nothing() -> None:
    assert quality(PROSE + "The sign \ufffd stands for what can't be decoded, as in caf\ufffd.") == (1.0, ())


@pytest.mark.parametrize(("bad", "good", "low", "high"), [(1, 3, 0.65, 0.85), (3, 1, 0.15, 0.35)])
def test_confidence_is_the_share_of_sound_text(bad: int, good: int, low: float, high: float) -> None:
    sound = "# A\n\n" + PROSE.replace("\n", " ")
    garbled = "# B\n\n" + FRENCH.encode().decode("cp1252").replace("\n", " ")
    made = extract("markdown", "\n\n".join([sound] * good + [garbled] * bad).encode())
    confidence, reasons = quality_of(made, damage_of(Uncoded(made)))
    assert low < confidence < high
    assert reasons[0].startswith(f"{100 - round(100 * confidence)} % of the text is garbled: ")


def test_a_guessed_encoding_is_a_mild_fault_and_other_problems_are_none() -> None:
    problems = (("encoding", "decoded as cp1252"), ("front_matter", "line 3: not YAML"))
    assert quality(PROSE, problems=problems) == (0.95, ("encoding: decoded as cp1252",))


def test_pages_without_words() -> None:
    text = "Page 1\n\nPage 2\n\nPage 3"
    passages = (Passage(0, 6, (), 1), Passage(8, 14, (), 2), Passage(16, 22, (), 3))
    scan = Extract("pdf", "", text, passages)
    assert quality_of(scan, damage_of(Uncoded(scan))) == (0.5, ("only 2 words a page",))
    slides = Extract("pptx", "", text, passages)
    assert quality_of(slides, damage_of(Uncoded(slides))) == (1.0, ())


def test_no_text() -> None:
    assert quality(" \n\t ") == (0.0, ("no text",))


@pytest.mark.parametrize("text", ["<!-- todo -->\n", "\n<!-- a -->\n\n<!--\nb\n-->\n", "<!-- never closed\n\ntodo"])
def test_a_comment_is_no_text_in_markdown(text: str) -> None:
    assert quality(text, "markdown") == (0.0, ("no text",))
    assert quality(text, "text")[0] > 0
    assert quality("<!-- a -->\n" + PROSE, "markdown") == (1.0, ())


def test_the_worst_reason_comes_first() -> None:
    text = scattered(PROSE, 0.12, "\ufffd")
    assert [reason[:8] for reason in quality(text, problems=(("encoding", "UTF-8"),))[1]] == ["100 % of", "encoding"]

import random

import pytest

from kbaudit.model import Extract, Passage
from kbaudit.signals.quality import quality_of

PROSE = "Employees may claim travel expenses within thirty days of the journey, with all receipts attached.\n" * 20
FRENCH = "Les frais de déplacement doivent être déclarés dès le retour, après vérification par l'équipe.\n" * 20


def quality(text: str, kind: str = "text", **more: object) -> tuple[float, tuple[str, ...]]:
    return quality_of(Extract(kind, "", text, (), **more))  # type: ignore[arg-type]  # keyword pass-through


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
        "Short.",
    ],
)
def test_healthy_texts_are_trusted(text: str) -> None:
    assert quality(text, "markdown") == (1.0, ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (scattered(PROSE, 0.12, "\ufffd"), "12 % replacement characters"),
        (scattered(PROSE, 0.05, "\x03"), "% control characters"),
        (FRENCH.encode().decode("cp1252", "replace"), "garbled characters such as Ã© for é"),
        ("Отчёт о командировке. ".encode().decode("cp1252", "replace") * 30, "garbled characters"),
        (scattered(PROSE, 0.5, "$"), "of the characters are symbols"),
        ("".join(chr(0xE000 + ord(c)) if c.isalpha() else c for c in PROSE), "of the characters are symbols"),
        (" ".join(PROSE.replace(" ", "  ")), "of the text in spaced letters"),
        (("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo" * 3 + "\n") * 80, "in words of more than 40 letters"),
    ],
)
def test_damaged_texts_are_not_trusted(text: str, reason: str) -> None:
    confidence, reasons = quality(text)
    assert confidence < 0.5
    assert any(reason in each for each in reasons)


def test_a_little_damage_costs_little() -> None:
    confidence, reasons = quality(scattered(PROSE, 0.01, "\ufffd"))
    assert 0.8 < confidence < 0.95
    assert reasons == ("1 % replacement characters",)


def test_a_guessed_encoding_is_a_mild_fault_and_other_problems_are_none() -> None:
    problems = (("encoding", "decoded as cp1252"), ("front_matter", "line 3: not YAML"))
    assert quality(PROSE, problems=problems) == (0.95, ("encoding: decoded as cp1252",))


def test_pages_without_words() -> None:
    text = "Page 1\n\nPage 2\n\nPage 3"
    passages = (Passage(0, 6, (), 1), Passage(8, 14, (), 2), Passage(16, 22, (), 3))
    assert quality_of(Extract("pdf", "", text, passages)) == (0.5, ("only 2 words a page",))


def test_no_text() -> None:
    assert quality(" \n\t ") == (0.0, ("no text",))


@pytest.mark.parametrize("text", ["<!-- todo -->\n", "\n<!-- a -->\n\n<!--\nb\n-->\n", "<!-- never closed\n\ntodo"])
def test_a_comment_is_no_text_in_markdown(text: str) -> None:
    assert quality(text, "markdown") == (0.0, ("no text",))
    assert quality(text, "text")[0] > 0
    assert quality("<!-- a -->\n" + PROSE, "markdown") == (1.0, ())


def test_the_worst_reason_comes_first() -> None:
    _, reasons = quality(scattered(scattered(PROSE, 0.02, "\ufffd"), 0.04, "\x03"))
    assert [reason.partition("%")[2] for reason in reasons] == [" control characters", " replacement characters"]

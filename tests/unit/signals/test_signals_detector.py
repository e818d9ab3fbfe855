"""The detector on arrays answers what langdetect answers, to the last text."""

from __future__ import annotations

import random

import pytest
from langdetect import PROFILES_DIRECTORY, DetectorFactory, LangDetectException

from kbaudit.signals.detector import ArrayDetector

TEXT = """
Employees may claim travel expenses. Reisekosten sind einzureichen. Les frais de déplacement. Los gastos de viaje.
Сотрудники должны подать отчёт. Οι εργαζόμενοι πρέπει. พนักงานต้องส่ง يجب على الموظفين कर्मचारियों को Nhân viên phải nộp
NASA HTTP WHO iPhone McDonald's e-mail https://example.com/a?b=c ann@example.com 2024-01-01 șţ éà Ạa\u0323 x
"""
WORDS = TEXT.split()


@pytest.fixture(scope="module")
def factory() -> DetectorFactory:
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


def langdetect(factory: DetectorFactory, text: str) -> str:
    detector = factory.create()
    detector.n_trial = 1
    detector.append(text)
    try:
        found = str(detector.detect())
    except LangDetectException:
        return ""
    return "" if found == detector.UNKNOWN_LANG else found


def test_the_same_answers(factory: DetectorFactory) -> None:
    ours = ArrayDetector(factory)
    drawn = random.Random(7)  # noqa: S311 - a seed for texts
    texts = ["", " ", "1 2 3", "ABC", "A", "a  b", *WORDS]
    for _ in range(150):
        texts.append(drawn.choice((" ", "  ", "", "\n")).join(drawn.choices(WORDS, k=drawn.randrange(1, 30))))
        texts.append("".join(map(chr, drawn.choices((*range(32, 127), *range(0xC0, 0x250), 0x3042, 0x4E00), k=60))))
    answers = [langdetect(factory, text) for text in texts]
    assert len(set(answers)) > 8
    assert [ours.detect(text) for text in texts] == answers


def test_what_it_remembers_is_bounded(factory: DetectorFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbaudit.signals.detector._WORDS_LIMIT", 10)
    monkeypatch.setattr("kbaudit.signals.detector._ROWS_LIMIT", 10)
    ours = ArrayDetector(factory)
    first = [ours.detect(" ".join(WORDS[:at])) for at in range(20)]
    assert [ours.detect(" ".join(WORDS[:at])) for at in range(20)] == first

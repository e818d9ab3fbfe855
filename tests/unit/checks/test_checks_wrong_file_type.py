"""KB401: documents and pictures under the name of another type."""

from __future__ import annotations

import pytest

from kbaudit.checks.judge import roll_up, run_checks
from kbaudit.checks.kb401_wrong_file_type import WrongFileType
from kbaudit.extractors.kinds import misnamed
from kbaudit.model import CheckSetting, Corpus, Effect, Finding, Severity, Skipped, SkipReason

PICTURE = misnamed("jpeg", "png")


def told(*skipped: Skipped) -> list[Finding]:
    return list(WrongFileType().find(Corpus({}, skipped, (), ())))


def test_a_picture_under_the_name_of_another_type() -> None:
    (found,) = told(Skipped("kb/a.jpg", SkipReason.IMAGE, PICTURE))
    assert found.message == "The file is named as an image (JPEG), but it is an image (PNG)."
    assert [(each.label, each.value) for each in found.evidence] == [
        ("content", "an image (PNG)"),
        ("name", "an image (JPEG)"),
    ]
    assert [each.uri for each in found.affects] == ["kb/a.jpg"]


@pytest.mark.parametrize(
    "skipped",
    [
        Skipped("kb/a.jpg", SkipReason.IMAGE, "text in a picture isn't recognised"),
        Skipped("kb/a.pdf", SkipReason.NO_TEXT_LAYER, misnamed("pdf", "png")),  # KB502 says so
        Skipped("kb/a.zip", SkipReason.UNSUPPORTED, "kbaudit doesn't read this type"),
    ],
    ids=lambda skipped: str(skipped.reason),
)
def test_other_skipped_files_are_silent(skipped: Skipped) -> None:
    assert told(skipped) == []


def test_pictures_are_rolled_up_like_documents() -> None:
    settings = {"KB401": CheckSetting(enabled=True, severity=Severity.WARNING, effect=Effect.EXCLUDE, roll_up=True)}
    corpus = Corpus({}, tuple(Skipped(f"kb/i/{n}.jpg", SkipReason.IMAGE, PICTURE) for n in "ab"), (), ())
    every = roll_up(run_checks(corpus, settings), corpus, settings)
    (found,) = (each for each in every if each.code == "KB401")
    assert (found.uri, len(found.affects)) == ("kb/i/", 2)
    assert found.message.startswith("2 of 2 documents in kb/i/ are of another type")

"""The languages that a policy may name are those that language detection knows."""

from __future__ import annotations

from pathlib import Path

from langdetect import PROFILES_DIRECTORY

from kbaudit.policy.values import LANGUAGES


def test_languages_are_those_of_the_detector():
    assert {profile.name.partition("-")[0] for profile in Path(PROFILES_DIRECTORY).iterdir()} == LANGUAGES

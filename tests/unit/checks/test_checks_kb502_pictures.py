"""Pictures: told by folder, as a note whatever the policy says, and never counted as unreadable."""

from __future__ import annotations

from typing import Any

import pytest

from kbaudit.checks.judge import roll_up, run_checks
from kbaudit.conclude import enough_read
from kbaudit.model import UNREADABLE, CheckSetting, Corpus, Effect, Finding, Severity, Skipped, SkipReason
from kbaudit.policy import load_pack
from kbaudit.retrieval.resolve import resolve

HARD = {"KB502": CheckSetting(enabled=True, severity=Severity.ERROR, effect=Effect.EXCLUDE, roll_up=True)}


def pictures(*names: str, size: int = 9000) -> tuple[Skipped, ...]:
    return tuple(Skipped(f"kb/{name}", SkipReason.IMAGE, "", size=size) for name in names)


def told(skipped: tuple[Skipped, ...], **also: Any) -> list[Finding]:
    corpus = Corpus({}, skipped, (), (), **also)
    return list(roll_up(run_checks(corpus, HARD), corpus, HARD))


def test_one_a_folder_and_only_unseen_ones() -> None:
    found = told(pictures("i/a.png", "i/b.png", "i/c.png", "j/d.png"), shown=frozenset({"kb/i/c.png"}))
    assert [(f.uri, f.message) for f in found] == [
        ("kb/i/", "2 pictures that no document shows hold no text that can be read."),
        ("kb/j/d.png", "A picture that no document shows holds no text that can be read."),
    ]
    assert [a.uri for a in found[0].affects] == ["kb/i/a.png", "kb/i/b.png"]


def test_a_note_without_effect_whatever_the_policy_says() -> None:
    (found,) = told(pictures("a.png"))
    assert (found.severity, found.effect) == (Severity.NOTE, Effect.NONE)
    (scan,) = told((Skipped("kb/a.pdf", SkipReason.NO_TEXT_LAYER, "3 pages", "give it a text layer by OCR"),))
    assert (scan.severity, scan.effect) == (Severity.ERROR, Effect.EXCLUDE)
    assert scan.remedy == "Give it a text layer by OCR."


def test_icons_are_silent() -> None:
    assert told(pictures("a.png", size=800)) == []


def test_pictures_never_make_an_audit_incomplete(corpus: Any, subject: Any) -> None:
    assert SkipReason.IMAGE not in UNREADABLE
    whole = corpus([subject()])
    many = Corpus(whole.subjects, pictures(*(f"{n}.png" for n in range(500))), (), ())
    assert enough_read(many, load_pack("strict"))
    findings = run_checks(many, HARD)
    assert set(resolve(many, findings, many.subjects["kb/hr/a.md"].document.learned_at)) == {"kb/hr/a.md"}


@pytest.mark.parametrize("severity", list(Severity))
def test_a_policy_may_only_lower_it(severity: Severity) -> None:
    settings = {"KB502": CheckSetting(enabled=True, severity=severity, effect=Effect.DEMOTE)}
    (found,) = run_checks(Corpus({}, pictures("a.png"), (), ()), settings)
    assert found.severity is Severity.NOTE

"""What the findings say, in full: a data owner reads nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kbaudit.checks import CHECKS
from kbaudit.checks.wording import day_after, names, quote, shortened
from kbaudit.model import (
    Corpus,
    DateClaim,
    Dated,
    DateKind,
    Field,
    Governance,
    Member,
    Origin,
    Period,
    Skipped,
    SkipReason,
    State,
    StateClaim,
    Subject,
)

YEAR = {"max_age": Period(months=12)}
V1, V2 = Member("kb/v1.md", 1, "1", superseded_by=("kb/v2.md",)), Member("kb/v2.md", 2, "2")

MESSAGES = [
    (
        "KB101",
        {"members": [Member("kb/a.md", 1), Member("kb/b.md", 1, copy_of="kb/a.md")]},
        'The same text, word for word, as "kb/a.md".',
    ),
    ("KB102", {"near": ("kb/a.md", "kb/b.md")}, 'Nearly the same text as "kb/b.md": Jaccard 0.91.'),
    ("KB103", {"members": [V1, V2]}, 'Superseded by "kb/v2.md" (2), and still live.'),
    (
        "KB201",
        {"subjects": [{"reviewed": "2019-03-04", "asks": YEAR}]},
        'Last reviewed 2019-03-04; the limit of the set "hr" is 12 months: stale since 2020-03-04.',
    ),
    (
        "KB201",
        {"subjects": [{"file_time": "2019-03-04", "asks": YEAR}]},
        "States no date; its file was last changed 2019-03-04; "
        'the limit of the set "hr" is 12 months: stale since 2020-03-04.',
    ),
    ("KB202", {"subjects": [{"review_due": "2024-03-03"}]}, "The review was due on 2024-03-03."),
    ("KB203", {"subjects": [{"valid_until": "2023-12-31"}]}, "Expired: valid until 2023-12-31."),
    (
        "KB204",
        {"subjects": [{"file_time": "2024-11-02"}]},
        "States no date that can be believed; its file was last changed 2024-11-02.",
    ),
    ("KB206", {"subjects": [{"states": ["obsolete", "archived"]}]}, "Declares itself obsolete and archived."),
    (
        "KB301",
        {"subjects": [{"owner": "", "asks": {"owner_required": True}}]},
        'Names no owner; the set "hr" requires one.',
    ),
    ("KB501", {"subjects": [{"words": 0, "size": 4210}]}, "Holds no text in 4,210 bytes."),
    ("KB502", {"skipped": SkipReason.ENCRYPTED}, "Can't be read: it's encrypted (for a test)."),
]


def test_an_unreadable_files_remedy_is_a_sentence(corpus: Callable[..., Corpus]) -> None:
    unread = Skipped("kb/a.pdf", SkipReason.CORRUPT, detail="cut off.", remedy="export it again as .pdf")
    check = next(check for check in CHECKS if check.code == "KB502")
    (found,) = check.find(replace(corpus(), skipped=(unread,)))
    assert (found.message, found.remedy) == ("Can't be read: it's damaged (cut off).", "Export it again as .pdf.")


@pytest.mark.parametrize(("code", "content", "message"), MESSAGES)
def test_message(code: str, content: dict[str, Any], message: str, corpus: Callable[..., Corpus]) -> None:
    check = next(check for check in CHECKS if check.code == code)
    assert [finding.message for finding in check.find(corpus(**content))] == [message]


def test_a_review_due_by_the_policys_rhythm_says_so(
    corpus: Callable[..., Corpus], subject: Callable[..., Subject]
) -> None:
    one = subject(review_due="2024-03-03", asks={"review_every": Period(months=6)})
    said = DateClaim(
        DateKind.REVIEW_DUE, "2024-03-03", Origin.POLICY, "last_reviewed_on, and review_every: 6 months", "2023-09-03"
    )
    check = next(check for check in CHECKS if check.code == "KB202")
    (finding,) = check.find(corpus([replace(one, review_due=replace(one.review_due, claim=said))]))
    assert finding.message == 'The review was due on 2024-03-03: the set "hr" asks for a review every 6 months.'
    assert finding.evidence[0].value == "last_reviewed_on, and review_every: 6 months: 2023-09-03"


def test_no_set_is_the_policy(corpus: Callable[..., Corpus], subject: Callable[..., Subject]) -> None:
    ungoverned = subject(reviewed="2019-03-04", governance=Governance("", max_age=Period(months=12)))
    check = next(check for check in CHECKS if check.code == "KB201")
    assert "the limit of the policy is 12 months" in next(check.find(corpus([ungoverned]))).message


def test_the_stated_day_whatever_the_zone() -> None:
    midnight_in_berlin = datetime(2024, 3, 31, tzinfo=timezone(timedelta(hours=2))).astimezone(UTC)
    dated = Dated(
        midnight_in_berlin, DateClaim(DateKind.REVIEWED, "2024-03-31", Origin.SENTENCE, "reviewed 31 March 2024")
    )
    assert day_after(dated, Period(months=1)) == "2024-04-30"


def test_evidence_quotes_the_sentence_or_the_field() -> None:
    sentence = DateClaim(DateKind.UPDATED, "2024-03-03", Origin.SENTENCE, "Last updated: 3 March 2024", "3 March 2024")
    assert quote(sentence, sentence.raw).value == "Last updated: 3 March 2024"
    field = replace(sentence, origin=Origin.FRONT_MATTER, where="lastmod")
    assert (quote(field, field.raw).label, quote(field, field.raw).value) == ("front matter", "lastmod: 3 March 2024")


def test_untrusted_words_are_short_and_safe() -> None:
    said = shortened("obsolete\n\n\u202e\x1b[31m" + "x" * 100_000)
    assert said.startswith("obsolete \\u202e\\x1b[31mxxx")
    assert said.isprintable()
    assert len(said) == 160


def test_a_hostile_successor_is_escaped(corpus: Callable[..., Corpus], subject: Callable[..., Subject]) -> None:
    one = subject()
    state = StateClaim(State.SUPERSEDED, Origin.SENTENCE, "superseded", successor="\x1b]8;;http://evil\x07here")
    check = next(check for check in CHECKS if check.code == "KB206")
    finding = next(check.find(corpus([replace(one, document=replace(one.document, states=(state,)))])))
    assert finding.message.isprintable()


def _find(code: str, held):
    return list(next(check for check in CHECKS if check.code == code).find(held))


def test_equal_words_are_called_so(corpus):
    held = corpus(near=("kb/a.md", "kb/b.md"))
    (relation,) = held.relations
    for jaccard, said in (
        (1.0, 'The same words as "kb/b.md"; only case, punctuation or markup differ.'),
        (0.999, 'Nearly the same text as "kb/b.md": Jaccard 0.99.'),
    ):
        (finding,) = _find("KB102", replace(held, relations=(replace(relation, jaccard=jaccard),)))
        assert finding.message == said


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("redirect", "/new.html", 'It redirects to "/new.html": remove it, or leave redirects out of the source.'),
        ("redirect_to", "new.md", 'It redirects to "new.md": remove it, or leave redirects out of the source.'),
        ("redirect", "false", "Fill it or remove it."),
        ("title", "/new.html", "Fill it or remove it."),
    ],
)
def test_an_empty_page_that_redirects_says_where(subject, corpus, name, value, remedy):
    one = subject(words=0)
    field = Field(name, (value,), Origin.FRONT_MATTER)
    (finding,) = _find("KB501", corpus([replace(one, document=replace(one.document, fields=(field,)))]))
    assert finding.remedy == remedy


def test_a_page_that_shows_nothing_is_empty_although_it_has_words(subject, corpus):
    one = subject(words=1)
    for reasons, found in ((("no text",), 1), (("1 % replacement characters",), 0)):
        assert len(_find("KB501", corpus([replace(one, document=replace(one.document, reasons=reasons))]))) == found


def test_many_names_are_cut() -> None:
    assert names(["a", "b", "a"]) == '"a", "b"'
    assert names("abcde") == '"a", "b", "c" and 2 more'


def test_an_age_is_counted_in_the_zone_of_the_policy(subject, corpus):
    vienna = ZoneInfo("Europe/Vienna")
    begins = datetime(2024, 3, 31, tzinfo=vienna).astimezone(UTC)
    claim = DateClaim(DateKind.REVIEWED, "2024-03-31", Origin.FRONT_MATTER, "last_reviewed_on")
    old = subject(governance=Governance("hr", max_age=Period(months=1), zone=vienna))
    old = replace(old, effective=Dated(begins, claim))
    (finding,) = next(check for check in CHECKS if check.code == "KB201").find(corpus([old]))
    assert finding.affects[0].since == datetime(2024, 4, 30, tzinfo=vienna).astimezone(UTC)
    assert finding.message.endswith("stale since 2024-04-30.")

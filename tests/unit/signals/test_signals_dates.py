from collections.abc import Callable

import pytest

from kbaudit.model import DateKind, Origin, Signals

Read = Callable[..., Signals]


def found(signals: Signals) -> list[tuple[str, str]]:
    return [(claim.kind.value, claim.value) for claim in signals.dates]


@pytest.mark.parametrize(
    ("name", "value", "kind", "at"),
    [
        ("last_reviewed_on", "2020-06-09", "reviewed", "2020-06-09"),
        ("Last Reviewed On", "2020-06-09", "reviewed", "2020-06-09"),
        ("lastReviewedOn", "2020-06-09", "reviewed", "2020-06-09"),
        ("review_date", "2020-06-09", "reviewed", "2020-06-09"),
        ("ms.date", "01/05/2023", "updated", "2023-01-05"),
        ("metadata.last-modified", "2023-01-05", "updated", "2023-01-05"),
        ("lastmod", "2023-01-05", "updated", "2023-01-05"),
        ("effective_from", "2023-01-05", "effective", "2023-01-05"),
        ("date", "15/05/2023", "published", "2023-05-15"),
        ("Created", "19-Aug-2004", "created", "2004-08-19"),
        ("valid_until", "2024-02", "valid_until", "2024-02-29"),
        ("expiryDate", "2024-02-01", "valid_until", "2024-02-01"),
        ("next_review", "March 2024", "review_due", "2024-03-31"),
    ],
)
def test_front_matter(read: Read, name: str, value: str, kind: str, at: str) -> None:
    (claim,) = read("", (name, value)).dates
    assert (claim.kind, claim.value, claim.origin, claim.where) == (kind, at, Origin.FRONT_MATTER, name)
    assert claim.raw == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "soon"),
        ("last_reviewed_on", "2020-13-45"),
        ("published", "false"),
        ("birthday", "2020-01-01"),
        ("python_version", "2020.01.01"),
    ],
)
def test_front_matter_that_is_no_date(read: Read, name: str, value: str) -> None:
    assert read("", (name, value)).dates == ()


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("article:modified_time", "2024-03-03T10:00:00Z", DateKind.UPDATED),
        ("article:published_time", "2024-03-03T10:00:00Z", DateKind.PUBLISHED),
        ("dcterms.modified", "2024-03-03T10:00:00Z", DateKind.UPDATED),
        ("last-modified", "Sun, 03 Mar 2024 10:00:00 GMT", DateKind.UPDATED),
        ("jsonld.dateModified", "2024-03-03T10:00:00Z", DateKind.UPDATED),
        ("jsonld.expires", "2024-03-03T10:00:00Z", DateKind.VALID_UNTIL),
    ],
)
def test_html_meta(read: Read, name: str, value: str, kind: DateKind) -> None:
    (claim,) = read("", (name, value, Origin.HTML_META), kind="html").dates
    assert (claim.kind, claim.value) == (kind, "2024-03-03T10:00:00+00:00")


def test_the_expires_of_http_speaks_of_caches(read: Read) -> None:
    assert read("", ("expires", "Sun, 03 Mar 2024 10:00:00 GMT", Origin.HTML_META), kind="html").dates == ()


def test_one_time_element_dates_a_page_and_several_do_not(read: Read) -> None:
    one, other = (("time", f"2024-03-0{day}", Origin.HTML_TIME) for day in (3, 4))
    assert found(read("", one, one, kind="html")) == [("published", "2024-03-03")]
    assert found(read("", one, other, kind="html")) == []
    labelled = ("dateModified", "2024-03-04", Origin.HTML_TIME)
    assert found(read("", one, other, labelled, kind="html")) == [
        ("updated", "2024-03-04"),
        ("published", "2024-03-03"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("docx.modified", "2024-03-03T10:00:00Z", [("updated", "2024-03-03T10:00:00+00:00")]),
        ("docx.created", "2013-12-23T23:15:00Z", []),  # the age of a library's template
        ("docx.last_printed", "2024-03-03T10:00:00Z", []),
        ("pdf.CreationDate", "D:20240303120000+01'00'", [("created", "2024-03-03T11:00:00+00:00")]),
        ("pdf.ModDate", "D:20240303120000Z", [("updated", "2024-03-03T12:00:00+00:00")]),
    ],
)
def test_document_properties(read: Read, name: str, value: str, expected: list[tuple[str, str]]) -> None:
    assert found(read("", (name, value, Origin.PROPERTIES), kind="docx")) == expected


def test_a_review_period_after_a_review_makes_a_due_date(read: Read) -> None:
    claims = read("", ("last_reviewed_on", "2020-08-31"), ("review_in", "6 months")).dates
    due = claims[-1]
    assert (due.kind, due.value, due.where) == (
        DateKind.REVIEW_DUE,
        "2021-02-28",
        "last_reviewed_on + review_in (6 months)",
    )


def test_a_review_period_alone_says_nothing(read: Read) -> None:
    assert read("", ("review_in", "6 months")).dates == ()
    assert found(read("", ("last_reviewed_on", "2020-08-31"), ("review_in", "often"))) == [("reviewed", "2020-08-31")]


@pytest.mark.parametrize(
    ("line", "kind", "at"),
    [
        ("Last updated: 3 March 2024", "updated", "2024-03-03"),
        ("*Last updated 3 March 2024 by Jane*", "updated", "2024-03-03"),
        ("Updated 2024-03-03", "updated", "2024-03-03"),
        ("Updated: March 2024", "updated", "2024-03-01"),
        ("(Last updated: April 2024)", "updated", "2024-04-01"),
        ("It was last updated on 6 October 2021.", "updated", "2021-10-06"),
        ("This policy was last amended on 6 October 2021 and applies to all.", "updated", "2021-10-06"),
        ("Prices as of 1 May 2024", "updated", "2024-05-01"),
        ("As of 1 May 2024", "updated", "2024-05-01"),
        ("Stand: 03.04.2024", "updated", "2024-04-03"),
        ("Preisliste, Stand April 2024", "updated", "2024-04-01"),
        ("Zuletzt aktualisiert am 3. März 2024", "updated", "2024-03-03"),
        ("Dernière mise à jour : 3 mars 2024", "updated", "2024-03-03"),
        ("Última actualización: 3 de marzo de 2024", "updated", "2024-03-03"),
        ("| Last updated | 3 March 2024 |", "updated", "2024-03-03"),
        ("Owner: Jane | Last updated: 3 March 2024", "updated", "2024-03-03"),
        ("Last reviewed on 3 March 2024.", "reviewed", "2024-03-03"),
        ("- **Last reviewed:** Sunday, 3 March 2024", "reviewed", "2024-03-03"),
        ("Effective date: January 1, 2024", "effective", "2024-01-01"),
        ("In force since 1 May 2023", "effective", "2023-05-01"),
        ("This policy comes into force on 1 July 2025.", "effective", "2025-07-01"),
        ("Travel policy, effective 1 April 2024", "effective", "2024-04-01"),
        ("Valid until 31 December 2024", "valid_until", "2024-12-31"),
        ("This price list is valid until 31 December 2024.", "valid_until", "2024-12-31"),
        ("Valid through February 2024", "valid_until", "2024-02-29"),
        ("Expires on 2024-12-31.", "valid_until", "2024-12-31"),
        ("gültig bis 31.12.2024", "valid_until", "2024-12-31"),
        ("Next review: September 2024", "review_due", "2024-09-30"),
        ("Review due 13/04/2024", "review_due", "2024-04-13"),
        ("Published on 3rd of March, 2024", "published", "2024-03-03"),
        ("Date: 3 March 2024", "published", "2024-03-03"),
        ("> Last updated: 3 March 2024", "updated", "2024-03-03"),
    ],
)
def test_sentences(read: Read, line: str, kind: str, at: str) -> None:
    signals = read(f"Intro\n\n{line}\n\nMore.\n")
    assert found(signals) == [(kind, at)]
    assert signals.dates[0].origin is Origin.SENTENCE
    assert signals.dates[0].where in line.replace("**", "").replace(" | ", ": ")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Valid from 1 January 2024 to 31 December 2024", [("effective", "2024-01-01"), ("valid_until", "2024-12-31")]),
        ("Gültig ab 01.03.2024 bis 31.12.2024", [("effective", "2024-03-01"), ("valid_until", "2024-12-31")]),
        (
            "**Last reviewed:** 2024-03-03, next review 2024-09-03",
            [("reviewed", "2024-03-03"), ("review_due", "2024-09-03")],
        ),
    ],
)
def test_sentences_with_two_dates(read: Read, line: str, expected: list[tuple[str, str]]) -> None:
    assert found(read(line)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Fares of Birkwood Ferries, valid from 1 January 2025 until 31 December 2025.",
        "Prices valid from 01.01.2025 to 31.12.2025.",
        "Prices valid 1 January to 31 December 2025",
        "Prices valid January to December 2025",
        "Prices (valid January 1 - December 31, 2025)",
        "These prices are valid from 1 January 2025 to 31 December 2025, in euros.",
        "Price list, valid between 1 January 2025 and 31 December 2025",
        "Birkwood Ferries, valid from 2025-01-01 to 2025-12-31",
        "Validity: 1 January 2025 – 31 December 2025",
        "Validity: 1 January 2025–31 December 2025",
        "| Validity | 1 January 2025 – 31 December 2025 |",
        "Preise gültig vom 1.1.2025 bis 31.12.2025",
        "gültig vom 1.1. bis 31.12.2025",
        "Gültigkeit: 01.01.2025 - 31.12.2025",
        "Gültigkeit: 1. Januar bis 31. Dezember 2025",
        "Unsere Preise gelten vom 1.1.2025 bis 31.12.2025.",
        "Tarifs valables du 1er janvier 2025 au 31 décembre 2025",
    ],
)
def test_periods_of_validity(read: Read, line: str) -> None:
    assert found(read(f"Intro\n\n{line}\n\nMore.\n")) == [("effective", "2025-01-01"), ("valid_until", "2025-12-31")]


def test_a_period_over_new_year_begins_in_the_year_before(read: Read) -> None:
    line = "Winter prices valid 1 November to 31 March 2025"
    assert found(read(line)) == [("effective", "2024-11-01"), ("valid_until", "2025-03-31")]


def test_the_end_alone_may_stand_further_on_too(read: Read) -> None:
    for line in ("Fares of Birkwood Ferries, valid until 31 December 2025.", "Preisliste, gültig bis 31.12.2025"):
        assert found(read(line)) == [("valid_until", "2025-12-31")]


@pytest.mark.parametrize(
    "line",
    [
        "Tickets are valid from 1 January to 31 December each year",
        "Season tickets are valid from 1 January 2025 to 31 December 2025.",
        "Tickets valid from 1 January 2025 until 31 December 2025",
        "Prices valid until revoked",
        "Validity: see the price list of 1 January 2025",
        "The 2020 offer was valid until 31 March 2020 and sold out",
        "The old prices were valid from 1 January 2020 to 31 December 2020.",
        "Prices valid from 1 January 2020 to 31 December 2020 had been agreed with the council",
        "If the rate applies from 1 January 2025 to 31 December 2025",
        "Gutscheine gültig vom 1.1.2025 bis 31.12.2025",
        "Prices valid from 31 December 2025 to 1 January 2025",
        "Prices valid 31 February to 31 December 2025",
        "Employees working abroad, valid from 1 January 2025 to 31 December 2025, are exempt",
    ],
)
def test_periods_of_other_things(read: Read, line: str) -> None:
    assert found(read(f"# Title\n\n## Section\n\n{line}\n")) == []


@pytest.mark.parametrize(
    "line",
    [
        "Tickets are valid until 31 March each year",
        "Valid until 31 March each year",
        "Valid until revoked",
        "Node 18 reached end of life on 2025-04-30",
        "The offer was valid until 1 May 2020",
        "Effective 1 March 2024, the mileage rate is 45p",
        "As of October 20th 2013, the package has been checked in",
        "Below was last updated 2024-09-27.",
        "Created 3 March 2024 certificates expire",
        "Updated in March 2024 and again in May",
        "Last updated: 2024-02-30",
        "Updated 10.11.12",
        "Version 10.11.2012",
        "`Last updated: 3 March 2024`",
        '"Last updated: 3 March 2024" stood on it',
        "    Last updated: 3 March 2024",
        "```\nLast updated: 3 March 2024\n```",
        "Standard 2024-03-03",
    ],
)
def test_look_alikes(read: Read, line: str) -> None:
    assert found(read(f"Intro\n\n{line}\n")) == []


def test_a_late_quotation_speaks_for_something_else(read: Read) -> None:
    assert found(read("# Title\n\nText\n\n## Sources\n\n> Last updated: 3 March 2024\n")) == []


def test_the_date_may_stand_on_the_next_line(read: Read) -> None:
    assert found(read("This document was last updated on\n3 March 2024\n")) == [("updated", "2024-03-03")]


def test_the_head_and_the_tail_are_read_and_the_middle_is_not(read: Read) -> None:
    filler = "Nothing of note here.\n" * 400
    assert found(read(f"{filler}\nLast updated: 3 March 2024\n{filler}")) == []
    assert found(read(f"{filler}\nLast updated: 3 March 2024\n")) == [("updated", "2024-03-03")]
    code = f"{filler}```\n" + "x = 1\n" * 300 + "Last updated: 3 March 2024\n```\n"
    assert found(read(code)) == []


def test_a_header_line_is_one_claim_although_it_is_text_too(read: Read) -> None:
    signals = read("Created: 19-Aug-2004\n\nText\n", ("Created", "19-Aug-2004"), kind="text")
    assert [claim.origin for claim in signals.dates] == [Origin.FRONT_MATTER]


def test_a_long_sentence_is_quoted_in_160_characters(read: Read) -> None:
    (claim,) = read(f"Last updated: 3 March 2024 by {'a very long name ' * 12}").dates
    assert len(claim.where) == 160


@pytest.mark.parametrize("written", ["01/05/2023", "1-5-2023", "01/05/2023 10:00"])
def test_a_field_whose_day_and_month_may_change_places_means_both(read: Read, written: str) -> None:
    (claim,) = read("", ("date", written)).dates
    assert (claim.value, claim.otherwise) == ("2023-05-01", "2023-01-05")


def test_a_sentence_whose_day_and_month_may_change_places_means_both(read: Read) -> None:
    (claim,) = read("Last updated: 03/04/2024\n").dates
    assert (claim.value, claim.otherwise) == ("2024-04-03", "2024-03-04")


def test_what_follows_from_a_doubtful_review_is_doubtful(read: Read) -> None:
    reviewed, due = read("", ("last_reviewed_on", "03/04/2024"), ("review_in", "6 months")).dates
    assert reviewed.otherwise == "2024-03-04"
    assert (due.kind, due.value, due.otherwise) == (DateKind.REVIEW_DUE, "2024-10-03", "2024-09-04")


def test_a_review_date_after_the_last_review_is_the_next_one(read: Read) -> None:
    fields = (("last_reviewed", "2021-03-03"), ("review_date", "2022-06-01"))
    assert found(read("", *fields)) == [("reviewed", "2021-03-03"), ("review_due", "2022-06-01")]
    assert found(read("", ("last_reviewed", "2021-03-03"), ("review_date", "2021-01-01"))) == [
        ("reviewed", "2021-03-03"),
        ("reviewed", "2021-01-01"),
    ]


def test_the_one_time_of_a_page_is_what_the_text_says_of_it(read: Read) -> None:
    time = ("time", "2022-03-03", Origin.HTML_TIME)
    text = "Handbook\n\nNext review\n\n3 March 2022\n\nText."
    assert found(read(text, time, kind="html")) == [("review_due", "2022-03-03")]
    assert found(read("Handbook\n\nNext review of pay\n\nIt begins on 3 March 2022.", time, kind="html")) == [
        ("published", "2022-03-03")
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Created by Ann Lee, last modified by Bo Day on Mar 03, 2021", [("updated", "2021-03-03")]),
        ("Created by Ann Lee, last modified on Mar 03, 2021", [("updated", "2021-03-03")]),
        ("Created by Ann Lee on Mar 03, 2021", [("created", "2021-03-03")]),
        ("Created by the committee on 3 March 2021 was a working group", []),
        ("Created by Ann Lee on request", []),
    ],
)
def test_the_line_that_a_wiki_puts_over_its_page(read: Read, line: str, expected: list[tuple[str, str]]) -> None:
    signals = read(f"{line}\n\nText.", kind="html")
    assert found(signals) == expected
    assert [claim.value for claim in signals.owners] == (["Ann Lee"] if expected else [])

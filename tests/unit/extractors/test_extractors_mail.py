"""Mail and mailboxes."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract
from kbaudit.model import SkipReason

HEAD = b"From: Ann <ann@example.com>\nTo: b@example.com\nSubject: Travel\nDate: Sun, 3 Mar 2024 10:00:00 +0100\n"


def letter() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "Ann <ann@example.com>", "Grüße", "Sun, 3 Mar 2024 10:00:00 +0100"
    made.set_content("Book early.\n\nPay late.\n")
    return made


def test_a_plain_message() -> None:
    found = extract("eml", HEAD + b"\nBook early.\n")
    assert (found.title, found.text) == ("Travel", "Book early.")
    assert found.passages[0].heading == ("Travel",)
    assert {each.name: each.value for each in found.fields} == {
        "mail.From": "Ann <ann@example.com>",
        "mail.To": "b@example.com",
        "mail.Date": "2024-03-03T09:00:00+00:00",
    }


def test_the_plain_body_goes_before_the_html_one_and_attachments_are_named() -> None:
    made = letter()
    made.add_alternative("<p>Rich <b>body</b></p>", subtype="html")
    made.add_attachment(b"1,2", maintype="text", subtype="csv", filename="prices.csv")
    found = extract("eml", made.as_bytes())
    assert found.text == "Book early.\n\nPay late."
    assert found.title == "Grüße"
    assert [each.values for each in found.fields if each.name == "mail.attachment"] == [("prices.csv",)]


def test_html_alone_and_its_links() -> None:
    page = b'Content-Type: text/html\n\n<h1>Rates</h1><p>See <a href="https://example.com">here</a></p>'
    found = extract("eml", HEAD + page)
    assert found.text == "Rates\n\nSee here"
    assert found.passages[0].heading == ("Travel", "Rates")
    assert [(link.target, found.text[link.start :]) for link in found.links] == [("https://example.com", "here")]


def test_a_message_within_a_message_is_read() -> None:
    outer = letter()
    outer.add_attachment(letter())
    assert extract("eml", outer.as_bytes()).text.count("Book early.") == 2


def test_bad_encodings_are_tolerated() -> None:
    body = b'Content-Type: text/plain; charset="no-such"\nContent-Transfer-Encoding: base64\n\nQm9vayBlYXJseQ=\n'
    assert "Book early" in extract("eml", HEAD + body).text
    utf16 = (HEAD + b"\nBook early.\n").decode().encode("utf-16")
    assert extract("eml", utf16).text == "Book early."


def test_a_date_that_is_none_stays_as_written() -> None:
    found = extract("eml", b"Subject: x\nDate: some day\n\nhello\n")
    assert [each.value for each in found.fields if each.name == "mail.Date"] == ["some day"]


def test_endless_headers_and_parts_end() -> None:
    long = extract("eml", b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nhello")
    assert long.text == "hello"
    assert len(long.title) <= 300
    parts = b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 1_500 + b"--x--\n"
    found = extract("eml", HEAD + parts)
    assert ("limit", "more parts than are read") in found.problems
    assert found.text.startswith("hi")


def test_an_encrypted_body() -> None:
    with pytest.raises(ExtractionError) as caught:
        extract("eml", HEAD + b"Content-Type: application/pkcs7-mime; name=smime.p7m\n\nMIAGCSqGSIb3\n")
    assert caught.value.reason == SkipReason.ENCRYPTED


def test_a_mailbox() -> None:
    one = b"From a@example.com Mon Jan  1 10:00:00 2024\nSubject: One\n\nfirst\n>From here on\n\n"
    two = b"From b@example.com Tue Jan  2 10:00:00 2024\nSubject: Two\n\nsecond\n"
    found = extract("mbox", one + two)
    assert found.text == "One\n\nfirst\nFrom here on\n\nTwo\n\nsecond"
    assert [(p.heading, found.text[p.start : p.end]) for p in found.passages] == [
        (("One",), "One"),
        (("One",), "first\nFrom here on"),
        (("Two",), "Two"),
        (("Two",), "second"),
    ]
    assert extract("mbox", b"").passages == ()

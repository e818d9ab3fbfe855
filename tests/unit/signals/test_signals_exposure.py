"""Secrets and personal data: found, overwritten everywhere, and what only looks like them left alone.

Values are put together here, so that no scanner of repositories takes this file for a leak.
"""

from __future__ import annotations

import base64
import random
import socket
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.model import Extract, Field, Link, MarkKind, Origin, Passage
from kbaudit.signals.exposure import MOST_MARKS, redacted
from kbaudit.signals.literals import Literals

_CHANCE = random.Random(5)  # noqa: S311 - for values that look real
HEX = "0123456789abcdef"


def any_of(size: int, letters: str = string.ascii_letters + string.digits) -> str:
    return "".join(_CHANCE.choice(letters) for _ in range(size))


def web_token(payload: bytes) -> str:
    parts = (b'{"alg":"HS256","typ":"JWT"}', payload)
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "." + any_of(43)


def found(text: str, kind: str = "markdown") -> list[str]:
    extract, marks = redacted(Extract(kind, "", text, ()))
    assert len(extract.text) == len(text)
    assert extract.text.count("\n") == text.count("\n")
    return [mark.label for mark in marks]


PASSWORD = "Xk9#mP2$" + "vL"
IBAN = "DE89 3704 0044 0532 0130 00"
CARD = "4539 1488 0343 6467"
AWS = "AKIA" + "Z7QXLR4TNV2KMW3P"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (f"The key is {AWS}.", "AWS access key"),
        (f"export TOKEN=ghp_{any_of(36)}", "GitHub token"),
        (f"github_pat_{any_of(22)}_{any_of(59)}", "GitHub token"),
        (f"glpat-{any_of(20)}", "GitLab token"),
        (f"xoxb-{any_of(12, string.digits)}-{any_of(12, string.digits)}-{any_of(24)}", "Slack token"),
        (f"https://hooks.slack.com/services/T024BE7LD/B024BE7LE/{any_of(24)}", "Slack webhook"),
        (f"sk_live_{any_of(24)}", "Stripe key"),
        (f"sk_live_51H{any_of(99)}", "Stripe key"),
        (f"SK{any_of(32, HEX)}", "Twilio key"),
        (f"//registry.npmjs.org/:_authToken=npm_{any_of(36)}", "npm token"),
        (f"pypi-AgEIcHlwaS5vcmc{any_of(90)}", "PyPI token"),
        (f"sk-{any_of(20)}T3BlbkFJ{any_of(20)}", "OpenAI key"),
        (f"sk-proj-{any_of(60)}", "OpenAI key"),
        (f"AIza{any_of(35)}", "Google API key"),
        (f"SG.{any_of(22)}.{any_of(43)}", "SendGrid key"),
        (f"curl https://api.telegram.org/bot{any_of(9, '23456789')}:AA{any_of(33)}/getMe", "Telegram token"),
        (f"{any_of(32, HEX)}-us12", "Mailchimp key"),
        ("Bearer " + web_token(b'{"sub":"svc-42","role":"admin"}'), "JSON web token"),
        (f"-----BEGIN RSA PRIVATE KEY-----\n{any_of(64)}\n{any_of(64)}\n-----END RSA PRIVATE KEY-----", "private key"),
        (f'"key": "-----BEGIN PRIVATE KEY-----\\n{any_of(64)}\\n{any_of(64)}\\n-----END', "private key"),
        ("postgres://app:Tr0ub4dor3@db.internal:5432/orders", "password in a URL"),
        (f"AccountName=acme;AccountKey={base64.b64encode(_CHANCE.randbytes(64)).decode()};Suffix=x", "key"),
        (f"Server=db1;User Id=sa;Password={PASSWORD};", "password"),
        (f"password: {PASSWORD}", "password"),
        (f"**Password:** `{PASSWORD}`", "password"),
        (f"The admin password for the staging server is {PASSWORD}.", "password"),
        (f"Das Passwort lautet {PASSWORD}.", "password"),
        (f"mot de passe : {PASSWORD}", "password"),
        (f"contraseña: {PASSWORD}", "password"),
        (f"| Admin password | {PASSWORD} |", "password"),
        (f"user\tpassword\nann\t{PASSWORD}", "password"),
        (f"API_KEY={any_of(32, HEX)}", "key"),
        (f'"client_secret": "{any_of(40)}"', "token or secret"),
        ("Authorization: Basic " + base64.b64encode(b"deploy:Xk9mP2vL").decode(), "password of a basic login"),
    ],
)
def test_secrets(text: str, label: str) -> None:
    assert found(text) == [label]
    assert found(f"Some words.\n\n{text}\n\nMore words.") == [label]


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        f"e.g. {AWS}",
        f"{AWS} (not a real key)",
        "token: <your-token>",
        "password: xxxx",
        "password: changeme",
        "password = ${DB_PASSWORD}",
        "secret: {{ secret }}",
        "password: ********",
        "password: my-secret-password",
        "password: P@ssw0rd123",
        "password: getPassword()",
        "api_key: os.environ['API_KEY']",
        "token: github.event.token",
        "secretName: my-app-credentials-2",
        "password: cGFzc3dvcmQ=",
        "password: Section12",
        "A password must have 12 characters, a capital and a digit.",
        "Never share your password: it is yours alone.",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "token: 550e8400-e29b-41d4-a716-446655440000",
        "Culture=neutral, PublicKeyToken=31bf3856ad364e35",
        f"-----BEGIN PUBLIC KEY-----\n{any_of(64)}\n{any_of(64)}\n-----END PUBLIC KEY-----",
        f"-----BEGIN CERTIFICATE-----\n{any_of(64)}\n-----END CERTIFICATE-----",
        "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
        f'integrity="sha384-{any_of(64)}"',
        f"data:image/png;base64,{any_of(500)}",
        f"ssh-rsa AAAAB3NzaC1yc2E{any_of(300)}",
        "https://user:password@example.com/",
        "https://user:p4ssw0rd@host/",
        f"ghp_{'x' * 36}",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        f"sk_test_{any_of(24)}",
        web_token(b'{"sub":"1234567890","name":"John Doe"}'),
    ],
)
def test_what_only_looks_like_a_secret(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (f"IBAN: {IBAN} BIC COBADEFF", "IBAN"),
        ("Pay to GB29NWBK60161331926819.", "IBAN"),
        ("FR14 2004 1010 0505 0001 3M02 606", "IBAN"),
        (f"Card {CARD} exp 12/27", "payment card number"),
        ("visa 4539148803436467", "payment card number"),
        (f"His number is {CARD}.", "payment card number"),
        ("SSN 123-45-6789", "US social security number"),
        ("name\tssn\nann\t536-90-4399", "US social security number"),
        ("NI number AB 12 34 56 C", "UK national insurance number"),
        ("Steuer-ID 36 574 261 809", "German tax number"),
        ("Sozialversicherungsnummer: 15070649C103", "German pension number"),
        ("NIR 2 95 10 99 126 111 93", "French social security number"),
        ("DNI 54362315-K", "Spanish DNI"),
        ("NIE X-2482300-W", "Spanish NIE"),
        ("codice fiscale RCCMNL83S18D969H", "Italian tax code"),
        ("BSN 111222333", "Dutch BSN"),
        ("756.9217.0769.85", "Swiss insurance number"),
        ("SVNR 1237 010180", "Austrian insurance number"),
        ("PESEL 44051401359", "Polish PESEL"),
        ("personnummer 19811218-9876", "Swedish personal number"),
        ("CPF 390.533.447-05", "Brazilian CPF"),
    ],
)
def test_personal_data(text: str, label: str) -> None:
    assert found(text) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "card 4111 1111 1111 1111",
        "ISBN 978-3-16-148410-0",
        "phone +49 30 1234567, mail ann@example.org",
        "from 2024-01-01 10:00:00 to 2024-12-31 10:00:00",
        "order 4539148803436467",
        "4539148803436467",
        f"invoice no. {CARD}",
        "DE89 3704 0044 0532 0130 01",
        "536-90-4399",
        "Steuer-ID 36 574 261 808",
        "Sozialversicherungsnummer: 15070649C104",
        "111222333",
        "5200 1300 4200 1100",
        f"Beispiel: {IBAN}",
    ],
)
def test_what_only_looks_personal(text: str) -> None:
    assert found(text) == []


def test_every_place_is_overwritten() -> None:
    text = f"Intro.\n\n## Deploy {AWS}\n\npassword: {PASSWORD}\nagain {PASSWORD}"
    extract, marks = redacted(
        Extract(
            kind="html",
            title=f"Deploy {AWS}",
            text=text,
            passages=(Passage(0, 6), Passage(8, len(text), (f"Deploy {AWS}",))),
            links=(Link(f"https://x/?pw={PASSWORD}", f"pay {IBAN}", 3),),
            images=(Link(f"a.png?k={AWS}", f"alt {AWS}", 3),),
            fields=(
                Field("api_key", (f"{any_of(32, HEX)}", "b"), Origin.FRONT_MATTER),
                Field(AWS, ("x",), Origin.PATH),
            ),
            sample=text,
            problems=(("front_matter", f"line 1: {AWS}"),),
            heading=f"Deploy {AWS}",
            anchors=(f"deploy-{AWS}",),
            hidden=(f"IBAN {IBAN}",),
        )
    )
    assert len(extract.text) == len(text)
    everything = repr((extract, marks))
    assert not [value for value in (AWS, PASSWORD, IBAN) if value in everything]
    assert extract.title == "Deploy [redacted: aws-access-key]"
    assert extract.fields[0].values == ("[redacted: key]", "b")
    assert extract.hidden == ("IBAN [redacted: iban]",)
    assert [(m.label, m.place, m.quote) for m in marks] == [
        ("AWS access key", "", "Deploy [redacted: aws-access-key]"),
        ("password", "", "Deploy [redacted: aws-access-key]"),
        ("password", "", "Deploy [redacted: aws-access-key]"),
        ("AWS access key", "title", ""),
        ("key", "api_key", ""),
        ("IBAN", "hidden", ""),
    ]
    assert len({m.digest for m in marks}) == 4
    assert all(len(m.digest) == 4 and (m.kind is MarkKind.PERSONAL) == (m.label == "IBAN") for m in marks)


@pytest.mark.parametrize("before", ["backup-", "token_", "1.2-", "a-b-"])
def test_a_key_behind_a_word_is_found(before: str) -> None:
    assert found(f"See {before}{AWS} for more.") == ["AWS access key"]


def test_an_anchor_made_of_a_secret_is_none() -> None:
    slug = f"deploy-with-{AWS.lower()}"
    extract = Extract("markdown", "", f"# Deploy with {AWS}", (), anchors=(slug, "backups"))
    clean, _ = redacted(extract)
    assert slug not in clean.anchors
    assert "backups" in clean.anchors


def test_links_that_the_text_does_not_repeat_are_looked_at() -> None:
    extract = Extract("markdown", "", "The elements of another reader.", (), links=(Link(f"x/{AWS}", "here", 0),))
    clean, marks = redacted(extract)
    assert AWS not in clean.links[0].target
    assert [mark.label for mark in marks] == ["AWS access key"]


def test_marks_are_bounded_and_the_values_are_not() -> None:
    keys = [f"AKIA{any_of(16, string.ascii_uppercase + '234567')}" for _ in range(2 * MOST_MARKS)]
    extract, marks = redacted(Extract("text", "", "\n".join(keys), ()))
    assert len(marks) == MOST_MARKS
    assert not [key for key in keys if key in extract.text]


def test_a_clean_document_is_handed_back_as_it_is() -> None:
    extract = Extract("markdown", "Travel", "Refunds take 14 days.", ())
    assert redacted(extract) == (extract, ())
    assert redacted(extract)[0] is extract


def test_a_large_hostile_text_ends_soon() -> None:
    for piece in (
        "-----BEGIN PRIVATE KEY-----",
        "password\t",
        "password: ",
        "://a:",
        "4539 1488 ",
        "eyJ" + "a" * 40 + ".",
    ):
        assert found(piece * 20_000) == []


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    text = f"{AWS} sk_live_{any_of(24)} https://hooks.slack.com/services/T024BE7LD/B024BE7LE/{any_of(24)}"
    assert found(text) == ["AWS access key", "Stripe key", "Slack webhook"]


def test_literals_are_found_where_they_stand() -> None:
    literals = Literals(("system prompt", "pwd", "ignor", "contraseña"))
    assert literals.found("Ignore it. SYSTEM PROMPT, Contraseña, pwd") == {
        "ignor": [0],
        "system prompt": [11],
        "contraseña": [26],
        "pwd": [38],
    }
    assert literals.found("pwdx cpwd:") == literals.found("") == literals.found("p") == {}


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(0, 60))
def test_any_text_around_a_secret(words: str, at: int) -> None:
    text = f"{words[:at]}\n{AWS}\n{words[at:]}"
    extract, marks = redacted(Extract("markdown", "", text, ()))
    assert len(extract.text) == len(text)
    assert AWS not in extract.text
    assert [text[m.start : m.end] for m in marks if m.label == "AWS access key"] == [AWS]

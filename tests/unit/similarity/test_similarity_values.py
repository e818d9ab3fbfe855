from __future__ import annotations

import pytest

from kbaudit.similarity.value_tokens import Token, same
from kbaudit.similarity.values import tokens


def only_value(text: str) -> Token:
    (value,) = [
        token for token in tokens(text) if token.kind and token.kind not in {"modality", "polarity", "negation"}
    ]
    return value


@pytest.mark.parametrize(
    ("kind", "a", "b"),
    [
        ("duration", "14 days", "two weeks"),
        ("duration", "fourteen (14) days", "14 Tage"),
        ("duration", "a 30-day trial", "30 days"),
        ("duration", "24 hours", "1 day"),
        ("duration", "12 months", "one year"),
        ("duration", "30 days", "1 month"),
        ("duration", "10 business days", "10 Arbeitstage"),
        ("duration", "14 jours ouvrables", "14 working days"),
        ("money", "EUR 85", "85 €"),
        ("money", "€85.00", "85 euros"),
        ("money", "$1,000", "USD 1000"),
        ("money", "1.000,00 €", "EUR 1,000"),
        ("money", "1.5 million euros", "€1,500,000"),
        ("percentage", "5 %", "5 per cent"),
        ("percentage", "five percent", "5%"),
        ("percentage", "2,5 Prozent", "2.5 %"),
        ("date", "3 March 2024", "2024-03-03"),
        ("date", "3. März 2024", "03.03.2024"),
        ("date", "le 3 mars 2024", "March 3, 2024"),
        ("date", "3 de marzo de 2024", "3rd of March 2024"),
        ("date", "03/04/2024", "4 March 2024"),
        ("date", "03/04/2024", "3 April 2024"),
        ("time", "5 pm", "17:00"),
        ("time", "17 Uhr", "5 p.m."),
        ("time", "17h30", "17:30"),
        ("time", "noon", "12:00"),
        ("number", "1,000 people", "1000 people"),
        ("number", "three people", "3 people"),
        ("number", "twenty-one people", "21 people"),
        ("number", "1.5 km", "1500 m"),
        ("number", "2 GB", "2000 MB"),
        ("version", "v1.2.0", "version 1.2"),
        ("phone", "+44 20 7946 0018", "020 7946 0018"),
        ("phone", "+49 (0)30 1234567", "030/1234567"),
        ("address", "https://www.example.com/a/", "http://example.com/a"),
    ],
)
def test_one_value_in_two_forms_is_one(kind: str, a: str, b: str) -> None:
    x, y = only_value(a), only_value(b)
    assert x.kind == y.kind == kind
    assert same(x, y)
    assert same(y, x)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("14 days", "30 days"),
        ("10 working days", "10 days"),
        ("weekly", "monthly"),
        ("€85", "$85"),
        ("€1.500", "€1.550"),
        ("5 %", "15 %"),
        ("3 March 2024", "4 March 2024"),
        ("03/04/2024", "3 May 2024"),
        ("Monday", "Tuesday"),
        ("9:00", "21:00"),
        ("5 am", "5 pm"),
        ("version 1.10", "version 1.2"),
        ("version 1.10", "version 1.1"),
        ("5 km", "5 kg"),
        ("+49 30 1234567", "+49 30 1234568"),
        ("a@example.com", "b@example.com"),
        ("10.0.0.1", "10.0.0.2"),
    ],
)
def test_other_values_are_others(a: str, b: str) -> None:
    x, y = only_value(a), only_value(b)
    assert x.kind == y.kind
    assert not same(x, y)


@pytest.mark.parametrize(
    "text",
    ["see section 3.2", "Figure 4 shows", "the model P200", "ISO27001 and SHA-256", "level 2 staff", "a may b c"],
)
def test_references_and_names_are_no_values(text: str) -> None:
    assert not [token for token in tokens(text) if token.kind and token.kind != "modality"]


@pytest.mark.parametrize("text", ["doors 9-17 Uhr", "9:00 to 17:00", "from 9 to 5 pm"])
def test_the_first_end_of_a_range_has_the_unit_of_the_second(text: str) -> None:
    assert [token.kind for token in tokens(text) if token.kind] == ["time", "time"]


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("you must not smoke", "modality", "must not"),
        ("Man darf nicht rauchen", "modality", "must not"),
        ("you do not have to pay", "modality", "need not"),
        ("smoking is not allowed", "polarity", "-"),
        ("smoking is verboten", "polarity", "-"),
        ("la visite est obligatoire", "polarity", "+"),
        ("isn't", "negation", "-"),
    ],
)
def test_phrases_of_polarity_are_joined(text: str, kind: str, key: str) -> None:
    assert (kind, key) in [(token.kind, token.key) for token in tokens(text)]


def test_markup_and_link_targets_are_left_out() -> None:
    plain = [token.exact for token in tokens("See the notice period of 14 days.")]
    assert [
        token.exact for token in tokens("See [the **notice** period](https://x.example/30) of `14 days`[^1].")
    ] == plain


@pytest.mark.parametrize(
    "piece", ["1" * 50, "9.", "1 000 ", "[](", "<a", "a.b.", "+1 ", "(0", "1/1/", "a@a.", "&a", "{.", "one-"]
)
def test_hostile_sentences_are_read_in_bounded_time(piece: str) -> None:
    assert isinstance(tokens(piece * (1_000_000 // len(piece))), list)


@pytest.mark.parametrize("body", ["6.0 (2012)", "OpenBSD 5.0 (2011) 5.2 (2012)", "11 (2011) X"])
def test_a_year_in_brackets_is_no_number_said_twice(body: str) -> None:
    assert "date" in [token.kind for token in tokens(body)]

"""KB403: what counts as the language of the documents around, and as a translation on purpose."""

from __future__ import annotations

import pytest

from kbaudit.checks.kb403_unexpected_language import UnexpectedLanguage
from kbaudit.model import Field, Origin


@pytest.fixture
def odd(corpus):
    """The uris found among so many English documents and those given, each (uri, language) or with more fields."""

    def find(*documents: tuple, english: int = 10, **asked) -> list[str]:
        subjects = [{"uri": f"kb/n{n}.md"} for n in range(english)]
        for uri, language, *more in documents:
            subjects.append({"uri": uri, "has": {"language": language, **(more[0] if more else {})}, **asked})
        return [finding.uri for finding in UnexpectedLanguage().find(corpus(subjects))]

    return find


def test_a_german_page_among_english_ones(odd):
    assert odd(("kb/hr/werkstatt.md", "de")) == ["kb/hr/werkstatt.md"]
    assert odd(("kb/hr/werkstatt.md", "de"), english=19) == ["kb/hr/werkstatt.md"]


def test_the_message_says_what_is_usual(corpus):
    subjects = [{"uri": f"kb/n{n}.md"} for n in range(9)] + [{"uri": "kb/x.md", "has": {"language": "de"}}]
    (finding,) = UnexpectedLanguage().find(corpus(subjects))
    assert finding.message == "Is in German; 9 of 10 documents of its source are in English."


def test_too_few_documents_or_no_usual_language(odd):
    assert odd(("kb/a.md", "de"), english=6) == []
    assert odd(("kb/a.md", "de"), ("kb/b.md", "de"), ("kb/c/c.md", "fr")) == []


def test_what_nobody_can_tell_for_sure(odd):
    assert odd(("kb/a.md", "")) == []
    assert odd(("kb/a.md", "de", {"words": 29})) == []
    assert odd(("kb/a.md", "de", {"confidence": 0.7})) == []


@pytest.mark.parametrize(
    "uri",
    ["kb/de/a.md", "kb/docs/de-AT/a.md", "kb/DE/a.md", "kb/german/a.md", "kb/deutsch/a.md", "kb/i18n/a.md",
     "kb/locales/a.md", "kb/a.de.md", "kb/a_de.md", "kb/a-DE.docx", "kb/a (german).pdf"],
)  # fmt: skip
def test_a_path_that_says_so(odd, uri):
    assert odd((uri, "de")) == []


@pytest.mark.parametrize("uri", ["kb/hr/a.md", "kb/fr/a.md", "kb/a.en.md", "kb/made/a.md", "de/a.md"])
def test_a_path_that_does_not_say_so(odd, uri):
    assert odd((uri, "de", {"source": "kb"})) == [uri]


@pytest.mark.parametrize(
    ("name", "value"), [("lang", "de"), ("docx.language", "de-DE"), ("Locale", "de_AT"), ("language", "German")]
)
def test_a_field_that_says_so(odd, name, value):
    assert odd(("kb/a.md", "de", {"fields": (Field(name, (value,), Origin.FRONT_MATTER),)})) == []


def test_a_field_that_says_otherwise(odd):
    assert odd(("kb/a.md", "de", {"fields": (Field("lang", ("en",), Origin.FRONT_MATTER),)})) == ["kb/a.md"]


def test_a_folder_all_in_one_language_is_so_on_purpose(odd):
    three = tuple((f"kb/werkstatt/{n}.md", "de") for n in range(3))
    assert odd(*three, english=30) == []
    assert odd(*three[:2], english=30) == ["kb/werkstatt/0.md", "kb/werkstatt/1.md"]


def test_languages_that_are_taken_for_one_another(odd):
    assert odd(("kb/a.md", "no"), asks={"languages": ("da",)}) == []
    assert odd(("kb/a.md", "no"), asks={"languages": ("de",)}) == ["kb/a.md"]


def test_the_policy_decides_also_on_translations(odd):
    assert odd(("kb/de/a.md", "de"), asks={"languages": ("en",)}) == ["kb/de/a.md"]
    assert odd(("kb/a.md", "de"), asks={"languages": ("de", "en")}) == []


def test_each_source_by_itself(odd):
    assert odd(("other/a.md", "de", {"source": "other"})) == []

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kbaudit.model import Document, Field, Origin, RelationKind
from kbaudit.similarity import measure, read_markers, related, version_candidates
from kbaudit.similarity.translations import places, translations

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import MakeSubject


def found(documents: dict[str, Document]) -> set[tuple[str, str]]:
    return {(one.uri, one.original) for one in translations(documents, places(documents))}


def shelf(make: MakeSubject, languages: dict[str, str]) -> dict[str, Document]:
    """Documents by uri, each in its language."""
    return {uri: replace(make(uri, uri).document, language=language) for uri, language in languages.items()}


ENGLISH = {f"kb/en/{name}.md": "en" for name in "abcdef"}


def test_the_same_path_under_language_folders(subject: MakeSubject) -> None:
    documents = shelf(subject, ENGLISH | {"kb/ja/a.md": "ja", "kb/pt-BR/a.md": "pt", "kb/pt-BR/b.md": "pt"})
    assert found(documents) == {
        ("kb/ja/a.md", "kb/en/a.md"),
        ("kb/pt-BR/a.md", "kb/en/a.md"),
        ("kb/pt-BR/b.md", "kb/en/b.md"),
    }
    (first, *_) = translations(documents, places(documents))
    assert first.evidence == "the same path under ja and en"


def test_the_original_is_in_the_language_of_most_pages(subject: MakeSubject) -> None:
    documents = shelf(subject, {"kb/de/a.md": "de", "kb/de/b.md": "de", "kb/en/a.md": "en", "kb/fr/b.md": "fr"})
    assert found(documents) == {("kb/en/a.md", "kb/de/a.md"), ("kb/fr/b.md", "kb/de/b.md")}


def test_two_translations_of_a_page_that_is_gone_are_none_of_one_another(subject: MakeSubject) -> None:
    both = {f"kb/{code}/{name}.md": code for name in "abc" for code in ("fr", "ja")}
    documents = shelf(subject, ENGLISH | both | {"kb/fr/gone.md": "fr", "kb/ja/gone.md": "ja"})
    assert not any("gone" in uri for uri, _ in found(documents))
    assert len(found(documents)) == 6


@pytest.mark.parametrize(
    ("uri", "original"),
    [
        ("kb/guide.de.md", "kb/guide.md"),
        ("kb/README_zh-CN.md", "kb/README.md"),
        ("kb/README-fr.md", "kb/README.md"),
        ("kb/x/de/guide.md", "kb/x/guide.md"),
    ],
)
def test_a_suffix_or_a_lone_folder_counts_if_the_text_agrees(subject: MakeSubject, uri: str, original: str) -> None:
    language = {"kb/README_zh-CN.md": "zh", "kb/README-fr.md": "fr"}.get(uri, "de")
    assert found(shelf(subject, {uri: language, original: "en"})) == {(uri, original)}
    assert found(shelf(subject, {uri: "en", original: "en"})) == set()
    assert found(shelf(subject, {uri: "", original: "en"})) == set()


def test_a_page_that_nobody_has_translated_yet_is_no_translation(subject: MakeSubject) -> None:
    assert found(shelf(subject, ENGLISH | {"kb/ja/a.md": "en", "kb/ja/b.md": "ja"})) == {("kb/ja/b.md", "kb/en/b.md")}


def test_departments_and_regions_are_no_languages(subject: MakeSubject) -> None:
    assert (
        found(shelf(subject, {"kb/hr/a.md": "en", "kb/it/a.md": "en", "kb/en-US/a.md": "en", "kb/en-GB/a.md": "en"}))
        == set()
    )


def field(document: Document, name: str, value: str) -> Document:
    return replace(document, fields=(Field(name, (value,), Origin.FRONT_MATTER),))


def test_declared_translations(subject: MakeSubject) -> None:
    documents = shelf(subject, {"kb/urlaub.md": "de", "kb/leave.md": "en", "kb/conges.md": "fr", "kb/x.md": "en"})
    documents["kb/urlaub.md"] = field(documents["kb/urlaub.md"], "translation_of", "leave.md")
    assert found(documents) == {("kb/urlaub.md", "kb/leave.md")}
    for name in ("leave", "conges", "urlaub"):
        documents[f"kb/{name}.md"] = field(documents[f"kb/{name}.md"], "translationKey", "leave")
    documents["kb/x.md"] = field(documents["kb/x.md"], "translationKey", "x")
    assert found(documents) == {("kb/urlaub.md", "kb/leave.md"), ("kb/conges.md", "kb/leave.md")}


def test_translations_are_no_near_duplicates_nor_family(subject: MakeSubject) -> None:
    code = " ".join(f"call{n} value{n}" for n in range(200))
    texts = {"kb/en/a.md": f"The code {code}", "kb/de/a.md": f"Der Code {code}", "kb/en/b.md": "b", "kb/de/b.md": "B"}
    subjects = {uri: subject(uri, text) for uri, text in texts.items()}
    for uri, language in (("kb/en/a.md", "en"), ("kb/de/a.md", "de")):
        subjects[uri] = replace(subjects[uri], document=replace(subjects[uri].document, language=language))
    by_key = {s.document.content_key: texts[uri] for uri, s in subjects.items()}
    markers = read_markers(subjects)
    wanted = version_candidates({uri: s.document for uri, s in subjects.items()}, markers)
    pairs = list(measure(wanted, lambda keys: {key: by_key[key] for key in keys}))
    assert any(pair.jaccard > 0.9 for pair in pairs)
    families, relations = related(subjects, pairs, [], markers, 0.8)
    (one,) = [r for r in relations if {r.a, r.b} == {"kb/en/a.md", "kb/de/a.md"}]
    assert one.kind is RelationKind.TRANSLATION_OF
    assert one.jaccard > 0.9
    assert families == ()


def test_the_translations_of_a_real_site(corpora: Path, subject: MakeSubject) -> None:
    folder = corpora / "owners-opentelemetry"
    files = [path.relative_to(folder / "files").as_posix() for path in (folder / "files").rglob("*.md")]
    documents = shelf(subject, {f"kb/{path}": path[:2] for path in sorted(files)})
    rows = [json.loads(line) for line in (folder / "truth_translations.jsonl").read_text("utf-8").splitlines()]
    assert found(documents) == {(f"kb/{row['path_b']}", f"kb/{row['path_a']}") for row in rows}

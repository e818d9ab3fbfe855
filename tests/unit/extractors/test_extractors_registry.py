"""The registry: kinds by name, remedies, and what an import costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kbaudit.extractors import EXTRACTORS, extract, kind_by_name, unsupported_remedy


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.md", "markdown"),
        ("docs/A.MD", "markdown"),
        ("docs/a.markdown", "markdown"),
        ("a.mdown", "markdown"),
        ("a.mdx", "markdown"),
        ("a.qmd", "markdown"),
        ("a.Rmd", "markdown"),
        ("a.md.erb", "markdown"),
        ("a.html.md", "markdown"),
        ("manual/a.html.md.erb", "markdown"),
        ("Microsoft.PowerShell.Security.md", "markdown"),
        ("a.html", "html"),
        ("a.htm", "html"),
        ("a.xhtml", "html"),
        ("_nav.html.erb", "html"),
        ("a.txt", "text"),
        ("pep-0001.rst", "rst"),
        ("a.adoc", "asciidoc"),
        ("a.asciidoc", "asciidoc"),
        ("a.org", "org"),
        ("kb/README", "text"),
        ("LICENSE", "text"),
        ("CHANGELOG", "text"),
        ("a.pdf", "pdf"),
        ("a.b.DOCX", "docx"),
        ("a.json.erb", None),
        ("a.csv.erb", None),
        ("a.erb", None),
        ("a.yml", None),
        ("a.log", None),
        ("a.doc", "doc"),
        ("a.CSV", "csv"),
        ("a.xlsm", "xlsx"),
        ("mail.eml", "eml"),
        ("a.ipynb", "ipynb"),
        ("a.jsonl", "json"),
        ("CODEOWNERS", None),
        ("Makefile", None),
        ("README.d/x", None),
        (".md/x", None),
        ("", None),
    ],
)
def test_kind_by_name(name: str, kind: str | None) -> None:
    assert kind_by_name(name) == kind


def test_every_ending_leads_to_its_extractor() -> None:
    for kind, extractor in EXTRACTORS.items():
        assert extractor.kind == kind
        assert all(kind_by_name(f"x{ending}") == kind for ending in extractor.endings)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a.DOT", ".docx"),
        ("a.numbers", "export"),
        ("scan.png", "OCR"),
        ("a.zip", "unpack"),
        ("a.odp", ".pdf"),
    ],
)
def test_unsupported_remedy_says_what_helps(name: str, word: str) -> None:
    assert word in unsupported_remedy(name)


def test_no_remedy_for_what_nobody_knows() -> None:
    assert unsupported_remedy("a.xyzzy") == ""
    assert unsupported_remedy("Makefile") == ""


def test_the_policy_alone_says_what_is_too_large() -> None:
    assert extract("text", b" " * (51 << 20)).passages == ()


def test_no_lone_surrogate_leaves_an_extractor() -> None:
    page = b'<title>x</title><script type="application/ld+json">{"dateModified": "20\\ud80024"}</script><p>text</p>'
    found = extract("html", page)
    assert [each.values for each in found.fields] == [("20\ufffd24",)]


def test_importing_the_package_imports_no_format(project: Path) -> None:
    code = (
        "import sys, kbaudit.extractors as x; x.kind_by_name('a.md');"
        "heavy = 'yaml markdown_it selectolax pypdfium2 unstructured spacy docx charset_normalizer zipfile'.split();"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project)
    assert done.stdout.strip() == "[]"

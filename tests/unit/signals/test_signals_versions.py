"""A document's own version, and the many versions that aren't its own."""

from __future__ import annotations

import pytest

from kbaudit.model import Origin

REST = (
    "\n\nWhoever travels books by rail where it takes less than four hours.\n\n## Hotels\n\nUp to 120 euros a night.\n"
)


@pytest.fixture
def versions(read):
    """The values of a document's version claims."""

    def _versions(text: str = "", *fields: tuple, kind: str = "markdown", title: str = "Travel") -> list[str]:
        return [claim.value for claim in read(f"{text}{REST}", *fields, kind=kind, title=title).versions]

    return _versions


@pytest.mark.parametrize(
    "name", ["version", "Version", "document_version", "doc-version", "revision", "Rev", "policy version"]
)
def test_fields(versions, name):
    assert versions("", (name, "2.1")) == ["2.1"]


def test_properties(read):
    (claim,) = read("", ("docx.version", "2.1", Origin.PROPERTIES)).versions
    assert (claim.value, claim.origin, claim.where) == ("2.1", Origin.PROPERTIES, "docx.version")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2", ["2"]), ("v2.1", ["2.1"]), ("Version 3", ["3"]), ("Rev. 2", ["2"]), ("1.0-rc1", ["1.0"]),
     ("2 (approved)", ["2"]), ("2024-03-01", []), ("2024.1", []), ("latest", []), ("20%", []), ("", []), ("3rd", [])],
)  # fmt: skip
def test_values_of_fields(versions, value, expected):
    assert versions("", ("version", value)) == expected


@pytest.mark.parametrize(
    "name", ["Python-Version", "Help Version", "online version", "api_version", "minimum_version", "versions"]
)
def test_fields_about_other_versions(versions, name):
    assert versions("", (name, "2.1")) == []


@pytest.mark.parametrize(
    "line",
    ["Version 2.1", "Version: 2.1", "**Version:** 2.1", "*Version 2.1 – March 2024*", "Version 2.1, 3 March 2024",
     "Rev. 2.1", "Revision 2.1", "Document version: 2.1", "Policy version 2.1 - approved 2024-01-01",
     "Version 2.1 | Owner: HR", "v2.1", "v2.1 - 2024-05-01", "Version 2.1 (final)", "Version 2.1 (2024)",
     "Version 2.1 vom 3.4.2024", "Fassung 2.1", "Version: 2.1 Date: 2024-01-01",
     "Version 2.1. Approved by the board.", "Version No. 2.1", "> Version 2.1",
     "| Version | 2.1 |\n|---|---|\n| Owner | HR |", "Version\t2.1\nOwner\tHR",
     "| Version | Date | Owner |\n|---|---|---|\n| 2.1 | 2024-01-01 | HR |",
     "Owner\tVersion\tApproved by\nHR\t2.1\tThe board"],
)  # fmt: skip
def test_labels(versions, line):
    assert versions(f"# Travel\n\n{line}") == ["2.1"]


def test_a_label_under_a_heading_of_its_own(versions):
    assert versions("# Travel\n\n## Document control\n\nVersion: 2.1\nOwner: HR") == ["2.1"]


@pytest.mark.parametrize(
    "line",
    ["Applies to version 7.4.", "Version 2.1 of the API removes the old key.", "Python 3.11 is needed.",
     "Version 2.1 introduced a new form.", "Version 2.1 or later is required.", "Version: 2.1 or later",
     "Version 2024.1", "Version 12 May 2024", "Since version 2.1 there is a form.", "Minimum version: 2.1",
     "Version 5, section 2", "PowerShell version: 7.4", "IPv4", "## Version 2.1",
     "Version 2.1\n\nVersion 2.0\n\nVersion 1.0", "```\nversion: 2.1\n```", "    version: 2.1",
     "| Version | Date | Change |\n|---|---|---|\n| 2.1 | 2024 | rail |\n| 2.0 | 2023 | hotels |",
     "| Package | Version |\n|---|---|\n| numpy | 2.1 |", "Versions 2.1 and 2.2 differ."],
)  # fmt: skip
def test_versions_of_something_else(versions, line):
    assert versions(f"# Travel\n\n{line}") == []


def test_only_the_beginning_counts(versions):
    assert versions("# Travel\n\n" + "Book by rail.\n" * 200 + "\nVersion: 2.1\n") == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Travel policy v2.1", ["2.1"]), ("Travel policy (v2)", ["2"]), ("Travel policy, version 3", ["3"]),
     ("Handbook – Version 2.1", ["2.1"]), ("Laptop rules rev 4", ["4"]), ("Upgrade to Kubernetes v1.25", []),
     ("What's new in v2.3", []), ("Release v2.3", []), ("Price list 2024", []), ("API v2", []), ("5 things", []),
     ("Working with v2", []), ("Top 10", [])],
)  # fmt: skip
def test_titles(versions, title, expected):
    assert versions("", title=title) == expected


def test_a_claim_says_where_it_stands(read):
    first, second = read(f"# Travel\n\nVersion 2.1, 3 March 2024{REST}", ("version", "2")).versions
    assert (first.origin, first.where) == (Origin.FRONT_MATTER, "version")
    assert (second.origin, second.where) == (Origin.SENTENCE, "Version 2.1, 3 March 2024")


@pytest.mark.parametrize(
    "text", ["version " * 2000, "| " * 3000, "version|" * 500 + "\n" + "1|" * 500, "v1." * 2000, "\t" * 5000]
)
def test_odd_texts_are_read_in_no_time(versions, text):
    assert versions(text) == []

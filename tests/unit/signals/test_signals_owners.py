from collections.abc import Callable

import pytest

from kbaudit.extractors import extract
from kbaudit.model import Extract, Field, Origin, Signals
from kbaudit.signals import read_signals

Read = Callable[..., Signals]


def owners(signals: Signals) -> list[str]:
    return [claim.value for claim in signals.owners]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("owner", "jane@example.com", ["jane@example.com"]),
        ("owner_slack", "#govuk-2ndline", ["#govuk-2ndline"]),
        ("ms.author", "sewhee", ["sewhee"]),
        ("Document Owner", "Jane Doe (HR)", ["Jane Doe (HR)"]),
        ("maintainers", "alice, bob", ["alice", "bob"]),
        ("owner", "Doe, Jane", ["Doe, Jane"]),
        ("Author", "Ann Lee <a@b.org>, Bo Ek <b@b.org>", ["Ann Lee <a@b.org>", "Bo Ek <b@b.org>"]),
        ("owner", "Smith <s@b.org>, Lee <l@b.org>", ["Smith <s@b.org>", "Lee <l@b.org>"]),
    ],
)
def test_declared_owners(read: Read, name: str, value: str, expected: list[str]) -> None:
    assert owners(read("", (name, value))) == expected


def test_a_list_of_owners() -> None:
    field = Field("owners", ("@org/docs", "jane@example.com"), Origin.FRONT_MATTER)
    signals = read_signals(Extract("markdown", "", "", (), fields=(field,)))
    assert owners(signals) == ["@org/docs", "jane@example.com"]


@pytest.mark.parametrize(
    "value",
    [
        "TBD",
        "N/A",
        "n.a.",
        "none",
        "Unknown",
        "python-docx",
        "Microsoft Office User",
        "admin",
        "Administrator",
        "-",
        "???",
        "<name>",
        "[owner]",
        "Name of owner",
        "your name",
        "insert team",
        "{{ page.owner }}",
        "TBD.",
        "'tbd'",
        "x" * 300,
    ],
)
def test_placeholders_own_nothing(read: Read, value: str) -> None:
    assert read("", ("owner", value)).owners == ()


def test_who_answers_for_a_document_comes_before_who_wrote_it(read: Read) -> None:
    signals = read("", ("author", "Ann"), ("owner", "Bo"), ("docx.author", "Cy", Origin.PROPERTIES))
    assert owners(signals) == ["Bo", "Ann", "Cy"]
    assert signals.owners[2].origin is Origin.PROPERTIES


def test_who_saved_a_document_last_is_not_its_owner(read: Read) -> None:
    assert read("", ("docx.last_modified_by", "Ann", Origin.PROPERTIES), kind="docx").owners == ()


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("Owner: Jane Doe (HR)", "Jane Doe (HR)"),
        ("**Document owner:** Jane Doe", "Jane Doe"),
        ("Owner: Dr. Jane Doe", "Dr. Jane Doe"),
        ("- Maintained by: platform team", "platform team"),
        ("Maintained by the Platform Team.", "the Platform Team"),
        ("Policy Owner: [Jane Doe](mailto:jane@example.com)", "Jane Doe"),
        ("Verantwortlich: Erika Muster", "Erika Muster"),
        ("| Owner | Jane Doe |", "Jane Doe"),
        ("Owner: Jane Doe | Last updated: 3 March 2024", "Jane Doe"),
        ("Owner\tJane Doe", "Jane Doe"),
    ],
)
def test_stated_owners(read: Read, line: str, owner: str) -> None:
    signals = read(f"Intro\n\n{line}\n", kind="docx" if "\t" in line else "markdown")
    assert [(claim.value, claim.origin) for claim in signals.owners] == [(owner, Origin.SENTENCE)]


@pytest.mark.parametrize(
    "line",
    [
        "Owner: TBD",
        "The owner: Jane Doe",
        "maintained by Thomas Heller.",
        "Owners must review their pages every year.",
        "Owner: in Kubernetes, most instances have an owner",
        "Owner: the person who is named in the register of all documents",
        "```yaml\nOwner: Jane\n```",
        "    Owner: Jane",
        "Owner: `context.repo.owner`",
        "| Owner | Name | Team |",
    ],
)
def test_look_alikes(read: Read, line: str) -> None:
    assert read(f"Intro\n\n{line}\n").owners == ()


def test_a_line_of_code_names_no_owner() -> None:
    code = "Add the step:\n\n    github.rest.issues.createComment({\n      owner: context.repo.owner,\n    })\n"
    assert owners(read_signals(extract("text", code.encode()))) == []
    assert owners(read_signals(extract("text", b"Owner: jane.doe\n\nParking.\n"))) == ["jane.doe"]

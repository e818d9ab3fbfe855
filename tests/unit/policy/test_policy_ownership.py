"""Who owns a document, and what an index page hands on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kbaudit.model import Document, Origin, Owned, OwnerClaim
from kbaudit.policy.claims import AS_USUAL
from kbaudit.policy.owner_directory import Directory, Entry
from kbaudit.policy.ownership import owned, owners_of

GIT = OwnerClaim("Ann Lee", Origin.GIT, "commit 1a2b by Ann Lee: More")
AUTHOR = OwnerClaim("Eve", Origin.FRONT_MATTER, "author")


def claim(value: str, origin: Origin = Origin.FRONT_MATTER, where: str = "owner") -> OwnerClaim:
    return OwnerClaim(value, origin, where)


def document(uri: str, *owners: OwnerClaim) -> Document:
    learned = datetime(2026, 1, 1, tzinfo=UTC)
    return Document(uri, "kb", "0" * 64, 1, 1, learned, "markdown", "", "en", 1, 1, "", 1.0, owners=owners)


def found(*documents: Document, inherit: bool = True) -> dict[str, str]:
    owners = owners_of(documents, lambda _: None, lambda _: inherit, AS_USUAL, None)
    return {uri: owner.value for uri, owner in owners.items()}


def test_who_changed_a_document_is_a_suggestion() -> None:
    assert owned([GIT]) == Owned(suggested="Ann Lee")
    assert owned([GIT, claim("hr")]).suggested == ""


def test_an_owner_file_comes_before_the_properties_and_after_what_the_document_says() -> None:
    by_file, by_properties = (
        claim("team", Origin.OWNER_FILE, "CODEOWNERS:1 *"),
        claim("pat", Origin.PROPERTIES, "company"),
    )
    assert owned([by_properties, by_file]).value == "team"
    assert owned([by_file, claim("hr")]).value == "hr"


def test_a_writer_whom_the_directory_does_not_know_is_no_owner() -> None:
    directory = Directory([Entry("ann", "Ann Lee")])
    assert owned([AUTHOR], AS_USUAL, directory).value == ""
    assert owned([claim("Eve")], AS_USUAL, directory).standing == "unknown"
    assert owned([OwnerClaim("Ann Lee", Origin.FRONT_MATTER, "author")], AS_USUAL, directory).value == "ann"


@pytest.mark.parametrize("index", ["index.md", "_index.md", "README.md", "index.html.md.erb"])
def test_a_folder_inherits_from_its_index_page(index: str) -> None:
    owners = found(document(f"kb/hr/{index}", claim("hr")), document("kb/hr/pay/day.md"), document("kb/it/a.md"))
    assert owners == {f"kb/hr/{index}": "hr", "kb/hr/pay/day.md": "hr", "kb/it/a.md": ""}


def test_the_nearest_index_page_counts_and_names_itself() -> None:
    documents = (
        document("kb/index.md", claim("all")),
        document("kb/hr/index.md", claim("hr")),
        document("kb/hr/a.md"),
        document("kb/it/a.md", claim("it")),
    )
    assert found(*documents)["kb/hr/a.md"] == "hr"
    assert found(*documents)["kb/it/a.md"] == "it"
    owner = owners_of(documents, lambda _: None, lambda _: True, AS_USUAL, None)["kb/hr/a.md"]
    assert owner.claim == OwnerClaim("hr", Origin.INDEX_PAGE, "kb/hr/index.md, owner")


def test_nothing_is_inherited_unless_the_set_says_so() -> None:
    assert found(document("kb/index.md", claim("all")), document("kb/a.md"), inherit=False)["kb/a.md"] == ""

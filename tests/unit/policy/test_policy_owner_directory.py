"""The owner directory: who is meant, and whether they are still there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.errors import PolicyError
from kbaudit.model import Origin, Owned, OwnerClaim
from kbaudit.policy.owner_directory import Directory, Entry, load_directory

CSV = """\
id,name,mail,team,active,backup
ann,Ann Lee,ann.lee@example.org,HR Operations,true,
bob,Bob Ito,bob@example.org,HR Operations,false,cat
cat,Catherine Doe,cat@example.org,Legal,no,ann
dan1,Dan Roe,dan@example.org,Finance,,
dan2,Dan Roe,dan.roe@example.org,Sales,false,
docs-approvers,Docs approvers,,,yes,
"""
YAML = """\
schema: kbaudit.owners/1
owners:
  - {id: ann, name: Ann Lee, mail: ann.lee@example.org, team: HR Operations, active: true}
"""


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return _loaded(tmp_path, CSV)


def _loaded(folder: Path, text: str, name: str = "owners.csv") -> Directory:
    (folder / name).write_text(text, encoding="utf-8")
    return load_directory(folder / name, name)


def _owned(directory: Directory, *values: str) -> Owned:
    return directory.owned([OwnerClaim(value, Origin.FRONT_MATTER, "owner") for value in values])


@pytest.mark.parametrize(
    "claimed",
    [
        "ann",
        "@ann",
        "Ann Lee",
        "ann lee",
        "Lee, Ann",
        "ANN.LEE@EXAMPLE.ORG",
        "Ann Lee <ann.lee@example.org>",
        "Ann Lee (HR)",
        "Anna Lee <ann.lee@example.org>",
        "@acme/ann",
    ],
)
def test_one_person_by_many_names(directory: Directory, claimed: str) -> None:
    found = _owned(directory, claimed)
    assert (found.value, found.name, found.mail, found.standing) == ("ann", "Ann Lee", "ann.lee@example.org", "active")


def test_a_team_is_there_while_one_of_its_people_is(directory: Directory) -> None:
    assert _owned(directory, "hr operations").standing == "active"
    assert _owned(directory, "@acme/hr-operations").value == "HR Operations"
    legal = _owned(directory, "Legal")
    assert (legal.standing, legal.backup) == ("left", "ann")


def test_who_left_has_the_first_active_backup(directory: Directory) -> None:
    found = _owned(directory, "bob@example.org")
    assert (found.value, found.standing, found.backup) == ("bob", "left", "ann")


def test_who_left_without_a_backup(directory: Directory) -> None:
    assert _owned(directory, "dan.roe@example.org").backup == ""


@pytest.mark.parametrize("claimed", ["Eve", "eve@example.org", "Dan Roe", ""])
def test_nobody_or_two_are_unknown(directory: Directory, claimed: str) -> None:
    found = _owned(directory, claimed)
    assert (found.value, found.standing) == (claimed, "unknown")


def test_of_several_owners_in_one_place_one_who_is_there_counts(directory: Directory) -> None:
    found = _owned(directory, "bob", "ann")
    assert found.value == "ann"
    assert [claim.value for claim in found.losers] == ["bob"]


def test_a_claim_of_less_trust_does_not_count(directory: Directory) -> None:
    claims = [OwnerClaim("bob", Origin.FRONT_MATTER, "owner"), OwnerClaim("ann", Origin.OWNER_FILE, "CODEOWNERS:1")]
    assert directory.owned(claims).standing == "left"


def test_nobody_claimed_is_nobody(directory: Directory) -> None:
    assert directory.owned([]) == Owned()


def test_backups_in_a_circle_end(tmp_path: Path) -> None:
    text = "id,active,backup\na,no,b\nb,no,a\n"
    assert _owned(_loaded(tmp_path, text), "a").backup == ""


def test_yaml_and_csv_say_the_same(tmp_path: Path) -> None:
    assert _owned(_loaded(tmp_path, YAML, "owners.yaml"), "Ann Lee").mail == "ann.lee@example.org"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,mail\nAnn,a@b.c\n", "owners.csv:1: lacks the column id"),
        ("id,nmae\nann,Ann\n", 'owners.csv:1: unknown column "nmae"'),
        ("id,name,name\n", "owners.csv:1: names a column twice"),
        ("id,active\nann,perhaps\n", 'owners.csv:2: active: "perhaps" must be true or false'),
        ("id\nann\nann\n", 'owners.csv:3: has the id "ann" twice'),
        ("id,backup\nann,eve\n", 'owners.csv:2: backup: "eve" is the id of no entry'),
        ("id,name\n,Ann\n", "owners.csv:2: has an entry without an id"),
        ("id\nann\nAnn\n", 'owners.csv:3: has the id "Ann" twice, once as "ann"'),
        ("id,name,active\nann,Ann Lee,no\nbob,Bob\n", "owners.csv:3: has 2 cells under 3 columns"),
        ("id\nann,more\n", "owners.csv:2: has 2 cells under 1 columns"),
        ('id\n"ann\n', "owners.csv:"),
        ("", "owners.csv:1: lacks the column id"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PolicyError) as raised:
        _loaded(tmp_path, text)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "owners: []\n",
        "schema: kbaudit.owners/1\nowners: {}\n",
        YAML.replace("mail", "mial"),
        YAML + "  - ann\n",
        "schema: kbaudit.owners/1\nowners: [&a {id: ann}, *a]\n",
    ],
)
def test_a_wrong_yaml_file_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(PolicyError, match=r"^owners\.yaml:\d+"):
        _loaded(tmp_path, text, "owners.yaml")


@pytest.mark.parametrize("value", ["[Ann, Lee]", "{given: Ann}", "[]"])
@pytest.mark.parametrize("key", ["id", "name", "active"])
def test_a_list_or_mapping_is_no_text(tmp_path: Path, key: str, value: str) -> None:
    text = f"schema: kbaudit.owners/1\nowners:\n  - team: HR\n    {key}: {value}\n"
    with pytest.raises(PolicyError, match=rf"^owners\.yaml:4:\d+: owners\[0\]\.{key}: must be a text"):
        _loaded(tmp_path, text, "owners.yaml")


@pytest.mark.parametrize("claimed", ["support", "@acme/Support"])
def test_an_id_counts_before_a_name(claimed: str) -> None:
    found = _owned(Directory([Entry("support"), Entry("jo", name="Support")]), claimed)
    assert (found.value, found.standing) == ("support", "active")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"^owners\.csv: can't be read"):
        load_directory(tmp_path / "owners.csv", "owners.csv")


@given(st.binary(max_size=200), st.sampled_from(["owners.csv", "owners.yaml"]))
def test_any_bytes_load_or_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data)
    try:
        load_directory(path, name)
    except PolicyError as error:
        assert str(error).startswith(name)  # noqa: PT017 - either outcome is right


@given(st.text(max_size=60))
def test_any_claim_can_be_looked_up(claimed: str) -> None:
    assert _owned(Directory([]), claimed).standing == "unknown"

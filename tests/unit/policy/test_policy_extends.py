"""Policies that build on others: what is merged, what is replaced, and where a fault is said to stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbaudit.errors import PolicyError
from kbaudit.model import Effect, Period, Severity
from kbaudit.policy import load_pack, load_policy

HEAD = "schema: kbaudit.policy/1\n"


@pytest.fixture
def write(tmp_path):
    """Writes policies (name: text less the first line) and loads the one called p.yaml."""

    def load(**files: str):
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{HEAD}{text}\n", encoding="utf-8")
        return load_policy(tmp_path / "p.yaml", shown="p.yaml")

    return load


def test_mappings_are_merged_key_by_key_and_lists_replaced(write):
    loaded = write(
        base="""
defaults: {max_age: 2 years, languages: [en, de], checks: {KB201: {severity: error, effect: demote}}}
document_sets: [{name: a, match: [a]}, {name: b, match: [b]}]
limits: {seconds: 5, memory: 1 GiB}
""",
        p="""
extends: ./base.yaml
defaults: {languages: [fr], checks: {KB201: {effect: none}}}
document_sets: [{name: c, match: [c]}]
limits: {seconds: 7}
""",
    )
    assert loaded.ungoverned.max_age == Period(months=24)
    assert loaded.ungoverned.languages == ("fr",)
    assert loaded.ungoverned.checks["KB201"].severity is Severity.ERROR
    assert loaded.ungoverned.checks["KB201"].effect is Effect.NONE
    assert [s.governance.document_set for s in loaded.scopes] == ["c"]
    assert (loaded.limits.seconds, loaded.limits.memory) == (7, 2**30)
    assert loaded.extends == ("base.yaml",)


def test_a_pack_can_be_extended_and_an_extending_one_too(write):
    loaded = write(base="extends: regulated\nname: ours", p="extends: base.yaml\ngate: {fail_on: never}")
    assert loaded.extends == ("base.yaml", "pack regulated", "pack strict")
    assert loaded.ungoverned.checks == load_pack("regulated").ungoverned.checks


def test_a_name_is_not_taken_over(write):
    loaded = write(p="extends: strict")
    assert loaded.name == "policy"
    assert loaded.digest != load_pack("strict").digest


def test_the_digest_is_of_what_is_meant_whichever_files_say_it(write):
    said_twice = write(
        base="name: x\nzone: UTC\ndefaults: {max_age: 1 year}",
        p="name: ours\nextends: base.yaml\ngate: {fail_on: note}",
    )
    assert said_twice.digest == write(p="name: ours\ndefaults: {max_age: P1Y}\ngate: {fail_on: note}").digest
    assert write(p="name: strict\nextends: strict").digest == load_pack("strict").digest


def test_what_a_policy_says_of_owners_comes_before_what_its_base_says(write, make_document):
    loaded = write(base="owners: {'*.md': base, 'hr/**': base-hr}", p="extends: base.yaml\nowners: {'hr/**': ours}")
    subjects = loaded.govern([make_document("kb/hr/a.md"), make_document("kb/a.md")])
    assert [s.owner.value for s in subjects] == ["ours", "base"]


def test_paths_are_relative_to_the_file_that_names_them(write, tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below/people.csv").write_text("id\nann\n")
    loaded = write(
        below__base="sources: {hr: docs}\nowner_directory: people.csv",
        p="extends: below/base.yaml\nsources: {it: docs}",
    )
    assert loaded.sources == {"it": tmp_path / "docs", "hr": tmp_path / "below/docs"}
    assert loaded.owner_directory == tmp_path / "below/people.csv"
    assert loaded.waivers == tmp_path / "kbaudit-waivers.yaml"


def test_waivers_are_where_the_base_says(write, tmp_path):
    assert write(below__base="waivers: w.yaml", p="extends: below/base.yaml").waivers == tmp_path / "below/w.yaml"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"base": "defaults: {max_agee: 1 year}", "p": "extends: base.yaml"},
         'base.yaml:2:12: unknown key "max_agee" in defaults (did you mean "max_age"?)'),
        ({"base": "zone: UTC", "p": "extends: base.yaml\nzone: Mars"}, 'p.yaml:3:7: zone: "Mars"'),
        ({"base": "zone: UTC\nzone: UTC", "p": "extends: base.yaml"}, 'base.yaml:3:1: has the key "zone" twice'),
        ({"base": "zone: &a UTC", "p": "extends: base.yaml"}, "base.yaml:2:7: uses an anchor or alias"),
        ({"base": "zone: !!str UTC", "p": "extends: base.yaml"}, "base.yaml:2:7: uses a tag"),
        ({"base": "- a", "p": "extends: base.yaml"}, "base.yaml:2:1: is not YAML"),
        ({"base": "document_sets: [{name: a, match: [a], audience: x}]", "p": "extends: base.yaml\naudiences: [y]"},
         'base.yaml:2:49: document_sets[0].audience: "x" is none of the audiences (there are: y)'),
        ({"base": "document_sets: [{name: a, match: [a]}]",
          "p": "extends: base.yaml\nauthorities: [{document_set: b}]\ndocument_sets: []"},
         'p.yaml:3:30: authorities[0].document_set: "b" is no document set'),
        ({"p": "extends: gone.yaml"}, 'p.yaml:2:10: extends: "gone.yaml" is no file and no pack (packs: default'),
        ({"p": "extends: strikt"}, 'did you mean "strict"?'),
        ({"p": "extends: .."}, 'p.yaml:2:10: extends: ".." is no file'),
        ({"p": "extends: p.yaml"}, "p.yaml:2:10: extends: goes round in a circle: p.yaml > p.yaml"),
        ({"p": "extends: a.yaml", "a": "extends: ./b.yaml", "b": "extends: ../{here}/a.yaml"},
         "b.yaml:2:10: extends: goes round in a circle: p.yaml > a.yaml > b.yaml > "),
        ({"p": "extends: a0.yaml", **{f"a{n}": f"extends: a{n + 1}.yaml" for n in range(6)}},
         "a4.yaml:2:10: extends: is more than 5 policies deep: p.yaml > a0.yaml > "),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_stands(write, tmp_path, files, said):
    with pytest.raises(PolicyError) as error:
        write(**{name: text.replace("{here}", tmp_path.name) for name, text in files.items()})
    assert said in str(error.value)
    assert error.value.line > 0


def test_five_are_not_too_many(write):
    chain = {f"a{n}": f"extends: a{n + 1}.yaml" for n in range(4)}
    assert len(write(p="extends: a0.yaml", **chain, a4="zone: UTC").extends) == 5


def test_a_base_has_to_be_a_policy_by_itself(write, tmp_path):
    (tmp_path / "base.yaml").write_text("zone: UTC\n")
    with pytest.raises(PolicyError, match=r'^base\.yaml:1:1: the policy lacks the key "schema"'):
        write(p="extends: base.yaml")


def test_every_fault_of_one_file_is_told_at_once(write):
    with pytest.raises(PolicyError) as error:
        write(base="zone: UTC", p="extends: base.yaml\nzone: Mars\ndefaults: {max_age: 3, grace: x}")
    assert [line.split(": ")[0] for line in str(error.value).splitlines()] == [
        "p.yaml:3:7",
        "p.yaml:4:21",
        "p.yaml:4:31",
    ]


def test_a_pack_means_the_pack_and_its_waivers_lie_in_the_working_directory(tmp_path):
    (tmp_path / "strict").write_text("nonsense")
    (tmp_path / "p.yaml").write_text(f"{HEAD}extends: strict\n")
    assert load_policy(tmp_path / "p.yaml").extends == ("pack strict",)
    assert load_pack("strict", tmp_path).waivers == tmp_path / "kbaudit-waivers.yaml"
    assert load_pack("strict").waivers == Path("kbaudit-waivers.yaml")

"""What `kbaudit policy check` tells: missing files, sets that can never match, what does nothing for the documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kbaudit.checks.judge import in_force, run_checks
from kbaudit.errors import PolicyError
from kbaudit.model import Corpus, Field, Origin, OwnerClaim
from kbaudit.policy.firing.faults import read_checked
from kbaudit.policy.firing.fired import asked, firing
from kbaudit.policy.firing.notes import notes
from kbaudit.retrieval.resolve import resolve

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def checked(tmp_path):
    """Reads a policy from its text, less the first line that every policy has."""

    def read(text: str):
        (tmp_path / "p.yaml").write_text(f"schema: kbaudit.policy/1\n{text}", encoding="utf-8")
        return read_checked("p.yaml", tmp_path)

    return read


@pytest.fixture
def look(checked):
    """The notes on a policy over documents, as `line: text`."""

    def at(text: str, documents):
        policy = checked(text)
        corpus, fired = judged(policy.policy, documents)
        return [f"{note.place.line}: {note.text}" for note in notes(policy, corpus, fired)]

    return at


def judged(policy, documents):
    subjects = sorted(policy.govern(documents), key=lambda subject: subject.uri)
    corpus = Corpus({subject.uri: subject for subject in subjects}, (), (), ())
    found = run_checks(corpus, policy.ungoverned.checks)
    return corpus, firing(corpus, in_force(found, NOW, corpus), resolve(corpus, found, NOW))


def two(first: str, second: str, source: str = "") -> str:
    return f"document_sets:\n  - {{name: a, match: {first}{source}}}\n  - {{name: b, match: {second}}}\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('["**"]', '["hr/**"]'),
        ('["*"]', '["hr/**"]'),
        ('["hr/**"]', '["hr/x/**"]'),
        ('["hr/"]', '["hr/x/*.md"]'),
        ('["hr/**"]', '["hr/**"]'),
        ('["*.md"]', '["docs/*.md"]'),
        ('["minutes/"]', '["**/minutes/**"]'),
        ('["hr/**", "it/**"]', '["hr/pay/**", "it/vpn.md"]'),
        ('["*.md"]', '["*.md", "!x.md"]'),
    ],
)
def test_a_set_that_can_never_match_is_refused_with_its_line(checked, first, second):
    with pytest.raises(PolicyError) as refused:
        checked(two(first, second))
    assert (refused.value.line, refused.value.column) == (4, 22)
    assert 'document_sets[1].match: can never match: "a", above it, takes all that it could' in str(refused.value)


@pytest.mark.parametrize(
    ("first", "second", "source"),
    [
        ('["hr/**"]', '["**"]', ""),
        ('["hr/x/**"]', '["hr/**"]', ""),
        ('["hr/*.md"]', '["hr/**"]', ""),
        ('["/hr/"]', '["hr"]', ""),
        ('["hr/**", "!hr/archive/**"]', '["hr/archive/**"]', ""),
        ('["hr/**", "!hr/archive/**"]', '["hr/**"]', ""),
        ('["[!h]*"]', '["*"]', ""),
        ('["hr/**"]', '["hr/[ab]/**"]', ""),
        ('["hr/**"]', '["hr/x/**", "it/**"]', ""),
        ('["**"]', '["hr/**"]', ", source: wiki"),
        ('["minutes/*.md"]', '["**/minutes/**"]', ""),
    ],
)
def test_a_set_for_which_something_may_be_left_is_taken(checked, first, second, source):
    assert len(checked(two(first, second, source)).policy.scopes) == 2


def test_two_sets_may_take_all_of_a_third_together(checked):
    text = two('["*.md"]', '["*.pdf"]') + '  - {name: c, match: ["hr/*.md", "hr/*.pdf"]}\n'
    with pytest.raises(PolicyError, match='"a" and "b", above it, take all'):
        checked(text)


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("owner_directory: gone.csv", 18, 'owner_directory: there is no file "gone.csv"'),
        ("waivers: sub/gone.yaml", 10, 'waivers: there is no file "sub/gone.yaml"'),
        ("waivers: sub/kbaudit-waivers.yaml", 10, 'waivers: there is no file "sub/kbaudit-waivers.yaml"'),
        ("extends: ./gone.yaml", 10, 'extends: "./gone.yaml" is no file and no pack'),
    ],
)
def test_a_missing_file_is_told_with_its_line(checked, line, column, said):
    with pytest.raises(PolicyError) as refused:
        checked(f"name: x\n{line}\n")
    assert (refused.value.file, refused.value.line, refused.value.column) == ("p.yaml", 3, column)
    assert said in str(refused.value)


def test_a_file_that_its_base_names_is_missing_there(tmp_path, checked):
    (tmp_path / "base.yaml").write_text("schema: kbaudit.policy/1\nowner_directory: gone.csv\n", encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        checked("extends: ./base.yaml\n")
    assert (refused.value.file, refused.value.line) == ("base.yaml", 2)


def test_waivers_may_be_absent_where_the_policy_names_none(checked):
    assert checked("name: x\n").policy.waivers is not None


WRONG = {
    "unknown key": ("defaults:\n  max_agee: 1 year\n", "3:3", 'did you mean "max_age"?'),
    "wrong type": ("defaults:\n  min_words: few\n", "3:14", "must be a whole number"),
    "no unit": ("defaults:\n  max_age: 3\n", "3:12", "needs a unit"),
    "bad pattern": ("document_sets:\n  - {name: a, match: ['#x']}\n", "3:22", "matches nothing"),
    "bad expression": ("defaults:\n  metadata: {v: {pattern: '('}}\n", "3:27", "no regular expression"),
    "two sets of a name": (
        "document_sets:\n  - {name: a, match: [x]}\n  - {name: a, match: [y]}\n", "4:12", "names another set already"
    ),
    "a set in the shade": (
        "document_sets:\n  - {name: a, match: ['x/']}\n  - {name: b, match: ['x/y/**']}\n", "4:22", "can never match"
    ),
    "twice the key": ("name: a\nname: b\n", "3:1", 'has the key "name" twice'),
    "tag": ("name: !x y\n", "2:7", "uses a tag"),
    "alias": ("name: &a b\n", "2:7", "anchor"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_every_kind_of_fault_has_its_line_and_column(checked, kind):
    text, place, said = WRONG[kind]
    with pytest.raises(PolicyError) as refused:
        checked(text)
    assert str(refused.value).startswith(f"p.yaml:{place}: ")
    assert said in str(refused.value)


@pytest.mark.parametrize("pack", ["default", "strict", "docs-as-code", "regulated"])
def test_packs_are_sound(tmp_path, pack):
    assert read_checked(pack, tmp_path).policy.name == pack


def test_patterns_that_match_nothing(look, make_document):
    text = """
document_sets:
  - {name: hr, match: ["hr/**", "people/**", "!hr/none/**"]}
  - {name: gone, match: ["gone/**"]}
  - {name: pay, match: ["hr/pay*", "wages/**"]}
  - {name: wiki, source: wiki, match: ["**"]}
owners:
  "hr/**": a
  "hr/pay.md": b
  "law/**": c
canonical: ["hr/**", "old/**"]
authorities: [{source: wiki}, {document_set: hr}, {match: "law/**"}]
"""
    assert look(text, [make_document("kb/hr/pay.md"), make_document("kb/it/vpn.md")]) == [
        '4: document_sets[0].match[1]: "people/**" matches no document',
        '4: document_sets[0].match[2]: "!hr/none/**" takes nothing out',
        "5: document_sets[1].match: matches no document",
        '6: document_sets[2].match: governs no document: sets above it take all 1 that it matches ("hr" 1)',
        '7: document_sets[3].source: no document is of the source "wiki" (there are: kb)',
        "10: owners.hr/pay.md: names no owner: patterns above it take all 1 that it matches",
        "11: owners.law/**: matches no document",
        '12: canonical[1]: "old/**" matches no document',
        '13: authorities[0].source: "wiki" holds no document',
        '13: authorities[2].match: "law/**" holds no document',
    ]


def test_rules_that_all_documents_break(look, make_document):
    text = """
document_sets:
  - name: all
    match: ["**"]
    required_metadata: [approver, title]
    languages: [en, de]
    metadata:
      status: {values: [final]}
      version: {pattern: x}
    releases: {path: "{release}/**", live: ["1.0"]}
"""
    fields = (Field("status", ("odd",), Origin.FRONT_MATTER),)
    documents = [make_document(f"kb/{n}.md", fields=fields) for n in range(6)]
    assert look(text, documents) == [
        '6: document_sets[0].required_metadata: all 6 documents lack "approver"',
        "7: document_sets[0].languages: no document is in de",
        '9: document_sets[0].metadata.status: all 6 documents break the rule for "status"',
        '10: document_sets[0].metadata.version: no document has a field "version"',
        "11: document_sets[0].releases: no document is of release 1.0",
    ]


def test_entries_of_the_directory_that_nobody_means(tmp_path, look, make_document):
    (tmp_path / "people.csv").write_text("id,team\nann,docs\nbob,\ncid,docs\ndee,ops\n", encoding="utf-8")
    owned = [
        make_document("kb/a.md", owners=(OwnerClaim("Ann", Origin.FRONT_MATTER, "owner"),)),
        make_document("kb/b.md", owners=(OwnerClaim("ops", Origin.FRONT_MATTER, "owner"),)),
    ]
    assert look("owner_directory: people.csv\n", owned) == [
        "2: owner_directory: 2 of its entries mean nobody whom a document names: bob, cid"
    ]


def test_what_each_demand_hits(checked, make_document):
    policy = checked(
        "document_sets:\n  - {name: hr, match: ['hr/**'], owner: required, required_metadata: [version, title],\n"
        "     metadata: {status: {values: [final]}}}\n"
    ).policy
    status = (Field("status", ("odd",), Origin.FRONT_MATTER),)
    owned = (OwnerClaim("ann", Origin.FRONT_MATTER, "owner"),)
    documents = [
        make_document("kb/hr/a.md", owners=owned), make_document("kb/hr/b.md", fields=status), make_document("kb/c.md")
    ]  # fmt: skip
    _, fired = judged(policy, documents)
    demands = {str(demand): demand for demand in asked(policy.scopes[0].governance)}
    of = fired.of("hr")
    assert {name: (len(of.hit(demand)), of.concerned(demand)) for name, demand in demands.items()} == {
        "owner": (1, 2), "required_metadata.title": (0, 2), "required_metadata.version": (2, 2),
        "metadata.status": (1, 1),
    }  # fmt: skip
    assert len(fired.of("").documents) == 1
    assert fired.of("no such set").documents == frozenset()


def test_documents_may_be_left_out_of_the_count(policy, make_document):
    documents = [make_document("kb/a.md"), make_document("kb/b.md")]
    corpus, _ = judged(policy(), documents)
    found = run_checks(corpus, policy().ungoverned.checks)
    fired = firing(corpus, in_force(found, NOW, corpus), resolve(corpus, found, NOW), frozenset({"kb/a.md"}))
    assert fired.documents == 1
    assert fired.by_code["KB204"] == {"kb/b.md"}


def test_evergreen_documents_are_asked_nothing_of_time(policy):
    governance = replace(policy("defaults: {max_age: 1 year}").ungoverned, evergreen=True)
    assert list(asked(governance)) == []

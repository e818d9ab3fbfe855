from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.checks import CHECKS
from kbaudit.errors import PolicyError
from kbaudit.model import Effect, Origin, Severity
from kbaudit.policy import Policy, find_policy, load_pack, load_policy, pack_text, packs, read_policy


def refused(text: str) -> str:
    with pytest.raises(PolicyError) as error:
        read_policy(text.encode(), "kbaudit.yaml", base=Path())
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema: kbaudit.policy/1\ndocument_sets:\n  - name: a\n    match: [x]\n    max_agee: 1 year",
         'kbaudit.yaml:5:5: unknown key "max_agee" in document_sets[0] (did you mean "max_age"?)'),
        ("schema: kbaudit.policy/1\ncheks: {}",
         'kbaudit.yaml:2:1: unknown key "cheks" in the policy (did you mean "checks"?)'),
        ("schema: kbaudit.policy/1\nchecks:\n  KB201: {efect: none}",
         'kbaudit.yaml:3:11: unknown key "efect" in checks.KB201 (did you mean "effect"?)'),
        ("schema: kbaudit.policy/1\ndefaults: {recency: {halflife: 1 year, half_life: 1 year}}",
         'kbaudit.yaml:2:22: unknown key "halflife" in defaults.recency (did you mean "half_life"?)'),
        ("schema: kbaudit.policy/1\nretrieval: {match: {feild: x}}",
         'kbaudit.yaml:2:21: unknown key "feild" in retrieval.match (did you mean "field"?)'),
        ("name: x", 'kbaudit.yaml:1:1: the policy lacks the key "schema"'),
        ("schema: kbaudit.policy/2", """kbaudit.yaml:1:9: schema: "kbaudit.policy/2" must be 'kbaudit.policy/1'"""),
        ("schema: kbaudit.policy/1\ndefaults:\n  max_age: 3",
         'kbaudit.yaml:3:12: defaults.max_age: 3 needs a unit: "3 days" or "3 months" or "3 years"'),
        ("schema: kbaudit.policy/1\nchecks: {KB201: {enabled: yes}}",
         'kbaudit.yaml:2:27: checks.KB201.enabled: "yes" must be true or false'),
        ("schema: kbaudit.policy/1\ndefaults:\n",
         "kbaudit.yaml:2:10: defaults: has no value: write one, or take the key out"),
        ("schema: kbaudit.policy/1\nname: 2024", "kbaudit.yaml:2:7: name: 2024 must be text: put it in quotes"),
        ("schema: kbaudit.policy/1\nzone: Europe/Viena",
         'kbaudit.yaml:2:7: zone: "Europe/Viena" is no time zone of the IANA database (did you mean "Europe/Vienna"?)'),
        ("- a", "kbaudit.yaml:1:1: the policy: must be a mapping (key: value)"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what(text, said):
    assert refused(text) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("checks: {KB999: {enabled: true}}", '"KB999" is no check (there are: KB101'),
        ("checks: {kb201: {enabled: true}}", '"kb201"'),
        ("zone: localtime", "no time zone"),
        ("zone: ../../etc/passwd", "no time zone"),
        ("zone: Europe", "no time zone"),
        ("zone: 1", "no time zone"),
        ("sources: {a/b: x}", "can't name a source"),
        ("sources: {'..': x}", "can't name a source"),
        ("owners: {'#x': a}", "matches nothing"),
        ("crawl: {include: ['[b-a]']}", "gitignore syntax"),
        ("crawl: {include: '*.md'}", "must be a list"),
        ("limits: {seconds: 0}", "greater than 0"),
        ("limits: {seconds: true}", "must be a number"),
        ("limits: {file_size: 50}", '"50 MiB"'),
        ("limits: {unreadable: 0.2}", '"20 %"'),
        ("similarity: {near_duplicate: 1.5}", "less than or equal to 1"),
        ("similarity: {near_duplicate: '0.8'}", "must be a number"),
        ("gate: {fail_on: errors}", "'error', 'warning', 'note' or 'never'"),
        ("retrieval: {max_documents_per_family: 0}", "greater than or equal to 1"),
        ("retrieval: {demote_weight: 0}", "greater than 0"),
        ("retrieval: {min_confidence: 2}", "less than or equal to 1"),
        ("document_sets: [{name: a, match: []}]", "must not be empty"),
        ("document_sets: [{name: '', match: [x]}]", "must not be empty"),
        ("document_sets: [{name: a}]", 'document_sets[0] lacks the key "match"'),
        ("document_sets: [{name: a, match: [x]}, {name: a, match: [y]}]", '"a" names another set already'),
        ("defaults: {name: a}", 'unknown key "name" in defaults'),
        ("defaults: {recency: {half_life: never}}", "must be a length of time"),
        ("defaults: {owner: needed}", "'required' or 'optional'"),
        ("defaults: {required_metadata: owner}", "must be a list"),
        ("defaults: {required_metadata: ['']}", "must not be empty"),
        ("defaults: {required_metadata: ['--']}", 'required_metadata[0]: "--" is no name that a field could have'),
        ("defaults: {required_metadata: [1]}", "must be text"),
        ("defaults: {languages: en}", "must be a list"),
        ("defaults: {languages: [en, English]}", 'languages[1]: "English" is no language that kbaudit tells apart'),
        ("defaults: {languages: [EN]}", 'did you mean "en"?'),
        ("defaults: {languages: [xx]}", "(there are: af, ar,"),
        ("defaults: {grace: never}", "must be a length of time"),
        ("defaults: {grace: 30}", '"30 days"'),
        ("defaults: {evergreen: yes}", "must be true or false"),
        ("defaults: {retention: 7 yeers}", "must be a length of time"),
        ("defaults: {mode: simulated}", "'enforce' or 'simulate'"),
        ("defaults: {fail_on: warn}", "'error', 'warning', 'note' or 'never'"),
        ("defaults: {min_confidence: 80}", "less than or equal to 1"),
        ("defaults: {zone: UTC}", 'unknown key "zone" in defaults'),
        ("defaults: {inherit_owner: 1}", "must be true or false"),
        ("defaults: {metadata: {version: {}}}", "defaults.metadata.version: says nothing: give it a pattern or values"),
        ("defaults: {metadata: {version: {patern: x}}}", 'did you mean "pattern"?'),
        ("defaults: {metadata: {version: {pattern: '(a'}}}", "no regular expression in the syntax of RE2: missing )"),
        ("defaults: {metadata: {version: {pattern: '(?=a)'}}}", "no regular expression in the syntax of RE2"),
        ("defaults: {metadata: {version: {pattern: '(a{1000}){1000}'}}}", "no regular expression"),
        (f"defaults: {{metadata: {{version: {{pattern: '{'a' * 1001}'}}}}}}", "longer than 1000 characters"),
        ("defaults: {metadata: {'--': {pattern: x}}}", '"--" is no name that a field could have'),
        ("defaults: {releases: {path: 'v/**', live: ['1']}}", "has to have {release} in it once"),
        ("defaults: {releases: {path: '{release}/{release}', live: ['1']}}", "has to have {release} in it once"),
        ("defaults: {releases: {path: '{release}/**', live: []}}", "must not be empty"),
        ("defaults: {releases: {path: '{release}/**', live: [5.1]}}", "live[0]: 5.1 must be text: put it in quotes"),
        ("defaults: {releases: {path: '{release}/**', live: ['1', '1']}}", 'names "1" twice'),
        ("defaults: {releases: {path: '{release}/**', live: ['1'], latest: '2'}}", "one of those that are live: 1"),
        ("trust: [git, mtime]", 'trust[1]: "mtime" is never trusted'),
        ("trust: [gti]", "'git'"),
        ("trust: [git, git]", 'names "git" twice'),
        ("date_order: us", "'auto', 'day_first' or 'month_first'"),
        ("canonical: ['#x']", "matches nothing"),
        ("authorities: [{}]", "authorities[0]: has to have one key: source, document_set or match"),
        ("authorities: [{source: a, match: b}]", "has to have one key"),
        ("authorities: [{document_set: hr}]", 'authorities[0].document_set: "hr" is no document set'),
        ("authorities: [{document_set: legl}]\ndocument_sets: [{name: legal, match: [x]}]", 'did you mean "legal"?'),
        ("audiences: [staff]\ndefaults: {audience: stuff}", 'is none of the audiences (did you mean "staff"?)'),
        ("audiences: [a]\ndocument_sets: [{name: x, match: [x], audience: zzz}]", "document_sets[0].audience"),
        ("classifications: [x]\ndefaults: {classification: y}", "is none of the classifications (there are: x)"),
        ("classifications: [x, x]", 'names "x" twice'),
        ("waivers: []", "must be text"),
        ("owner_directory: ''", "must not be empty"),
        ("extends: 3", "must be text"),
        ("extends: ''", "must not be empty"),
        ("extends: strct", 'extends: "strct" is no file and no pack'),
        ("defaults: {recency: {half_life: 1 year, horizon: none}}", "must be a length of time"),
        ("defaults: {min_words: -1}", "greater than or equal to 0"),
        ("defaults: {min_words: 20.5}", "must be a whole number"),
        ("defaults: {passage_limit: 0}", "greater than or equal to 1"),
    ],
)
def test_values_that_are_refused(line, said):
    assert said in refused(f"schema: kbaudit.policy/1\n{line}\n")


def test_all_that_is_wrong_is_reported_in_the_order_of_the_file():
    said = refused(
        "schema: kbaudit.policy/1\ngate: {fail_on: x}\nfoo: 1\ndefaults: {max_age: 3, owner: }\nzone: Mars/Base\n"
    )
    assert [line.split(": ")[0] for line in said.splitlines()] == [
        "kbaudit.yaml:2:17", "kbaudit.yaml:3:1", "kbaudit.yaml:4:21", "kbaudit.yaml:4:30", "kbaudit.yaml:5:7",
    ]  # fmt: skip


def test_a_flood_of_errors_is_cut():
    said = refused("schema: kbaudit.policy/1\n" + "".join(f"k{n}: 1\n" for n in range(100)))
    assert len(said.splitlines()) == 21
    assert said.endswith("and 80 more")


def test_what_an_error_quotes_is_safe_to_show():
    said = refused('schema: kbaudit.policy/1\n"evil\u202ekey": 1\nzone: "a\\tb\u200b"\n')
    assert said.replace("\n", "").isprintable()


def test_the_packs_are_usable_and_name_every_check():
    assert set(packs()) == {"default", "docs-as-code", "regulated", "strict"}
    for name in packs():
        policy = load_pack(name)
        assert policy.name == name
        for check in CHECKS if not policy.extends else ():
            assert f"  {check.code}: {{" in pack_text(name)
    assert [load_pack(name).extends for name in packs()] == [(), ("pack default",), ("pack strict",), ()]


def test_the_pack_default_has_the_effects_of_the_contract():
    settings = load_pack("default").ungoverned.checks
    by_effect = {effect: {code for code, s in settings.items() if s.effect is effect} for effect in Effect}
    assert by_effect[Effect.EXCLUDE] == {
        "KB101",
        "KB103",
        "KB201",
        "KB203",
        "KB206",
        "KB207",
        "KB501",
        "KB502",
        "KB601",
    }
    assert by_effect[Effect.DEMOTE] == {"KB104", "KB106", "KB202", "KB503"}
    errors = {code for code, setting in settings.items() if setting.severity is Severity.ERROR}
    assert errors == {"KB103", "KB104", "KB203", "KB405", "KB502", "KB601"}
    assert {c for c, s in settings.items() if s.severity is Severity.NOTE and s.roll_up} == {
        "KB204",
        "KB301",
        "KB303",
        "KB504",
    }


def test_the_pack_default_spells_out_what_the_checks_have_anyway(policy):
    assert load_pack("default").ungoverned.checks == policy().ungoverned.checks


def test_the_pack_strict_excludes_more_and_makes_all_errors():
    settings = load_pack("strict").ungoverned.checks
    assert all(settings[code].effect is Effect.EXCLUDE for code in ("KB202", "KB204", "KB301"))
    assert all(s.severity is Severity.ERROR and not s.roll_up for s in settings.values())


def test_the_pack_docs_as_code_is_the_default_and_lets_no_record_age():
    policy, default = load_pack("docs-as-code"), load_pack("default")
    changed = {code for code, s in policy.ungoverned.checks.items() if s != default.ungoverned.checks[code]}
    assert changed == {"KB201", "KB507", "KB508"}
    assert {s.governance.document_set for s in policy.scopes if s.governance.evergreen} == {"records"}
    assert all(s.governance.inherit_owner for s in policy.scopes)
    assert policy.weighing.trust.preferred == {Origin.GIT}
    assert {"node_modules/", "tests/", "drafts/"} <= set(policy.crawl.exclude)


def test_the_pack_regulated_serves_nothing_that_lacks_control_metadata():
    policy = load_pack("regulated")
    (controlled,) = (s.governance for s in policy.scopes if s.governance.document_set == "controlled-documents")
    assert {"owner", "approver", "version", "effective date", "review"} <= set(controlled.required_metadata)
    assert (controlled.owner_required, controlled.review_required) == (True, True)
    assert controlled.review_every
    assert controlled.retention
    assert controlled.classifications[0] == "public"
    assert controlled.checks["KB304"].effect is Effect.EXCLUDE
    assert all(s.severity is Severity.ERROR for s in controlled.checks.values())
    strict = load_pack("strict").ungoverned.checks
    ranks = list(Effect)
    assert all(ranks.index(s.effect) >= ranks.index(strict[code].effect) for code, s in controlled.checks.items())


def test_no_argument_is_the_file_of_the_folder_else_the_pack_default(tmp_path):
    assert find_policy(None, tmp_path).name == "default"
    (tmp_path / "kbaudit.yaml").write_text("schema: kbaudit.policy/1\nname: mine\n")
    assert find_policy(None, tmp_path).name == "mine"


def test_an_argument_is_a_file_or_a_pack(tmp_path):
    assert find_policy("strict", tmp_path).name == "strict"
    (tmp_path / "p.yaml").write_text("schema: kbaudit.policy/1\nname: mine\n")
    assert find_policy("p.yaml", tmp_path).name == "mine"
    assert find_policy(str(tmp_path / "p.yaml"), Path("/")).name == "mine"
    (tmp_path / "strict").write_text("schema: kbaudit.policy/1\nname: my-strict\n")
    assert find_policy("strict", tmp_path).name == "my-strict"


@pytest.mark.parametrize("argument", ["strct", "no/such.yaml", "", "a\0b", "x" * 5000, "."])
def test_an_argument_that_is_neither(argument, tmp_path):
    with pytest.raises(PolicyError):
        find_policy(argument, tmp_path)


def test_a_mistyped_pack_is_told_the_nearest(tmp_path):
    with pytest.raises(PolicyError, match=r'packs: default, docs-as-code, regulated, strict; did you mean "strict"\?'):
        find_policy("strct", tmp_path)


def test_a_policy_under_the_wrong_name_is_not_passed_over(tmp_path):
    (tmp_path / "kbaudit.yml").write_text("schema: kbaudit.policy/1\n")
    with pytest.raises(PolicyError, match=r"rename it to kbaudit\.yaml"):
        find_policy(None, tmp_path)


def test_a_policy_that_cannot_be_read_is_not_passed_over(tmp_path):
    (tmp_path / "kbaudit.yaml").symlink_to(tmp_path / "gone")
    with pytest.raises(PolicyError, match=r"kbaudit\.yaml: can't be read"):
        find_policy(None, tmp_path)
    with pytest.raises(PolicyError, match="can't be read"):
        load_policy(tmp_path)


def test_sources_are_relative_to_the_policy(tmp_path):
    (tmp_path / "p.yaml").write_text("schema: kbaudit.policy/1\nsources: {hr: docs/hr, it: /srv/it}\n")
    assert load_policy(tmp_path / "p.yaml").sources == {"hr": tmp_path / "docs/hr", "it": Path("/srv/it")}


SAME = """
name: x
zone: Europe/Vienna
defaults: {max_age: 1 year, languages: [de, en], checks: {KB201: {severity: error, effect: demote}}}
document_sets:
  - {name: hr, match: ["hr/**"], owner: required, required_metadata: [owner, date]}
  - {name: it, match: ["it/**"], review_every: 6 months}
owners: {"a/**": A, "b/**": B}
limits: {memory: 2 GiB, unreadable: 20 %}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1 year", "P12M"),
        ("{severity: error, effect: demote}", "{effect: demote, severity: error}"),
        ("name: x", "name: x\ndescription: other words # and a comment"),
        ("name: x", "name: x\nsources: {hr: somewhere}"),
        ("name: x", "name: x\nchecks: {KB203: {severity: error}}"),
        ("{name: it,", "{max_age: 12 months, name: it,"),
        ("2 GiB", "2048 MiB"),
        ("limits:", "gate: {fail_on: error}\nlimits:"),
        ("[owner, date]", "[date, owner, date]"),
        ("{name: it,", "{languages: [en, de], min_words: 20, name: it,"),
        ("name: x", "name: x\ntrust: [attestation, policy]\naudiences: [a, b]"),
        ("name: x", "name: x\nwaivers: elsewhere.yaml"),
        ("{name: it,", "{grace: none, evergreen: false, metadata: {}, mode: enforce, zone: Europe/Vienna, name: it,"),
    ],
)
def test_the_same_meaning_has_the_same_digest(policy, old, new):
    assert old in SAME
    assert policy(SAME.replace(old, new)).digest == policy(SAME).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1 year", "2 years"), ("Vienna", "Paris"), ("name: x", "name: y"), ("error", "warning"),
        ("owner: required", "owner: optional"),
        ("6 months", "7 months"), ('"hr/**"', '"hr/*"'), ("2 GiB", "3 GiB"), ("20 %", "21 %"),
        ('"a/**": A, "b/**": B', '"b/**": B, "a/**": A'),
        ("name: x", "name: x\nretrieval: {demote_weight: 0.4}"), ("name: x", "name: x\ncrawl: {exclude: ['*.txt']}"),
        ("[owner, date]", "[owner]"), ("[de, en]", "[de]"),
        ("{name: hr,", "{min_words: 5, name: hr,"), ("{name: hr,", "{passage_limit: 5, name: hr,"),
        ("name: x", "name: x\ntrust: [git]"), ("name: x", "name: x\ndate_order: day_first"),
        ("name: x", "name: x\ncanonical: ['a/**']"), ("name: x", "name: x\nauthorities: [{source: a}]"),
        ("name: x", "name: x\nclassifications: [a]"), ("name: x", "name: x\nowner_directory: people.csv"),
        ("{name: hr,", "{grace: 1 day, name: hr,"), ("{name: hr,", "{evergreen: true, name: hr,"),
        ("{name: hr,", "{retention: 1 year, name: hr,"), ("{name: hr,", "{mode: simulate, name: hr,"),
        ("{name: hr,", "{fail_on: note, name: hr,"), ("{name: hr,", "{min_confidence: 0.1, name: hr,"),
        ("{name: hr,", "{zone: UTC, name: hr,"), ("{name: hr,", "{classification: a, name: hr,"),
        ("{name: hr,", "{metadata: {a: {pattern: x}}, name: hr,"),
        ("{name: hr,", "{date_disagreement: 1 day, name: hr,"),
        ("{name: hr,", "{inherit_owner: true, name: hr,"),
        ("{name: hr,", "{releases: {path: '{release}/**', live: ['1']}, name: hr,"),
        ("{name: hr,", "{recency: {half_life: 1 year, horizon: 2 years}, name: hr,"),
        ("{name: hr,", "{source: s, name: hr,"), ("{name: hr,", "{recency: {half_life: 1 year}, name: hr,"),
    ],
)  # fmt: skip
def test_another_meaning_has_another_digest(policy, old, new):
    assert old in SAME
    assert policy(SAME.replace(old, new)).digest != policy(SAME).digest


KEYS = {
    "schema": "kbaudit.policy/1",
    "name": "x",
    "defaults": {"max_age": "1 year", "owner": "required", "review": "required", "audience": "all"},
    "document_sets": [
        {"name": "hr", "match": ["hr/**"], "max_age": "2 years", "checks": {"KB201": {"enabled": False}}}
    ],
    "checks": {"KB101": {"effect": "none", "roll_up": True}, "KB102": {"severity": "error"}},
    "limits": {"seconds": 5, "memory": "1 GiB"},
    "retrieval": {"match": {"field": "f", "add_prefix": "p"}, "release": "r"},
}


def shuffled(value: object, draw) -> object:
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
    return [shuffled(item, draw) for item in value] if isinstance(value, list) else value


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_digest_does_not_hang_on_the_order_of_keys(data):
    def digest(value: object) -> str:
        return read_policy(json.dumps(value).encode(), "p.yaml", base=Path()).digest

    assert digest(shuffled(KEYS, data.draw)) == digest(KEYS)


def words() -> st.SearchStrategy[object]:
    known = [
        "schema",
        "name",
        "zone",
        "defaults",
        "document_sets",
        "match",
        "owners",
        "checks",
        "KB201",
        "limits",
        "max_age",
        "seconds",
    ]
    values = ["kbaudit.policy/1", "3 years", "UTC", "50 MiB", "required", "never", "[", "*", "!", "/"]
    scalars = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.sampled_from(values)
        | st.text(max_size=8)
    )
    keys = st.sampled_from(known) | st.text(min_size=1, max_size=5)
    return st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5), max_leaves=15
    )


@settings(max_examples=150, deadline=None)
@given(words(), st.booleans())
def test_junk_is_a_policy_or_an_error_of_the_policy(value, versioned):
    if versioned and isinstance(value, dict):
        value = {**value, "schema": "kbaudit.policy/1"}
    try:
        policy = read_policy(json.dumps(value).encode(), "p.yaml", base=Path())
    except PolicyError:
        return
    assert isinstance(policy, Policy)

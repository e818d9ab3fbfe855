"""Over policies of every shape: what loads, what is refused, what has one digest, and that the JSON Schema agrees."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbaudit.errors import PolicyError
from kbaudit.model import Origin
from kbaudit.policy import Policy, load_policy, pack_text, packs, policy_schema, read_policy

MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GLOBS = st.sampled_from(["**", "hr/**", "*.md", "!x/", "a b/ü"])
WORDS = st.sampled_from(["hr", "it", "ä b", "x"])
PERIODS = st.sampled_from(["1 year", "6 months", "90 days", "P1Y6M", "2 weeks"])


def optional(values: dict[str, st.SearchStrategy[object]]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({}, optional=values)


def once(values: st.SearchStrategy[object], **bounds: int) -> st.SearchStrategy[list[object]]:
    return st.lists(values, unique=True, max_size=3, **bounds)


CHECKS = st.dictionaries(
    st.sampled_from(["KB201", "KB202", "KB301"]),
    optional({
        "enabled": st.booleans(),
        "severity": st.sampled_from(["error", "warning", "note"]),
        "effect": st.sampled_from(["none", "demote", "exclude"]),
        "roll_up": st.booleans(),
    }),
    max_size=2,
)  # fmt: skip
SHARES = st.sampled_from([0, 0.25, 1, 1.0])
RULES = st.dictionaries(
    st.sampled_from(["version", "Doc Status"]),
    optional({"pattern": st.sampled_from(["[a-z]+", "(?i)x|y"]), "values": st.lists(WORDS, max_size=3)}).filter(bool),
    max_size=2,
)
RECENCY = st.fixed_dictionaries({"half_life": PERIODS}, optional={"floor": SHARES, "horizon": PERIODS})
RELEASES = st.fixed_dictionaries({
    "path": st.sampled_from(["{release}/**", "v{release}/*.md"]),
    "live": once(st.sampled_from(["1", "2.0", "main"]), min_size=1),
})  # fmt: skip
ASKED: dict[str, st.SearchStrategy[object]] = {
    "audience": WORDS,
    "classification": WORDS,
    "max_age": PERIODS | st.just("never"),
    "review": st.sampled_from(["required", "optional"]),
    "review_every": PERIODS | st.just("never"),
    "grace": PERIODS | st.just("none"),
    "evergreen": st.booleans(),
    "retention": PERIODS | st.just("none"),
    "date_disagreement": PERIODS | st.just("none"),
    "owner": st.sampled_from(["required", "optional"]),
    "inherit_owner": st.booleans(),
    "required_metadata": st.lists(st.sampled_from(["owner", "Review Date"]), max_size=2),
    "metadata": RULES,
    "languages": st.lists(st.sampled_from(["en", "de"]), max_size=2),
    "min_words": st.integers(0, 50),
    "passage_limit": st.integers(1, 50),
    "min_confidence": SHARES,
    "releases": RELEASES,
    "mode": st.sampled_from(["enforce", "simulate"]),
    "fail_on": st.sampled_from(["error", "warning", "note", "never"]),
    "checks": CHECKS,
    "recency": RECENCY,
}
SETS = st.fixed_dictionaries(
    {"name": WORDS, "match": st.lists(GLOBS, min_size=1, max_size=2)},
    optional=ASKED | {"source": WORDS, "zone": st.sampled_from(["UTC", "Europe/Vienna"])},
)
POLICIES = st.fixed_dictionaries(
    {"schema": st.just("kbaudit.policy/1")},
    optional={
        "name": WORDS,
        "description": st.text(st.characters(codec="ascii", categories=["L"]), max_size=5),
        "zone": st.sampled_from(["UTC", "Asia/Tokyo"]),
        "sources": st.dictionaries(WORDS, WORDS, max_size=2),
        "crawl": optional({"include": st.lists(GLOBS, max_size=2), "exclude": st.lists(GLOBS, max_size=2)}),
        "defaults": optional(ASKED),
        "document_sets": st.lists(SETS, max_size=3, unique_by=lambda one: one["name"]),
        "owners": st.dictionaries(GLOBS, WORDS, max_size=2),
        "owner_directory": WORDS,
        "trust": once(st.sampled_from([o.value for o in Origin if o is not Origin.MTIME])),
        "date_order": st.sampled_from(["auto", "day_first", "month_first"]),
        "canonical": st.lists(GLOBS, max_size=2),
        "authorities": st.lists(st.builds(dict, match=GLOBS) | st.builds(dict, source=WORDS), max_size=2),
        "waivers": WORDS,
        "checks": CHECKS,
        "limits": optional({"seconds": st.integers(1, 9), "memory": st.just("1 GiB"), "unreadable": st.integers(0, 9)}),
        "gate": optional({"fail_on": st.sampled_from(["error", "never"])}),
        "retrieval": optional({"demote_weight": st.sampled_from([0.5, 1]), "conflicts": st.just("both")}),
    },
)  # fmt: skip
JUNK = st.sampled_from(
    [None, True, -1, 0, 0.5, "", "never", "x", [], ["x"], {}, {"x": 1}, "1 years 1 years 1", "{release}"]
)

BEYOND_A_SCHEMA = re.compile(
    r"is no name|names another set|no document set|is no time zone|is no pattern|is a pattern that|no file and no pack"
    r"|can't name a source|have \{release\} in it once|must be longer|has to be one of those|is no regular"
)
"""What a JSON Schema can't tell: what a name or a pattern means, and what two places say of each other."""


@cache
def validator() -> jsonschema.Validator:
    return jsonschema.Draft202012Validator(json.loads(policy_schema()))


def read(text: str) -> Policy | PolicyError:
    try:
        return read_policy(text.encode(), "p.yaml", base=Path())
    except PolicyError as error:
        return error


def refusal(value: object) -> str:
    """What is said against a policy, safe to show and with the line; "" where it loads."""
    outcome = read(value if isinstance(value, str) else json.dumps(value))
    if isinstance(outcome, Policy):
        return ""
    assert outcome.line > 0, str(outcome)
    assert str(outcome).startswith("p.yaml:")
    assert str(outcome).replace("\n", "").isprintable()
    return str(outcome)


def digest_of(value: object) -> str:
    outcome = read(json.dumps(value))
    assert isinstance(outcome, Policy)
    return outcome.digest


def places(value: object) -> list[tuple[object, object]]:
    """Each container of a policy with one of its keys or indices."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inner for place in ((value, key), *places(one))]


@MANY
@given(POLICIES)
def test_what_the_language_has_loads_and_suits_its_schema(value):
    assert not refusal(value)
    assert validator().is_valid(value)


@MANY
@given(POLICIES, st.data())
def test_one_change_loads_or_is_refused_with_its_line_and_the_schema_agrees(value, data):
    changed = copy.deepcopy(value)
    container, key = data.draw(st.sampled_from(places(changed)))
    what = data.draw(st.sampled_from(["replace", "remove", "misspell"]))
    if what == "replace":
        container[key] = data.draw(JUNK)
    elif isinstance(container, list):
        container.pop(key)
    else:
        kept = container.pop(key)
        if what == "misspell":
            container[f"{key}_"] = kept
    told = refusal(changed)
    assert validator().is_valid(changed) == (not told) or BEYOND_A_SCHEMA.search(told), told


@MANY
@given(st.sampled_from(packs()), st.data())
def test_a_pack_with_a_slip_of_the_keyboard_loads_or_is_refused_with_its_line(name, data):
    text = pack_text(name)
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 12)))
    slip = data.draw(
        st.sampled_from(["", " ", "\n", "\t", ":", "x", "&a ", "*a", "!!str ", "- ", "{", "}", "'", '"', "\\U", "\0"])
    )
    refusal(f"{text[:start]}{slip}{text[end:]}")


def reordered(value: object, draw) -> object:
    """The same meaning in another order of keys; owners are a list in disguise, so theirs stays."""
    if not isinstance(value, dict):
        return [reordered(one, draw) for one in value] if isinstance(value, list) else value
    keys = draw(st.permutations(list(value)))
    return {key: value[key] if key == "owners" else reordered(value[key], draw) for key in keys}


@MANY
@given(POLICIES, st.data())
def test_equal_meaning_has_an_equal_digest(value, data):
    digest = digest_of(value)
    same = reordered(value, data.draw)
    same["description"] = "other words"
    for asked in (same.get("defaults", {}), *same.get("document_sets", ())):
        if "languages" in asked:
            asked["languages"] = asked["languages"][::-1]
    assert digest_of(same) == digest


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(base=POLICIES, cut=st.data())
def test_a_policy_cut_in_two_means_the_same(tmp_path, base, cut):
    mine = {"schema": base["schema"], "extends": "./base.yaml", "name": base.pop("name", "policy")}
    if "owner_directory" in base:
        base["owner_directory"] = "people.csv"
        (tmp_path / "people.csv").write_text("id\n")
    whole = {**base, "name": mine["name"]}
    for key in [key for key in base if key != "schema" and cut.draw(st.booleans())]:
        mine[key] = base.pop(key)
    (tmp_path / "base.yaml").write_text(json.dumps(base))
    (tmp_path / "p.yaml").write_text(json.dumps(mine))
    assert load_policy(tmp_path / "p.yaml").digest == digest_of(whole)

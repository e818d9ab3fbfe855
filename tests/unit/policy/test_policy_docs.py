"""docs/policy.md and docs/schemas/policy.schema.json are held against the model."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from kbaudit.errors import PolicyError
from kbaudit.policy import pack_text, packs, policy_schema, read_policy
from kbaudit.policy.tree import read_tree

ROW = re.compile(r"^\| `([a-z_A-Z.\[\]]+)` \| (?:`([^`]*)`)? ?\|", re.MULTILINE)
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def page(project) -> str:
    return (project / "docs" / "policy.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def schema() -> dict:
    return json.loads(policy_schema())


def keys_of(part: dict, schema: dict, path: str = "") -> dict[str, object]:
    """Each key of a policy, as docs/policy.md writes it, and its default (None if it has none, or an empty one)."""
    keys: dict[str, object] = {}
    for name, said in part["properties"].items():
        inner = schema["$defs"].get(said.get("$ref", "").rpartition("/")[2], {})
        here = f"{path}{name}"
        if "properties" in inner and here != "defaults":
            keys |= keys_of(inner, schema, f"{here}.")
        else:
            keys[here] = _default(said.get("default"))
    return keys


def _default(value: object) -> object:
    """As the page writes it: nothing for what is empty, false as YAML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return 0.0 if value == 0 and value is not None else value or None


def expected(schema: dict) -> dict[str, object]:
    defined = schema["$defs"]
    checks = keys_of(defined["CheckEntry"], schema, "checks.CODE.")
    sets = keys_of(defined["DocumentSet"], schema, "document_sets[].")
    sets |= keys_of(defined["MetadataEntry"], schema, "document_sets[].metadata.FIELD.")
    sets |= {f"document_sets[].{key}": "never" for key in ("max_age", "review_every")}
    sets |= {f"document_sets[].{key}": "none" for key in ("grace", "retention", "date_disagreement")}
    authorities = keys_of(defined["AuthorityEntry"], schema, "authorities[].")
    return keys_of(schema, schema) | checks | sets | authorities | {"defaults": None}


def test_every_key_is_explained_with_its_default(page, schema):
    rows = {key: default or None for key, default in ROW.findall(page)}
    meant = {key: None if default is None else str(default) for key, default in expected(schema).items()}
    assert rows == meant


def test_every_example_of_the_page_is_a_policy(page):
    blocks = BLOCK.findall(page)
    assert len(blocks) >= 5
    for block in blocks:
        read_policy(block.encode(), "docs/policy.md", base=Path())


def test_every_key_stands_in_an_example_of_the_page(page, schema):
    shown = set(re.findall(r"(\w+): ", " ".join(BLOCK.findall(page)).replace(":\n", ": ")))
    left = {key.rpartition(".")[2] for key in expected(schema)} - shown
    assert left <= {"source", "roll_up", "unknown_documents", "min_confidence", "max_documents_per_family", "conflicts",
                    "on_empty", "release"}  # fmt: skip


def test_the_schema_file_is_up_to_date(project):
    written = (project / "docs" / "schemas" / "policy.schema.json").read_text(encoding="utf-8")
    assert written == policy_schema(), "write it anew: kbaudit policy schema > docs/schemas/policy.schema.json"


def test_the_schema_is_one(schema):
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", packs())
def test_the_schema_takes_the_packs(schema, name):
    jsonschema.validate(read_tree(pack_text(name).encode(), name).value, schema)


def test_the_schema_takes_the_examples(page, schema):
    for block in BLOCK.findall(page):
        jsonschema.validate(read_tree(block.encode(), "x").value, schema)


@pytest.mark.parametrize(
    "line",
    [
        "max_agee: 1", "zone: 1", "defaults: {max_age: 3}",
        "defaults: {max_age: 3 yearz}", "defaults: {max_age: }", "defaults: {name: x}",
        "checks: {KB20: {}}", "checks: {KB201: {effect: hide}}", "checks: {KB201: {enabled: yes}}",
        "document_sets: [{name: a}]",
        "limits: {file_size: 50}", "limits: {unreadable: 0.5}", "similarity: {near_duplicate: 0}", "gate: {fail_on: }",
        "retrieval: {match: {text_field: }}", "retrieval: {on_empty: all}",
        "defaults: {evergreen: 1}", "defaults: {grace: never}", "defaults: {max_age: 0 days}", "trust: [mtime]",
        "defaults: {metadata: {a: {}}}", "defaults: {releases: {path: x, live: ['1']}}", "authorities: [{}]",
        "defaults: {releases: {path: '{release}/', live: [1]}}", "authorities: [{source: a, match: b}]",
        "classifications: [a, a]", "date_order: us", "defaults: {mode: off}", "defaults: {zone: UTC}",
        "defaults: {languages: [EN]}", "defaults: {required_metadata: owner}", "defaults: {min_words: -1}",
    ],
)  # fmt: skip
def test_schema_and_loader_refuse_the_same(schema, line):
    text = f"schema: kbaudit.policy/1\n{line}\n".encode()
    with pytest.raises(PolicyError):
        read_policy(text, "x", base=Path())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read_tree(text, "x").value, schema)


def test_the_defaults_that_the_schema_names_are_those_that_hold(schema):
    said = {name: part["default"] for name, part in schema["properties"].items() if "default" in part}
    spelt = json.dumps({"schema": "kbaudit.policy/1", **said}).encode()
    plain = b"schema: kbaudit.policy/1"
    assert read_policy(spelt, "x", base=Path()).digest == read_policy(plain, "x", base=Path()).digest

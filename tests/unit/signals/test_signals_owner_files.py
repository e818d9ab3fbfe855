"""Owner files: which rule owns a path."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.extractors.front_matter_yaml import read_yaml
from kbaudit.signals.owner_files import OwnerFiles, read_codeowners, read_components, read_owners, read_plain_owners
from kbaudit.signals.owner_patterns import MOST_TRIES

MATCHES = [
    ("*", "a/b"),
    ("/*", "a"),
    ("*.js", "x/y.js"),
    ("docs/*", "docs/a.md"),
    ("apps/", "x/apps/y/z"),
    ("/docs/", "docs/a/b"),
    ("**/logs", "a/logs/b"),
    ("**/logs", "logs/b"),
    ("/scripts/**", "scripts/a/b"),
    ("a/**/b", "a/b"),
    ("a/**/b", "a/x/y/b"),
    ("apps/github", "apps/github/x"),
    ("README.md", "docs/README.md"),
    ("docs/**/*.md", "docs/b.md"),
    (r"/my\ docs/", "my docs/a.md"),
    (r"\#a.md", "#a.md"),
]
OTHERS = [
    ("/*", "a/b"),
    ("docs/*", "docs/b/a.md"),
    ("/apps/", "x/apps/y"),
    ("docs/", "docs"),
    ("apps/github", "z/apps/github/x"),
    ("/docs/*.md", "docs/a/b.md"),
    ("*.md", "a.mdx"),
    ("a?c", "a/c"),
    ("!docs/", "docs/a"),
]


def owners(files: OwnerFiles, path: str) -> list[str]:
    return [claim.value for claim in files.claims(path)]


def codeowners(text: str, path: str) -> list[str]:
    return owners(OwnerFiles([read_codeowners(text, "CODEOWNERS")], [path]), path)


@pytest.mark.parametrize(("pattern", "path"), MATCHES)
def test_a_pattern_matches(pattern: str, path: str) -> None:
    assert codeowners(f"{pattern} @team", path) == ["@team"]


@pytest.mark.parametrize(("pattern", "path"), OTHERS)
def test_a_pattern_leaves_out(pattern: str, path: str) -> None:
    assert codeowners(f"{pattern} @team", path) == []


def test_the_last_match_counts_and_may_name_nobody() -> None:
    text = "# all\n* @all\n/docs/ @docs me@example.org # since May\n/docs/attic/\n"
    assert codeowners(text, "docs/a.md") == ["@docs", "me@example.org"]
    assert codeowners(text, "docs/attic/a.md") == []
    assert codeowners(text, "b.md") == ["@all"]


def test_sections_have_usual_owners() -> None:
    text = "[Documentation][2] @docs\n*.md\n/legal/ @legal\n"
    assert codeowners(text, "a.md") == ["@docs"]
    assert codeowners(text, "legal/a.md") == ["@legal"]


def test_where_a_claim_stands() -> None:
    (claim,) = OwnerFiles([read_codeowners("\n* @all", ".github/CODEOWNERS")], ["a"]).claims("a")
    assert claim.where == ".github/CODEOWNERS:2 *"


def test_the_nearest_owners_file_counts() -> None:
    near = read_owners([("approvers", "ann"), ("reviewers", "bob")], "docs/hr/OWNERS")
    far = read_plain_owners("eve@example.org # since May\nset noparent\n", "OWNERS")
    files = OwnerFiles([[*near, *far]], [])
    assert owners(files, "docs/hr/pay/a.md") == ["ann"]
    assert owners(files, "docs/a.md") == ["eve@example.org"]


def test_the_deepest_component_counts_before_codeowners() -> None:
    components = read_components([("components.docs", "far"), ("components.docs/api", "near")], "c.yml")
    files = OwnerFiles([components, read_codeowners("* @all", "CODEOWNERS")], ["docs/api/a.md"])
    assert owners(files, "docs/api/a.md") == ["near", "@all"]
    assert owners(files, "docs/apis.md") == ["far", "@all"]


def test_rules_for_a_larger_tree_are_held_against_its_part() -> None:
    rules = read_codeowners("/site/en/ @en\n/site/de/ @de\n", "CODEOWNERS")
    paths = ["en/a.md", "de/a.md"]
    assert owners(OwnerFiles([rules], paths), "de/a.md") == ["@de"]
    assert owners(OwnerFiles([rules], [*paths, "site/en/b.md"]), "de/a.md") == []


def test_a_pattern_of_many_stars_takes_no_longer_than_its_path() -> None:
    pattern = f"/docs/{'*a' * 9}*b"  # it would not come to an end if every way to match it were tried
    assert codeowners(f"{pattern} @team", f"docs/{'a' * 300}") == []
    assert codeowners(f"{pattern} @team", f"docs/{'a' * 300}b") == ["@team"]
    assert codeowners(f"{'*a' * 30}b @team", "a" * 60 + "b") == ["@team"]


PARTS = ["a", "b", "a.md", "*", "**", "*.md", "a*", "?", "*a*b"]
NAMES = ["a", "b", "a.md", "ab", ".md"]


@given(
    patterns=st.lists(
        st.tuples(st.sampled_from(["", "/"]), st.lists(st.sampled_from(PARTS), min_size=1, max_size=3)), max_size=8
    ),
    path=st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join),
)
def test_many_rules_say_what_each_of_them_says(patterns: list[tuple[str, list[str]]], path: str) -> None:
    written = [begin + "/".join(parts) for begin, parts in patterns]
    alone = [f"@{at}" for at, pattern in enumerate(written) if codeowners(f"{pattern} @team", path)]
    together = codeowners("\n".join(f"{pattern} @{at}" for at, pattern in enumerate(written)), path)
    assert together == alone[-1:]


def test_a_path_meets_only_the_rules_that_may_mean_it() -> None:
    text = "".join(f"/dir{at}/*.py @team{at}\n/dir{at}/docs/ @docs{at}\n" for at in range(MOST_TRIES * 3))
    files = OwnerFiles([read_codeowners(text, "CODEOWNERS")], ["dir7/a.py"])
    assert owners(files, "dir7/a.py") == ["@team7"]
    assert owners(files, "dir0/docs/a.md") == ["@docs0"]
    assert files.overtaxed == (False,)


def test_more_patterns_than_are_tried_are_told() -> None:
    text = "* @all\n" + "".join(f"*a{at}*b @team\n" for at in range(MOST_TRIES + 1))
    files = OwnerFiles([read_codeowners(text, "CODEOWNERS")], ["a.md"])
    assert owners(files, "a.md") == []
    assert files.overtaxed == (True,)


def test_a_folder_with_a_slash_means_what_lies_in_it() -> None:
    assert codeowners("*/ @team", "docs/hr/a.md") == ["@team"]
    assert codeowners("*/ @team", "a.md") == []


def test_open_telemetry(corpora: Path) -> None:
    corpus = corpora / "owners-opentelemetry"
    folder = corpus / "files"
    pairs, _ = read_yaml((folder / ".github/component-owners.yml").read_text(encoding="utf-8"))
    groups = [
        read_components(pairs, "component-owners.yml"),
        read_codeowners((folder / ".github/CODEOWNERS").read_text(encoding="utf-8"), "CODEOWNERS"),
    ]
    files = OwnerFiles(groups, [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()])
    truth = [json.loads(line) for line in (corpus / "truth_owners.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = [one["path"] for one in truth if owners(files, one["path"]) != one["owners"] + one["codeowners"]]
    assert wrong == []

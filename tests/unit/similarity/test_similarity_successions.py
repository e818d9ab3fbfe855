from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kbaudit.model import State
from kbaudit.similarity.successions import successions

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import MakeSubject

OLD = "kb/hr/old-policy.md"


@pytest.mark.parametrize(
    ("written", "newer"),
    [
        ("new-policy.md", ["kb/hr/new-policy.md"]),
        ("./new-policy.md#scope", ["kb/hr/new-policy.md"]),
        ("../it/rules.md", ["kb/it/rules.md"]),
        ("/it/rules.md", ["kb/it/rules.md"]),
        ("/it/rules", ["kb/it/rules.md"]),
        ("kb/it/rules.md", ["kb/it/rules.md"]),
        ("[the new policy](new-policy.md)", ["kb/hr/new-policy.md"]),
        ("New Policy", ["kb/hr/new-policy.md"]),
        ("“House rules”.", ["kb/it/rules.md"]),
        ("https://intranet.example/hr/new-policy", ["kb/hr/new-policy.md"]),
        ("new%2Dpolicy.md", ["kb/hr/new-policy.md"]),
        ("new-policy.md, ../it/rules.md", ["kb/hr/new-policy.md", "kb/it/rules.md"]),
        ("New Policy and House Rules", ["kb/hr/new-policy.md", "kb/it/rules.md"]),
        ("index", []),  # two of them
        ("nowhere.md", []),
        ("../../../etc/passwd", []),
        ("old-policy.md", []),  # itself
        ("", []),
    ],
)
def test_what_a_successor_resolves_to(subject: MakeSubject, written: str, newer: list[str]) -> None:
    made = [
        subject(OLD, "old", states=[(State.SUPERSEDED, written)]),
        subject("kb/hr/new-policy.md", "new"),
        subject("kb/it/rules.md", "rules", title="House Rules"),
        subject("kb/a/index.md", "x"),
        subject("kb/b/index.md", "y"),
    ]
    assert successions({s.uri: s.document for s in made}) == [(OLD, uri) for uri in newer]


def test_the_nearest_of_one_name_is_meant(subject: MakeSubject) -> None:
    made = [
        subject("kb/a/old.md", "old", states=[(State.SUPERSEDED, "New")]),
        subject("kb/a/new.md", "near"),
        subject("kb/b/new.md", "far"),
    ]
    assert successions({s.uri: s.document for s in made}) == [("kb/a/old.md", "kb/a/new.md")]


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("superseded_by", ("kb/a.md", "kb/b.md")),
        ("Superseded-By", ("kb/a.md", "kb/b.md")),
        ("replaces", ("kb/b.md", "kb/a.md")),
        ("meta.supersedes", ("kb/b.md", "kb/a.md")),
    ],
)
def test_fields_declare_both_ways(subject: MakeSubject, name: str, pair: tuple[str, str]) -> None:
    made = [subject("kb/a.md", "a", fields={name: "b.md"}), subject("kb/b.md", "b")]
    assert successions({s.uri: s.document for s in made}) == [pair]


def test_a_field_may_name_several(subject: MakeSubject) -> None:
    made = [subject("kb/a.md", "a", fields={"superseded_by": ("b.md", "c.md")}), subject("kb/b.md"), subject("kb/c.md")]
    assert successions({s.uri: s.document for s in made}) == [("kb/a.md", "kb/b.md"), ("kb/a.md", "kb/c.md")]


def test_the_peps_headers(subject: MakeSubject, corpora: Path) -> None:
    """Every declared succession of the corpus is found by number, and nothing else."""
    import json

    folder = corpora / "supersession-peps"
    made = []
    for path in sorted((folder / "files").iterdir()):
        head = path.read_text("utf-8").partition("\n\n")[0]
        fields = dict(re.findall(r"^(Superseded-By|Replaces): *(.+)$", head, re.MULTILINE))
        made.append(subject(f"peps/{path.name}", path.name, fields=fields))
    lines = (folder / "truth_pairs.jsonl").read_text("utf-8").splitlines()
    truth = {(f"peps/{row['path_a']}", f"peps/{row['path_b']}") for row in map(json.loads, lines)}
    assert set(successions({s.uri: s.document for s in made})) == truth


@pytest.mark.parametrize(
    ("others", "newer"),
    [
        (["kb/b/index.md", "kb/c/index.md"], []),
        (["kb/hr/index.md", "kb/b/index.md", "kb/c/index.md"], ["kb/hr/index.md"]),
        (["kb/b/index.md", "wiki/c/index.md", "wiki/d/index.md"], ["kb/b/index.md"]),
        (["wiki/c/index.md"], ["wiki/c/index.md"]),
        (["wiki/c/index.md", "wiki/d/index.md"], []),
    ],
)
def test_of_many_of_one_name_the_nearest_is_meant(subject: MakeSubject, others: list[str], newer: list[str]) -> None:
    made = [subject(OLD, "old", states=[(State.SUPERSEDED, "index")]), *(subject(uri, uri) for uri in others)]
    assert successions({s.uri: s.document for s in made}) == [(OLD, uri) for uri in newer]

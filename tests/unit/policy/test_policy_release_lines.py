from __future__ import annotations

import pytest

from kbaudit.policy.release_lines import ReleasePath, in_order


@pytest.mark.parametrize(
    ("pattern", "path", "release"),
    [
        ("{release}/**", "7.4/a/b.md", "7.4"),
        ("{release}/**", "7.4.1/a.md", ""),
        ("{release}/**", "x/7.4/a.md", ""),
        ("{release}/**", "7.4", ""),
        ("**/{release}/**", "x/y/7.10/a.md", "7.10"),
        ("docs/v{release}/*.md", "docs/v7.4/a.md", "7.4"),
        ("docs/v{release}/*.md", "docs/v7.4/b/a.md", ""),
        ("docs/v{release}/*.md", "docs/7.4/a.md", ""),
        ("docs/v{release}-lts/**", "docs/v7.4-lts/a.md", "7.4"),
        ("manual-{release}.pdf", "x/manual-7.10.pdf", "7.10"),
        ("{release}/", "a/7x4/b.md", ""),
        ("{release}/", "a/7.4/b.md", "7.4"),
        ("{release}/**", "a.b(c/x.md", "a.b(c"),
    ],
)
def test_a_path_names_its_release(pattern, path, release):
    assert ReleasePath.of(pattern, ["7.1", "7.4", "7.10", "a.b(c"]).release_of(path) == release


@pytest.mark.parametrize(
    ("live", "latest", "ordered"),
    [
        (["7.10", "7.4", "5.1"], None, ["5.1", "7.4", "7.10"]),
        (["2.0.1", "2.0", "2.0-beta", "2.0-alpha"], None, ["2.0-alpha", "2.0-beta", "2.0", "2.0.1"]),
        (["5.1", "7.4"], "5.1", ["7.4", "5.1"]),
        (["main", "v1", "v2"], "main", ["v1", "v2", "main"]),
        (["2024-04", "2023-10"], None, ["2023-10", "2024-04"]),
    ],
)
def test_the_last_is_the_latest(live, latest, ordered):
    assert list(in_order(live, latest)) == list(in_order(live[::-1], latest)) == ordered

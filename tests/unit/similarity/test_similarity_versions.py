from __future__ import annotations

import pytest

from kbaudit.similarity.markers import by_name, by_place
from kbaudit.similarity.versions import read_markers, without_extension


def order(*uris: str) -> bool:
    """Whether the paths, given oldest first, are read as versions of one document in that order."""
    markers = read_markers(uris)
    versions = [markers[uri].version for uri in uris]
    places, names = by_place(versions), by_name(versions)
    keys = list(zip(places or [()] * len(uris), names or [()] * len(uris), strict=True))
    return len({markers[uri].key for uri in uris}) == 1 and keys == sorted(keys) and len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "uris",
    [
        ("kb/version-0.9/a.md", "kb/version-0.10/a.md", "kb/version-1.0/a.md"),
        ("kb/1.0-rc1/a.md", "kb/1.0/a.md", "kb/1.0.1/a.md"),
        ("kb/2023-04/a.md", "kb/2023-11/a.md", "kb/2024-01-31/a.md"),
        ("kb/9.6/a.md", "kb/10/a.md", "kb/11/a.md"),
        ("kb/2022/a.md", "kb/2023/a.md"),
        ("kb/docs-v1/a.md", "kb/docs-v2/a.md"),
        ("kb/archive/a.md", "kb/a.md"),
        ("kb/archive/v1/a.md", "kb/v2/a.md", "kb/latest/a.md"),
        ("kb/policy.docx", "kb/policy_v2.docx"),
        ("kb/Travel Policy v9.docx", "kb/travel-policy_V10.pdf"),
        (
            "kb/policy_old.docx",
            "kb/policy_draft.docx",
            "kb/policy.docx",
            "kb/policy_final.docx",
            "kb/policy_final2.docx",
        ),
        ("kb/policy_v1.docx", "kb/policy_v2.docx", "kb/policy_final.docx"),
        ("kb/policy_v2_draft.docx", "kb/policy_v2.docx", "kb/policy_v2_final.docx", "kb/policy_v3.docx"),
        ("kb/policy_2022.docx", "kb/policy_2023-06.docx", "kb/policy_2024.docx"),
        ("kb/policy.docx.bak", "kb/policy.docx"),
        ("manual-v1/a.md", "manual-v2/a.md"),
    ],
)
def test_versions_in_order(uris: tuple[str, ...]) -> None:
    assert order(*uris)


@pytest.mark.parametrize(
    "uris",
    [
        ("kb/policy.docx", "kb/policy_2023.docx"),  # which of them is the live one?
        ("kb/policy_v2.docx", "kb/policy_2023.docx"),
    ],
)
def test_names_that_nothing_compares(uris: tuple[str, ...]) -> None:
    markers = read_markers(uris)
    assert markers[uris[0]].key == markers[uris[1]].key
    assert by_name([markers[uri].version for uri in uris]) is None


def test_folders_that_nothing_compares() -> None:
    markers = read_markers(["kb/docs/a.md", "kb/docs/v2/a.md"])
    assert by_place([marker.version for marker in markers.values()]) is None


@pytest.mark.parametrize(
    ("uri", "key", "label"),
    [
        ("kb/version-0.77/a.md", "kb/a", "0.77"),
        ("kb/2019-01-01/x/a.html.md.erb", "kb/x/a", "2019-01-01"),
        ("kb/hr/Policy_v2.docx", "kb/hr/policy", "v2"),
        ("kb/hr/policy (1).docx", "kb/hr/policy", "copy"),
        ("kb/old/policy.docx", "kb/policy", "old"),
        ("kb/how-to-backup.md", "kb/how-to-backup", ""),
        ("kb/2023/a.md", "kb/2023/a", ""),
    ],
)
def test_a_path_on_its_own(uri: str, key: str, label: str) -> None:
    marker = read_markers([uri])[uri]
    assert (marker.key, marker.label) == (key, label)


@pytest.mark.parametrize(
    "uris",
    [
        ("kb/chapters/1/a.md", "kb/chapters/2/a.md"),
        ("kb/01-intro.md", "kb/02-intro.md"),
        ("kb/en/a.md", "kb/ja/a.md"),
        ("kb/minutes-2023-04-05.md", "kb/minutes-2023-04-12.md"),
        ("kb/2023-04/minutes.md", "kb/2023-05/minutes.md"),
        ("kb/blog/2023-04-05-launch.md", "kb/blog/2024-04-05-launch.md"),
        ("kb/release-notes-1.2.md", "kb/release-notes-1.3.md"),
        ("kb/python-3.11.md", "kb/python-3.12.md"),
        ("kb/Compress-Archive.md", "kb/Expand-Archive.md"),
    ],
)
def test_documents_of_their_own(uris: tuple[str, ...]) -> None:
    assert len({marker.key for marker in read_markers(uris).values()}) == len(uris)


def test_a_word_of_a_title_counts_once_the_document_without_it_exists() -> None:
    assert not read_markers(["kb/server-backup.md"])["kb/server-backup.md"].marked
    assert read_markers(["kb/server-backup.md", "kb/server.md"])["kb/server-backup.md"].label == "backup"


@pytest.mark.parametrize("name", ["Compress-Archive.md", "New-Item.md", "how-to-backup.md", "keyboard copy.md"])
def test_a_word_that_every_release_bears_marks_none(name: str) -> None:
    uris = [f"kb/{release}/{name}" for release in ("7.4", "7.5", "7.6")]
    assert order(*uris)
    assert [marker.label for marker in read_markers(uris).values()] == ["7.4", "7.5", "7.6"]


def test_a_command_beside_its_noun_is_another_document() -> None:
    uris = [f"kb/{release}/{name}.md" for release in ("7.5", "7.6") for name in ("Item", "New-Item")]
    markers = read_markers(uris)
    assert {uri: (marker.key, marker.label) for uri, marker in markers.items()} == {
        "kb/7.5/Item.md": ("kb/item", "7.5"),
        "kb/7.5/New-Item.md": ("kb/new-item", "7.5"),
        "kb/7.6/Item.md": ("kb/item", "7.6"),
        "kb/7.6/New-Item.md": ("kb/new-item", "7.6"),
    }


def test_versions_that_are_all_final_keep_their_order() -> None:
    assert order("kb/policy_v1_final.docx", "kb/policy_v2_final.docx")


def test_a_word_that_one_member_lacks_still_marks_the_others() -> None:
    labels = [m.label for m in read_markers(["kb/v1/policy_old.md", "kb/v1/policy.md", "kb/v2/policy_old.md"]).values()]
    assert labels == ["v1 old", "v1", "v2 old"]


def test_a_copy_has_the_version_of_its_original() -> None:
    markers = read_markers(["kb/policy_v2.docx", "kb/policy_v2 (copy).docx"])
    original, copy = markers.values()
    assert (original.key, original.version) == (copy.key, copy.version)
    assert copy.copy
    assert not original.copy


@pytest.mark.parametrize(
    ("name", "stem"),
    [("a.html.md.erb", "a"), ("a.v2.md", "a.v2"), (".md", ".md"), ("README", "README"), ("a.PDF", "a")],
)
def test_without_extension(name: str, stem: str) -> None:
    assert without_extension(name) == stem

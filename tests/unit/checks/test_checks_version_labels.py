"""KB404: the version in a file's name, and when two versions may be the same one."""

from __future__ import annotations

import pytest

from kbaudit.checks.file_names import stem
from kbaudit.checks.kb404_version_label_mismatch import VersionLabelMismatch
from kbaudit.model import Origin, VersionClaim


@pytest.fixture
def said(corpus):
    """The messages about one document: its name, and versions as (value, "text", "title" or "metadata")."""
    places = {
        "text": (Origin.SENTENCE, "Version {}"),
        "title": (Origin.SENTENCE, "T"),
        "metadata": (Origin.FRONT_MATTER, "version"),
    }

    def find(name: str, *versions: tuple[str, str]) -> list[str]:
        claims = tuple(VersionClaim(v, places[p][0], places[p][1].format(v)) for v, p in versions)
        content = corpus([{"uri": f"kb/hr/{name}", "has": {"versions": claims, "title": "T"}}])
        return [finding.message for finding in VersionLabelMismatch().find(content)]

    return find


@pytest.mark.parametrize(
    "name",
    ["policy_v3.docx", "policy-v3.1.docx", "policy v3.pdf", "policy version 3.pdf", "policy (v3).docx",
     "policy rev3.md", "policy_Rev_3.md", "policyV3.md", "policy_v3_final.docx", "policy_v3 (1).docx",
     "policy-v3-2024-03-01.docx", "policy.v3.docx", "policy_v3_1.docx", "policy-v3-en.md", "v3.md",
     "policy_v3.html.md.erb"],
)  # fmt: skip
def test_versions_in_names(said, name):
    (message,) = said(name, ("2.1", "text"))
    assert message.startswith("Its name says version 3")
    assert message.endswith(", its text version 2.1.")


@pytest.mark.parametrize(
    "name",
    ["policy.docx", "policy-2024.docx", "policy-3.docx", "v3/policy.docx", "policy_v20240301.docx", "api-v3.md",
     "release-notes-v3.md", "changelog_v3.md", "upgrade-to-kubernetes-v3.md", "python-v3-setup.md", "preview3.md"],
)  # fmt: skip
def test_names_without_a_version_of_their_own(said, name):
    assert said(name, ("2.1", "text")) == []


@pytest.mark.parametrize(
    ("name", "value"), [("v3", "3.0"), ("v2", "2.4"), ("v2.4", "2"), ("v2.0", "2.0.1"), ("v1_2", "1.2"), ("v03", "3")]
)
def test_may_be_the_same_version(said, name, value):
    assert said(f"policy_{name}.md", (value, "text")) == []


@pytest.mark.parametrize(("name", "value"), [("v3", "2.9"), ("v2.0", "2.1"), ("v1", "10"), ("v1.2.1", "1.2.3")])
def test_is_another_version(said, name, value):
    assert len(said(f"policy_{name}.md", (value, "metadata"))) == 1


def test_its_own_statements_disagree(said):
    assert said("policy.md", ("2", "metadata"), ("3.1", "text")) == [
        "Its metadata says version 2, its text version 3.1."
    ]
    assert said("policy.md", ("2", "title"), ("3.1", "text")) == ["Its title says version 2, its text version 3.1."]
    assert said("policy.md", ("3", "metadata"), ("3.1", "text")) == []


def test_the_name_comes_first(said):
    messages = said("policy_v3.md", ("2", "metadata"), ("3", "text"))
    assert messages == ["Its name says version 3, its metadata version 2."]


@pytest.mark.parametrize(
    ("uri", "expected"),
    [("kb/a/leave.html.md.erb", "leave"), ("kb/policy_v2.1.docx", "policy_v2.1"), ("kb/.md", ".md"),
     ("kb/README", "README"), ("kb/mail.eml!/price.xlsx", "price"), ("kb/policy.v2.docx", "policy.v2"),
     ("kb/song.mp3", "song")],
)  # fmt: skip
def test_stems(uri, expected):
    assert stem(uri) == expected


def test_a_long_name_is_read_in_no_time(said):
    assert said("v" * 200 + "-v3" * 20 + ".md", ("2", "text")) == []
    assert said("a-v1." * 60 + "md", ("2", "text")) == []

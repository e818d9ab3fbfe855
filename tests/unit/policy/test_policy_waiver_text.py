from __future__ import annotations

import stat
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.errors import OutputError, PolicyError
from kbaudit.policy import AttestationEntry, WaiverEntry, append_entries, read_waivers
from kbaudit.policy.waiver_text import with_entries

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FILE = "kbaudit-waivers.yaml"
SCHEMA = "schema: kbaudit.waivers/1\n"


def waiver(number: int = 0, **said: str) -> WaiverEntry:
    entry = {
        "fingerprint": f"{number:064x}", "code": "KB201", "uri": "kb/a.md", "sha256": "9c" * 32,
        "reason": "it has to stand", "by": "ann", "on": "2026-11-01", "until": "2026-12-31",
    }  # fmt: skip
    return WaiverEntry(**(entry | said))


def attestation(**said: str) -> AttestationEntry:
    return AttestationEntry(**({"uri": "kb/a.md", "sha256": "9c" * 32, "by": "ann", "on": "2026-11-01"} | said))


def added(text: str, *entries: WaiverEntry | AttestationEntry) -> str:
    return with_entries(text.encode(), entries, FILE, NOW).decode()


THEIRS = f"""# ours
{SCHEMA}waivers:   # agreed in May
- {{fingerprint: {"a" * 64}, code: KB201, uri: kb/b.md,
    sha256: {"9c" * 32}, reason: "two
   # lines", by: ann, on: 2026-11-01, until: 2026-12-31}}

# who read what
attestations:
    - uri: kb/c.md
      sha256: {"9c" * 32}
      by: bob
      on: 2026-11-02 # at home
"""


def test_entries_go_to_the_end_of_their_section_and_nothing_else_changes():
    made = added(THEIRS, waiver(1), waiver(2))
    new = made.splitlines()[6:22]
    assert new[0] == f"- fingerprint: {1:064x}"
    assert made.replace("\n".join([*new, ""]), "") == THEIRS
    both = added(made, attestation())
    assert both.startswith(made)
    assert both[len(made) :].splitlines()[0] == "    - uri: kb/a.md"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("rest", ["", "waivers: []\n", "attestations: []\nwaivers: []\n", "# that is all"])
def test_a_section_is_begun_where_there_is_none(rest, end):
    made = added((SCHEMA + rest).replace("\n", end), waiver())
    assert len(read_waivers(made.encode(), FILE, UTC, NOW).waivers) == 1
    assert made.count(end) == made.count("\n")


@pytest.mark.parametrize("text", [f"{{{SCHEMA.strip()}}}", f"{SCHEMA}...\n"])
def test_a_form_that_cant_be_added_to_is_refused(text):
    with pytest.raises(PolicyError):
        added(text, waiver())


def test_a_double_is_refused():
    with pytest.raises(PolicyError, match="is about the same"):
        added(added(SCHEMA, waiver()), waiver(by="bob"))


text = st.text(min_size=1, max_size=30).filter(lambda said: said.strip() and not set(said) & set(map(chr, range(32))))
words = st.sampled_from(
    ["true", "null", "yes", "1", "1.5", "2026-01-01", "a: b", "a #b", "- a", "*a", "'", '"', "~", "a\u2028b"]
)


@settings(max_examples=100, deadline=None)
@given(
    said=st.lists(st.tuples(text | words, text | words, text | words), min_size=1, max_size=4),
    head=st.sampled_from(["", "# note\n", "\ufeff", "---\n", "# \u2028# a line of YAML\n"]),
    as_waiver=st.booleans(),
)
def test_what_is_written_is_what_is_read(said, head, as_waiver):
    made = head + SCHEMA
    for number, (uri, by, reason) in enumerate(said):
        try:
            entry = (
                waiver(number, uri=uri, by=by, reason=reason)
                if as_waiver
                else attestation(uri=uri, by=by, reason=reason, sha256=f"{number:064x}")
            )
            made = added(made, entry)
        except (ValueError, PolicyError):  # no text that a file may hold: half a character, a control character
            assert not all(part.isprintable() for part in (uri, by, reason))
            return
    read = read_waivers(made.encode(), FILE, UTC, NOW)
    entries = read.waivers if as_waiver else read.attestations
    assert [(one.uri, one.by, one.reason) for one in entries] == said
    plain = yaml.safe_load(made)["waivers" if as_waiver else "attestations"]
    assert [(one["uri"], one["by"], one["reason"]) for one in plain] == said, "YAML 1.1 reads it otherwise"


@pytest.mark.parametrize("by", ["0b101", "0B1", "1.5e3", "15e3", "1.5E-3", "1_0.e3", "0x1F", "0o17", "1_000"])
def test_what_some_yaml_reads_as_a_number_is_quoted(by):
    assert f'by: "{by}"' in added(SCHEMA, attestation(by=by))


def test_a_file_is_made_and_keeps_its_rights(tmp_path):
    path = tmp_path / FILE
    append_entries(path, [waiver()], NOW)
    assert path.read_text(encoding="utf-8").startswith("# ")
    path.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to(path)
    append_entries(tmp_path / "link.yaml", [attestation()], NOW)
    assert (tmp_path / "link.yaml").is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    said = read_waivers(path.read_bytes(), FILE, UTC, NOW)
    assert (len(said.waivers), len(said.attestations)) == (1, 1)
    assert sorted(p.name for p in tmp_path.iterdir()) == [FILE, "link.yaml"]


def test_what_cant_be_written_leaves_the_old_file(tmp_path):
    path = tmp_path / FILE
    append_entries(path, [waiver()], NOW)
    before = path.read_bytes()
    with pytest.raises(PolicyError):
        append_entries(path, [waiver()], NOW)
    assert path.read_bytes() == before
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError):
        append_entries(tmp_path / "folder", [waiver()], NOW)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", FILE]

"""What the gate says of files with awkward names, of what is no file, and why something is kept out."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from a_stamp import a_stamp

from kbaudit.model import uri_of
from kbaudit.retrieval.admission import Admission, Word
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import RuleSettings, build_rules
from kbaudit.retrieval.stamps import Stamps

NOW = 1_800_000_000


def of(uri: str, content: bytes, **fields: object) -> dict[str, object]:
    return a_stamp(uri, sha256=hashlib.sha256(content).hexdigest(), **fields)


def admission(*stamps: dict[str, object], roots: dict[str, str] | None = None) -> Admission:
    rules = Rules.from_json(build_rules(RuleSettings(), datetime(2027, 1, 1, tzinfo=UTC)))
    return Admission(rules, Stamps.of_audit(stamps, rules.match), roots or {})


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"a\\b.md", b"..dots.md", b"mail!/note.md", "日本.md".encode()])
@pytest.mark.parametrize("known", [False, True])
def test_names_are_those_of_the_audit(tmp_path: Path, name: bytes, known: bool):
    path = os.fsencode(tmp_path) + b"/kb/" + name
    Path(os.fsdecode(path)).parent.mkdir(parents=True)
    try:
        Path(os.fsdecode(path)).write_bytes(b"text")
    except OSError:
        pytest.skip("the file system has no such names")
    stamp = of(uri_of("kb", name), b"another text")
    asked = admission(stamp, roots={"kb": str(tmp_path / "kb")} if known else None).ask(os.fsdecode(path), NOW)
    assert (asked.word, asked.uri) == (Word.CHANGED, stamp["uri"])


def test_a_source_within_a_source(tmp_path: Path):
    (tmp_path / "hr").mkdir()
    (tmp_path / "hr" / "a.md").write_bytes(b"text")
    gate = admission(of("hr/a.md", b"text"), roots={"all": str(tmp_path), "hr": str(tmp_path / "hr")})
    assert gate.ask(str(tmp_path / "hr" / "a.md"), NOW).word is Word.SERVE
    beside = tmp_path / "hrx"
    beside.write_bytes(b"text")
    assert gate.ask(str(beside), NOW).word is Word.UNKNOWN


def test_what_is_no_file_stops_nothing(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    for path in (str(tmp_path / "pipe"), "/dev/zero", str(tmp_path)):
        asked = admission().ask(path, NOW)
        assert asked.word is Word.UNKNOWN
        assert asked.reasons


def test_the_reason_is_that_which_keeps_it_out(tmp_path: Path):
    (tmp_path / "kb").mkdir()
    path = tmp_path / "kb" / "a.md"
    path.write_bytes(b"text")
    expired = of("kb/a.md", b"text", kb_status="demote", kb_reasons=["KB202"], kb_expires_ts=NOW)
    assert admission(expired).ask(str(path), NOW).reasons == ("not kb_expires_ts > $now", "KB202")
    old = of("kb/a.md", b"text", kb_status="exclude", kb_reasons=["KB103"])
    assert admission(old).ask(str(path), NOW).reasons == ("KB103",)

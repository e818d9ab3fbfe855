from __future__ import annotations

import os
from pathlib import Path

import pytest

from kbaudit.crawlers import read_file
from kbaudit.errors import ExtractionError
from kbaudit.model import SkipReason


def reason(path: Path, limit: int = 10) -> SkipReason:
    with pytest.raises(ExtractionError) as caught:
        read_file(os.fsencode(path), limit)
    assert caught.value.detail
    return caught.value.reason


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\0\xff" * 5)
    assert read_file(os.fsencode(path), 10) == b"\0\xff" * 5
    path.write_bytes(b"x" * 11)
    assert reason(path) is SkipReason.TOO_LARGE


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_a_size_that_lies_does_not_help() -> None:
    assert Path("/proc/self/status").stat().st_size == 0
    assert reason(Path("/proc/self/status")) is SkipReason.TOO_LARGE


def test_what_is_no_regular_file_is_not_read_and_never_blocks(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "link", "folder"):
        assert reason(tmp_path / name) is SkipReason.NOT_REGULAR
    assert reason(Path("/dev/null")) is SkipReason.NOT_REGULAR


def test_what_is_gone_or_closed_is_told(tmp_path: Path) -> None:
    assert reason(tmp_path / "gone") is SkipReason.VANISHED
    (tmp_path / "file").write_text("x")
    assert reason(tmp_path / "file" / "below") is SkipReason.VANISHED
    (tmp_path / "file").chmod(0)
    if not os.access(tmp_path / "file", os.R_OK):
        assert reason(tmp_path / "file") is SkipReason.PERMISSION
    assert reason(tmp_path / ("x" * 300)) is SkipReason.CORRUPT

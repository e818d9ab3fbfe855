"""Owner files that can't be read: whoever asks for owners hears of it, at the audit and whenever it's judged again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Kbaudit, Outcome

AS_OF = "2026-10-01"
PAGE = "# Leave\n\nStaff get {} days of leave a year, and may carry five over to the spring of the next one.\n"


def told(outcome: Outcome) -> list[str]:
    return [finding["message"] for finding in outcome.findings["findings"] if finding["uri"] == "kb/CODEOWNERS"]


def test_a_codeowners_file_that_is_too_large_is_told(kbaudit: Kbaudit, tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    for number in range(6):
        (tmp_path / f"kb/leave{number}.md").write_text(PAGE.format(20 + number), encoding="utf-8")
    (tmp_path / "kb/CODEOWNERS").write_text("* @all\n" + "#" * 3 * 2**20, encoding="utf-8")
    message = "Can't be read: it's larger than the limit (owner file: larger than 3,145,728 bytes)."
    outcome = kbaudit("audit", "kb", "--as-of", AS_OF, "--fail-on", "never")
    assert told(outcome) == [message]
    assert "owner file" in outcome.out
    assert "owner file" in (outcome.report / "report.html").read_text(encoding="utf-8")
    files = outcome.findings["summary"]
    assert (files["found"], files["documents"], files["skipped"]) == (7, 6, 1)
    (tmp_path / "kb/CODEOWNERS").unlink()
    again = kbaudit("check", "--as-of", AS_OF, "--fail-on", "never")
    assert told(again) == [message]
    assert told(kbaudit("audit", "kb", "--as-of", AS_OF, "--fail-on", "never")) == []

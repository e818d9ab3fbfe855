import pytest

from kbaudit.model import DateKind, Origin
from kbaudit.signals.paths import path_date


@pytest.mark.parametrize(
    ("name", "at", "where"),
    [
        ("hr/2024-03-03/x.md", "2024-03-03", "2024-03-03"),
        ("hr/2024_03/x.md", "2024-03-01", "2024_03"),
        ("hr/20240303-minutes.md", "2024-03-03", "20240303-minutes.md"),
        ("handbook/2023-04/x.md", "2023-04-01", "2023-04"),
        ("blog/2024/03/03/x.md", "2024-03-03", "2024"),
        ("blog/2024/03/x.md", "2024-03-01", "2024"),
        ("Protokoll_03.04.2024.docx", "2024-04-03", "Protokoll_03.04.2024.docx"),
        ("2023-01-01/minutes-2024-03-03-v2.md", "2024-03-03", "minutes-2024-03-03-v2.md"),
    ],
)
def test_a_date_in_a_path(name: str, at: str, where: str) -> None:
    (claim,) = path_date(name)
    assert (claim.kind, claim.value, claim.origin, claim.where) == (DateKind.PUBLISHED, at, Origin.PATH, where)


@pytest.mark.parametrize(
    "name",
    [
        "v2023.04.1/x.md",
        "2023.04/x.md",
        "a/CVE-2024-0312.md",
        "blog/2024/03-intro.md",
        "a/2024-13-01.md",
        "a/12345678.md",
        "release-2024-03-03.1.md",
        "ab20240303.md",
        "plain.md",
    ],
)
def test_what_is_no_date_in_a_path(name: str) -> None:
    assert list(path_date(name)) == []

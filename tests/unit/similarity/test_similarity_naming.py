from __future__ import annotations

import pytest

from kbaudit.similarity.naming import read_folder, read_name
from kbaudit.similarity.numbering import Number, declared_number


@pytest.mark.parametrize(
    ("stem", "rest", "labels"),
    [
        ("policy_v2", "policy", "v2"),
        ("policy-v1.3", "policy", "v1.3"),
        ("Policy Version 2", "policy", "2"),
        ("PolicyV2", "policy", "v2"),
        ("manual-2.0", "manual", "2.0"),
        ("manual rev3", "manual", "rev3"),
        ("manual Rev. B", "manual", "rev b"),
        ("spec 1.0-rc1", "spec", "1.0-rc1"),
        ("policy_2023", "policy", "2023"),
        ("price-list-2024", "price-list", "2024"),
        ("handbook-2023-24", "handbook", "2023-24"),
        ("prices 2023-q3", "prices", "2023-q3"),
        ("2023-04-01 prices", "prices", "2023-04-01"),
        ("rates March 2023", "rates", "march 2023"),
        ("rates 03.04.2023", "rates", "03.04.2023"),
        ("report_final", "report", "final"),
        ("report_final2", "report", "final2"),
        ("report FINAL-final", "report", "final"),
        ("policy_v2_final", "policy", "v2 final"),
        ("DRAFT - travel", "travel", "draft"),
        ("policy_old", "policy", "old"),
        ("policy backup", "policy", "backup"),
        ("policy-latest", "policy", "latest"),
        ("policy (copy)", "policy", "copy"),
        ("Copy of policy", "policy", "copy"),
        ("policy - Copy (2)", "policy", "copy"),
        ("policy (1)", "policy", "copy"),
        ("policy_kopie", "policy", "copy"),
        ("v2", "", "v2"),
    ],
)
def test_markers_in_names(stem: str, rest: str, labels: str) -> None:
    reading = read_name(stem)
    assert (reading.rest, " ".join(reading.labels)) == (rest, labels)


@pytest.mark.parametrize(
    "stem",
    [
        "01-intro",
        "02-setup",
        "chapter-2",
        "part-3",
        "step2",
        "section-4",
        "section-4.2",
        "level-1",
        "python3",
        "python-3.11",
        "windows-10",
        "windows-2000",
        "ipv4",
        "IPv4",
        "k8s",
        "h264",
        "http2",
        "web2py",
        "pep-0241",
        "renew",
        "2023",
        "draft",
        "old",
        "iso-9001",
        "covid-19",
        "mp3",
        "oauth2",
        "1.2-intro",
        "b2b",
        "2023-13",
        "policy-9999",
    ],
)
def test_what_looks_like_a_marker_and_is_none(stem: str) -> None:
    reading = read_name(stem)
    assert not reading.labels
    assert reading.rest == stem.lower().replace(".", "-")


@pytest.mark.parametrize("stem", ["how-to-backup", "working-copy", "policy-final", "old-town", "Compress-Archive"])
def test_words_of_a_title_are_left_alone_when_asked(stem: str) -> None:
    assert not read_name(stem, words=False).labels


@pytest.mark.parametrize("stem", ["policy (copy)", "Copy of policy", "policy_v2"])
def test_what_no_title_ends_with_counts_all_the_same(stem: str) -> None:
    assert read_name(stem, words=False).labels


@pytest.mark.parametrize(
    ("name", "rest", "label"),
    [
        ("version-0.72", "", "0.72"),
        ("v2", "", "v2"),
        ("1.2.3", "", "1.2.3"),
        ("5.1", "", "5.1"),
        ("release-1.2", "", "1.2"),
        ("2023-04", "", "2023-04"),
        ("2019-01-01", "", "2019-01-01"),
        ("March 2023", "", "march 2023"),
        ("Archive", "", "archive"),
        ("_old", "", "old"),
        ("Old versions", "", "old"),
        ("zz_Archive", "", "archive"),
        ("Old Town", "old-town", ""),
        ("latest", "", "latest"),
        ("docs-v2", "docs", "v2"),
        ("handbook-2023", "handbook", "2023"),
        ("Microsoft.PowerShell.Archive", "microsoft-powershell-archive", ""),
        ("working-copy", "working-copy", ""),
        ("versions-react-native", "versions-react-native", ""),
        ("python-3.11", "python-3-11", ""),
    ],
)
def test_markers_in_folders(name: str, rest: str, label: str) -> None:
    reading = read_folder(name)
    assert (reading.rest, " ".join(reading.labels)) == (rest, label)


@pytest.mark.parametrize(("name", "doubtful"), [("10", True), ("2023", True), ("5.1", False), ("v2", False)])
def test_a_mere_number_or_year_is_doubtful(name: str, doubtful: bool) -> None:
    assert read_folder(name).doubtful is doubtful


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("2", (2,)),
        ("2.10", (2, 10)),
        ("v1.0", (1,)),
        (" Rev. C ", (3,)),
        ("2024-01-15", (2024, 1, 15)),
        ("2.1-beta", (2, 1)),
    ],
)
def test_declared_numbers(value: str, parts: tuple[int, ...]) -> None:
    number = declared_number(value)
    assert number is not None
    assert number.parts == parts


@pytest.mark.parametrize("value", ["", "latest", "see below", "two", "1.2.3.4.5.6.7", "9" * 50])
def test_other_values_declare_no_number(value: str) -> None:
    assert declared_number(value) is None


def test_numbers_are_compared_part_by_part() -> None:
    names = ["0.9", "0.10", "1.0-alpha", "1.0-rc1", "1.0-rc2", "1.0", "1.0.1", "2"]
    numbers = [declared_number(name) for name in names]
    assert numbers == sorted(filter(None, numbers))
    assert declared_number("1.0") == declared_number("1") == Number("version", (1,))


def test_a_very_long_name_is_not_read() -> None:
    assert not read_name("v1 " * 100_000).labels

"""What is attached to a mail becomes documents of its own; whatever one of them does, the mail stays."""

from __future__ import annotations

import os
from email.message import EmailMessage
from pathlib import Path

import pytest

from kbaudit import attached
from kbaudit import learn as learning
from kbaudit.attached import Allowance
from kbaudit.extractors import NATIVE
from kbaudit.learn import Assignment, learn
from kbaudit.model import FoundFile, Learned, Skipped, SkipReason

TABLE = b"item,price\npen,3\nink,4\n"


def mail(*files: tuple[str, bytes]) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@example.com", "Prices"
    made.set_content("See below.\n")
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def learned(folder: Path, data: bytes, **given: object) -> Learned:
    path = folder / "mail.eml"
    path.write_bytes(data)
    found = FoundFile("support/mail.eml", "support", os.fsencode(path), len(data), 5)
    return learn(Assignment(**{"found": found, "known_sha256": "", "size_limit": 1 << 20} | given))  # type: ignore[arg-type]  # as given


def every(item: Learned) -> dict[str, Learned]:
    return {item.found.uri: item} | {uri: each for inner in item.attached for uri, each in every(inner).items()}


def reasons(item: Learned) -> dict[str, str]:
    """How each attachment ended, by its name."""
    return {
        uri.partition("!/")[2]: str(each.skipped.reason) if each.skipped else "read"
        for uri, each in every(item).items()
        if "!/" in uri
    }


def test_an_attachment_is_a_document(tmp_path: Path) -> None:
    host = learned(tmp_path, mail(("price.csv", TABLE)))
    [table] = host.attached
    assert host.facts
    assert host.facts.extract.attachments == ()
    assert table.facts
    assert (table.found.uri, table.kind, table.facts.extract.text) == (
        "support/mail.eml!/price.csv",
        "csv",
        "item\tprice\npen\t3\nink\t4",
    )
    assert table.found == FoundFile(table.found.uri, "support", host.found.path, len(TABLE), 5)
    assert table.sha256 == table.facts.sha256


def test_what_cannot_be_read_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [
        ("bad.docx", b"PK\3\4 broken"),
        ("data.odd", b"x"),
        ("winmail.dat", b"x"),
        ("a.txt", b"hungry"),
        ("b.txt", b"odd"),
    ]
    extract = learning.extract

    def read(kind: str, data: bytes, **given: str) -> object:
        if data == b"hungry":
            raise MemoryError
        if data == b"odd":
            raise KeyError("odd")
        return extract(kind, data, **given)

    monkeypatch.setattr(learning, "extract", read)
    host = learned(tmp_path, mail(*files, ("good.txt", b"Good words.")))
    assert host.facts
    assert reasons(host) == {
        "bad.docx": "corrupt",
        "data.odd": "unsupported",
        "winmail.dat": "unsupported",
        "a.txt": "memory_limit",
        "b.txt": "crashed",
        "good.txt": "read",
    }
    assert "TNEF" in next(each.skipped.remedy for each in host.attached if each.skipped and "winmail" in each.found.uri)


def test_names_stay_apart_and_inside(tmp_path: Path) -> None:
    host = learned(tmp_path, mail(*((name, TABLE) for name in ("p.csv", "p.csv", "../p.csv", "..", "a\u202eb.csv"))))
    assert list(reasons(host)) == ["p.csv", "p (2).csv", "p (3).csv", "attachment", "a b.csv"]


def test_attachments_of_attachments_are_read_to_three_levels(tmp_path: Path) -> None:
    data = mail(("deep.csv", TABLE))
    for name in ("3.eml", "2.eml", "1.eml"):
        data = mail((name, data))
    host = learned(tmp_path, data)
    assert list(reasons(host)) == ["1.eml", "1.eml!/2.eml", "1.eml!/2.eml!/3.eml"]
    last = every(host)["support/mail.eml!/1.eml!/2.eml!/3.eml"]
    assert last.facts
    assert last.facts.extract.problems == (("limit", "attachments within attachments are read to 3 levels"),)


def test_no_more_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "LIMIT", 3)
    inner = mail(("b.csv", TABLE), ("c.csv", TABLE))
    host = learned(tmp_path, mail(("a.eml", inner), ("d.csv", TABLE)))
    assert list(reasons(host)) == ["a.eml", "a.eml!/b.csv", "a.eml!/c.csv"]
    assert host.facts
    assert host.facts.extract.problems == (("limit", "1 of 2 attachments read"),)


def test_no_larger_than_a_file_may_be(tmp_path: Path) -> None:
    host = learned(tmp_path, mail(("a.txt", b"words " * 2_000), ("b.txt", b"words")), size_limit=18_000)
    assert reasons(host) == {"a.txt": "read", "b.txt": "read"}
    large = mail(("a.txt", b"words " * 2_000), ("b.txt", b"words"))
    found = FoundFile("support/mail.eml", "support", b"", len(large), 5)
    reread = learning._Learning(NATIVE, Allowance(9_000, 60.0)).learned(found, large, "", "eml")
    assert reasons(reread) == {"a.txt": "too_large", "b.txt": "read"}


def test_no_longer_than_half_of_the_time(tmp_path: Path) -> None:
    host = learned(tmp_path, mail(("a.txt", b"words")), seconds=-1.0)
    assert host.facts
    assert reasons(host) == {"a.txt": "time_limit"}


def test_attachments_may_be_left_unopened(tmp_path: Path) -> None:
    why = Skipped("", SkipReason.CRASHED, "one of them did it", "save them")
    host = learned(tmp_path, mail(("a.txt", b"words"), ("b.odd", b"x")), unopened=why)
    assert reasons(host) == {"a.txt": "crashed", "b.odd": "unsupported"}
    assert host.facts


def test_a_picture_under_a_wrong_name_says_what_it_is(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(50)
    host = learned(tmp_path, mail(("a.jpg", picture), ("b.png", picture), ("c.png", b"%PDF-1.7\n")))
    assert {each.found.uri[-5:]: each.skipped and each.skipped.detail for each in host.attached} == {
        "a.jpg": "named as an image (JPEG), but it is an image (PNG)",
        "b.png": "text in a picture isn't recognised",
        "c.png": "named as an image (PNG), but it is PDF",
    }
    assert reasons(host) == {"a.jpg": "image", "b.png": "image", "c.png": "corrupt"}

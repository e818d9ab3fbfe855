"""What is attached to a message: which parts are files of their own, and their names."""

from __future__ import annotations

import struct
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from kbaudit.extractors import extract
from kbaudit.extractors.enclosed import safe_name, unique

HEAD = "From: a@example.com\nSubject: Prices\nMIME-Version: 1.0\n"
if TYPE_CHECKING:
    from conftest import Compound, Tree

PDF = ("application", "pdf")


def letter(subject: str = "Prices") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@example.com", subject
    made.set_content("See below.\n")
    return made


def parts(kind: str, *each: str) -> str:
    """A multipart body, of parts with their headers."""
    return (
        f'Content-Type: multipart/{kind}; boundary="{kind}"\n\n'
        + "".join(f"--{kind}\n{part}\n" for part in each)
        + f"--{kind}--\n"
    )


def attached(message: bytes | str, kind: str = "eml") -> list[str]:
    data = message.encode() if isinstance(message, str) else message
    return [each.name for each in extract(kind, data).attachments]


PLAIN = "Content-Type: text/plain\n\nSee below."
LOGO = "Content-Type: image/png\nContent-ID: <logo>\n"


def test_files_are_attached_with_their_bytes_and_named() -> None:
    made = letter()
    made.add_attachment(b"%PDF-1", maintype=PDF[0], subtype=PDF[1], filename="Preise Übersicht.pdf")
    made.add_attachment("item,price\n", subtype="csv", filename="price.csv")
    found = extract("eml", made.as_bytes())
    assert [(each.name, each.data) for each in found.attachments] == [
        ("Preise Übersicht.pdf", b"%PDF-1"),
        ("price.csv", b"item,price\n"),
    ]
    assert found.text == "See below."
    assert [each.values for each in found.fields if each.name == "mail.attachment"] == [
        ("Preise Übersicht.pdf", "price.csv")
    ]


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("Content-Type: application/pdf; name=a.pdf\nContent-Disposition: inline; filename=a.pdf\n\nx", ["a.pdf"]),
        ("Content-Type: application/pdf\n\nx", ["attachment.pdf"]),
        ("Content-Type: application/x-odd\n\nx", ["attachment.bin"]),
        ("Content-Type: text/plain\nContent-Disposition: attachment; filename=notes.txt\n\nx", ["notes.txt"]),
        ("Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR", ["attachment.ics"]),
        ("Content-Type: text/vcard; name=ann.vcf\n\nBEGIN:VCARD", ["ann.vcf"]),
        ("Content-Type: application/ms-tnef; name=winmail.dat\n\nx", ["winmail.dat"]),
        ("Content-Type: image/jpeg; name=scan.jpg\n\nx", ["scan.jpg"]),
        (
            "Content-Type: image/png; name=scan.png\nContent-Disposition: attachment\nContent-ID: <f1>\n\nx",
            ["scan.png"],
        ),
        (f"{LOGO}Content-Disposition: inline; filename=logo.png\n\nx", []),
        (f"{LOGO}\nx", []),
        ("Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx", []),
        ("Content-Type: application/pgp-signature; name=signature.asc\n\nx", []),
        ("Content-Type: text/plain\nContent-Disposition: ;;=\0=\n\nx", []),
    ],
)
def test_which_parts_are_files(part: str, names: list[str]) -> None:
    assert attached(HEAD + parts("mixed", PLAIN, part)) == names


def test_a_picture_that_the_page_shows_is_part_of_it() -> None:
    page = 'Content-Type: text/html\n\n<p>Hello <img src="cid:logo"></p>'
    shown = f"{LOGO}Content-Disposition: attachment; filename=logo.png\n\nx"
    assert attached(HEAD + parts("mixed", page, shown)) == []
    assert attached(HEAD + parts("mixed", parts("alternative", PLAIN, page), shown)) == []
    assert attached(HEAD + parts("related", page, shown.replace("<logo>", "<other>"))) == []


def test_files_stand_within_a_body_that_is_not_shown() -> None:
    rich = parts("mixed", "Content-Type: text/html\n\n<p>Rich</p>", "Content-Type: application/pdf; name=a.pdf\n\nx")
    found = extract("eml", (HEAD + parts("alternative", PLAIN, rich)).encode())
    assert (found.text, [each.name for each in found.attachments]) == ("See below.", ["a.pdf"])


def test_what_is_attached_to_a_mail_within_the_mail() -> None:
    inner = letter("Inner")
    inner.add_attachment(b"x", maintype=PDF[0], subtype=PDF[1], filename="inner.pdf")
    outer = letter("Outer")
    outer.add_attachment(inner)
    found = extract("eml", outer.as_bytes())
    assert found.text.count("See below.") == 2
    assert [each.name for each in found.attachments] == ["inner.pdf"]


def test_a_forwarded_chain_is_read_to_its_end() -> None:
    chain = letter("0")
    for number in range(1, 6):
        outer = letter(str(number))
        outer.add_alternative("<p>See below.</p>", subtype="html")
        outer.add_attachment(chain)
        chain = outer
    found = extract("eml", chain.as_bytes())
    assert found.text.count("See below.") == 6
    assert found.problems == ()


def test_a_mailbox_has_the_files_of_all_its_messages() -> None:
    made = letter()
    made.add_attachment(b"x", maintype=PDF[0], subtype=PDF[1], filename="a.pdf")
    one = b"From a@example.com Mon Jan  1 10:00:00 2024\n" + made.as_bytes() + b"\n"
    found = extract("mbox", one * 2)
    assert [each.name for each in found.attachments] == ["a.pdf", "a.pdf"]
    assert [each.values for each in found.fields] == [("a.pdf",)]


def test_a_mailbox_without_a_message_is_plain_text() -> None:
    found = extract("mbox", b"From here on " + b"all is one line " * 1_000)
    assert found.text.startswith("From here on all")
    assert found.problems == (("mail", "no message with a text: read as plain text"),)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("price.xlsx", "price.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\price.xlsx", "price.xlsx"),
        ("..", "attachment"),
        ("", "attachment"),
        ("a\nb\t\0c.md", "a b c.md"),
        ("\u202egnp.exe", "gnp.exe"),
        ("mail.eml!/x", "x"),
        (".hidden", ".hidden"),
        ("ü" * 300 + ".xlsx", "ü" * 145 + ".xlsx"),
        ("x." + "y" * 300, ("x." + "y" * 300)[:150]),
    ],
)
def test_names_nobody_vouches_for(given: str, name: str) -> None:
    assert safe_name(given) == name


def test_two_of_one_name() -> None:
    assert unique("price.xlsx", {"price.xlsx", "price (2).xlsx"}) == "price (3).xlsx"
    assert unique("README", {"README"}) == "README (2)"
    assert unique(".hidden", {".hidden"}) == ".hidden (2)"


def properties(header: int, **values: str | bytes | int) -> Tree:
    """The streams of a message or an attachment (MS-OXMSG): names are "p" and the number of the property."""
    entries, streams = b"", {}
    for name, value in values.items():
        number = int(name[1:], 16)
        if isinstance(value, int):
            entries += struct.pack("<HHLLL", 3, number, 6, value, 0)
            continue
        kind, data = (0x1F, value.encode("utf-16-le")) if isinstance(value, str) else (0x102, value)
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = data + b" \0" * ((4096 - len(data)) // 2)
        entries += struct.pack("<HHLLL", kind, number, 6, len(data), 0)
    return {"__properties_version1.0": (bytes(header) + entries).ljust(4096, b"\0"), **streams}


def outlook(header: int, subject: str, *attachments: Tree) -> Tree:
    found = properties(header, p1A="IPM.Note", p37=subject, p1000="See below.", p340D=0x40000)
    return found | {f"__attach_version1.0_#{n:08X}": each for n, each in enumerate(attachments)}


def test_an_outlook_message_with_files_and_a_message_within(compound: Compound) -> None:
    price = properties(8, p3707="price.csv", p3701=b"a,b\n" * 2_000, p3705=1)
    logo = properties(8, p3707="logo.png", p3701=b"x" * 4_096, p370E="image/png", p3712="logo", p3705=1)
    linked = properties(8, p3707="far.docx", p3705=2)
    inner = outlook(24, "Inner", properties(8, p3704="SHORT.PDF", p3701=b"%PDF-1" * 1_000, p3705=1))
    within = properties(8, p3707="Inner", p3705=5) | {"__substg1.0_3701000D": inner}
    found = extract("msg", compound(outlook(32, "Outer", price, logo, linked, within)))
    assert (found.title, found.text.count("See below.")) == ("Outer", 2)
    assert [(each.name, each.data[:4]) for each in found.attachments] == [
        ("price.csv", b"a,b\n"),
        ("SHORT.PDF", b"%PDF"),
    ]
    assert found.problems == (("partial", "what is attached as 'far.docx' isn't in the message itself"),)

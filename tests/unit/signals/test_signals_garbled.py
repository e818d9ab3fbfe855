from __future__ import annotations

import hashlib
import random

import pytest

from kbaudit.extractors import extract
from kbaudit.model import Extract, Mark, MarkKind
from kbaudit.signals.garbled import damage_of
from kbaudit.signals.uncoded import Uncoded

SOUND = (
    "Employees may claim travel expenses within thirty days of the journey, with all receipts attached. The claim "
    "goes to the line manager, who approves it in the portal before the end of the month."
)
FRENCH = (
    "Les frais de déplacement doivent être déclarés dès le retour, après vérification par l'équipe. Le salarié "
    "présente ses reçus à la comptabilité, qui règle la somme à la fin du mois."
)
GERMAN = (
    "Reisekosten können innerhalb von dreißig Tagen nach der Rückkehr geltend gemacht werden. Die Belege müssen "
    "vollständig beigefügt sein, sonst verzögert sich die Prüfung. Für Übernachtungen gilt die Höchstgrenze."
)
RUSSIAN = "Расходы на командировку возмещаются в течение тридцати дней после возвращения сотрудника."
JAPANESE = "出張旅費は帰着後三十日以内に申請してください。領収書をすべて添付してください。"
DICE = random.Random(7)  # noqa: S311 - no secret


def misread(text: str, encoding: str) -> str:
    return text.encode().decode(encoding, "replace")


GARBLED = {
    "French as cp1252": misread(FRENCH, "cp1252"),
    "French as MacRoman": misread(FRENCH, "mac_roman"),
    "German as Latin-1": misread(GERMAN, "latin-1"),
    "German as cp437": misread(GERMAN, "cp437"),
    "German twice": misread(misread(GERMAN, "latin-1"), "latin-1"),
    "Russian as cp1251": misread(RUSSIAN, "cp1251"),
    "Russian as cp1252": misread(RUSSIAN, "cp1252"),
    "Japanese as cp1252": misread(JAPANESE, "cp1252"),
    "umlauts lost": GERMAN.encode("latin-1").decode("utf-8", "replace"),
    "umlauts as question marks": GERMAN.encode("ascii", "replace").decode(),
    "quotation marks as controls": (
        "We\x92re happy to help; don\x92t hesitate to ask \x93People Services\x94 if you\x92ve a question."
    ),
    "control characters": "".join("\x03" if DICE.random() < 0.08 else letter for letter in SOUND),
    "digits for letters": "Tbe qu1ck br0wn f0x jurnps ov3r tne 1azy d0g, and tbe emp1oyee c1aims 0ffice exp3nses.",
    "debris": (
        "Tlie cornpany wi1l reirnburse al1 expen5es wlthin 3O d4ys 0f the j0urney. ~~ ||| ..:; _-' "
        "Rece1pts rnust be attachcd t0 tlie f0rm."
    ),
    "signs for letters": "".join(DICE.choice("#$%*~|") if c.isalpha() and DICE.random() < 0.2 else c for c in SOUND),
    "split words": (
        "Em pl oy ees m ay cl aim tr av el ex pe ns es wi th in th ir ty da ys of th e jo ur ney wi th al l re ce ip "
        "ts at ta ch ed."
    ),
    "spaced letters": " ".join(SOUND),
    "glued words": SOUND.replace(" ", ""),
    "no vowels": "".join(letter for letter in SOUND if letter not in "aeiou"),
    "random letters": " ".join("".join(DICE.choices("bcdfghjklmnpqrstvwxzaeiou", k=7)) for _ in range(40)),
    "signs alone": "".join(DICE.choice("!@#$%^&*()_+-=[]{};:,.<>?/~`§±") for _ in range(200)),
    "glyph numbers": " ".join("".join(f"(cid:{ord(c)})" for c in word) for word in SOUND.split()[:6]),
}

HEALTHY = {
    "all capitals": SOUND.upper(),
    "French": FRENCH,
    "German": GERMAN,
    "Russian": RUSSIAN * 3,
    "Japanese": JAPANESE * 3,
    "Greek": "Οι υπάλληλοι μπορούν να ζητήσουν τα έξοδα ταξιδιού εντός τριάντα ημερών από την επιστροφή τους." * 2,
    "Vietnamese": "Nhân viên có thể yêu cầu hoàn trả chi phí đi lại trong vòng ba mươi ngày kể từ ngày trở về." * 3,
    "Polish": "Chrząszcz brzmi w trzcinie w Szczebrzeszynie, a źdźbło trawy drży na wietrze przez cały dzień. " * 3,
    "Czech": "Strč prst skrz krk. Zmrzl vlk, scvrkl se smrk a čtvrt dne trval déšť nad městem Brnem. " * 3,
    "Welsh": "Mae'r cwmni'n ad-dalu costau teithio o fewn deg diwrnod ar hugain i'r daith gyda phob derbynneb. " * 3,
    "compounds": "Die Donaudampfschifffahrtsgesellschaft und die Rindfleischetikettierungsüberwachung tagten. " * 3,
    "product codes": "Order M8x40-A2, K9-2201B, X1C-77, A4B-01, HDMI2.1, USB3, RJ45, CAT6a and LED10W for room B12. "
    * 4,
    "acronyms": "HTML, CSS, XML, HTTP, SSH, DNS, TLS, VPN, NTP, LDAP, SMTP, FTP, TCP, UDP, MQTT and PNG are used. " * 3,
    "numeronyms": "We use i18n, l10n, a11y, k8s, p2p, b2b, oauth2, sha256, md5sum, utf8, ipv4only and base64url. " * 3,
    "hex dump": "0000 4d5a 9000 0300 0000 04ff\n0010 ffff 0000 b800 0000 f00d\n" * 15,
    "Base64": "8uPr5e8gVGVzbGEgLSDw4/j5+iDn+unu5CDy7CDk4ff55CDs+On55e0g\n" * 12,
    "numbers": "\n".join("  ".join(str(DICE.randint(0, 99999)) for _ in range(9)) for _ in range(30)),
    "dot leaders": "\n".join(f"Chapter {n} {'. ' * 30}{n * 7}" for n in range(20)),
    "mathematics": "Let $\\sum_{i=1}^{n} x_i^2 = \\frac{a}{b}$ and f : A → B, so that a ∈ A, b ∈ B and |a| ≤ |b|. " * 6,
    "ASCII art": "+------+     +------+\n|  A   | --> |  B   |\n+--++--+     +--++--+\n   ||           ||\n" * 8,
    "fenced code": "```perl\n$_ =~ s/([^\\w])/$1{$2}/gex; @a = map { $_->[0] } %{$b{q}};\n```\n" * 12,
    "function names": "Call xsltStyleBasicEmptyItem, getUserNameById and userIds on clientId or orderId in JavaScript. "
    * 4,
    "terminal": "\x1b[31merror\x1b[0m build failed \x1b[32mok\x1b[0m all other tests passed here\n" * 10,
    "quoted mojibake": SOUND + " If you see Ã© instead of é, the file was read in the wrong encoding.",
    "curly quotes": "“We’re happy to help,” she said – “don’t hesitate…” – and smiled; it’s what we’re here for. " * 4,
    "prices": "The fee is 40 € (≈ £34, ¥6,000) ± 5 %, i.e. 36 °C ≙ 96.8 °F; § 5 Abs. 2 applies; © 2024 ACME®, ½ day. "
    * 3,
    "head of an index": "Jump to: A B C D E F G H K L M N O P R S T U V W\n" * 3,
    "short items": "- A\n- B\n- C\n- to do\n- x y z\n- q\n",
}


def marks(text: str, kind: str = "markdown") -> tuple[Mark, ...]:
    return damage_of(Uncoded(extract(kind, text.encode("utf-8", "replace")))).marks


@pytest.mark.parametrize("name", GARBLED)
def test_a_garbled_paragraph_among_sound_ones_is_marked_alone(name: str) -> None:
    bad = GARBLED[name]
    text = f"# Travel\n\n{SOUND}\n\n{bad}\n\n{SOUND * 2}\n\n## More\n\n{SOUND}\n"
    made = extract("markdown", text.encode())
    found = [mark for mark in damage_of(Uncoded(made)).marks if mark.text_sha256]
    assert [(mark.start, mark.end) for mark in found if len(bad) < 800] in (
        [(made.text.index(bad), made.text.index(bad) + len(bad))],
        [],
    )
    (mark,) = found
    piece = made.text[mark.start : mark.end]
    assert bad in piece
    assert mark.kind is MarkKind.GARBLED
    assert mark.text_sha256 == hashlib.sha256(piece.encode()).hexdigest()
    assert mark.label[0].isdigit()
    assert mark.quote


@pytest.mark.parametrize("name", GARBLED)
@pytest.mark.parametrize("kind", ["text", "pdf"])
def test_a_garbled_document_is_spoiled_as_a_whole(name: str, kind: str) -> None:
    damage = damage_of(Uncoded(Extract(kind, "", GARBLED[name], ())))
    assert damage.spoiled == 1.0


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize("kind", ["markdown", "text", "pdf", "html"])
def test_healthy_texts_are_left_alone(name: str, kind: str) -> None:
    assert damage_of(Uncoded(Extract(kind, "", HEALTHY[name], ()))).marks == ()
    assert damage_of(Uncoded(Extract(kind, "", f"{SOUND}\n\n{HEALTHY[name]}\n\n{SOUND}", ()))).marks == ()


def test_damage_here_and_there_is_told_and_spoils_nothing() -> None:
    text = " ".join(f"{SOUND} It\u00e2\u20ac\u2122s so." for _ in range(4))
    (mark,) = marks(text)
    assert (mark.label, mark.text_sha256) == ("4 words hold mojibake (such as Ã© for é)", "")
    assert text[mark.start : mark.end] in text
    assert "It" in mark.quote


def test_damage_in_code_is_an_example() -> None:
    assert marks(f"{SOUND}\n\n`Ã©` `Ã¨` `Ã¼` `Ã¶` are what you see.\n\n{SOUND}") == ()


def test_tables_are_judged_by_what_cannot_be_missed() -> None:
    broken = "c0mpany\te1even\tf0x\td0g\tqu1ck\tbr0wn\n" * 9
    assert damage_of(Uncoded(Extract("csv", "", broken, ()))).marks == ()
    assert damage_of(
        Uncoded(Extract("csv", "", misread("Müller\tKöln\tgrün\tweiß\tüber\tfür\n" * 9, "cp1252"), ()))
    ).marks


def test_each_passage_is_marked_once() -> None:
    made = extract("markdown", f"# A\n\n{GARBLED['French as cp1252']}\n\n# B\n\n{SOUND}".encode())
    (mark,) = damage_of(Uncoded(made)).marks
    first = made.passages[0]
    assert (mark.start, mark.end) == (first.start, first.end)

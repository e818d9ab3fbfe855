"""A knowledge base each text and name of which is meant to break the page that tells of it.

Every payload stands in titles, headings, owners, file and folder names, link targets and in the sentences that
conflict, of documents that have older versions, copies and contradictions, in names of document sets and in
attestations, so that it gets into each part of a report. Scripts call `hostile()`, which counts.
"""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import yaml

MOMENTS = ("2025-12-01", "2026-06-01")
SOURCE = "\"'><script>hostile()<!--"  # a name that a user may give a source
LONG = "W" * 10_000
PLAIN_OWNERS = (
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "=1+1",
    "@SUM(1+1)",
)  # others get a first name, to be taken for one

PAYLOADS = (
    "<script>hostile()</script>",
    "</script><script>hostile()</script>",
    "</style></title></textarea></noscript></template></svg><script>hostile()</script>",
    "<img src=x onerror=hostile()>",
    '"><svg onload=hostile()>',
    "' autofocus onfocus='hostile()' x='",
    '" style="position:fixed;inset:0" onmouseover="hostile()',
    "<!--<script>",
    "--><script>hostile()</script>",
    "]]><![CDATA[ x ]]>",
    "<iframe srcdoc='<script>parent.hostile()</script>'></iframe>",
    "<base href='https://example.invalid/'><link rel=stylesheet href=//example.invalid/x.css>",
    "<meta http-equiv=refresh content='0;url=https://example.invalid/'>",
    "javascript:hostile()",
    "[x](javascript:hostile())",
    "{{constructor.constructor('hostile()')()}}",
    "${hostile()} `${hostile()}`",
    "&lt;script&gt;hostile()&lt;/script&gt; &#60;script&#62;",
    "\\u003cscript\\u003ehostile()\\u003c/script\\u003e \\x3cscript\\x3e",
    "\"'`\\ \\\" \\' //* */ ;",
    "line\u2028separator\u2029hostile()",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200f\u061c",
    "nul\x00 bell\x07 escape\x1b[31m delete\x7f next\x85 bom\ufeff",
    LONG,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f3f3\ufe0f\u200d\U0001f308 \U0001f1fa\U0001f1f3",
    "e" + "\u0301" * 80,
    "=HYPERLINK(\"https://example.invalid/\",\"x\")",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+1",
    "-1-1",
    "\t=1+1",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "#/documents?q=%00%ff&x=1#x",
    "%3Cscript%3Ehostile()%3C/script%3E",
    "مرحبا \u202b שלום",
    "漢字" * 300,
)  # fmt: skip

# Bytes that aren't UTF-8, control characters, a formula, names that every object of a script has.
NAMES = (
    b"\xff\xfe not utf-8.md",
    b"\xed\xa0\x80 lone surrogate.md",
    b"a\nline\rand\ttab.md",
    b"\x1b]0;title\x07.md",
    b"=1+1.md",
    b"__proto__.md",
    b"constructor.md",
    b" leading and trailing .md",
    b"\xe2\x80\xae" + b"dm.exe.md",
    b"#x?y=%2e%2e.md",
    b"W" * 240 + b".md",
    "\U0001f469\u200d\U0001f467.md".encode(),
)

_TEXT = """
" battery bicycle bridge workshop customer deposit counter brake cable morning invoice ledger helmet window harbour
ticket ferry manager season repair saddle tyre chain lamp storage insurance claim refund voucher partner hotel
island lesson tour guide route weather signal station platform bench garden market price list account password
tablet charger socket cabinet shelf basement
"""
_WORDS = _TEXT.split()


def write(folder: Path, payloads: tuple[str, ...] = PAYLOADS) -> None:
    """corpus/, kbaudit.yaml and kbaudit-waivers.yaml in folder, always the same."""
    top = folder / "corpus"
    top.mkdir(parents=True)
    for number, payload in enumerate(payloads):
        _family(top / _name(payload, number), payload, _draw(number))
    odd = top / "names"
    odd.mkdir()
    for number, name in enumerate(NAMES):
        text = _markdown(payloads[number % len(payloads)], "2025-03-01", 20 + number, _draw(1000 + number))
        (odd / os.fsdecode(name)).write_text(text, encoding="utf-8", newline="")
    split = top / "folder<"  # with the name of the file: </script><script>hostile()<
    split.mkdir()
    (split / "script><script>hostile()<.md").write_text(_markdown("split", "2025-01-01", 7, _draw(7)), encoding="utf-8")
    (top / "unreadable <img src=x onerror=hostile()>.pdf").write_bytes(b"%PDF-1.4 broken")
    (top / "type <script>hostile()<.xyz").write_bytes(b"\x00")
    _write_yaml(folder / "kbaudit.yaml", _policy(payloads))
    _write_yaml(folder / "kbaudit-waivers.yaml", _attestations(top))


def _write_yaml(file: Path, value: object) -> None:
    file.write_text(yaml.safe_dump(value, sort_keys=False, width=2**30), encoding="utf-8")


def _policy(payloads: tuple[str, ...]) -> dict[str, object]:
    """Document sets and owners with hostile names; the first letters of the folders are their numbers."""
    named = [payload for payload in payloads if payload != LONG]
    sets = [
        {
            "name": payload,
            "match": [f"/{number:02} */**"],
            "audience": payload,
            "owner": "required",
            "max_age": "2 years",
        }
        for number, payload in enumerate(payloads)
        if payload in named[:20:2]
    ]
    return {
        "schema": "kbaudit.policy/1",
        "name": "<script>hostile()</script>",
        "description": named[1],
        "zone": "UTC",
        "document_sets": sets,
        "owners": {
            f"/{number:02} */policy-v2.md": payload for number, payload in enumerate(payloads) if payload in named[:8]
        },
    }


def _attestations(top: Path) -> dict[str, object]:
    """Two documents whose reviewer and reason are hostile."""
    files = sorted(top.glob("0[01] */policy-v1.md"))
    return {
        "schema": "kbaudit.waivers/1",
        "attestations": [
            {
                "uri": f"{SOURCE}/{file.relative_to(top).as_posix()}",
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
                "by": "<img src=x onerror=hostile()>",
                "reason": "</script><script>hostile()</script>",
                "on": "2026-01-05",
                "until": "2026-12-31",
            }
            for file in files
        ],
    }


def _family(folder: Path, payload: str, draw: random.Random) -> None:
    """Two versions, a copy, and two pages that say different things in one sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    shared = draw.getrandbits(32)
    stem = _name(payload, 0)[:120]
    older = _markdown(payload, "2021-02-03", 85, _draw(shared))
    for name, text in (
        ("policy-v1.md", older),
        ("policy-v2.md", _markdown(payload, "2026-02-03", 110, _draw(shared))),
        (f"copy {stem}.md", older),
        ("one page.html", _html(payload, 14, draw)),
        (f"other {stem}.html", _html(payload, 30, draw)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="")


def _name(payload: str, number: int) -> str:
    """The payload as a name: what no file may be called is left out."""
    shown = payload.replace("/", "").replace("\x00", "")[:40].strip() or "x"
    while len(shown.encode()) > 180:
        shown = shown[:-1]
    return f"{number:02} {shown}"


def _markdown(payload: str, updated: str, amount: int, draw: random.Random) -> str:
    owner = payload if payload in PLAIN_OWNERS else f"Ann {payload}"[:190]
    declared = {"title": payload, "owner": owner, "last_updated": updated, "status": payload[:50]}
    head = f"---\n{yaml.safe_dump(declared, sort_keys=False, width=2**30)}---\n"
    link = "javascript:hostile()" if amount % 2 else f"missing {payload[:60]}"
    body = "\n\n".join(
        (
            f"# {payload}",
            _sentences(draw, 5),
            f"A night in a hotel for {payload} is paid up to EUR {amount} in every season.",
            f"## {payload} again",
            _sentences(draw, 5),
            f"[a link {payload}]({link}) and <TODO> {payload}",
            _sentences(draw, 4),
        )
    )
    return head + body + "\n"


def _html(payload: str, days: int, draw: random.Random) -> str:
    """Its text holds the payload as text; its tags are live in it too, for whoever would take the source as it is."""
    text = payload.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    attribute = text.replace('"', "&quot;")
    said = f"The refund for a {_topic(payload)} is paid back to the customer within {days} days, says {text}."
    return f"""<html><head><title>{text}</title><meta name="author" content="{attribute}">
<meta name="last-modified" content="2025-05-0{days % 9 + 1}"></head><body onload=hostile()><h1>{text} {days}</h1>
<p>{_sentences(draw, 6)}</p><p>{said}</p><p>{_sentences(draw, 6)}</p>
<p><a href="javascript:hostile()">{text}</a> <a href="gone-{attribute[:40]}.html">gone</a></p>
<script>hostile()</script></body></html>
"""


def _draw(seed: int | str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same each time is what is wanted


def _topic(payload: str) -> str:
    """Words of its own, so that each payload's conflict is one about its own thing."""
    draw = _draw(payload)
    return " ".join(draw.sample(_WORDS, 3))


def _sentences(draw: random.Random, count: int) -> str:
    return " ".join(
        f"The {' '.join(draw.sample(_WORDS, 9))} is kept by the {draw.choice(_WORDS)}." for _ in range(count)
    )

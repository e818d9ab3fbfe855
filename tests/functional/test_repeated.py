"""What many documents say: told once, and never as pairs. What one of them says otherwise is told once as well."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

AS_OF = "2026-01-01"
NOUNS = re.findall(
    r"\w+",
    """valve ledger harbour window carpet engine teacher river lantern marble garden cotton signal bridge copper saddle
    mirror kettle forest pillow basket candle orchard ferry anchor blanket compass desk envelope fountain glacier hammer
    island jacket kitchen ladder meadow needle oven pepper quarry ribbon shovel tunnel violin wagon zinc bottle""",
)
VERBS = re.findall(
    r"\w+", "holds moves brings covers keeps shows turns carries follows opens cleans paints lends repairs"
)
DISCLAIMER = (
    "This page is for information only. Whoever wants to object to a decision writes to the appeals office within {} "
    "of receiving the letter, and names the reference that stands at its head."
)
INVOICE = """# Invoice {number}

Customer: {customer}

We delivered {pallets} pallets of roof tiles to the warehouse of {customer} on {day} June and charge for them as agreed.
Please pay EUR {amount} within 30 days to the account that is named below, and give the number of the invoice {number}.
Goods remain our property until they are paid in full. Complaints reach us within eight days of delivery in writing.
The place of jurisdiction is the seat of our company. Our terms of delivery apply, which we send on request.
"""


def written(folder: Path, pages: Mapping[str, str]) -> Path:
    folder.mkdir()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def prose(chance: random.Random, sentences: int) -> str:
    def said() -> str:
        a, b, c, d, e = chance.sample(NOUNS, 5)
        one, other = chance.sample(VERBS, 2)
        return f"The {a} {one} a {b} near the {c}, and every {d} {other} what the {e} needs."

    return " ".join(said() for _ in range(sentences))


def pages_with(disclaimers: list[str]) -> dict[str, str]:
    chance = random.Random(5)  # noqa: S311 - the same made-up pages every time
    pages = {}
    for number, disclaimer in enumerate(disclaimers):
        title = " ".join(chance.sample(NOUNS, 2)).title()
        text = f"# {title}\n\n{prose(chance, 5)}\n\n{disclaimer}\n\n{prose(chance, 2)}\n"
        pages[f"{title.lower().replace(' ', '-')}-{number}x.md"] = text
    return pages


def codes(findings: dict) -> Counter[str]:
    return Counter(finding["code"] for finding in findings["findings"] if finding["code"] < "KB2")


def test_forty_pages_with_one_disclaimer_give_no_pair(kbaudit, tmp_path):
    files = written(tmp_path / "kb", pages_with([DISCLAIMER.format("14 days")] * 40))
    done = kbaudit("audit", files, "--as-of", AS_OF)
    assert done.lines("relations.jsonl") == []
    assert codes(done.findings) == {}
    (passage,) = done.findings["repeated"]
    assert passage["documents"] == 40
    assert passage["text"] == DISCLAIMER.format("14 days")
    assert "said in 40 documents or more: “This page is for information only." in done.out
    assert "Repeated passages" in (done.report / "report.html").read_text(encoding="utf-8")


def test_one_page_of_forty_that_says_otherwise_is_one_finding(kbaudit, tmp_path):
    said = ["30 days" if number == 17 else "14 days" for number in range(40)]
    pages = pages_with([DISCLAIMER.format(days) for days in said])
    done = kbaudit("audit", written(tmp_path / "kb", pages), "--as-of", AS_OF)
    assert codes(done.findings) == {"KB104": 1}
    (finding,) = (one for one in done.findings["findings"] if one["code"] == "KB104")
    odd = next(name for name, text in pages.items() if "30 days" in text)
    assert f"kb/{odd}" in finding["affects"]
    assert '"30 days"' in finding["message"]
    assert '"14 days"' in finding["message"]
    assert len(done.lines("relations.jsonl")) == 1


def test_few_pages_share_by_coincidence(kbaudit, tmp_path):
    done = kbaudit("audit", written(tmp_path / "kb", pages_with([DISCLAIMER.format("14 days")] * 12)), "--as-of", AS_OF)
    assert "repeated" not in done.findings
    assert "Repeated passages" not in done.out


def test_a_hundred_invoices_and_one_of_them_twice(kbaudit, tmp_path):
    chance = random.Random(6)  # noqa: S311 - as above
    pages = {}
    for number in range(100):
        customer = f"{chance.choice(NOUNS)}{chance.choice(NOUNS)} {chance.choice(NOUNS)}".title() + " Ltd"
        filled = {"pallets": chance.randint(2, 90), "day": chance.randint(1, 30), "amount": chance.randint(100, 9999)}
        pages[f"invoice-{number}x.md"] = INVOICE.format(number=7000 + number, customer=customer, **filled)
    typo = pages["invoice-42x.md"].replace("property", "propertty").replace("# Invoice 7042\n\n", "")
    files = written(tmp_path / "kb", pages | {"scan-of-last-week.md": typo})
    done = kbaudit("audit", files, "--as-of", AS_OF)
    kinds = Counter(relation["kind"] for relation in done.lines("relations.jsonl"))
    assert kinds.keys() == {"template_sibling", "near_duplicate"}
    assert kinds["template_sibling"] <= 100
    (alike,) = (one for one in done.lines("relations.jsonl") if one["kind"] == "near_duplicate")
    assert {alike["a"], alike["b"]} == {"kb/invoice-42x.md", "kb/scan-of-last-week.md"}
    assert codes(done.findings) == {"KB102": 1}

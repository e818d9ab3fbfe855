from __future__ import annotations

import pytest

from kbaudit.extractors import extract
from kbaudit.model import Extract, Link, Mark, MarkKind
from kbaudit.signals.faults import faults_of
from kbaudit.signals.uncoded import SOURCES

PRINTERS = "# Printers\n\nWe have many printers in the office, and each one has a name.\n\n"
NUMBERED = (
    "# P\n\n## 1. Setup\n\nText of it.\n\n{}\n\n## 2. Use\n\nPress it.\n\n2.1 It beeps.\n\n## 3. End\n\nNothing.\n"
)


def marks(text: str, kind: str = "markdown") -> list[Mark]:
    made = extract(kind, text.encode()) if kind in SOURCES else Extract(kind, "", text, ())
    return [mark for mark in faults_of(made)[1] if mark.kind is MarkKind.DANGLING]


@pytest.mark.parametrize(
    "text",
    [
        "As shown above, refunds are made within 14 days.\n",
        "# Refunds\n\nAs shown above, refunds are made within 14 days.\n",
        "# Refunds\n\nOwner: Ann Lee\nLast reviewed: 3 March 2024\n\nAs described above, send it back.\n",
        "Refunds\n=======\n\nAs mentioned previously, the limit is 40 euros.\n",
        "# VPN\n\nIn the previous section we installed the client. Now start it.\n",
        "# VPN\n\nFollow the steps above and then log in again with your token.\n",
        "# Rückgabe\n\nWie oben gezeigt, muss das Gerät neu gestartet werden.\n",
        "# Rückgabe\n\nWie bereits oben erwähnt, gilt die Regel nicht.\n",
        "# Retours\n\nComme indiqué ci-dessus, le remboursement prend 14 jours.\n",
        "# Reembolsos\n\nComo se muestra arriba, el reembolso tarda 14 días.\n",
    ],
)
@pytest.mark.parametrize("kind", ["markdown", "text"])
def test_nothing_above(text: str, kind: str) -> None:
    (mark,) = marks(text, kind)
    assert mark.label == "nothing stands above"
    assert mark.quote in text


@pytest.mark.parametrize("kind", ["docx", "html", "pdf", "eml"])
def test_nothing_above_in_any_format(kind: str) -> None:
    (mark,) = marks("As shown above, refunds are made within 14 days.\n\nSend the parcel back.", kind)
    assert mark.quote == "As shown above, refunds are made within 14 days."
    assert marks("Refunds are made within 14 days.\n\nAs shown above, that is quick.", kind) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (PRINTERS + "The table above lists the models.\n", "no table stands above"),
        (PRINTERS + "See the table below for the models.\n\nAsk IT for others.\n", "no table stands below"),
        (PRINTERS + "The diagram above shows the flow of a claim.\n", "no figure stands above"),
        (PRINTERS + "Die folgende Tabelle zeigt die Modelle.\n\nMehr weiß die IT.\n", "no table stands below"),
        (PRINTERS + "The steps are as follows:\n", "nothing stands below"),
        (PRINTERS + "For the models see below.\n", "nothing stands below"),
        (PRINTERS + "The models are listed in Appendix B.\n", "there is no appendix B"),
        (PRINTERS + "Die Modelle stehen in Anhang C.\n", "there is no anhang C"),
        ("Figure 1: The plan\n\nText.\n\nFigure 2: The hall\n\nAs you see in Figure 3 it is small.\n", "no figure 3"),
        (NUMBERED.format("See section 4.2 for details."), "there is no section 4.2"),
    ],
)
def test_references_to_what_is_not_there(text: str, label: str) -> None:
    (mark,) = marks(text)
    assert mark.label.endswith(label)
    assert mark.quote in text


@pytest.mark.parametrize(
    "text",
    [
        PRINTERS + "As shown above, there are many.\n",
        "# Refunds\n\n![flow](flow.png)\n\nAs shown above, refunds are made within 14 days.\n",
        "# Refunds\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAs shown above, refunds are made.\n",
        "# Refunds\n\n```\nls\n```\n\nAs shown above.\n",
        "# Refunds\n\n{{< figure src=x >}}\n\nThe figure above shows it.\n",
        "# Age\n\nCustomers above the age of 18 may order. Amounts above 100 euros need approval.\n",
        "# Room\n\nKeep the room above 15 and below 25 degrees. It must never fall below.\n",
        PRINTERS + "The table below shows it.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        PRINTERS + "The table below shows it.\n\n<table><tr><td>1</td></tr></table>\n",
        PRINTERS + "The figure below shows it.\n\n<img src='a.png'>\n",
        PRINTERS + "The steps are as follows:\n\n1. One\n2. Two\n",
        PRINTERS + "The following documents are needed: passport, visa, letter.\n",
        PRINTERS + "See [Appendix B](b.md) and section 4 of the contract.\n",
        PRINTERS + "See Appendix B.\n\n## Appendix B\n\nThe models.\n",
        PRINTERS + "See Figure 3 and Table 2.\n",
        NUMBERED.format("See section 4.2 of the Act, and RFC 7231, section 6.1."),
        NUMBERED.format("See section 2.1 and section 3."),
        NUMBERED.format("See section 47."),
        'Write "as shown above" only where something stands above.\n',
        "`as shown above` is what the template says.\n",
        "License\n\nPermission is granted, provided that the above copyright notice appears in all copies.\n",
        "# A\n\n[as described above](#b)\n",
    ],
)
def test_references_to_what_is_there_or_elsewhere(text: str) -> None:
    assert marks(text) == []


def test_an_image_that_the_extractor_saw_stands_above() -> None:
    text = "As shown above, refunds are made within 14 days."
    seen = Extract("html", "", text, (), images=(Link("flow.png", "", 0),))
    assert [mark for mark in faults_of(seen)[1] if mark.kind is MarkKind.DANGLING] == []


def test_not_without_end() -> None:
    assert len(marks(PRINTERS + "It is in Appendix B.\n\n" * 90)) <= 20

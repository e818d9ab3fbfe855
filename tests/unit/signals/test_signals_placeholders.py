from __future__ import annotations

import pytest

from kbaudit.extractors import extract
from kbaudit.model import Extract, Mark, MarkKind
from kbaudit.signals.faults import faults_of


def marks(text: str, kind: str = "markdown", title: str = "") -> list[Mark]:
    _, found = faults_of(Extract(kind, title, text, ()))
    return [mark for mark in found if mark.kind is MarkKind.PLACEHOLDER]


@pytest.mark.parametrize(
    "text",
    [
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
        "# Scope\n\nTODO: describe the scope\n",
        "- TODO(ann): ask the works council",
        "Some text. TBD: who approves this?",
        "FIXME: the amount is wrong",
        "# Escalation\n\nTBD\n",
        "Owner: TBD",
        "**Owner:** TBD",
        "Owner: to be confirmed",
        "| Owner | TBD |\n",
        "To be completed.",
        "This section is under construction.",
        "Content coming soon!",
        "Coming soon...",
        "Your text goes here",
        "Description goes here.",
        "This is placeholder text.",
        "Dear [insert name here],",
        "[Insert company logo]",
        "signed by [Company Name]",
        "signed by [your name] on [date here]",
        "Valid from [DD/MM/YYYY].",
        "Welcome to <Company Name>!",
        "Send it to <insert the address of the office>.",
        "Dear {{ customer }}, welcome.",
        "Dear {{first_name}}, welcome.",
        "Dear ${customer_name}, welcome.",
        "Contact: xxx",
        "Click or tap here to enter text.",
        "Click here to add text",
        "Click to add title",
        "Choose an item.",
        "Klicken oder tippen Sie hier, um Text einzugeben.",
        "Titel durch Klicken hinzufügen",
        "Cliquez ou appuyez ici pour entrer du texte.",
        "Haga clic o pulse aquí para escribir texto.",
        "Ansprechpartner: folgt",
        "Text folgt in Kürze",
        "Bitte ausfüllen",
        "[Bitte hier den Namen einfügen]",
        "Responsable : à compléter",
        "Contenu à venir",
        "Responsable: por definir",
        "Próximamente",
        "[insérer le nom]",
        "[insertar el nombre]",
    ],
)
@pytest.mark.parametrize("kind", ["markdown", "text", "docx"])
def test_placeholders(text: str, kind: str) -> None:
    (mark,) = marks(f"Travel is paid by the firm.\n\n{text}\n\nAsk for it early.", kind)
    assert mark.label
    assert mark.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Use TODO comments to mark what is left to do.",
        'Write "TODO: reason" in front of it, and “TBD: date” where a date is missing.',
        "Mark it with `TODO: reason`.",
        "```py\n# TODO: speed this up\nx = 1  # FIXME: no\n```",
        "    // TODO: speed this up",
        "See <!-- TODO: write --> the page.",
        "Add it to the todo list: milk.",
        "Todo: an example app",
        "Status: todo",
        "| Version | Date | State |\n|---|---|---|\n| 2.0 | TBD | open |",
        "Run `cp <file name> <target>` or `app [options]`.",
        "usage: app [options] <name>",
        "Use <projectname> and [FirstName] as they stand.",
        "[your name](https://example.org/name) and [Add a user][add] are links.",
        "[insert a page]: https://example.org/insert",
        "<View style={{ customer }}>",
        "{% if x %} {{ page.title }} {{< toc >}} {{{ customer }}}",
        "The new office is coming soon to Leeds.",
        "The decision is still to be\nconfirmed by the board.",
        "It has to be done by Friday.",
        "The placeholder attribute of a field shows a hint.",
        "Designers fill a page with lorem ipsum while the text is written.",
        "console.log('Lorem ipsum dolor sit amet')",
        "Click here to read more. Click to expand the table.",
        "Call extension xxx-4711 or 30 XXL.",
        "Die Begründung folgt der Regel, und der Antrag folgt noch dem alten Muster des Vorjahres.",
        "Bitte ausfüllen und unterschreiben Sie das Formular bis Freitag.",
    ],
)
@pytest.mark.parametrize("kind", ["markdown", "text"])
def test_what_only_looks_like_one(text: str, kind: str) -> None:
    assert marks(f"Travel is paid by the firm.\n\n{text}\n\nAsk for it early.", kind) == []


def test_blanks_are_what_a_template_is_for() -> None:
    letter = "Dear [Customer Name],\n\nthank you. TODO: check the tone.\n\n<Company Name>, {{ customer }}"
    assert [mark.label for mark in marks(letter, title="Template: first reply")] == ["something left to do"]
    assert len(marks(letter, title="First reply")) == 3


def test_one_mark_a_line_in_order_and_not_without_end() -> None:
    found = marks("TBD\n\nTODO: a, TODO: b\n\n" + "TODO: more\n\n" * 90)
    assert len(found) == 50
    assert [mark.start for mark in found] == sorted(mark.start for mark in found)
    assert [mark.quote for mark in found[:3]] == ["TBD", "TODO: a, TODO: b", "TODO: more"]


def test_tables_and_data_are_left_alone() -> None:
    assert marks("owner\tTBD\nTODO: x", "csv") == []
    made = extract("markdown", b"---\nstatus: TBD\n---\n\nTravel is paid by the firm.\n")
    assert faults_of(made)[1] == ()

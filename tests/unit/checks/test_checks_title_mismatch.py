"""KB402 finds what is plainly wrong, and is silent wherever a name may be right in other words."""

from __future__ import annotations

import pytest

from kbaudit.checks.kb402_title_mismatch import TitleMismatch
from kbaudit.model import Field, Origin

IN_FRONT, IN_HTML, BY_EDITOR = Origin.FRONT_MATTER, Origin.HTML_META, Origin.PROPERTIES


@pytest.fixture
def said(corpus):
    """The messages about documents, each given as (file name, title, heading, declared title, origin)."""

    def find(*documents: tuple[str, ...], kind: str = "markdown") -> list[str]:
        subjects = []
        for name, title, heading, *declared in documents:
            fields = (Field("docx.title", (declared[0],), declared[1]),) if declared else ()
            has = {"title": title, "heading": heading, "kind": kind, "fields": fields}
            subjects.append({"uri": f"kb/hr/{name}", "has": has})
        return [finding.message for finding in TitleMismatch().find(corpus(subjects))]

    return find


@pytest.mark.parametrize(
    "title",
    ["Document1", "Untitled", "Untitled document", "PowerPoint Presentation", "Presentation", "Word Document",
     "Template", "Microsoft Word - draft.doc", "Microsoft Word - Document3.docx", "draft.docx", "[Document title]",
     "Title", "Ohne Titel", "Präsentation1", "Mappe 2"],
)  # fmt: skip
def test_titles_of_templates(said, title):
    (message,) = said(("travel-costs.docx", "Travel costs", "Travel costs", title, BY_EDITOR))
    assert message == f'Its title, "{title}", is that of a template, not its own.'


@pytest.mark.parametrize(
    ("name", "title", "heading", "origin"),
    [
        ("remote-work.docx", "Travel expenses 2019", "Remote work", BY_EDITOR),
        ("doc1.docx", "Travel expenses 2019", "Remote work", BY_EDITOR),
        ("remote-work.docx", "Microsoft Word - Travel expenses.doc", "Remote work", BY_EDITOR),
        ("remote-work.md", "Travel expenses", "Remote work", IN_FRONT),
        ("remote-work.md", "Remote work policy", "Expense policy", IN_FRONT),
    ],
)
def test_a_declared_title_of_something_else(said, name, title, heading, origin):
    (message,) = said((name, title, heading, title, origin))
    assert message == f'Its title is "{title}", its heading "{heading}".'


@pytest.mark.parametrize(
    ("name", "title", "heading"),
    [
        ("remote-work-policy.md", "Expense policy", "Expense policy"),
        ("holiday-entitlement-calendar.md", "Expense claims", "Expense claims"),
    ],
)
def test_a_name_of_something_else(said, name, title, heading):
    (message,) = said((name, title, heading))
    assert message == f'Its name is "{name[:-3]}", its title "{title}".'


def test_a_copy_whose_heading_was_not_changed(said):
    own = ("expense-claims.md", "Expense claims", "Expense claims")
    assert said(own, ("fleet.md", "Expense claims", "Expense claims")) == [
        'Its name is "fleet", its title "Expense claims".'
    ]
    assert said(("fleet.md", "Expense claims", "Expense claims")) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("index.md", "Expense policy"), ("README.md", "Expense policy"), ("_index.md", "Expense policy"),
        ("2024-03-01.md", "Expense policy"), ("pep-0484.rst", "Type hints"), ("a3f9c2e1.md", "Expense policy"),
        ("untitled-3.md", "Expense policy"), ("how-to.md", "Expense policy"), ("page-17.md", "Expense policy"),
        ("k8s-hpa.md", "Horizontal Pod Autoscaling"), ("vuln-mgmt-policy.md", "Vulnerability management policy"),
        ("sla-msp-agreement.md", "Service level agreement for managed providers"),
        ("wifi-access-policy.md", "Wi-Fi rules"), ("datepickerandroid.md", "DatePickerAndroid"),
        ("organising-travel-plan.md", "Plan of the organisation"), ("reisekosten-richtlinie.md", "Travel expenses"),
        ("remote-work-policy.md", "リモートワーク ポリシー"), ("remote-work-policy.md", ""),
        ("time-off.md", "Annual leave"), ("performance-reviews.md", "Yearly talks"),
        ("remote-work-policy.html.md.erb", "Policy on remote work"), ("RemoteWorkPolicy.md", "Remote work policy"),
        ("politica-de-viajes.md", "Política de viajes"),
    ],
)  # fmt: skip
def test_names_in_doubt(said, name, title):
    assert said((name, title, title)) == []


@pytest.mark.parametrize(
    ("name", "title", "heading", "origin"),
    [
        ("remote-work.md", "Remote work", "Getting started", IN_FRONT),
        ("remote-work.md", "Remote work", "Eligibility", IN_FRONT),
        ("index.md", "Remote work", "Eligibility", IN_FRONT),
        ("template.docx", "Template", "Template", BY_EDITOR),
        ("remote-work.docx", "Microsoft Word - Remote work v2.doc", "Working remotely", BY_EDITOR),
        ("remote-work.docx", "Remote work", "", BY_EDITOR),
        ("remote-work.docx", "Example Ltd - Remote working", "Remote work", BY_EDITOR),
        ("remote-work.html", "Remote work | Example Ltd", "Remote work", IN_HTML),
    ],
)
def test_declared_titles_in_doubt(said, name, title, heading, origin):
    assert said((name, title, heading, title, origin)) == []


def test_mail_is_named_by_whoever_saved_it(said):
    assert said(("remote-work-policy.eml", "Expense policy", "Expense policy"), kind="eml") == []


def test_what_is_quoted_is_safe_to_show(said):
    (message,) = said(
        ("remote-work.docx", "Budget\u202e\n" + "x" * 5000, "Remote work", "Budget\u202e\n" + "x" * 5000, BY_EDITOR)
    )
    assert message.isprintable()
    assert len(message) < 400

from collections.abc import Callable

import pytest

from kbaudit.model import Extract, Link, Origin, Passage, Signals
from kbaudit.signals import read_signals

Read = Callable[..., Signals]


def states(signals: Signals) -> list[tuple[str, str]]:
    return [(claim.state.value, claim.successor) for claim in signals.states]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("draft", "true", [("draft", "")]),
        ("published", "false", [("draft", "")]),
        ("status", "WIP", [("draft", "")]),
        ("status", "Superseded", [("superseded", "")]),
        ("Status", "Rejected", [("obsolete", "")]),
        ("status", "Superseded by ADR-0012", [("superseded", "ADR-0012")]),
        ("Superseded-By", "649, 749", [("superseded", "649"), ("superseded", "749")]),
        ("superseded_by", "Travel, expenses and more", [("superseded", "Travel, expenses and more")]),
        ("replaced_by", "policies/travel.md", [("superseded", "policies/travel.md")]),
        ("deprecated", "true", [("deprecated", "")]),
        ("layout", "withdrawn", [("obsolete", "")]),
        ("state", "archived", [("archived", "")]),
        ("draft", "false", []),
        ("deprecated", "no", []),
        ("superseded_by", "none", []),
        ("status", "Active", []),
        ("status", "draft-ietf-quic", []),
        ("layout", "post", []),
    ],
)
def test_declared_states(read: Read, name: str, value: str, expected: list[tuple[str, str]]) -> None:
    assert states(read("", (name, value))) == expected


def test_a_state_and_its_successor_are_one_claim(read: Read) -> None:
    signals = read("", ("Status", "Superseded"), ("Superseded-By", "101"))
    assert [(claim.where, claim.successor) for claim in signals.states] == [("Superseded-By", "101")]


def test_the_status_property_of_a_word_file(read: Read) -> None:
    (claim,) = read("", ("docx.content_status", "Draft", Origin.PROPERTIES), kind="docx").states
    assert (claim.state, claim.origin) == ("draft", Origin.PROPERTIES)


@pytest.mark.parametrize(
    ("line", "state", "successor"),
    [
        ("DRAFT", "draft", ""),
        ("**Draft**", "draft", ""),
        ("DRAFT - do not distribute", "draft", ""),
        ("Draft - do not distribute", "draft", ""),
        ("Draft v0.3", "draft", ""),
        ("Draft for comment", "draft", ""),
        ("This document is a draft for consultation.", "draft", ""),
        ("This is a draft. Do not cite.", "draft", ""),
        ("ENTWURF", "draft", ""),
        ("Status: Draft", "draft", ""),
        ("| Status | Draft |", "draft", ""),
        ("This page is deprecated.", "deprecated", ""),
        ("⚠️ This page is out of date.", "deprecated", ""),
        ("> [!WARNING] This page is deprecated", "deprecated", ""),
        ("> **Deprecated.** Use [`Alert`](alert) instead.", "deprecated", "alert"),
        (":::warning Deprecated\nUse [the new page](new.md) instead.\n:::", "deprecated", "new.md"),
        ('!!! warning "Deprecated"', "deprecated", ""),
        ("Dieses Dokument ist veraltet.", "deprecated", ""),
        ("This tutorial has been deprecated.", "deprecated", ""),
        ("Note: this document is no longer valid.", "obsolete", ""),
        ("This page is no longer maintained.", "obsolete", ""),
        ("OBSOLETE: see the wiki", "obsolete", "wiki"),
        ("This runbook is obsolete, use [the new runbook](new.md) instead.", "obsolete", "new.md"),
        ("This PEP has been withdrawn in favor of :pep:`3141`.", "obsolete", ":pep:`3141`"),
        ("[ARCHIVED]", "archived", ""),
        ("This is an archived version of the handbook.", "archived", ""),
        ("<div>This page is archived.</div>", "archived", ""),
        ("Superseded by Travel Policy 2024", "superseded", "Travel Policy 2024"),
        ("This policy has been replaced by [X](x.md).", "superseded", "x.md"),
        ("This policy has been replaced by the\n[travel policy](x.md).", "superseded", "x.md"),
        ("This policy was replaced by the Travel Policy and must not be used.", "superseded", "Travel Policy"),
        ("This policy was superseded on 1 March 2024 by [new](n.md)", "superseded", "n.md"),
        ("Diese Richtlinie wurde durch die Reiserichtlinie 2024 ersetzt.", "superseded", "Reiserichtlinie 2024"),
        ("*Note: this PEP was superseded by* :pep:`435`, *which was accepted.*", "superseded", ":pep:`435`"),
        ("Ersetzt durch: [Neu](neu.md)", "superseded", "neu.md"),
        ("**Status:** Superseded by [ADR-5](0005.md)", "superseded", "0005.md"),
    ],
)
def test_banners(read: Read, line: str, state: str, successor: str) -> None:
    signals = read(f"# Title\n\n{line}\n\nText.\n")
    assert states(signals) == [(state, successor)]
    assert signals.states[0].origin is Origin.SENTENCE
    assert signals.states[0].where


@pytest.mark.parametrize(
    "line",
    [
        "The foo option is deprecated.",
        "This option is deprecated.",
        "We sell draft beer.",
        "Draft beer is served from a keg.",
        "DRAFT BEER",
        "Use draft pull requests for work in progress.",
        "Draft the letter and send it.",
        "Draft: write the text first.",
        "How to deprecate an API",
        "Deprecated features are removed after two releases.",
        "Deprecated: features that will be removed soon.",
        "Archived projects are listed here.",
        "- Draft\n- Deprecated: use something else",
        "**Draft**\n\n**Archived**\n\n**Deprecated**",
        "This page is about deprecated features.",
        "This page lists deprecated features.",
        "This document is a draft pull request guide",
        "This page will be deprecated in 2026.",
        "This page may be out of date.",
        "If this page is outdated, tell us.",
        "This process is outdated when the law changes",
        "This document is archived for ten years after signing.",
        "This form has been replaced by hand",
        "This plan replaced the previous one",
        "Custom hooks can be replaced by common ones",
        "Replaced parts must be returned",
        "Obsolete hardware is disposed of by IT.",
        "Mark the application as archived in the Release app.",
        "`DEPRECATED`",
        "    DEPRECATED",
        "```\nDEPRECATED\n```",
        '"This page is deprecated"',
        "Status: Active",
        "## Deprecated features",
        "## Archived",
    ],
)
def test_look_alikes(read: Read, line: str) -> None:
    assert states(read(f"# Title\n\n{line}\n\nText.\n")) == []


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("[ARCHIVED] Travel policy", "archived"),
        ("DRAFT: Travel policy", "draft"),
        ("DRAFT Travel policy", "draft"),
        ("Travel policy (draft)", "draft"),
        ("Travel policy - DRAFT v0.3", "draft"),
        ("Deprecated: Travel policy", "deprecated"),
        ("Reisekosten (veraltet)", "deprecated"),
        ("OBSOLETE - Travel policy", "obsolete"),
    ],
)
def test_titles(read: Read, title: str, state: str) -> None:
    assert states(read("Text", title=title)) == [(state, "")]
    assert states(read(f"# {title}\n\nText", title=title)) == [(state, "")]


@pytest.mark.parametrize(
    "title",
    [
        "Deprecated features",
        "How to deprecate an API",
        "Draft beer price list",
        "DRAFT BEER",
        "Archived projects",
        "Draft pull requests",
        "Obsolete hardware disposal",
        "Drafts",
        "Lifecycle: deprecated",
        "Retired staff",
    ],
)
def test_titles_that_are_about_states(read: Read, title: str) -> None:
    assert states(read("Text", title=title)) == []


def test_only_the_opening_speaks_for_the_document(read: Read) -> None:
    assert states(read("# Modal\n\nText\n\n### `animated`\n\n:::warning Deprecated\nUse X\n:::\n")) == []
    assert states(read("Text. " * 300 + "\n\nDEPRECATED\n")) == []


def test_a_heading_known_by_its_passage_ends_the_opening() -> None:
    text = "Handbook\n\nIntro\n\nOld tools\n\nOBSOLETE: use the new one"
    section = text.index("Old tools")
    passages = (Passage(0, section, ("Handbook",)), Passage(section, len(text), ("Handbook", "Old tools")))
    assert states(read_signals(Extract("docx", "Handbook", text, passages))) == []
    whole = (Passage(0, len(text), ("Handbook",)),)
    assert states(read_signals(Extract("docx", "Handbook", text, whole))) == [("obsolete", "new one")]


def test_the_status_section_of_a_decision_record(read: Read) -> None:
    record = "# 3. Use Kafka\n\n## Status\n\n{}\n\n## Context\n\nText\n"
    assert states(read(record.format("Superseded by [ADR-5](0005.md)"))) == [("superseded", "0005.md")]
    assert states(read(record.format("Accepted"))) == []


def test_where_the_text_has_no_links_the_extracted_link_names_the_successor() -> None:
    text = "Travel policy 2022\n\nThis policy has been replaced by the Travel policy 2024."
    links = (Link("faq.html", "FAQ", 0), Link("../travel-2024.html", "Travel policy 2024", 62))
    found = Extract("html", "Travel policy 2022", text, (), links=links)
    assert states(read_signals(found)) == [("superseded", "../travel-2024.html")]


@pytest.mark.parametrize(
    ("body", "successor"),
    [
        ("This page has now moved to [Creating a repository](/create.html).", "/create.html"),
        ("# <%= current_page.data.title %>\n\nThis page has now moved to [X](x.html)", "x.html"),
        (
            "# Travel\n\nThis page has moved to [Travel](../hr/travel.md). Please update your bookmarks.",
            "../hr/travel.md",
        ),
        ("This document was moved to\n[Travel](travel.md).", "travel.md"),
        ("Moved to [Travel](travel.md)", "travel.md"),
        ("Moved to: https://example.org/travel", "https://example.org/travel"),
        ("Moved to <https://example.org/travel>", "https://example.org/travel"),
        ("> **Note:** This page has been moved to [Travel](travel.md).", "travel.md"),
        ("This runbook has moved to the Platform Handbook.", "Platform Handbook"),
        ("Diese Seite ist umgezogen nach [Reisen](reisen.md).", "reisen.md"),
    ],
)
def test_a_stub_names_where_its_page_has_gone(read: Read, body: str, successor: str) -> None:
    assert states(read(f"{body}\n")) == [("superseded", successor)]


@pytest.mark.parametrize(
    "body",
    [
        "The office has moved to Leeds.",
        "The office has moved to [Leeds](leeds.md).",
        "Moved to Leeds in 2019.",
        "Our team has moved to [the new building](map.md).",
        "This page has moved to [Travel](travel.md).\n\n" + "Claims need a receipt for every journey. " * 8,
        "The data was moved to [S3](s3.md).",
        "If this page has moved to another place, tell us.",
    ],
)
def test_a_page_that_speaks_of_a_move_is_no_stub(read: Read, body: str) -> None:
    assert states(read(f"# Title\n\n{body}\n")) == []


def test_the_stub_of_an_html_page_has_its_target_from_the_link() -> None:
    text = "Travel\n\nMoved to Travel policy."
    found = Extract("html", "Travel", text, (), links=(Link("../travel.html", "Travel policy", 17),))
    assert states(read_signals(found)) == [("superseded", "../travel.html")]

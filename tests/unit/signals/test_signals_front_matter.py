"""Front matter in the dialects that people write, from a file's bytes to the claims."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kbaudit.extractors import extract, kind_by_name
from kbaudit.model import Field, Origin
from kbaudit.signals import read_signals
from kbaudit.signals.names import linked

if TYPE_CHECKING:
    from kbaudit.model import Extract, Signals


def read(name: str, text: str) -> tuple[Extract, Signals]:
    found = extract(kind_by_name(name) or "", text.encode())
    return found, read_signals(found)


def declared_dates(signals: Signals) -> list[tuple[str, str]]:
    return [(str(claim.kind), claim.value) for claim in signals.dates if claim.origin is Origin.FRONT_MATTER]


def declared_owners(signals: Signals) -> list[str]:
    return [claim.value for claim in signals.owners if claim.origin is Origin.FRONT_MATTER]


GOVUK = """---
title: Rotate the deploy keys
weight: 40
last_reviewed_on: 2024-03-03
review_in: 6 months
owner_slack: "#deploy-team"
---

# <%= current_page.data.title %>

Keys are rotated by the team.
"""

LEARN = """---
title: Back up a virtual machine
description: Learn how to back up a machine.
author: annlee
ms.author: annlee
ms.reviewer: bobday
ms.date: 03/04/2024
ms.lastreviewed: 12/2/2023
ms.topic: how-to
ms.service: backup
---
# Back up a virtual machine
"""

HUGO_TOML = """+++
title = 'Paying suppliers'
date = 2023-01-05T09:00:00-05:00
lastmod = 2024-03-03
expiryDate = 2026-03-03
draft = true
tags = ['money', 'suppliers']
[params]
owner = 'finance@example.org'
+++

Invoices are paid on Fridays.
"""

HUGO_JSON = """{
  "title": "Paying suppliers",
  "date": "2023-01-05T09:00:00Z",
  "lastmod": "2024-03-03",
  "draft": false,
  "author": {"name": "Ann Lee"},
  "weight": 10
}

Invoices are paid on Fridays.
"""

FENCED_JSON = """;;;
"title": "Paying suppliers",
"owner": "finance team",
"reviewed": "2024-03-03"
;;;

Invoices are paid on Fridays.
"""

NAMED_JSON = """---json
{"title": "Paying suppliers", "owner": "finance team", "reviewed": "2024-03-03"}
---

Invoices are paid on Fridays.
"""

DOCUSAURUS = """---
id: suppliers
title: Paying suppliers
sidebar_label: Suppliers
last_update:
  date: 2024-03-03
  author: Ann Lee
draft: true
---

Invoices are paid on Fridays.
"""

JEKYLL = """---
layout: post
title:  "Paying suppliers"
date:   2023-01-05 09:00:00 +0100
last_modified_at: 2024-03-03
published: false
maintainer: Ann Lee
---

Invoices are paid on Fridays.
"""

OBSIDIAN = """---
aliases:
  - Suppliers
tags: [money, status/draft]
owner: "[[People/Ann Lee|Ann]]"
reviewed: "[[2024-03-03]]"
created: 2023-01-05T09:00
replaced_by: "[[Paying suppliers 2025]]"
---

Invoices are paid on [[Friday]]s.
"""

MKDOCS = """Title:   Paying suppliers
Authors: Ann Lee
         Bob Day
Date:    2024-03-03
base_url: http://example.org

Invoices are paid on Fridays.
"""

PANDOC = """% Paying suppliers
  in a hurry
% Ann Lee; Bob Day
% March 3, 2024

Invoices are paid on Fridays.
"""

COMMENTED = """<!-- Licensed to all -->
<!--
owner: Ann Lee
last reviewed: 2024-03-03
status: draft
-->
# Paying suppliers

Invoices are paid on Fridays.
"""

BELOW_THE_TITLE = """# Paying suppliers
<!-- owner: @annlee  last-reviewed: 2024-03-03 -->
<!-- Status: Draft -->

Invoices are paid on Fridays.
"""

DOCINFO = """.. _suppliers:

================
Paying suppliers
================

:Author: Ann Lee
:Contact: ann@example.org
:Date: $Date: 2024/03/03 21:47:25 $
:Status: Draft
:Version: 1.2
:Authors: - Bob Day
          - Cy Fox
:Copyright: |year|

Money
=====

:Date: 1999-01-01
"""

DOCINFO_ABOVE = """:orphan:
:Last-Modified: 2024-03-03
:Owner: Ann Lee

Paying suppliers
----------------

Invoices are paid on Fridays.
"""

ASCIIDOC = """// the money handbook
:toc: left
= Paying suppliers
Ann Lee <ann@example.org>; Bob B. Day
v1.2, 2024-03-03: second edition
:status: draft
:url: {base}
:!icons:
:page-reviewed: 2024-02-02

Invoices are paid on Fridays.
"""

ASCIIDOC_ATTRIBUTES = """= Paying suppliers
Finance
:revdate: 2024-03-03
:revnumber: 1.2
:author: Ann Lee
:email: ann@example.org

:date: 1999-01-01
"""

ORG = """:PROPERTIES:
:ID:       4f0c
:CREATED:  [2023-01-05 Thu 09:00]
:END:
#+TITLE: Paying suppliers
#+AUTHOR: Ann Lee
#+LAST_MODIFIED: [2024-03-03 Sun 10:22]
#+STATUS: draft
# a comment
#+OPTIONS: toc:nil

* Money
#+DATE: 1999-01-01
"""

REVIEWED, UPDATED, PUBLISHED, CREATED = "reviewed", "updated", "published", "created"
CASES = {
    "govuk": ("a.html.md.erb", GOVUK, [(REVIEWED, "2024-03-03"), ("review_due", "2024-09-03")], ["#deploy-team"], ""),
    "learn": ("a.md", LEARN, [(UPDATED, "2024-03-04"), (REVIEWED, "2023-12-02")], ["annlee", "annlee"], ""),
    "hugo toml": (
        "a.md",
        HUGO_TOML,
        [(PUBLISHED, "2023-01-05T14:00:00+00:00"), (UPDATED, "2024-03-03"), ("valid_until", "2026-03-03")],
        ["finance@example.org"],
        "draft",
    ),
    "hugo json": (
        "a.md",
        HUGO_JSON,
        [(PUBLISHED, "2023-01-05T09:00:00+00:00"), (UPDATED, "2024-03-03")],
        ["Ann Lee"],
        "",
    ),
    "fenced json": ("a.md", FENCED_JSON, [(REVIEWED, "2024-03-03")], ["finance team"], ""),
    "named json": ("a.md", NAMED_JSON, [(REVIEWED, "2024-03-03")], ["finance team"], ""),
    "docusaurus": ("a.mdx", DOCUSAURUS, [(UPDATED, "2024-03-03")], [], "draft"),
    "jekyll": (
        "a.markdown",
        JEKYLL,
        [(PUBLISHED, "2023-01-05T08:00:00+00:00"), (UPDATED, "2024-03-03")],
        ["Ann Lee"],
        "draft",
    ),
    "obsidian": ("a.md", OBSIDIAN, [(REVIEWED, "2024-03-03"), (CREATED, "2023-01-05")], ["Ann"], "draft"),
    "mkdocs": ("a.md", MKDOCS, [(PUBLISHED, "2024-03-03")], ["Ann Lee", "Bob Day"], ""),
    "pandoc": ("a.md", PANDOC, [(PUBLISHED, "2024-03-03")], ["Ann Lee", "Bob Day"], ""),
    "comment": ("a.md", COMMENTED, [(REVIEWED, "2024-03-03")], ["Ann Lee"], "draft"),
    "comments below": ("a.md", BELOW_THE_TITLE, [(REVIEWED, "2024-03-03")], ["@annlee"], "draft"),
    "docinfo": (
        "a.rst",
        DOCINFO,
        [(PUBLISHED, "2024-03-03")],
        ["ann@example.org", "Ann Lee", "Bob Day", "Cy Fox"],
        "draft",
    ),
    "docinfo above": ("a.rst", DOCINFO_ABOVE, [(UPDATED, "2024-03-03")], ["Ann Lee"], ""),
    "docinfo in .txt": ("a.txt", DOCINFO_ABOVE, [(UPDATED, "2024-03-03")], ["Ann Lee"], ""),
    "asciidoc": (
        "a.adoc",
        ASCIIDOC,
        [(UPDATED, "2024-03-03"), (REVIEWED, "2024-02-02")],
        ["Ann Lee <ann@example.org>", "Bob B. Day"],
        "draft",
    ),
    "asciidoc attributes": ("a.asciidoc", ASCIIDOC_ATTRIBUTES, [(UPDATED, "2024-03-03")], ["Ann Lee"], ""),
    "org": ("a.org", ORG, [(CREATED, "2023-01-05"), (UPDATED, "2024-03-03")], ["Ann Lee"], "draft"),
}
TITLES = {
    "govuk": "Rotate the deploy keys",
    "learn": "Back up a virtual machine",
    "pandoc": "Paying suppliers in a hurry",
    "obsidian": "",
}
CUT = {"govuk", "learn", "hugo toml", "hugo json", "fenced json", "named json", "docusaurus", "jekyll", "obsidian"}


@pytest.mark.parametrize("case", CASES)
def test_a_dialect(case: str) -> None:
    name, text, dates, owners, state = CASES[case]
    found, signals = read(name, text)
    assert found.title == TITLES.get(case, "Paying suppliers")
    assert declared_dates(signals) == dates
    assert declared_owners(signals) == owners
    assert {
        str(claim.state) for claim in signals.states if claim.origin is Origin.FRONT_MATTER and not claim.successor
    } == ({state} if state else set())
    assert found.problems == ()
    assert (found.text != text) == (case in CUT)
    assert text.endswith(found.text)
    assert found.text.strip()


def test_a_successor_may_be_a_wiki_link() -> None:
    _, signals = read("a.md", OBSIDIAN)
    assert "Paying suppliers 2025" in [claim.successor for claim in signals.states]


def test_versions_are_read() -> None:
    fields = {each.name: each.value for each in read("a.adoc", ASCIIDOC)[0].fields}
    assert (fields["revnumber"], fields["revremark"]) == ("1.2", "second edition")
    assert "url" not in fields
    assert {each.name: each.value for each in read("a.rst", DOCINFO)[0].fields}["Version"] == "1.2"


@pytest.mark.parametrize(
    ("value", "shown", "target"),
    [
        ("[[Ann Lee]]", "Ann Lee", "Ann Lee"),
        ("[[People/Ann Lee#Now|Ann]]", "Ann", "People/Ann Lee"),
        ("[Ann](mailto:ann@example.org)", "Ann", "mailto:ann@example.org"),
        (" Ann ", "Ann", "Ann"),
        ("see [[Ann]] and [[Bob]]", "see [[Ann]] and [[Bob]]", "see [[Ann]] and [[Bob]]"),
        ("[TBD]", "[TBD]", "[TBD]"),
    ],
)
def test_links_as_values(value: str, shown: str, target: str) -> None:
    assert linked(value) == (shown, target)


@pytest.mark.parametrize(
    "value",
    ["2013-12-23T23:15:00+00:00", "2013-01-27T09:14:16+00:00", "2015-06-05T18:17:20+00:00", "2006-09-16T00:00:00Z"],
)
def test_the_dates_of_templates_are_no_dates_of_documents(value: str) -> None:
    made = extract("text", b"Words.")
    for origin, count in ((Origin.PROPERTIES, 0), (Origin.FRONT_MATTER, 1)):
        field = Field("created", (value,), origin)
        assert len(read_signals(replace(made, fields=(field,))).dates) == count


def test_who_sent_a_mail_does_not_own_it() -> None:
    mail = b"From: Ann Lee <ann@example.org>\nTo: bob@example.org\nSubject: Keys\nMIME-Version: 1.0\n\nHello\n"
    found = extract("eml", mail)
    assert "mail.From" in {each.name for each in found.fields}
    assert read_signals(found).owners == ()

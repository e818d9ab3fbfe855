"""Notebooks, JSON and XML as text."""

from __future__ import annotations

import json

from kbaudit.extractors import extract, json_text


def test_a_notebook() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Rates\n", "\n", "See [here](https://example.com)."]},
        {"cell_type": "code", "source": "print(30)", "outputs": [{"text": "30"}]},
        {"cell_type": "markdown", "source": "More words."},
        "no cell",
    ]
    found = extract("ipynb", json.dumps({"cells": cells}).encode())
    assert found.title == "Rates"
    assert found.text == "# Rates\n\nSee [here](https://example.com).\n\nprint(30)\n\nMore words."
    assert {each.heading for each in found.passages} == {("Rates",)}
    assert [link.target for link in found.links] == ["https://example.com"]
    assert "print" not in found.sample


def test_what_is_no_notebook_is_text() -> None:
    for data in (b"{", b'{"cells": 1}', b"[]"):
        found = extract("ipynb", data)
        assert found.text == data.decode()
        assert found.problems[-1][0] == "json"


def test_json() -> None:
    page = {"title": "Rates", "days": {"monday": 30, "note": "per day"}, "tags": ["a", "b"], "none": None}
    found = extract("json", json.dumps(page).encode())
    assert found.title == "Rates"
    assert found.text == "title: Rates\nmonday: 30\nnote: per day\na\nb"
    assert [each.heading for each in found.passages] == [(), ("days",), ("tags",)]


def test_lines_of_json() -> None:
    found = extract("json", b'{"name": "One", "text": "first"}\n\n{"name": "Two", "text": "second"}\n')
    assert found.text == "name: One\ntext: first\nname: Two\ntext: second"
    assert [each.heading for each in found.passages] == [("One",), ("Two",)]


def test_json_that_is_none_or_without_end(monkeypatch) -> None:
    found = extract("json", b'{"a": 1}\n{"a": 2}\n{"a"\n')
    assert found.problems == (("json", "line 3: Expecting ':' delimiter: line 1 column 5 (char 4)"),)
    found = extract("json", b'{"a": ')
    assert (found.text, found.problems[0][0]) == ('{"a": ', "json")
    assert extract("json", b"[" * 100_000).problems[0][0] == "json"
    assert extract("json", b"[" * 100 + b"1" + b"]" * 100).problems[0][0] == "limit"
    monkeypatch.setattr(json_text, "VALUE_LIMIT", 3)
    assert extract("json", b"[1, 2, 3, 4]").text == "1\n2"
    assert extract("json", b"").problems == ()


def test_xml() -> None:
    page = b"<book><title>Rates</title><p>Pay <b>30</b> EUR.</p><note><to>Ann</to><from>Bob</from></note></book>"
    found = extract("xml", page)
    assert (found.title, found.text) == ("Rates", "Rates\nPay 30 EUR.\nAnn\nBob")
    utf16 = '<?xml version="1.0" encoding="UTF-8"?><a>Grüße</a>'.encode("utf-16")
    assert extract("xml", utf16).text == "Grüße"


def test_xml_that_is_not_parsed() -> None:
    for data in (b"<a>", b'<!DOCTYPE a [<!ENTITY b "xx">]><a>&b;</a>'):
        found = extract("xml", data)
        assert found.text == data.decode()
        assert found.problems[-1][0] == "xml"
    assert extract("xml", b"<a>" * 50_000 + b"x" + b"</a>" * 50_000).text == "x"


def test_headings_of_the_light_markups() -> None:
    rst = b"=====\nGuide\n=====\n\nhello\n\nCosts\n-----\nTrains\n"
    assert [p.heading for p in extract("rst", rst).passages] == [("Guide",), ("Guide", "Costs")]
    adoc = b"= Guide\n\nhello\n\n== Costs\n\nTrains\n"
    assert [p.heading for p in extract("asciidoc", adoc).passages] == [("Guide",), ("Guide", "Costs")]
    org = b"#+TITLE: x\n\n* Guide\n\nhello\n\n** Costs\nTrains\n"
    assert [p.heading for p in extract("org", org).passages] == [(), ("Guide",), ("Guide", "Costs")]
    plain = b"* one\n\n* two\n\n-----\n\nwords\n"
    assert [p.heading for p in extract("text", plain).passages] == [()]

"""HTML."""

from __future__ import annotations

import pytest

from kbaudit.extractors import extract
from kbaudit.extractors.html import DEPTH_LIMIT
from kbaudit.model import Extract, Origin

PAGE = """\
<!doctype html><html lang="en-GB"><head><title> Leave &amp; absence </title>
<meta name="author" content="Ann"><meta property="article:modified_time" content="2024-03-03T10:00:00Z">
<meta http-equiv="last-modified" content="Sun, 03 Mar 2024"><meta charset="utf-8"><meta name="empty" content="">
<script type="application/ld+json">
{"@graph": [{"dateModified": "2024-03-03", "author": [{"name": "Bob"}, "Eve"]}]}</script>
<style>p { color: red }</style></head><body>
<nav><a href="/">Home</a></nav>
<p>Before   the
 heading.</p>
<h1>Leave</h1><div>You have <b>30</b> days, see <a href="form.html"> the  form</a>.<br>Ask.</div>
<h2>Part time</h2><table><tr><th>Days</th><th>Week</th></tr><tr><td>5</td><td>30</td></tr></table>
<pre>
 a
   b</pre>
<p>Reviewed <time datetime="2024-03-03" itemprop="dateModified">3 March</time> <time>May 2023</time></p>
<script>var hidden</script><noscript>hidden</noscript><template>hidden</template><!-- hidden --><footer>Foot</footer>
</body></html>"""


def read(text: str) -> Extract:
    return extract("html", text.encode())


def test_a_page() -> None:
    found = read(PAGE)
    assert found.title == "Leave & absence"
    assert found.text == (
        "Before the heading.\n\nLeave\n\nYou have 30 days, see the form.\nAsk.\n\nPart time\n\n"
        "Days\tWeek\n5\t30\n\n a\n   b\n\nReviewed 3 March May 2023\n\nFoot"
    )
    assert [(found.text[p.start : p.end].split("\n")[0], p.heading) for p in found.passages] == [
        ("Before the heading.", ()),
        ("Leave", ("Leave",)),
        ("Part time", ("Leave", "Part time")),
    ]
    assert found.problems == ()
    assert found.sample.startswith("Before the heading. Leave You have 30 days, see the form")


def test_links_stand_where_they_say() -> None:
    found = read(PAGE)
    assert [(link.target, link.text) for link in found.links] == [("form.html", "the form")]
    assert found.text[found.links[0].start :].startswith("the form.")


def test_declarations() -> None:
    assert [(each.name, each.values, each.origin) for each in read(PAGE).fields] == [
        ("lang", ("en-GB",), Origin.HTML_META),
        ("author", ("Ann",), Origin.HTML_META),
        ("article:modified_time", ("2024-03-03T10:00:00Z",), Origin.HTML_META),
        ("last-modified", ("Sun, 03 Mar 2024",), Origin.HTML_META),
        ("time", ("2024-03-03",), Origin.HTML_TIME),
        ("dateModified", ("2024-03-03",), Origin.HTML_TIME),
        ("time", ("May 2023",), Origin.HTML_TIME),
        ("jsonld.dateModified", ("2024-03-03",), Origin.HTML_META),
        ("jsonld.author", ("Bob", "Eve"), Origin.HTML_META),
    ]


@pytest.mark.parametrize(
    "linked",
    ["{", "[" * 100_000, '"text"', "null", '{"dateModified": {"a": 1}, "author": []}', '{"@graph": 3}', "[[1], 2]"],
)
def test_odd_linked_data_is_passed_over(linked: str) -> None:
    assert read(f'<script type="application/ld+json">{linked}</script><p>x').fields == ()


@pytest.mark.parametrize("depth", [5_000, DEPTH_LIMIT + 1])
@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "font"])
def test_deep_pages_keep_their_text(depth: int, tag: str) -> None:
    found = read(f"<{tag}>" * depth + "deep <i>text" + f"</{tag}>" * depth + "<p>after")
    assert found.text.split() == ["deep", "text", "after"]
    assert bool(found.problems) == (depth > DEPTH_LIMIT)


@pytest.mark.parametrize(
    "page", ["<html><script>x</script></html>", "<!-- only -->", "<frameset><frame src=x></frameset>"]
)
def test_a_page_without_text_says_so(page: str) -> None:
    found = read(page)
    assert (found.text, found.passages) == ("", ())
    assert found.problems == (("no_text", "no visible text in the page"),)


def test_an_empty_file_has_no_problem() -> None:
    assert read(" \n").problems == ()


def test_templates() -> None:
    page = '---\ntitle: Manual\n---\n<% each do |x| %><p><a href="<%= x %>">Go</a> <%= "a > b" %></p><% end %><p>1 <% 2'
    found = read(page)
    assert found.title == "Manual"
    assert found.text.split()[:2] == ["Go", "1"]
    assert "a > b" not in found.text


@pytest.mark.parametrize(
    ("page", "title"),
    [("<h1>One <b>two</b></h1><h1>x</h1>", "One two"), ("<title></title><h1>One</h1>", "One"), ("<p>x", "")],
)
def test_titles(page: str, title: str) -> None:
    assert read(page).title == title


def test_a_heading_may_hold_blocks() -> None:
    found = read("<p>a</p><h2><div>One</div><div>Two</div></h2><p>b</p>")
    assert found.text == "a\n\nOne\nTwo\n\nb"
    assert [p.heading for p in found.passages] == [(), ("One Two",)]


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "iso-8859-15", "nonsense", "utf-16", "hex"])
def test_legacy_pages(charset: str) -> None:
    found = extract("html", f'<meta charset="{charset}"><p>Größe und Maß'.encode("latin-1"))
    assert found.text == "Größe und Maß"
    assert found.problems[0][0] == "encoding"


def test_a_named_code_page_is_believed() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Да, нет.'
    assert extract("html", page.encode("cp1251")).text == "Да, нет."


@pytest.mark.parametrize(
    "page",
    [
        "<a href=x>" * 9_000 + "t",
        "<table><td>" * 2_000 + "t",
        "<h1>" * 9_000 + "t",
        "<%" * 99_999 + "t",
        "<p" * 9_000,
        "&#xD800;t",
    ],
)
def test_hostile_pages_end(page: str) -> None:
    read(page).text.encode()

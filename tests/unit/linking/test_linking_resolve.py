"""Links of whole corpora, a line a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from kbaudit.linking import Places, Resolved, resolve_links
from kbaudit.model import Document, Field, Link, Origin, Skipped, SkipReason


@dataclass(frozen=True)
class Page:
    uri: str
    kind: str = "markdown"
    links: tuple[Link, ...] = ()
    images: tuple[Link, ...] = ()
    anchors: tuple[str, ...] = ()


def page(uri: str, *targets: str, kind: str = "markdown", images: Sequence[str] = (), anchors: str = "") -> Page:
    links, shown = ([Link(t, "", i) for i, t in enumerate(each)] for each in (targets, images))
    return Page(uri, kind, tuple(links), tuple(shown), tuple(anchors.split()))


def document(uri: str, fields: Mapping[str, str]) -> Document:
    said = tuple(Field(name, tuple(value.split()), Origin.FRONT_MATTER) for name, value in fields.items())
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Document(uri, "kb", "0", 1, 0, moment, "markdown", "", "", 1, 1, "", 1.0, fields=said)


def resolved(
    *pages: Page,
    skipped: Sequence[str] = (),
    images: Sequence[str] = (),
    says: Mapping[str, Mapping[str, str]] | None = None,
    partial: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> Resolved:
    others = [Skipped(uri, SkipReason.UNSUPPORTED, "") for uri in skipped]
    others += [Skipped(uri, SkipReason.IMAGE, "") for uri in images]
    places = Places(
        [document(each.uri, (says or {}).get(each.uri, {})) for each in pages],
        others,
        partial=partial,
        left_out=left_out.__contains__,
    )
    anchors = {each.uri: each.anchors for each in pages}
    return resolve_links(sorted(pages, key=lambda p: p.uri), places, lambda uris: {u: anchors[u] for u in uris})


def broken(*pages: Page, **more: object) -> list[str]:
    found = resolved(*pages, **more)  # type: ignore[arg-type] - passed on as given
    return [link.target for links in found.broken.values() for link in links]


OTHERS = (
    page("kb/hr/pay.md", anchors="pay rates overtime-1 q-a-for-2024"),
    page("kb/hr/teams/index.md", anchors="teams"),
    page("kb/en/docs/setup/install.md"),
    page("kb/en/docs/setup/_index.md"),
    page("kb/hr/Holiday Plan.html", kind="html", anchors="summer"),
    page("kb/hr/01-intro.mdx"),
    page("kb/manual/deploy.html.md.erb"),
)


@pytest.mark.parametrize(
    "target",
    [
        "pay.md",
        "./pay.md",
        "pay",
        "pay.html",
        "pay/",
        "PAY.md",
        "../hr/pay.md",
        "../hr//pay.md?view=1#rates",
        "/hr/pay.md",
        "/pay.html",  # the site's root is the document's folder
        "/docs/setup/install/",  # ... or a folder beside
        "/kb-site/hr/pay",  # ... or served below a name
        "teams",
        "teams/",
        "teams/index.html",
        "teams/README.md",
        "../en/docs/setup",
        "../en/docs",  # a folder without an index
        "Holiday%20Plan.html#summer",
        "intro",
        "../manual/deploy.html",
        "../pay.md",  # as seen from hr/sick/, where a site serves the page
        "pay.md#Rates",
        "pay.md#overtime-2",
        "pay.md#qa-for-2024",
        "pay.md#user-content-rates",
        "pay.md#pay-rates",  # with the heading above in front
        "pay.md#top",
        "pay.md#L10-L20",
        "pay.md#:~:text=rates",
        "pay.md#tab/linux",
        "#",
        "",
        "data.bin",
        "https://example.org/gone.md",
        "//example.org/gone.md",
        "mailto:a@example.org",
        "file:///gone.md",
        r"C:\gone.md",
        r"..\gone.md",
        "gone/{{ page.id }}.md",
        "<%= gone %>.html",
        "${gone}.md",
        "@site/gone.md",
        "../../../outside.md",
        "../../elsewhere/outside.md",
        "../issues/12",
        "../../kb/blob/main/gone.md",
        "/nowhere/at/all.html",  # a site's address that nothing ties to a folder
        "word",  # no document of this source links by bare words
    ],
)
def test_a_link_that_works_or_cant_be_told(target: str) -> None:
    assert broken(page("kb/hr/sick.md", target), *OTHERS, skipped=["kb/hr/data.bin"]) == []


@pytest.mark.parametrize(
    ("target", "why", "suggestion"),
    [
        ("gone.md", "nothing is there", ""),
        ("../gone.html", "nothing is there", ""),
        ("install.md", "nothing is there", "kb/en/docs/setup/install.md"),
        ("holiday%20plans.html", "nothing is there", "kb/hr/Holiday Plan.html"),
        ("www.example.org/form", "a web address without https://", "https://www.example.org/form"),
        ("pay.md#rate", 'no heading or anchor "rate" in kb/hr/pay.md', "#rates"),
        ("#gone", 'no heading or anchor "gone" in this document', ""),
        ("#ill", 'no heading or anchor "ill" in this document', "#ill-at-home"),
    ],
)
def test_a_broken_link(target: str, why: str, suggestion: str) -> None:
    found = resolved(page("kb/hr/sick.md", target, anchors="sick ill-at-home"), *OTHERS).broken
    assert [(b.target, b.why, b.suggestion) for b in found["kb/hr/sick.md"]] == [(target, why, suggestion)]


def test_a_habit_makes_pages_and_words_believed() -> None:
    used = page("kb/hr/sick.md", "pay", "teams", "intro", "gone")
    assert broken(used, *OTHERS) == ["gone"]
    assert broken(page("kb/hr/sick.md", "pay", "gone", "lost", "word"), *OTHERS) == []


def test_a_root_is_believed_folder_by_folder() -> None:
    docs = [page(f"kb/docs/{name}.md", "/docs/a.html", "/docs/gone.html", "/api/x.html") for name in "abcd"]
    assert set(broken(*docs, page("kb/api/index.md"))) == {"/docs/gone.html"}


def test_a_page_saved_from_the_web_says_nothing() -> None:
    targets = ("a.html", "b/c.html", "d.html")
    assert broken(page("kb/saved.html", *targets, kind="html")) == []
    assert broken(page("kb/saved.html", *targets, "hr/", kind="html"), *OTHERS) == list(targets)


@pytest.mark.parametrize("name", ["aliases", "redirect_from", "permalink", "slug", "id", "meta.redirect-from"])
def test_an_address_that_a_document_declares(name: str) -> None:
    moved = page("kb/hr/new-name.md")
    assert broken(page("kb/hr/sick.md", "old-name.md"), moved, says={moved.uri: {name: "/hr/old-name/ /x"}}) == []
    assert broken(page("kb/hr/sick.md", "old-name.md"), moved, says={moved.uri: {"title": "old-name"}}) != []


def test_files_that_patterns_leave_out() -> None:
    linking = page("kb/hr/sick.md", "../drafts/a.md", "notes.md", "gone.md")
    assert broken(linking, partial=["kb"], left_out=["kb/hr/notes.md"]) == ["gone.md"]
    assert broken(linking) == ["../drafts/a.md", "notes.md", "gone.md"]


def test_fragments_are_only_checked_where_the_anchors_are_known() -> None:
    assert broken(page("kb/a.md", "b.md#x", "#x"), page("kb/b.md")) == []
    foreign = page("kb/b.md", anchors="はじめに 設定 まとめ")
    assert broken(page("kb/a.md", "b.md#setup", "b.md#%E8%A8%AD%E5%AE%9A"), foreign) == []
    two = (page("kb/b.md", anchors="one"), page("kb/b/index.md", anchors="two"))
    assert broken(page("kb/a.md", "b#x", "b#y"), *two) == []


def test_kinds_whose_links_start_elsewhere() -> None:
    assert broken(page("kb/a.eml", "gone.html", kind="eml"), page("kb/b.epub", "gone.xhtml", kind="epub")) == []
    assert broken(page("kb/a.eml!/page.md", "gone.md")) == []


def test_a_target_is_told_once_and_in_order() -> None:
    assert broken(page("kb/a.md", "z.md", "b.md", "z.md")) == ["z.md", "b.md"]


def test_a_vault_of_notes_needs_names_only() -> None:
    notes = (page("kb/a.md", "Note.md", "gone.md"), page("kb/deep/down/note.md"))
    assert broken(*notes, skipped=["kb/.obsidian/app.json"]) == ["gone.md"]
    assert broken(*notes) == ["Note.md", "gone.md"]


def test_many_broken_links_stay_bounded() -> None:
    assert len(broken(page("kb/a.md", *(f"{n}.md" for n in range(5000))))) == 200


def test_a_hostile_document_costs_little() -> None:
    anchors = " ".join(f"heading-{chr(97 + n % 26)}{n}x" for n in range(4000))
    links = [f"#{'a' * 100}-gone-{n}z" for n in range(20_000)]
    assert len(broken(page("kb/a.md", *links, anchors=anchors))) == 200


def test_images_that_are_shown() -> None:
    images = [
        "kb/i/a.png",
        "kb/i/b.jpg",
        "kb/i/c.png",
        "kb/i/d.png",
        "kb/i/e.png",
        "kb/m.eml!/f.png",
        "kb/i/unseen.png",
    ]
    reader = page("kb/a.md", "i/b.jpg", images=["i/a.png", "{{ root }}/i/d.png", "/static/x/e.png?v=1"])
    found = resolved(reader, page("kb/deep/b.html", kind="html", images=["../i/C.png"]), images=images)
    assert sorted(set(images) - found.shown) == ["kb/i/unseen.png"]


def test_markups_that_tell_nothing_of_images_leave_all_shown() -> None:
    assert resolved(page("kb/a.rst", kind="text"), images=["kb/i/a.png"]).shown == {"kb/i/a.png"}

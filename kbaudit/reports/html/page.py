"""Puts the page together: the template, the style and the script, under a policy that lets nothing else run.

Safety: jinja2 escapes everything; every string that is put in goes through `displayed` first; the content security
policy (CSP Level 3) allows exactly the styles and the one script whose digests it names, and nothing from elsewhere.
The script makes text nodes of what documents say, never markup.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from kbaudit.model import displayed
from kbaudit.reports.html.overview import overview_of
from kbaudit.reports.wording import when

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kbaudit.model import Report

SCRIPT: Final = (
    "vendor.js", "data.js", "address.js", "table.js", "facets.js", "explorer.js", "sides.js", "timeline.js",
    "finding.js", "document.js", "family.js", "worklist.js", "appendix.js",
    "main.js",
)  # fmt: skip
"""The files of app/ in the order in which they make the one script: each uses those before it."""

_HEADER: Final = 120  # characters of the running header
_STRING: Final = r'"[A-Za-z0-9 \\]*+"'
_HEADER_STYLE: Final = re.compile(
    rf"@page {{ @top-left {{ content: {_STRING}; }} @top-right {{ content: {_STRING}; }} "
    rf'@bottom-right {{ content: counter\(page\) " / " counter\(pages\); }} '
    rf"@bottom-left {{ content: {_STRING}; }} }}".replace("{ ", r"\{ ").replace(" }", r" \}")
)


class Html:
    """Renders report.html."""

    name = "html"
    filename = "report.html"

    def render(self, report: Report) -> str:
        style, script, header = _file("templates/report.css"), _script(), _running_header(report)
        return (
            _environment()
            .get_template("report.html.jinja")
            .render(
                report=report,
                view=overview_of(report),
                policy=content_security_policy([style, header], script),
                style=Markup(style),  # noqa: S704 - our own file, no document's text
                header=Markup(header),  # noqa: S704 - ours; what a source is called is in it as escapes alone
                script=Markup(script),  # noqa: S704 - our own files
            )
        )


def parts_of_page() -> tuple[str, str]:
    """The style and the script that are the same in every page of this version."""
    return _file("templates/report.css"), _script()


def is_running_header(style: str) -> bool:
    """Whether a style only writes texts at the margins of printed pages, as `_running_header` makes it."""
    return _HEADER_STYLE.fullmatch(style) is not None


def content_security_policy(styles: Iterable[str], script: str) -> str:
    """The policy that lets these styles and this script run, and nothing else load, submit or navigate the base."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src " + " ".join(f"'sha256-{_digest(style)}'" for style in styles),
            f"script-src 'sha256-{_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _running_header(report: Report) -> str:
    """The style that writes what is audited, as of when and in which run on each printed page (CSS Paged Media 3)."""
    said = displayed(f"Audit of {', '.join(report.run.sources)}")[:_HEADER]
    run = f"{when(report.run.as_of, report.zone)}, run {report.run.id[:12]}"
    return (
        f"@page {{ @top-left {{ content: {_css_string(said)}; }} @top-right {{ content: {_css_string(run)}; }} "
        '@bottom-right { content: counter(page) " / " counter(pages); } '
        f"@bottom-left {{ content: {_css_string(report.run.tool)}; }} }}"
    )


def _css_string(text: str) -> str:
    """A text as a string of CSS: all but letters, digits and spaces as escapes, ended by a space (CSS Syntax 4.3.7)."""
    plain = (ch if ch.isascii() and (ch.isalnum() or ch == " ") else f"\\{ord(ch):06x} " for ch in text)
    return f'"{"".join(plain)}"'


def _script() -> str:
    """The files of app/ as one script of its own scope."""
    return "\n".join(('"use strict";', "(() => {", *(_file(f"app/{name}") for name in SCRIPT), "})();"))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _file(name: str) -> str:
    """A file of this package, wherever it is installed."""
    return resources.files("kbaudit.reports.html").joinpath(*name.split("/")).read_text(encoding="utf-8")


def _template(name: str) -> str:
    return _file(f"templates/{name}")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, finalize=_shown,
    )  # fmt: skip
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["share"] = lambda part, whole: f"{100 * part / whole:.2f}" if whole else "0"
    environment.filters["fragment"] = lambda text: quote(displayed(text), safe="/")
    return environment


def _shown(value: object) -> object:
    """Every text on its way into the page, with control and bidi characters made visible."""
    return displayed(value) if isinstance(value, str) and not isinstance(value, Markup) else value

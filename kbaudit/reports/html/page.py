"""report.html: the audit on one page that needs nothing else: no network, no file beside it, no script to be read.

Safety: jinja2 escapes everything; every string that is put in goes through `displayed` first; the content security
policy (CSP Level 3) allows exactly the one style and the one script whose digests it names, and nothing from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from kbaudit.model import displayed
from kbaudit.reports.html_view import view_of

if TYPE_CHECKING:
    from kbaudit.model import Report


class Html:
    """Renders report.html."""

    name = "html"
    filename = "report.html"

    def render(self, report: Report) -> str:
        style, script = _file("report.css"), _file("report.js")
        return (
            _environment()
            .get_template("report.html.jinja")
            .render(
                report=report,
                view=view_of(report),
                policy=content_security_policy(style, script),
                style=Markup(style),  # noqa: S704 - our own file, no document's text
                script=Markup(script),  # noqa: S704 - as above
            )
        )


def content_security_policy(style: str, script: str) -> str:
    """The policy that lets this style and this script run, and nothing else load, submit or navigate the base."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_digest(style)}'",
            f"script-src 'sha256-{_digest(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _file(name: str) -> str:
    """A file of the templates folder, wherever the package is installed."""
    return resources.files("kbaudit.reports").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, finalize=_shown,
    )  # fmt: skip
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["share"] = lambda part, whole: f"{100 * part / whole:.2f}" if whole else "0"
    return environment


def _shown(value: object) -> object:
    """Every text on its way into the page, with control and bidi characters made visible."""
    return displayed(value) if isinstance(value, str) and not isinstance(value, Markup) else value

"""Options of the commands that deal with the retrieval layer. Importing them brings click and nothing of the audit."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar
from urllib.parse import urlsplit

import click

from kbaudit.errors import UsageError
from kbaudit.retrieval.indexes import INDEXES
from kbaudit.retrieval.indexes.base import Address

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.retrieval.rules import Match

P = ParamSpec("P")
R = TypeVar("R")

RULES: Final = Path("kbaudit-report") / "rules.json"
_PASSWORD: Final = re.compile(r"password\s*=", re.IGNORECASE)


def rules_option(command: Callable[P, R]) -> Callable[P, R]:
    """--rules: the rules.json of an audit."""
    return click.option(
        "--rules", type=click.Path(path_type=Path, dir_okay=False), default=RULES, show_default=True, metavar="FILE",
        help="The rules.json of an audit; stamps.jsonl is read beside it.",
    )(command)  # fmt: skip


def address_options(command: Callable[P, R]) -> Callable[P, R]:
    """--target, --collection, --url, --path, --namespace, --key: which live index."""
    for option in (
        click.option("--key", default="id", show_default=True, help="The column with a point's id, in tables."),
        click.option("--namespace", default="", help="Its namespace, schema or tenant, where the engine has those."),
        click.option("--path", default="", metavar="DIR", help="Where it lies, for an engine that runs embedded."),
        click.option("--url", default="", help="Where its server is; credentials come from the environment."),
        click.option("--collection", required=True, metavar="NAME", help="The collection, table, index or class."),
        click.option("--target", required=True, type=click.Choice(sorted(INDEXES)), help="The retrieval system."),
    ):
        command = option(command)
    return command


def read_address(given: dict[str, str], match: Match) -> Address:
    """The address of an index.

    Raises:
        UsageError: the URL holds a password: it would stand in the shell's history and the list of processes.
    """
    url = given["url"]
    try:
        secret = urlsplit(url).password or _PASSWORD.search(url)
    except ValueError:
        raise UsageError("--url can't be read as an address") from None
    if secret:
        raise UsageError(
            "--url holds a password: leave it out, it's read from the environment or the client's own configuration "
            "(docs/retrieval has a page for each target)"
        )
    return Address(url, given["path"], given["collection"], given["namespace"], given["key"], match)


def stamps_beside(rules: Path) -> Path:
    """The stamps.jsonl of the same audit."""
    return rules.with_name("stamps.jsonl")


def read_now(text: str | None) -> float | None:
    """A moment in epoch seconds: `query` and nothing leave it to the query.

    Raises:
        UsageError: it is neither a date nor a moment.
    """
    if text is None or text == "query":
        return None
    if text == "now":
        return float(int(datetime.now(UTC).timestamp()))
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise UsageError(
            f"--now {text!r} is no moment (write it like 2026-06-01T12:00:00+00:00, now or query)"
        ) from None

"""The `kbaudit` command: imports a subcommand only when it is called, and ends every run in one exit code."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from kbaudit import __version__
from kbaudit.cli.options import reader_gone
from kbaudit.errors import Interrupted, KbauditError

if TYPE_CHECKING:
    from types import FrameType

COMMANDS = {
    "audit": "Crawl, judge and report: the whole audit of one or more folders.",
    "crawl": "Only learn: read what is new or changed into the catalog.",
    "check": "Judge again what the catalog holds, without reading one file.",
    "gate": "May these files be ingested? A line each, by an audit's rules.",
    "rules": "Compile the rules for a retrieval system, or apply them to an index.",
    "index": "Is the live index what the audit says?",
    "explain": "Tell what a check means, or why a document is served or not.",
    "waive": "Answer for a finding until a day: it has no effect until then.",
    "attest": "Say that you reviewed a document as it is now.",
    "diff": "What appeared and what was fixed between two audits.",
    "verify": "Prove that an evidence bundle is as it was written.",
    "policy": "Write a policy that fits, check one, or print the JSON Schema.",
}


class Commands(click.Group):
    """The subcommands, imported when called: `kbaudit --version` must not wait for DuckDB."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kbaudit.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib  # noqa: PLC0415 - only for the hint

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"No such command {args[0]!r}.{hint}", ctx=ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would exit with 1, which means that the gate is closed
            reader_gone()
            return 0

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kbaudit", message="%(prog)s %(version)s")
def kbaudit() -> None:
    """Audit a knowledge base before a RAG system retrieves from it.

    \b
    Example:
      kbaudit audit docs/            read, judge, report into kbaudit-report/
      kbaudit explain KB103          what a check looks for, and the remedy
    """  # noqa: D301 - click wants the character \b itself


def run() -> NoReturn:
    """Runs the command line and exits with the code of the contract; --debug shows the traceback of a failure."""
    _open_missing_streams()
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, _terminated)
    try:
        sys.exit(kbaudit.main(standalone_mode=False, prog_name="kbaudit") or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        # DuckDB makes every interruption of a query the same one: which signal it was is remembered here.
        _fail(*(("stopped by SIGTERM", 143) if _signals else ("stopped by the user", 130)))
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        _fail(*_told(error))


def _told(error: Exception) -> tuple[str, int]:
    """What a failure is called in one line, and the exit code that it ends in."""
    if isinstance(error, Interrupted) and _signals:
        return str(error), 143  # also where DuckDB took the signal for Ctrl-C
    if isinstance(error, KbauditError):
        return str(error), error.exit_code
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), 4
    what = f"{type(error).__name__}: {error}"[:300]
    return f"internal error: {what} (run again with --debug and report what it prints)", 4


def _fail(message: str, code: int) -> NoReturn:
    from kbaudit.model import displayed  # noqa: PLC0415 - a start that goes well needn't pay for it

    lines = [displayed(line) for line in message.splitlines()]
    click.echo("kbaudit: " + "\n  ".join(lines), err=True)
    sys.exit(code)


def _open_missing_streams() -> None:
    """Started with stdout or stderr closed: what would be said goes nowhere, and no file gets their descriptor."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # The lowest free descriptor is the missing one: streams are opened in their order.
            stream = Path(os.devnull).open("r" if descriptor == 0 else "w", encoding="utf-8")  # noqa: SIM115 - stays open
            setattr(sys, name, stream)


_signals: list[int] = []


def _terminated(number: int, _frame: FrameType | None) -> NoReturn:
    _signals.append(number)
    raise Interrupted("stopped by SIGTERM", exit_code=143)

"""All errors that kbaudit raises on purpose, and the exit code each one ends a command with.

KbauditError (4)            operational failure: disk full, internal limit
├── UsageError (2)          a command was called wrongly
│   ├── Uncompilable        a target can't express a part of the rules; carries target and clause
│   └── Unmatched           too few points of an index belong to documents; carries better prefixes, if any
├── PolicyError (2)         a policy can't be used; carries file, line and column
├── CatalogError (4)        the catalog can't be opened: damaged, foreign or of another schema
├── CatalogInUse (5)        another process holds the catalog; carries its pid
├── IndexFailure (4)        a live index can't be reached, read or written
├── OutputError (4)         a report file can't be written
├── Interrupted (130/143)   the user or the system stopped the run
└── ExtractionError         one file can't be read; never leaves learn.py: it becomes a Skipped

The core raises; only the CLI prints (one line: what, where, what to do) and exits.
"""

from __future__ import annotations

from enum import StrEnum


class SkipReason(StrEnum):
    """Why a file that was found is not a document."""

    UNSUPPORTED = "unsupported"  # a type that kbaudit doesn't read
    IMAGE = "image"  # a picture: most of them illustrate a document that tells what they show
    NOT_REGULAR = "not_regular"  # a link, socket, device or pipe
    VANISHED = "vanished"  # gone between the walk and the reading
    PERMISSION = "permission"
    CORRUPT = "corrupt"
    ENCRYPTED = "encrypted"
    NO_TEXT_LAYER = "no_text_layer"  # pages but no text: a scan
    TOO_LARGE = "too_large"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    CRASHED = "crashed"  # the worker died on it
    MISSING_EXTRA = "missing_extra"  # a reader exists, in an extra that isn't installed


class KbauditError(Exception):
    """An operational failure; base of every error that kbaudit raises on purpose."""

    exit_code = 4


class UsageError(KbauditError):
    """A command was called with something that can't be used: a path that doesn't exist, a bad date."""

    exit_code = 2


class Uncompilable(UsageError):
    """A target can't express a part of the rules: the message has the clause and the target. Nothing is dropped."""

    def __init__(self, target: str, clause: object, why: str) -> None:
        self.target, self.clause = target, str(clause)
        super().__init__(f"{target} can't express {clause}: {why}")


class Unmatched(UsageError):
    """Too few points are tied to a document. prefixes are what to take off and put before, and the share then tied."""

    def __init__(self, message: str, prefixes: tuple[str, str, float] | None) -> None:
        self.prefixes = prefixes
        super().__init__(message)


class PolicyError(KbauditError):
    """A policy can't be used. The message says what, where and the nearest valid key."""

    exit_code = 2

    def __init__(self, message: str, *, file: str = "", line: int = 0, column: int = 0) -> None:
        self.file, self.line, self.column = file, line, column
        self.problem = message
        where = ":".join(str(part) for part in (file, line, column) if part)
        super().__init__(f"{where}: {message}" if where else message)


class CatalogError(KbauditError):
    """The catalog can't be used: damaged, not a catalog, or written by a newer kbaudit."""


class CatalogInUse(KbauditError):
    """Another process holds the catalog; pid is 0 where DuckDB doesn't tell it."""

    exit_code = 5

    def __init__(self, message: str, *, pid: int = 0) -> None:
        self.pid = pid
        super().__init__(message)


class IndexFailure(KbauditError):
    """A live index can't be reached, read or written. The message never holds a credential."""


class OutputError(KbauditError):
    """A report file can't be written: disk full, no permission."""


class Interrupted(KbauditError):
    """The run was stopped by SIGINT (130) or SIGTERM (143); what was learned so far is kept."""

    def __init__(self, message: str, *, exit_code: int = 130) -> None:
        self.exit_code = exit_code
        super().__init__(message)


class ExtractionError(KbauditError):
    """One file can't be read. reason is a SkipReason; remedy names the extra, tool or deed that helps."""

    def __init__(self, reason: SkipReason, detail: str, *, remedy: str = "") -> None:
        self.reason, self.detail, self.remedy = reason, detail, remedy
        super().__init__(f"{reason}: {detail}")

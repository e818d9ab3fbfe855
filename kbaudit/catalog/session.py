"""The connection to the DuckDB file: opening it safely, and every error of DuckDB made one that a user understands."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import duckdb

from kbaudit import __version__
from kbaudit.catalog import schema
from kbaudit.catalog.values import to_stored
from kbaudit.errors import CatalogError, CatalogInUse, Interrupted
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

Parameters: TypeAlias = "Sequence[object] | Mapping[str, object]"
Row: TypeAlias = "tuple[Any, ...]"  # what DuckDB makes of a row; typed where it becomes a value

_HELD: Final = re.compile(r"Could not set lock|used by another process|different configuration|already attached")
_PID: Final = re.compile(r"PID (\d+)")
_STOPPED: Final = re.compile(r" failed: (KeyboardInterrupt|Interrupted)\b")  # a signal met DuckDB in an Arrow table
_FULL: Final = re.compile(
    r"No space left|Disk quota|max_temp_directory_size|not enough space|File too large", re.IGNORECASE
)


class Session:
    """One open catalog file. Values go in as bound parameters or Arrow tables, never into the SQL."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._connection = connection

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """All rows that a query gives."""
        with translated(self.path):
            return self._connection.execute(sql, _bound(parameters)).fetchall()

    def has_table(self, name: str) -> bool:
        """Whether there is such a table: a catalog of this schema may be older than it."""
        return bool(self.rows("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = ?", (name,)))

    def run(self, sql: str, parameters: Parameters = ()) -> None:
        """Run a statement for what it changes."""
        with translated(self.path):
            self._connection.execute(sql, _bound(parameters))

    def stream(self, sql: str, parameters: Parameters, size: int) -> Iterator[list[Row]]:
        """The rows of a query, at most `size` at a time; other statements may run in between."""
        with translated(self.path):
            cursor = self._connection.cursor()
            cursor.execute(sql, _bound(parameters))
        try:
            while rows := self._fetched(cursor, size):
                yield rows
        finally:
            cursor.close()

    def batches(self, sql: str, parameters: Parameters, size: int) -> Iterator[list[Row]]:
        """The same of temporary tables, which no other cursor sees; no other statement may run before the last."""
        with translated(self.path):
            result = self._connection.execute(sql, _bound(parameters))
        while rows := self._fetched(result, size):
            yield rows

    def _fetched(self, cursor: duckdb.DuckDBPyConnection, size: int) -> list[Row]:
        with translated(self.path):
            return cursor.fetchmany(size)

    @contextmanager
    def tables(self, tables: Mapping[str, pa.Table]) -> Iterator[None]:
        """Arrow tables that statements may read under these names meanwhile."""
        with translated(self.path):
            for name, table in tables.items():
                self._connection.register(name, table)
        try:
            yield
        finally:
            with suppress(duckdb.Error):
                for name in tables:
                    self._connection.unregister(name)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, also under kill -9."""
        self.run("BEGIN")
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):
                self._connection.execute("ROLLBACK")
            raise
        self.run("COMMIT")

    def close(self) -> None:
        with suppress(duckdb.Error):  # what was committed is in the file or its journal already
            self._connection.close()


def open_session(path: Path, *, read_only: bool, memory_limit: str) -> Session:
    """The session on the catalog at path, which is made if there is none (and read_only isn't asked for).

    Raises CatalogInUse if another process holds it, CatalogError if it can't be used.
    """
    path = path.absolute()
    if not path.exists():
        if read_only:
            raise CatalogError(f"there is no catalog {_shown(path)}: run `kbaudit crawl SOURCE` first")
        _create(path, memory_limit)
    session = Session(path, _connect(path, read_only=read_only, memory_limit=memory_limit), read_only=read_only)
    try:
        _check_version(session)
    except BaseException:
        session.close()
        raise
    return session


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Every error of DuckDB as a CatalogError or CatalogInUse of one line; an interrupted query as Ctrl-C."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except (duckdb.Error, UnicodeEncodeError) as error:
        if stopped := _STOPPED.search(str(error)):
            raise _stop(stopped[1]) from error
        raise _meaning(path, error) from error
    except RuntimeError as error:
        if str(error) == "Query interrupted":  # what DuckDB raises on Ctrl-C in a running query
            raise KeyboardInterrupt from error
        raise


def _stop(name: str) -> BaseException:
    return KeyboardInterrupt() if name == "KeyboardInterrupt" else Interrupted("stopped by SIGTERM", exit_code=143)


def _meaning(path: Path, error: Exception) -> CatalogError | CatalogInUse:
    message = str(error)
    if _HELD.search(message):
        pid = int(found[1]) if (found := _PID.search(message)) else 0
        holder = f"process {pid}" if pid else "another process"
        return CatalogInUse(f"{_shown(path)} is in use by {holder}: wait for it, or name another catalog", pid=pid)
    if _FULL.search(message):
        return CatalogError(f"no space left for {_shown(path)}: free some, then run again; what was learned is kept")
    if isinstance(error, duckdb.OutOfMemoryException):
        return CatalogError(f"{_shown(path)} needs more memory than it may use: {_first_line(message)}")
    if "Read-only file system" in message:
        return CatalogError(f"{_shown(path)} can't be written, its file system is read-only: name another catalog")
    if "Permission denied" in message:
        return CatalogError(f"no permission to use {_shown(path)}")
    return CatalogError(
        f"{_shown(path)} is damaged or not a catalog ({_first_line(message)}): move it away and crawl again"
    )


def _connect(path: Path, *, read_only: bool, memory_limit: str, file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection to the catalog; file is where it lies while it's being made."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "checkpoint_threshold": "64MB",
        "threads": 2,  # the workers need the processors; no query here gains from more
        # What exceeds it goes to "<path>.tmp", DuckDB's own choice; naming it fails where external access is off.
        "enable_external_access": False,  # the catalog may come from elsewhere: its views must reach no other file
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "preserve_insertion_order": False,
        "lock_configuration": True,
    }
    with translated(path):
        return duckdb.connect(os.fspath(file or path), read_only=read_only, config=config)


def _create(path: Path, memory_limit: str) -> None:
    """Make it under another name first: neither a kill nor a full disk meanwhile leaves half a catalog."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        Path(f"{path}.wal").unlink(missing_ok=True)  # the journal of a catalog that was deleted
        session = Session(path, _connect(path, read_only=False, memory_limit=memory_limit, file=new))
        try:
            _make_tables(session)
            session.run("CHECKPOINT")  # else the tables are written on closing, where nobody hears of a full disk
        finally:
            session.close()
        _publish(new, path)
    except OSError as error:
        raise CatalogError(f"can't make the catalog {_shown(path)}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
            Path(f"{new}.wal").unlink(missing_ok=True)


def _publish(new: Path, path: Path) -> None:
    """Give the new file its name unless another process was quicker: then that one's catalog stands."""
    try:
        path.hardlink_to(new)
    except FileExistsError:
        return
    except (OSError, NotImplementedError):  # a file system without hard links
        if not path.exists():
            new.rename(path)


def _make_tables(session: Session) -> None:
    with session.transaction():
        for statement in schema.TABLES:
            session.run(statement)
        created = to_stored(datetime.now(UTC))
        session.run("INSERT INTO meta VALUES (?, ?, ?)", (schema.VERSION, __version__, created))


def _check_version(session: Session) -> None:
    shown = _shown(session.path)
    try:
        found = session.rows("SELECT schema_version, made_by FROM main.meta")
    except CatalogError as error:
        if isinstance(error.__cause__, duckdb.CatalogException | duckdb.BinderException):
            raise CatalogError(f"{shown} is a DuckDB file but not a catalog of kbaudit: name another one") from error
        raise
    if len(found) != 1:
        raise CatalogError(f"{shown} is a DuckDB file but not a catalog of kbaudit: name another one")
    version, made_by = found[0]
    if version != schema.VERSION:
        deed = "update kbaudit" if version > schema.VERSION else "move it away and crawl again"
        raise CatalogError(f"{shown} was made by kbaudit {made_by} (schema {version}, here {schema.VERSION}): {deed}")


def _bound(parameters: Parameters) -> list[object] | dict[str, object]:
    return dict(parameters) if isinstance(parameters, Mapping) else list(parameters)


def _first_line(message: str) -> str:
    return displayed(message.strip().partition("\n")[0][:200])


def _shown(path: Path) -> str:
    return displayed(os.fspath(path))

"""A signal that meets DuckDB at work stops the run; it never makes a sound catalog look damaged."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kbaudit.catalog.session import translated
from kbaudit.errors import CatalogError, Interrupted

WHERE = "Invalid Input Error: counting the rows of the object registered as 'arrived' failed: "


@pytest.mark.parametrize(
    ("message", "stop"),
    [(WHERE + "KeyboardInterrupt:", KeyboardInterrupt), (WHERE + "Interrupted: stopped by SIGTERM", Interrupted)],
)
def test_a_signal_inside_duckdb_is_a_stop(message: str, stop: type[BaseException]) -> None:
    with pytest.raises(stop), translated(Path("c.duckdb")):
        raise duckdb.InvalidInputException(message)


def test_a_read_only_file_system_is_no_damage() -> None:
    message = 'IO Error: Cannot open file "c.duckdb": Read-only file system'
    with pytest.raises(CatalogError, match="read-only: name another"), translated(Path("c.duckdb")):
        raise duckdb.IOException(message)

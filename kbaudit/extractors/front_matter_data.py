"""TOML and JSON front matter: loaded by the standard library, flattened by a loop."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Final

from kbaudit.extractors.front_matter_block import DEPTH_LIMIT, DUPLICATE_LIMIT, BadBlockError, NoBlockError

if TYPE_CHECKING:
    from kbaudit.extractors.front_matter_block import Pairs, Problems

_TOML_PLACE: Final = re.compile(r"\s*\(at line (\d+), column \d+\)$")


def read_toml(block: str) -> tuple[Pairs, Problems]:
    """The pairs of a TOML table. Raises BadBlockError."""
    try:
        table = tomllib.loads(block.replace("\r\n", "\n"))
    except RecursionError as error:
        raise BadBlockError("nested too deeply") from error
    except ValueError as error:  # not TOML, or a number of more digits than Python reads
        said = str(error)
        place = _TOML_PLACE.search(said)
        line = f"line {int(place[1]) + 1}: " if place else ""
        raise BadBlockError(f"{line}{_TOML_PLACE.sub('', said)}") from error
    return _flattened(table), ()


def read_json(block: str, *, line: int = 2) -> tuple[Pairs, Problems]:
    """The pairs of a JSON object, whose braces may be left out; line is where the block begins.

    Raises BadBlockError for what can't be read, NoBlockError for no object.
    """
    bare = not block.lstrip().startswith("{")
    reading = _Json()
    try:
        # Braces on the block's own lines, so that a place in an error stays what it is.
        loaded = reading.decoder().decode(f"{{{block}}}" if bare else block)
    except RecursionError as error:
        raise BadBlockError("nested too deeply") from error
    except json.JSONDecodeError as error:
        raise BadBlockError(f"line {error.lineno + line - 1}: {error.msg}") from error
    if not isinstance(loaded, dict):
        raise NoBlockError
    return _flattened(loaded), reading.problems()


def json_end(text: str) -> int:
    """Where the JSON value that the text begins with ends; 0 where it can't be read."""
    try:
        return json.JSONDecoder(parse_int=str, parse_float=str).raw_decode(text)[1]
    except (ValueError, RecursionError):
        return 0


class _Json:
    """Numbers stay as written; of two equal keys the last one counts, and both are noted."""

    def __init__(self) -> None:
        self._twice: dict[str, None] = {}

    def decoder(self) -> json.JSONDecoder:
        return json.JSONDecoder(
            parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=self._object, strict=False
        )

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            self._twice.update((name, None) for name in made if names.count(name) > 1)
            if len(self._twice) > DUPLICATE_LIMIT:
                raise BadBlockError("too many keys stand there twice")
        return made

    def problems(self) -> Problems:
        return tuple(("front_matter", f"the key {name[:100]} stands there twice") for name in self._twice)


def _flattened(table: dict[str, object]) -> Pairs:
    pairs: Pairs = []
    pending: list[tuple[str, object, int]] = [("", table, 0)]
    while pending:
        name, value, depth = pending.pop()
        if depth > DEPTH_LIMIT:
            raise BadBlockError(f"nested more than {DEPTH_LIMIT} deep")
        if isinstance(value, dict):
            pending += [(f"{name}.{key}" if name else key, each, depth + 1) for key, each in reversed(value.items())]
        elif isinstance(value, list):
            pending += [(name, each, depth + 1) for each in reversed(value)]
        elif value is not None and (text := _text(value).strip()):
            pairs.append((name, text))
    return pairs


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    isoformat = getattr(value, "isoformat", None)
    try:
        return str(isoformat()) if isoformat else str(value)
    except ValueError as error:  # a hexadecimal number of more digits than Python writes
        raise BadBlockError(str(error)) from error

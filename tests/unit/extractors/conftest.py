"""Compound files to read."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TypeAlias

import pytest

Tree: TypeAlias = "dict[str, bytes | Tree]"
Compound: TypeAlias = "Callable[[Tree], bytes]"

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@pytest.fixture
def compound() -> Compound:
    """Makes a compound file (MS-CFB, version 3): folders are dicts, streams bytes of 4,096 or more."""
    return compound_file


def compound_file(tree: Tree) -> bytes:
    """The file: sectors of 512 bytes, streams first, then the directory, then the table of sectors."""
    sectors: list[bytes] = []
    chain: list[int] = []

    def put(data: bytes) -> int:
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        first = len(sectors)
        sectors.extend(pieces)
        chain.extend([*range(first + 1, first + len(pieces)), END])
        return first

    entries: list[list[object]] = [["Root Entry", 5, FREE, FREE, END, 0]]

    def add(parent: int, held: Tree) -> None:
        before = None
        for name, value in held.items():
            number = len(entries)
            is_stream = isinstance(value, bytes)
            start, size = (put(value), len(value)) if isinstance(value, bytes) else (0, 0)
            entries.append([name, 2 if is_stream else 1, FREE, FREE, start, size])
            entries[parent if before is None else before][3 if before is None else 2] = number
            before = number
            if not isinstance(value, bytes):
                add(number, value)

    add(0, tree)
    written = b"".join(_entry(*entry) for entry in entries)  # type: ignore[arg-type]  # lists of one shape
    directory = put(written.ljust(-(-len(written) // 512) * 512, b"\0"))
    tables = -(-(len(sectors) + 1) // 127)
    first = len(sectors)
    chain.extend([FAT] * tables)
    table = struct.pack(f"<{len(chain)}L", *chain).ljust(tables * 512, b"\xff")
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack("<HHHHH6xLLLLLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109L", *(first + n if n < tables else FREE for n in range(109)))
    return header + b"".join(sectors) + table


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    coded = name.encode("utf-16-le")
    return coded.ljust(64, b"\0") + struct.pack(
        "<HBBLLL16xL8x8xLLL", len(coded) + 2, kind, 1, FREE, right, child, 0, start, size, 0
    )

"""LibreOffice, where it is installed, as a converter: one file, one private profile, no macros, no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors import minder
from kbaudit.model import SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS: Final = 30.0
"""What one conversion may take; real files take one to five."""
OUTPUT_LIMIT: Final = 256 << 20
PREFIX: Final = "kbaudit-office-"
"""What the temporary folders are called."""
_STALE: Final = 3_600
"""Seconds after which such a folder belongs to nobody: it was left by a machine or a container that went down."""
_PROGRAMS: Final = ("soffice", "libreoffice")
_MAC: Final = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")

_NOWHERE: Final = "127.0.0.1"
_SETTINGS: Final[dict[str, dict[str, int | bool | str]]] = {
    "Office.Common/Security/Scripting": {
        "MacroSecurityLevel": 3,
        "DisableMacrosExecution": True,
        "DisablePythonRuntime": True,
        "BlockUntrustedRefererLinks": True,
    },
    "Office.Writer/Content/Update": {"Link": 2},
    "Office.Common/Misc": {"FirstRun": False, "CollectUsageInformation": False, "CrashReport": False},
    "Inet/Settings": {
        "ooInetProxyType": 2,
        **{f"ooInet{kind}ProxyName": _NOWHERE for kind in ("HTTP", "HTTPS", "FTP")},
        **{f"ooInet{kind}ProxyPort": 9 for kind in ("HTTP", "HTTPS", "FTP")},
        "ooInetNoProxy": "",
    },
}
"""Of the profile. Level 3: no macro runs that isn't at a trusted place, of which there is none; links: never followed.
Port 9 of this machine answers to nobody."""


def program() -> str | None:
    """Where LibreOffice is; None where it isn't installed."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    return found or (str(_MAC) if _MAC.exists() else None)


def converted(data: bytes, ending: str, to: str) -> bytes:
    """The file in the newer format `to` ("docx"). Raises ExtractionError: missing, too slow, crashed or unreadable."""
    office = program()
    if office is None:
        raise ExtractionError(
            SkipReason.MISSING_EXTRA,
            "Office files of 1997 to 2003 need LibreOffice",
            remedy=f"install LibreOffice, or convert it to .{to}",
        )
    try:
        with _folder() as folder:
            return _converted(office, data, folder, ending, to)
    except OSError as error:
        detail = f"LibreOffice can't be run: {error.strerror or error}"
        raise ExtractionError(
            SkipReason.CRASHED, detail, remedy="look at the temporary folder and its space"
        ) from error


def _converted(office: str, data: bytes, folder: Path, ending: str, to: str) -> bytes:
    given = folder / f"in.{ending}"
    given.write_bytes(data)
    _set_up(folder / "profile")
    _run(folder, [office, *_arguments(folder), "--convert-to", to, "--outdir", str(folder / "out"), str(given)], to)
    made = folder / "out" / f"in.{to}"
    if not made.is_file():
        raise ExtractionError(
            SkipReason.CORRUPT, "LibreOffice can't read it", remedy=f"open it in its own program, save it as .{to}"
        )
    if made.stat().st_size > OUTPUT_LIMIT:
        raise ExtractionError(SkipReason.TOO_LARGE, f"as .{to} over {OUTPUT_LIMIT >> 20} MiB", remedy="split it")
    return made.read_bytes()


def _arguments(folder: Path) -> list[str]:
    return [
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
    ]


def _run(folder: Path, command: list[str], to: str) -> None:
    surroundings = {
        **{name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")},
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "SAL_USE_VCLPLUGIN": "svp",
    }
    minding = [sys.executable, "-I", "-S", minder.__file__, str(folder), str(SECONDS), str(OUTPUT_LIMIT)]
    with subprocess.Popen(  # noqa: S603 - LibreOffice as it is installed, on a file of a name of our own
        [*minding, *command], stdin=subprocess.PIPE, env=surroundings, start_new_session=True
    ) as running:
        try:
            code = running.wait()
        finally:
            if running.stdin:
                running.stdin.close()  # whatever happened here: the minder ends what it minds
    if code == minder.TIMED_OUT:
        raise ExtractionError(
            SkipReason.TIME_LIMIT, f"LibreOffice took over {SECONDS:.0f} seconds", remedy=f"convert it to .{to}"
        )
    if code not in (0, 1):  # 1 is what newer ones say of a file that they can't load, older ones say 0
        raise ExtractionError(
            SkipReason.CRASHED, f"LibreOffice ended with exit code {code}", remedy=f"convert it to .{to}"
        )


def _set_up(profile: Path) -> None:
    """The profile's settings, before it is used for the first and only time."""
    (profile / "user").mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{str(value).lower() if isinstance(value, bool) else value}</value></prop></item>"
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


@contextmanager
def _folder() -> Iterator[Path]:
    """A private temporary folder; the minder removes it where this process can't any more."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _sweep() -> None:
    """Removes, once a process, what was left where not even a minder was spared."""
    with suppress(OSError):
        for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            status = left.lstat()
            own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
            if own and left.is_dir() and not left.is_symlink() and time.time() - status.st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)

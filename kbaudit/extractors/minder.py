"""A process beside a worker that runs one foreign program, and outlives neither the worker nor the time it is given.

Called as `python -I -S minder.py FOLDER SECONDS BYTES COMMAND...`, with a pipe as standard input that the worker holds
open: when that closes (the worker was killed), the program is killed with all that it started, and FOLDER removed.
Ends with the program's exit code; 124: it took too long. No file that the program writes grows over BYTES.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress

TIMED_OUT = 124


def mind(folder: str, seconds: float, size: int, command: list[str]) -> int:
    """Runs the command to its end, the end of its time, or that of the worker."""
    _limit(seconds, size)
    running = subprocess.Popen(  # noqa: S603 - the command is kbaudit's own
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    orphaned = threading.Event()

    def watch() -> None:
        os.read(0, 1)  # nothing is ever written: it returns when the other end closes
        orphaned.set()
        _end(running)

    threading.Thread(target=watch, daemon=True).start()
    try:
        code = running.wait(seconds)
    except subprocess.TimeoutExpired:
        code = TIMED_OUT
    _end(running)
    if orphaned.is_set():
        shutil.rmtree(folder, ignore_errors=True)
    return code


def _limit(seconds: float, size: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - absent on Windows

    for what, most in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, size),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end(running: subprocess.Popen[bytes]) -> None:
    """Kills the program and everything in its group."""
    with suppress(OSError):
        if sys.platform == "win32":
            running.kill()
        else:
            os.killpg(running.pid, signal.SIGKILL)


if __name__ == "__main__":
    done = mind(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
    os._exit(done if 0 <= done < 256 else 128 - done)  # not by sys.exit: a thread still reads

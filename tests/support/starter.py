"""Runs the command in processes of their own, forked from one that has imported it: most of a short run is imports.

A start imports for more than a second, and so does the fork server of the workers, wherever a file is read. Most tests
ask what a run does, not how it starts: they share one such server, and the fork server that it starts. What is forked
begins as `python -m kbaudit` does, with its own arguments, folder, streams, environment and end.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import multiprocessing
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Sequence
from multiprocessing import forkserver, process, resource_tracker
from pathlib import Path
from typing import IO, Any, NoReturn

PATIENCE = 300  # seconds, as long as no run takes
CAN_FORK = sys.platform == "linux"
LARGEST = 2**20  # bytes of a request: arguments and environment
NEVER = ("kbaudit.__main__", "kbaudit.warmed")  # what these do as they're imported belongs to a run


class Starter:
    """A server that forks the command, one run at a time. Runs with another environment begin afresh, see `fits`."""

    def __init__(self) -> None:
        self._environment = _environment()
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 - what workers say that the run itself didn't
        self._server = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=self._noise,
            stderr=self._noise,
        )
        theirs.close()

    def fits(self) -> bool:
        """Whether the environment is still what the server and the workers have."""
        return _environment() == self._environment

    def run(self, words: Sequence[str], cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """`kbaudit WORD...` in cwd; what its workers said comes after what it said itself on stderr."""
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin)
            given.seek(0)
            request = json.dumps([list(words), str(cwd)]).encode()
            socket.send_fds(self._channel, [request], [given.fileno(), out.fileno(), err.fileno()])
            pid = self._answer(30)
            try:
                code = self._answer(PATIENCE)
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
            said = _all(err) + _all(self._noise)
            self._noise.seek(0)  # theirs too: they have the same place in the file
            self._noise.truncate()
            return subprocess.CompletedProcess(words, code, _all(out), said)

    def _answer(self, seconds: float) -> int:
        self._channel.settimeout(seconds)
        answer = self._channel.recv(64)
        assert answer, f"the server of runs has ended: {_all(self._noise).decode(errors='replace')}"
        return int(answer)

    def close(self) -> None:
        """Ends the server, and with it the fork server."""
        self._channel.close()
        self._server.wait(30)
        self._noise.close()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def _all(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def serve(channel: socket.socket) -> None:
    """Forks a run for each request until the other side closes; each answer is a pid, then an exit code."""
    for module in pkgutil.walk_packages(importlib.import_module("kbaudit").__path__, "kbaudit."):
        if module.name not in NEVER:
            importlib.import_module(module.name)
    _share_the_fork_server()
    gc.collect()
    gc.freeze()  # runs needn't walk what they share
    while True:
        request, descriptors, *_ = socket.recv_fds(channel, LARGEST, 3)
        if not request:
            return
        with warnings.catch_warnings(action="ignore"):  # of threads: what numpy started knows of forks
            pid = os.fork()
        if pid == 0:
            channel.close()
            _become(*json.loads(request), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        channel.send(str(pid).encode())
        channel.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())


def _share_the_fork_server() -> None:
    """Starts the fork server that a run would start for its workers; a run then finds it running."""
    multiprocessing.set_forkserver_preload(["kbaudit.warmed"])
    shared: Any = forkserver._forkserver  # only its parent may ask whether it runs
    shared.ensure_running()
    shared.ensure_running = resource_tracker.ensure_running


def _become(words: list[str], cwd: str, descriptors: list[int]) -> NoReturn:
    """Goes on as `python -m kbaudit WORD...` in cwd; ends as that does, but for taking all that was imported apart."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(cwd)
    process.ORIGINAL_DIR = cwd  # type: ignore[attr-defined]  # where workers begin; no part of its types
    sys.path[0] = cwd
    sys.argv = ["kbaudit", *words]
    code: object = 1
    try:
        runpy.run_module("kbaudit", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001 - the interpreter would print it too
        traceback.print_exc()
    finally:
        threading._shutdown()  # type: ignore[attr-defined]  # these two are what an interpreter does first at its end
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))

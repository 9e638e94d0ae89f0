# SPDX-License-Identifier: Apache-2.0
"""Sandbox: run a module of ours in namespaces of its own, which the kernel takes away with whatever is in them."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from appliance.errors import DulogError


class SandboxError(DulogError):
    """This machine does not allow what a trial needs."""


_INSIDE: Final = "DULOG_BENCH_INSIDE"


def inside() -> Path | None:
    """The folder that this process may fill in its sandbox; None outside of one."""
    folder = os.environ.pop(_INSIDE, None)
    if folder is None:
        return None
    threading.Thread(target=_end_with_the_outer, args=(Path(folder),), name="outer", daemon=True).start()
    return Path(folder)


def sandbox(module: str, arguments: Sequence[str]) -> int:
    """Run a module of ours where its processes, networks and mounts are nobody else's; its exit code.

    Root is not needed where the kernel lets everybody make namespaces. However this process or the inner one ends,
    nothing stays: the inner one ends with our end of a pipe, and the kernel ends everything in its process namespace
    with it. Raises SandboxError where namespaces are not allowed.
    """
    command = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
    command += ["--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    try:
        probe = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise SandboxError("the command unshare is missing; install Debian's package util-linux") from error
    if probe.returncode:
        raise SandboxError(
            f"no namespaces of our own ({probe.stderr.strip()}); it needs CAP_NET_ADMIN and CAP_SYS_ADMIN"
        )
    with tempfile.TemporaryDirectory(prefix="dulog-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # a PostgreSQL server in it is another user's
        environment = {**os.environ, _INSIDE: folder, "TMPDIR": folder}
        command += [sys.executable, "-m", module, *arguments]
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as inner:
            return inner.wait()


def _end_with_the_outer(folder: Path) -> None:
    """Standard input ends when the outer process does; as the first process of its namespace we take all along."""
    os.read(0, 1)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def ip(command: str) -> None:
    """Run the command `ip` in this network namespace. Raises SandboxError."""
    try:
        done = subprocess.run(["ip", *command.split()], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise SandboxError("the command ip is missing; install Debian's package iproute2") from error
    if done.returncode:
        raise SandboxError(f"ip {command}: {done.stderr.strip()}")

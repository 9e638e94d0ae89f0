# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.bench.enter PID COMMAND...`: become a command at the other end of a line, in PID's network."""

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

_CLONE_NEWNET: Final = 0x40000000


def main() -> int:
    """Go there and become the command."""
    process, *command = sys.argv[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    with Path(f"/proc/{process}/ns/net").open() as network:
        if libc.setns(network.fileno(), _CLONE_NEWNET):
            sys.stderr.write(f"enter: {os.strerror(ctypes.get_errno())}\n")
            return 1
    os.execvp(command[0], command)


if __name__ == "__main__":
    sys.exit(main())

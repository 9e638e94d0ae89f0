# SPDX-License-Identifier: Apache-2.0
"""Storm."""

import socket


def free_port() -> int:
    """A port of this machine's that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def storm() -> None:
    pass

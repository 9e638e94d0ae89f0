# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.hub.broker --folder DIR --port N`: write mosquitto's configuration and become mosquitto."""

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from sync.frame import MAX_FRAME

_CONFIG: Final = """# written by Dulog; the broker is a pipe between boxes and hub and keeps nothing
listener {port} 127.0.0.1
allow_anonymous true
persistence false
max_packet_size {packet}
max_inflight_messages 20
max_queued_messages 1000
log_dest stderr
log_type error
log_type warning
"""


def main() -> int:
    """Replace this process by mosquitto; 1 with a clear message where it is not installed."""
    parser = argparse.ArgumentParser(prog="broker", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        sys.stderr.write("broker: mosquitto is not installed; install Debian's package mosquitto\n")
        return 1
    path = arguments.folder / "mosquitto.conf"
    # room for the topic and the packet's own header
    path.write_text(_CONFIG.format(port=arguments.port, packet=MAX_FRAME + 1024), "utf-8")
    os.execv(program, [program, "-c", str(path)])  # noqa: S606 our own program, no shell


if __name__ == "__main__":
    sys.exit(main())

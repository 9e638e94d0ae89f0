# SPDX-License-Identifier: Apache-2.0
"""`python -m sms.recorder --port /dev/ttyUSB2 --link /tmp/modem transcript.jsonl`: write down what a modem says.

Let the program use the link as its port meanwhile. Numbers and words are blotted out; read it before you send it in.
"""

import argparse
import signal
import sys
from pathlib import Path

from sms.recorder import Recorder


def main() -> int:
    """Record until SIGINT or SIGTERM; 1 when the modem is not there or gone."""
    parser = argparse.ArgumentParser(prog="python -m sms.recorder", description=__doc__)
    parser.add_argument("--port", type=Path, required=True, help="the modem's own port")
    parser.add_argument("--link", type=Path, required=True, help="the port that the program shall use meanwhile")
    parser.add_argument("--baud", type=int, default=115200, choices=(9600, 57600, 115200, 460800))
    parser.add_argument("transcript", type=Path, help="the file to write; JSON lines")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    try:
        with (
            wanted.transcript.open("x", encoding="utf-8") as out,
            Recorder(wanted.port, wanted.link, out, baud=wanted.baud) as recorder,
        ):
            while True:
                recorder.pass_on(1.0)
    except OSError as problem:
        sys.stderr.write(f"sms.recorder: {problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())

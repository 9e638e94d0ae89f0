# SPDX-License-Identifier: Apache-2.0
"""`python -m sms.bench`: does the number that answers lose a text, or send one twice? One JSON object of figures."""

import argparse
import json
import logging
import os
import sys
from typing import Any, Final

from appliance.service import log
from sms.bench import crash, inbound, library, peers

BARS: Final = {
    "burst lost": 0,
    "burst doubled": 0,
    "burst stored s": 10,
    "while sending missed": 0,
    "re-plug to stored s": 2,
    "longest recovery s": 5,
    "kills inbound lost": 0,
    "kills inbound doubled": 0,
    "kills outbound lost": 0,
    "kills outbound doubled": 0,
    "kills outbound unresolved": 0,
    **{f"flood from {senders} unheard": 0 for senders in (1, 100, 10_000)},
    **{f"flood from {senders} most answers": 7 for senders in (1, 100, 10_000)},
    **{f"flood from {senders} MB more": 40 for senders in (1, 100, 10_000)},
}
"""What each figure must not exceed; the seventh answer of an hour says that there will be no more."""


def measure(*, full: bool) -> dict[str, Any]:
    """All figures, and the bars they missed; `full` is as the design states them, else a sample of a few minutes."""
    log.handlers, log.propagate = [logging.NullHandler()], False
    figures = inbound.burst(500)
    figures |= peers.burst(*(500, 300) if full else (100, 60))
    figures |= inbound.while_sending(40 if full else 10)
    figures |= library.while_sending(40 if full else 10)
    figures |= inbound.replug(10 if full else 4)
    figures |= inbound.recovery()
    figures |= crash.kills(1000 if full else 200)
    for senders in (1, 100, 10_000):
        figures |= inbound.flood(10_000 if full else 1000, senders)
    figures["load of the machine"] = round(os.getloadavg()[0], 1)
    figures["bars"] = [f"{name} <= {bar}" for name, bar in BARS.items()]
    figures["missed"] = [f"{name}: {figures[name]}" for name, bar in BARS.items() if figures[name] > bar] or ["none"]
    return figures


def main() -> int:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(prog="sms.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="10,000 texts a flood, 1,000 kills each way: an hour")
    figures = measure(full=parser.parse_args().full)
    sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

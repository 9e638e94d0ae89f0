# SPDX-License-Identifier: Apache-2.0
"""python-gsmmodem-new as its README shows it: a callback for what comes in, `sendSms` for what goes out."""

import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from gsmmodem.modem import GsmModem, ReceivedSms

from sms.bench.inbound import busy, texted, texting


def while_sending(count: int) -> dict[str, Any]:
    """As `inbound.while_sending`: a citizen texts when each of our texts, one a second, is accepted."""
    heard: set[str] = set()

    def handle(sms: ReceivedSms) -> None:
        heard.add(sms.number)

    threading.excepthook = lambda _: None  # its threads die of what they cannot parse; that is what is counted
    try:
        with (
            tempfile.TemporaryDirectory(prefix="dulog-bench-", dir=Path.cwd()) as folder,
            busy(Path(folder) / "modem") as sim,
        ):
            modem = GsmModem(sim.path, smsReceivedCallbackFunc=handle)
            modem.connect()
            for number in range(count):
                modem.sendSms(texted(number), "Natanggap na po ang reklamo ninyo.")
                time.sleep(1)
            time.sleep(1)
            modem.close()
    finally:
        threading.excepthook = threading.__excepthook__
    return {"library missed": sum(texting(number) not in heard for number in range(count))}

# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.bench.peer every|wait FILE HOST PORT`: what is done without Dulog: one JSON message a case.

`every` publishes all of them at QoS 1, 20 in flight, as paho does by itself; `wait` waits for each one's
acknowledgement. Done is what such programs believe to be done: the broker's PUBACK, and not the hub's commit.
"""

import json
import sys
import time
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion


def main() -> int:
    """Say that we are ready, wait for a word, send every line of the file, and say how long it took."""
    way, file, host, port = sys.argv[1:]
    documents = Path(file).read_bytes().splitlines()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "peer")
    client.connect_timeout = 60
    _say({"ok": True})
    sys.stdin.readline()
    started = time.monotonic()
    client.connect_async(host, int(port), keepalive=60)
    client.loop_start()
    while not client.is_connected():
        time.sleep(0.01)
    if way == "wait":
        for document in documents:
            client.publish("barangay/cases", document, qos=1).wait_for_publish()
    else:
        for sent in [client.publish("barangay/cases", document, qos=1) for document in documents]:
            sent.wait_for_publish()
    _say({"ok": True, "seconds": time.monotonic() - started})
    client.loop_stop()
    return 0


def _say(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 what the bench waits for


if __name__ == "__main__":
    sys.exit(main())

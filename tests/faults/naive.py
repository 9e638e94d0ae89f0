# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.faults.naive box|hub FILE PORT`: the control, a client that trusts the broker's PUBACK.

It is written with care otherwise: its cases are in a data file, "sent" is kept in it too, its hub asks for a session
that outlives the connection and commits before the message counts as received. It still loses, for a PUBACK only
says that the broker has a case, and a broker may forget.
"""

import queue
import sqlite3
import sys
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

_TOPIC = "naive/cases"
_WEEK = 7 * 24 * 3600


def opened(file: Path) -> sqlite3.Connection:
    """Its data file, at either end: on the box `sent` says which cases it believes to be safe."""
    db = sqlite3.connect(file, isolation_level=None, timeout=10)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE IF NOT EXISTS cases (words TEXT, sent INTEGER DEFAULT 0)")
    return db


def client(name: str, port: int, *, clean: bool) -> mqtt.Client:
    """A connection to the broker that comes back by itself."""
    made = mqtt.Client(CallbackAPIVersion.VERSION2, name, protocol=mqtt.MQTTv5, manual_ack=True)
    made.reconnect_delay_set(1, 1)
    kept = Properties(PacketTypes.CONNECT)
    kept.SessionExpiryInterval = 0 if clean else _WEEK
    made.connect_async("127.0.0.1", port, clean_start=clean, properties=kept)
    return made


def box(file: Path, port: int) -> None:
    """Publish what is not marked as sent, and mark it when the broker has acknowledged it."""
    db, acknowledged = opened(file), queue.Queue[int]()
    road = client("naive-box", port, clean=True)
    road.on_publish = lambda _client, _data, mid, _reason, _properties: acknowledged.put(mid)
    road.loop_start()
    on_the_way: dict[int, int] = {}
    while True:
        if road.is_connected():
            for row, words in db.execute("SELECT rowid, words FROM cases WHERE NOT sent").fetchall():
                if row not in on_the_way.values():
                    on_the_way[road.publish(_TOPIC, words, qos=1).mid] = row
        try:
            row = on_the_way.pop(acknowledged.get(timeout=0.05), None)
        except queue.Empty:
            continue
        db.execute("UPDATE cases SET sent = 1 WHERE rowid = ?", (row,))


def hub(file: Path, port: int) -> None:
    """Commit what comes, and only then take it from the broker."""
    db, arrived = opened(file), queue.Queue[mqtt.MQTTMessage]()
    road = client("naive-hub", port, clean=False)
    road.on_connect = lambda client, *_: client.subscribe(_TOPIC, qos=1)
    road.on_message = lambda _client, _data, message: arrived.put(message)
    road.loop_start()
    while True:
        message = arrived.get()
        db.execute("INSERT INTO cases (words) VALUES (?)", (message.payload.decode(),))
        road.ack(message.mid, message.qos)


if __name__ == "__main__":
    _, side, place, number = sys.argv
    {"box": box, "hub": hub}[side](Path(place), int(number))

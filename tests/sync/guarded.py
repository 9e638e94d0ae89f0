# SPDX-License-Identifier: Apache-2.0
"""A real mosquitto behind TLS 1.3, as the product configures it, and clients of every kind that come to it."""

import getpass
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import paho.mqtt.client as mqtt
from cryptography import x509
from paho.mqtt.enums import CallbackAPIVersion

from appliance import durable
from appliance.clock import SystemClock
from sync.hub import broker
from sync.hub.authority import Authority
from sync.tls import calling
from tests.links import until

HUB = "hub"
LOOPBACK = "127.0.0.1"


def free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as free:
        return free.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


class Guarded:
    """One cell's broker in a folder of its own; the authority may be shared with others."""

    def __init__(self, folder: Path, authority: Authority | None = None) -> None:
        self.folder = folder
        self.authority = authority or Authority.at(folder, SystemClock())
        self.port = free_port()
        conf = broker.guarded(folder, self.port, getpass.getuser())
        broker.prepare(folder, self.authority, conf, LOOPBACK, [HUB])
        self.process: subprocess.Popen | None = None

    def start(self) -> "Guarded":
        command = [sys.executable, "-m", "sync.hub.broker", "--folder", str(self.folder)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until(lambda: listens(self.port), 60)
        return self

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None

    def revoke(self, *serials: int) -> None:
        """Publish a list of revoked certificates, as an operator would."""
        durable.write(self.folder / broker.REVOKED, self.authority.revocations(serials), 0o644)
        self.process.send_signal(signal.SIGHUP)

    def pass_of(self, name: str, lifetime: timedelta = timedelta(days=1)) -> Path:
        """A key and certificate for a client of this name, in a file."""
        path = self.folder / f"{name}.client.pem"
        if not path.exists():
            path.write_bytes(self.authority.client(name, lifetime))
        return path

    def calls(self, name: str, own: Path | None = None, *, says: str = "") -> "Caller":
        """A client with this name's certificate, or the one in a file, which says that it is called otherwise."""
        return Caller(self.port, calling(self.authority.pem.decode(), own or self.pass_of(name)), says or name)


def serial_in(path: Path) -> int:
    return x509.load_pem_x509_certificate(path.read_bytes()).serial_number


class Caller:
    """An MQTT 5 client that remembers what it was told."""

    def __init__(self, port: int, tls: ssl.SSLContext | None, name: str) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.told: list[str] = []
        self.answers: dict[int, str] = {}
        client = mqtt.Client(CallbackAPIVersion.VERSION2, name, protocol=mqtt.MQTTv5, reconnect_on_failure=False)
        if tls is not None:
            client.tls_set_context(tls)
        client.on_message = lambda _c, _d, message: self.heard.append((message.topic, bytes(message.payload)))
        client.on_connect = lambda _c, _d, _f, reason, _p: self.told.append(f"connected: {reason}")
        client.on_disconnect = lambda _c, _d, _f, _reason, _p: self.told.append("disconnected")
        client.on_publish = lambda _c, _d, mid, reason, _p: self.answers.update({mid: str(reason)})
        client.on_subscribe = lambda _c, _d, mid, reasons, _p: self.answers.update({mid: str(reasons[0])})
        self.client = client
        try:
            client.connect(LOOPBACK, port)
        except OSError as error:
            self.told.append(f"refused: {error}")
            return
        client.loop_start()
        until(lambda: self.told)

    @property
    def admitted(self) -> bool:
        """Whether the broker let it in, and it still is."""
        return self.told[-1] == "connected: Success"

    def hears(self, topic: str) -> str:
        return self._answer(self.client.subscribe(topic, qos=1)[1])

    def says(self, topic: str, data: bytes) -> str:
        return self._answer(self.client.publish(topic, data, qos=1).mid)

    def close(self) -> None:
        with suppress(ValueError, OSError):
            self.client.disconnect()
        self.client.loop_stop()

    def __enter__(self) -> "Caller":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _answer(self, mid: int) -> str:
        until(lambda: mid in self.answers)
        return self.answers[mid]

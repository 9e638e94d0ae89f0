# SPDX-License-Identifier: Apache-2.0
"""Roads: how frames travel. MQTT 5 for now; the only place that knows paho."""

import queue
import random
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from appliance.config import Broker

UP: Final = "dulog1/up/"
DOWN: Final = "dulog1/down/"
"""Topic prefixes, followed by the device's id: what boxes say, and what the hub says to them."""

BULK: Final = "/e"
TALK: Final = "/t"
"""Topic endings of what boxes say: events and chunks, which any intake worker may take, and the talk about them."""

_INFLIGHT: Final = 20
_KEEPALIVE: Final = 60
_SILENCE_MS: Final = 20_000
"""How long what we sent may stay unanswered before the connection is given up.

TCP by itself doubles its patience: after a cut of 45 s it was silent for 28 to 35 s more; with this it was 9 to 11.
"""

_CONNECTING: Final = 30.0
"""Seconds for a new connection; a TLS handshake on a line that loses 5 % of 1 s round trips needs ten."""

_QUEUE: Final = 10_000
"""Parcels that wait for us: a card and a hello of each of a cell's boxes, twice over."""

_REMEMBERED: Final = 1000
"""Of how many frames we want to hear that nobody was there."""

_NOBODY: Final = 0x10
"""MQTT 5 reason code of a publication for which there is no subscriber."""


def _done() -> None:
    """Nothing to tell a road that keeps no copy."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One frame that arrived for or from `device`.

    `opened` says that the road has just been opened instead, `unheard` that nobody is there to hear what was sent to
    or about the device. `taken()` tells the road that the frame is committed and need not be brought again.
    """

    device: str
    data: bytes
    taken: Callable[[], None] = _done
    opened: bool = False
    unheard: bool = False


class Road(Protocol):
    """Carries frames, and may lose, repeat, reorder or delay any of them."""

    @property
    def open(self) -> bool:
        """Whether it leads anywhere just now."""

    def send(self, device: str, data: bytes, *, bulk: bool = False) -> None:
        """Try to carry a frame about this device to the other side; `bulk`: it holds events or a chunk, not talk."""

    def receive(self, seconds: float) -> Parcel | None:
        """The next parcel, waiting at most this long."""

    def close(self) -> None:
        """Leave the road."""


class MqttRoad:
    """The road through an MQTT broker, which is a pipe and no post office: it may forget everything.

    Callbacks only put parcels on a queue, for an exception in one would end paho's thread without a word; frames are
    acknowledged to the broker (`manual_ack`) only once they are committed here.
    """

    def __init__(
        self,
        broker: Broker,
        *,
        name: str,
        hears: Sequence[str],
        up: bool,
        tls: ssl.SSLContext | None = None,
        others: Sequence[tuple[str, int]] = (),
        spread: float = 0.0,
    ) -> None:
        """Connect as client `name`, subscribe to these topics, and publish `up` to the hub or down to the boxes.

        `others` are brokers (host, port) that lead there too, taken in turn while the one before cannot be reached.
        `spread` are seconds over which thousands that lose a broker at once spread their next calls.
        """
        self._brokers = [(broker.host, broker.port), *others]
        self._admitted = False
        self._spread = spread
        self._leaving = threading.Event()
        self._parcels: queue.Queue[Parcel] = queue.Queue(_QUEUE)
        self._hears, self._up = hears, up
        self._sent: dict[int, str] = {}
        client = mqtt.Client(CallbackAPIVersion.VERSION2, name, protocol=mqtt.MQTTv5, manual_ack=True)
        client.max_inflight_messages_set(_INFLIGHT)
        client.on_socket_open = _impatient if up else _prompt
        client.reconnect_delay_set(1, 30)
        client.connect_timeout = _CONNECTING
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        if tls:
            client.tls_set_context(tls)
        client.connect_async(broker.host, broker.port, keepalive=_KEEPALIVE, clean_start=True)
        client.loop_start()
        self._client = client

    @property
    def open(self) -> bool:
        """Whether the broker is there."""
        return self._client.is_connected()

    def send(self, device: str, data: bytes, *, bulk: bool = False) -> None:
        """Publish at QoS 1; without a broker the frame is dropped, for the store still has what it holds."""
        if self._client.is_connected():
            topic = f"{UP}{device}{BULK if bulk else TALK}" if self._up else DOWN + device
            if len(self._sent) >= _REMEMBERED:
                self._sent.clear()  # only what tells us sooner that nobody is there
            self._sent[self._client.publish(topic, data, qos=1).mid] = device

    def receive(self, seconds: float) -> Parcel | None:
        """The next parcel, waiting at most this long."""
        try:
            return self._parcels.get(timeout=seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Say goodbye and end paho's thread."""
        self._leaving.set()
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(
        self, client: mqtt.Client, _data: Any, _flags: mqtt.ConnectFlags, reason: ReasonCode, _props: Properties | None
    ) -> None:
        self._admitted = not reason.is_failure
        if self._admitted:
            client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in self._hears])
            self._put(Parcel("", b"", opened=True))

    def _on_connect_fail(self, client: mqtt.Client, _data: Any) -> None:
        """This broker cannot be reached: call the next one."""
        self._brokers.append(self._brokers.pop(0))
        host, port = self._brokers[0]
        client.connect_async(host, port, keepalive=_KEEPALIVE, clean_start=True)

    def _on_disconnect(
        self, client: mqtt.Client, data: Any, _flags: mqtt.DisconnectFlags, _reason: ReasonCode, _: Properties | None
    ) -> None:
        """A broker that let us in and was lost is called again first; one that turned us away is not."""
        admitted, self._admitted = self._admitted, False
        if not admitted:
            self._on_connect_fail(client, data)
        self._leaving.wait(self._spread * random.random())  # noqa: S311 paho's own thread, which has nothing else to do

    def _on_message(self, client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        mid, qos = message.mid, message.qos
        try:
            device = message.topic.split("/")[2]
        except (UnicodeDecodeError, IndexError):  # a broker that lies must not end this thread
            _ack(client, mid, qos)
            return
        self._put(Parcel(device, bytes(message.payload), lambda: _ack(client, mid, qos)))

    def _on_publish(
        self, _client: mqtt.Client, _data: Any, mid: int, reason: ReasonCode, _props: Properties | None
    ) -> None:
        device = self._sent.pop(mid, "")
        if device and reason.value == _NOBODY:
            self._put(Parcel(device, b"", unheard=True))

    def _put(self, parcel: Parcel) -> None:
        """Queue a parcel; what finds the queue full is dropped, and the other side sends it again.

        The broker is told that we have it all the same: else it would bring nothing more.
        """
        try:
            self._parcels.put_nowait(parcel)
        except queue.Full:
            parcel.taken()


def _impatient(_client: mqtt.Client, _data: Any, connection: Any) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENCE_MS)


def _prompt(client: mqtt.Client, data: Any, connection: Any) -> None:
    """At the hub the broker is near: no answer waits to share a segment with the next one."""
    _impatient(client, data, connection)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _ack(client: mqtt.Client, mid: int, qos: int) -> None:
    client.ack(mid, qos)

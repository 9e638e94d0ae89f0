# SPDX-License-Identifier: Apache-2.0
"""`python -m sync --config FILE`: carry this box's cases to the hub and the hub's answers back."""

import argparse
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from appliance import clock
from appliance.box import Box
from appliance.config import DEFAULT_PATH
from appliance.errors import ConfigError
from appliance.service import Stop, run
from sync import datasms
from sync.carry import carry
from sync.enrolment import Enrolment, look_after
from sync.exchange import Exchange
from sync.roads import DOWN, MqttRoad
from sync.tls import calling, mind_dates

_SPREAD: Final = 10.0
"""Seconds over which boxes that lose a broker together call again: a broker greets some 800 a second over TLS."""

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="sync", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    path: Path = parser.parse_args().config

    def work(stop: Stop) -> None:
        box = Box.at(path)
        hub, me = box.config.broker.hub, box.identity
        if not hub:
            raise ConfigError(f"{path.name}: broker.hub: is missing; run: dulog enroll")
        box.start()
        with box.store() as store:
            card = box.enrolled.card if box.enrolled else None
            told = partial(clock.remember, box.config.hall.data)
            exchange = Exchange(store, me, hub, box.config.hall.psgc, start=time.monotonic(), card=card, told=told)
            road = _road(box, path.name, stop)
            chores: list[Callable[[], object]] = [partial(box.witness.turn, store)]
            if box.config.sync.sms_gateway and box.config.sync.sms_after_minutes:
                chores.append(datasms.chore(store, me, {me.id: exchange}.get, box.config.sync, hub))
            try:
                carry(store, [road], {me.id: exchange}.get, lambda: [me.id], stop, chores)
            finally:
                road.close()

    return run("sync", work)


def _road(box: Box, file: str, stop: Stop) -> MqttRoad:
    """The road over TLS to the brokers that the hub gave; without enrolment in clear, and only on this machine."""
    me, broker, known = box.identity.id, box.config.broker, box.enrolled
    if known is None:
        if broker.host not in _LOOPBACK and not broker.in_clear:
            raise ConfigError(f"{file}: broker.host: {broker.host} is another machine; run: dulog enroll")
        return MqttRoad(broker, name=me, hears=[DOWN + me], up=True)
    folder = box.config.hall.data
    enrolment = Enrolment(folder, box.identity, box.clock)
    tls = calling(known.authority, enrolment.own)
    mind_dates(tls, enrolment.mind_clock())
    threading.Thread(target=look_after, args=(enrolment, known, tls, stop), name="renewal", daemon=True).start()
    return MqttRoad(broker, name=me, hears=[DOWN + me], up=True, tls=tls, others=known.addresses()[1:], spread=_SPREAD)


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""`python -m sync --config FILE`: carry this box's cases to the hub and the hub's answers back."""

import argparse
import sys
import time
from pathlib import Path

from appliance.box import Box
from appliance.config import DEFAULT_PATH
from appliance.errors import ConfigError
from appliance.service import Stop, run
from sync.carry import carry
from sync.exchange import Exchange
from sync.roads import DOWN, MqttRoad


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="sync", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    path: Path = parser.parse_args().config

    def work(stop: Stop) -> None:
        box = Box.at(path)
        hub, me = box.config.broker.hub, box.identity
        if not hub:
            raise ConfigError(f"{path.name}: broker.hub: is missing; the hub prints its id when it starts")
        with box.store() as store:
            exchange = Exchange(store, me, hub, box.config.hall.psgc, start=time.monotonic())
            road = MqttRoad(box.config.broker, name=me.id, hears=[DOWN + me.id], up=True)
            try:
                carry(store, [road], {me.id: exchange}.get, lambda: [me.id], stop)
            finally:
                road.close()

    return run("sync", work)


if __name__ == "__main__":
    sys.exit(main())

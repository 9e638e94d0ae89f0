# SPDX-License-Identifier: Apache-2.0
"""`python -m sync.courier --config FILE export|import|verify PATH`: load a stick, unload it, or only look at it."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Final

from appliance import config, identity
from appliance.box import Box
from appliance.clock import SystemClock
from appliance.config import DEFAULT_PATH, Config
from appliance.database import place_of
from appliance.errors import ConfigError, DulogError
from appliance.registry import Registry
from appliance.service import describe
from appliance.store import BOX, HUB, Store, exists
from sync.courier import Courier, Delivery, Load
from sync.courier.check import check
from sync.exchange import Exchange

_SIDES: Final = (BOX, HUB)


def main() -> int:
    """Do one half of a trip; 0 if all went well, 1 where something on the stick could not be used, told in a line."""
    parser = argparse.ArgumentParser(prog="dulog courier", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--side", choices=_SIDES, help="whose end this is, where a machine is both")
    parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object, for programs")
    parser.add_argument("do", choices=("export", "import", "verify"))
    parser.add_argument("path", type=Path, help="the folder of the stick")
    wanted = parser.parse_args()
    try:
        settings = config.load(wanted.config)
        side = wanted.side or _side(settings)
        if wanted.do == "verify":
            return _verify(settings, side, wanted.path, wanted.as_json)
        return _trip(settings, side, wanted.do, wanted.path, wanted.as_json)
    except DulogError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 the last place before the interpreter would print a traceback
        problem = describe(error)
    sys.stderr.write(f"dulog courier: {problem}\n")
    return 1


def _trip(settings: Config, side: str, do: str, path: Path, as_json: bool) -> int:
    store, exchange_of, devices = _end(settings, side)
    with closing(store):
        courier = Courier(store, exchange_of)
        # an export, too, first takes in what is there: the answers to it must not be written over
        deliveries = courier.unload(path)
        known = [found.device for found in deliveries if exchange_of(found.device)]
        if side == BOX:
            Box(settings).witness.turn(store)
        if do == "import":
            devices = known
        elif side == HUB:
            devices = sorted({*devices, *known})
        loads = courier.load(path, devices)
    if as_json:
        report = {"brought": [asdict(one) for one in deliveries], "loaded": [asdict(one) for one in loads]}
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        sys.stdout.write("\n".join(told(side, do, deliveries, loads)) + "\n")
    return 1 if any(one.problem for one in deliveries) else 0


def _verify(settings: Config, side: str, path: Path, as_json: bool) -> int:
    me = identity.load(settings.hall.data if side == BOX else settings.hub.data)
    hub = Box(settings).config.broker.hub if side == BOX else ""
    store, _, _ = _end(settings, side)
    with closing(store):
        found = check(path, store, me, lambda device: hub or device)
    if as_json:
        sys.stdout.write(json.dumps([asdict(one) for one in found]) + "\n")
    for one in [] if as_json else found:
        sys.stdout.write(f"{one.name}: {one.problem or f'whole, {one.frames} frames, {one.events} events for us'}\n")
    return 1 if any(one.problem for one in found) else 0


def told(side: str, do: str, deliveries: list[Delivery], loads: list[Load]) -> list[str]:
    """What happened, in lines for the person who carries the stick."""
    other = "hub" if side == BOX else "box"
    lines = []
    if do == "import" and not deliveries:
        lines.append(f"There is nothing from the {other} on this stick.")
    for brought in deliveries:
        if do == "import" or brought.events or brought.confirmed or brought.problem:
            lines += _brought("The hub" if side == BOX else f"Box {brought.device}", brought)
    for load in loads:
        lines += _loaded("the hub" if side == BOX else f"box {load.device}", other, load)
    if loads:
        back = "Take the stick to the hub and bring it back." if side == BOX else "Take the stick back to the hall."
        lines.append(f"You may pull the stick out now. {back}")
    return lines


def _brought(whose: str, brought: Delivery) -> list[str]:
    if brought.problem and not (brought.events or brought.confirmed):
        return [f"{whose}: nothing was taken in: {brought.problem}."]
    lines = [f"{whose} sent {_counted(brought.cases, brought.events)}; saved here."]
    if brought.confirmed:
        lines.append(f"{whose} has {_entries(brought.confirmed)} of ours that we did not know it had.")
    if brought.problem:
        lines.append(f"Careful: not all of that file could be used: {brought.problem}. What could be used is saved.")
    return lines


def _loaded(whom: str, other: str, load: Load) -> list[str]:
    if not load.met:
        return [f"Not met yet: this first trip only brings our key to the {other}. Cases travel on the next one."]
    what = _counted(load.cases, load.events)
    lines = [f"On the stick for {whom}: {what}. They are kept here too until the {other} has said it has them."]
    if load.left:
        lines.append(f"{_entries(load.left)} did not fit; carry the stick again after this trip.")
    return lines


def _counted(cases: int, events: int) -> str:
    return f"{cases} new {'case' if cases == 1 else 'cases'} and {_entries(events - cases)} about known ones"


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _side(settings: Config) -> str:
    """Which side this machine is, by the data file that it has. Raises ConfigError when that does not tell."""
    here = exists(settings.hall.data), bool(settings.hub.database) or exists(settings.hub.data)
    sides = [side for side, found in zip(_SIDES, here, strict=True) if found]
    if len(sides) != 1:
        raise ConfigError("this machine is both, box and hub: say --side box or --side hub" if sides else _NOBODY)
    return sides[0]


_NOBODY: Final = "there is no data file here; run: dulog migrate"


def _end(settings: Config, side: str) -> tuple[Store, Callable[[str], Exchange | None], list[str]]:
    """This side's store, its talks by box, and the boxes it has talks with."""
    start = time.monotonic()
    if side == BOX:
        box = Box(settings)
        hub, psgc = box.config.broker.hub, box.config.hall.psgc  # what the hub said at the enrolment goes first
        if not hub:
            raise ConfigError("broker.hub: is missing; run: dulog enroll")
        store = box.store()
        card = box.enrolled.card if box.enrolled else None
        talk = Exchange(store, box.identity, hub, psgc, start=start, card=card)
        return store, {box.identity.id: talk}.get, [box.identity.id]
    me = identity.load(settings.hub.data)
    store = Store(place_of(settings.hub.data, settings.hub.database), SystemClock(settings.hub.data))
    registry = Registry(store)

    @cache
    def exchange_of(device: str) -> Exchange | None:
        believed = registry.believes(device, settings.hub.devices)
        return Exchange(store, me, device, start=start, card=registry.card(device)) if believed else None

    return store, exchange_of, sorted(store.devices_waiting())


if __name__ == "__main__":
    sys.exit(main())

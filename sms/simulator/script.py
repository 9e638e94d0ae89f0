# SPDX-License-Identifier: Apache-2.0
"""What a line of JSON may ask of the simulator: {"text": {...}}, {"fault": {...}}, {"after": 5, "unplug": true} ..."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from sms.simulator import Fault, Simulator


def _text(sim: Simulator, wanted: Mapping[str, Any]) -> None:
    more = {key: wanted[key] for key in wanted if key not in {"from", "message"}}
    sim.text_from(str(wanted["from"]), str(wanted["message"]), **more)


def _call(sim: Simulator, wanted: Mapping[str, Any]) -> None:
    sim.call_from(str(wanted["from"]), int(wanted.get("rings", 1)))


_ORDERS: Final[dict[str, Callable[[Simulator, Any], object]]] = {
    "text": _text,
    "pdu": lambda sim, pdu: sim.pdu_from_network(bytes.fromhex(pdu)),
    "call": _call,
    "ussd": lambda sim, text: sim.ussd(str(text)),
    "broadcast": lambda sim, text: sim.cell_broadcast(str(text)),
    "fault": lambda sim, wanted: sim.fault(Fault(**wanted)),
    "say": lambda sim, octets: sim.garbage(octets.encode("latin-1")),
    "card": lambda sim, state: sim.sim_card(str(state)),
    "coverage": lambda sim, wanted: sim.coverage(**wanted),
    "reports": lambda sim, statuses: sim.report_status(*map(int, statuses)),
    "quirks": lambda sim, wanted: sim.quirks(**wanted),
    "deaf": lambda sim, deaf: sim.deaf(bool(deaf)),
    "restart": lambda sim, seconds: sim.restart(float(seconds)),
    "unplug": lambda sim, _: sim.unplug(),
    "replug": lambda sim, _: sim.replug(),
}

_SECONDS: Final = (int, float)

USAGE: Final = 'say {"text": {"from": "+639171234567", "message": "..."}}, or one of: ' + ", ".join(_ORDERS)


def obey(sim: Simulator, order: object, refuse: Callable[[str], None]) -> None:
    """Do what one line asks, at once or `after` some seconds; `refuse` takes what is wrong with it."""
    names = order.keys() - {"after"} if isinstance(order, dict) else set()
    seconds = order.get("after", 0) if isinstance(order, dict) else None
    if not isinstance(order, dict) or len(names) != 1 or not names <= _ORDERS.keys() or type(seconds) not in _SECONDS:
        refuse(USAGE)
        return
    [name] = names
    call = partial(_do, name, sim, order[name], refuse)
    if seconds:
        sim.later(seconds, call)
    else:
        call()


def _do(name: str, sim: Simulator, wanted: object, refuse: Callable[[str], None]) -> None:
    try:
        _ORDERS[name](sim, wanted)
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        refuse(f"{name}: {wrong}")

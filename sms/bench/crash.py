# SPDX-License-Identifier: Apache-2.0
"""Crash points: the program is killed at its first step, at its second, at its third, and what it left is counted.

A step is every statement of SQL, and every exchange with the modem: before it, between question and answer, after it.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from appliance.children import Child, Children
from appliance.database import Connection
from appliance.service import Stop
from appliance.texts import Texts
from sms.bench.stage import Stage, stage, waited
from sms.modem import SerialModem
from sms.program import Texting

_PATIENCE: Final = 0.2
_IDLE: Final = 0.03
"""Seconds without news after which a program has done all it can."""


class Steps:
    """Counts them, and at the last one this process is no more."""

    def __init__(self, last: int) -> None:
        """Die at step `last`; 0 for never."""
        self._left = last

    def __call__(self, _: str = "") -> None:
        """One step."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    @property
    def is_next(self) -> bool:
        """Whether the next step is the last."""
        return self._left == 1


class _Mortal(SerialModem):
    """Our driver, with a step before each exchange and one between question and answer."""

    def __init__(self, port: str, steps: Steps, stop: Stop) -> None:
        super().__init__(port, patience=_PATIENCE)
        self._steps, self._stop = steps, stop

    def wait(self, seconds: float) -> bool:
        """As ours, but a program with nothing to do ends."""
        news = super().wait(min(seconds, _IDLE))
        if seconds and not news:
            self._stop.set()
        return news

    def _exchange(self, data: str, seconds: float, prompt: str | None = None) -> list[str]:
        self._steps()
        if self._steps.is_next:
            self._living().write(data, waitForResponse=False)
        self._steps()
        return super()._exchange(data, seconds, prompt)


def kills(wanted: int, first: int = 1) -> dict[str, Any]:
    """So many kills while texts come in, and as many while texts go out, beginning at the step `first`."""
    return _trial("inbound", wanted, first, _come_in) | _trial("outbound", wanted, first, _go_out)


def _come_in(made: Stage, phone: Child, number: str) -> None:
    phone.tell({"text": {"from": number, "message": "Magkano po ang barangay clearance?"}})


def _go_out(made: Stage, _: Child, number: str) -> None:
    with made.box.store() as store:
        made.owe(store, number, "BRGY SAN ISIDRO: Natanggap na po ang reklamo ninyo.")


def _trial(way: str, wanted: int, first: int, give: Callable[[Stage, Child, str], None]) -> dict[str, Any]:
    with stage() as made, Children(made.folder) as children:
        phone = children.start("modem", "sms.simulator", ["--link", str(made.link), "--report-delay", "0.02"])
        phone.hear(10)
        people: list[str] = []
        died, step = 0, first - 1
        while died < wanted:
            step += 1
            people.append(f"+63917{len(people):07d}")
            give(made, phone, people[-1])
            if _dies(made, step):
                died += 1
            else:
                step = first - 1
        _dies(made, 0)
        waited(lambda: _dies(made, 0) or not _waits(made), 30)
        went_out: Counter[str] = Counter()
        while heard := phone.hear(0.3):
            went_out[heard.get("sent", {}).get("to", "")] += 1
        owed = made.traffic().owed
    states = Counter(state for each in owed.values() for state in each)
    return {
        f"kills {way}": died,
        f"kills {way} lost": sum(person not in owed for person in people)
        + sum(went_out[person] == 0 and owed[person] != ["uncertain"] for person in people if person in owed),
        f"kills {way} doubled": sum(len(each) > 1 for each in owed.values()) + sum(n > 1 for n in went_out.values()),
        f"kills {way} states": ", ".join(f"{count} {state}" for state, count in sorted(states.items())),
        f"kills {way} unresolved": sum(went_out[person] > 0 and owed[person] == ["uncertain"] for person in people),
    }


def _waits(made: Stage) -> bool:
    """Whether anything is still on its way."""
    traffic = made.traffic()
    return not traffic.is_dealt_with or any(each[0] not in {"delivered", "uncertain"} for each in traffic.owed.values())


def _dies(made: Stage, step: int) -> bool:
    """Run the program until it has nothing to do or dies at this step; whether it died."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _live(made, step)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        raise RuntimeError(f"the program failed at step {step}")
    return False


def _live(made: Stage, step: int) -> None:
    steps, stop = Steps(step), Stop()
    with made.box.store() as store:
        if not isinstance(store.db, Connection):
            raise TypeError("the steps of a box are those of its data file")
        store.db.set_trace_callback(steps)
        modem = _Mortal(str(made.link), steps, stop)
        Texting(Texts(store, made.box.notices), made.box.conversation(store), modem, None).run(stop)

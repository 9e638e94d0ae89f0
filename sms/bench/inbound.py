# SPDX-License-Identifier: Apache-2.0
"""What comes in: a burst into a small SIM, texts that come while we send, a modem that was pulled out, a flood."""

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sms.bench.stage import LATENCY, peak, simulator, stage, waited
from sms.simulator import Fault, Sent, Simulator

_LONG: Final = "Tatlong araw na po kaming walang tubig dito sa Purok 5, may maliliit na bata po kami. " * 2
_TWO_PARTS, _EMOJI = 50, 20
_FAULTS: Final = {
    "noise": Fault("say", octet=20, say="\xff\xfe\x00\r\n\x80"),
    "announcements": Fault("say", say='\r\n+CMTI: "SM",7\r\nRING\r\n'),
    "half a line": Fault("split", octet=30, seconds=0.5),
    "a late answer": Fault("late", seconds=2.0),
    "a refusal": Fault("refuse", say="+CMS ERROR: 500"),
    "a busy SIM": Fault("refuse", say="+CMS ERROR: 515"),
    "a reboot": Fault("reboot", octet=9, seconds=1.0),
    "an unplugged modem": Fault("unplug", octet=9, seconds=1.0),
}


def burst(count: int) -> dict[str, Any]:
    """A burst from as many people, a tenth of it in two parts and some with emoji, into a SIM of 20 places."""
    people = [f"+63917{number:07d}" for number in range(count)]
    with stage() as made, simulator(made) as sim:
        made.start()
        began = time.monotonic()
        for number, person in enumerate(people):
            sim.text_from(person, _words(number, count))
        waited(lambda: not sim.waiting and not sim.in_sim, 120)
        stored = time.monotonic() - began
        waited(lambda: len(made.traffic().owed) >= count, 120)
        dealt = time.monotonic() - began
        waited(lambda: made.traffic().is_dealt_with, 60)
        owed = made.traffic().owed
    return {
        "burst texts": count,
        "burst lost": sum(person not in owed for person in people),
        "burst doubled": sum(len(states) > 1 for states in owed.values()),
        "burst stored s": round(stored, 1),
        "burst texts/s": round(count / stored, 1),
        "burst answers ready s": round(dealt, 1),
    }


def _words(number: int, count: int) -> str:
    """Every tenth text in two parts, every twenty-fifth with a picture."""
    if number % (count // min(count, _TWO_PARTS)) == 0:
        return f"{number}: {_LONG}"
    if number % (count // min(count, _EMOJI)) == 1:
        return f"Salamat po 🙏🏽 {number}"
    return f"Magkano po ang clearance? {number}"


def while_sending(count: int) -> dict[str, Any]:
    """A citizen texts in the very moment when each of our texts, one a second, is accepted by the network."""
    with stage() as made, busy(made.link) as sim, made.box.store() as store:
        made.start()
        for number in range(count):
            made.owe(store, texted(number), "Natanggap na po ang reklamo ninyo.")
            sim.wait_for(texted(number), timeout=20)
            time.sleep(1)
        time.sleep(1)
        owed = made.traffic().owed
    return {"while sending": count, "while sending missed": sum(texting(number) not in owed for number in range(count))}


def texted(number: int) -> str:
    """Whom we text in that trial."""
    return f"+63918{number:07d}"


def texting(number: int) -> str:
    """Who texts us the moment they are texted."""
    return f"+63917{number:07d}"


def busy(link: Path) -> Simulator:
    """A modem that announces a text before it answers that ours was accepted."""
    sim = Simulator(latency=LATENCY, link=link, on_sent=lambda sent: _reply(sim, sent))
    return sim


def _reply(sim: Simulator, sent: Sent) -> None:
    if sent.number.startswith("+63918"):
        sim.text_from(sent.number.replace("+63918", "+63917"), "Magkano po ang clearance?")


def replug(times: int) -> dict[str, Any]:
    """Pull the modem out, let a text wait, put it in again: how long until it lies in the data file."""
    taken = []
    with stage() as made, simulator(made) as sim:
        made.start()
        for number in range(times):
            sim.unplug()
            sim.text_from(f"+63917{number:07d}", "Magkano po ang clearance?")
            time.sleep(1.5 + 2 * number)
            sim.replug()
            taken.append(waited(lambda: not sim.waiting and not sim.in_sim, 60))
        waited(lambda: len(made.traffic().owed) == times, 60)
    return {"re-plugs": times, "re-plug to stored s": round(max(taken), 2)}


def recovery() -> dict[str, Any]:
    """Each fault meets the listing that is to bring a text: how long until that text is stored, at real time-outs."""
    taken = {}
    with stage() as made, simulator(made) as sim:
        made.start()
        for number, (name, fault) in enumerate(_FAULTS.items()):
            sim.fault(replace(fault, at="AT+CMGL"))
            sim.text_from(texting(number), "Magkano po ang clearance?")
            taken[name] = waited(lambda: not sim.waiting and not sim.in_sim, 60) - fault.seconds
        waited(lambda: len(made.traffic().owed) == len(_FAULTS), 60)
    return {
        "recoveries": ", ".join(f"{name} {seconds:.1f} s" for name, seconds in taken.items()),
        "longest recovery s": round(max(taken.values()), 1),
    }


def flood(count: int, senders: int) -> dict[str, Any]:
    """So many texts from so many senders: whose first one was heard, how many answers each got, and the memory."""
    with stage() as made, simulator(made, latency=0) as sim:
        program = made.start()
        before = peak(program)
        began = time.monotonic()
        for number in range(count):
            sim.text_from(_sender(number, senders), f"Magkano po ang clearance? {number // senders}")
        waited(lambda: not sim.waiting and not sim.in_sim and made.traffic().is_dealt_with, 30 + count / 5)
        took = time.monotonic() - began
        grown = peak(program) - before
        owed = made.traffic().owed
    answers = Counter({number: len(states) for number, states in owed.items()})
    return {
        f"flood from {senders}": f"{count} texts in {took:.0f} s",
        f"flood from {senders} unheard": len({_sender(number, senders) for number in range(count)} - owed.keys()),
        f"flood from {senders} most answers": max(answers.values(), default=0),
        f"flood from {senders} MB more": round(grown, 1),
    }


def _sender(number: int, senders: int) -> str:
    return f"+63917{number % senders:07d}"

# SPDX-License-Identifier: Apache-2.0
"""Whatever a modem, a SIM or a network does wrong, and whenever: no text is lost, none goes out twice, and the
program serves the next one without a person.

The table is every fault x {idle, sending, receiving a long text}. Time-outs are a thirtieth of the real ones and the
box's clock is ours: each fault must be over within five minutes of it.
"""

from collections import Counter
from dataclasses import replace
from functools import partial

import pytest

from appliance import talk
from appliance.logbook import Logbook
from appliance.store import Store
from sms.simulator import PDU, Fault, Simulator
from tests.fakes import MARIA, PEDRO
from tests.links import texting, until, world

PATIENCE = 1 / 30
JUANA = "+639201112222"
LONG = ("Tatlong araw na po kaming walang tubig dito sa Purok 5, may maliliit na bata. " * 5).strip()
OWED = "BRGY SAN ISIDRO: Natanggap na po ang reklamo ninyo."

SITUATIONS = {
    "idle": ("",),
    "sending": ("AT+CMGS", PDU),
    "receiving": ("AT+CMGL", "AT+CMGD"),
}
"""What the program is doing, and the commands that a fault may meet then."""

SPOKEN = {
    "silence": Fault("silence"),
    "the answer is lost": Fault("lost"),
    "a late answer": Fault("late", seconds=0.6),
    "octet by octet": Fault("slow", seconds=0.002),
    "half a line, then the rest": Fault("split", octet=5, seconds=0.1),
    "half a line and no more": Fault("cut", octet=5),
    "noise": Fault("say", octet=3, say="\xff\xfe\x00\x80"),
    "a line of noise": Fault("say", say="\r\n\xff\xfeq\x8e\r\n"),
    "an announcement": Fault("say", say='\r\n+CMTI: "SM",7\r\n'),
    "two announcements and a call": Fault("say", say='\r\n+CMTI: "SM",7\r\n+CMTI: "SM",7\r\nRING\r\n+CLIP: "",128\r\n'),
    "a promo that says RING and OK": Fault("say", say='\r\n+CUSD: 2,"EXPIRING: reply OK",15\r\n'),
    "a cell broadcast": Fault("say", say="\r\n+CBM: 8\r\n4000111201110000\r\n"),
    "an operator's notice": Fault("say", say="\r\n^RSSI: 12\r\n^MODE: 5,4\r\n+CREG: 1\r\n"),
    "ERROR": Fault("refuse"),
    "a reboot": Fault("reboot", octet=4, seconds=0.2),
    "a reboot after the answer": Fault("reboot", octet=9999, seconds=0.2),
    "the plug is pulled": Fault("unplug", octet=4, seconds=0.2),
}
CODES = {
    "+CMS ERROR": (38, 41, 42, 50, 69, 310, 322, 330, 331, 500, 512, 515),
    "+CME ERROR": (3, 10, 14, 100, 515),
}
REFUSALS = {
    f"{kind}: {code}": Fault("refuse", say=f"{kind}: {code}") for kind, codes in CODES.items() for code in codes
}


def away(sim: Simulator, state: str) -> None:
    """The SIM is taken out, or locked, for a moment."""
    sim.sim_card(state)
    sim.later(0.3, sim.sim_card)


def unreachable(sim: Simulator, signal: int) -> None:
    sim.coverage(signal=signal, registered=False)
    sim.later(0.3, sim.coverage)


def deaf(sim: Simulator) -> None:
    sim.deaf()
    sim.later(0.5, partial(sim.deaf, False))


def unplugged(sim: Simulator) -> None:
    sim.unplug()
    sim.later(0.3, sim.replug)


def full(sim: Simulator) -> None:
    for number in range(30):
        sim.text_from("GLOBE", f"Promo {number}")


HAPPENINGS = {
    "no SIM": partial(away, state="NOT INSERTED"),
    "a SIM that wants its PIN": partial(away, state="SIM PIN"),
    "a SIM that wants its PUK": partial(away, state="SIM PUK"),
    "no signal": partial(unreachable, signal=99),
    "a network that does not let us in": partial(unreachable, signal=17),
    "a deaf modem": deaf,
    "a modem that is gone for a moment": unplugged,
    "a restart by itself": partial(Simulator.restart, seconds=0.1),
    "a SIM full of promos": full,
    "every announcement twice": partial(Simulator.quirks, announces_twice=True),
    "321 for an empty memory": partial(Simulator.quirks, empty_is_error=True),
    "reports straight on the line": partial(Simulator.quirks, reports_only_direct=True),
    "no reports": Simulator.report_status,
    "reports twice": lambda sim: sim.report_status(0, 0),
    "a report that it is still being tried": lambda sim: sim.report_status(0x30, 0),
    "a report of failure": lambda sim: sim.report_status(0x46),
    "noise without end": lambda sim: sim.garbage(b"\xff\x00x" * 3000),
}

ROWS = [
    *((name, situation, partial(Simulator.fault, fault=replace(fault, at=at)), at)
      for name, fault in SPOKEN.items() for situation, commands in SITUATIONS.items() for at in commands),
    *((name, "sending", partial(Simulator.fault, fault=replace(fault, at=PDU)), PDU)
      for name, fault in REFUSALS.items()),
    *((name, situation, happening, "") for name, happening in HAPPENINGS.items() for situation in SITUATIONS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("situation", "strike"),
    [row[1:3] for row in ROWS],
    ids=[", ".join(filter(None, (row[0], row[1], row[3]))) for row in ROWS],
)
def test_no_fault_loses_or_doubles_a_text(tmp_path, situation, strike):
    with world(tmp_path) as made, Simulator(report_delay=0.02, link=tmp_path / "modem") as sim:
        store, texts = made.hall.store, made.hall.texts()
        said = {
            PEDRO: LONG if situation == "receiving" else LONG[:100].strip(),
            JUANA: "Kumusta po ang kapitbahay namin",
        }

        def dealt_with(*people: str) -> bool:
            made.clock.pass_(200)
            waits = texts.counts().keys() & {"queued", "sending"}
            return set(people) <= set(answers(store)) and not (texts.unread() or waits or sim.waiting or sim.in_sim)

        with texting(made.hall, sim, patience=PATIENCE):
            until(lambda: Logbook(store).reports().get("sms", ("",))[0] == "ready")
            strike(sim)
            if situation == "sending":
                with store.writing():
                    texts.answer(MARIA, OWED)
            sim.text_from(PEDRO, said[PEDRO])
            until(lambda: dealt_with(PEDRO), 25)
            sim.text_from(JUANA, said[JUANA])
            until(lambda: dealt_with(PEDRO, JUANA), 25)
        assert answers(store) == {number: 1 for number in (PEDRO, JUANA, *([MARIA] if situation == "sending" else []))}
        assert heard(store) == sorted(said.values())
        went_out = Counter((part.number, part.text) for part in sim.accepted)
        for number, body, state in store.db.execute(OUT):
            times = went_out.pop((number, body), 0)
            assert times <= 1, "a text went out twice"
            assert times == 1 or state == "uncertain", "a text that never went out must not pass for one that did"
        assert not went_out


OUT = "SELECT texts.number, parts.body, parts.state FROM texts JOIN parts ON text_id = texts.id"


def answers(store: Store) -> dict[str, int]:
    """How many texts each number is or was owed."""
    return dict(store.db.execute("SELECT number, COUNT(*) FROM texts GROUP BY number").fetchall())


def heard(store: Store) -> list[str]:
    """What citizens said, as the talks with them hold it."""
    rows = store.db.execute("SELECT pending FROM talks WHERE pending != ''").fetchall()
    return sorted(talk.read(pending).words for (pending,) in rows)

# SPDX-License-Identifier: Apache-2.0
"""`python -m sms --config FILE`: answer citizens' texts and send what is owed to them; `--hub`: carry frames only."""

import argparse
import sys
from functools import partial
from pathlib import Path
from threading import Thread

from appliance import charter, config, phone
from appliance.box import Box
from appliance.clock import SystemClock
from appliance.config import DEFAULT_PATH, Config
from appliance.database import place_of
from appliance.errors import InputError
from appliance.notices import Notices
from appliance.parcels import Parcels
from appliance.service import Stop, run
from appliance.sims import Sims
from appliance.store import Store
from appliance.texts import Texts
from sms.modem import SerialModem
from sms.ports import AbsentModem, Modem
from sms.post import Post
from sms.program import Texting


def main() -> int:
    """Compose the program and run it until it is stopped."""
    parser = argparse.ArgumentParser(prog="sms", description=__doc__)
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--hub", action="store_true", help="the modem of the hub, for boxes without internet")
    wanted = parser.parse_args()

    def work(stop: Stop) -> None:
        settings = config.load(wanted.config)
        if wanted.hub:
            _of_hub(settings, stop)
        else:
            _of_box(settings, stop)

    return run("sms", work)


def _of_box(settings: Config, stop: Stop) -> None:
    box = Box(settings)
    box.start()
    gateway = settings.sync.sms_gateway and phone.normalise(settings.sync.sms_gateway)
    with box.store() as store:
        texts = Texts(store, box.notices, settings.sms)
        texts.recover(of_all=True)
        others = [_beside(box, number, port, stop) for number, port in enumerate(settings.modem.more, 2)]
        modem = _modem(settings, settings.modem.port, store)
        post = Post(texts, Parcels(store), modem, partial(_same, gateway)) if gateway else None
        try:
            Texting(texts, box.conversation(store), modem, box.ledger(store), post).run(stop)
        finally:
            stop.set()
            for other in others:
                other.join()


def _beside(box: Box, number: int, port: str, stop: Stop) -> Thread:
    """A further modem's traffic: the queue is one, so whichever modem can send does."""

    def work() -> None:
        with box.store() as store:
            texts = Texts(store, box.notices, box.config.sms, number)
            Texting(texts, box.conversation(store), _modem(box.config, port, store), None).run(stop)

    thread = Thread(target=work, name=f"modem {number}")
    thread.start()
    return thread


def _of_hub(settings: Config, stop: Stop) -> None:
    with Store(place_of(settings.hub.data, settings.hub.database), SystemClock()) as store:
        texts = Texts(store, Notices("DULOG", charter.load()), settings.sms)
        modem = _modem(settings, settings.modem.port, store)
        Texting(texts, None, modem, None, Post(texts, Parcels(store), modem, phone.is_citizen)).run(stop)


def _same(gateway: str, number: str) -> bool:
    """Whether a sender is the hub's modem, however the network writes its number."""
    try:
        return phone.normalise(number) == gateway
    except InputError:
        return False


def _modem(settings: Config, port: str, store: Store) -> Modem:
    sims, pin = Sims(store), settings.modem.pin

    def once(card: str) -> str:
        return pin if pin and sims.try_once(card, pin) else ""

    return SerialModem(port, baudrate=settings.modem.baud, pin=once) if port else AbsentModem()


if __name__ == "__main__":
    sys.exit(main())

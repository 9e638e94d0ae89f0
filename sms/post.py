# SPDX-License-Identifier: Apache-2.0
"""Post: frames by data SMS: what `sync` owes goes out after the citizens' texts, what comes is kept for `sync`.

Which messages are frames is told by who sends them: on a box the hub's modem alone, at the hub anybody's telephone; a
frame is sealed, so a forged sender gets nowhere with one.
"""

from collections.abc import Callable
from typing import Final

from appliance.parcels import MOST_PARTS, Parcels
from appliance.service import log
from appliance.texts import Message, Texts
from sms.modem import submit_octets
from sms.ports import Incoming, Modem, ModemError, ModemRefused, ModemUnknown

_PARTS_MS: Final = 24 * 3600 * 1000
"""How long the missing parts of a frame are waited for; its sender says it again anyhow."""


class Post:
    """The frames among one modem's traffic."""

    def __init__(self, texts: Texts, parcels: Parcels, modem: Modem, from_us: Callable[[str], bool]) -> None:
        """`from_us` tells from a number whether its 8-bit messages are frames."""
        self._texts = texts
        self._parcels = parcels
        self._modem = modem
        self._from_us = from_us

    def hears(self, read: Incoming) -> bool:
        """Whether a message is a frame or a part of one, and not a citizen's text."""
        return read.octets and self._from_us(read.number)

    def take(self, arrived: list[tuple[Message, Incoming]]) -> None:
        """Keep every frame whose parts are all here for `sync`, and drop the parts of those that never will be."""
        frames: dict[tuple[str, int, int], dict[int, tuple[Message, Incoming]]] = {}
        spare: list[Message] = []
        for number, (message, read) in enumerate(arrived):
            reference, total, part = read.concat or (-1 - number, 1, 1)
            if total > MOST_PARTS or part in (parts := frames.setdefault((read.number, reference, total), {})):
                spare.append(message)
            else:
                parts[part] = (message, read)
        now = self._texts.store.clock.now()
        for (sender, _, total), parts in frames.items():
            messages = [message for message, _ in parts.values()]
            if len(parts) == total:
                data = b"".join(parts[part][1].text.encode("latin-1") for part in range(1, total + 1))
                with self._texts.store.writing():
                    self._parcels.bring(sender, data)
                    self._texts.done(messages)
                log.info("sms: a frame of %d bytes came in %d parts", len(data), total)
            elif abs(now - min(message.at for message in messages)) > _PARTS_MS:
                spare += messages
        if spare:
            with self._texts.store.writing():
                self._texts.done(spare)

    def send(self) -> bool:
        """Send one part of a frame that is owed; False when none is."""
        piece = self._parcels.take()
        if piece is None:
            return False
        pdu, length = submit_octets(
            piece.to, piece.data, reference=piece.reference, total=piece.total, index=piece.number
        )
        try:
            self._modem.send(pdu, length)
            log.info("sms: parcel %d part %d of %d handed to the network", piece.parcel, piece.number, piece.total)
        except ModemRefused as error:
            log.warning("sms: parcel %d: %s; it is owed again in some hours", piece.parcel, error)
            self._parcels.refused(piece)
        except ModemUnknown:
            raise
        except ModemError:
            self._parcels.back(piece)
            raise
        return True

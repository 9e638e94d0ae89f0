# SPDX-License-Identifier: Apache-2.0
"""Gallery: a walk by touch to the kiosk's screens that the demo's main job does not pass, to take their pictures."""

import time
from collections.abc import Callable
from typing import Any, Final

from appliance.children import ChildError

_WALK: Final = """
tap header.back
tap case.rate
wait survey.start
see survey
tap survey.start
look
see question
tap question.citizen
look
tap question.skip
look
tap question.skip
look
tap question.skip
look
tap question.skip
look
tap question.skip
look
see question-faces
tap question.5
look
tap question.stop
wait thanks.done
see thanks
tap thanks.done

tap attract.start
tap language.fil
tap tools.access
see access
tap access.scale.200
see access-200
tap access.done
see home-200
tap home.complaint
see services-200
tap header.back
tap tools.access
tap access.scale.100
tap access.contrast
see access-contrast
tap access.done
see home-contrast
tap home.document
see services-contrast
tap header.back
tap home.done

tap attract.start
tap language.fil
tap home.question
see ask
tap ask.inquiry
see topics
tap header.back
tap ask.write
type barangay clearance
see asking
tap asking.next
wait card.yes
see answer
tap card.yes
see glad
tap glad.more
tap home.question
tap ask.write
type certificate
tap asking.next
wait which.neither
see which
tap which.neither
see unknown
tap header.back
tap header.back
tap header.back
tap header.back
tap home.emergency
see emergency
tap emergency.private
see private
tap private.leave

tap attract.start
tap language.fil
tap home.complaint
tap services.other
type binubugbog ako ng asawa ko
tap words.next
wait discreet.leave
see discreet
tap discreet.leave

hold 3.5
see staff-pin
type {pin}
tap staff.pin.submit
at staff
see staff
tap staff.queue
at staff.queue
see staff-queue
last staff.case.
at staff.case
see staff-case
tap staff.act
see staff-deeds
tap staff.deed.resolve
see staff-choose
tap header.back
tap staff.deed.reply
see staff-write
tap header.back
tap header.back
tap header.back
at staff.queue
tap header.back
tap staff.health
at staff.health
see staff-health
tap header.back
tap staff.touch
see staff-touch
tap header.back
tap staff.courier
see staff-courier
tap header.back
tap staff.day
at staff.day
see staff-day
tap staff.day.rest
see rest
"""
"""From the history of an answered case on: what to do, a line each; `see` takes a picture under a name."""

_LOOK: Final = 0.5
"""Seconds that a person looks at a question: one that was just put takes no answer from a double tap."""

_PATIENCE: Final = 10.0

Ask = Callable[[dict[str, Any], float], dict[str, Any]]
"""Gives the kiosk a command, waits so many seconds at most, and returns its answer."""


class Gallery:
    """A visitor, and then an officer, who only look around."""

    def __init__(self, ask: Ask, picture: Callable[[str], None]) -> None:
        """`ask` drives the kiosk, `picture` saves what it shows under a name."""
        self._ask, self._picture = ask, picture

    def walk(self, pin: str) -> None:
        """Go everywhere; `pin` opens staff mode. Raises ChildError where the way is not as written."""
        acts: dict[str, Callable[[str], object]] = {
            "tap": self._tap,
            "last": self._last,
            "type": lambda text: self._ask({"type": text}, 60),
            "hold": lambda seconds: self._ask({"hold": float(seconds)}, 60),
            "wait": lambda name: self._ask({"wait": name}, 20),
            "at": self._at,
            "see": self._picture,
            "look": lambda _: time.sleep(_LOOK),
        }
        for line in filter(None, _WALK.format(pin=pin).splitlines()):
            verb, _, rest = line.partition(" ")
            acts[verb](rest)

    def _names(self) -> list[str]:
        return list(self._ask({"names": True}, 20)["names"])

    def _tap(self, name: str) -> None:
        """Turn the pages of a list until it is on show, and touch it."""
        while name not in (shown := self._names()) and "pages.down" in shown:
            self._ask({"tap": "pages.down"}, 20)
        self._ask({"tap": name}, 20)

    def _last(self, kind: str) -> None:
        """Touch the last of the rows whose names begin so: of cases, the newest."""
        self._ask({"tap": [name for name in self._names() if name.startswith(kind)][-1]}, 20)

    def _at(self, screen: str) -> None:
        """Wait until that screen is on show."""
        until = time.monotonic() + _PATIENCE
        while self._ask({"screen": True}, 20)["screen"] != screen:
            if time.monotonic() > until:
                raise ChildError(f"the kiosk never came to {screen!r}")
            time.sleep(0.05)

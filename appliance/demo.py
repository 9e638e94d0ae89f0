# SPDX-License-Identifier: Apache-2.0
"""Demo: hub, broker, simulated modem and kiosk on one machine; headless, a tour that proves the main job.

Everything runs as the real programs over real sockets and a real serial line; the tour looks into the data files of
both sides to see whether what was shown is so.
"""

import http.cookiejar
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final

from appliance import config, identity, reference
from appliance.box import Box
from appliance.case import Case, State
from appliance.children import Child, ChildError, Children
from appliance.clock import SystemClock
from appliance.gallery import Gallery
from appliance.store import Store
from appliance.words import words_in

_NUMBER: Final = "09171234567"
_E164: Final = "+639171234567"
_WORDS: Final = "May malaking lubak po sa tapat ng eskwela, delikado sa mga bata."
_PLACE: Final = "Purok 3, sa tapat ng eskwela"
_NAME: Final = "Maria Peñaflor"
_FORM: Final = {"form.next": "form.pothole", "form.pothole": "form.yes", "form.yes": "who.known"}
"""What is touched on the form of the service, and what is on the screen after each touch."""

_LOOK: Final = 0.5
"""Seconds that a person looks at a question: one that was just put takes no answer from a double tap."""

_REPLY: Final = "Natapalan na po ang lubak sa tapat ng eskwela ngayong umaga. Salamat po sa pagsabi."
_QUESTION: Final = "Magkano po ang barangay clearance?"
_COMPLAINT: Final = "Reklamo po: ang ingay ng videoke ng kapitbahay gabi-gabi"
_ANSWERS: Final = {
    "Saan po galing ang ingay?": "Purok 2, likod ng kapilya",
    "Ano po ang maingay?": "1",
    "Kailan po maingay?": "tuwing gabi",
    "Tama po ba?": "OO",
}
"""What the citizen of the tour answers to each question of a text."""
_AGENCY: Final = "city-engineering"
_OFFICER: Final = ("Ma. Teresa G. Dela Cruz", "Kalihim", "480213")
"""Who works at the kiosk, and with which PIN."""

_SETTINGS: Final = """
[hall]
barangay = "Barangay San Isidro"
city = "Lungsod ng Biñan, Laguna"
sms_name = "BRGY SAN ISIDRO"
psgc = "0403403014"
index = 1
data = "{folder}/box"

[broker]
port = {broker}
hub = "{hub}"

[modem]
port = "{folder}/modem"

[sms]
seconds_between = 0
quiet_from = 0
quiet_until = 0

[desk]
port = {desk}

[hub]
data = "{folder}/hub"
port = {pages}
devices = ["{box}"]
"""


def run(*, headless: bool, shots: Path | None) -> int:
    """Run the demo; 0 if all went well, 1 with a clear line if not, 130 when interrupted."""
    headless = headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    with tempfile.TemporaryDirectory(prefix="dulog-demo-") as folder:
        try:
            with Children(Path(folder)) as children:
                stage = Stage(Path(folder), children)
                if headless:
                    Tour(stage, shots).run()
                else:
                    _show(stage)
        except KeyboardInterrupt:
            say("Stopped; every program has ended.")
            return 130
        except ChildError as error:
            say(f"The demo failed: {error}")
            return 1
    return 0


def say(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class Stage:
    """All programs but the kiosk, on free loopback ports, with data in one folder."""

    def __init__(self, folder: Path, children: Children) -> None:
        """Write the configuration and make the box's data file; nothing runs yet."""
        self.folder = folder
        self.children = children
        self.code = secrets.token_hex(5)
        ports = _free_ports(3)
        me, hub = identity.load(folder / "box"), identity.load(folder / "hub")
        self.path = folder / "dulog.toml"
        self.path.write_text(
            _SETTINGS.format(folder=folder, box=me.id, hub=hub.id, broker=ports[0], pages=ports[1], desk=ports[2]),
            "utf-8",
        )
        self.settings = config.load(self.path)
        self.box = Box(self.settings)
        self.box.create()
        self.hub_url = f"http://127.0.0.1:{ports[1]}"

    def start_broker(self) -> None:
        """Start mosquitto."""
        port = self.settings.broker.port
        self.children.start("broker", "sync.hub.broker", ["--folder", str(self.folder), "--port", str(port)])
        self.children.until("the broker listens", lambda: _listens(port))

    def start_hub(self) -> None:
        """Start the hub."""
        self.children.start("hub", "sync.hub", ["--config", str(self.path), f"--code={self.code}"])
        self.children.until("the hub's pages are there", lambda: _listens(self.settings.hub.port))

    def start_box(self) -> Child:
        """Start the simulated modem, sms and sync; the modem, by which one can play the citizen's telephone."""
        phone = self.children.start("modem", "sms.simulator", ["--link", self.settings.modem.port])
        phone.hear(10)
        for name in ("sms", "sync"):
            self.children.start(name, name, ["--config", str(self.path)])
        return phone

    def start_kiosk(self, *options: str) -> Child:
        """Start the touch screen."""
        return self.children.start("kiosk", "kiosk_ui", ["--config", str(self.path), *options])

    def hub_store(self) -> Store:
        """The hub's data file."""
        return Store(self.settings.hub.data, SystemClock())


def _show(stage: Stage) -> None:
    """With a display: everything runs until the window is closed or Ctrl-C."""
    stage.start_broker()
    stage.start_hub()
    phone = stage.start_box()
    kiosk = stage.start_kiosk("--window")
    say(f"The kiosk's window is open. The hub's pages: {stage.hub_url}/  code {stage.code}, office {_AGENCY}")
    say(f"This terminal is the citizen's phone ({_NUMBER}): type a text and press Enter. Ctrl-C ends everything.")
    threading.Thread(target=_typed, args=(phone,), name="typed", daemon=True).start()
    while kiosk.process.poll() is None:
        heard = phone.hear(0.5)
        if heard and "sent" in heard:
            say(f"  [SMS to {heard['sent']['to']}] {heard['sent']['message']}")
        stage.children.check()


def _typed(phone: Child) -> None:
    for line in sys.stdin:
        if line.strip():
            phone.tell({"text": {"from": _E164, "message": line.strip()}})


class Tour:
    """The main job, step by step, each verified from the data files of both sides."""

    def __init__(self, stage: Stage, shots: Path | None) -> None:
        """Work on this stage; save pictures in `shots` if given."""
        self.stage = stage
        self.shots = shots
        self.taken = 0
        self.inbox: list[dict[str, str]] = []

    def run(self) -> None:
        """All five steps. Raises ChildError at the first thing that is not so."""
        started = time.monotonic()
        say("Dulog demo. The hub's broker is still down: the hall has no internet.")
        self.phone = self.stage.start_box()
        self.kiosk = self.stage.start_kiosk("--drive")
        with self.stage.box.store() as box:
            self.box = box
            case = self.file()
            self.stage.start_broker()
            self.stage.start_hub()
            with self.stage.hub_store() as hub:
                self.hub = hub
                self.carry(case)
                self.answer(case)
                self.tell(case)
                self.text()
                if self.shots:
                    self.stage.box.officers(box).set(*_OFFICER)
                    Gallery(self.kiosk.ask, self.picture).walk(_OFFICER[-1])
                problems = [*box.verify().values(), *hub.verify().values()]
                self.expect("both sides' hash chains are whole", not any(problems))
        say(f"All five steps were verified in {time.monotonic() - started:.0f} s.")

    def file(self) -> str:
        """Step 1: a citizen files a complaint by touch, with no network."""
        say("1. A citizen walks up to the kiosk.")
        reference_shown, pin = self.touch_complaint()
        found = self.box.find(reference.parse(reference_shown))
        self.expect("the case on the screen is in the box's data file", found is not None)
        case = found if found else Case("")
        self.expect("with the citizen's own words", case.words == _WORDS)
        self.expect("and what they said to the questions of the form", case.answers.get("place") == _PLACE)
        self.expect("with the number they agreed to be texted on", case.phone == _E164 and case.sms)
        self.expect("and the hub does not have it yet", self.box.hub_at(case.id) is None)
        say(f"   The receipt says {reference_shown}, PIN {pin}: saved on this machine. The hub knows nothing yet.")
        self.reference, self.pin = reference_shown, pin
        return case.id

    def carry(self, case: str) -> None:
        """Step 2: the road opens, and the case arrives."""
        say("2. The road to the hub opens.")
        took = self.until("the hub acknowledged the case", lambda: self.box.hub_at(case) is not None)
        self.expect("the hub's data file has the same words", self.hub.case(case).words == _WORDS)
        self.expect("both sides fold the same case", self.hub.case(case).state == self.box.case(case).state)
        self.see_receipt_reached_hub()
        shown = self.dulog("case", "show", self.reference, "--json")
        self.expect("`dulog case show` says that it is at the hub", bool(json.loads(shown)["at the hub"]))
        say(f"   After {took:.1f} s the case is at the hub, and the kiosk and `dulog case show` say so.")

    def answer(self, case: str) -> None:
        """Step 3: an officer of the responsible agency replies on the hub's page."""
        say("3. An officer of the city's engineering office opens the hub's page.")
        self.page = Browser(self.stage.hub_url)
        self.page.sign_in(self.stage.code, _AGENCY)
        self.expect("the case is in the queue", reference.show(self.hub.case(case).reference) in self.page.get("/"))
        self.address = "/case/" + urllib.parse.quote(case)
        self.expect("the page shows the citizen's words", _WORDS in self.page.get(self.address))
        self.page.post(self.address, do="resolve", outcome="fixed", text=_REPLY)
        self.expect("the hub's data file has the reply", self.hub.case(case).reply == _REPLY)
        took = self.until("the reply is on the box", lambda: self.box.case(case).reply == _REPLY)
        self.expect("and the case is resolved there too", self.box.case(case).state is State.RESOLVED)
        say(f"   The officer replies and resolves it; {took:.1f} s later the reply is in the hall.")

    def tell(self, case: str) -> None:
        """Step 4: the citizen's phone gets the reply, and the hub hears that it did."""
        say("4. The citizen's phone beeps.")
        text = self.sms(lambda message: _REPLY in message)
        say(f"   [SMS] {text}")
        self.until("the delivery report made the box say: told", lambda: self.box.case(case).reply_told)
        took = self.until("and the hub knows", lambda: self.hub.case(case).reply_told)
        self.expect("its page says that the citizen knows", "The citizen knows" in self.page.get(self.address))
        say(f"   The network reports delivery; {took:.1f} s later the hub's page says: the citizen knows.")
        self.see_track()

    def text(self) -> None:
        """Step 5: the box alone answers texts, and files a complaint after the citizen's yes."""
        say("5. The citizen texts the hall.")
        self.exchange(f"STATUS {self.reference}", f"Ref {self.reference}, ")
        self.exchange(_QUESTION, ": OO")
        before = {case.id for case in self.box.queue()}
        answer = self.exchange(_COMPLAINT, *_ANSWERS)
        while wanted := next((said for asked, said in _ANSWERS.items() if asked in answer), ""):
            self.expect("nothing is filed before the yes", before == {case.id for case in self.box.queue()})
            answer = self.exchange(wanted, *_ANSWERS, "Natanggap na po")
        (case,) = (case for case in self.box.queue() if case.id not in before)
        self.expect("one case was opened, in the citizen's own words", case.words == _COMPLAINT)
        service = self.stage.box.charter.services.get(case.service)
        asked = {field.code for field in service.fields if field.required} if service else set()
        self.expect("with the answers that its form asks for", asked <= case.answers.keys())
        self.until("which reaches the hub too", lambda: self.box.hub_at(case.id) is not None)
        self.expect("with its answers", self.hub.case(case.id).answers == case.answers)

    def exchange(self, message: str, *wanted: str) -> str:
        """Text the hall; its answer, which has some of these letters in it."""
        self.inbox.clear()
        self.phone.tell({"text": {"from": _E164, "message": message}})
        answer = self.sms(lambda text: any(letters in text for letters in wanted))
        say(f"   {message}\n   [SMS] {answer}")
        return answer

    # --- the kiosk

    def touch_complaint(self) -> tuple[str, str]:
        """Touch through the whole form; the reference and the PIN on the receipt."""
        self.kiosk.ask({"wait": "attract.start", "seconds": 30}, 40)
        for screen, touch in (
            ("attract", "attract.start"),
            ("language", "language.fil"),
            ("home", "home.complaint"),
            ("services", "services.road-repair"),
            ("service", "service.next"),
        ):
            self.picture(screen)
            self.find(touch)
            self.kiosk.ask({"tap": touch})
        self.kiosk.ask({"type": _WORDS}, 60)
        self.picture("words")
        self.kiosk.ask({"tap": "words.next"})
        self.touch_form()
        self.kiosk.ask({"tap": "who.known"})
        self.kiosk.ask({"type": _NAME}, 60)
        self.picture("name")
        self.kiosk.ask({"tap": "name.next"})
        self.kiosk.ask({"type": _NUMBER})
        self.picture("phone")
        self.kiosk.ask({"tap": "phone.next"})
        self.picture("notice")
        self.kiosk.ask({"tap": "notice.yes"})
        self.picture("review")
        say("   Language, Reklamo, Sirang Kalsada, their words, three questions, a name, a number, the notice: send.")
        self.kiosk.ask({"tap": "review.submit"})
        self.kiosk.ask({"wait": "receipt.reference", "seconds": 10})
        self.picture("receipt")
        return self.read("receipt.reference"), self.read("receipt.pin")

    def find(self, name: str) -> None:
        """Turn the pages of a list until it is on show. Raises ChildError where no page has it."""
        while name not in (shown := self.kiosk.ask({"names": True})["names"]) and "pages.down" in shown:
            self.kiosk.ask({"tap": "pages.down"})

    def touch_form(self) -> None:
        """The questions that the service asks, each answered once it has stood there for a moment."""
        self.kiosk.ask({"wait": "form.field"})
        self.kiosk.ask({"type": _PLACE}, 60)
        self.picture("form-place")
        for touch, following in _FORM.items():
            time.sleep(_LOOK)
            self.kiosk.ask({"tap": touch})
            self.kiosk.ask({"wait": following})
            self.picture(following.replace(".", "-"))

    def see_receipt_reached_hub(self) -> None:
        """The receipt on the screen changes by itself."""
        self.kiosk.ask({"wait": "receipt.hub", "text": words_in("fil")("fact.hub"), "seconds": 10})
        self.picture("receipt-at-the-hub")
        self.kiosk.ask({"tap": "receipt.done"})

    def see_track(self) -> None:
        """The citizen looks the case up with the PIN and sees the answer."""
        for touch in ("attract.start", "language.fil", "home.case"):
            self.kiosk.ask({"tap": touch})
        self.kiosk.ask({"type": self.reference.replace(" ", "")})
        self.kiosk.ask({"type": self.pin})
        self.picture("track")
        self.kiosk.ask({"tap": "track.submit"})
        self.kiosk.ask({"wait": "case.reply", "text": _REPLY, "seconds": 10})
        self.picture("case")
        self.kiosk.ask({"tap": "case.history"})
        self.picture("history")
        say('   Under "Aking kaso" the kiosk shows the reply, and that all four facts are true.')

    def read(self, name: str) -> str:
        """What the screen says there."""
        return str(self.kiosk.ask({"read": name})["text"])

    def picture(self, name: str) -> None:
        """Save what the screen shows, if pictures are wanted."""
        if self.shots:
            self.taken += 1
            self.kiosk.ask({"shot": str((self.shots / f"{self.taken:02d}-{name}.png").absolute())})

    # --- looking

    def expect(self, what: str, so: bool) -> None:
        """Fail the tour unless it is so."""
        if not so:
            raise ChildError(f"not so: {what}")

    def until(self, what: str, ready: Callable[[], bool]) -> float:
        """Wait until it is so."""
        return self.stage.children.until(what, ready)

    def sms(self, wanted: Callable[[str], bool]) -> str:
        """The first text that the citizen's phone got and that is wanted."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for sent in self.inbox:
                if sent["to"] == _E164 and wanted(sent["message"]):
                    self.inbox.remove(sent)
                    return sent["message"]
            heard = self.phone.hear(0.2)
            if heard and "sent" in heard:
                self.inbox.append(heard["sent"])
            self.stage.children.check()
        raise ChildError("the citizen's phone did not get the text")

    def dulog(self, *arguments: str) -> str:
        """Run our own command and return what it prints."""
        command = [sys.executable, "-m", "appliance", "--config", str(self.stage.path), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout


class Browser:
    """As much of a browser as the officer's plain pages need."""

    def __init__(self, root: str) -> None:
        """Keep the session's cookie."""
        self._root = root
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self._token = ""

    def get(self, path: str) -> str:
        """A page's text."""
        return self._read(path, None)

    def post(self, path: str, **form: str) -> str:
        """Send a form with this session's token; the page that follows."""
        return self._read(path, urllib.parse.urlencode({"token": self._token, **form}).encode())

    def sign_in(self, code: str, office: str) -> None:
        """Sign in as an officer of this office."""
        self.get("/sign-in")
        self.post("/sign-in", code=code, name="Engr. R. Santos", designation="City Engineer", office=office)
        self.get("/")

    def _read(self, path: str, data: bytes | None) -> str:
        with self._opener.open(self._root + path, data, timeout=10) as answer:
            page = str(answer.read().decode())
        token = re.search(r'name="token" value="([^"]+)"', page)
        self._token = token[1] if token else self._token
        return page


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0

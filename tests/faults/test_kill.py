# SPDX-License-Identifier: Apache-2.0
"""kill -9 at any moment: a reference that was given out is there for ever, and no text goes out twice.

Run as a program, this file is the campaign itself: it forks children that file cases, kills them and looks.
"""

import contextlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter as Tally
from pathlib import Path

import pytest

from appliance.box import Box
from appliance.children import Children
from appliance.clock import SystemClock
from appliance.config import Config, Hall
from appliance.counter import Draft
from appliance.demo import Stage
from appliance.errors import Locked, NotFound
from appliance.logbook import Logbook
from appliance.store import HUB, Store, create
from appliance.talks import Talks
from appliance.texts import Texts

KILLS = int(os.environ.get("DULOG_KILLS", "40"))
SEED = int(os.environ.get("DULOG_SEED", "20260401"))
ROOT = Path(__file__).parents[2]
NUMBER = "+639171234567"


def hall(folder):
    """A box in this folder."""
    box = Box(Config(Hall("Barangay San Isidro", "Biñan", "BRGY SAN ISIDRO", "0403403014", 1, Path(folder))))
    box.create()
    return box


def file_for_ever(box, out, mode):
    """The child: file case after case, and say each reference only when it is safe (or, as controls, too early)."""
    with box.store() as store:
        counter = box.counter(store)
        number = 0
        while True:
            number += 1
            draft = Draft("complaint", f"Kaso {os.getpid()} {number}", "fil", phone=NUMBER, sms=True)
            if mode == "honest":
                said = counter.file(draft)
                os.write(out, f"{said.reference} {said.pin}\n".encode())
            elif mode == "says it before the commit":
                with store.writing():
                    said = counter.file(draft)
                    os.write(out, f"{said.reference} {said.pin}\n".encode())
                    time.sleep(0.003)
            else:  # never commits
                if not store.db.in_transaction:
                    store.db.execute("BEGIN IMMEDIATE")
                said = counter.file(draft)
                os.write(out, f"{said.reference} {said.pin}\n".encode())


def spawn(box, mode):
    """A child process and the end on which it is heard."""
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(hear)
            file_for_ever(box, say, mode)
        finally:
            os._exit(1)
    os.close(say)
    return child, hear


def listen(ends, seconds):
    """What the children say in that time; whole lines only, for a half one was never heard."""
    heard = dict.fromkeys(ends, b"")
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        for end in select.select(ends, [], [], left)[0]:
            heard[end] += os.read(end, 65536)
    return heard


def drain(end, heard):
    """The rest of what a dead child had said."""
    while more := os.read(end, 65536):
        heard += more
    os.close(end)
    return [line.split() for line in heard.decode().split("\n")[:-1]]


def look(box, said):
    """What is wrong in the data file after a kill."""
    problems = []
    with box.store() as store:
        counter = box.counter(store)
        held = {found[0] for found in store.db.execute("SELECT reference FROM cases")}
        problems += [f"lost {shown}" for shown, _ in said if shown not in held]
        for shown, pin in said[-2:]:
            try:
                counter.track(shown, pin)
            except (NotFound, Locked):  # a number that was given out twice has two PINs, and one is wrong
                problems.append(f"lost {shown}, or its PIN")
        counts = {
            "events": "SELECT COUNT(*) FROM events",
            "cases": "SELECT COUNT(*) FROM cases",
            "PINs": "SELECT COUNT(*) FROM pins",
            "texts": "SELECT COUNT(*) FROM texts",
            "references": "SELECT COUNT(DISTINCT reference) FROM cases",
        }
        found = {name: int(store.db.execute(query).fetchone()[0]) for name, query in counts.items()}
        if len(set(found.values())) != 1:
            problems.append(f"half a case: {found}")
        problems += [problem for problem in store.verify().values() if problem]
        problems += [f"integrity: {row[0]}" for row in store.db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return problems


def campaign(folder, seed, kills, mode):
    """Kill one or two children at a time, `kills` times in all."""
    noise = random.Random(seed)
    box, said, problems, done = hall(folder), [], [], 0
    while done < kills:
        children = [spawn(box, mode) for _ in range(min(noise.choice((1, 1, 2)), kills - done))]
        heard = listen([end for _, end in children], noise.choice((0.02, 0.1)) * noise.random() + 0.01)
        for child, _ in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            done += 1
        for _, end in children:
            said += drain(end, heard[end])
        problems += look(box, said)
    return {"said": len(said), "kills": done, "problems": problems}


def run(folder, kills, mode):
    command = [sys.executable, __file__, str(folder), str(SEED), str(kills), mode]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_reference_that_was_given_out_survives_every_kill(tmp_path):
    found = run(tmp_path, KILLS, "honest")
    assert found["kills"] == KILLS
    assert found["said"] > KILLS // 4, "the machine was so busy that hardly anything was said before each kill"
    assert found["problems"] == []


@pytest.mark.parametrize("mode", ["says it before the commit", "never commits"])
def test_the_campaign_sees_the_loss_of_a_child_that_speaks_too_early(tmp_path, mode):
    found = run(tmp_path, 12, mode)
    assert [problem for problem in found["problems"] if problem.startswith("lost")]


# --- the real programs


class Program:
    """`python -m sms` or `python -m sync`, to be killed and started again."""

    def __init__(self, module, stage):
        self.module, self.stage, self.process = module, stage, None
        self.log = (stage.folder / f"killed-{module}.log").open("a")

    def start(self):
        command = [sys.executable, "-m", self.module, "--config", str(self.stage.path)]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=self.log, stdout=subprocess.DEVNULL)

    def kill(self):
        assert self.process.poll() is None, f"{self.module} ended by itself"
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                assert self.process.wait(10) in (0, -signal.SIGTERM)  # the latter while it starts
            finally:
                self.process.kill()
                self.process.wait()
        self.log.close()


@contextlib.contextmanager
def closing(children):
    """Close the pipes of programs that have ended."""
    with contextlib.ExitStack() as stack:
        yield
        for child in children._all:
            child.process.terminate()
            child.process.wait(10)
            stack.enter_context(child.process)


def hears(phone, inbox, seconds):
    """Collect what the citizens' phones get."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        heard = phone.hear(min(left, 0.05))
        if heard and "sent" in heard:
            inbox.append((heard["sent"]["to"], heard["sent"]["message"]))


def agree(box, phone, asked, agreed):
    """Whoever was asked whether to pass their question on says yes, once."""
    for number, _ in asked:
        if number not in agreed and Talks(box).of(number).pending:
            agreed.add(number)
            phone.tell({"text": {"from": number, "message": "OO"}})


@pytest.mark.broker
def test_killing_sms_and_sync_in_the_middle_of_their_work_loses_no_text_and_sends_none_twice(tmp_path):
    noise = random.Random(SEED)
    inbox, asked, filed, agreed = [], [], [], set()
    with Children(tmp_path) as children, closing(children):
        stage = Stage(tmp_path, children)
        stage.start_broker()
        stage.start_hub()
        phone = children.start(
            "modem", "sms.simulator", ["--link", stage.settings.modem.port, "--report-delay", "0.05"]
        )
        phone.hear(10)
        programs = [Program("sms", stage), Program("sync", stage)]
        with stage.box.store() as box, stage.hub_store() as hub:
            counter = stage.box.counter(box)
            try:
                for program in programs:
                    program.start()
                children.until("the modem is served", lambda: Logbook(box).reports().get("sms", ("",))[0] == "ready")
                for turn in range(6):
                    for number in range(4):
                        asked.append((f"+63917{turn:03d}{number:04d}", f"Ikaapat na liham {turn}-{number} po"))
                        phone.tell({"text": {"from": asked[-1][0], "message": asked[-1][1]}})
                    agree(box, phone, asked, agreed)
                    words = f"Reklamo {turn}"
                    filed.append(words)
                    counter.file(Draft("complaint", words, "fil", phone=NUMBER, sms=True))
                    hears(phone, inbox, noise.uniform(0.02, 0.5))
                    for program in programs:
                        if noise.random() < 0.7:
                            program.kill()
                            program.start()
                    hears(phone, inbox, noise.choice((0.1, 0.9)))
                texts = Texts(box, stage.box.notices)

                def quiet():
                    agree(box, phone, asked, agreed)
                    hears(phone, inbox, 0.05)
                    busy = texts.counts().keys() & {"queued", "sending"}
                    cases = len(box.queue(limit=1000))
                    return cases == len(asked) + len(filed) and not busy and not box.unsent() and not texts.unread()

                children.until("everything is dealt with", quiet, 40)
                hears(phone, inbox, 0.5)
            finally:
                for program in programs:
                    program.end()
            # nothing lost, nothing doubled: cases, events and texts
            assert sorted(case.words for case in box.queue(limit=1000)) == sorted(filed + [words for _, words in asked])
            assert not any([*box.verify().values(), *hub.verify().values()])
            assert hub.stream(box.origin)[:3] == box.stream(box.origin)[:3]
            rows = box.db.execute(
                "SELECT texts.number, group_concat(parts.body, ''), texts.state FROM texts "
                "JOIN parts ON text_id = id GROUP BY id"
            ).fetchall()
            assert len(rows) == 2 * len(asked) + len(filed), "an offer and a receipt to whoever asked"
            got = Tally(inbox)
            assert set(got.values()) == {1}, "a text went out twice"
            assert set(got) <= {(number, body) for number, body, _ in rows}
            for number, body, state in rows:
                assert state in ("delivered", "sent", "uncertain")
                assert state == "uncertain" or got[number, body] == 1
            uncertain = [row for row in rows if row[2] == "uncertain"]
            assert len(uncertain) <= 6  # at most the one that each kill interrupted


def test_a_hub_that_is_killed_while_it_commits_acknowledges_only_what_it_holds(tmp_path):
    """The hub's commit and nothing less is what makes a case safe: a reader that dies before it has told nobody."""
    box = hall(tmp_path / "box")
    with box.store() as store:
        counter = box.counter(store)
        for number in range(40):
            counter.file(Draft("complaint", f"Kaso {number}", "fil"))
        said, head = store.said_after(store.origin, 0, count=40, size=10**6)
        origin = store.origin
    folder = tmp_path / "hub"
    create(folder, "hub", HUB)
    script = (
        "import json, os, sys; from pathlib import Path\n"
        "from appliance.clock import SystemClock; from appliance.store import Store\n"
        "store = Store(Path(sys.argv[1]), SystemClock()); said = json.load(sys.stdin)\n"
        "with store.writing():\n"
        "    store.accept(sys.argv[2], 1, said, bytes.fromhex(sys.argv[3]))\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    command = [sys.executable, "-c", script, str(folder), origin, head.hex()]
    done = subprocess.run(
        command, input=json.dumps(said), text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == -signal.SIGKILL
    with Store(folder, SystemClock()) as hub:
        assert hub.stream(origin).seq == 0
        assert hub.accept(origin, 1, said, head)
        assert hub.stream(origin).seq == 40
        assert not any(hub.verify().values())


if __name__ == "__main__":
    json.dump(campaign(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]), sys.stdout)

# SPDX-License-Identifier: Apache-2.0
"""Staff mode: an officer enters, reads, answers and leaves; without a window, over a real store and the real rules."""

import pytest

from appliance.answers import AnswerBook
from appliance.counter import Draft
from appliance.errors import DeviceError, StoreError
from appliance.officers import MAX_MISSES, WAIT_MS
from kiosk_ui.bridge import InlineRunner
from kiosk_ui.corner import DOORS, HOLD, Corner
from kiosk_ui.courier import AbsentCourier, OwnCourier
from kiosk_ui.desk import NoDesk, OwnDesk
from kiosk_ui.kiosk import Hall, Kiosk
from kiosk_ui.presenters.home import HomePresenter
from kiosk_ui.presenters.staff.answer import ChoosePresenter, WritePresenter
from kiosk_ui.presenters.staff.case import DeedsPresenter, SheetPresenter
from kiosk_ui.presenters.staff.courier import CourierPresenter
from kiosk_ui.presenters.staff.deeds import DEEDS, SCREENS, fitting
from kiosk_ui.presenters.staff.desk import FrontPresenter, QueuePresenter
from kiosk_ui.presenters.staff.machine import DayPresenter, HealthPresenter, TouchPresenter
from kiosk_ui.presenters.staff.pin import PinPresenter
from tests.kiosk_ui.fakes import DAY, OFFICER, OFFICER_PIN, FakeClock, FakeCounter, FakeCourier, hall_with_officers

ROUTES = (
    "attract language home services rest staff staff.pin staff.queue staff.case staff.deeds staff.choose staff.write "
    "staff.health staff.touch staff.day staff.courier"
).split()
REPLY = "Naayos na po ang kanal."


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def box(clock, tmp_path):
    return hall_with_officers(clock, tmp_path)


@pytest.fixture
def store(box):
    with box.store() as store:
        yield store


def kiosk_of(box, clock, desk=None):
    hall = Hall("Barangay San Isidro", "Biñan")
    counter = FakeCounter(clock)
    return Kiosk(
        hall,
        counter,
        AnswerBook(counter.charter),
        InlineRunner(),
        clock,
        ROUTES,
        lambda name: None,
        desk=desk or OwnDesk(box, FakeCourier()),
    )


@pytest.fixture
def kiosk(box, clock):
    return kiosk_of(box, clock)


def enter(kiosk, pin=OFFICER_PIN):
    kiosk.knock()
    presenter = PinPresenter(kiosk)
    for digit in pin:
        presenter.key(digit)
    presenter.submit()
    return presenter


@pytest.fixture
def inside(kiosk):
    enter(kiosk)
    return kiosk


@pytest.fixture
def late(inside):
    """The long overdue complaint is open before the officer."""
    FrontPresenter(inside).choose("queue")
    queue = QueuePresenter(inside)
    queue.choose(queue.view().items[0].case)
    return inside


def turn_to(kiosk, service):
    """Open the case of this service."""
    FrontPresenter(kiosk).choose("queue")
    QueuePresenter(kiosk).choose(next(case.id for case in kiosk.shift.queue if case.service == service))


def write(kiosk, deed, text, choice=""):
    DeedsPresenter(kiosk).choose(deed)
    if choice:
        pick(kiosk, choice)
    return put(kiosk, text)


def pick(kiosk, choice):
    choosing = ChoosePresenter(kiosk)
    choosing.choose(choice)
    choosing.go_on()


def put(kiosk, text):
    writing = WritePresenter(kiosk)
    for char in text:
        writing.key("space" if char == " " else char)
    writing.submit()
    return writing


# --- the way in


def test_only_a_finger_that_stays_in_the_corner_opens_the_door_and_once():
    corner = Corner()
    corner.down(0, inside=True)
    assert not corner.held(HOLD - 0.1)
    assert corner.held(HOLD)
    assert not corner.held(HOLD + 5)
    corner.down(10, inside=True)
    corner.up()
    assert not corner.held(20)
    corner.down(30, inside=True)
    corner.down(31, inside=False)
    assert not corner.held(40)


def test_no_form_has_the_corner():
    assert not DOORS & {"words", "phone", "review", "receipt", "question", "private"}


def test_entering_ends_the_visit_and_keeps_its_language(kiosk):
    kiosk.visit.language = "ceb"
    kiosk.visit.words = "Akong gisulat"
    kiosk.knock()
    assert (kiosk.router.current, kiosk.visit.words, kiosk.visit.language) == ("staff.pin", "", "ceb")
    PinPresenter(kiosk).leave()
    assert (kiosk.router.current, kiosk.visit.language) == ("attract", "fil")


def test_the_right_pin_opens_and_the_officer_is_named(kiosk):
    presenter = enter(kiosk)
    assert kiosk.router.current == "staff"
    assert (kiosk.shift.officer.name, kiosk.shift.officer.designation) == OFFICER
    assert FrontPresenter(kiosk).view().who == ", ".join(OFFICER)
    assert OFFICER_PIN not in repr(vars(presenter))


def test_the_pin_is_never_shown(kiosk):
    kiosk.knock()
    presenter = PinPresenter(kiosk)
    for digit in "4802134":
        presenter.key(digit)
    assert presenter.view().dots == "••••••"
    presenter.key("clear")
    presenter.submit()
    assert presenter.view().advice == kiosk.words("kiosk.staff.pin.incomplete")


def test_five_wrong_pins_lock_it_and_a_fresh_kiosk_with_another_clock_is_locked_too(kiosk, box, clock):
    for _ in range(MAX_MISSES):
        assert enter(kiosk, "000001").view().advice == kiosk.words("kiosk.staff.pin.wrong")
    assert enter(kiosk).view().advice == kiosk.words("kiosk.staff.pin.locked")
    clock.at -= 400 * DAY
    again = kiosk_of(box, clock)
    assert enter(again).view().advice == again.words("kiosk.staff.pin.locked")
    assert (again.router.current, again.shift) == ("staff.pin", None)
    clock.at += WAIT_MS
    enter(again)
    assert again.router.current == "staff"


def test_a_kiosk_without_officers_opens_to_nobody(box, clock):
    kiosk = kiosk_of(box, clock, NoDesk())
    assert enter(kiosk).view().advice == kiosk.words("kiosk.staff.pin.wrong")


def test_a_data_file_that_cannot_be_opened_is_told(box, clock):
    class Broken(NoDesk):
        def sign_in(self, pin):
            raise StoreError("disk I/O error")

    kiosk = kiosk_of(box, clock, Broken())
    assert enter(kiosk).view().advice == kiosk.words("kiosk.staff.pin.trouble")


def test_leaving_drops_the_shift_and_no_officers_screen_can_be_built(late):
    FrontPresenter(late).choose("leave")
    assert (late.router.current, late.shift) == ("attract", None)
    for presenter in (FrontPresenter, QueuePresenter, SheetPresenter, HealthPresenter):
        with pytest.raises(ValueError, match="no officer"):
            presenter(late)


def test_a_visitor_has_no_shift(inside):
    inside.knock()
    assert inside.shift is None
    HomePresenter(inside).choose("complaint")
    assert inside.shift is None


# --- the queue


def test_the_late_case_is_on_top_then_the_nearest_promise_and_the_agencys_last(inside, store):
    FrontPresenter(inside).choose("queue")
    items = QueuePresenter(inside).view().items
    assert [item.late for item in items] == [True] + [False] * (len(items) - 1)
    assert len(items) == 7
    ours = [item.ours for item in items]
    assert ours == sorted(ours, reverse=True)
    waits = [store.case(item.case).next_update_at for item in items if item.ours and not item.late]
    assert waits == sorted(waits)


def test_a_booked_breach_comes_first_too(inside, store):
    FrontPresenter(inside).choose("queue")
    last = [item.case for item in QueuePresenter(inside).view().items if item.ours][-1]
    with store.writing():
        case = store.case(last)
        store.append(last, "breached", inside.shift.officer._replace(kind="system"), {"due_at": case.due_at})
    QueuePresenter(inside).back()
    FrontPresenter(inside).choose("queue")
    items = QueuePresenter(inside).view().items
    assert last in [item.case for item in items[:2]]


def test_protected_cases_never_show(inside, store, box):
    with store.writing():
        opened = store.append(
            "", "created", inside.shift.officer._replace(kind="citizen", office="", name="", designation=""),
            {"reference": "670916621886", "type": "complaint", "holder": "barangay", "rule": "H72",
             "due_at": store.clock.now(), "service": "official-misconduct", "words": "Ang kapitan po"},
        )  # fmt: skip
    assert opened.case in [case.id for case in store.queue()]
    FrontPresenter(inside).choose("queue")
    assert opened.case not in [item.case for item in QueuePresenter(inside).view().items]


# --- a case


def test_opening_a_case_is_a_fact_in_the_officers_name(late, store):
    case = store.case(late.shift.open.case.id)
    read = [entry.event for entry in case.timeline if entry.event.kind == "read"]
    assert [(event.actor.name, event.actor.designation) for event in read] == [OFFICER]
    facts = {fact.key: fact.true for fact in SheetPresenter(late).view().facts}
    assert facts == {"saved": True, "hub": False, "read": True, "told": False}


def test_the_sheet_shows_the_words_the_clock_and_what_happened(late):
    view = SheetPresenter(late).view()
    lines = {key: text for key, _, text in view.lines}
    assert lines["words"].startswith("Tatlong araw na pong")
    assert "0917 123 4567" in lines["who"]
    assert "H72" in lines["clock"]
    assert view.late
    assert view.history[0].startswith("Miy Set 30, 11:28 PM · Binasa ng opisyal · ")
    assert view.history[-1].endswith("Inihain")


def test_how_the_citizen_rated_the_office_is_not_shown(late, store):
    write(late, "resolve", REPLY, "fixed")
    with store.writing():
        actor = late.shift.officer._replace(kind="citizen", office="", name="", designation="")
        store.append(late.shift.open.case.id, "csm_submitted", actor, {"answers": {"sqd0": "1"}})
    SheetPresenter(late).back()
    queue = QueuePresenter(late)
    queue.choose(late.shift.queue[0].id)
    assert "csm" not in repr(SheetPresenter(late).view())


def test_a_reply_is_signed_and_the_citizen_is_owed_a_text(late, store):
    write(late, "reply", REPLY)
    assert late.router.current == "staff.case"
    case = store.case(late.shift.open.case.id)
    assert (case.reply, case.state) == (REPLY, "received")
    said = case.timeline[-1].event
    assert (said.kind, said.actor.name, said.actor.designation) == ("replied", *OFFICER)
    owed = store.db.execute("SELECT sentence FROM texts WHERE case_id = ? ORDER BY id", (case.id,)).fetchall()
    assert owed[-1] == ("sms.replied",)
    view = SheetPresenter(late).view()
    assert view.said == late.words("kiosk.staff.said.reply")
    assert view.lines[0][0] == "reply"


def test_resolving_asks_for_the_outcome_first(late, store):
    DeedsPresenter(late).choose("resolve")
    choosing = ChoosePresenter(late)
    assert not choosing.view().ready
    choosing.go_on()
    assert late.router.current == "staff.choose"
    choosing.choose("partly_fixed")
    choosing.go_on()
    assert late.router.current == "staff.write"
    writing = WritePresenter(late)
    for char in REPLY:
        writing.key(char)
    writing.submit()
    case = store.case(late.shift.open.case.id)
    assert (case.state, case.outcome, case.reply) == ("resolved", "partly_fixed", REPLY)


def test_every_outcome_that_is_offered_is_one_the_rules_know_and_has_a_name(inside):
    FrontPresenter(inside).choose("queue")
    for item in QueuePresenter(inside).view().items:
        if item.ours:
            QueuePresenter(inside).choose(item.case)
            DeedsPresenter(inside).choose("resolve")
            outcome = ChoosePresenter(inside).view().options[-1][0]
            write(inside, "resolve", REPLY, outcome)
            assert inside.shift.open.case.outcome == outcome


@pytest.mark.parametrize(("text", "problem"), [("", "empty"), ("Tingnan: www.biñan.gov.ph", "link")])
def test_what_cannot_be_texted_is_explained_and_not_lost(late, text, problem):
    writing = write(late, "reply", text)
    view = writing.view()
    assert (view.wrong, view.advice, view.text) == (True, late.words(f"kiosk.staff.refused.{problem}"), text)
    assert late.router.current == "staff.write"


def test_asking_extending_and_handing_over_are_recorded_with_their_reason(late, store):
    turn_to(late, "barangay-clearance")
    write(late, "ask", "Saan po banda?")
    assert late.shift.open.case.state == "needs_client"
    write(late, "extend", "Hinihintay po ang bomba.")
    case = late.shift.open.case
    assert (case.extensions, case.timeline[-1].event.body["reason"]) == (1, "Hinihintay po ang bomba.")
    DeedsPresenter(late).choose("hand_over")
    choosing = ChoosePresenter(late)
    offices = [code for code, _, _ in choosing.view().options]
    assert "barangay" not in offices
    choosing.choose("city-engineering")
    choosing.go_on()
    assert store.case(case.id).holder == "city-engineering"
    assert SheetPresenter(late).view().holder == late.words("kiosk.case.holder", holder="City Engineering")


def test_told_in_person_counts_only_once_there_is_something_to_tell(late, store):
    deeds = DeedsPresenter(late)
    deeds.choose("told")
    assert deeds.view().problem == late.words("kiosk.staff.refused.no_reply")
    write(late, "reply", REPLY)
    DeedsPresenter(late).choose("told")
    case = store.case(late.shift.open.case.id)
    assert case.reply_told
    assert SheetPresenter(late).view().facts[3].text.startswith("Alam na nila: Miyerkoles, Setyembre 30")
    assert case.timeline[-1].event.body["channel"] == "in_person"


def test_a_refusal_names_its_grounds_and_who_refused(late, store):
    turn_to(late, "barangay-clearance")
    DeedsPresenter(late).choose("deny")
    assert put(late, "").view().advice == late.words("kiosk.staff.refused.empty")
    put(late, "RA 7160, sec. 152(c): hindi po residente.")
    assert late.router.current == "staff.write"
    assert late.shift.open.case.outcome == "", "nothing is said before the citizen is written to"
    put(late, "Hindi po namin ito maibibigay, dahil taga-ibang barangay po kayo.")
    case = store.case(late.shift.open.case.id)
    assert (case.state, case.outcome) == ("resolved", "denied")
    denied = case.timeline[-1].event.body
    assert (denied["grounds"][:7], denied["denied_by"]) == ("RA 7160", OFFICER[0])


def test_going_back_keeps_what_was_written_for_this_deed_alone(late):
    turn_to(late, "barangay-clearance")
    SheetPresenter(late).act_on()
    DeedsPresenter(late).choose("deny")
    put(late, "RA 7160")
    WritePresenter(late).back()
    assert WritePresenter(late).view().text == "RA 7160"
    WritePresenter(late).back()
    assert late.router.current == "staff.deeds"
    DeedsPresenter(late).choose("reply")
    assert WritePresenter(late).view().text == ""


def test_the_clock_of_the_law_stands_still_and_goes_on(late):
    turn_to(late, "barangay-clearance")
    DeedsPresenter(late).choose("accept")
    assert {"suspend", "ready", "refer"} <= set(fitting(late.shift.open.case))
    write(late, "suspend", "May bagyo po.")
    assert late.shift.open.case.state == "suspended"
    assert "resume" in fitting(late.shift.open.case)
    DeedsPresenter(late).choose("resume")
    assert late.shift.open.case.state == "in_progress"
    DeedsPresenter(late).choose("ready")
    write(late, "release", "Salamat po, naibigay na po ang clearance.")
    assert late.shift.open.case.state == "resolved"


def test_a_referral_keeps_the_pen(late):
    DeedsPresenter(late).choose("refer")
    assert "barangay" not in [code for code, _, _ in ChoosePresenter(late).view().options]
    pick(late, "city-engineering")
    case = late.shift.open.case
    assert (case.state, case.holder) == ("referred", "barangay")


def test_a_dispute_goes_through_the_steps_of_the_katarungang_pambarangay(late, box, store):
    box.counter(store).file(
        Draft("kp_dispute", "Ayaw po magbayad ng kapitbahay.", "fil", service="katarungang-pambarangay")
    )
    QueuePresenter(late).back()
    FrontPresenter(late).choose("queue")
    dispute = next(case.id for case in late.shift.queue if case.type == "kp_dispute")
    QueuePresenter(late).choose(dispute)
    assert [code for code in fitting(late.shift.open.case) if code.startswith("kp_")] == [
        "kp_summoned", "kp_met", "kp_pangkat", "kp_settled",
    ]  # fmt: skip
    DeedsPresenter(late).choose("kp_summoned")
    day = ChoosePresenter(late).view().options[2][0]
    pick(late, day)
    pick(late, "14:00")
    meeting = store.case(dispute).meeting_at
    assert late.words.moment(meeting).endswith("2:00 PM")
    for step in ("kp_met", "kp_pangkat", "kp_settled"):
        DeedsPresenter(late).choose(step)
        assert late.shift.open.case.timeline[-1].event.kind == step


def test_only_what_fits_is_offered(late):
    """A complaint's 72 hours are not extended (Hotline 8888), it is no dispute of neighbours, and it lies nowhere."""
    assert not {"extend", "resume", "release", "kp_met", "close"} & set(fitting(late.shift.open.case))
    write(late, "resolve", REPLY, "fixed")
    assert set(fitting(late.shift.open.case)) == {"reply", "told", "hand_over", "close"}


def test_what_the_rules_refuse_is_said_in_plain_words(late, clock):
    words = late.words

    def refused(deed):
        presenter = DeedsPresenter(late)
        presenter.choose(deed)
        return presenter.view().problem

    assert refused("ready") == words("kiosk.staff.refused.state", state=words("state.received"))
    assert write(late, "extend", "Ulan po.").view().advice == words("kiosk.staff.refused.not_extendable")
    turn_to(late, "barangay-clearance")
    write(late, "extend", "Ulan po.")
    assert write(late, "extend", "Ulan pa rin po.").view().advice == words("kiosk.staff.refused.once")
    write(late, "resolve", REPLY, "granted")
    assert refused("close") == words("kiosk.staff.refused.untold")
    DeedsPresenter(late).choose("told")
    assert refused("close") == words("kiosk.staff.refused.waiting")
    clock.at += 30 * DAY
    assert refused("close") == ""
    assert late.shift.open.case.state == "closed"


def test_an_agencys_case_takes_a_reply_and_nothing_else(inside):
    FrontPresenter(inside).choose("queue")
    queue = QueuePresenter(inside)
    queue.choose(next(item.case for item in queue.view().items if not item.ours))
    deeds = DeedsPresenter(inside)
    deeds.choose("accept")
    assert "City Engineering" in deeds.view().problem
    write(inside, "reply", REPLY)
    assert inside.shift.open.case.reply == REPLY


def test_a_failing_data_file_loses_no_word(late, monkeypatch):
    class Broken(NoDesk):
        def act(self, officer, case_id, deed):
            raise StoreError("database or disk is full")

    late.desk = Broken()
    writing = write(late, "reply", REPLY)
    assert writing.view().text == REPLY
    assert writing.view().advice == late.words("kiosk.staff.refused.trouble")


def test_a_full_field_says_so(late):
    DeedsPresenter(late).choose("reply")
    writing = WritePresenter(late)
    for _ in range(500):
        writing.key("a")
    assert len(writing.view().text) == 480
    assert writing.view().wrong
    writing.submit()
    assert late.shift.open.case.reply == "a" * 480


# --- the machine


def test_health_shows_the_queues_and_verifying_finds_the_file_whole(inside):
    FrontPresenter(inside).choose("health")
    presenter = HealthPresenter(inside)
    lines = {key: (text, wrong) for key, _, text, wrong in presenter.view().lines}
    assert lines["missed"] == (inside.words("kiosk.staff.health.missed", count=1), True)
    assert "verify" not in lines
    presenter.verify()
    lines = {key: (text, wrong) for key, _, text, wrong in presenter.view().lines}
    assert lines["verify"] == (inside.words("kiosk.staff.verify.whole"), False)


def test_a_changed_record_is_found(inside, store):
    FrontPresenter(inside).choose("health")
    store.db.execute("DROP TRIGGER events_stay")
    store.db.execute(
        "UPDATE events SET fields = replace(fields, 'Tatlong', 'Isang') WHERE rowid = (SELECT min(rowid) FROM events)"
    )
    presenter = HealthPresenter(inside)
    presenter.verify()
    assert presenter.view().lines[0][3]
    assert presenter.view().lines[0][2] == inside.words("kiosk.staff.verify.broken", count=1)


def test_each_finger_counts_once_and_two_drivers_are_named(inside):
    presenter = TouchPresenter(inside)
    places = [(0.07, 0.85), (0.93, 0.85), (0.5, 0.5), (0.07, 0.15), (0.93, 0.15)]
    for number, place in enumerate(places):
        presenter.touched(*place, 1000 * number, "mtdev")
    assert presenter.view().counts == (1, 1, 1, 1, 1)
    assert presenter.view().verdict == inside.words("kiosk.staff.touch.good")
    presenter.touched(*places[0], 9000, "mtdev")
    assert not presenter.view().wrong, "a second tap is not a double count"
    presenter.touched(*places[0], 9004, "mouse")
    view = presenter.view()
    assert (view.wrong, view.twice) == (True, (True, False, False, False, False))
    assert view.verdict == inside.words("kiosk.staff.touch.twice", dots="1", sources="mouse + mtdev")
    presenter.again()
    assert presenter.view().counts == (0, 0, 0, 0, 0)
    presenter.touched(0.3, 0.3, 10_000, "mtdev")
    assert presenter.view().verdict == inside.words("kiosk.staff.touch.missed", count=1)


def test_the_day_is_counted_and_then_the_kiosk_rests(late):
    write(late, "reply", REPLY)
    late.router.back_to("staff")
    FrontPresenter(late).choose("day")
    presenter = DayPresenter(late)
    assert [(code, count) for code, count, _ in presenter.view().counts] == [
        ("filed", 6),
        ("answered", 1),
        ("overdue", 1),
    ]
    presenter.rest()
    assert (late.router.current, late.shift) == ("rest", None)


def test_a_box_without_a_hub_says_that_it_carries_nothing(inside):
    inside.desk.courier = AbsentCourier()
    presenter = FrontPresenter(inside)
    courier = next(choice for choice in presenter.view().choices if choice.code == "courier")
    assert (courier.possible, courier.hint) == (False, inside.words("kiosk.staff.tile.courier.absent"))
    presenter.choose("courier")
    assert inside.router.current == "staff"


def test_a_stick_takes_the_cases_and_brings_the_answers(inside):
    courier = inside.desk.courier
    FrontPresenter(inside).choose("courier")
    presenter = CourierPresenter(inside)
    assert presenter.view().lines[0][1] == inside.words("kiosk.staff.courier.none")
    assert presenter.view().export == ""
    presenter.export()
    courier.plugged = ["KINGSTON"]
    presenter.look()
    assert presenter.view().lines[0][1] == inside.words("kiosk.staff.courier.found", name="KINGSTON")
    presenter.export()
    assert [text for _, text, _ in presenter.view().lines] == [
        inside.words("kiosk.staff.courier.loaded", count=12),
        inside.words("kiosk.staff.courier.left", count=3),
        inside.words("kiosk.staff.courier.kept"),
    ]
    presenter.bring()
    assert presenter.view().lines[0][1] == inside.words("kiosk.staff.courier.brought", count=5)
    assert any(wrong for _, _, wrong in presenter.view().lines), "what could not be read is told"


def test_a_stick_that_breaks_and_two_sticks_are_told(inside):
    courier = inside.desk.courier
    courier.plugged, courier.broken = ["KINGSTON"], True
    presenter = CourierPresenter(inside)
    presenter.export()
    assert presenter.view().lines == (("warning", inside.words("kiosk.staff.courier.trouble"), True),)
    courier.plugged = ["KINGSTON", "SANDISK"]
    presenter.look()
    assert (presenter.view().export, presenter.view().lines[0][2]) == ("", True)


def test_sticks_are_what_is_mounted_where_sticks_go(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/mmcblk0p2 / ext4 rw 0 0\n/dev/sda1 /media/kiosk/USB\\040NI\\040KAP vfat rw 0 0\n"
        "/dev/sdb1 /run/media/kiosk/B vfat rw 0 0\n/dev/sdc1 /mediaeval vfat rw 0 0\n"
    )
    found = OwnCourier(tmp_path / "dulog.toml", mounts).sticks()
    assert [str(stick) for stick in found] == ["/media/kiosk/USB NI KAP", "/run/media/kiosk/B"]


def test_a_courier_that_cannot_work_is_a_device_that_does_not(tmp_path):
    with pytest.raises(DeviceError):
        OwnCourier(tmp_path / "no.toml").export(tmp_path)


def test_every_staff_page_speaks_every_language(late):
    for language in ("fil", "en", "ceb"):
        late.visit.language = language
        for code, deed in DEEDS.items():
            late.shift.deed = code
            assert late.words(f"kiosk.staff.said.{code}")
            for late.shift.asked in deed.asks:
                presenter = ChoosePresenter if SCREENS[late.shift.asked] == "staff.choose" else WritePresenter
                assert presenter(late).view().title
        for presenter in (FrontPresenter, SheetPresenter, DeedsPresenter, TouchPresenter, CourierPresenter):
            assert presenter(late).view().title

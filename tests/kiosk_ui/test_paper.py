# SPDX-License-Identifier: Apache-2.0
"""A citizen wants the receipt on paper: with or without the PIN, and whatever the printer does."""

import pytest

from appliance.answers import AnswerBook
from appliance.counter import Receipt
from appliance.promise import Promise
from kiosk_ui.bridge import InlineRunner
from kiosk_ui.kiosk import Hall, Kiosk, Paper
from kiosk_ui.presenters.paper import PaperPresenter
from kiosk_ui.presenters.receipt import ReceiptPresenter
from tests.kiosk_ui.fakes import DAY, FAILURES, LONG_DAY, PIN, FakeClock, FakeCounter, FakePrinter, SlowRunner

ROUTES = ("attract", "home", "receipt", "paper", "error")
HALL = Hall("Barangay San Isidro", "Lungsod ng Biñan, Laguna", sms_number="0917 765 4321")
REFERENCE = "670916621886"


@pytest.fixture
def printer():
    return FakePrinter()


@pytest.fixture
def clock():
    return FakeClock()


def at_the_receipt(printer, clock, hall=HALL, runner=None):
    """Somebody holds a receipt for a clearance, and gave their number but does not want texts."""
    counter = FakeCounter(clock)
    kiosk = Kiosk(
        hall,
        counter,
        AnswerBook(counter.charter),
        InlineRunner(),
        clock,
        ROUTES,
        lambda name: None,
        Paper(printer, runner or InlineRunner()),
    )
    kiosk.visit.begin("service_request")
    kiosk.visit.service, kiosk.visit.phone, kiosk.visit.sms = "barangay-clearance", "+639171234567", False
    kiosk.visit.receipt = Receipt("case-1", REFERENCE, PIN, Promise("WD3", LONG_DAY + 3 * DAY, False), LONG_DAY)
    kiosk.router.reset("attract", "home", "receipt")
    return kiosk


def test_the_receipt_on_the_screen_says_who_received_it_and_when(printer, clock):
    clock.at += DAY
    kiosk = at_the_receipt(printer, clock, hall=Hall("Barangay San Isidro", "Biñan", officer="Ana Reyes, Kalihim"))
    view = ReceiptPresenter(kiosk).view()
    assert view.received == "Tumanggap: Ana Reyes, Kalihim, Barangay San Isidro"
    assert view.number_label.endswith("Miy Set 30, 11:28 PM"), "when it was received, not when it is looked at"
    assert view.print


def test_without_a_printer_nobody_is_offered_paper(clock):
    counter = FakeCounter(clock)
    kiosk = Kiosk(HALL, counter, AnswerBook(counter.charter), InlineRunner(), clock, ROUTES, lambda name: None)
    kiosk.visit.receipt = Receipt("case-1", REFERENCE, PIN, Promise("WD3", LONG_DAY + 3 * DAY, False), LONG_DAY)
    assert ReceiptPresenter(kiosk).view().print == ""


def test_the_pin_is_on_the_paper_only_for_who_asks(printer, clock):
    kiosk = at_the_receipt(printer, clock)
    ReceiptPresenter(kiosk).print()
    paper = PaperPresenter(kiosk)
    assert kiosk.router.current == "paper"
    assert paper.view().what == kiosk.words("kiosk.paper.ask")
    assert printer.printed == [], "nothing is printed before they said so"
    paper.print(with_pin=False)
    assert paper.view().what == kiosk.words("kiosk.paper.printed")
    slip = printer.text(80)
    assert PIN not in slip
    for wanted in ("6709 1662 1886", "Barangay Clearance", "Bayad: PHP 50.00", "RA 11032", "2026, 11:28 PM"):
        assert wanted in slip
    assert "ipadala po sa 0917 765 4321" in slip
    assert "1234567" not in slip, "their own number is nobody's who finds the paper"
    PaperPresenter(kiosk).print(with_pin=True)
    assert f"PIN: {PIN}" in printer.text()


@pytest.mark.parametrize(("failure", "said"), [("paper", "no_paper"), ("printer", "no_answer")])
def test_a_printer_that_cannot_is_said_plainly_and_the_receipt_is_not_lost(printer, clock, failure, said):
    kiosk = at_the_receipt(printer, clock)
    ReceiptPresenter(kiosk).print()
    paper = PaperPresenter(kiosk)
    printer.failure = FAILURES[failure]
    paper.print(with_pin=False)
    view = paper.view()
    assert view.wrong
    assert view.what == kiosk.words(f"kiosk.paper.{said}")
    assert "6709 1662 1886" in view.more
    paper.back()
    assert kiosk.router.current == "receipt"
    assert ReceiptPresenter(kiosk).view().pin == PIN


def test_a_printer_that_hangs_holds_neither_this_visitor_nor_the_next(printer, clock):
    stuck = SlowRunner(holds=True)
    kiosk = at_the_receipt(printer, clock, runner=stuck)
    paper = PaperPresenter(kiosk)
    paper.print(with_pin=False)
    paper.print(with_pin=True)
    assert len(stuck.waiting) == 1, "a double tap prints once"
    paper.tick()
    assert paper.view().what == kiosk.words("kiosk.paper.printing")
    assert not kiosk.busy, "nobody is kept from being wiped by a printer"
    clock.at += 20_000
    paper.tick()
    assert paper.view().what == kiosk.words("kiosk.paper.no_answer")
    kiosk.leave()
    stuck.go()
    assert kiosk.router.current == "attract"
    following = at_the_receipt(printer, clock, runner=stuck)
    PaperPresenter(following).print(with_pin=False)
    again = PaperPresenter(following)
    again.print(with_pin=False)
    assert again.view().what == following.words("kiosk.paper.no_answer"), "nothing queues behind what hangs"
    assert len(stuck.waiting) == 1


def test_a_clock_that_is_set_back_does_not_hold_them(printer, clock):
    paper = PaperPresenter(at_the_receipt(printer, clock, runner=SlowRunner(holds=True)))
    paper.print(with_pin=False)
    clock.at -= DAY
    paper.tick()
    assert paper.view().wrong

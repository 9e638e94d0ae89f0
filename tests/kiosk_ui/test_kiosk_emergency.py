# SPDX-License-Identifier: Apache-2.0
"""Emergency numbers, private help and maintenance: what they say and do, without a window."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.answers import AnswerBook
from appliance.charter import OURS
from appliance.words import LANGUAGES, words_in
from kiosk_ui.bridge import InlineRunner
from kiosk_ui.kiosk import Hall, Kiosk
from kiosk_ui.presenters.attract import AttractPresenter
from kiosk_ui.presenters.emergency import EmergencyPresenter, Hotline, hotlines
from kiosk_ui.presenters.home import HomePresenter
from kiosk_ui.presenters.maintenance import MaintenancePresenter, RestPresenter
from kiosk_ui.presenters.private import PrivatePresenter
from kiosk_ui.presenters.services import PRIVATE, ServicesPresenter
from tests.kiosk_ui.fakes import FakeClock, FakeCounter

ROUTES = "attract language home services emergency private maintenance rest".split()


class Hindrance:
    """Says what stands in the way, and counts how often it was asked."""

    def __init__(self):
        self.says, self.asked = "", 0

    def __call__(self):
        self.asked += 1
        return self.says


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def hindrance():
    return Hindrance()


def made(clock, *folders, hall=None, hindrance=lambda: ""):
    counter = FakeCounter(clock, *folders)
    return Kiosk(
        hall or Hall("Barangay San Isidro", "Biñan", sms_number="09191234567"),
        counter,
        AnswerBook(counter.charter),
        InlineRunner(),
        clock,
        ROUTES,
        lambda name: None,
        hindrance=hindrance,
    )


@pytest.fixture
def kiosk(clock, hindrance):
    return made(clock, hindrance=hindrance)


# --- whom to call


def test_help_is_one_touch_away_from_the_first_screen_on_and_asks_nothing(kiosk):
    AttractPresenter(kiosk).emergency()
    assert kiosk.router.current == "emergency"
    EmergencyPresenter(kiosk).back()
    assert kiosk.router.current == "attract"
    HomePresenter(kiosk).emergency()
    assert kiosk.router.current == "emergency"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_in_every_language_whom_to_call_for_what(kiosk, language):
    kiosk.visit.language = language
    view = EmergencyPresenter(kiosk).view()
    assert view.number == "911"
    rows = view.hotlines
    assert all(row.whom for row in rows)
    assert any("1383" in row.whom for row in rows)
    assert any("VAW" in row.whom and row.what for row in rows)
    assert any("BFP" in row.whom and row.what for row in rows)
    assert any("8888" in row.whom for row in rows)


def test_a_halls_own_numbers_are_shown_row_by_row(clock, tmp_path):
    ours = FakeCounter(clock).charter.get("emergency-hotlines")
    own = 'fil = "Tanod ng Brgy. San Isidro: 0917 123 4567. BFP Biñan: 513-1234."'
    text = (OURS / "emergency-hotlines.toml").read_text("utf-8").replace(f'fil = "{ours.info["fil"]}"', own)
    (tmp_path / "emergency-hotlines.toml").write_text(text, "utf-8")
    rows = EmergencyPresenter(made(clock, tmp_path)).view().hotlines
    assert rows[-2:] == (Hotline("Tanod ng Brgy. San Isidro", "0917 123 4567"), Hotline("BFP Biñan", "513-1234"))


@given(st.text(max_size=200))
def test_no_word_of_the_hall_is_lost_whatever_it_wrote(text):
    shown = " ".join(f"{row.what} {row.whom}" for row in hotlines(text))
    kept = [char for char in text if char.isalnum()]
    assert [char for char in shown if char.isalnum()] == kept


# --- what must not be written here


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_protected_service_says_where_to_go_and_its_title_does_not_say_why(kiosk, language):
    kiosk.visit.language = language
    charter = kiosk.counter.charter
    protected = {one.id for one in charter.services.values() if one.sensitivity == "protected"}
    assert len(protected) == 3
    presenter = PrivatePresenter(kiosk)
    assert {code for code, _ in presenter.view().choices} == protected
    for service in protected:
        presenter.choose(service)
        view = presenter.view()
        assert view.choices == ()
        said = " ".join(text for _, text in view.lines)
        assert charter.get(service).info[language].split()[-1] in said
        assert charter.name(service, language) not in view.title
        assert charter.name(service, language, short=True) not in view.title
        presenter.back()
    assert len(presenter.view().choices) == 3


def test_one_touch_leaves_and_nothing_of_it_stays(kiosk):
    EmergencyPresenter(kiosk).private()
    visit, presenter = kiosk.visit, PrivatePresenter(kiosk)
    presenter.choose("vawc-protection-order")
    presenter.leave()
    assert kiosk.router.current == "attract"
    assert not kiosk.router.can_go_back
    assert kiosk.visit is not visit
    assert "vawc" not in repr(visit)
    assert kiosk.counter.filed == []


def test_who_would_write_a_complaint_against_an_official_is_shown_the_private_door(kiosk):
    HomePresenter(kiosk).choose("complaint")
    presenter = ServicesPresenter(kiosk)
    assert PRIVATE in [code for code, _ in presenter.view().services]
    presenter.choose(PRIVATE)
    assert kiosk.router.current == "private"
    assert kiosk.visit.service == ""
    kiosk.leave()
    HomePresenter(kiosk).choose("document")
    assert PRIVATE not in [code for code, _ in ServicesPresenter(kiosk).view().services]


# --- maintenance


def test_a_kiosk_that_cannot_serve_apologises_and_comes_back_by_itself(kiosk, hindrance, clock):
    kiosk.look_after()
    assert kiosk.router.current == "attract"
    hindrance.says = "disk"
    kiosk.look_after()
    assert kiosk.router.current == "attract", "it does not look all the time"
    clock.at += 10_000
    kiosk.look_after()
    assert kiosk.router.current == "maintenance"
    hindrance.says = ""
    clock.at += 10_000
    kiosk.look_after()
    assert kiosk.router.current == "attract"
    assert hindrance.asked == 3


def test_nobody_is_interrupted(kiosk, hindrance, clock):
    HomePresenter(kiosk).choose("complaint")
    hindrance.says = "aside"
    clock.at += 60_000
    kiosk.look_after()
    assert (kiosk.router.current, hindrance.asked) == ("services", 0)
    kiosk.leave()
    kiosk.look_after()
    assert kiosk.router.current == "maintenance"


def test_a_clock_that_is_set_back_does_not_keep_it_from_looking(kiosk, hindrance, clock):
    kiosk.look_after()
    clock.at -= 10**10
    hindrance.says = "store"
    kiosk.look_after()
    assert kiosk.router.current == "maintenance"


@pytest.mark.parametrize(("number", "shown"), [("09191234567", True), ("", False)])
def test_the_apology_is_in_every_language_and_names_the_way_on(clock, number, shown):
    hall = Hall("Barangay San Isidro", "Biñan", sms_number=number)
    view = MaintenancePresenter(made(clock, hall=hall)).view()
    assert [sorry for sorry, _ in view.lines] == [words_in(code)("kiosk.maintenance.sorry") for code in LANGUAGES]
    assert all(("0919 123 4567" in way) is shown for _, way in view.lines)


def test_help_can_be_called_even_then(kiosk, hindrance, clock):
    hindrance.says = "store"
    kiosk.look_after()
    MaintenancePresenter(kiosk).emergency()
    assert kiosk.router.current == "emergency"
    EmergencyPresenter(kiosk).back()
    assert kiosk.router.current == "maintenance"


def test_a_resting_kiosk_wakes_at_a_touch(kiosk):
    kiosk.router.reset("rest")
    presenter = RestPresenter(kiosk)
    assert "911" in presenter.view().emergency
    presenter.wake()
    assert kiosk.router.current == "attract"

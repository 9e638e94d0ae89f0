# SPDX-License-Identifier: Apache-2.0
"""The front panel on gpiozero's mock pins, and the box that has none."""

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from appliance.config import Pins
from appliance.errors import DeviceError
from hardware.panel import AbsentPanel, open_panel


@pytest.fixture
def pins():
    Device.pin_factory = MockFactory()
    yield Device.pin_factory
    Device.pin_factory.reset()
    Device.pin_factory = None


def test_the_light_goes_on_when_the_box_is_ready(pins):
    panel = open_panel(Pins(light=17, button=27))
    panel.show("ready")
    assert pins.pin(17).state == 1
    panel.close()


def test_the_light_is_out_while_the_hall_rests_and_on_again_after(pins):
    panel = open_panel(Pins(light=17))
    panel.show("trouble")
    panel.show("rest")
    assert pins.pin(17).state == 0
    panel.show("ready")
    assert pins.pin(17).state == 1
    panel.close()


def test_recording_blinks_and_the_light_stays_on_when_it_has_ended(pins):
    panel = open_panel(Pins(light=17))
    panel.show("recording")
    panel.show("ready")
    assert pins.pin(17).state == 1
    panel.close()


def test_a_press_is_told_once(pins):
    panel = open_panel(Pins(light=17, button=27))
    assert not panel.pressed()
    pins.pin(27).drive_low()
    pins.pin(27).drive_high()
    assert panel.pressed()
    assert not panel.pressed()
    panel.close()


def test_the_light_changes_while_the_citizen_watches(pins):
    panel = open_panel(Pins(light=17))
    panel.show("saved")
    panel.show("ready")
    assert pins.pin(17).state == 1
    panel.close()


def test_pins_that_another_device_has_are_refused_by_number(pins):
    panel = open_panel(Pins(light=17))
    with pytest.raises(DeviceError, match="17"):
        open_panel(Pins(light=17))
    panel.close()


def test_a_box_without_a_panel_works_all_the_same():
    panel = open_panel(Pins())
    assert isinstance(panel, AbsentPanel)
    panel.show("trouble")
    assert not panel.pressed()
    panel.close()

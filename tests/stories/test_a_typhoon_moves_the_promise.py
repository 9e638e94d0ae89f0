# SPDX-License-Identifier: Apache-2.0
"""A typhoon: the hub suspends work for one province, and every citizen whose date moves is told, and no other."""

from datetime import date

from appliance.calendar import SUSPENSION, Day
from appliance.event import Actor
from appliance.proclamations import declare
from appliance.words import local
from tests.fakes import MARIA, PEDRO, texted
from tests.links import Link, world

NATION = Actor("officer", "hub", "Lorna Diaz, Office of the President")


def due(hall, case):
    return f"{local(hall.store.case(case).due_at):%a %Y-%m-%d}"


def test_the_suspension_travels_like_a_case_and_the_citizen_hears_the_new_date(tmp_path):
    with world(tmp_path, halls=2, link=Link(5, loss=0.3, twice=0.2, delay=3)) as made:
        made.start()
        cebu, laguna = made.halls
        # Wed 1 Apr 2026, before Holy Week: the law says Wed 8 April
        case = cebu.file("Clearance po.", type="service_request", service="barangay-clearance", phone=MARIA, sms=True)
        other = laguna.file("Clearance po.", type="service_request", service="barangay-id", phone=PEDRO, sms=True)
        made.settle()
        for hall in made.halls:
            texted(hall.texts())
        declare(made.hub.store, Day(date(2026, 4, 7), SUSPENSION, "Bagyong Basyang"), NATION, cebu.me.id)
        made.settle()
        for hall in made.halls:
            hall.box.ledger(hall.store).turn()
        assert (due(cebu, case), due(laguna, other)) == ("Fri 2026-04-10", "Wed 2026-04-08")
        assert texted(cebu.texts()) == [
            "BRGY SAN ISIDRO: Nabago po ang petsa ng ref 6709 1662 1886. May balita po sa Biy Abr 10 o mas maaga. "
            "Pasensya na po."
        ]
        assert texted(laguna.texts()) == []
        made.settle()
        assert due(made.hub, case) == due(cebu, case)
        assert not any(made.hub.store.verify().values())


def test_whoever_files_after_the_storm_is_promised_a_day_that_will_be_kept(tmp_path):
    with world(tmp_path) as made:
        made.start()
        declare(made.hub.store, Day(date(2026, 4, 7), SUSPENSION, "Bagyong Basyang"), NATION, made.hall.me.id)
        made.settle()
        assert (
            due(made.hall, made.hall.file("ID po.", type="service_request", service="barangay-id")) == "Fri 2026-04-10"
        )

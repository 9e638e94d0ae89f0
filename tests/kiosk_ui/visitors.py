# SPDX-License-Identifier: Apache-2.0
"""Visitors: what a person does at the kiosk from one screen to the next, for its tests."""

from kiosk_ui.presenters.answers import PhonePresenter, WordsPresenter
from kiosk_ui.presenters.home import HomePresenter
from kiosk_ui.presenters.review import NoticePresenter, ReviewPresenter
from kiosk_ui.presenters.services import ServicePresenter, ServicesPresenter
from kiosk_ui.presenters.who import NamePresenter


def typed(presenter, text):
    """Type a text, key by key."""
    for char in text:
        presenter.key("space" if char == " " else char)


def chosen(form, clock, *codes):
    """Touch one choice after the other, as slowly as people do."""
    for code in codes:
        clock.at += 1000
        form.choose(code)


def begin(kiosk, door, service):
    """From the home screen to the first question after the service's sheet."""
    HomePresenter(kiosk).choose(door)
    ServicesPresenter(kiosk).choose(service)
    if service:
        ServicePresenter(kiosk).go_on()


def finish(kiosk, name="Maria Peñaflor"):
    """Name, no number, the notice; the review."""
    naming = NamePresenter(kiosk)
    typed(naming, name)
    naming.submit()
    PhonePresenter(kiosk).skip()
    NoticePresenter(kiosk).answer(False)
    return ReviewPresenter(kiosk)


def changes(review):
    return {answer.change: answer.text for answer in review.view().answers}


def complain(kiosk, words="Walang tubig"):
    begin(kiosk, "complaint", "")
    presenter = WordsPresenter(kiosk)
    typed(presenter, words)
    presenter.submit()

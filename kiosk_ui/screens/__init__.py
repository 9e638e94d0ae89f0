# SPDX-License-Identifier: Apache-2.0
"""Screens: one file and one class each, and the table that names them."""

from typing import Final

from kiosk_ui.screens.answer import AnswerScreen
from kiosk_ui.screens.ask import AskScreen
from kiosk_ui.screens.asking import AskingScreen
from kiosk_ui.screens.attract import AttractScreen
from kiosk_ui.screens.base import Screen
from kiosk_ui.screens.case import CaseScreen
from kiosk_ui.screens.emergency import EmergencyScreen
from kiosk_ui.screens.form import FormScreen
from kiosk_ui.screens.glad import GladScreen
from kiosk_ui.screens.history import HistoryScreen
from kiosk_ui.screens.home import HomeScreen
from kiosk_ui.screens.language import LanguageScreen
from kiosk_ui.screens.maintenance import MaintenanceScreen
from kiosk_ui.screens.name import NameScreen
from kiosk_ui.screens.notice import NoticeScreen
from kiosk_ui.screens.paper import PaperScreen
from kiosk_ui.screens.phone import PhoneScreen
from kiosk_ui.screens.private import DiscreetScreen, PrivateScreen
from kiosk_ui.screens.question import QuestionScreen
from kiosk_ui.screens.receipt import ReceiptScreen
from kiosk_ui.screens.rest import RestScreen
from kiosk_ui.screens.review import ReviewScreen
from kiosk_ui.screens.say import SayScreen
from kiosk_ui.screens.service import ServiceScreen
from kiosk_ui.screens.services import ServicesScreen
from kiosk_ui.screens.staff import STAFF_ROUTES
from kiosk_ui.screens.survey import SurveyScreen
from kiosk_ui.screens.talk import TalkScreen
from kiosk_ui.screens.thanks import ThanksScreen
from kiosk_ui.screens.topics import TopicsScreen
from kiosk_ui.screens.track import TrackScreen
from kiosk_ui.screens.trouble import ErrorScreen
from kiosk_ui.screens.unknown import UnknownScreen
from kiosk_ui.screens.which import WhichScreen
from kiosk_ui.screens.who import WhoScreen
from kiosk_ui.screens.words import WordsScreen

ROUTES: Final[dict[str, type[Screen]]] = {
    "attract": AttractScreen,
    "language": LanguageScreen,
    "home": HomeScreen,
    "services": ServicesScreen,
    "service": ServiceScreen,
    "words": WordsScreen,
    "form": FormScreen,
    "who": WhoScreen,
    "name": NameScreen,
    "phone": PhoneScreen,
    "notice": NoticeScreen,
    "review": ReviewScreen,
    "receipt": ReceiptScreen,
    "paper": PaperScreen,
    "ask": AskScreen,
    "topics": TopicsScreen,
    "asking": AskingScreen,
    "talk": TalkScreen,
    "which": WhichScreen,
    "answer": AnswerScreen,
    "unknown": UnknownScreen,
    "glad": GladScreen,
    "discreet": DiscreetScreen,
    "track": TrackScreen,
    "case": CaseScreen,
    "history": HistoryScreen,
    "say": SayScreen,
    "survey": SurveyScreen,
    "question": QuestionScreen,
    "thanks": ThanksScreen,
    "error": ErrorScreen,
    "emergency": EmergencyScreen,
    "private": PrivateScreen,
    "maintenance": MaintenanceScreen,
    "rest": RestScreen,
    **STAFF_ROUTES,
}
"""Every screen by the name that the router knows it by."""

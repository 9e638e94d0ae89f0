# SPDX-License-Identifier: Apache-2.0
"""Desk: the officers' pages, the same on the box for the barangay and on the hub for agencies."""

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Flask, abort, g, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from appliance import gsm7, reference
from appliance.advisories import Advisories
from appliance.calendar import Calendar
from appliance.case import BARANGAY, OUTCOMES, Case
from appliance.charter import Charter
from appliance.errors import CaseError, DulogError, InputError, NotFound, StoreError
from appliance.event import Actor
from appliance.form import listed
from appliance.health import WHY_WAITING, modems
from appliance.logbook import Logbook
from appliance.notices import Notices
from appliance.office import KP_STEPS, Office
from appliance.promise import EXTENDABLE
from appliance.sending import UNLIMITED, Limits
from appliance.service import describe, log
from appliance.store import Store
from appliance.text import clean
from appliance.texts import Texts
from appliance.words import MANILA, words_in

_LAW: Final = {
    "WD3": "3 working days, RA 11032",
    "WD7": "7 working days, RA 11032",
    "WD20": "20 working days, RA 11032",
    "H72": "72 hours, Hotline 8888",
    "BPO_SAMEDAY": "the same day, RA 9262",
    "KP_SUMMONS_WD1": "summons within the next working day, RA 7160",
    "KP_MEDIATE_D15": "mediation in 15 days, RA 7160",
    "KP_PANGKAT_D3": "the pangkat convenes in 3 days, RA 7160",
    "KP_CONCILIATE_D15": "conciliation in 15 days, RA 7160",
    "KP_REPUDIATE_D10": "repudiation within 10 days, RA 7160",
}
"""The legal clocks as officers know them."""

_POLICY: Final = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_ABOUT_OFFICER: Final = ("office", "name", "designation")
_TRIES: Final = 10
_LOCK_SECONDS: Final = 15 * 60
"""Wrong sign-in codes that are allowed, and how long nobody can then sign in: 40 bits cannot be guessed so."""


@dataclass(slots=True)
class Desk:
    """What the pages stand on: a title, a way to open this thread's store, and the code that officers sign in with.

    `home` is the office that officers here belong to; empty at the hub, where they name their agency.
    """

    title: str
    store: Callable[[], Store]
    charter: Charter
    calendar: Calendar
    code: str
    home: str = ""
    limits: Limits = UNLIMITED
    sender: str = "BARANGAY"
    misses: list[float] = field(default_factory=list)


def sign_in_code() -> str:
    """A new code, to be typed from a piece of paper."""
    return secrets.token_hex(5)


def pages(desk: Desk) -> Flask:
    """The WSGI application."""
    app = Flask("appliance.desk")
    app.secret_key = secrets.token_bytes(32)
    app.config.update(
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=9),
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    app.jinja_env.globals.update(
        desk=desk,
        words=words_in("en"),
        ref=reference.show,
        outcomes=sorted(OUTCOMES - {"denied"}),
        BARANGAY=BARANGAY,
        extendable=EXTENDABLE,
        law=_LAW,
        token=_token,
    )
    app.before_request(lambda: _guard(desk))
    app.after_request(_harden)
    app.teardown_appcontext(_close)
    app.register_error_handler(Exception, _explain)
    _sign_in(app, desk)
    _cases(app, desk)
    _advisories(app, desk)
    return app


def _guard(desk: Desk) -> Response | None:
    """Nobody sees a case without signing in; no form is taken without this session's token."""
    if request.endpoint == "static":
        return None
    expected = session.get("token", "")
    given = request.form.get("token", "")
    if request.method == "POST" and not (expected and hmac.compare_digest(given.encode(), expected.encode())):
        abort(403, "This form is too old. Go back, reload the page and send it again.")
    if request.endpoint == "sign_in":
        return None
    if "officer" not in session:
        return redirect(url_for("sign_in"))
    g.store = desk.store()
    g.office = Office(g.store, desk.calendar, Actor("officer", **session["officer"]))
    return None


def _sign_in(app: Flask, desk: Desk) -> None:
    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> Any:
        if request.method == "GET":
            return render_template("sign_in.html")
        desk.misses[:] = [at for at in desk.misses if time.monotonic() - at < _LOCK_SECONDS]
        if len(desk.misses) >= _TRIES:
            abort(429, "Too many wrong codes. Please try again in a quarter of an hour.")
        if not hmac.compare_digest(request.form.get("code", "").strip().encode(), desk.code.encode()):
            desk.misses.append(time.monotonic())
            return render_template("sign_in.html", problem="That is not the code."), 403
        try:
            officer = {key: clean(request.form.get(key, ""), field=key, limit=80) for key in _ABOUT_OFFICER}
        except InputError as error:
            return render_template("sign_in.html", problem=f"Your {error.field} is too long."), 400
        officer["office"] = desk.home or officer["office"]
        if not all(officer.values()):
            return render_template("sign_in.html", problem="Please fill in every field."), 400
        if (officer["office"] == BARANGAY) != bool(desk.home):
            return render_template("sign_in.html", problem="The barangay's officers work at their own hall."), 403
        session.clear()
        session["officer"] = officer
        return redirect(url_for("queue"))

    @app.post("/sign-out")
    def sign_out() -> Any:
        session.clear()
        return redirect(url_for("sign_in"))


def _cases(app: Flask, desk: Desk) -> None:
    @app.get("/")
    def queue() -> Any:
        return render_template(
            "queue.html",
            cases=g.office.queue(),
            now=g.store.clock.now(),
            what=desk.charter.name,
            alarms=Logbook(g.store).alarms(),
            modems=modems(g.store),
            waiting=_waiting(desk),
            unresolved=len(_texts(desk).unresolved()) if desk.home else 0,
        )

    @app.get("/case/<path:case_id>")
    def case(case_id: str) -> Any:
        return _page(desk, g.office.open(case_id))

    @app.post("/case/<path:case_id>")
    def act(case_id: str) -> Any:
        form, office = request.form, g.office
        actions: dict[str, Callable[[], None]] = {
            "reply": lambda: office.reply(case_id, form.get("text", "")),
            "resolve": lambda: office.resolve(case_id, form.get("outcome", ""), form.get("text", "")),
            "ask": lambda: office.ask(case_id, form.get("text", "")),
            "deny": lambda: office.deny(case_id, form.get("grounds", ""), form.get("text", "")),
            "accept": lambda: office.accept(case_id),
            "hand_over": lambda: office.hand_over(case_id, form.get("to", "")),
            "told": lambda: office.told_in_person(case_id),
            "close": lambda: office.close(case_id),
            "ready": lambda: office.ready(case_id),
            "release": lambda: office.release(case_id, form.get("text", "")),
            "refer": lambda: office.refer(case_id, form.get("to", "")),
            "extend": lambda: office.extend(case_id, form.get("reason", "")),
            "suspend": lambda: office.suspend(case_id, form.get("reason", "")),
            "resume": lambda: office.resume(case_id),
            "reopen": lambda: office.reopen(case_id),
            "summon": lambda: office.summon(case_id, _moment(form.get("meeting", ""))),
            **{step: lambda step=step: office.conciliate(case_id, step) for step in KP_STEPS},  # type: ignore[misc]
        }
        action = actions.get(form.get("do", ""))
        if form.get("do") == "count":
            return _page(desk, g.store.case(case_id), _counted(desk, form.get("text", "")), form)
        if action is None:
            abort(400, "This page does not know what to do with that form.")
        try:
            action()
        except (CaseError, InputError) as error:
            return _page(desk, g.store.case(case_id), _sentence(error), form), 400
        return redirect(url_for("case", case_id=case_id))


def _texts(desk: Desk) -> Texts:
    return Texts(g.store, Notices("", desk.charter), desk.limits)


def _waiting(desk: Desk) -> dict[str, int]:
    """How many texts wait, by why in words; only a box has texts."""
    return {WHY_WAITING[why]: count for why, count in _texts(desk).waiting().items()} if desk.home else {}


def _counted(desk: Desk, text: str) -> str:
    """How many text messages a reply makes at most, and what makes it dearer than it need be."""
    case = Case("", reference="0" * 12, language="fil", service="", type="service_request")
    said = gsm7.transliterate(Notices("X" * 20, desk.charter).sentence("sms.replied", case) + text)
    pages = len(gsm7.split(said))
    dear = sorted({letter for letter in said if gsm7.septets(letter) is None})
    found = f"These words are sent as {pages} text message{'s' if pages > 1 else ''}."
    return f"{found} They would be fewer without {' '.join(dear[:10])}" if dear else found


def _advisories(app: Flask, desk: Desk) -> None:
    @app.route("/advisories", methods=["GET", "POST"])
    def advisories() -> Any:
        if not desk.home:
            abort(404, "Advisories are written at the hall.")
        officer = Actor("officer", **session["officer"])
        known, form, problem = Advisories(g.store), request.form, ""
        try:
            if form.get("do") == "write":
                urgent = bool(form.get("urgent"))
                known.write(form.get("text", ""), officer, desk.sender, purok=form.get("purok", ""), urgent=urgent)
            elif form.get("do") == "approve":
                known.approve(int(form.get("id", "0")), officer)
            elif form.get("do") == "drop":
                known.drop(int(form.get("id", "0")))
        except (CaseError, InputError) as error:
            problem = _sentence(error)
        except ValueError:
            abort(400, "This page does not know what to do with that form.")
        if request.method == "POST" and not problem:
            return redirect(url_for("advisories"))
        page = render_template(
            "advisories.html", known=known.all(), wanted=known.counts(), problem=problem, form=form if problem else {}
        )
        return page, 400 if problem else 200


def _moment(written: str) -> int:
    """A time from a form's field, on the wall in the Philippines, in UTC ms. Raises InputError."""
    try:
        return int(datetime.fromisoformat(written).replace(tzinfo=MANILA).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise InputError("meeting", "time") from error


def _page(desk: Desk, case: Case, problem: str = "", form: Mapping[str, str] | None = None) -> str:
    """The case's page; after a refusal with what the officer had chosen and typed."""
    hub_at = g.store.hub_at(case.id)
    service = desk.charter.services.get(case.service)
    answers = listed(service.fields if service else (), case.answers, "en")
    return render_template(
        "case.html", case=case, hub_at=hub_at, problem=problem, form=form or {}, what=desk.charter.name, answers=answers
    )


def _sentence(error: DulogError) -> str:
    if isinstance(error, InputError):
        problems = {
            "empty": "Please write something.",
            "too_long": "That is too long.",
            "link": "Please leave the link out: telephone companies drop texts with links.",
            "office_code": "An office is named by its code, e.g. city-engineering.",
            "not_extendable": "The law knows no extension of this time.",
            "lapsed": "Its time is over: it could have been extended before.",
            "time": "Please choose the day and time of a meeting within the next 60 days.",
        }
        return problems.get(error.problem, f"Please check: {error.field}.")
    return f"Not possible: {error}."


def _token() -> str:
    """This session's form token, made on first use."""
    token: str = session.setdefault("token", secrets.token_urlsafe(16))
    return token


def _harden(response: Response) -> Response:
    response.headers.update(
        {
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
    )
    return response


def _close(_error: BaseException | None) -> None:
    store = g.pop("store", None)
    if store is not None:
        store.close()


def _explain(error: Exception) -> Any:
    """One plain page for anything that goes wrong; the log gets the class and place, never a citizen's words."""
    if isinstance(error, HTTPException):
        return render_template("problem.html", problem=error.description or error.name), error.code or 500
    if isinstance(error, NotFound):
        return render_template("problem.html", problem="There is no such case here."), 404
    log.error("desk: %s", error if isinstance(error, StoreError) else describe(error))
    return render_template("problem.html", problem="Something went wrong here. Nothing was changed. Try again."), 500

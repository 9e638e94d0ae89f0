# SPDX-License-Identifier: Apache-2.0
"""Metrics: what the hub's operators watch, as Prometheus reads it. Of boxes, never of people."""

import hmac
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from appliance.errors import StoreError
from appliance.logbook import Logbook
from appliance.service import log
from appliance.store import Store

_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_FORWARDED: Final = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


def exposition(store: Store) -> str:
    """All figures of this hub in the text format of Prometheus 0.0.4."""
    logbook = Logbook(store)
    boxes = logbook.boxes()
    lines = [
        *_family("dulog_box_heard_seconds", "When the box last said hello, in seconds since 1970.", "gauge"),
        *(_line("dulog_box_heard_seconds", box.id, box.heard_at / 1000, psgc=box.psgc) for box in boxes),
    ]
    for name, kind, what, value in (
        ("dulog_box_events_total", "counter", "Events of the box that are committed here.", "held"),
        ("dulog_box_backlog_events", "gauge", "Events for the box that it is not known to hold.", "unsent"),
        ("dulog_box_rejected_total", "counter", "Events of the box that nobody here can use.", "rejected"),
        ("dulog_box_forks", "gauge", "Histories of the box of which there is another, not yet looked into.", "forks"),
        ("dulog_box_set_aside", "gauge", "Frames of the box that wait for a person.", "set_aside"),
        ("dulog_box_gaps_total", "counter", "Questions to the box about events that did not come.", "gaps"),
        ("dulog_box_breaches_total", "counter", "Promises of the box's hall that were broken.", "breaches"),
    ):
        lines += _family(name, what, kind)
        lines += (_line(name, box.id, getattr(box, value)) for box in boxes)
    lines += _family("dulog_set_aside", "What could not be read, from whomever, and waits for a person.", "gauge")
    lines.append(f"dulog_set_aside {logbook.set_aside_count()}")
    lines += _family("dulog_program_changed_seconds", "Since when a program says so, in seconds since 1970.", "gauge")
    for program, (state, at) in logbook.reports().items():
        lines.append(f'dulog_program_changed_seconds{{program="{_safe(program)}",state="{_safe(state)}"}} {at / 1000}')
    return "\n".join(lines) + "\n"


def with_metrics(pages: WSGIApplication, opened: Callable[[], Store], token: str = "") -> WSGIApplication:
    """The hub's pages with `/metrics` beside them: for whoever has the token or, without one, for this machine alone.

    A request that a proxy brought is nobody's on this machine.
    """

    def application(environ: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != "/metrics":
            return pages(environ, respond)
        if not _allowed(environ, token):
            respond("403 Forbidden", [("Content-Type", _TYPE)])
            return [b"metrics are for this machine, or for who has hub.metrics_token\n"]
        try:
            with opened() as store:
                text = exposition(store)
        except StoreError as error:
            log.error("metrics: %s", error)
            respond("503 Service Unavailable", [("Content-Type", _TYPE)])
            return [b"the store cannot be read\n"]
        respond("200 OK", [("Content-Type", _TYPE), ("Cache-Control", "no-store")])
        return [text.encode()]

    return application


def _allowed(environ: WSGIEnvironment, token: str) -> bool:
    if token:
        given = str(environ.get("HTTP_AUTHORIZATION", ""))
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    if any(name in environ for name in _FORWARDED):
        return False
    try:
        return ip_address(str(environ.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


def _family(name: str, what: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, box: str, value: float, **more: str) -> str:
    labels = "".join(f',{key}="{_safe(text)}"' for key, text in more.items())
    return f'{name}{{box="{_safe(box)}"{labels}}} {value:.15g}'


def _safe(text: str) -> str:
    """A label's value: what a box says of itself may hold anything."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

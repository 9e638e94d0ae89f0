# SPDX-License-Identifier: Apache-2.0
"""Enrolment, the hub's side: codes for the boxes to come, and the answer to each that comes with one."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.errors import DulogError, EnrolmentError, InputError
from appliance.identity import Card, Identity
from appliance.registry import Certificate, Claim, Device, Registry
from appliance.service import log
from appliance.store import Store
from sync.claim import (
    BY_CARD,
    BY_CODE,
    MOST_BYTES,
    PATH,
    SECRET_BYTES,
    Grant,
    Seal,
    addressed,
    name_of,
    refusal,
    written,
)
from sync.hub.authority import Authority, asked_for
from sync.hub.cells import Cell, of_device

CODE_DAYS: Final = 14
"""For how long a code is good."""

_DAY: Final = 86_400_000
_MOST_CERTIFICATES: Final = 5
"""A box with as many that have not ended gets no more: it renews once a year."""

_MISSES: Final = 60
"""Requests in a minute that may be refused; those after them are not even looked at, unless the code is known."""


class Enrolment:
    """Makes codes and answers requests. One thread's, as its store is."""

    def __init__(self, store: Store, me: Identity, authority: Authority, cells: Iterable[Cell], door: str) -> None:
        """`door` is where boxes reach this hub to renew ("host:port"), `cells` are the brokers that lead to it."""
        self._store = store
        self._registry = Registry(store)
        self._clock = store.clock
        self._me = me
        self._authority = authority
        self._cells = tuple(cells)
        self._door = door

    def code(self, psgc: str, days: int = CODE_DAYS) -> str:
        """A new code for one box of this barangay, good for so many days. Raises InputError.

        It is made from the hub's own key and a number of which the record alone is kept: whoever reads the data file,
        or a backup of it, has no code.
        """
        if len(psgc) != 10 or not psgc.isascii() or not psgc.isdecimal():
            raise InputError("psgc", "must_be_10_digits")
        nonce = secrets.token_hex(16)
        secret = self._secret(nonce)
        until = self._clock.now() + days * _DAY
        self._registry.announce(name_of(secret).hex(), Claim(nonce, psgc, until, ""))
        return written(secret)

    def answer(self, request: bytes) -> bytes:
        """The answer to a request: a grant, or a refusal that does not say why. The same request has the same grant,
        for the first answer may have been lost. Raises EnrolmentError for what is to be refused."""
        kind, name = addressed(request)
        if kind == BY_CODE:
            return self._first(request, name.hex())
        if kind == BY_CARD and name.isalnum():
            return self._again(request, name)
        raise EnrolmentError("not a request")

    def known(self, request: bytes) -> bool:
        """Whether a request names a code that was given out or a box that was enrolled; costs one look-up."""
        kind, name = addressed(request)
        if kind == BY_CODE:
            return self._registry.claim(name.hex()) is not None
        return kind == BY_CARD and name.isalnum() and self._registry.card(name.decode("ascii", "replace")) is not None

    def _first(self, request: bytes, claim_id: str) -> bytes:
        claim = self._registry.claim(claim_id)
        if claim is None:
            raise EnrolmentError("an unknown code")
        seal = Seal.of_code(self._secret(claim.nonce))
        asked = seal.asked(request)
        key = asked_for(asked.csr)
        if claim.device:
            device = self._registry.device(claim.device)
            if device is None or device.revoked_at is not None or device.card != asked.card:
                raise EnrolmentError("a code that was used")
            certificate = self._registry.certificate_for(device.id, _hash_of(key))
            if certificate is None:
                raise EnrolmentError("a code that was used")
        else:
            with self._store.writing():  # a code is used up only together with the certificate that it brought
                device = self._registry.enrol(claim_id, asked.card)
                certificate = self._certificate(device, key)
            log.info("enrolment: %s is box %d of barangay %s", device.id, device.number, device.psgc)
        return seal.grant(request, self._grant(device, certificate))

    def _again(self, request: bytes, name: bytes) -> bytes:
        device = self._registry.device(name.decode("ascii", "replace"))
        if device is None or device.revoked_at is not None:
            raise EnrolmentError("an unknown or revoked box")
        seal = Seal.between(self._me, device.card, device.id)
        asked = seal.asked(request)
        if asked.card != device.card:
            raise EnrolmentError("a box with another's card")
        certificate = self._certificate(device, asked_for(asked.csr))
        log.info("enrolment: %s has a certificate again", device.id)
        return seal.grant(request, self._grant(device, certificate))

    def _certificate(self, device: Device, key: ec.EllipticCurvePublicKey) -> Certificate:
        """The one that the box has for this TLS key, or a new one, remembered before anybody sees it."""
        known = self._registry.certificate_for(device.id, _hash_of(key))
        if known is not None:
            return known
        if len(self._registry.certificates(device.id)) >= _MOST_CERTIFICATES:
            raise EnrolmentError("a box with too many certificates")
        made = self._authority.device(key, device.id)
        ends_at = round(made.not_valid_after_utc.timestamp() * 1000)
        certificate = Certificate(made.serial_number, ends_at, made.public_bytes(serialization.Encoding.DER))
        self._registry.certify(device.id, _hash_of(key), certificate)
        return certificate

    def _grant(self, device: Device, certificate: Certificate) -> Grant:
        brokers = tuple(cell.address for cell in of_device(self._cells, device.id))
        authority = self._authority.certificate.public_bytes(serialization.Encoding.DER)
        card: Card = self._me.card
        now = self._clock.now()
        return Grant(certificate.data, authority, card, brokers, self._door, device.number, device.psgc, now)

    def _secret(self, nonce: str) -> bytes:
        return self._me.derive(f"claim {nonce}")[:SECRET_BYTES]


class Door:
    """The WSGI application at which boxes ask: one request of at most 8 KB in, one answer out, and nothing else.

    It needs no TLS, for both sides authenticate inside: see `sync.claim`. Guessing is answered a limited number of
    times a minute; that does not keep out who has a code.
    """

    def __init__(self, enrolment: Callable[[Store], Enrolment], store: Callable[[], Store]) -> None:
        """Open a store for each request, for each may come in a thread of its own."""
        self._enrolment, self._store = enrolment, store
        self._lock = threading.Lock()
        self._minute, self._misses = 0, 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """Answer one request (PEP 3333)."""
        status, body = self._respond(environ)
        headers = [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body)))]
        start(status, headers)
        return [body]

    def _respond(self, environ: dict[str, Any]) -> tuple[str, bytes]:
        if environ.get("PATH_INFO") != PATH:
            return "404 Not Found", b""
        if environ.get("REQUEST_METHOD") != "POST":
            return "405 Method Not Allowed", b""
        request: bytes = environ["wsgi.input"].read(MOST_BYTES + 1)
        try:
            with self._store() as store:
                enrolment = self._enrolment(store)
                if self._flooded() and not enrolment.known(request):
                    return "429 Too Many Requests", b""
                return "200 OK", enrolment.answer(request)
        except EnrolmentError as error:
            self._missed()
            log.warning("enrolment: refused: %s", error)
            return "200 OK", refusal(request)
        except DulogError as error:
            log.error("enrolment: %s", error)
            return "503 Service Unavailable", b""

    def _flooded(self) -> bool:
        with self._lock:
            return self._minute == int(time.monotonic() / 60) and self._misses >= _MISSES

    def _missed(self) -> None:
        minute = int(time.monotonic() / 60)
        with self._lock:
            self._minute, self._misses = minute, self._misses + 1 if minute == self._minute else 1


def _hash_of(key: ec.EllipticCurvePublicKey) -> str:
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()

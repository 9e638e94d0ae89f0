# SPDX-License-Identifier: Apache-2.0
"""Enrolment, the box's side: a TLS key that never leaves the box, a request for it, and the hub's answer kept safe.

`python -m sync.enrolment --config FILE [CODE]` (`dulog enroll`): at the hub's door, or by files on a USB stick.
"""

import argparse
import getpass
import http.client
import ssl
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appliance import clock, config, durable, enrolled
from appliance.box import Box
from appliance.clock import TRUSTED
from appliance.config import DEFAULT_PATH
from appliance.enrolled import Enrolled
from appliance.errors import ConfigError, DulogError, EnrolmentError, InputError
from appliance.identity import Identity
from appliance.ports import Clock
from appliance.service import Stop, log
from sync.bundle import opened
from sync.claim import MOST_BYTES, PATH, Grant, Seal, typed
from sync.tls import mind_dates

RENEW_BEFORE: Final = 60 * 86_400_000
"""How long before its end a certificate is renewed, in milliseconds."""

_PENDING: Final = "enrolment.key"
_PATIENCE: Final = 60.0
_LOOK: Final = 3600.0
"""Seconds between two looks at the certificate's end."""


class Enrolment:
    """One box's enrolment and its renewals. Files in the box's data folder, for its owner alone."""

    def __init__(self, folder: Path, me: Identity, ticking: Clock) -> None:
        """Work in this data folder."""
        self._folder, self._me, self._clock = folder, me, ticking

    @property
    def own(self) -> Path:
        """The file with the key and the certificate."""
        return enrolled.own(self._folder)

    def request(self, code: str) -> bytes:
        """The bytes to ask with; the same code again makes the same key ask again. Raises InputError."""
        return self._asking(Seal.of_code(typed(code)))

    def take(self, code: str, answer: bytes) -> Enrolled:
        """Read the answer to that request and store what it grants. Raises InputError, EnrolmentError."""
        return self._granted(Seal.of_code(typed(code)), answer)

    def renewal_due(self) -> bool:
        """Whether the certificate ends within 60 days, or has ended. Raises ConfigError."""
        ends_at = enrolled.ends_at(self._folder)
        return ends_at is not None and ends_at - self._clock.now() < RENEW_BEFORE

    def renewal(self, known: Enrolled) -> bytes:
        """The bytes to ask for another certificate with, for which no code is needed."""
        return self._asking(Seal.between(self._me, known.card, self._me.id))

    def renewed(self, known: Enrolled, answer: bytes) -> Enrolled:
        """Read the answer to that and store it. Raises EnrolmentError."""
        return self._granted(Seal.between(self._me, known.card, self._me.id), answer, known)

    def mind_clock(self) -> bool:
        """Whether the clock can be trusted; then its time is remembered, for it may be gone after a power cut."""
        trusted = self._clock.quality() in TRUSTED
        if trusted:
            clock.remember(self._folder, self._clock.now())
        return trusted

    # --- inside

    def _asking(self, seal: Seal) -> bytes:
        """A request under a key that is kept until it is answered: its answer may be lost and asked for again."""
        pending = self._pending(seal)
        if _key_in(pending) == _key_in(self.own):
            pending.unlink(missing_ok=True)  # it was answered, and the plug was pulled before it could be put away
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self._me.id)])
        csr = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
        request = seal.ask(self._me, csr.public_bytes(serialization.Encoding.DER))
        return _split(durable.keep(pending, _pem(key) + request))[1]

    def _granted(self, seal: Seal, answer: bytes, known: Enrolled | None = None) -> Enrolled:
        pending = self._pending(seal)
        try:
            key, request = _split(pending.read_bytes())
        except FileNotFoundError as error:
            raise EnrolmentError("nothing was asked with this code on this box") from error
        grant = seal.granted(request, answer)
        pem = key + self._certificate(key, grant)
        if known and grant.hub.encoded().hex() != known.hub:
            raise EnrolmentError("the answer is another hub's")
        authority = x509.load_der_x509_certificate(grant.authority).public_bytes(serialization.Encoding.PEM).decode()
        hub = grant.hub.encoded().hex()
        found = Enrolled(hub, authority, grant.brokers, grant.door, grant.number, grant.psgc, grant.at)
        found.addresses()
        enrolled.keep(self._folder, found, pem)
        pending.unlink()
        return found

    def _pending(self, seal: Seal) -> Path:
        return self._folder / f"{_PENDING}.{seal.name.hex()[:16]}"

    def _certificate(self, key: bytes, grant: Grant) -> bytes:
        """The certificate as PEM, seen to be this box's, for this key and by that authority."""
        try:
            certificate = x509.load_der_x509_certificate(grant.certificate)
            certificate.verify_directly_issued_by(x509.load_der_x509_certificate(grant.authority))
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion) as error:
            raise EnrolmentError("the answer holds no certificate of its authority") from error
        own = serialization.load_pem_private_key(key, None).public_key()
        if certificate.public_key() != own or certificate.subject.rfc4514_string() != f"CN={self._me.id}":
            raise EnrolmentError("the answer holds another box's certificate")
        return certificate.public_bytes(serialization.Encoding.PEM)


def ask_at(door: str, request: bytes, patience: float = _PATIENCE) -> bytes:
    """The answer of the hub's door at "host:port" to a request. Raises EnrolmentError where there is none."""
    host, port = config.address(door, "the hub's door")
    try:
        with closing(http.client.HTTPConnection(host, port, timeout=patience)) as connection:
            connection.request("POST", PATH, request, {"Content-Type": "application/octet-stream"})
            response = connection.getresponse()
            answer = response.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        raise EnrolmentError(f"{door}: the hub's door cannot be reached: {error}") from error
    if response.status != http.client.OK:
        raise EnrolmentError(f"{door}: the hub's door is busy ({response.status}); try again in some minutes")
    return answer


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    kind, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(kind, form, serialization.NoEncryption())


_KEY_ENDS: Final = b"-----END PRIVATE KEY-----\n"


def _split(pending: bytes) -> tuple[bytes, bytes]:
    """The key (PEM) and the request that were kept together."""
    key, ends, request = pending.partition(_KEY_ENDS)
    return key + ends, request


def _key_in(path: Path) -> bytes:
    """The key that a file begins with; nothing for a file that is not there."""
    return _split(path.read_bytes())[0] if path.exists() else b""


def look_after(enrolment: Enrolment, known: Enrolled, tls: ssl.SSLContext, stop: Stop) -> None:
    """Until stopped, in a thread of its own: renew the certificate whenever it is due, and mind the clock.

    The next call to a broker shows the new certificate. Without a network it is tried again every hour, also when the
    certificate ended long ago.
    """
    while not stop:
        trusted = enrolment.mind_clock()
        mind_dates(tls, trusted)
        try:
            if enrolment.renewal_due():
                known = enrolment.renewed(known, ask_at(known.door, enrolment.renewal(known)))
                tls.load_cert_chain(enrolment.own)
                log.info("enrolment: the certificate was renewed")
        except (EnrolmentError, ConfigError, OSError) as error:  # OSError: a full disk, a key that cannot be read
            log.warning("enrolment: the certificate is due and was not renewed: %s", error)
        stop.wait(_LOOK)


def main() -> int:
    """Enrol this box: 0 when it is done, 1 with a clear line when it is not."""
    parser = argparse.ArgumentParser(prog="dulog enroll", description="Make this box known to the hub, once.")
    parser.add_argument("--config", type=Path, default=DEFAULT_PATH)
    parser.add_argument("code", nargs="?", help="the code from the hub's operator; asked for when it is left out")
    parser.add_argument("--door", default="", metavar="HOST:PORT", help="where to ask, unless broker.door says it")
    parser.add_argument("--request", type=Path, metavar="FILE", help="no network: write the request, e.g. on a stick")
    parser.add_argument("--answer", type=Path, metavar="FILE", help="no network: read the answer that came back")
    arguments = parser.parse_args()
    try:
        sys.stdout.write(_enrol(arguments) + "\n")
    except InputError as error:
        sys.stderr.write(f"dulog: {error.field}: {error.problem.replace('_', ' ')}\n")
        return 1
    except (DulogError, OSError) as error:
        sys.stderr.write(f"dulog: {error}\n")
        return 1
    return 0


def _enrol(arguments: argparse.Namespace) -> str:
    box = Box.at(arguments.config)
    enrolment = Enrolment(box.config.hall.data, box.identity, box.clock)
    code: str = arguments.code or getpass.getpass("The code of seven groups: ")
    request = enrolment.request(code)
    if arguments.request:
        durable.write(arguments.request, request)
        return f"{arguments.request}: bring it to the hub, and its answer back for: dulog enroll --answer FILE"
    if arguments.answer:
        with opened(arguments.answer) as file:
            answer = file.read(MOST_BYTES + 1)
    else:
        door = arguments.door or box.config.broker.door
        if not door:
            raise ConfigError(f"{arguments.config}: broker.door: is missing; or say --door HOST:PORT")
        answer = ask_at(door, request)
    found = enrolment.take(code, answer)
    warning = ""
    if found.psgc != box.config.hall.psgc:
        warning = (
            f"\nThe hub says barangay {found.psgc}, hall.psgc said {box.config.hall.psgc}: is this the right hall?"
        )
    return f"This box is number {found.number} of the hub {found.card.id}, for barangay {found.psgc}.{warning}"


if __name__ == "__main__":
    sys.exit(main())
